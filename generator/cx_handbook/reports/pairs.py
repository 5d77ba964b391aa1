"""Two auditors, one audit: how far they agree, on which questions they differ, and who is stricter.

Only what both answered is compared. A yes or no is one case. Of counts the cases are compared one by
one where both name the same drawn cases; elsewhere only whether both found the standard met.
"""

from __future__ import annotations

from dataclasses import dataclass

from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.scoring.result import ItemScore
from cx_handbook.statistics.agreement import (
    LEAST_CASES,
    PairedRatings,
    find_stricter_chance,
    has_enough_for_alpha,
    measure_ac1,
    measure_agreement,
    measure_alpha,
)
from cx_handbook.statistics.difference import Estimate


@dataclass(frozen=True)
class QuestionDifference:
    """A question that two auditors answered differently; `stricter` names the audit that missed it."""

    first: ItemScore
    second: ItemScore
    stricter: str

    @property
    def cost(self) -> float:
        """Weight times the difference of the shares: what to talk about first."""
        return self.first.item.weight * abs((self.first.share or 0) - (self.second.share or 0))


@dataclass(frozen=True)
class AuditPair:
    """Two audits of one site, checklist and period by two people."""

    first: Audit
    second: Audit
    ratings: PairedRatings
    differences: tuple[QuestionDifference, ...]

    @property
    def agreement(self) -> Estimate | None:
        """The share of questions that both judged alike; None when there is no common one."""
        return measure_agreement(self.ratings) if self.ratings.cases else None

    @property
    def ac1(self) -> Estimate | None:
        """Gwet's AC1; None below twenty common questions, of which the differences are listed."""
        return measure_ac1(self.ratings) if self.ratings.cases >= LEAST_CASES else None

    @property
    def alpha(self) -> Estimate | None:
        """Krippendorff's alpha; None where it is undefined or has too little to go by."""
        return measure_alpha(self.ratings) if has_enough_for_alpha(self.ratings) else None

    @property
    def stricter_chance(self) -> float:
        """How likely so uneven a split of the differences is when neither is stricter."""
        return find_stricter_chance(self.ratings.first_right, self.ratings.second_right)


def compare_pair(first: Audit, second: Audit) -> AuditPair:
    """Return how two audits of the same form compare, question by question."""
    other = {scored.item.standard: scored for scored in second.result.items}
    counts = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    differences = []
    for scored in first.result.items:
        twin = other.get(scored.item.standard)
        # A blank of one auditor is no disagreement with the other.
        if twin is None or not _is_judged(scored) or not _is_judged(twin):
            continue
        met = scored.state == "met", twin.state == "met"
        counts[met] += 1
        # Both may find it met and still have counted differently: that is worth a word.
        if met[0] != met[1] or scored.share != twin.share:
            stricter = first if (scored.share or 0) < (twin.share or 0) else second
            differences.append(QuestionDifference(scored, twin, stricter.record.id))
    ratings = PairedRatings(
        counts[True, True], counts[True, False], counts[False, True], counts[False, False]
    )
    # The meeting is short, so what moves the grade most comes first.
    differences.sort(key=lambda one: (-one.cost, one.first.item.standard))
    return AuditPair(first, second, ratings, tuple(differences))


def _is_judged(scored: ItemScore) -> bool:
    return scored.state in ("met", "not_met")

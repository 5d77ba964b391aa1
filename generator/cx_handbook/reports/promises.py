"""Which promise a site keeps best, and which it should work on: what a poster says of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cx_handbook.audit.scoring.result import ItemScore
from cx_handbook.content.model import Item
from cx_handbook.reports.findings import LEAST_AUDITS, RecurringFinding
from cx_handbook.reports.series import PeriodAudit
from cx_handbook.statistics.pooled_share import find_wilson_limits


@dataclass(frozen=True)
class KeptPromise:
    """A standard that a site keeps: right cases and cases looked at, over so many audits."""

    item: Item
    met: int
    looked_at: int
    audits: int

    @property
    def sure_share(self) -> float:
        """The low end of the 95% interval: 240 of 240 says more than 3 of 3."""
        return find_wilson_limits(self.met / self.looked_at, self.looked_at)[0]


def find_best_kept(audits: Sequence[PeriodAudit]) -> KeptPromise | None:
    """Return the standard that a site keeps best; None when it keeps none.

    `audits` are in the order of their periods. Only a standard counts that was asked in three audits
    or more and met in the last three. Promises come before other standards.
    """
    seen = defaultdict[str, list[ItemScore]](list)
    for one in audits:
        for scored in one.audit.result.items:
            if scored.state in ("met", "not_met"):
                seen[scored.item.standard].append(scored)
    # A poster must not praise what failed a month ago.
    kept = [
        _count_cases(scores)
        for scores in seen.values()
        if len(scores) >= LEAST_AUDITS and all(s.state == "met" for s in scores[-LEAST_AUDITS:])
    ]
    return max(kept, key=_rank_promise, default=None)


def _count_cases(scores: Sequence[ItemScore]) -> KeptPromise:
    met = looked_at = 0
    for scored in scores:
        # A yes or no is one look at one case.
        cases = (scored.looked_at or 0) if scored.is_sampled else 1
        met += round((scored.share or 0) * cases)
        looked_at += cases
    return KeptPromise(scores[-1].item, met, max(1, looked_at), len(scores))


def _rank_promise(kept: KeptPromise) -> tuple[object, ...]:
    is_promise = kept.item.factor == "compliance" or kept.item.critical
    # Of equals, the first by its ID.
    backwards = tuple(-ord(character) for character in kept.item.standard)
    return is_promise, kept.sure_share, backwards


def find_work(findings: Sequence[RecurringFinding], site: str) -> RecurringFinding | None:
    """Return what a site should work on: what fails most often and failed last time too."""
    own = [one for one in findings if one.site == site and one.asked >= LEAST_AUDITS]
    return next((one for one in own if one.in_a_row), None)

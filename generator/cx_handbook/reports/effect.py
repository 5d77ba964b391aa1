"""Did it help? A standard before a finding and after its action was done.

Before means up to three audits before the one that raised the finding. That one is left out: it was
chosen for being bad, and an unchanged shop would look better after it in three months of four
(regression to the mean).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cx_handbook.reports.series import PeriodAudit
from cx_handbook.statistics.difference import Difference, count_needed_cases, subtract_shares

AUDITS_BEFORE = 3


@dataclass(frozen=True)
class ActionEffect:
    """Right cases and cases looked at before and after, their difference, and how sure it is.

    `needed` is how many cases each side would need to tell the difference four times in five; None
    where the shares are equal or the difference is told already.
    """

    before: tuple[int, int]
    after: tuple[int, int]
    difference: Difference
    needed: int | None

    @property
    def helped(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.difference.low > 0


def measure_effect(
    audits: Sequence[PeriodAudit], standard: str, raised: str, done: date
) -> ActionEffect | None:
    """Return what an action changed; None while there is nothing before it, or nothing after.

    `audits` are those of one site and checklist that count, in the order of their periods. `raised`
    is the reference of the audit with the finding. After means periods that begin after the day on which the
    action was done.
    """
    place = next((n for n, one in enumerate(audits) if one.audit.record.id == raised), None)
    if place is None:
        return None
    before = _add_cases(audits[max(0, place - AUDITS_BEFORE) : place], standard)
    after = _add_cases([one for one in audits[place + 1 :] if one.period.first > done], standard)
    # Without cases on both sides there is no difference, not one of zero.
    if not before[1] or not after[1]:
        return None
    difference = subtract_shares(after, before)
    shares = before[0] / before[1], after[0] / after[1]
    # Equal shares need no number: no sample tells apart what is the same.
    is_open = not difference.is_told and shares[0] != shares[1]
    return ActionEffect(before, after, difference, count_needed_cases(*shares) if is_open else None)


def _add_cases(audits: Sequence[PeriodAudit], standard: str) -> tuple[int, int]:
    """Return right cases and cases of a standard over some audits; a yes or no is one case."""
    met = looked_at = 0
    for one in audits:
        for scored in one.audit.result.items:
            if scored.item.standard != standard or scored.share is None:
                continue
            # From the answer: the first version of the rules does not keep how many were looked at.
            answer = one.audit.record.answers[standard]
            cases = (answer.n or 0) if scored.is_sampled else 1
            met += round(scored.share * cases)
            looked_at += cases
    return met, looked_at

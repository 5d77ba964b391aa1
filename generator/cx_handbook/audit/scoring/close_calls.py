"""When a sample cannot decide on which side of a limit the truth lies, and how many cases would.

The limits are the gate of compliance, the target of a critical count that was missed, and the cuts
of the grade at 6 and at 9. A critical count that met its target is no close call: 20 of 20 cases
have a lower limit of 84 %, so a target of 90 % would always be one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cx_handbook.statistics.pooled_share import Limits, PooledShare, SampledShare, pool_shares
from cx_handbook.statistics.rounding import round9

MOST_CASES_TO_SETTLE = 500  # a house choice: beyond it, looking at more cases is no way to find out

LimitName = Literal["gate", "critical", "satisfied", "delighted"]


@dataclass(frozen=True)
class CloseCall:
    """A limit that lies within the interval of what was sampled.

    `limit`, `low` and `high` are in the same unit: shares from 0 to 1 for the gate and a critical
    count, points out of 10 for the cuts. `standard` names the critical count. `looked_at` is the
    number of cases looked at; `cases_to_settle` is the least number of cases, those included, that
    would settle it if they turned out alike; None when it is more than MOST_CASES_TO_SETTLE.
    """

    name: LimitName
    limit: float
    low: float
    high: float
    looked_at: int
    cases_to_settle: int | None
    standard: str | None = None


def is_too_close(limits: Limits, limit: float) -> bool:
    """Tell whether an interval leaves open on which side of a limit the truth lies.

    On the limit itself counts as reached, so the low end may lie on it. Ends and limit are compared
    to nine decimals, as everywhere in scoring.
    """
    low, high = limits
    return round9(low) < round9(limit) <= round9(high)


def find_cases_to_settle(
    sampled: Sequence[SampledShare], limit: float, fixed: float = 0.0
) -> int | None:
    """Return the least number of cases whose interval no longer holds the limit, of 500 at most.

    `limit` and `fixed` are in the points of `sampled`. All samples grow in the same proportion and
    keep their shares; none grows beyond the cases there were. Those looked at already are counted.
    Returns None when even MOST_CASES_TO_SETTLE cases, or all there were, would not settle it.
    """
    now = math.ceil(_count_looked_at(sampled))
    most = _count_most(sampled)
    if now > most or not _settles(sampled, limit, fixed, most):
        return None
    # The interval narrows as the samples grow, so the least number can be found by halving.
    too_few, enough = now - 1, most
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if _settles(sampled, limit, fixed, middle):
            enough = middle
        else:
            too_few = middle
    return enough


def _settles(sampled: Sequence[SampledShare], limit: float, fixed: float, total: int) -> bool:
    return not is_too_close(_enlarge_samples(sampled, fixed, total).limits, limit)


def _enlarge_samples(sampled: Sequence[SampledShare], fixed: float, total: int) -> PooledShare:
    """Return what the interval would be had `total` cases been looked at, with the same shares."""
    growth = _find_growth(sampled, total)
    return pool_shares(
        (replace(one, looked_at=min(one.looked_at * growth, _count_cases(one))) for one in sampled),
        fixed,
    )


def _find_growth(sampled: Sequence[SampledShare], total: int) -> float:
    """Return by what factor samples grow that have `total` cases together.

    Where a sample reaches the number of cases there were, the others take over what is left.
    """
    left, growing = float(total), _count_looked_at(sampled)
    for one in sorted(sampled, key=lambda one: _count_cases(one) / one.looked_at):
        if one.looked_at * left / growing <= _count_cases(one):
            return left / growing
        left, growing = left - _count_cases(one), growing - one.looked_at
    return math.inf  # every case of every question


def _count_cases(one: SampledShare) -> float:
    return math.inf if one.cases is None else float(one.cases)


def _count_looked_at(sampled: Sequence[SampledShare]) -> float:
    return sum(one.looked_at for one in sampled)


def _count_most(sampled: Sequence[SampledShare]) -> int:
    """Return the most cases worth a try: 500, or all there were where every number is known."""
    known = [one.cases for one in sampled if one.cases is not None]
    if len(known) < len(sampled):
        return MOST_CASES_TO_SETTLE
    return min(MOST_CASES_TO_SETTLE, sum(known))

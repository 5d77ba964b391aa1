"""Differences of two shares or two grades, with their interval, and how many cases would tell.

R. G. Newcombe, *Interval estimation for the difference between independent proportions*, Statistics
in Medicine 17 (1998), 873-890, method 10: Wilson's limits, squared and added.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from cx_handbook.statistics.pooled_share import Z, find_wilson_limits

POWER = 0.8  # the chance of seeing a difference that is there
Z_OF_POWER = 0.8416212335729143  # of a one-sided 80 %


class Estimate(NamedTuple):
    """A figure with its 95 % interval, in any unit."""

    value: float
    low: float
    high: float


class Difference(NamedTuple):
    """What is after minus what was before, with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def is_told(self) -> bool:
        """Whether the interval lies on one side of zero: chance does not explain the difference."""
        return self.low > 0 or self.high < 0


def subtract_estimates(after: Estimate, before: Estimate) -> Difference:
    """Return the difference of two independent figures from their own intervals (square and add)."""
    value = after.value - before.value
    return Difference(
        value,
        value - math.hypot(after.value - after.low, before.high - before.value),
        value + math.hypot(after.high - after.value, before.value - before.low),
    )


def subtract_shares(after: tuple[int, int], before: tuple[int, int]) -> Difference:
    """Return the difference of two counts (right, looked at), as shares from -1 to 1."""
    return subtract_estimates(estimate_share(*after), estimate_share(*before))


def estimate_share(met: int, looked_at: int) -> Estimate:
    """Return the share of right cases with Wilson's interval; 0 <= met <= looked_at, at least 1."""
    share = met / looked_at
    return Estimate(share, *find_wilson_limits(share, looked_at))


def count_needed_cases(before: float, after: float) -> int:
    """Return how many cases each of two audits needs to tell two shares apart four times in five.

    The usual sum of normal quantiles; shares from 0 to 1 that differ.
    """
    variance = before * (1 - before) + after * (1 - after)
    return math.ceil((Z + Z_OF_POWER) ** 2 * variance / (after - before) ** 2)

"""The 95 % interval of a weighted mean of sampled shares: Wilson's, with the effective sample size.

C. Franco, R. J. A. Little, T. A. Louis and E. V. Slud, *Comparative study of confidence intervals
for proportions in complex sample surveys*, Journal of Survey Statistics and Methodology 7 (2019),
334-364, https://pmc.ncbi.nlm.nih.gov/articles/PMC6690503/. They recommend Wilson's interval with
the number of cases replaced by the effective sample size. Adding Wilson's limits of each question
(MOVER) was wrong too often on one side: each leans towards one half, and the leans add up.

The finite-population correction is (N - n) / (N - 1), of N cases of which n were looked at:
B. O'Neill, *Mathematical properties and finite-population correction for the Wilson score
interval*, 2021, arXiv:2109.12464.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cx_handbook.statistics.rounding import left_to_right_sum

Z = 1.959963984540054  # of a two-sided 95 % interval
Limits = tuple[float, float]


@dataclass(frozen=True)
class SampledShare:
    """One question whose answer is a count of cases.

    `points` is what the question carries when its share is 1, more than 0. `share` lies between 0
    and 1. `looked_at` is the number of cases looked at, above 0; it may be a fraction where a
    larger sample is supposed. `cases` is the number of cases there were, at least `looked_at`, or
    None when it is not known or not believed.
    """

    points: float
    share: float
    looked_at: float
    cases: int | None = None

    @property
    def correction(self) -> float:
        """The finite-population correction, from 0 (all cases looked at) to 1."""
        if self.cases is None:
            return 1.0
        if self.cases <= self.looked_at:
            return 0.0
        return (self.cases - self.looked_at) / (self.cases - 1)


@dataclass(frozen=True)
class PooledShare:
    """A sum of points: `fixed` without a sampling error, and `points` times a sampled `share`.

    `effective_size` is the number of cases of one simple random sample that would be as sure; None
    when nothing was sampled. `looked_at` is the number of cases looked at in all, those included
    whose questions are fixed because every case was looked at.
    """

    fixed: float
    points: float
    share: float
    effective_size: float | None
    looked_at: float

    @property
    def estimate(self) -> float:
        """The sum itself, in points."""
        return self.fixed + self.points * self.share

    @property
    def limits(self) -> Limits:
        """The 95 % interval of the sum, in points; both ends on the sum when nothing was sampled."""
        if self.effective_size is None:
            return self.estimate, self.estimate
        low, high = find_wilson_limits(self.share, self.effective_size)
        return self.fixed + self.points * low, self.fixed + self.points * high


def find_wilson_limits(share: float, size: float) -> Limits:
    """Return Wilson's 95 % limits of a share from 0 to 1, of a sample of `size` cases, above 0.

    E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, Journal of
    the American Statistical Association 22 (1927), 209-212. The size may be a fraction.
    """
    z2 = Z * Z / size
    middle = (share + z2 / 2) / (1 + z2)
    half = math.sqrt(z2 * share * (1 - share) + z2 * z2 / 4) / (1 + z2)
    # The share lies within its limits; binary digits would deny it at 0 and at 1.
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))


def pool_shares(sampled: Iterable[SampledShare], fixed: float = 0.0) -> PooledShare:
    """Return the sum of `fixed` points and the points of sampled questions, with its precision.

    A question all of whose cases were looked at has no sampling error and counts as fixed.
    """
    all_sampled = tuple(sampled)
    counting = [one for one in all_sampled if one.correction > 0]
    for one in all_sampled:
        if one.correction == 0:
            fixed += one.points * one.share
    looked_at = left_to_right_sum(one.looked_at for one in all_sampled)
    if not counting:
        return PooledShare(fixed, 0.0, 0.0, None, looked_at)
    points = left_to_right_sum(one.points for one in counting)
    share = left_to_right_sum(one.points * one.share for one in counting) / points
    # Rounding in binary digits may leave a mean of ones a little above 1.
    share = min(share, 1.0)
    return PooledShare(
        fixed, points, share, _find_effective_size(counting, points, share), looked_at
    )


def _find_effective_size(counting: Sequence[SampledShare], points: float, share: float) -> float:
    """Return the size of a simple random sample that is as sure as these samples together.

    By the points alone (Kish), and by the estimated variance; the smaller of the two counts. The
    estimate of a variance by few cases may be far too small, so it never makes the size larger.
    """
    by_points = (
        points
        * points
        / left_to_right_sum(
            one.points * one.points * one.correction / one.looked_at for one in counting
        )
    )
    if len(counting) == 1:
        return by_points  # Wilson's own interval: there is no other question to differ from
    variance = left_to_right_sum(
        (one.points / points)
        * (one.points / points)
        * one.correction
        * one.share
        * (1 - one.share)
        / max(one.looked_at - 1, 1)
        for one in counting
    )
    if variance == 0:
        return by_points
    return min(by_points, share * (1 - share) / variance)

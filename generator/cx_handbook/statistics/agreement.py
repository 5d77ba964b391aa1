"""How far two auditors agree who looked at the same cases, blind to each other.

K. L. Gwet, *Computing inter-rater reliability and its variance in the presence of high agreement*,
British Journal of Mathematical and Statistical Psychology 61 (2008), 29-48: AC1.
K. Krippendorff, *Content Analysis* (2004): alpha, nominal.
Q. McNemar, *Note on the sampling error of the difference between correlated proportions*,
Psychometrika 12 (1947), 153-157: who is stricter, here exact.

Intervals carry Wilson's limits of the raw agreement through the formula and hold the agreement by
chance fixed: of the ways tried by simulation the only one that holds at 20 cases.
"""

from __future__ import annotations

from typing import NamedTuple

from cx_handbook.statistics.chance import list_binomial
from cx_handbook.statistics.difference import Estimate
from cx_handbook.statistics.pooled_share import find_wilson_limits

LEAST_CASES = 20  # fewer are listed and give no coefficient
LEAST_OF_CATEGORY = 5  # ratings of the rarer category, below which alpha says nothing


class PairedRatings(NamedTuple):
    """Cases by what two auditors said of them: right or wrong."""

    both_right: int
    first_right: int
    second_right: int
    both_wrong: int

    @property
    def cases(self) -> int:
        """How many cases both have looked at."""
        return sum(self)

    @property
    def share_right(self) -> float:
        """The share of ratings that say right, over both auditors."""
        return (2 * self.both_right + self.first_right + self.second_right) / (2 * self.cases)


def measure_agreement(ratings: PairedRatings) -> Estimate:
    """Return the share of cases that both saw alike, with Wilson's interval; at least one case."""
    share = (ratings.both_right + ratings.both_wrong) / ratings.cases
    return Estimate(share, *find_wilson_limits(share, ratings.cases))


def measure_ac1(ratings: PairedRatings) -> Estimate:
    """Return Gwet's AC1, from -1 to 1, with its interval."""
    right = ratings.share_right
    return _correct_for_chance(measure_agreement(ratings), 2 * right * (1 - right))


def measure_alpha(ratings: PairedRatings) -> Estimate | None:
    """Return Krippendorff's alpha with its interval; None when both said the same of every case.

    Then no disagreement by chance is possible and alpha is undefined.
    """
    right, values = ratings.share_right, 2 * ratings.cases
    by_chance = 1 - 2 * right * (1 - right) * values / (values - 1)
    if by_chance >= 1:
        return None
    # A pair of ratings agrees with itself: alpha takes that out of what is expected.
    return _correct_for_chance(measure_agreement(ratings), by_chance)


def has_enough_for_alpha(ratings: PairedRatings) -> bool:
    """Return whether there are cases enough, and of each category ratings enough, for alpha."""
    right = 2 * ratings.both_right + ratings.first_right + ratings.second_right
    rarer = min(right, 2 * ratings.cases - right)
    return ratings.cases >= LEAST_CASES and rarer >= LEAST_OF_CATEGORY


def measure_kappa(ratings: PairedRatings) -> float | None:
    """Return Cohen's kappa; None where it is undefined.

    It is here to be compared with published tables: at high agreement it says little.
    """
    n = ratings.cases
    first = (ratings.both_right + ratings.first_right) / n
    second = (ratings.both_right + ratings.second_right) / n
    by_chance = first * second + (1 - first) * (1 - second)
    if by_chance >= 1:
        return None
    return (measure_agreement(ratings).value - by_chance) / (1 - by_chance)


def find_stricter_chance(first_right: int, second_right: int) -> float:
    """Return the two-sided exact chance of so uneven a split of the cases that were seen differently.

    McNemar's test; 1 when nothing was seen differently.
    """
    n = first_right + second_right
    if n == 0:
        return 1.0
    fewer = min(first_right, second_right)
    return min(1.0, 2 * sum(list_binomial(n, 0.5)[: fewer + 1]))


def _correct_for_chance(agreement: Estimate, by_chance: float) -> Estimate:
    return Estimate(*((part - by_chance) / (1 - by_chance) for part in agreement))

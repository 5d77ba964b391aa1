"""Sites beside each other: funnel plots, and which differences chance does not explain.

D. J. Spiegelhalter, *Funnel plots for comparing institutional performance*, Statistics in Medicine
24 (2005), 1185-1202: limits (appendix A.1.1) and over-dispersion.
Y. Benjamini and Y. Hochberg, *Controlling the false discovery rate*, Journal of the Royal
Statistical Society B 57 (1995), 289-300.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from cx_handbook.statistics.chance import correct_by_holm, list_binomial
from cx_handbook.statistics.rounding import left_to_right_sum

WIDE, NARROW = 0.998, 0.95  # the two pairs of limits
FALSE_DISCOVERIES = 0.05  # share of the sites named that chance may have named
LEVEL_OF_PLACES = 0.05  # over all pairs of sites


class SiteCount(NamedTuple):
    """Right cases of a site, and cases looked at: at least one."""

    met: int
    looked_at: int

    @property
    def share(self) -> float:
        """The share of right cases."""
        return self.met / self.looked_at


class PlaceRange(NamedTuple):
    """The best and the worst place that a site may have, from 1."""

    best: int
    worst: int


def pool_counts(sites: Sequence[SiteCount]) -> float:
    """Return the share of right cases over all sites."""
    return sum(site.met for site in sites) / sum(site.looked_at for site in sites)


def find_funnel_limits(looked_at: int, share: float, inside: float) -> tuple[float, float]:
    """Return the exact limits of a share at a sample size, interpolated between whole counts.

    `inside` is the part of sites that chance leaves between them, such as 0.998.
    """
    tail = (1 - inside) / 2
    chances = list_binomial(looked_at, share)
    return (
        max(0.0, _interpolate_quantile(chances, tail) / looked_at),
        min(1.0, _interpolate_quantile(chances, 1 - tail) / looked_at),
    )


def _interpolate_quantile(chances: Sequence[float], level: float) -> float:
    """Return the count at which the distribution reaches a level, between whole numbers."""
    reached = 0.0
    for r, chance in enumerate(chances):
        reached += chance
        if reached > level:
            return r - (reached - level) / chance
    return float(len(chances) - 1)


def find_middle_chance(met: int, looked_at: int, share: float) -> float:
    """Return the two-sided mid-p of a count: half of its own chance, and twice the smaller tail."""
    chances = list_binomial(looked_at, share)
    below = left_to_right_sum(chances[:met])
    own = chances[met]
    lower, upper = below + own / 2, 1 - below - own / 2
    return min(1.0, 2 * max(0.0, min(lower, upper)))


def find_discoveries(chances: Sequence[float], rate: float = FALSE_DISCOVERIES) -> list[bool]:
    """Return which of several tests are discoveries, of which about `rate` are by chance."""
    order = sorted(range(len(chances)), key=lambda i: chances[i])
    kept = 0
    for place, i in enumerate(order, start=1):
        if chances[i] <= rate * place / len(chances):
            kept = place
    named = set(order[:kept])
    return [i in named for i in range(len(chances))]


# Over-dispersion


class Dispersion(NamedTuple):
    """How much more sites differ than chance makes them: the ratio, and the added variance.

    `ratio` is about 1 when chance explains all. `added` is the variance between sites, in shares
    squared; 0 when there are too few sites, or none is needed.
    """

    ratio: float
    added: float


def measure_dispersion(sites: Sequence[SiteCount], share: float) -> Dispersion:
    """Return how much the sites differ beyond chance, a tenth of them at each end pulled in."""
    count = len(sites)
    deviations = [math.sqrt(share * (1 - share) / site.looked_at) for site in sites]
    if count < 2 or not all(deviations):
        return Dispersion(1.0, 0.0)
    scores = [(site.share - share) / d for site, d in zip(sites, deviations, strict=True)]
    pulled = _winsorise(scores, count // 10)
    ratio = left_to_right_sum(score * score for score in pulled) / count
    if ratio <= 1 + 2 * math.sqrt(2 / count):
        return Dispersion(ratio, 0.0)
    weights = [1 / (d * d) for d in deviations]
    total = left_to_right_sum(weights)
    squares = left_to_right_sum(weight * weight for weight in weights)
    return Dispersion(ratio, max(0.0, (count * ratio - (count - 1)) / (total - squares / total)))


def _winsorise(scores: Sequence[float], pulled: int) -> list[float]:
    ordered = sorted(scores)
    low, high = ordered[pulled], ordered[len(ordered) - 1 - pulled]
    return [min(high, max(low, score)) for score in scores]


def find_dispersed_limits(
    looked_at: int, share: float, added: float, z: float
) -> tuple[float, float]:
    """Return the limits of a share where sites differ by more than chance; `z` is 1.96 or 3.09."""
    reach = z * math.sqrt(share * (1 - share) / looked_at + added)
    return max(0.0, share - reach), min(1.0, share + reach)


# Places


def find_place_ranges(sites: Sequence[SiteCount]) -> list[PlaceRange]:
    """Return the places that each site may have; sites that chance alone parts share theirs.

    All pairs are compared by the normal test of two shares, corrected together by Holm.
    """
    pairs = [(a, b) for a in range(len(sites)) for b in range(a + 1, len(sites))]
    chances = correct_by_holm([_compare_pair(sites[a], sites[b]) for a, b in pairs])
    better, worse = [0] * len(sites), [0] * len(sites)
    for (a, b), chance in zip(pairs, chances, strict=True):
        if chance < LEVEL_OF_PLACES:
            winner, loser = (a, b) if sites[a].share > sites[b].share else (b, a)
            better[loser] += 1
            worse[winner] += 1
    return [PlaceRange(1 + better[n], len(sites) - worse[n]) for n in range(len(sites))]


def _compare_pair(a: SiteCount, b: SiteCount) -> float:
    share = pool_counts((a, b))
    variance = share * (1 - share) * (1 / a.looked_at + 1 / b.looked_at)
    if variance == 0:
        return 1.0
    z = abs(a.share - b.share) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))

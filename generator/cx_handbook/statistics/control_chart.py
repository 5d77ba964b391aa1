"""Control charts: which points of a series lie outside what chance alone would give.

Rules and false-alarm rates are those that the report prints beside each chart. Limits are of a
process that goes on, so no finite-population correction belongs in them.

D. J. Wheeler, *Understanding Variation* (1993): individuals and moving range (XmR), limits at 2.66
mean moving ranges. D. B. Laney, *Improved control charts for attributes*, Quality Engineering 14
(2002), 531-537: limits for large counts. J. Anhøj and A. V. Olesen, *Run charts revisited*, PLoS ONE
9 (2014), e113825: runs and crossings of a median.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cx_handbook.statistics.chance import list_binomial
from cx_handbook.statistics.rounding import left_to_right_sum, round9

MOVING_RANGE_FACTOR = 2.66  # Wheeler's; 3 / 1.128 differs in the fourth digit
RANGE_OF_TWO = 1.128  # mean range of two values of a normal distribution, in standard deviations
LEAST_POINTS = 12  # fewer give no limits
LONGEST_BASELINE = 20  # points; from then on the limits are frozen
RUN_LENGTH = 8  # points in a row on one side of the centre
TAIL = 0.00135  # of a normal distribution beyond three standard deviations


class ChartLimits(NamedTuple):
    """Centre and limits of a chart, in the unit of its points."""

    centre: float
    low: float
    high: float


class ChartSignal(NamedTuple):
    """Points that chance does not explain: the places of the first and the last, and the rule.

    `rule` is `outside` (one point) or `run` (RUN_LENGTH or more in a row on one side); `side` is -1
    below the centre and 1 above.
    """

    rule: str
    first: int
    last: int
    side: int


def find_individual_limits(
    values: Sequence[float], low: float = -math.inf, high: float = math.inf
) -> ChartLimits:
    """Return the XmR limits of at least two values, clamped to what is possible."""
    centre = left_to_right_sum(values) / len(values)
    ranges = [abs(after - before) for before, after in itertools.pairwise(values)]
    reach = MOVING_RANGE_FACTOR * left_to_right_sum(ranges) / len(ranges)
    return ChartLimits(centre, max(low, centre - reach), min(high, centre + reach))


def find_signals(values: Sequence[float], limits: ChartLimits) -> list[ChartSignal]:
    """Return the signals of a chart, in the order of their first points.

    A value on the centre ends no run and adds nothing to it. All is compared at nine decimals.
    """
    found = [
        ChartSignal("outside", place, place, -1 if value < limits.centre else 1)
        for place, value in enumerate(values)
        if round9(value) < round9(limits.low) or round9(value) > round9(limits.high)
    ]
    return sorted(
        [*found, *find_runs(values, limits.centre)], key=lambda one: (one.first, one.rule)
    )


def find_runs(values: Sequence[float], centre: float) -> list[ChartSignal]:
    """Return each run of RUN_LENGTH or more values in a row on one side of the centre."""
    runs: list[ChartSignal] = []
    side, places = 0, list[int]()
    for place, value in enumerate(values):
        here = (round9(value) > round9(centre)) - (round9(value) < round9(centre))
        if here == 0:
            continue
        if here != side:
            runs += _close_run(side, places)
            side, places = here, []
        places.append(place)
    return [*runs, *_close_run(side, places)]


def _close_run(side: int, places: Sequence[int]) -> list[ChartSignal]:
    return [ChartSignal("run", places[0], places[-1], side)] if len(places) >= RUN_LENGTH else []


# Counts


@lru_cache(maxsize=1024)  # audits look at the same few numbers of cases
def find_count_limits(looked_at: int, share: float) -> tuple[int, int]:
    """Return the counts of right cases outside which chance gives fewer than TAIL on each side.

    The first is the highest count that is too low, -1 when none is. The second is the lowest that is
    too high, one more than there are cases when none is. `share` lies from 0 to 1. Limits of three
    standard deviations would signal 16 times as often where nearly all is right.
    """
    chances = list_binomial(looked_at, share)
    low, below = -1, 0.0
    for k in range(looked_at + 1):
        below += chances[k]
        if below >= TAIL:
            break
        low = k
    high, above = looked_at + 1, 0.0
    for k in range(looked_at, -1, -1):
        above += chances[k]
        if above >= TAIL:
            break
        high = k
    return low, high


@lru_cache(maxsize=1024)
def find_chance_outside(looked_at: int, share: float) -> float:
    """Return the chance of a count outside those limits when the share stays what it is."""
    chances = list_binomial(looked_at, share)
    low, high = find_count_limits(looked_at, share)
    return left_to_right_sum(chances[: low + 1]) + left_to_right_sum(chances[high:])


def find_spread_limits(counts: Sequence[tuple[int, int]]) -> list[ChartLimits]:
    """Return Laney's limits for each of two or more large counts (right, looked at), from 0 to 1.

    Meant for logs of 200 cases and more, where single months differ more than chance in one month
    would make them.
    """
    share = sum(k for k, _ in counts) / sum(n for _, n in counts)
    deviations = [math.sqrt(share * (1 - share) / n) for _, n in counts]
    scores = [
        (k / n - share) / deviation if deviation else 0.0
        for (k, n), deviation in zip(counts, deviations, strict=True)
    ]
    ranges = [abs(after - before) for before, after in itertools.pairwise(scores)]
    spread = max(1.0, left_to_right_sum(ranges) / len(ranges) / RANGE_OF_TWO)
    return [
        ChartLimits(
            share,
            max(0.0, share - 3 * deviation * spread),
            min(1.0, share + 3 * deviation * spread),
        )
        for deviation in deviations
    ]


# Runs about a median


class RunChart(NamedTuple):
    """A series about its median: its longest run, its crossings, and what chance would give."""

    median: float
    useful: int
    longest_run: int
    most_in_run: int
    crossings: int
    least_crossings: int

    @property
    def signals(self) -> bool:
        """Whether a run is longer, or crossings are fewer, than chance explains."""
        return self.longest_run > self.most_in_run or self.crossings < self.least_crossings


def build_run_chart(values: Sequence[float]) -> RunChart:
    """Return the run chart of a series; values on the median say nothing and are left out."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    sides = [value > median for value in values if round9(value) != round9(median)]
    longest, run = 0, 0
    crossings = 0
    for place, side in enumerate(sides):
        is_same = place > 0 and sides[place - 1] == side
        run = run + 1 if is_same else 1
        crossings += place > 0 and not is_same
        longest = max(longest, run)
    return RunChart(
        median,
        len(sides),
        longest,
        find_most_in_run(len(sides)),
        crossings,
        find_least_crossings(len(sides)),
    )


def find_most_in_run(points: int) -> int:
    """Return how many points in a row on one side of the median chance still explains."""
    # Halves up: Python's own rounding goes to the even number.
    return math.floor(math.log2(points) + 3 + 0.5) if points else 0


def find_least_crossings(points: int) -> int:
    """Return how few crossings of the median chance still explains: the 5 % quantile of a binomial."""
    if points < 2:
        return 0
    below = 0.0
    for k, chance in enumerate(list_binomial(points - 1, 0.5)):
        below += chance
        if below >= 0.05:
            return k
    return points - 1

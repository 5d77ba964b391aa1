"""Control charts give the limits and signals of published examples, and false alarms as printed."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest

from cx_handbook.statistics.control_chart import (
    build_run_chart,
    find_count_limits,
    find_individual_limits,
    find_least_crossings,
    find_most_in_run,
    find_runs,
    find_signals,
    find_spread_limits,
)
from support.statistics_cases import read_vectors

VECTORS = read_vectors("control_chart")


@pytest.mark.parametrize("case", VECTORS["individuals"], ids=lambda case: case["says"][:40])
def test_individuals_have_the_limits_of_the_example(case: dict[str, Any]) -> None:
    limits = find_individual_limits(case["values"], *case.get("bounds", (-math.inf, math.inf)))

    assert limits == pytest.approx((case["centre"], case["low"], case["high"]), abs=case["within"])
    assert [list(signal) for signal in find_signals(case["values"], limits)] == case["signals"]


@pytest.mark.parametrize("case", VECTORS["counts"], ids=str)
def test_counts_signal_where_chance_is_below_its_limit(case: dict[str, Any]) -> None:
    """Exact tails, because three standard deviations are wrong where nearly all is right."""
    found = find_count_limits(case["looked_at"], case["share"])

    assert found == (case["too_low"], case["too_high"])


@pytest.mark.parametrize("case", VECTORS["published_counts"], ids=lambda case: case["says"][:40])
def test_counts_of_the_example_lie_outside_where_it_says(case: dict[str, Any]) -> None:
    """Limits from all of its samples, as in the publication."""
    share = sum(case["counts"]) / (case["looked_at"] * len(case["counts"]))
    low, high = find_count_limits(case["looked_at"], share)
    outside = [place for place, met in enumerate(case["counts"]) if not low < met < high]

    assert round(share, 4) == case["mean"]
    assert outside == case["outside"]


@pytest.mark.parametrize("case", VECTORS["runs"], ids=str)
def test_runs_and_crossings_have_the_published_limits(case: dict[str, Any]) -> None:
    points = case["points"]

    assert find_most_in_run(points) == case["most_in_run"]
    assert find_least_crossings(points) == case["least_crossings"]


def test_a_value_on_the_centre_ends_no_run() -> None:
    """Seven, one on the centre, and one more are eight in a row."""
    values = [1.0] * 7 + [0.0] + [1.0]

    assert [(run.first, run.last) for run in find_runs(values, 0.0)] == [(0, 8)]
    assert find_runs([*[1.0] * 7, -1.0, 1.0], 0.0) == []


@pytest.mark.parametrize(
    ("points", "alarms"), [(12, 0.029), (16, 0.044), (20, 0.063), (24, 0.085), (36, 0.15)]
)
def test_stable_series_alarm_as_often_as_is_printed(points: int, alarms: float) -> None:
    """Within one point, in 4,000 series of normal values."""
    drawn = random.Random(f"alarms|{points}")
    signalled = 0
    for _ in range(4000):
        values = [drawn.gauss(0, 1) for _ in range(points)]
        signalled += bool(find_signals(values, find_individual_limits(values)))

    assert signalled / 4000 == pytest.approx(alarms, abs=0.01)


def test_months_that_differ_widen_the_limits_of_large_counts() -> None:
    """Laney's limits are the binomial ones where chance explains the months, and wider elsewhere."""
    alike = find_spread_limits([(950, 1000), (951, 1000), (949, 1000), (950, 1000)])
    unlike = find_spread_limits([(990, 1000), (900, 1000), (985, 1000), (905, 1000)])

    assert alike[0].high - alike[0].centre == pytest.approx(3 * math.sqrt(0.95 * 0.05 / 1000))
    assert unlike[0].centre - unlike[0].low > 3 * (alike[0].centre - alike[0].low)


def test_a_run_chart_counts_runs_and_crossings_about_its_median() -> None:
    """A step up in the middle is one long run on each side, and a single crossing."""
    chart = build_run_chart([1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9, 8, 9, 2, 1])
    level = build_run_chart([1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8])

    assert (chart.longest_run, chart.crossings, chart.signals) == (8, 2, True)
    assert not level.signals

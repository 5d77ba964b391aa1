"""The scripts give the limits, signals and differences of the published vectors."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.reports.trend import find_false_alarms
from cx_handbook.statistics.control_chart import build_run_chart, find_spread_limits
from support.report_scripts import find_differences, load_report_scripts
from support.statistics_cases import read_count, read_vectors

CHARTS, DIFFERENCES = read_vectors("control_chart"), read_vectors("difference")


def call(function: str, *given: Any) -> Any:
    return load_report_scripts().call(f"Handbook.reports.{function}", *given)


def plain_count(short: str) -> dict[str, int]:
    return read_count(short)._asdict()


@pytest.mark.parametrize("case", CHARTS["individuals"], ids=lambda case: case["says"][:40])
def test_individuals_have_the_limits_of_the_example(case: dict[str, Any]) -> None:
    limits = call("controlChart.findIndividualLimits", case["values"], *case.get("bounds", ()))
    signals = call("controlChart.findSignals", case["values"], limits)

    for name in ("centre", "low", "high"):
        assert limits[name] == pytest.approx(case[name], abs=case["within"])
    assert [[s["rule"], s["first"], s["last"], s["side"]] for s in signals] == case["signals"]


@pytest.mark.parametrize("case", CHARTS["published_counts"], ids=lambda case: case["says"][:40])
def test_counts_of_the_example_lie_outside_where_it_says(case: dict[str, Any]) -> None:
    share = sum(case["counts"]) / (case["looked_at"] * len(case["counts"]))
    found = call("controlChart.findCountLimits", case["looked_at"], share)

    assert [
        place for place, met in enumerate(case["counts"]) if not found["low"] < met < found["high"]
    ] == case["outside"]


@pytest.mark.parametrize("case", CHARTS["counts"], ids=str)
def test_counts_signal_where_chance_is_below_its_limit(case: dict[str, Any]) -> None:
    found = call("controlChart.findCountLimits", case["looked_at"], case["share"])

    assert found == {"low": case["too_low"], "high": case["too_high"]}


@pytest.mark.parametrize("case", CHARTS["runs"], ids=str)
def test_runs_and_crossings_have_the_published_limits(case: dict[str, Any]) -> None:
    points = case["points"]

    assert call("controlChart.findMostInRun", points) == case["most_in_run"]
    assert call("controlChart.findLeastCrossings", points) == case["least_crossings"]


def test_run_charts_and_large_counts_are_those_of_python() -> None:
    """There is no published vector in the file for these; Python is the one that is tested."""
    values = [3.0, 4, 4, 5, 2, 2, 1, 6, 7, 7, 8, 9, 4, 3]
    counts = [(180, 200), (210, 240), (350, 400), (270, 300), (190, 220)]
    chart = build_run_chart(values)
    limits = [one._asdict() for one in find_spread_limits(counts)]
    plain = [{"met": met, "looked_at": cases} for met, cases in counts]

    found = call("controlChart.buildRunChart", values)
    assert find_differences(found, {**chart._asdict(), "signals": chart.signals}) == []
    assert find_differences(call("controlChart.findSpreadLimits", plain), limits) == []


@pytest.mark.parametrize("case", DIFFERENCES["shares"], ids=lambda case: case["says"][:40])
def test_two_shares_differ_within_the_published_limits(case: dict[str, Any]) -> None:
    given = plain_count(case["after"]), plain_count(case["before"])
    found = call("difference.subtractShares", *given)

    assert [found["low"], found["high"]] == pytest.approx(case["limits"], abs=5e-5)
    assert call("difference.isTold", found) == case["told"]


@pytest.mark.parametrize("case", DIFFERENCES["grades"], ids=lambda case: case["says"][:40])
def test_two_grades_differ_by_their_own_intervals(case: dict[str, Any]) -> None:
    names = ("value", "low", "high")
    after, before = (dict(zip(names, case[n], strict=True)) for n in ("after", "before"))
    found = call("difference.subtractEstimates", after, before)

    assert [found["low"], found["high"]] == pytest.approx(case["limits"], abs=5e-5)


@pytest.mark.parametrize("case", DIFFERENCES["needed"], ids=str)
def test_it_says_how_many_cases_would_tell(case: dict[str, Any]) -> None:
    assert call("difference.countNeededCases", case["before"], case["after"]) == case["cases"]


def test_the_false_alarms_are_those_that_pages_print() -> None:
    """Of every length, between the rows of the table as well."""
    found = [call("trend.findFalseAlarms", points) for points in range(1, 60)]

    assert find_differences(found, [find_false_alarms(points) for points in range(1, 60)]) == []


# Sites and auditors

FUNNELS, AGREEMENT = read_vectors("funnel"), read_vectors("agreement")["cases"]
RATINGS = ("bothRight", "firstRight", "secondRight", "bothWrong")


@pytest.mark.parametrize("case", FUNNELS["limits"], ids=lambda case: case["says"][:40])
def test_funnels_have_the_published_limits(case: dict[str, Any]) -> None:
    share = case["met"] / case["of"]
    found = call("funnel.findFunnelLimits", case["looked_at"], share, case["inside"])

    assert found == pytest.approx(case["limits"], abs=5e-5)


@pytest.mark.parametrize("case", FUNNELS["discoveries"], ids=lambda case: case["says"][:40])
def test_discoveries_are_the_published_ones(case: dict[str, Any]) -> None:
    assert sum(call("funnel.findDiscoveries", case["chances"])) == case["kept"]


@pytest.mark.parametrize("case", FUNNELS["places"], ids=lambda case: case["says"][:40])
def test_places_are_ranges(case: dict[str, Any]) -> None:
    found = call("funnel.findPlaceRanges", [plain_count(one) for one in case["sites"]])

    assert [[one["best"], one["worst"]] for one in found] == case["places"]


@pytest.mark.parametrize("case", AGREEMENT, ids=lambda case: case["says"][:40])
def test_agreement_has_the_published_figures(case: dict[str, Any]) -> None:
    ratings = dict(zip(RATINGS, case["ratings"], strict=True))
    agreement, ac1 = call("pairs.measureAgreement", ratings), call("pairs.measureAc1", ratings)

    for found, published in ((agreement, case["agreement"]), (ac1, case["ac1"])):
        assert [found[n] for n in ("value", "low", "high")] == pytest.approx(published, abs=5e-5)
    assert call("pairs.findStricterChance", ratings) == pytest.approx(case["stricter"], abs=5e-5)

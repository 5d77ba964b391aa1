"""Charts: the same text from Python and from the scripts, with room for every word."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_handbook.reports.chart_shapes import Box, Chart, measure_text
from support.chart_cases import (
    draw_case,
    list_labels,
    load_chart_scripts,
    read_cases,
    write_in_python,
    write_in_script,
)

ALL = read_cases()


@pytest.mark.parametrize("name", ALL)
def test_both_sides_write_the_case_byte_for_byte(name: str) -> None:
    """The drawing and its table are those that are written down."""
    case = ALL[name]
    chart = draw_case(case["chart"], case["picture"])
    written = {"svg": case["svg"], "heads": case["heads"], "rows": case["rows"]}

    assert {
        "svg": write_in_python(chart),
        "heads": list(chart.heads),
        "rows": [list(row) for row in chart.rows],
    } == written
    assert write_in_script(case["chart"], case["picture"]) == written


@pytest.mark.parametrize("name", ALL)
def test_no_label_overlaps_another_or_leaves_the_drawing(name: str) -> None:
    """That holds of scales, limits, periods, changes and signals alike."""
    check_labels(draw_case(ALL[name]["chart"], ALL[name]["picture"]))


def check_labels(chart: Chart) -> None:
    labels = list_labels(chart)
    frame = Box(0, 0, chart.width, chart.height)
    outside = [
        text
        for text, box in labels
        if box.left < frame.left
        or box.right > frame.right
        or box.top < frame.top
        or box.bottom > frame.bottom
    ]
    over = [
        (one[0], other[0])
        for one, other in itertools.combinations(labels, 2)
        if one[1].meets(other[1])
    ]
    assert outside == []
    assert over == []


def test_a_run_and_a_point_outside_differ_by_their_shape() -> None:
    """Without any colour: a ring around the one, diamonds and a line along the other."""
    svg = ALL["trend_run_and_point"]["svg"]

    assert svg.count("hb-chart-ring") == 1
    assert svg.count('<polygon points="') == 1 + 8  # the band and the diamonds
    assert svg.count("hb-chart-run") == 1
    assert "8 in a row above usual" in svg
    assert "beyond chance" in svg


# Pictures at random

SHARES = st.floats(0, 1)
WORDS = st.text("abMW <&>\"'é…%", max_size=24)


@st.composite
def trends(draw: st.DrawFn) -> dict[str, Any]:
    """Return a trend at random: up to three stretches, some with limits and signals."""
    unit = draw(st.sampled_from(["grade", "share"]))
    most = 10 if unit == "grade" else 1
    stretches, total = [], 0
    for _ in range(draw(st.integers(1, 3))):
        count = draw(st.integers(1, 30))
        points = [_make_point(draw, n, most) for n in range(count)]
        low, centre, high = sorted(draw(st.tuples(SHARES, SHARES, SHARES)))
        limits = {"low": low * most, "centre": centre * most, "high": high * most}
        has_limits = draw(st.booleans())
        signals = []
        if has_limits:
            place = draw(st.integers(0, count - 1))
            side = draw(st.sampled_from([-1, 1]))
            signals.append({"rule": "outside", "first": place, "last": place, "side": side})
            if count >= 8:
                signals.append({"rule": "run", "first": count - 8, "last": count - 1, "side": side})
        stretches.append(
            {"points": points, "limits": [limits] * count * has_limits, "signals": signals}
        )
        total += count
    places = draw(st.lists(st.integers(1, max(1, total - 1)), max_size=3, unique=True))
    changes = [{"at": place, "label": draw(WORDS)} for place in sorted(places) if place < total]
    head = {"name": "random", "title": draw(WORDS), "description": draw(WORDS)}
    return {**head, "unit": unit, "stretches": stretches, "changes": changes}


def _make_point(draw: st.DrawFn, place: int, most: int) -> dict[str, Any]:
    low, value, high = sorted(draw(st.tuples(SHARES, SHARES, SHARES)))
    return {
        "label": f"W{place % 52 + 1}", "year": "2026", "period": f"2026-W{place:02}",
        "value": value * most, "low": low * most, "high": high * most,
        "hollow": draw(st.booleans()), "note": draw(WORDS), "cases": "",
    }  # fmt: skip


@settings(max_examples=25)
@given(trends())
def test_trends_at_random_are_alike_and_have_room(picture: dict[str, Any]) -> None:
    """Whatever the values, both sides write the same, and no word meets another."""
    for kind in ("trend", "spark"):
        chart = draw_case(kind, picture)
        assert write_in_script(kind, picture)["svg"] == write_in_python(chart)
        assert write_in_script(kind, picture)["rows"] == [list(row) for row in chart.rows]
    check_labels(draw_case("trend", picture))


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(WORDS, st.integers(1, 5000), SHARES, st.booleans()), min_size=2, max_size=25
    ),
    SHARES,
)
def test_sites_at_random_are_alike_and_have_room(
    sites: list[tuple[str, int, float, bool]], share: float
) -> None:
    """Rows and funnels, with names of any length."""
    plotted = [
        {
            "name": name, "met": round(part * cases), "cases": cases, "low": part * part,
            "high": part**0.5, "places": "1st to 12th", "named": named,
        }
        for name, cases, part, named in sites
    ]  # fmt: skip
    head = {"name": "random", "title": "", "description": ""}
    steps = [
        {
            "cases": site["cases"], "outer_low": share * 0.5, "outer_high": share**0.5,
            "inner_low": share * 0.8, "inner_high": share**0.8,
        }
        for site in plotted
    ]  # fmt: skip
    for kind in ("sites", "funnel"):
        picture = {**head, "share": share, "sites": plotted, "steps": steps}
        chart = draw_case(kind, picture)
        assert write_in_script(kind, picture)["svg"] == write_in_python(chart)
        check_labels(chart)


def test_words_are_as_wide_on_both_sides() -> None:
    """Every character of a keyboard, and some that have no width of their own."""
    texts = [chr(code) for code in range(20, 300)] + ["Ä…😀", "Eastford, August"]
    measure = "texts => texts.map(Handbook.reports.chartShapes.measureText)"

    assert load_chart_scripts().call(measure, texts) == [measure_text(text) for text in texts]


def test_a_picture_is_plain_data() -> None:
    """It survives JSON, so that a device can draw what another computed."""
    for case in ALL.values():
        assert json.loads(json.dumps(case["picture"])) == case["picture"]

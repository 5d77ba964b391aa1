"""From what was computed to the picture that is drawn of it."""

from __future__ import annotations

from datetime import date

import pytest

from cx_handbook.audit.records.periods import Period, find_period
from cx_handbook.reports.charts import (
    choose_figures,
    draw_funnel,
    draw_trend,
    format_places,
    name_period,
    picture_trend,
)
from cx_handbook.reports.comparison import compare_sites
from cx_handbook.reports.measures import COMPLIANCE, GRADE
from cx_handbook.reports.trend import LineNote, build_trend
from support.report_audits import ITEMS, MONTHLY, answer_all, make_audit, make_form, make_year

FORM = make_form()
YEAR = [18, 19, 18, 19, 18, 17, 19, 18, 19, 3, 18, 19, 18]


def test_a_chart_says_in_sentences_what_it_shows() -> None:
    """For whoever does not see it."""
    trend = build_trend(make_year(FORM, YEAR))

    assert draw_trend(trend, "grade", "Grade").description == (
        "13 audits, from 2025-11 to 2026-11. The newest is 9.2. Usual is 8.8; chance explains 5.1 to "
        "10.0. 2026-08 lies below what chance explains."
    )


def test_a_written_cause_stands_by_its_point() -> None:
    """And in the table."""
    note = LineNote("outlier", date(2026, 8, 10), "two stand-ins at the counter")
    trend = build_trend(make_year(FORM, YEAR), GRADE, [note])
    picture = picture_trend(trend, "grade", "Grade")
    row = draw_trend(trend, "grade", "Grade").rows[9]

    assert [point.note for point in picture.stretches[0].points if point.note] == [note.why]
    assert row[3] == "beyond chance; two stand-ins at the counter"


def test_no_limit_lies_beyond_all_cases() -> None:
    """Limits lie between two counts; that of all cases is drawn and said as 100%."""
    trend = build_trend(make_year(FORM, [19] * 12), COMPLIANCE)
    limits = picture_trend(trend, "compliance", "Compliance").stretches[0].limits

    assert max(limit.high for limit in limits) <= 1
    assert "to 100%" in {shape.text for shape in draw_trend(trend, "c", "C").shapes}


def test_a_change_of_the_questions_stands_before_the_first_audit_asked_so() -> None:
    """With how many of the questions are the same, and whether the line is broken there."""
    kept = {name: kind for name, kind in ITEMS.items() if name not in ("CO-02", "CO-03")}
    other = make_form({**kept, "CO-04": "count", "CO-05": "count"})
    months = [date(2026, month, 1) for month in range(1, 7)]
    audits = [
        make_audit(form, month, answer_all(form, 19))
        for form, month in zip([FORM] * 3 + [other] * 3, months, strict=True)
    ]
    picture = picture_trend(build_trend(audits), "grade", "Grade")

    assert [(change.at, change.label) for change in picture.changes] == [
        (3, "5 of 7 questions the same; line broken")
    ]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (MONTHLY, ("Nov", "2026")),
        ("FREQ=MONTHLY;INTERVAL=3", ("Q4", "2026")),
        ("FREQ=WEEKLY;BYDAY=MO", ("W45", "2026")),
        ("FREQ=YEARLY", ("2026", "")),
        ("FREQ=DAILY", ("5 Nov", "2026")),
    ],
)
def test_a_period_is_named_shortly(rule: str, said: tuple[str, str]) -> None:
    """As it stands along the bottom, with its year below."""
    period: Period = find_period(rule, date(2026, 11, 5))

    assert name_period(period) == said


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((3, 3, 9), "3rd"), ((1, 2, 9), "1st or 2nd"), ((2, 4, 9), "2nd to 4th"),
        ((1, 9, 9), "any place"), ((11, 13, 40), "11th to 13th"), ((21, 22, 40), "21st or 22nd"),
    ],
)  # fmt: skip
def test_places_are_said_as_ranges(places: tuple[int, int, int], said: str) -> None:
    """Never as one place that chance alone gives."""
    assert format_places(*places) == said


def test_of_many_sites_those_that_stand_out_and_both_ends_have_rows() -> None:
    """Twenty at most, in the order of their shares."""
    right = {f"s{n:02}": [14 + n % 5] * 3 for n in range(40)} | {"s17": [2, 2, 2]}
    compared = compare_sites({site: make_year(FORM, own, site) for site, own in right.items()})
    chosen = choose_figures(compared.figures)
    shares = [one.estimate.value for one in chosen]

    assert len(chosen) == 20
    assert chosen[0].site == "s17"
    assert shares == sorted(shares)


def test_a_funnel_is_drawn_from_ten_sites_on() -> None:
    """Fewer have rows alone."""
    sites = {f"s{n:02}": make_year(FORM, [18, 19], f"s{n:02}") for n in range(10)}
    nine = dict(list(sites.items())[:9])

    assert draw_funnel(compare_sites(nine), {}, "f", "F", "") is None
    funnel = draw_funnel(compare_sites(sites), {}, "f", "F", "")
    assert funnel
    assert funnel.heads == ("Cases", "99.8% of sites lie between", "95% of sites lie between")

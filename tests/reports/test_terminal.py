"""Trends in the terminal say what the charts say: bars, provisional audits, breaks and signals."""

from __future__ import annotations

from datetime import date

from cx_handbook.reports.measures import Measure
from cx_handbook.reports.report import Report, ReportInput
from cx_handbook.reports.series import PeriodAudit
from cx_handbook.reports.terminal import draw_line, draw_measures, draw_trends
from cx_handbook.reports.trend import build_trend
from support.report_audits import ITEMS, answer_all, make_audit, make_form, make_year

FORM = make_form()
LEVEL = [18, 19, 18, 19, 18, 19, 18, 19, 18, 19, 18]


def draw(audits: list[PeriodAudit]) -> str:
    return draw_line(build_trend(audits))


def test_a_bar_grows_with_the_grade() -> None:
    """Below five it stays at the bottom."""
    assert draw(make_year(FORM, [0, 14, 17, 20])) == "▁▅▇█"


def test_a_month_beyond_chance_has_a_sign() -> None:
    assert draw(make_year(FORM, [*LEVEL, 10])).endswith("!")
    assert "!" not in draw(make_year(FORM, [*LEVEL, 19]))


def test_provisional_audits_and_other_questions_are_marked() -> None:
    blank = {k: v for k, v in answer_all(FORM, 18).items() if k != "EM-01"}
    other = make_form({name.replace("CO-0", "CO-1"): kind for name, kind in ITEMS.items()})
    audits = [
        make_audit(FORM, date(2025, 11, 1), blank),
        *make_year(other, [20], first=date(2025, 12, 1)),
    ]

    assert draw(audits) == "·┊█"


def test_each_site_has_its_sentence_and_a_line_a_checklist() -> None:
    given = ReportInput(
        make_year(FORM, [18, 18]), (), (), {FORM.checklist: "Made up"}, {"harbour": "Harbour"}, {},
        date(2026, 2, 1),
    )  # fmt: skip

    assert list(draw_trends(Report(given)))[:3] == [
        "Harbour",
        "  2 audits of one checklist are too few to tell a change; 12 are needed.",
        "  Made up  ▇▇  9.2",
    ]


def test_a_factor_and_a_standard_have_their_line_with_cases_and_false_alarms() -> None:
    given = ReportInput(
        make_year(FORM, [18] * 11 + [8]), (), (), {FORM.checklist: "Made up"},
        {"harbour": "Harbour"}, {}, date(2027, 2, 1),
    )  # fmt: skip
    lines = list(draw_measures(Report(given), Measure("standard", "CO-01"), "CO-01"))

    assert lines == [
        "Harbour, Made up",
        "  CO-01: fell in October, beyond chance.",
        "  ▇▇▇▇▇▇▇▇▇▇▇▁!  40% (8 of 20), usual 85%",
        "  In a series in which nothing changes, a dot outside the band appears in 1 of 100.",
        "Bars from 50 to 100%, the oldest first; · provisional, ┊ other questions, ! beyond chance.",
    ]

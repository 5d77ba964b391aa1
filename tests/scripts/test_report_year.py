"""The report of a year is the same from Python and from the scripts, to nine decimals."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from cx_handbook.reports.report import Report, ReportAction
from cx_handbook.reports.series import PeriodAudit
from cx_handbook.reports.trend import LineNote
from support.report_audits import ITEMS, make_audit, make_form, make_year
from support.report_scripts import (
    dump_in_python,
    dump_in_script,
    find_differences,
    make_report,
)
from support.report_year import build_report, generate_case, read_year

YEAR = read_year()


@pytest.fixture(scope="module")
def report() -> Report:
    return build_report(YEAR)


def test_python_computes_the_report_of_the_year(report: Report) -> None:
    """Sentences, points, limits, signals, changes, findings and effects as they are written down."""
    assert find_differences(dump_in_python(report), YEAR["report"]) == []


def test_the_scripts_compute_the_report_of_the_year(report: Report) -> None:
    """The same, from audits in another order."""
    assert find_differences(dump_in_script(report), YEAR["report"]) == []


def test_the_scripts_make_the_same_pictures(report: Report) -> None:
    """Every chart of the year, of each factor and standard too: points, limits, signals, words."""
    python = dump_in_python(report, with_pictures=True, with_lines=True)
    script = dump_in_script(report, with_pictures=True, with_lines=True)

    assert find_differences(script, python) == []


def test_the_year_is_the_one_that_the_tool_writes() -> None:
    """Whoever changes the sample year writes the case anew, and sees what changes in the report."""
    assert generate_case()["audits"] == YEAR["audits"]


def test_the_year_holds_what_it_is_there_for() -> None:
    """A fall, a rise, a change of questions, signals of both kinds, actions that helped and not."""
    plain = YEAR["report"]
    tones = {tone for site in plain["sites"].values() for tone, *_ in site["sentences"]}
    trends = [t for site in plain["sites"].values() for t in site["grades"].values()]
    rules = {s[0] for t in trends for stretch in t["stretches"] for s in stretch["signals"]}

    assert {"fell", "rose"} <= tones
    assert rules == {"outside", "run"}
    assert any(trend["changes"] for trend in trends)
    assert {one["helped"] for one in plain["results"]} == {True, False}
    assert {one["needed"] is None for one in plain["results"]} == {True, False}
    assert plain["pairs"]
    assert plain["comparisons"]


# Years at random

OTHER_ITEMS = {**ITEMS, "TA-02": "yes_no", "ST-02": "count"}
FAR_ITEMS = {name.replace("CO-0", "CO-1"): kind for name, kind in ITEMS.items()}
# Two of seven questions asked anew: seven tenths of the points are the same, too few for one line.
NEAR_ITEMS = {
    name.replace("CO-02", "CO-12").replace("EM-01", "EM-11"): k for name, k in ITEMS.items()
}
FORMS = [make_form(items) for items in (ITEMS, OTHER_ITEMS, FAR_ITEMS, NEAR_ITEMS)]
NOTES = [
    LineNote("rebase", date(2026, 9, 15), "Another shop."),
    LineNote("outlier", date(2026, 3, 2), "A flood."),
]


def draw_answer(draw: Random, kind: str, rate: float) -> str | None:
    if draw.random() < 0.01:
        return None
    if kind == "count":
        cases = draw.choice((20, 20, 20, 40))
        return f"{sum(draw.random() < rate for _ in range(cases))}/{cases}"
    return "met" if draw.random() < rate else "not_met"


def draw_audits(draw: Random, site: str, months: int) -> list[PeriodAudit]:
    form, audits = FORMS[0], []
    for n in range(months):
        form = draw.choice(FORMS) if draw.random() < (0.5 if n < 2 else 0.1) else form
        rate = 0.95 if n < months // 2 else draw.choice((0.5, 0.9, 1.0))
        said = {i.standard: draw_answer(draw, i.answer, rate) for i in form.items}
        # Now and then nearly nothing is answered, at the beginning more often: no grade.
        is_empty = draw.random() < (0.3 if n < 2 else 0.03)
        answers = {standard: text for standard, text in said.items() if text and not is_empty}
        month = date(2024 + n // 12, n % 12 + 1, 1)
        made = make_audit(form, month, answers, site)
        audits.append(PeriodAudit(made.period, made.audit, is_open=draw.random() < 0.05))
    return audits


def draw_actions(draw: Random, audits: list[PeriodAudit]) -> list[ReportAction]:
    return [
        ReportAction(
            one.audit.record.site, one.audit.record.checklist, one.audit.record.id,
            draw.choice(one.audit.form.items).standard, "Do it.", None, None, "done",
            one.audit.record.date,
        )
        for one in audits if draw.random() < 0.5
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_years_at_random_are_alike(seed: int) -> None:
    """With blanks, provisional audits, forms that change and come back, notes, and few audits."""
    draw = Random(seed)
    audits = [
        audit
        for site in ("eastford", "harbour", "millbridge")
        for audit in draw_audits(draw, site, draw.choice((1, 4, 12, 30, 44)))
    ]
    checklist = audits[0].audit.record.checklist
    notes: Any = {("eastford", checklist): NOTES, ("harbour", checklist): NOTES[:1]}
    report = make_report(audits, draw_actions(draw, audits), {checklist: "The month"}, notes)
    python = dump_in_python(report, with_pictures=True, with_lines=True)
    script = dump_in_script(report, with_pictures=True, with_lines=True)

    assert find_differences(script, python) == []


def draw_sites(draw: Random) -> list[PeriodAudit]:
    """Return two months of some sites, a few of them with another form, other months, or drawn cases."""
    draws = {"CO-01": {"seed": "x", "of": 40, "drawn": ["1"]}}
    spread, audits = draw.choice((0.0, 0.1)), []
    for n in range(draw.choice((3, 12, 24))):
        rate = min(1.0, max(0.3, draw.gauss(0.9, spread)))
        form = FORMS[1] if draw.random() < 0.1 else FORMS[0]
        changes = {"draws": draws} if draw.random() < 0.1 else {}
        for month in range(1, 2 if draw.random() < 0.1 else 3):
            answers = {i.standard: draw_answer(draw, i.answer, rate) for i in form.items}
            said = {standard: text for standard, text in answers.items() if text}
            audits.append(make_audit(form, date(2026, month, 1), said, f"site-{n:02}", **changes))
    return audits


@pytest.mark.parametrize("seed", range(8))
def test_sites_and_auditors_at_random_are_compared_alike(seed: int) -> None:
    """Funnels, places, who is named and who is left out, agreement, and the pictures of them."""
    draw = Random(seed)
    audits = draw_sites(draw)
    first = audits[0].audit
    pairs = [(first, one.audit) for one in audits[1:] if one.audit.record.form == first.record.form]
    report = make_report(audits, pairs=pairs)
    python = dump_in_python(report, with_pictures=True)

    assert find_differences(dump_in_script(report, with_pictures=True), python) == []


@pytest.mark.parametrize("months", range(11, 40))
def test_the_rules_are_worded_alike_for_every_length(months: int) -> None:
    """The printed false alarms are whole numbers, rounded alike at the halves as well."""
    report = make_report(make_year(FORMS[0], [18, 19] * (months // 2) + [18] * (months % 2)))

    assert find_differences(dump_in_script(report), dump_in_python(report)) == []

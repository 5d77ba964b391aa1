"""Walks of every day are added up by month: in Python, in the scripts, and in the terminal."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cx_handbook.audit.records.periods import find_period
from cx_handbook.reports.charts import picture_trend
from cx_handbook.reports.measures import COMPLIANCE
from cx_handbook.reports.report import Report
from cx_handbook.reports.sentences import describe_line
from cx_handbook.reports.series import PeriodAudit
from cx_handbook.reports.terminal import draw_measures
from cx_handbook.reports.trend import build_trend
from cx_handbook.reports.words import describe_rules
from cx_handbook.statistics.pooled_share import find_wilson_limits
from support.project import CASES
from support.report_audits import make_audit, make_form
from support.report_scripts import dump_in_python, dump_in_script, find_differences, make_report

CASE: dict[str, Any] = json.loads((CASES / "reports" / "walks.json").read_text("utf-8"))
FORM = make_form(dict.fromkeys(CASE["questions"], "yes_no"))
NEXT_FORM = make_form(dict.fromkeys([*CASE["questions"][:2], "CO-04", "CO-05"], "yes_no"))
WORDS = {"+": "met", "-": "not_met", "n": "na: Closed."}


def make_walk(short: str, form: Any = FORM, rule: str = "FREQ=DAILY") -> PeriodAudit:
    day, signs = short.split(" ")
    asked = zip(form.items, signs, strict=True)
    answers = {item.standard: WORDS[sign] for item, sign in asked if sign != "?"}
    made = make_audit(form, date.fromisoformat(day), answers, reference=f"walk-{day}", date=day)
    return PeriodAudit(find_period(rule, date.fromisoformat(day)), made.audit)


@pytest.fixture(scope="module")
def report() -> Report:
    """Return the report of the walks of the case, and of no other audit."""
    walks = [make_walk(short) for short in CASE["walks"]]
    return make_report(walks, [], {FORM.checklist: "Walk"})


def test_the_walks_of_a_month_are_one_point(report: Report) -> None:
    """Yes and no of all its walks, their interval, and hollow where an answer is missing."""
    trend = report.sites[0].trends[FORM.checklist].build(COMPLIANCE)
    (stretch,) = trend.stretches
    points = [[p.period.name, p.met, p.looked_at, p.is_hollow] for p in stretch.points]
    first = stretch.points[0]

    assert points == CASE["compliance"]
    assert first.estimate[1:] == find_wilson_limits(first.estimate.value, first.looked_at or 0)
    assert [stretch.points[s.first].period.name for s in stretch.signals] == CASE["outside"]
    assert [one.text for one in describe_line(trend, "Compliance")] == CASE["says_of_it"]
    assert describe_rules(trend).startswith(
        "Each dot is the share that was right on a month of walks,"
    )


def test_the_scripts_add_up_the_same_months(report: Report) -> None:
    """Points, limits, signals, words and pictures of each factor and standard."""
    python = dump_in_python(report, with_pictures=True, with_lines=True)
    script = dump_in_script(report, with_pictures=True, with_lines=True)

    assert find_differences(script, python) == []


def test_the_terminal_draws_a_bar_a_month(report: Report) -> None:
    """And says how often such a series of months shows a signal by chance."""
    lines = list(draw_measures(report, COMPLIANCE, "Compliance"))

    assert lines[1] == f"  {CASE['says_of_it'][0]}"
    bars = lines[2].split()[0]
    assert len(bars.replace("!", "")) == len(CASE["compliance"])
    assert bars.count("!") == 1


def test_a_change_of_questions_within_a_month_parts_its_walks() -> None:
    """Two points of one month, and the change stands before the second."""
    walks = [
        make_walk("2026-03-02 ++++"), make_walk("2026-04-01 +++-"),
        make_walk("2026-04-15 ++--", NEXT_FORM), make_walk("2026-05-04 ++++", NEXT_FORM),
    ]  # fmt: skip
    trend = build_trend(walks, COMPLIANCE)
    picture = picture_trend(trend, "x", "x")

    assert [[p.period.name for p in s.points] for s in trend.stretches] == [
        ["2026-03", "2026-04"], ["2026-04", "2026-05"],
    ]  # fmt: skip
    assert [change.at for change in picture.changes] == [2]


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY", "FREQ=MONTHLY"])
def test_what_is_looked_at_once_a_week_or_less_stays_as_it_is(rule: str) -> None:
    """A point an audit."""
    walks = [make_walk(f"2026-03-{day} ++++", rule=rule) for day in ("02", "09")]
    points = build_trend(walks, COMPLIANCE).stretches[0].points

    assert [(p.walks, p.looked_at) for p in points] == [(None, 3), (None, 3)]

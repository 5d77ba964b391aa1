"""Trends show what chance does not explain, and no rule where there are too few audits."""

from __future__ import annotations

from datetime import date

import pytest

from cx_handbook.reports.series import PeriodAudit, build_series
from cx_handbook.reports.trend import (
    LineNote,
    Trend,
    build_count_trend,
    build_grade_trend,
    count_compliance,
    find_false_alarms,
)
from support.report_audits import answer_all, make_audit, make_form, make_year

FORM = make_form()
LEVEL = [18, 19, 18, 19, 18, 19, 18, 19, 18, 19, 18, 19]


def grade_trend(audits: list[PeriodAudit], *notes: LineNote) -> Trend:
    return build_grade_trend(build_series(audits), notes)


def list_signals(trend: Trend) -> list[tuple[str, int, int, int]]:
    return [tuple(signal) for stretch in trend.stretches for signal in stretch.signals]


def test_eleven_audits_give_dots_and_no_rule() -> None:
    """However far one of them lies from the others."""
    trend = grade_trend(make_year(FORM, [*LEVEL[:10], 8]))

    assert [len(stretch.points) for stretch in trend.stretches] == [11]
    assert not trend.stretches[0].limits
    assert trend.false_alarms is None


def test_a_level_year_has_limits_and_no_signal() -> None:
    trend = grade_trend(make_year(FORM, LEVEL))

    assert len(trend.stretches[0].limits) == 12
    assert list_signals(trend) == []
    assert trend.false_alarms == pytest.approx(0.029)


def test_a_bad_month_lies_outside() -> None:
    trend = grade_trend(make_year(FORM, [*LEVEL[:11], 10]))

    assert ("outside", 11, 11, -1) in list_signals(trend)


def test_a_provisional_audit_is_hollow_and_leaves_the_limits() -> None:
    """Its blanks put it far below; the limits are those of the others, and it is no signal."""
    blank = {k: v for k, v in answer_all(FORM, 18).items() if k not in ("TA-01", "EM-01")}
    audits = make_year(FORM, [*LEVEL, 18])
    audits[-1] = make_audit(FORM, audits[-1].period.first, blank)
    trend, others = grade_trend(audits), grade_trend(audits[:-1])

    assert trend.stretches[0].points[-1].is_hollow
    assert trend.stretches[0].limits[0] == others.stretches[0].limits[0]
    assert list_signals(trend) == []


def test_limits_are_frozen_after_twenty_audits() -> None:
    """A fall in the third year does not pull the line down that it is judged by."""
    trend = grade_trend(make_year(FORM, [*LEVEL, *LEVEL[:8], 15, 15, 15]))
    before = grade_trend(make_year(FORM, [*LEVEL, *LEVEL[:8]]))

    assert trend.stretches[0].baseline == 20
    assert trend.stretches[0].limits[0] == before.stretches[0].limits[0]
    assert [s[:2] for s in list_signals(trend)] == [
        ("outside", 20),
        ("outside", 21),
        ("outside", 22),
    ]


def test_a_dated_cause_begins_new_limits() -> None:
    """With a reason written down, and only from its month on."""
    right = [*LEVEL, *(k - 3 for k in LEVEL)]
    note = LineNote("rebase", date(2026, 11, 15), "New till system.")
    kept, rebased = grade_trend(make_year(FORM, right)), grade_trend(make_year(FORM, right), note)

    assert list_signals(kept)
    assert list_signals(rebased) == []
    assert rebased.stretches[0].limits[0] != rebased.stretches[0].limits[-1]


def test_an_outlier_with_a_reason_leaves_the_limits_and_stays_drawn() -> None:
    right = [*LEVEL, 10]
    note = LineNote("outlier", date(2026, 11, 3), "Flood in the shop.")
    with_note, without = (
        grade_trend(make_year(FORM, right), note),
        grade_trend(make_year(FORM, right)),
    )

    assert len(with_note.stretches[0].points) == 13
    assert with_note.stretches[0].limits[0].low > without.stretches[0].limits[0].low


def test_counts_are_judged_by_exact_limits() -> None:
    """Sixty cases of compliance a month; a month at seven in ten is beyond chance at nine in ten."""
    series = build_series(make_year(FORM, [*LEVEL[:11], 14]))
    trend = build_count_trend(series, "compliance", count_compliance)

    assert [(p.met, p.looked_at) for p in trend.stretches[0].points][-1] == (42, 60)
    assert ("outside", 11, 11, -1) in list_signals(trend)


def test_the_false_alarm_rate_is_that_of_the_length() -> None:
    assert find_false_alarms(12) == 0.029
    assert find_false_alarms(22) == pytest.approx((0.063 + 0.085) / 2)
    assert find_false_alarms(99) == 0.15

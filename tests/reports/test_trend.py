"""Trends show what chance does not explain, and no rule where there are too few audits."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest

from cx_handbook.audit.records.periods import find_period
from cx_handbook.reports.measures import COMPLIANCE, GRADE, Measure
from cx_handbook.reports.series import PeriodAudit
from cx_handbook.reports.trend import (
    LineNote,
    Trend,
    TrendPoint,
    build_trend,
    find_false_alarms,
    judge_points,
)
from cx_handbook.statistics.control_chart import find_chance_outside
from cx_handbook.statistics.difference import Estimate
from support.report_audits import ITEMS, answer_all, make_audit, make_form, make_year

FORM = make_form()
LEVEL = [18, 19, 18, 19, 18, 19, 18, 19, 18, 19, 18, 19]


def grade_trend(audits: list[PeriodAudit], *notes: LineNote) -> Trend:
    return build_trend(audits, GRADE, notes)


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
    trend = build_trend(make_year(FORM, [*LEVEL[:11], 14]), COMPLIANCE)

    assert [(p.met, p.looked_at) for p in trend.stretches[0].points][-1] == (42, 60)
    assert ("outside", 11, 11, -1) in list_signals(trend)


def test_the_false_alarm_rate_is_that_of_the_length() -> None:
    assert find_false_alarms(12) == 0.029
    assert find_false_alarms(22) == pytest.approx((0.063 + 0.085) / 2)
    assert find_false_alarms(99) == 0.15


# Factors and standards

OTHER = make_form(
    {**{name: kind for name, kind in ITEMS.items() if name != "EM-01"}, "EM-02": "count"}
)


def list_points(trend: Trend) -> list[list[tuple[int | None, int | None]]]:
    return [[(p.met, p.looked_at) for p in stretch.points] for stretch in trend.stretches]


def change_form(first: int, then: int) -> list[PeriodAudit]:
    """Return audits of which the later ones have another question about empathy, and no other."""
    audits = make_year(FORM, [18] * (first + then))
    later = make_year(OTHER, [18] * (first + then))
    return [*audits[:first], *later[first:]]


def test_the_cases_of_a_factor_are_those_of_its_questions() -> None:
    """A yes or no is one case."""
    audits = make_year(FORM, [18, 17])

    assert list_points(build_trend(audits, COMPLIANCE)) == [[(54, 60), (51, 60)]]
    assert list_points(build_trend(audits, Measure("factor", "empathy"))) == [[(1, 1), (1, 1)]]


def test_a_factor_is_compared_on_its_own_questions() -> None:
    """A new question of empathy leaves the line of compliance whole, and breaks that of empathy."""
    audits = change_form(2, 2)
    compliance = build_trend(audits, COMPLIANCE)
    empathy = build_trend(audits, Measure("factor", "empathy"))

    assert [len(stretch.points) for stretch in compliance.stretches] == [4]
    assert compliance.changes == ()
    assert list_points(empathy) == [[(1, 1), (1, 1)], [(18, 20), (18, 20)]]
    assert [(change.added, change.removed, change.breaks) for change in empathy.changes] == [
        (("EM-02",), ("EM-01",), True)
    ]


def test_a_standard_has_a_line_from_the_first_audit_that_asks_it() -> None:
    """Also where the rest of the form goes on unchanged."""
    trend = build_trend(change_form(2, 3), Measure("standard", "EM-02"))

    assert list_points(trend) == [[(18, 20)] * 3]
    assert trend.changes == ()


def test_a_blank_stands_at_its_worst() -> None:
    """As a sample that is all wrong; the audit is provisional, so its dot is hollow."""
    blank = {k: v for k, v in answer_all(FORM, 20).items() if k != "CO-01"}
    audits = [*make_year(FORM, [20]), make_audit(FORM, date(2025, 12, 1), blank)]
    points = build_trend(audits, COMPLIANCE).stretches[0].points

    assert [(p.met, p.looked_at, p.is_hollow) for p in points] == [(60, 60, False), (40, 60, True)]
    assert points[1].estimate.low == points[1].estimate.high


def test_a_standard_that_does_not_apply_leaves_a_gap() -> None:
    form = make_form({**ITEMS, "CO-01": "count, na"})
    without = answer_all(form, 20, CO_01="na: no such case")
    audits = [*make_year(form, [20, 20]), make_audit(form, date(2026, 3, 1), without)]

    assert list_points(build_trend(audits, Measure("standard", "CO-01"))) == [[(20, 20)] * 2]


def test_notes_move_the_limits_of_every_measure() -> None:
    """A cause with its date holds for the site, not for its grade alone."""
    right = [*LEVEL, *(k - 12 for k in LEVEL)]
    note = LineNote("rebase", date(2026, 11, 15), "New till system.")
    standard = Measure("standard", "CO-01")
    kept, rebased = (build_trend(make_year(FORM, right), standard, n) for n in ((), (note,)))

    assert list_signals(kept)
    assert list_signals(rebased) == []
    assert rebased.stretches[0].limits[0].centre == pytest.approx(18.5 / 20)


def test_one_miss_after_faultless_audits_is_no_signal() -> None:
    """Two of twenty are; all right so far is no promise that it stays so."""
    standard = Measure("standard", "CO-01")

    assert list_signals(build_trend(make_year(FORM, [20] * 20 + [19]), standard)) == []
    assert list_signals(build_trend(make_year(FORM, [20] * 20 + [18]), standard)) == [
        ("outside", 20, 20, -1)
    ]


def test_the_false_alarms_of_counts_are_the_chance_outside_their_limits() -> None:
    """Twelve times that of one audit: exact, because limits lie between whole counts."""
    trend = build_trend(make_year(FORM, [19] * 12), Measure("standard", "CO-01"))
    once = find_chance_outside(20, 0.95)

    assert 0 < once < 0.00135
    assert trend.false_alarms == pytest.approx(1 - (1 - once) ** 12)


@pytest.mark.parametrize(("cases", "rate"), [(20, 0.8), (20, 0.95), (180, 0.9), (180, 0.95)])
def test_stable_counts_alarm_as_often_as_is_printed(cases: int, rate: float) -> None:
    """Within one point, in 1,000 years of twelve months whose limits come from the same months."""
    drawn = random.Random(f"alarms|{cases}|{rate}")
    months = [find_period("FREQ=MONTHLY", date(2026, n + 1, 1)) for n in range(12)]
    signalled, printed = 0, 0.0
    for _ in range(1000):
        counts = [sum(drawn.random() < rate for _ in range(cases)) for _ in months]
        stretch = judge_points(
            [
                TrendPoint(month, "a", Estimate(met / cases, 0.0, 1.0), False, met, cases)
                for month, met in zip(months, counts, strict=True)
            ],
            (),
        )
        signalled += bool(stretch.signals)
        printed += stretch.alarms or 0.0

    assert signalled / 1000 == pytest.approx(printed / 1000, abs=0.01)


def test_a_graded_standard_has_a_line_of_grades() -> None:
    """It is no count, and no share of cases."""
    form = make_form({**ITEMS, "ST-02": "grade"})
    answers: dict[str, Any] = {**answer_all(form, 18), "ST-02": 8}
    trend = build_trend([make_audit(form, date(2026, 1, 1), answers)], Measure("standard", "ST-02"))

    assert not trend.is_count
    assert [point.estimate.value for point in trend.stretches[0].points] == [8.0]

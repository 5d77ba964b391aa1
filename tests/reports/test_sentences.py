"""Sentences about a site say what the charts say, and nothing where nothing can be said."""

from __future__ import annotations

from datetime import date

import pytest

from cx_handbook.audit.records.periods import find_period
from cx_handbook.reports.sentences import describe_site, find_alarm_rate, join_periods
from cx_handbook.reports.trend import Trend, build_trend
from support.report_audits import make_form, make_year

FORM = make_form()
TITLES = {"calls": "Calls", "visits": "Visits"}
LEVEL = [18, 19, 18, 19, 18, 19, 18, 19, 18, 19, 18, 19]


def trend_of(right: list[int]) -> Trend:
    return build_trend(make_year(FORM, right))


def say(**right: list[int]) -> list[tuple[str, str]]:
    trends = {name: trend_of(counts) for name, counts in right.items()}
    return [(one.tone, one.text) for one in describe_site(trends, TITLES)]


def test_a_level_year_has_no_change_to_tell() -> None:
    assert say(calls=LEVEL) == [("level", "No change that could be told from chance.")]


def test_a_fall_names_its_month_and_the_return() -> None:
    """The eleventh month from November is September."""
    fallen = [*LEVEL[:10], 11, 19]

    assert (
        "fell",
        "Calls: fell in September, beyond chance; as usual again since October.",
    ) in say(calls=fallen)
    assert ("fell", "Calls: fell in October, beyond chance.") in say(calls=[*LEVEL[:11], 11])


def test_a_lasting_run_is_said_and_one_that_ended_is_not() -> None:
    rising = [17, 16, 17, 16, 17, 18, 18, 18, 18, 18, 18, 18, 18]
    ended = [*rising[:-1], 16, 16]

    assert any(
        tone == "rose" and "the last eight audits lie above" in text
        for tone, text in say(calls=rising)
    )
    assert not any("the last" in text for _, text in say(calls=ended))


def test_what_fell_comes_before_what_rose() -> None:
    said = say(calls=[*LEVEL[:11], 20], visits=[*LEVEL[:11], 11])

    assert [tone for tone, _ in said] == sorted([tone for tone, _ in said])
    assert said[0][0] == "fell"


def test_too_few_audits_say_how_many_there_are() -> None:
    assert say(calls=[18, 19], visits=[18]) == [
        ("unknown", "2 audits of one checklist are too few to tell a change; 12 are needed.")
    ]
    assert [one.text for one in describe_site({}, TITLES)] == ["No audit with a grade yet."]


def test_several_charts_alarm_more_often_than_one() -> None:
    """Two charts of twelve: 1 - 0.971 squared."""
    assert find_alarm_rate([trend_of(LEVEL), trend_of(LEVEL)]) == pytest.approx(1 - 0.971**2)
    assert find_alarm_rate([trend_of(LEVEL[:3])]) is None


def test_periods_are_named_as_people_say_them() -> None:
    months = [find_period("FREQ=MONTHLY", date(2026, month, 1)) for month in (7, 8, 9)]

    assert join_periods(months) == "July, August and September"
    assert (
        join_periods([find_period("FREQ=MONTHLY;INTERVAL=3", date(2026, 8, 1))])
        == "the third quarter"
    )
    assert join_periods([find_period("FREQ=WEEKLY", date(2026, 8, 5))]) == "the week of 3 August"

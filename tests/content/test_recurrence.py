"""Recurrence rules are said in words, whole or not at all, and fall on the days a calendar says."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from cx_handbook.content.model.recurrence import (
    describe_rule,
    estimate_days_between,
    list_occurrences,
)
from cx_handbook.content.yaml_reader import parse_yaml
from support.project import CASES

FILE, REFUSED_FILE = CASES / "model/recurrence.yml", CASES / "model/recurrence-refused.yml"
RULES: dict[str, str] = parse_yaml(FILE.read_bytes(), FILE.name).data
REFUSED: list[str] = parse_yaml(REFUSED_FILE.read_bytes(), REFUSED_FILE.name).data
NEW_YEAR = date(2026, 1, 1)  # a Thursday


@pytest.mark.parametrize(("rule", "words"), RULES.items())
def test_rules_are_said_in_words(rule: str, words: str) -> None:
    """A rule becomes the words that staff would use for it."""
    assert describe_rule(rule) == words


@pytest.mark.parametrize("rule", REFUSED)
def test_rules_that_cannot_be_said_whole_are_refused(rule: str) -> None:
    """No part of a rule is left out in silence."""
    with pytest.raises(PydanticCustomError) as refused:
        describe_rule(rule)
    assert refused.value.type == "handbook"


def test_a_daily_rule_with_weekdays_says_what_to_write() -> None:
    """Every day and only on Mondays contradict each other."""
    with pytest.raises(PydanticCustomError) as refused:
        describe_rule("FREQ=DAILY;BYDAY=MO")
    assert str(refused.value) == (
        "‘FREQ=DAILY;BYDAY=MO’: BYDAY cannot be combined with FREQ=DAILY; "
        "write FREQ=WEEKLY with BYDAY"
    )


@pytest.mark.parametrize("rule", RULES)
def test_rules_fall_on_the_days_that_a_calendar_reads_from_them(rule: str) -> None:
    """Every rule that we can say means the same to a program that reads RFC 5545."""
    read = rrulestr(f"DTSTART:20260101T000000\nRRULE:{rule};UNTIL=20351231T000000")
    expected = tuple(moment.date() for moment in read)
    assert list_occurrences(rule, NEW_YEAR, NEW_YEAR, date(2035, 12, 31)) == expected
    assert len(expected) > 1


@pytest.mark.parametrize("rule", RULES)
def test_the_days_between_two_times_are_about_right(rule: str) -> None:
    """Over many years, a calendar counts as many times as the length of a rule tells."""
    days = list_occurrences(rule, NEW_YEAR, NEW_YEAR, date(2065, 12, 31))
    assert estimate_days_between(rule) == pytest.approx(40 * 365.25 / len(days), rel=0.03)


@pytest.mark.parametrize(
    ("rule", "anchor", "first", "last", "days"),
    [
        ("FREQ=DAILY", "2026-01-01", "2026-01-30", "2026-02-01", ["01-30", "01-31", "02-01"]),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-01-01", "2026-01-05", "2026-01-05", ["01-05"]),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-01-01", "2026-01-06", "2026-01-11", []),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2026-01-01", "2026-01-01", "2026-01-31",
         ["01-02", "01-16", "01-30"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-01", "2026-02-01", "2026-03-31", ["02-27", "03-27"]),
        ("FREQ=MONTHLY", "2026-01-31", "2026-01-01", "2026-05-31", ["01-31", "03-31", "05-31"]),
        ("FREQ=MONTHLY;INTERVAL=3", "2026-02-15", "2026-03-01", "2026-12-31",
         ["05-15", "08-15", "11-15"]),
        ("FREQ=WEEKLY", "2026-06-01", "2026-01-01", "2026-05-31", []),
        ("FREQ=DAILY", "2026-01-01", "2026-02-01", "2026-01-01", []),
    ],
)  # fmt: skip
def test_the_days_between_two_days_are_listed(
    rule: str, anchor: str, first: str, last: str, days: list[str]
) -> None:
    """Both ends count, an interval counts from the anchor, and nothing comes before it."""
    found = list_occurrences(rule, *(date.fromisoformat(day) for day in (anchor, first, last)))
    assert [day.isoformat() for day in found] == [f"2026-{day}" for day in days]


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from(["FREQ", "DAILY", "MONTHLY", "INTERVAL", "BYDAY", "=", ";", ",", "1", "MO", "-"]),
        max_size=12,
    ).map("".join)
)  # fmt: skip
def test_any_text_is_said_or_refused(rule: str) -> None:
    """Nothing that is written as a rule raises anything but our own sentence."""
    words = "every "
    with suppress(PydanticCustomError):
        words = describe_rule(rule)
    assert words.startswith("every ")

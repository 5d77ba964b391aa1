"""Recurrence rules are said in words, whole or not at all."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from cx_handbook.content.model.recurrence import days_between, describe
from cx_handbook.content.yaml_reader import parse_yaml
from support.project import CASES

CASES = CASES / "model"
RULES: dict[str, str] = parse_yaml((CASES / "rhythm.yml").read_bytes(), "rhythm.yml").data
REFUSED: list[str] = parse_yaml((CASES / "no-rhythm.yml").read_bytes(), "no-rhythm.yml").data


@pytest.mark.parametrize(("rule", "words"), RULES.items())
def test_rules_are_said_in_words(rule: str, words: str) -> None:
    """A rule becomes the words that staff would use for it."""
    assert describe(rule) == words


@pytest.mark.parametrize("rule", REFUSED)
def test_rules_that_cannot_be_said_whole_are_refused(rule: str) -> None:
    """No part of a rule is left out in silence."""
    with pytest.raises(PydanticCustomError) as refused:
        describe(rule)
    assert refused.value.type == "handbook"


@pytest.mark.parametrize("rule", RULES)
def test_rules_mean_the_same_to_a_calendar(rule: str) -> None:
    """Every rule that we can say is one that calendars understand."""
    from dateutil.rrule import rrulestr

    first = rrulestr(f"DTSTART:20260101T000000\nRRULE:{rule}")
    assert first[0] < first[1]


@pytest.mark.parametrize("rule", RULES)
def test_the_days_between_two_times_are_about_right(rule: str) -> None:
    """Over many years, a calendar counts as many times as the length of a rhythm tells."""
    from dateutil.rrule import rrulestr

    times = rrulestr(f"DTSTART:20260101T000000\nRRULE:{rule};UNTIL=20651231T000000")
    assert days_between(rule) == pytest.approx(40 * 365.25 / len(list(times)), rel=0.03)


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
        words = describe(rule)
    assert words.startswith("every ")

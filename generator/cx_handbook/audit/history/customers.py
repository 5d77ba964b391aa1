"""What customers themselves said in the period of an audit: beside its verdict, and never part of it.

An audit says what to expect; only customers say how it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.scoring.result import format_percent
from cx_handbook.content.model.log import Heard
from cx_handbook.customer_words import DEFAULT_WORDS, CustomerWords
from cx_handbook.labels import capitalize_first
from cx_handbook.statistics.pooled_share import find_wilson_limits


@dataclass(frozen=True)
class CustomerAnswers:
    """How many were asked, how many of them answered, and how many of those say that we kept our word."""

    asked: int
    answered: int
    kept: int


def count_answers(entries: Iterable[Mapping[str, str]], heard: Heard) -> CustomerAnswers:
    """Return what the entries of a log come to; each is its texts by the ID of the column.

    A blank counts as asked and not answered.
    """
    asked = answered = kept = 0
    for entry in entries:
        text = entry.get(heard.column, "").strip()
        asked += 1
        # Somebody who would rather not answer was asked all the same.
        is_answer = bool(text) and text not in heard.no_answer
        answered += is_answer
        kept += is_answer and text in heard.kept
    return CustomerAnswers(asked, answered, kept)


def find_answers(events: Iterable[AuditEvent]) -> CustomerAnswers | None:
    """Return the newest count of answers among an audit's events, in the order they are given."""
    heard = [event for event in events if event.event == "heard"]
    if not heard:
        return None
    # A log that was counted again holds more than before, so the last count replaces it.
    newest = heard[-1]
    return CustomerAnswers(newest.asked or 0, newest.answered or 0, newest.kept or 0)


def describe_answers(answers: CustomerAnswers, words: CustomerWords = DEFAULT_WORDS) -> str:
    """Return the answers in a sentence or two, with the interval of the share.

    The interval is Wilson's and holds for a chance choice of customers; the words say that it is silent
    about those who did not answer.
    """
    who = capitalize_first(words.many)
    if not answers.answered:
        return f"{who}: {answers.asked} asked, and nobody answered."
    low, high = find_wilson_limits(answers.kept / answers.answered, answers.answered)
    share = format_percent(answers.kept / answers.answered)
    span = f"{format_percent(low)} to {format_percent(high, up=True)}%"
    said = (
        f"{who}: {answers.kept} of {answers.answered} say that we did what we said "
        f"({share}%; {span})."
    )
    silent = answers.asked - answers.answered
    if silent:
        said += f" {silent} of {answers.asked} gave no answer; what they think is not known."
    return said

"""What is typed in a box of a sheet: read as an answer, checked, or kept as it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cx_handbook import limits
from cx_handbook.audit.reading.answer_rules import RawAnswer, read_answer
from cx_handbook.audit.reading.filled_sheet import read_day, read_time
from cx_handbook.content.model import Company, Item
from cx_handbook.content.model.answer_types import NOT_APPLICABLE, ByRule
from cx_handbook.identifiers import REFERENCE
from cx_handbook.limits import LONG_TEXT, SHORT_TEXT

KEEP = "="
EXAMPLE_DAY = "2026-11-30"
_RATIO = re.compile(
    r"(?P<k>[0-9]{1,5}) ?(?:/|of|out of) ?(?P<n>[0-9]{1,5})"
    r"(?: ?(?:/|of|out of) ?(?P<cases>[0-9]{1,5}))?"
)
_TYPED_MARKS = {
    "y": "yes", "yes": "yes", "n": "no", "no": "no",
    "na": "na", "n/a": "na", "not applicable": "na",
}  # fmt: skip

# Returns a text as it is kept. Raises ValueError with the reason when it does not fit.
Check = Callable[[str], str]


def describe_typing(item: Item) -> str:
    """Return what may be typed as an answer to a question."""
    hint = item.answer_type.typing_hint
    return f"{hint}, or {NOT_APPLICABLE.mark}" if item.may_be_na else hint


def read_kept(text: str) -> str:
    """Return the text after `=`, which is kept though it is no answer; empty when there is none."""
    # What stands on paper is kept even where it is no answer.
    return text.removeprefix(KEEP).strip()[:SHORT_TEXT] if text.startswith(KEEP) else ""


def check_length(most: int) -> Check:
    """Return the check of a text that has at most so many characters."""

    def check(text: str) -> str:
        if len(text) > most:
            raise ValueError(f"This is longer than {most} characters; shorten it.")
        return text

    return check


def check_reference(text: str) -> str:
    """Return a reference as it is kept. Raises ValueError when it is none."""
    if not re.fullmatch(REFERENCE, text.lower()) or len(text) > limits.REFERENCE:
        raise ValueError("A reference has letters, digits and single hyphens, such as k3x9-2fq7.")
    return text.lower()


def check_time(text: str) -> str:
    """Return a time of day as it is kept. Raises ValueError when it is none."""
    found = read_kept(text) or read_time(text)
    if found is None:
        raise ValueError(f"{text[:40]} is not a time of day; write it as 9:30.")
    return found


def check_answer(item: Item) -> Check:
    """Return the check of an answer to a question."""

    def check(text: str) -> str:
        kept = read_kept(text)
        answer = read_answer(item, parse_typed(item, f"{KEEP}{kept}" if kept else text))
        if kept and answer and answer.answer:
            raise ValueError("This is an answer; write it without =.")
        if kept:
            return f"{KEEP}{kept}"
        if answer is None or answer.answer is None or answer.unread:
            hint = f"Answer: {describe_typing(item)}"
            raise ValueError(f"{text[:40]} is no answer to this. {hint}.")
        return text

    return check


def parse_typed(item: Item, text: str) -> RawAnswer:
    """Return the boxes of a question as they would be filled in on the sheet."""
    if text.startswith(KEEP):
        return RawAnswer(mark=text.removeprefix(KEEP))
    words = " ".join(text.lower().split())
    if words in _TYPED_MARKS:
        return RawAnswer(mark=_TYPED_MARKS[words])
    return RawAnswer(**_PARSE_BY_RULE[item.answer_type.rule](item, words))


def _parse_mark(_item: Item, words: str) -> dict[str, Any]:
    return {"mark": words}


def _parse_ratio(_item: Item, words: str) -> dict[str, Any]:
    match = _RATIO.fullmatch(words)
    return match.groupdict(default="") if match else {"mark": words}


def _parse_number(item: Item, words: str) -> dict[str, Any]:
    return {item.answer_type.boxes[0].name: words}


_PARSE_BY_RULE: ByRule[Callable[[Item, str], dict[str, Any]]] = ByRule(
    choice=_parse_mark, ratio=_parse_ratio, linear=_parse_number
)


def check_site(company: Company) -> Check:
    """Return the check of a site: its ID or its name becomes its ID."""

    def check(text: str) -> str:
        found = company.find_site(text)
        if found is None:
            known = ", ".join(site.id for site in company.sites)
            raise ValueError(f"There is no site {text[:40]}; write one of {known}.")
        return found.id

    return check


def check_exact_day(language: str) -> Check:
    """Return the check of a day, as people write it in a language."""

    def check(text: str) -> str:
        found = read_day(text, language)
        if found is None:
            raise ValueError(f"{text[:40]} is not a date; write it as {EXAMPLE_DAY}.")
        return found.isoformat()

    return check


def check_day(language: str) -> Check:
    """Return the check of a day; a text after `=` is kept though it is none."""
    exact = check_exact_day(language)
    return lambda text: read_kept(text) or exact(text)


_OUTCOME = f"Write y, n, a new day such as {EXAMPLE_DAY}, or x and why it is given up."


def check_outcome(language: str) -> Check:
    """Return the check of what became of an action: done, not yet, a new day, or given up."""

    def check(text: str) -> str:
        mark = _TYPED_MARKS.get(text.lower())
        if mark in ("yes", "no"):
            return mark
        letter, _, reason = text.partition(" ")
        if letter.lower() == "x":
            if not reason.strip():
                raise ValueError("Write after the x why it is given up.")
            return f"x {check_length(LONG_TEXT - 2)(reason.strip())}"
        found = read_day(text, language)
        if found is None:
            raise ValueError(_OUTCOME)
        return found.isoformat()

    return check


def read_outcome(text: str) -> dict[str, str]:
    """Return the fields of the event that a checked outcome stands for; none for *not yet*."""
    if text in ("", "no"):
        return {}
    if text == "yes":
        return {"event": "done"}
    if text.startswith("x "):
        return {"event": "given_up", "why": text.removeprefix("x ")}
    return {"event": "moved", "until": text}

"""Opening hours of a week as they are written, and as minutes: with breaks, and past midnight."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from cx_handbook.content.model.base import Record
from cx_handbook.content.model.refusals import refuse, refuse_each
from cx_handbook.errors import Path
from cx_handbook.text_for_messages import quote_value

CLOSED = "closed"
MIDNIGHT = 24 * 60  # minutes
# House choice: a longer night is far more often two times in the wrong order. Who is open for longer
# writes 20:00-24:00, and 0:00-10:00 on the next day.
LONGEST_NIGHT = 12 * 60  # minutes

OpenSpan = tuple[int, int]
"""Opening and closing time in minutes since the midnight that begins the day; past 1440 the next day."""

_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]|24(?=:00)):([0-5]\d)")
_HINT = (
    "write opening and closing time, such as 9:00-17:30, with a break 9:00-12:30, 14:00-18:00, "
    "or closed"
)


def parse_hours(written: str) -> tuple[OpenSpan, ...]:
    """Return the spans of a day's opening hours, none for a closed day; the model has checked them."""
    return () if written == CLOSED else tuple(map(_parse_span, written.split(",")))


def describe_hours(written: str) -> str:
    """Return a day's opening hours for readers: 9:00 to 12:30, 14:00 to 2:00 the next day."""
    if written == CLOSED:
        return written
    texts = (part.strip().replace("-", " to ") for part in written.split(","))
    nights = (closes > MIDNIGHT for _, closes in parse_hours(written))
    return ", ".join(
        f"{text}{' the next day' * is_night}" for text, is_night in zip(texts, nights, strict=True)
    )


def _parse_span(written: str) -> OpenSpan:
    match = _SPAN.fullmatch(written.strip())
    if match is None:
        refuse(f"{quote_value(written.strip())} is not an opening time", _HINT)
    opens, closes = (int(match[i]) * 60 + int(match[i + 1]) for i in (1, 3))
    # A time that comes before the opening is one of the next day.
    return opens, closes if closes > opens else closes + MIDNIGHT


def _read_hours(value: object) -> object:
    if not isinstance(value, str):
        refuse(f"{quote_value(value)} is not an opening time", _HINT)
    if value == CLOSED:
        return value
    parts = [part.strip() for part in value.split(",")]
    spans = [_parse_span(part) for part in parts]
    for part, (opens, closes) in zip(parts, spans, strict=True):
        _check_length(part, opens, closes)
    for (first, one), (second, other) in pairwise(zip(parts, spans, strict=True)):
        _check_order(first, one, second, other)
    return ", ".join(parts)


def _check_length(written: str, opens: int, closes: int) -> None:
    first, _, last = written.partition("-")
    if closes - opens == MIDNIGHT and last != "24:00":
        refuse(f"{written} opens and closes at the same time", "for all day, write 0:00-24:00")
    if closes > MIDNIGHT and closes - opens > LONGEST_NIGHT:
        refuse(
            f"{written} closes before it opens",
            f"write {last}-{first}; past midnight, as in 16:00-2:00, 12 hours are the most",
        )


def _check_order(first: str, one: OpenSpan, second: str, other: OpenSpan) -> None:
    if other[0] < one[0]:
        refuse(f"{second} stands after {first}", f"write the earlier one first: {second}, {first}")
    if other[0] < one[1]:
        refuse(f"{first} and {second} overlap", "let the second open after the first has closed")
    if other[0] == one[1]:
        joined = f"{first.partition('-')[0]}-{second.partition('-')[2]}"
        refuse(f"there is no break between {first} and {second}", f"write {joined}")


# For an editor, which underlines 25:00 as it is typed; the order of the times it cannot judge.
_ANY_DAY = rf"^(?:{CLOSED}|{_SPAN.pattern}(?:\s*,\s*{_SPAN.pattern})*)$"
Hours = Annotated[
    str,
    BeforeValidator(_read_hours),
    WithJsonSchema({"type": "string", "pattern": _ANY_DAY, "examples": ["9:00-17:30", CLOSED]}),
]


# The order of the fields is that of the week: opening hours and pages go through them.
class Week(Record):
    """Opening hours of each weekday."""

    monday: Hours = Field(
        description="Opening and closing time, such as 9:00-17:30, or closed; with a break "
        "8:30-12:30, 14:00-18:30; past midnight 16:00-2:00."
    )
    tuesday: Hours = Field(description="As for Monday.")
    wednesday: Hours = Field(description="As for Monday.")
    thursday: Hours = Field(description="As for Monday.")
    friday: Hours = Field(description="As for Monday.")
    saturday: Hours = Field(description="As for Monday.")
    sunday: Hours = Field(description="As for Monday.")

    @model_validator(mode="after")
    def _nights_end_before_mornings(self) -> Self:
        refuse_each(self._list_long_nights())
        return self

    def _list_long_nights(self) -> Iterator[tuple[Path, str, str]]:
        week = self.list_spans()
        names = list(type(self).model_fields)
        # Sunday's night is followed by Monday.
        for n, name in enumerate(names):
            after = week[(n + 1) % len(names)]
            if week[n] and after and week[n][-1][1] - MIDNIGHT > after[0][0]:
                yield (
                    (name,),
                    f"{getattr(self, name)} runs into the hours of {names[(n + 1) % 7].capitalize()}",
                    "let one of them begin after the other has ended",
                )

    def list_spans(self) -> tuple[tuple[OpenSpan, ...], ...]:
        """Return the spans of each day from Monday, in their order; none for a closed day."""
        return tuple(parse_hours(getattr(self, day)) for day in type(self).model_fields)

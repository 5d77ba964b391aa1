"""Lengths of time: a duration on a clock, and how long a review stays valid."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, StrictInt, model_validator

from cx_handbook.content.model.base import SharedRecord
from cx_handbook.content.model.refusals import refuse
from cx_handbook.text_for_messages import quote_value

DurationClock = Literal["elapsed", "opening_hours", "working_days"]
Unit = Literal["minute", "hour", "day", "week"]
_SECONDS: dict[str, int] = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_CLOCKS: dict[str, DurationClock] = {
    "": "elapsed",
    "opening": "opening_hours",
    "working": "working_days",
}
# An opening week or a working hour would be read in two ways.
_UNITS: dict[DurationClock, tuple[str, ...]] = {
    "elapsed": ("minute", "hour", "day", "week"),
    "opening_hours": ("minute", "hour"),
    "working_days": ("day",),
}
_DURATION = re.compile(r"(\d{1,4}) (?:(opening|working) )?(minute|hour|day|week)s?")
_DURATION_HINT = "write a number and a unit, such as 30 minutes, 4 opening hours or 2 working days"


class ShortForm(SharedRecord):
    """A record that is usually written as one short text instead of a block of fields."""

    @classmethod
    def short_pattern(cls) -> re.Pattern[str]:
        """Return the pattern of the short text."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        block = handler.resolve_ref_schema(handler(core_schema))
        short = {"type": "string", "pattern": f"^{cls.short_pattern().pattern}$"}
        return {"anyOf": [short, block], "title": cls.__name__}


class Duration(ShortForm):
    """A length of time on a stated clock. Durations on different clocks cannot be compared."""

    n: Annotated[StrictInt, Field(ge=1, le=9999, description="How many units, 1 to 9999.")]
    unit: Unit = Field(description="minute, hour, day or week.")
    clock: DurationClock = Field(
        default="elapsed",
        description="elapsed counts always; opening_hours counts minutes and hours while we are "
        "open; working_days counts days on which we are open.",
    )

    @classmethod
    def short_pattern(cls) -> re.Pattern[str]:
        return _DURATION

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if isinstance(value, dict | Duration):
            return value
        match = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            refuse(f"{quote_value(value)} is not a duration", _DURATION_HINT)
        return {"n": int(match[1]), "unit": match[3], "clock": _CLOCKS[match[2] or ""]}

    @model_validator(mode="after")
    def _unit_fits_clock(self) -> Self:
        if self.unit not in _UNITS[self.clock]:
            refuse(f"{self.unit}s do not go with {self.clock.replace('_', ' ')}", _DURATION_HINT)
        return self

    def __str__(self) -> str:
        word = {"elapsed": "", "opening_hours": "opening ", "working_days": "working "}[self.clock]
        return f"{self.n} {word}{self.unit}{'' if self.n == 1 else 's'}"

    @property
    def seconds(self) -> int:
        """Length in seconds of this duration's own clock."""
        return self.n * _SECONDS[self.unit]


_INTERVAL = re.compile(r"(\d{1,2}) (week|month|year)s?")
_MONTHS = {"month": 1, "year": 12}
_INTERVAL_HINT = "write a number and weeks, months or years, such as 6 months"


class ReviewInterval(ShortForm):
    """How long a review stays valid, in whole calendar units."""

    n: Annotated[StrictInt, Field(ge=1, le=60, description="How many units, 1 to 60.")]
    unit: Literal["week", "month", "year"] = Field(description="week, month or year.")

    @classmethod
    def short_pattern(cls) -> re.Pattern[str]:
        return _INTERVAL

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: object) -> object:
        if isinstance(value, dict | ReviewInterval):
            return value
        match = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            refuse(f"{quote_value(value)} is not an interval", _INTERVAL_HINT)
        return {"n": int(match[1]), "unit": match[2]}

    def __str__(self) -> str:
        return f"{self.n} {self.unit}{'' if self.n == 1 else 's'}"

    def find_end(self, day: date) -> date:
        """Return the day on which this interval ends when it starts on the given day."""
        if self.unit == "week":
            return day + timedelta(weeks=self.n)
        months = day.month - 1 + self.n * _MONTHS[self.unit]
        year, month = day.year + months // 12, months % 12 + 1
        # Where the day does not exist, the month ends early: 31 January and a month is 28 February.
        return day.replace(year, month, min(day.day, monthrange(year, month)[1]))

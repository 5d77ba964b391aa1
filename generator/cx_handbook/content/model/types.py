"""Building blocks of every record: text, names, shares, money, durations."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, NoReturn, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PrivateAttr,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cx_handbook import identifiers, limits
from cx_handbook.errors import Path
from cx_handbook.text_for_messages import quote_value


def refuse(wrong: str, instead: str) -> NoReturn:
    """Stop validation with our own sentence: what is wrong, and what to write instead."""
    raise PydanticCustomError(
        "handbook", "{wrong}; {instead}", {"wrong": wrong, "instead": instead}
    )


def refuse_each(faults: Iterable[tuple[Path, str, str]]) -> None:
    """Stop validation with one sentence a fault, each with its path below the value; pass without."""
    # All faults at once: an author mends a file in one go.
    found = list(faults)
    if found:
        said = " / ".join(f"{wrong}; {instead}" for _, wrong, instead in found)
        raise PydanticCustomError("handbook_each", "{said}", {"said": said, "faults": found})


def twice(names: Iterable[str], what: str) -> Iterator[tuple[Path, str, str]]:
    """Yield a fault for each name that stood earlier in the list: its place is `<n>.id`."""
    seen: set[str] = set()
    for n, name in enumerate(names):
        if name in seen:
            yield (n, "id"), f"the {what} {name} stands twice", f"give each {what} an ID of its own"
        seen.add(name)


# A pattern tells nobody what to write; the sentence does.
FORMS: dict[str, str] = {}


def formed(pattern: str, form: str, max_length: int | None = None) -> StringConstraints:
    """Return the constraint that a text has a form, and note in FORMS how to say what it is."""
    FORMS[pattern] = form
    return StringConstraints(pattern=pattern, max_length=max_length)


_SLUG = "small letters, digits and single hyphens, such as team-lead"
_STANDARD = "2 to 4 capital letters, a hyphen and 2 or 3 digits, such as CB-01"
_ITEM = "the document's ID, a hyphen and two digits, such as 001-17"
_URL = "an address that starts with https://, such as https://example.com/"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, formed(f"^{identifiers.SLUG}$", _SLUG, max_length=limits.SLUG)]
StandardId = Annotated[str, formed(f"^{identifiers.STANDARD_ID}$", _STANDARD)]
SourceId = Annotated[str, formed(f"^{identifiers.SOURCE_ITEM_ID}$", _ITEM)]
Url = Annotated[str, formed(r"""^https?://[^\s<>"']+$""", _URL, max_length=200)]
Flag = StrictBool
Count = Annotated[StrictInt, Field(ge=1, le=limits.SAMPLE)]


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    # Deferred, because most records are only ever read as part of another.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class SharedRecord(Record, defer_build=False):
    """A record that several kinds hold: built at once, and taken as it is by each."""


@dataclass(frozen=True)
class Origin:
    """Where a record was read: its file from the project's root, and the file's name as slug.

    `language` is the handbook's, because the model judges wording where it knows the language.
    """

    file: str
    slug: str
    section: str = ""
    language: str = "en"


class FileRecord(Record):
    """A record that fills one YAML file and knows which."""

    accept: dict[Slug, Text] = Field(
        default={}, description="House rules this file may break: the rule's ID and why."
    )

    _origin: Origin = PrivateAttr(default=Origin("", ""))

    def model_post_init(self, context: Any) -> None:
        """Take the origin from the validation context: it is never written in the file."""
        if isinstance(context, Origin):
            self._origin = context

    @property
    def file(self) -> str:
        """The YAML file, from the project's root, with forward slashes."""
        return self._origin.file

    @property
    def slug(self) -> str:
        """The file's name without its ending: the record's name in links."""
        return self._origin.slug

    @property
    def section(self) -> str:
        """The folder the file lies in, or an empty string."""
        return self._origin.section


class OneOrMore:
    """Lets a single word stand where a list may."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_listed, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


# An item's ID in square brackets cites it within a text; the pages show it as a small link.
CITATION = re.compile(identifiers.CITATION)


def cited(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return the IDs that texts cite in brackets, each once, in the order of their first mention."""
    return tuple(dict.fromkeys(i for text in texts if text for i in CITATION.findall(text)))


Factor = Literal["tangibles", "compliance", "disposition", "staff", "empathy"]
FACTORS: tuple[Factor, ...] = ("tangibles", "compliance", "disposition", "staff", "empathy")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_date(value: object) -> object:
    # Python code and tests pass dates, YAML passes text.
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        # A typing error such as 0206 is a date, too.
        if not "1900" <= value[:4] <= "2199":
            refuse(f"{value} is too far away", "write a year from 1900 to 2199")
        try:
            return date.fromisoformat(value)
        except ValueError:
            refuse(
                f"{value} is not in the calendar", "write a date that exists, such as 2026-11-30"
            )
    refuse(f"{quote_value(value)} is not a date", "write year-month-day, such as 2026-11-30")


Day = Annotated[date, BeforeValidator(_read_date)]


_SHARE = "write a share from 0% to 100%"


def _read_share(value: object) -> object:
    share: float | None = None
    if isinstance(value, str):
        if match := re.fullmatch(r"(\d{1,6}(?:\.\d{1,6})?) ?%", value):
            share = float(match[1]) / 100
        elif match := re.fullmatch(r"(\d{1,4})/([1-9]\d{0,3})", value):
            share = int(match[1]) / int(match[2])
    elif isinstance(value, int | float) and not isinstance(value, bool):
        share = float(value)
    if share is None:
        refuse(f"{quote_value(value)} is not a share", f"{_SHARE}, such as 90% or 5/6")
    # 90 is what people write who mean 90 %.
    if isinstance(value, int) and 1 < value <= 100:
        refuse(f"{value} is above 1, which is all", f"did you mean {value}%?")
    if share > 1:
        refuse(f"{value} is above 100%", _SHARE)
    # Written this way round, NaN is refused as well.
    if not share >= 0:
        refuse(f"{value} is below 0%", _SHARE)
    return share


Share = Annotated[
    float,
    BeforeValidator(_read_share),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^\d+(\.\d+)? ?%$|^\d+/\d+$"},
                {"type": "number", "minimum": 0, "maximum": 1},
            ],
            "examples": ["90%", "5/6"],
        }
    ),
]


def _read_money(value: object) -> object:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        # Through text: Decimal(12.1) would have dozens of digits.
        amount = Decimal(str(value))
        exponent = amount.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -2 and amount >= 0:  # NaN has no number there
            return amount
    refuse(
        f"{quote_value(value)} is not an amount of money",
        "write a number with at most two decimals in the company's currency, such as 25 or 12.50",
    )


Money = Annotated[
    Decimal,
    BeforeValidator(_read_money),
    PlainSerializer(float, return_type=float, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0, "multipleOf": 0.01, "examples": [25]}),
]

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

    def after(self, day: date) -> date:
        """Return the day on which this interval ends when it starts on the given day."""
        from dateutil.relativedelta import relativedelta

        if self.unit == "week":
            return day + relativedelta(weeks=self.n)
        if self.unit == "month":
            # Where the day does not exist, the month ends early: 31 January and a month is 28 February.
            return day + relativedelta(months=self.n)
        return day + relativedelta(years=self.n)

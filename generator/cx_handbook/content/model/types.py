"""The types of fields: text, names, shares, money, days."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    StrictBool,
    StrictInt,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, core_schema

from cx_handbook import identifiers, limits
from cx_handbook.content.model.refusals import refuse
from cx_handbook.text_for_messages import quote_value

# A pattern tells nobody what to write; the sentence does.
PATTERN_HINTS: dict[str, str] = {}


class TextSchema:
    """Constrains a text by a schema that is made once.

    Pydantic's StringConstraints are looked through anew for each of the four hundred fields.
    """

    def __init__(self, **constraints: Any) -> None:
        self._schema = core_schema.str_schema(**constraints)

    def __get_pydantic_core_schema__(self, source: Any, _: GetCoreSchemaHandler) -> CoreSchema:
        # A copy: what stands beside it in Annotated is noted in it.
        return self._schema.copy()


def match_pattern(pattern: str, form: str, max_length: int | None = None) -> TextSchema:
    """Return the constraint that a text has a form, and note in PATTERN_HINTS how to say what it is."""
    PATTERN_HINTS[pattern] = form
    return TextSchema(pattern=pattern, max_length=max_length)


SLUG_PATTERN = f"^{identifiers.SLUG}$"
SLUG_EXAMPLE = "team-lead"
_SLUG = f"small letters, digits and single hyphens, such as {SLUG_EXAMPLE}"
_STANDARD = "2 to 4 capital letters, a hyphen and 2 or 3 digits, such as CB-01"
_ITEM = "the document's ID, a hyphen and two digits, such as 001-17"
_URL = "an address that starts with https://, such as https://example.com/"

_OLD = "a page's address without the site's, such as calls/ring-back"
_OLD_ADDRESS = rf"^{identifiers.SLUG}(/{identifiers.SLUG})*(\.html)?$"

Text = Annotated[str, TextSchema(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, match_pattern(SLUG_PATTERN, _SLUG, max_length=limits.SLUG)]
StandardId = Annotated[str, match_pattern(f"^{identifiers.STANDARD_ID}$", _STANDARD)]
SourceId = Annotated[str, match_pattern(f"^{identifiers.SOURCE_ITEM_ID}$", _ITEM)]
Url = Annotated[str, match_pattern(r"""^https?://[^\s<>"']+$""", _URL, max_length=200)]
OldAddress = Annotated[str, match_pattern(_OLD_ADDRESS, _OLD, max_length=200)]
Flag = StrictBool
Count = Annotated[StrictInt, Field(ge=1, le=limits.SAMPLE)]


class OneOrMore:
    """Lets a single word stand where a list may."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_wrap_single_word, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


def _wrap_single_word(value: object) -> object:
    return (value,) if isinstance(value, str) else value


# An item's ID in square brackets cites it within a text; the pages show it as a small link.
CITATION = re.compile(identifiers.CITATION)


def list_citations(texts: Iterable[str | None]) -> tuple[str, ...]:
    """Return the IDs that texts cite in brackets, each once, in the order of their first mention."""
    return tuple(dict.fromkeys(i for text in texts if text for i in CITATION.findall(text)))


Factor = Literal["tangibles", "compliance", "disposition", "staff", "empathy"]
FACTORS: tuple[Factor, ...] = ("tangibles", "compliance", "disposition", "staff", "empathy")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_date(value: object) -> object:
    # Python code and tests pass dates, YAML passes text.
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        refuse(f"{quote_value(value)} is not a date", "write year-month-day, such as 2026-11-30")
    # A typing error such as 0206 is a date, too.
    if not limits.FIRST_YEAR <= int(value[:4]) <= limits.LAST_YEAR:
        years = f"{limits.FIRST_YEAR} to {limits.LAST_YEAR}"
        refuse(f"{value} is too far away", f"write a year from {years}")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        refuse(f"{value} is not in the calendar", "write a date that exists, such as 2026-11-30")
    return day


Day = Annotated[date, BeforeValidator(_read_date)]


_SHARE = "write a share from 0% to 100%"


def _read_share(value: object) -> object:
    share: float | None = None
    if isinstance(value, str):
        if match := re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?%", value):
            share = float(match[1]) / 100
        elif match := re.fullmatch(r"([0-9]{1,4})/([1-9][0-9]{0,3})", value):
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
                {"type": "string", "pattern": r"^(\d{1,2}(\.\d+)?|100(\.0+)?) ?%$|^\d+/\d+$"},
                {"type": "number", "minimum": 0, "maximum": 1},
            ],
            "examples": ["90%", "5/6"],
        }
    ),
]


def read_money(value: object) -> Decimal:
    """Return an amount as a decimal number of at most two decimals, or refuse the value."""
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    # Through text: Decimal(12.1) would have dozens of digits.
    amount = Decimal(str(value)) if is_number else Decimal("NaN")
    exponent = amount.as_tuple().exponent  # NaN has a letter there
    if not isinstance(exponent, int) or exponent < -2 or amount < 0:
        refuse(
            f"{quote_value(value)} is not an amount of money",
            "write a number with at most two decimals in the company's currency, such as 25 or 12.50",
        )
    return amount


def _write_money(amount: Decimal) -> float:
    # Pydantic would ask for the signature of float itself, which Python works out from its help.
    return float(amount)


Money = Annotated[
    Decimal,
    BeforeValidator(read_money),
    PlainSerializer(_write_money, return_type=float, when_used="json"),
    WithJsonSchema({"type": "number", "minimum": 0, "multipleOf": 0.01, "examples": [25]}),
]

"""Amounts of money: in the company's currency, or one for each currency of its sites."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from cx_handbook.content.model.refusals import refuse
from cx_handbook.content.model.types import match_pattern, read_money
from cx_handbook.text_for_messages import quote_value

_CODE = r"^[A-Z]{3}$"
Currency = Annotated[str, match_pattern(_CODE, "three capital letters, such as GBP")]

# ISO 4217: currencies without a smaller unit.
_WHOLE_ONLY = {
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
    "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
}  # fmt: skip

AnyLimit = Decimal | Mapping[str, Decimal]
"""An amount in the company's currency, or amounts by currency."""


class Amount(NamedTuple):
    """An amount in one currency, and the names of the sites that use it beside the company's own."""

    currency: str
    number: Decimal
    sites: tuple[str, ...] = ()


def _read_limit(value: object) -> AnyLimit:
    if not isinstance(value, Mapping):
        return read_money(value)
    if not value:
        refuse("no amount is written", "write one for each currency, such as {EUR: 60, GBP: 50}")
    for currency in value:
        if not re.fullmatch(_CODE, str(currency)):
            refuse(
                f"{quote_value(currency)} is no currency",
                "write three capital letters before each amount, such as {EUR: 60, GBP: 50}",
            )
    return {currency: read_money(amount) for currency, amount in value.items()}


def _write_limit(limit: AnyLimit) -> Any:
    if isinstance(limit, Decimal):
        return float(limit)
    return {currency: float(amount) for currency, amount in limit.items()}


_NUMBER = {"type": "number", "minimum": 0, "multipleOf": 0.01, "examples": [25]}
Limit = Annotated[
    AnyLimit,
    PlainValidator(_read_limit),
    PlainSerializer(_write_limit, return_type=Any, when_used="json"),
    WithJsonSchema(
        {
            "anyOf": [
                _NUMBER,
                {
                    "type": "object",
                    "patternProperties": {_CODE: _NUMBER},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        }
    ),
]


def get_amount(limit: AnyLimit, currency: str, usual: str) -> Decimal | None:
    """Return a limit's amount in a currency; a plain number is in the usual one."""
    if isinstance(limit, Decimal):
        return limit if currency == usual else None
    return limit.get(currency)


def find_currency_faults(
    limit: AnyLimit, usual: str, used: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the currencies of a limit, and what to write instead.

    `usual` is the company's currency, `used` has each currency of a site with the site's name.
    """
    written = {usual: limit} if isinstance(limit, Decimal) else limit
    known = {usual, *used}
    for currency, amount in written.items():
        if currency not in known:
            yield (
                f"{currency} is the currency of no site",
                f"write amounts in {_join(sorted(known))} only",
            )
        elif currency in _WHOLE_ONLY and amount % 1:
            yield f"{amount} {currency} cannot be paid", f"write whole {currency}, such as 25"
    if missing := [currency for currency in used if currency not in written]:
        example = ", ".join(f"{currency}: {written.get(currency, '…')}" for currency in used)
        yield (
            f"there is no amount in {_join(missing)}, the currency of {used[missing[0]]}",
            f"write one for each currency: {{{example}}}",
        )


def _join(names: Iterable[str]) -> str:
    return " and ".join(names)

"""Numbers to ring in danger: those that are right where we work, and where none is written down."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from cx_handbook.content.model import Company
from cx_handbook.content.model.danger import EmergencyNumber
from cx_handbook.templating import find_country, name_country


class NumbersToRing(NamedTuple):
    """What a page says of numbers: those to show, each with its country's code where there are several.

    `missing` names the countries of ours without one; empty where none has one, so that there is
    nothing to tell apart.
    """

    shown: tuple[tuple[EmergencyNumber, str], ...]
    missing: tuple[str, ...]


def list_numbers(company: Company, danger: Collection[str]) -> NumbersToRing:
    """Return the numbers for some kinds of danger. One of a country in which we are not is left out."""
    numbers = [one for one in company.emergency if not set(danger).isdisjoint(one.danger)]
    ours = {country for site in company.sites if (country := find_country(site.timezone))}
    if ours:
        # A code that is none may be a slip: to hide its number could cost a life.
        numbers = [one for one in numbers if one.country in ours or not name_country(one.country)]
    named = {one.country for one in numbers}
    if len(ours | named) < 2 or not named:
        return NumbersToRing(tuple((one, "") for one in numbers), ())
    # The code alone: beside a number, the call view has room for a word or two.
    shown = ((one, one.country) for one in numbers)
    missing = (f"{country} ({name_country(country)})" for country in sorted(ours - named))
    return NumbersToRing(tuple(shown), tuple(missing))

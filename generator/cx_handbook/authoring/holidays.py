"""Public holidays of a country as entries of `policies/company.yml`, put in beside what is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from cx_handbook.authoring.yaml_edit import quote_if_needed
from cx_handbook.content.file_layout import COMPANY
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.errors import CannotRunError
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import join_words


class ClosedDay(NamedTuple):
    """A day on which we are closed, and what it is called."""

    date: date
    name: str


def list_public_holidays(
    country: str, region: str | None, year: int, language: str
) -> list[ClosedDay]:
    """Return the public holidays of a country or one of its regions in a year, by their date.

    `country` is its ISO 3166 code, such as GB, `region` what follows it in the code of a part, such as
    ENG. Names are in the language, or in one of the country. Raises CannotRunError for a place that is
    not known, and where the package holidays is not installed.
    """
    holidays = _import_holidays()
    known = holidays.list_supported_countries()
    country = country.upper()
    if country not in known:
        hint = suggest(country, known, "write its code of two letters, such as GB or FR")
        raise CannotRunError(f"no holidays are known for the country {country}; {hint}")
    regions = holidays.country_holidays(country).subdivisions
    if region is not None and region.upper() not in regions:
        some = f"write one of {join_words(regions)}" if regions else "leave --region out"
        raise CannotRunError(f"{country} has no region {region}; {some}")
    found = holidays.country_holidays(
        country,
        subdiv=region.upper() if region else None,
        years=year,
        language=_choose_language(holidays.country_holidays(country), language),
    )
    return [ClosedDay(day, name) for day, name in sorted(found.items())]


def _import_holidays() -> Any:
    try:
        import holidays
    except ImportError:
        # An extra: it is used once a year, and is larger than all of our own files.
        raise CannotRunError(
            "this needs the package holidays; run pip install 'cx-handbook[holidays]', or "
            "pip install holidays"
        ) from None
    return holidays


def _choose_language(calendar: Any, language: str) -> str | None:
    """Return the calendar's language that comes nearest, None for the one it has anyway."""
    wanted = language.replace("-", "_")
    start = wanted.partition("_")[0]
    names = [*calendar.supported_languages]
    near = [name for name in names if name == wanted] or [
        name for name in names if name.partition("_")[0] == start
    ]
    return near[0] if near else None


def write_entries(days: Iterable[ClosedDay]) -> list[str]:
    """Return the lines of the entries, without indentation."""
    return [
        line
        for day in days
        for line in (f"- date: {day.date}", f"  name: {quote_if_needed(day.name)}")
    ]


def add_holidays(
    text: str, days: Iterable[ClosedDay], site: str | None
) -> tuple[str, list[ClosedDay]]:
    """Return company.yml with the days that it does not have yet, and which they are.

    They stand after those that are there, for all or for the site of an ID. Nothing else changes.
    Raises CannotRunError for a file that is not well formed, and for a list in brackets.
    """
    file = parse_yaml(text.encode(), COMPANY)
    if file.problems or not isinstance(file.data, dict):
        raise CannotRunError(f"{COMPANY} is not well formed; run handbook check and mend it first")
    holder, path = _find_holder(file.data, site)
    there = {str(one.get("date")) for one in _list_known(file.data, holder)}
    new = [day for day in days if day.date.isoformat() not in there]
    if not new:
        return text, []
    lines = text.splitlines()
    if holder.get("holidays"):
        at, indent = _find_end(file, lines, (*path, "holidays"))
        lines[at:at] = [f"{indent}{line}" for line in write_entries(new)]
    else:
        _write_new_list(file, lines, path, new, is_there="holidays" in holder)
    changed = "\n".join(lines) + "\n"
    _check_only_added(file.data, changed, site, new)
    return changed, new


def _find_holder(data: dict[str, Any], site: str | None) -> tuple[dict[str, Any], tuple[Any, ...]]:
    if site is None:
        return data, ()
    place = next(n for n, one in enumerate(data["sites"]) if one["id"] == site)
    return data["sites"][place], ("sites", place)


def _list_known(data: dict[str, Any], holder: dict[str, Any]) -> list[dict[str, Any]]:
    # What is closed for all is closed at the site.
    return [*(data.get("holidays") or ()), *(holder.get("holidays") or ())]


def _find_end(file: Any, lines: list[str], path: tuple[Any, ...]) -> tuple[int, str]:
    """Return the line after the last entry of a list, counted from 0, and the list's indentation."""
    row, column = file.find_place((*path, 0))
    before = lines[row - 1][: column - 1]
    if not before.strip() == "-":
        raise CannotRunError(
            f"{COMPANY}:{row}: the holidays stand in brackets; write each on lines of its own"
        )
    indent = before.partition("-")[0]
    end = row
    # An entry goes on while its lines stand further in, or another one or a comment begins.
    while end < len(lines) and lines[end].startswith(tuple(f"{indent}{sign}" for sign in "- #")):
        end += 1
    # A comment at the end belongs to what comes next.
    while lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end, indent


def _write_new_list(
    file: Any, lines: list[str], path: tuple[Any, ...], new: list[ClosedDay], *, is_there: bool
) -> None:
    """Write a list where none is: in place of an empty one, else below the zone or the hours."""
    usual = (*path, "timezone") if path else ("opening_hours", "sunday")
    row, column = file.find_place((*path, "holidays") if is_there else usual)
    indent = " " * (column - 1) if path or is_there else ""
    written = [f"{indent}holidays:", *(f"{indent}  {line}" for line in write_entries(new))]
    if is_there:
        lines[row - 1 : row] = written
    else:
        lines[row:row] = written if path else ["", *written]


def _check_only_added(
    data: dict[str, Any], changed: str, site: str | None, new: list[ClosedDay]
) -> None:
    """Raise CannotRunError unless the changed file says what the old one said, and the new days."""
    found = parse_yaml(changed.encode(), COMPANY)
    same = not found.problems and isinstance(found.data, dict)
    if same:
        holder, _ = _find_holder(found.data, site)
        known = holder.pop("holidays")[-len(new) :]
        old, _ = _find_holder(data, site)
        old.pop("holidays", None)
        same = found.data == data and [one["date"] for one in known] == [
            one.date.isoformat() for one in new
        ]
    if not same:
        raise CannotRunError(
            f"{COMPANY} is laid out in a way that cannot be changed safely; run it again with --print "
            "and paste the lines"
        )

"""Write fields that may be filled in beforehand: texts as text, days and times as such."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from cx_handbook.audit.reading.workbook_layout import DAYS, TIMES
from cx_handbook.content.model import Company, Site
from cx_handbook.documents.workbook.styles import Formats, shorten_cell


def find_site_label(company: Company, site: str) -> str:
    """Return the label of a site in the list; a text that is no ID of a site is returned as it is."""
    return dict(list_site_labels(company)).get(site, site)


def list_site_labels(company: Company) -> list[tuple[str, str]]:
    """Return the ID of each site and its label: its name, with the ID where names are equal."""
    names = [site.name for site in company.sites]
    return [(site.id, _make_label(site, names)) for site in company.sites]


def _make_label(site: Site, names: list[str]) -> str:
    return site.name if names.count(site.name) == 1 else f"{site.name} ({site.id})"


def write_field(
    sheet: Any, formats: Formats, row: int, column: int, name: str, text: str, other: str = "note"
) -> None:
    """Write a field; a day or a time as such where it is one, so that formulas can use it."""
    style = formats["day" if name in DAYS else "time" if name in TIMES else other]
    if name in DAYS or name in TIMES:
        sheet.data_validation(row, column, row, column, _validate_moment(name))
    moment = _read_moment(name, text)
    # A text that is no day or time stays as it is, and the reader sees what was written.
    if moment is None:
        write_string(sheet, row, column, text, style)
    else:
        sheet.write_datetime(row, column, moment, style)


def _read_moment(name: str, text: str) -> date | time | None:
    try:
        if name in DAYS and (day := date.fromisoformat(text)).isoformat() == text:
            # Spreadsheets count days from 1900, and take 1900 for a leap year.
            return day if day.year >= 1901 else None
        if name in TIMES and re.fullmatch(r"[0-9]{2}:[0-9]{2}", text):
            return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        pass  # kept as text: nothing written is dropped
    return None


def _validate_moment(name: str) -> dict[str, Any]:
    day = name in DAYS
    return {
        "validate": "date" if day else "time",
        "criteria": "between",
        "minimum": date(2000, 1, 1) if day else time(0, 0),
        "maximum": date(2199, 12, 31) if day else time(23, 59, 59),
        "error_title": "Not a day" if day else "Not a time",
        "error_message": "Write a day, such as 2026-11-30."
        if day
        else "Write a time, such as 09:30.",
    }


def write_string(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    """Write a text as text, whatever it begins with; an empty one as a blank cell."""
    # XlsxWriter would write an empty string as nothing, and the cell would lose its format.
    if text:
        sheet.write_string(row, column, shorten_cell(text), style)
    else:
        sheet.write_blank(row, column, None, style)

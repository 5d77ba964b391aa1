"""Fields that are filled in beforehand: texts as texts, days and times as what they are."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from cx_handbook.audit.workbook_layout import DAYS, TIMES
from cx_handbook.content.model import Company, Site
from cx_handbook.documents.workbook.styles import Look, short


def site_label(company: Company, site: str) -> str:
    """Return a site as the list shows it; what is no ID of a site stays as it is."""
    return dict(site_labels(company)).get(site, site)


def site_labels(company: Company) -> list[tuple[str, str]]:
    """Return each site's ID, and its name, made unique."""
    names = [site.name for site in company.sites]
    return [(site.id, _unique(site, names)) for site in company.sites]


def _unique(site: Site, names: list[str]) -> str:
    return site.name if names.count(site.name) == 1 else f"{site.name} ({site.id})"


def write_text(
    sheet: Any, look: Look, row: int, column: int, name: str, text: str, other: str = "note"
) -> None:
    """Write a field: a day or a time as such where it is one, so that it can be reckoned with."""
    style = look["day" if name in DAYS else "time" if name in TIMES else other]
    if name in DAYS or name in TIMES:
        sheet.data_validation(row, column, row, column, _when(name))
    moment = _moment(name, text)
    if moment is None:
        write_string(sheet, row, column, text, style)
    else:
        sheet.write_datetime(row, column, moment, style)


def _moment(name: str, text: str) -> date | time | None:
    try:
        if name in DAYS and (day := date.fromisoformat(text)).isoformat() == text:
            return day if day.year >= 1901 else None
        if name in TIMES and re.fullmatch(r"[0-9]{2}:[0-9]{2}", text):
            return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        pass
    return None


def _when(name: str) -> dict[str, Any]:
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
    """Write a text as text, whatever it begins with; nothing as a box left blank."""
    if text:
        sheet.write_string(row, column, short(text), style)
    else:
        sheet.write_blank(row, column, None, style)

"""Write a log as a workbook to fill in: headings that stay in sight, lists to choose from, days.

Each text is written as a string, so that no text of a YAML file can become a formula.
"""

from __future__ import annotations

from datetime import date, time
from io import BytesIO
from typing import Any

from cx_handbook.audit.reading.workbook_layout import META
from cx_handbook.content.model import Company, Log, Site
from cx_handbook.content.model.log import LogColumn
from cx_handbook.documents.workbook.book import make_book, set_up_paper
from cx_handbook.documents.workbook.styles import Formats, estimate_height, shorten_cell
from cx_handbook.identifiers import shorten_fingerprint
from cx_handbook.markdown import plain_text

ENTRIES = 500  # a busy branch writes some twenty a day
SHEET, HOW_TO = "Log", "How to"
_HEADINGS = 2  # the row of the headings, counted from 0
# In characters: what is usually written in a column of a kind.
_WIDTHS = {
    "reference": 8, "moment": 17, "date": 12, "time": 9, "text": 18, "words": 44, "choice": 13,
}  # fmt: skip
_STYLE = {
    "moment": "moment", "date": "day", "time": "time", "choice": "choice", "reference": "id",
}  # fmt: skip
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
_WHEN = {
    "moment": ("date", _FIRST_DAY, _LAST_DAY, "a day and a time, such as 2026-11-30 09:30"),
    "date": ("date", _FIRST_DAY, _LAST_DAY, "a day, such as 2026-11-30"),
    "time": ("time", time(0, 0), time(23, 59, 59), "a time, such as 09:30"),
}


def build_log_workbook(company: Company, log: Log, site: Site | None = None) -> bytes:
    """Return the workbook of a log, for one site when it is named."""
    content = BytesIO()
    # Never today: the same content would give another file each day.
    book = make_book(content, plain_text(log.title), company, log.revised)
    formats = Formats(book, company)
    sheet, help_sheet, meta = (book.add_worksheet(name) for name in (SHEET, HOW_TO, META))
    _write_head(sheet, formats, company, log, site)
    for number, column in enumerate(log.columns):
        _write_column(sheet, formats, column, number)
    _write_how_to(help_sheet, formats, log)
    # What the reader tells our workbook by, and an old one from a new one.
    for number, text in enumerate((log.name, log.fingerprint)):
        meta.write_string(number, 0, text)
    for page in (sheet, help_sheet):
        set_up_paper(page, company, f"{log.name} · {shorten_fingerprint(log.fingerprint)}")
        page.hide_gridlines(2)
    sheet.set_landscape()
    meta.hide()
    sheet.activate()
    book.close()
    return content.getvalue()


def _write_head(
    sheet: Any, formats: Formats, company: Company, log: Log, site: Site | None
) -> None:
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, shorten_cell(plain_text(log.title)), formats["title"])
    places = [company.name, *([site.name] if site else []), plain_text(log.purpose)]
    sheet.write_string(1, 0, shorten_cell(" · ".join(places)), formats["label"])
    sheet.freeze_panes(_HEADINGS + 1, 1)
    sheet.repeat_rows(_HEADINGS)
    last = _HEADINGS + ENTRIES
    sheet.print_area(0, 0, last, len(log.columns) - 1)
    sheet.autofilter(_HEADINGS, 0, last, len(log.columns) - 1)


def _write_column(sheet: Any, formats: Formats, column: LogColumn, number: int) -> None:
    """Write a heading, and a blank cell for each entry in which only what belongs there is taken."""
    width = max(_WIDTHS[column.kind], len(column.title) + 4)
    sheet.set_column(number, number, width)
    sheet.write_string(_HEADINGS, number, column.title, formats["head"])
    style = formats[_STYLE.get(column.kind, "note")]
    first, last = _HEADINGS + 1, _HEADINGS + ENTRIES
    for row in range(first, last + 1):
        if column.kind == "reference":
            sheet.write_string(row, number, str(row - _HEADINGS), style)
        else:
            sheet.write_blank(row, number, None, style)
    if rule := _validate(column):
        sheet.data_validation(first, number, last, number, rule)


def _validate(column: LogColumn) -> dict[str, Any] | None:
    """Return what may be typed in a column, with what is said otherwise; None for any text."""
    asked = {"input_title": column.title[:32], "input_message": column.hint} if column.hint else {}
    if column.kind == "choice":
        # The list of a validation takes 255 characters; a longer one would be refused as damaged.
        choices = ",".join(column.choices)
        if len(choices) > 255 or any("," in choice for choice in column.choices):
            return None
        said = f"Choose one of {', '.join(column.choices)}."
        listed = {"validate": "list", "source": list(column.choices)}
        return {**listed, **asked, "error_title": "Not in the list", "error_message": said[:255]}
    if column.kind not in _WHEN:
        return None
    sort, least, most, example = _WHEN[column.kind]
    return {
        "validate": sort,
        "criteria": "between",
        "minimum": least,
        "maximum": most,
        "error_title": f"Not {example.partition(',')[0]}",
        "error_message": f"Write {example}.",
        **asked,
    }


def _write_how_to(sheet: Any, formats: Formats, log: Log) -> None:
    sheet.set_column(0, 0, 90)
    sheet.write_string(0, 0, "How to keep this log", formats["title"])
    for number, step in enumerate(log.how_to, start=1):
        text = shorten_cell(f"{number}. {plain_text(step)}")
        sheet.write_string(number, 0, text, formats["steps"])
        sheet.set_row(number, estimate_height((text, 90)))

"""Read the list of sites that copies of a sheet are filled in for: a CSV file with a line a site."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from cx_handbook import limits
from cx_handbook.content.model import Company, Site
from cx_handbook.errors import CannotRunError, HandbookError, Problem
from cx_handbook.identifiers import REFERENCE
from cx_handbook.suggestions import suggest

# The columns, and the field of the sheet that each fills in.
COLUMNS = {
    "site": "head.site",
    "reference": "head.reference",
    "auditor": "head.auditor",
    "date": "head.date",
    "period_from": "head.first",
    "period_to": "head.last",
}
_DATES = ("date", "period_from", "period_to")
_REFERENCE = re.compile(REFERENCE)
# Far above any real list, and small enough to read at once.

Cells = dict[str, str]


@dataclass(frozen=True)
class SiteCopy:
    """A copy of a sheet for one site: what stands in its fields."""

    site: Site
    values: Cells


def read_site_list(company: Company, path: Path) -> tuple[SiteCopy, ...]:
    """Return the copies that a CSV file asks for, in its order.

    Raises HandbookError with everything that is wrong, CannotRunError when it cannot be read.
    """
    # Every line is checked, so that a list is mended in one go.
    rows, problems = _read_rows(path)
    copies: dict[str, SiteCopy] = {}
    for line, row in rows:
        wrong = [
            Problem(path.name, line, 1, column, what, instead)
            for column, what, instead in _find_faults(company, row, copies)
        ]
        problems.extend(wrong)
        site = company.find_site(row.get("site", ""))
        if site and not wrong:
            values = {COLUMNS[name]: text for name, text in row.items() if text}
            copies[site.id] = SiteCopy(site, {**values, "head.site": site.name})
    if problems:
        raise HandbookError(problems)
    return tuple(copies.values())


def _read_rows(path: Path) -> tuple[list[tuple[int, Cells]], list[Problem]]:
    """Return each line with its number, and what is wrong with the file as a whole."""
    # The first line is the header; it is yielded even where it is empty.
    table = _read_table(path)
    header, problems = next(table)[1], []
    for name in header:
        if name not in COLUMNS or header.count(name) > 1:
            problems.append(Problem(path.name, 1, 1, name, *_explain_column(name)))
    if "site" not in header:
        problems.append(Problem(path.name, 1, 1, "site", "this column is missing", "add it"))
    rows = []
    for line, cells in table:
        # A comma in a name shifts all that follows; say so instead of "no such site".
        if len(cells) > len(header) and any(cells[len(header) :]):
            problems.append(Problem(
                path.name, line, 1, "", "there are more values than columns",
                "put a text with a comma in it between double quotes",
            ))  # fmt: skip
        rows.append((line, dict(zip(header, cells, strict=False))))
    if not rows:
        problems.append(Problem(path.name, 1, 1, "", "there is no site", "write a line a site"))
    # With a wrong header, each line would be wrong in the same way.
    return ([] if problems else rows), problems


def _explain_column(name: str) -> tuple[str, str]:
    if name in COLUMNS:
        return "this column stands twice", "remove one"
    hint = suggest(name, COLUMNS, f"the columns are {', '.join(COLUMNS)}")
    return "there is no such column", hint


def _read_table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that hold anything, with their numbers; the header first, even if empty."""
    lines = csv.reader(StringIO(_read_text(path), newline=""), delimiter=_guess_delimiter(path))
    try:
        # Spreadsheets keep capitals and stray spaces in headers.
        yield 1, [cell.strip().lower() for cell in next(lines, [])]
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield lines.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise CannotRunError(f"{path} is no CSV file ({error}); save it as CSV") from None


def _guess_delimiter(path: Path) -> str:
    """Spreadsheets separate by semicolons where the comma is the decimal sign."""
    header = _read_text(path).partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CannotRunError(f"{path} cannot be read: {error.strerror}") from None
    if len(content) > limits.CONTENT_FILE:
        raise CannotRunError(f"{path} is larger than 1 MB; write a line a site")
    try:
        # Excel puts a byte order mark in front of CSV UTF-8.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CannotRunError(f"{path} is not UTF-8; save it as CSV UTF-8") from None


def _find_faults(
    company: Company, row: Cells, copies: dict[str, SiteCopy]
) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with a line: the column, what it is, what to write instead."""
    name = row.get("site", "")
    site = company.find_site(name)
    if site is None:
        known = company.list_site_names()
        yield (
            "site",
            f"there is no site {name[:60]}",
            suggest(name, known, f"choose one of {', '.join(known)}"),
        )
    elif site.id in copies:
        yield "site", f"{site.id} stands twice", "write one line a site"
    for column in _DATES:
        if row.get(column) and not _is_day(row[column]):
            yield column, f"{row[column][:60]} is no day", "write it as 2026-11-30"
    reference = row.get("reference", "")
    if reference and not (_REFERENCE.fullmatch(reference) and len(reference) <= limits.REFERENCE):
        yield (
            "reference",
            f"{reference[:60]} is no reference",
            ("write at most 40 small letters, digits and single hyphens, such as k3x9-2fq7"),
        )
    if len(row.get("auditor", "")) > limits.SHORT_TEXT:
        yield "auditor", f"it is longer than {limits.SHORT_TEXT} letters", "write the name alone"


def _is_day(text: str) -> bool:
    try:
        # fromisoformat also reads 20261130 and week dates, which the sheet would not show.
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

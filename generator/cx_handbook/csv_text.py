"""Write CSV that a spreadsheet program shows as text and never runs as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable

# A spreadsheet takes a cell that begins with one of these for a formula, or skips to it.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def encode_csv_row(values: Iterable[object]) -> str:
    """Return one line of CSV as in RFC 4180, with CR LF at its end; None is a blank cell."""
    import csv  # here, because a check imports this module and writes no table

    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_guard_cell(value) for value in values])
    return line.getvalue()


def _guard_cell(value: object) -> object:
    """Return a value as a cell; a text that begins like a formula gets a leading apostrophe."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value

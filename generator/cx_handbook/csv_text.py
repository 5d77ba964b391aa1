"""Write CSV that a spreadsheet program shows as text and never runs as a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

# A spreadsheet takes a cell that begins with one of these for a formula, also in its wide form, or
# skips a tab or line break to it. Where a semicolon separates cells, one within a cell begins
# another, and so does a line break. shell/csv_text.js does the same.
_STARTS = r"=+\-@＝＋－＠"
_NEEDS_GUARD = re.compile(rf"\A(?=[{_STARTS}\t\r\n])|(?<=[;\r\n])(?=[{_STARTS}])")
_GUARD = re.compile(rf"\A'(?=[{_STARTS}\t\r\n])|(?<=[;\r\n])'(?=[{_STARTS}])")


def encode_csv_row(values: Iterable[object]) -> str:
    """Return one line of CSV as in RFC 4180, with CR LF at its end; None is a blank cell."""
    import csv  # here, because a check imports this module and writes no table

    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_guard_cell(value) for value in values])
    return line.getvalue()


def _guard_cell(value: object) -> object:
    """Return a value as a cell; an apostrophe stands before what begins like a formula."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _NEEDS_GUARD.sub("'", value) if isinstance(value, str) else value


def remove_guards(cell: str) -> str:
    """Return the text of a cell without the apostrophes that were put before formulas."""
    return _GUARD.sub("", cell)

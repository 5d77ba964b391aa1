"""Read a log that was exported or filled in: a CSV file, or a workbook. Neither is trusted."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.limited_process import read_cells
from cx_handbook.audit.reading.log_table import LogTable, make_table, parse_csv

MOST_BYTES = 20_000_000
_HEAD_ROWS = 30  # rows above the headings: title, purpose and how to keep it
_META = "_meta"


def read_log(raw: bytes, headings: Collection[str]) -> LogTable:
    """Return the table in a file's bytes. `headings` are those that one of its columns may have.

    Raises UnreadableError: what is wrong, and what to do instead.
    """
    if len(raw) > MOST_BYTES:
        raise UnreadableError(
            f"the file is larger than {MOST_BYTES // 1_000_000} MB; save one period alone"
        )
    if raw.startswith(b"PK\x03\x04"):
        return _read_workbook(raw, headings)
    try:
        return parse_csv(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UnreadableError(
            "the file is no CSV in UTF-8; in the spreadsheet program, save it as CSV UTF-8"
        ) from None


def _read_workbook(raw: bytes, headings: Collection[str]) -> LogTable:
    sheets = read_cells(raw)
    is_ours = sheets.pop(_META, None) is not None
    known = {heading.casefold() for heading in headings}
    for rows in sheets.values():
        for n, row in enumerate(rows[:_HEAD_ROWS]):
            # A single cell is a title, which may have the words of a heading.
            if sum(map(bool, row)) > 1 and known & {cell.casefold() for cell in row}:
                return _drop_blank_entries(make_table(rows[n:]), is_ours)
    first = next(iter(sheets.values()), [])
    if not first:
        raise UnreadableError("the workbook is empty; save the log again, with its headings")
    return make_table(first)


def _drop_blank_entries(table: LogTable, is_ours: bool) -> LogTable:
    """Return a table without the rows of our workbook in which nothing but their number stands."""
    if not is_ours:
        return table
    return LogTable(table.headings, tuple(row for row in table.entries if _count_filled(row) > 1))


def _count_filled(row: Sequence[str]) -> int:
    return sum(map(bool, row))

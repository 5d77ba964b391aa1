"""A log as a table: parsed from CSV, and the entries of it that are cases of a question.

The scripts do the same (`static/logs/log_table.js`): the cases in `tests/cases/logs/` hold both.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cx_handbook import limits
from cx_handbook.audit.reading.filled_sheet import UnreadableError, read_day
from cx_handbook.audit.records.draws import WHITE_SPACE, References, sort_out_references
from cx_handbook.audit.records.periods import Period
from cx_handbook.content.model.log import EntryCondition, Log
from cx_handbook.csv_text import remove_guards
from cx_handbook.text_for_messages import show_name

MOST_ENTRIES = limits.CASES
MOST_COLUMNS = 200
MOST_CELLS = 4_000_000
DELIMITERS = (",", ";", "\t")
_DAY = re.compile(r"[0-9]{1,4} ?[-/.] ?[0-9]{1,2} ?[-/.] ?[0-9]{1,4}(?![0-9])")


@dataclass(frozen=True)
class LogTable:
    """The headings of a log, and its entries: a text for each heading, blank ones included."""

    headings: tuple[str, ...]
    entries: tuple[tuple[str, ...], ...]


class Selection(NamedTuple):
    """The entries that are cases of a question in a period, and how many were left out.

    `outside` are entries of other days, `other` those that are no cases of the question, `undated`
    those among the cases whose day cannot be read: leaving them out would hide them.
    """

    references: References
    outside: int
    other: int
    undated: int


def parse_csv(text: str) -> LogTable:
    """Return the table in a CSV file, with the separator that its first line has most of.

    Raises UnreadableError, with the line where there is one.
    """
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise UnreadableError("this is no text file; save the log as CSV")
    rows = _read_rows(text)
    if not rows:
        raise UnreadableError("the file is empty; save the log again, with its headings")
    (_, headings), entries = rows[0], rows[1:]
    _check_size(headings, entries)
    if len(headings) * len(entries) > MOST_CELLS:
        raise UnreadableError("the log has far more cells than any of ours; leave some columns out")
    for number, row in entries:
        if len(row) > len(headings) and any(row[len(headings) :]):
            raise UnreadableError(
                f"line {number} has {len(row)} fields, and there are {len(headings)} headings; save "
                "the log again as CSV, or put texts with a separator in quotes"
            )
    # A row that ends early has blank cells at its end.
    width = len(headings)
    padded = ((*row, *[""] * width)[:width] for _, row in entries)
    return LogTable(tuple(headings), tuple(row for row in padded if any(row)))


def make_table(rows: Iterable[Sequence[str]]) -> LogTable:
    """Return the table in the rows of a sheet: the first one has the headings."""
    stripped = [[_tidy_cell(cell) for cell in row] for row in rows]
    width = max((len(row) for row in stripped), default=0)
    padded = [tuple([*row, *[""] * width][:width]) for row in stripped]
    return LogTable(padded[0] if padded else (), tuple(row for row in padded[1:] if any(row)))


def find_heading(table: LogTable, *names: str) -> int | None:
    """Return the place of the column with one of these headings, whatever their case.

    Raises UnreadableError when two columns have it.
    """
    # Spreadsheet programs change the case of headings and add spaces.
    wanted = {name.strip(WHITE_SPACE).casefold() for name in names}
    found = [n for n, heading in enumerate(table.headings) if heading.casefold() in wanted]
    if len(found) > 1:
        raise UnreadableError(
            f"two columns are called {show_name(table.headings[found[0]], 60)}; rename one of them"
        )
    return found[0] if found else None


def find_case_column(table: LogTable, log: Log | None, column: str | None) -> int:
    """Return the place of the column that names a case: the one named, or that of the log.

    Raises UnreadableError when the table has none.
    """
    names = [column] if column else _list_names(log, log.cases) if log else []
    place = find_heading(table, *names) if names else None
    if place is None:
        there = ", ".join(show_name(heading, 40) for heading in table.headings if heading)
        raise UnreadableError(
            f"there is no column {' or '.join(names[:1])}; name the one with the references: {there}"
        )
    return place


def select_cases(
    table: LogTable,
    column: int,
    log: Log | None,
    only: Sequence[EntryCondition],
    period: Period,
    language: str,
) -> Selection:
    """Return the entries that are cases of a question in a period.

    Days are read in the order of the language. A file without the log's column for the day is taken
    as it is. Raises UnreadableError when a column is missing that a condition asks about.
    """
    day = find_heading(table, *_list_names(log, log.day)) if log else None
    conditions = [_place_condition(table, log, condition) for condition in only]
    meant = [row for row in table.entries if all(_meets(row, one) for one in conditions)]
    # A time may follow the day; the day alone decides.
    days = [_read_moment(row[day], language) if day is not None else None for row in meant]
    inside = [
        row
        for row, when in zip(meant, days, strict=True)
        if when is None or period.first <= when <= period.last
    ]
    return Selection(
        sort_out_references(row[column] for row in inside),
        outside=len(meant) - len(inside),
        other=len(table.entries) - len(meant),
        undated=days.count(None) if day is not None else 0,
    )


def select_entries(
    table: LogTable, log: Log, first: date, last: date, language: str
) -> list[tuple[str, ...]]:
    """Return the entries of some days, first and last included.

    An entry whose day cannot be read is kept: leaving it out would hide it. A file without the log's
    column for the day is taken as it is.
    """
    place = find_heading(table, *_list_names(log, log.day))
    days = [
        _read_moment(row[place], language) if place is not None else None for row in table.entries
    ]
    return [
        row
        for row, day in zip(table.entries, days, strict=True)
        if day is None or first <= day <= last
    ]


class _Condition(NamedTuple):
    """A condition with the place of its column in a table."""

    place: int
    choices: tuple[str, ...]
    filled: bool | None


def _place_condition(table: LogTable, log: Log | None, condition: EntryCondition) -> _Condition:
    names = _list_names(log, condition.column) if log else [condition.column]
    place = find_heading(table, *names)
    if place is None:
        raise UnreadableError(
            f"there is no column {names[0]}, and only some of the entries are meant; add the column"
        )
    choices = tuple(choice.casefold() for choice in condition.is_one_of)
    return _Condition(place, choices, condition.filled)


def _meets(row: Sequence[str], condition: _Condition) -> bool:
    said = row[condition.place].casefold()
    is_named = not condition.choices or said in condition.choices
    return is_named and condition.filled in (None, bool(said))


def _list_names(log: Log, column: str) -> list[str]:
    """Return the headings under which a column of a log may stand: its title and its ID."""
    return [log.find_column(column).title, column]


def _read_moment(text: str, language: str) -> date | None:
    """Return the day in a text that begins with one; a time may follow."""
    found = _DAY.match(text)
    return read_day(found[0], language) if found else None


def _read_rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with the number of its last line."""
    first_line = text.split("\n", 1)[0]
    # Where a comma is the decimal sign, spreadsheet programs separate by semicolons.
    delimiter = max(DELIMITERS, key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = []
    try:
        for row in reader:
            cells = [_tidy_cell(cell) for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
                if len(rows) > MOST_ENTRIES + 1:  # one are the headings
                    break
    except csv.Error:
        raise UnreadableError(
            f"line {reader.line_num} has a quotation mark that is never closed, or text after one; "
            "save the log again as CSV"
        ) from None
    return rows


def _tidy_cell(cell: str) -> str:
    return remove_guards(cell.strip(WHITE_SPACE))


def _check_size(headings: Sequence[str], entries: Sequence[object]) -> None:
    if len(headings) > MOST_COLUMNS:
        raise UnreadableError(
            f"the log has {len(headings)} columns, and at most {MOST_COLUMNS} are read; leave some out"
        )
    if len(entries) > MOST_ENTRIES:
        raise UnreadableError(
            f"the log has more than {MOST_ENTRIES} entries; save one period alone"
        )

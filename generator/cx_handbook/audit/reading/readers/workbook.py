"""Read a filled-in workbook as plain text, with calamine. A score in the file is not read.

Rows and columns are found by the IDs in hidden cells, so a sheet that was sorted is read, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import FilledSheet, RawAction, UnreadableError
from cx_handbook.audit.reading.readers.unzip import LAST_ROW, unzip_workbook
from cx_handbook.audit.reading.workbook_layout import (
    ACTION_COLUMNS,
    ACTIONS,
    AUDIT,
    DAYS,
    FIELD_PREFIX,
    FIELDS,
    MARK_BY_LABEL,
    META,
    RESULT,
    SCORE,
    TEXT_ROW,
    TIMES,
    VERSION,
)
from cx_handbook.content.model.answer_types import BOXES, MARK
from cx_handbook.identifiers import FINGERPRINT, STANDARD_ID

CellRow = list[str]
Sheets = dict[str, list[CellRow]]
_FINGERPRINT = re.compile(FINGERPRINT)
_STANDARD = re.compile(STANDARD_ID)
_NO_META = (
    "the file is no workbook of the handbook, or its hidden sheet _meta was removed; copy the "
    "answers into a new one from handbook print --xlsx"
)
_DAY_ZERO = date(1899, 12, 30)  # from which spreadsheets count days


def read_workbook(content: bytes) -> FilledSheet:
    """Return what was filled in. Raises UnreadableError when it cannot be read."""
    sheets = read_sheets(content)
    meta = _read_meta(sheets)
    audit = _find_sheet(sheets, ("key", *BOXES))
    if audit is None:
        raise UnreadableError(
            "the sheet with the questions was removed, or its hidden row and column of names; copy the "
            "answers into a new one from handbook print --xlsx"
        )
    rows = _AuditRows(set(meta["standards"]))
    for number, row in _name_cells(sheets[audit]):
        rows.add_row(number, row)
    actions = _find_sheet(sheets, ACTION_COLUMNS)
    site = rows.fields.get("site", "")
    site_ids = dict(zip(meta["sites"], meta["site ids"], strict=False))
    return FilledSheet(
        form=meta["form"][0],
        **{**rows.fields, "site": site_ids.get(site, site)},
        answers=rows.answers,
        actions=tuple(_read_actions(sheets[actions])) if actions else (),
        unmapped=(*rows.unmapped, *_unknown_sheets(sheets, audit, actions)),
    )


def read_sheets(content: bytes) -> Sheets:
    """Return the cells of each sheet of a workbook as text, by the sheet's name.

    Raises UnreadableError when it is damaged, or larger than any workbook of ours.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    archive = unzip_workbook(content)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(archive))
        return {
            name: [[_cell_text(cell) for cell in row] for row in _read_cells(book, name)]
            for name in book.sheet_names[:50]  # ours has five; nobody adds fifty
        }
    except (CalamineError, OSError, ValueError) as error:
        raise _make_damage_error() from error
    except BaseException as error:
        # A failed assertion in the Rust library arrives as this, which is no Exception.
        if type(error).__name__ == "PanicException":
            raise _make_damage_error() from None
        raise


def _read_cells(book: Any, name: str) -> Iterable[list[Any]]:
    rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(
        skip_empty_area=False, nrows=LAST_ROW
    )
    return rows


def _make_damage_error() -> UnreadableError:
    return UnreadableError(
        "the file is damaged or no workbook; save it in the spreadsheet program as .xlsx and hand "
        "that in"
    )


def _cell_text(cell: Any) -> str:
    """Return a cell as plain text: whole numbers without a point, days as in ISO 8601."""
    # Before numbers, because bool is a kind of int in Python.
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    if isinstance(cell, timedelta):
        return _format_time(cell / timedelta(days=1)) or str(cell)
    return str(cell).strip()


def _read_meta(sheets: Sheets) -> dict[str, list[str]]:
    """Return the names in the hidden sheet about the form, each with its values."""
    rows = sheets.get(META)
    if not rows or len(rows) < 3:
        raise UnreadableError(_NO_META)
    meta = {row[0]: [row[1]] for row in rows[:3] if len(row) > 1}
    heads = rows[0][2:]
    meta |= {name: [row[n] for row in rows[1:]] for n, name in enumerate(heads, start=2) if name}
    if any(name not in meta for name in ("format", "form", "standards", "sites", "site ids")):
        raise UnreadableError(_NO_META)
    if meta["format"] != [str(VERSION)]:
        raise UnreadableError(
            f"the workbook is of format {meta['format'][0][:20]}, and this handbook reads {VERSION}; "
            "bring the handbook up to date"
        )
    if not _FINGERPRINT.fullmatch(meta["form"][0]):
        raise UnreadableError(_NO_META)
    meta["standards"] = [name for name in meta["standards"] if _STANDARD.fullmatch(name)]
    return meta


def _find_sheet(sheets: Sheets, names: Iterable[str]) -> str | None:
    """Return the name of the sheet with these columns in its first row; it may be renamed."""
    wanted = set(names)
    found = [name for name, rows in sheets.items() if rows and wanted <= set(rows[0])]
    return min(found, key=lambda name: name not in (AUDIT, ACTIONS), default=None)


def _name_cells(rows: list[CellRow]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows below the first with their numbers, cells by the names in the first row."""
    heads = rows[0]
    for number, row in enumerate(rows[1:], start=2):
        yield number, dict(zip(heads, row, strict=False))


class _AuditRows:
    """Gathers the rows of the audit sheet: fields, answers, and rows that are neither."""

    def __init__(self, standards: set[str]) -> None:
        self.standards = standards
        self.fields: dict[str, str] = {}
        self.answers: dict[str, RawAnswer] = {}
        self.unmapped: list[str] = []
        self._seen: set[str] = set()

    def add_row(self, number: int, row: Mapping[str, str]) -> None:
        """Take a row as its key says; a second row of the same key is unmapped."""
        key = row["key"]
        if key == TEXT_ROW:
            return
        name = key.removeprefix(FIELD_PREFIX)
        if key in self._seen or (key not in self.standards and name not in FIELDS):
            self._note_unmapped(number, row)
        elif key in self.standards:
            boxes: dict[str, Any] = {box: row[box] for box in BOXES}
            boxes[MARK] = MARK_BY_LABEL.get(row[MARK].casefold(), row[MARK])
            raw = RawAnswer(**boxes)
            self.answers |= {key: raw} if raw != RawAnswer() else {}
        else:
            self.fields[name] = _restore_moment(name, row.get("question", ""))
        self._seen.add(key)

    def _note_unmapped(self, number: int, row: Mapping[str, str]) -> None:
        texts = [row.get(name, "") for name in ("id", "question", "look_at", *BOXES)]
        if words := " | ".join(text for text in texts if text):
            self.unmapped.append(
                f"row {number} belongs to no question of this sheet: {words[:500]}"
            )


def _read_actions(rows: list[CellRow]) -> Iterator[RawAction]:
    """Yield the rows below the title and the heads that are not blank."""
    for number, row in _name_cells(rows):
        texts = {
            name: _restore_moment(name, row.get(name, ""))
            for name in ("standard", "what", "who", "by")
        }
        # Rows 2 and 3 are the title and the heads.
        if number > 3 and any(texts.values()):
            yield RawAction(**texts)


def _restore_moment(name: str, text: str) -> str:
    """Return a day or a time as ISO text though its cell lost the format and holds a number."""
    if re.fullmatch(r"[0-9]{5}", text) and name in DAYS:
        return (_DAY_ZERO + timedelta(days=int(text))).isoformat()
    if re.fullmatch(r"0(\.[0-9]+)?", text) and name in TIMES:
        return _format_time(float(text)) or text
    return text


def _format_time(share: float) -> str | None:
    """Return the time of day that is this share of a day, or None."""
    minutes = round(share * 24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" if 0 <= minutes < 24 * 60 else None


def _unknown_sheets(sheets: Sheets, *read: str | None) -> Iterator[str]:
    """Yield a line for each sheet that was added: nothing is read from it."""
    ours = {*read, RESULT, META, SCORE}
    for name, rows in sheets.items():
        if name not in ours and any(any(row) for row in rows):
            yield f"the sheet {name[:60]} was added; nothing is read from it"

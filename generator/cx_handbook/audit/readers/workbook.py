"""The home of calamine: a workbook that came back, as plain text. No score in it is ever read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from cx_handbook.audit.answer_rules import Written
from cx_handbook.audit.filled_sheet import Returned, UnreadableError, WrittenAction
from cx_handbook.audit.readers.unzip import LAST_ROW, unpacked
from cx_handbook.audit.workbook_layout import (
    ACTION_COLUMNS,
    ACTIONS,
    AUDIT,
    BOXES,
    DAYS,
    FIELD,
    FIELDS,
    META,
    READ_AS,
    RESULT,
    SCORE,
    TIMES,
    VERSION,
    WORDS,
)  # fmt: skip

Row = list[str]
Sheets = dict[str, list[Row]]
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_STANDARD = re.compile(r"[A-Z]{2,4}-[0-9]{2,3}")
_NO_META = (
    "the file is no workbook of the handbook, or its hidden sheet _meta was removed; copy the "
    "answers into a new one from handbook print --xlsx"
)
_FIRST_DAY = date(1899, 12, 30)  # what spreadsheets count days from


def read_workbook(content: bytes) -> Returned:
    """Return what was filled in, found by the hidden columns of IDs, wherever its rows are now.

    Raises UnreadableError when it cannot be read.
    """
    sheets = _sheets(unpacked(content))
    meta = _meta(sheets)
    known = set(meta["standards"])
    audit = _with_columns(sheets, ("key", *BOXES))
    if audit is None:
        raise UnreadableError(
            "the sheet with the questions was removed, or its hidden row and column of names; copy the "
            "answers into a new one from handbook print --xlsx"
        )
    rows = _Rows(known)
    for number, row in _named(sheets[audit]):
        rows.take(number, row)
    actions = _with_columns(sheets, ACTION_COLUMNS)
    fields = rows.fields
    site = fields.get("site", "")
    return Returned(
        form=meta["form"][0],
        **{
            **fields,
            "site": dict(zip(meta["sites"], meta["site ids"], strict=False)).get(site, site),
        },
        written=rows.written,
        actions=tuple(_actions(sheets[actions])) if actions else (),
        oddities=(*rows.oddities, *_strangers(sheets, audit, actions)),
    )


def _sheets(content: bytes) -> Sheets:
    """Return the cells of each sheet as text."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        return {
            name: [[_text(cell) for cell in row] for row in _cells(book, name)]
            for name in book.sheet_names[:50]
        }
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # what a failed check of the reader's raises
            raise _damaged() from None
        raise


def _cells(book: Any, name: str) -> Iterable[list[Any]]:
    rows: list[list[Any]] = book.get_sheet_by_name(name).to_python(
        skip_empty_area=False, nrows=LAST_ROW
    )
    return rows


def _damaged() -> UnreadableError:
    return UnreadableError(
        "the file is damaged or no workbook; save it in the spreadsheet program as .xlsx and hand "
        "that in"
    )


def _text(cell: Any) -> str:
    """Return what stands in a cell as plain text: whole numbers without a point, days as in ISO."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    if isinstance(cell, timedelta):
        return _clock(cell / timedelta(days=1)) or str(cell)
    return str(cell).strip()


def _meta(sheets: Sheets) -> dict[str, list[str]]:
    """Return what the hidden sheet says of the form, each name with its values."""
    rows = sheets.get(META)
    if not rows or len(rows) < 3:
        raise UnreadableError(_NO_META)
    told = {row[0]: [row[1]] for row in rows[:3] if len(row) > 1}
    heads = rows[0][2:]
    told |= {name: [row[n] for row in rows[1:]] for n, name in enumerate(heads, start=2) if name}
    if any(name not in told for name in ("format", "form", "standards", "sites", "site ids")):
        raise UnreadableError(_NO_META)
    if told["format"] != [str(VERSION)]:
        raise UnreadableError(
            f"the workbook is of format {told['format'][0][:20]}, and this handbook reads {VERSION}; "
            "bring the handbook up to date"
        )
    if not _FINGERPRINT.fullmatch(told["form"][0]):
        raise UnreadableError(_NO_META)
    told["standards"] = [name for name in told["standards"] if _STANDARD.fullmatch(name)]
    return told


def _with_columns(sheets: Sheets, names: Iterable[str]) -> str | None:
    """Return the sheet that has these columns in its first row, whatever it is called now."""
    wanted = set(names)
    found = [name for name, rows in sheets.items() if rows and wanted <= set(rows[0])]
    return min(found, key=lambda name: name not in (AUDIT, ACTIONS), default=None)


def _named(rows: list[Row]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows below the first, each with its number, cells by the names in the first."""
    heads = rows[0]
    for number, row in enumerate(rows[1:], start=2):
        yield number, dict(zip(heads, row, strict=False))


class _Rows:
    """Gathers the rows of the audit: fields, answers, and what belongs to neither."""

    def __init__(self, known: set[str]) -> None:
        self.known = known
        self.fields: dict[str, str] = {}
        self.written: dict[str, Written] = {}
        self.oddities: list[str] = []
        self._seen: set[str] = set()

    def take(self, number: int, row: Mapping[str, str]) -> None:
        """Put a row where its key says; a second one of the same key is set aside."""
        key = row["key"]
        if key == WORDS:
            return
        name = key.removeprefix(FIELD)
        if key in self._seen or (key not in self.known and name not in FIELDS):
            self._set_aside(number, row)
        elif key in self.known:
            mark = READ_AS.get(row["mark"].casefold(), row["mark"])
            k, n, cases, grade, note = (row[box] for box in BOXES[1:])
            written = Written(mark, k, n, cases, grade, note)
            self.written |= {key: written} if written != Written() else {}
        else:
            self.fields[name] = _moment(name, row.get("question", ""))
        self._seen.add(key)

    def _set_aside(self, number: int, row: Mapping[str, str]) -> None:
        texts = [row.get(name, "") for name in ("id", "question", "look_at", *BOXES)]
        if words := " | ".join(text for text in texts if text):
            self.oddities.append(
                f"row {number} belongs to no question of this sheet: {words[:500]}"
            )


def _actions(rows: list[Row]) -> Iterator[WrittenAction]:
    """Yield what was agreed: the rows below the title and the heads in which anything stands."""
    for number, row in _named(rows):
        texts = {
            name: _moment(name, row.get(name, "")) for name in ("standard", "what", "who", "by")
        }
        if number > 3 and any(texts.values()):
            yield WrittenAction(**texts)


def _moment(name: str, text: str) -> str:
    """Return a day or a time that lost its format, and came back as a number, as what it is."""
    if re.fullmatch(r"[0-9]{5}", text) and name in DAYS:
        return (_FIRST_DAY + timedelta(days=int(text))).isoformat()
    if re.fullmatch(r"0(\.[0-9]+)?", text) and name in TIMES:
        return _clock(float(text)) or text
    return text


def _clock(share: float) -> str | None:
    """Return the time of day that is so large a share of a day."""
    minutes = round(share * 24 * 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" if 0 <= minutes < 24 * 60 else None


def _strangers(sheets: Sheets, *read: str | None) -> Iterator[str]:
    """Say which sheets were added, because nothing is read from them."""
    ours = {*read, RESULT, META, SCORE}
    for name, rows in sheets.items():
        if name not in ours and any(any(row) for row in rows):
            yield f"the sheet {name[:60]} was added; nothing is read from it"

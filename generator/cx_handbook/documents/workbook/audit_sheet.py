"""The sheet Audit: the head, the questions in the order of the printed sheet, and the helpers."""

from __future__ import annotations

import re
from typing import Any

from cx_handbook.audit.answer_rules import Written
from cx_handbook.audit.filled_sheet import Returned
from cx_handbook.audit.record import MOST_CASES
from cx_handbook.audit.workbook_layout import (
    BOXES,
    COLUMN,
    COLUMNS,
    FIELD,
    FIELDS,
    MARKS,
    META,
    SCORE,
    SEEN,
    WORDS,
    letters,
)  # fmt: skip
from cx_handbook.content.model import Checklist, Company, Form, FormSection, Item
from cx_handbook.documents.workbook import formulas
from cx_handbook.documents.workbook.fields import site_label, write_string, write_text
from cx_handbook.documents.workbook.styles import Look, height, short
from cx_handbook.markdown import plain

WIDTHS = {
    "id": 10, "question": 42, "look_at": 28, "mark": 8, "k": 6, "n": 8, "cases": 7, "grade": 7,
    "note": 32, "status": 21,
}  # fmt: skip
HEADS = {
    "mark": "Answer", "k": "Met", "n": "Looked at", "cases": "In all", "grade": "0 to 10",
    "note": "Note (for N/A the reason)", "status": "Counts as",
}  # fmt: skip
_KEY, _LAST = COLUMN["key"], COLUMN["status"]
_MARKING = (
    "Fill in the white boxes. A count takes how many met the rule, how many you looked at, and, "
    "where you know it, how many there were in all. A question that does not apply is N/A, with the "
    "reason in its note. What you could not find out stays blank and counts as unanswered."
)
_WHOLE = re.compile(r"0|[1-9][0-9]{0,4}")


def write(
    sheet: Any, look: Look, company: Company, checklist: Checklist, form: Form, filled: Returned
) -> tuple[int, int]:
    """Write the sheet; return the rows, counted from 1, between which the questions stand."""
    _columns(sheet, look)
    row = _head(sheet, look, company, checklist, form)
    row = _fields(sheet, look, company, checklist, filled, row)
    first = row + 1
    for number, section in enumerate(form.sections, start=1):
        row = _section(sheet, look, section, number, row)
        for item in section.items:
            _question(sheet, look, item, filled.written.get(item.standard, Written()), row)
            row += 1
    _colour(sheet, look, first, row)
    sheet.print_area(0, 0, row - 1, _LAST)
    return first, row


def _columns(sheet: Any, look: Look) -> None:
    for name, column in COLUMN.items():
        hidden = {"hidden": True} if column >= SEEN else None
        sheet.set_column(column, column, WIDTHS.get(name, 10), look["text"], hidden)
        sheet.write_string(0, column, name)
    sheet.set_row(0, None, None, {"hidden": True})


def _head(sheet: Any, look: Look, company: Company, checklist: Checklist, form: Form) -> int:
    """Write what the sheet is; the title and the score so far stay in sight. Return the next row."""
    sheet.set_row(1, 34)
    sheet.write_string(1, 0, short(plain(form.title)), look["title"])
    sheet.merge_range(1, COLUMN["mark"], 1, _LAST, "", look["live"])
    sheet.write_formula(1, COLUMN["mark"], _live(), look["live"], "")
    purpose = short(f"{company.name} · {plain(checklist.purpose)}")
    sheet.merge_range(2, 0, 2, _LAST, "", look["purpose"])
    sheet.write_string(2, 0, purpose, look["purpose"])
    sheet.set_row(2, height((purpose, sum(WIDTHS.values()))))
    for row in (1, 2):
        sheet.write_string(row, _KEY, WORDS)
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(1)
    return 3


def _live() -> str:
    """Return the line that tells the score so far."""
    grade = f'IF(ISNUMBER({SCORE}!B9),"Grade "&FIXED(INT(ROUND(10*{SCORE}!B9,8))/10,1)&" of 10","No grade")'
    promises = f'IF({SCORE}!B11="",""," · promises "&{SCORE}!B11)'
    return f'={grade}&{promises}&" · "&{SCORE}!B16&" unanswered"'


def _fields(
    sheet: Any, look: Look, company: Company, checklist: Checklist, filled: Returned, row: int
) -> int:
    """Write the fields of the head, and beside them how to go about it. Return the next row."""
    for n, (name, label) in enumerate(FIELDS.items()):
        sheet.set_row(row + n, 18)
        sheet.write_string(row + n, 0, label, look["label"])
        text = site_label(company, filled.site) if name == "site" else getattr(filled, name)
        write_text(sheet, look, row + n, 1, name, text, "field")
        sheet.write_string(row + n, _KEY, FIELD + name)
    sites = f"={META}!$D$2:$D${len(company.sites) + 1}"
    sheet.data_validation(
        row, 1, row, 1, {"validate": "list", "source": sites, "error_type": "warning"}
    )
    last = row + len(FIELDS) - 1
    steps = [f"{n}. {plain(step)}" for n, step in enumerate(checklist.how_to, start=1)]
    words = short("\n".join([*steps, _MARKING]))
    sheet.merge_range(row, COLUMN["look_at"], last, _LAST, "", look["steps"])
    sheet.write_string(row, COLUMN["look_at"], words, look["steps"])
    _make_room(sheet, words, row, last)
    return last + 1


def _make_room(sheet: Any, words: str, first: int, last: int) -> None:
    """Make the rows beside the instructions high enough for all of their lines."""
    width = sum(WIDTHS.values()) - WIDTHS["id"] - WIDTHS["question"]
    needed = height((words, width)) + 4
    each = max(needed / (last - first + 1), 18)
    for row in range(first, last + 1):
        sheet.set_row(row, min(each, 400))


def _section(sheet: Any, look: Look, section: FormSection, number: int, row: int) -> int:
    """Write the heading of a section, with the heads of its columns. Return the next row."""
    sheet.set_row(row, 40)
    title = short(f"{number}. {plain(section.title)}")
    for column in range(SEEN):
        name = COLUMNS[column]
        sheet.write_string(
            row, column, HEADS.get(name, ""), look["head" if column > 2 else "section"]
        )
    sheet.write_string(row, 0, title, look["section"])
    sheet.write_string(row, _KEY, WORDS)
    if not section.intro:
        return row + 1
    intro = short(plain(section.intro))
    sheet.merge_range(row + 1, 0, row + 1, _LAST, "", look["intro"])
    sheet.write_string(row + 1, 0, intro, look["intro"])
    sheet.write_string(row + 1, _KEY, WORDS)
    sheet.set_row(row + 1, height((intro, sum(WIDTHS.values()))))
    return row + 2


def _question(sheet: Any, look: Look, item: Item, written: Written, row: int) -> None:
    check, look_at, note = short(plain(item.check)), short(_look_at(item)), short(written.note)
    sheet.write_string(row, 0, item.standard, look["id"])
    if item.critical:
        sheet.write_rich_string(
            row, 1, look["critical"], "Critical ", look["text"], check, look["question"]
        )
    else:
        sheet.write_string(row, 1, check, look["question"])
    sheet.write_string(row, 2, look_at, look["look_at"])
    for name in BOXES:
        _box(sheet, look, item, name, getattr(written, name), row)
    for name, value in formulas.constants(item).items():
        sheet.write(row, COLUMN[name], value)
    for name, formula in formulas.of_item(item, row + 1).items():
        sheet.write_formula(
            row, COLUMN[name], formula, look["status"] if name == "status" else None, ""
        )
    columns = (
        ("Critical " + check, WIDTHS["question"]),
        (look_at, WIDTHS["look_at"] * 1.1),
        (note, WIDTHS["note"]),
    )
    sheet.set_row(row, height(*columns, least=2))


def _look_at(item: Item) -> str:
    """Return what to look at, how many of it, and what is enough."""
    words = []
    if item.answer == "count":
        words.append(f"look at {item.sample}")
    if item.target is not None:
        target = item.target * (10 if item.answer == "grade" else 100)
        words.append(f"target {round(target, 1):g}{'' if item.answer == 'grade' else '%'}")
    told = " · ".join(words)
    return "\n".join([plain(item.look_at), *([told[0].upper() + told[1:]] if told else [])])


def asked(item: Item, box: str) -> bool:
    """Tell whether a question has a box to fill in."""
    return (
        box == "note"
        or box
        in {
            "yes_no": ("mark",),
            "count": ("k", "n", "cases", *(("mark",) if item.may_be_na else ())),
            "grade": ("grade", *(("mark",) if item.may_be_na else ())),
        }[item.answer]
    )


def _box(sheet: Any, look: Look, item: Item, name: str, text: str, row: int) -> None:
    """Write one box. A box that is not asked is locked, unless something stands in it."""
    column = COLUMN[name]
    if not asked(item, name) and not text:
        sheet.write_blank(row, column, None, look["none"])
        return
    style = look["note" if name == "note" else "choice" if name == "mark" else "number"]
    text = MARKS.get(text, text) if name == "mark" else text
    if name not in ("mark", "note") and _WHOLE.fullmatch(text):
        sheet.write_number(row, column, int(text), style)
    else:
        write_string(sheet, row, column, text, style)
    if name != "note":
        sheet.data_validation(row, column, row, column, _validation(item, name))


def _validation(item: Item, name: str) -> dict[str, Any]:
    if name == "mark":
        marks = ("yes", "no", "na") if item.answer == "yes_no" else ("na",)
        shown = [MARKS[mark] for mark in marks if mark != "na" or item.may_be_na]
        return {
            "validate": "list",
            "source": shown or list(MARKS.values()),
            "error_title": "Not an answer",
            "error_message": f"Choose {' or '.join(shown)}, or clear the box.",
        }
    most = 10 if name == "grade" else MOST_CASES
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": most,
        "error_title": "Not a number of this kind",
        "error_message": f"Write a whole number from 0 to {most}, or clear the box.",
    }


def _colour(sheet: Any, look: Look, first: int, last: int) -> None:
    """Colour the status: met, not met, and what does not count."""
    state = f"${letters(COLUMN['state'])}{first}"
    for test, style in (
        (f'{state}="met"', "good"),
        (f'{state}="not_met"', "bad"),
        (f'{state}="unanswered"', "odd"),
    ):
        rule = {"type": "formula", "criteria": f"={test}", "format": look[style]}
        sheet.conditional_format(first - 1, _LAST, last - 1, _LAST, rule)

"""Write the sheet Audit: the head, the questions as on the printed sheet, and helper formulas."""

from __future__ import annotations

import re
from typing import Any

from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import FilledSheet
from cx_handbook.audit.reading.workbook_layout import (
    COLUMN,
    COLUMNS,
    COLUMNS_OF_RULES_2,
    FIELD_PREFIX,
    FIELDS,
    META,
    SCORE,
    TEXT_ROW,
    VISIBLE_COLUMNS,
    column_letters,
)
from cx_handbook.content.form_points import list_points
from cx_handbook.content.model import Checklist, Company, Form, FormSection, Item
from cx_handbook.content.model.answer_types import (
    ANSWER_TYPES,
    BOXES,
    CHOICES,
    MARK,
    NOTE,
    NUMBER_BOXES,
    NumberBox,
)
from cx_handbook.documents.workbook import formulas, score_rules_2
from cx_handbook.documents.workbook.fields import find_site_label, write_field, write_string
from cx_handbook.documents.workbook.styles import Formats, estimate_height, shorten_cell
from cx_handbook.labels import TOO_CLOSE, capitalize_first
from cx_handbook.markdown import plain_text

# In characters. A number box that is not named here has the width of a helper column.
WIDTHS = {
    "id": 10, "question": 42, "look_at": 28, "mark": 8, "k": 6, "n": 8, "cases": 7, "grade": 7,
    "note": 32, "status": 21,
}  # fmt: skip
_HELPER_WIDTH = 10
_KEY, _LAST = COLUMN["key"], COLUMN["status"]
_MARKING = (
    "Fill in the white boxes. A count takes how many met the rule, how many you looked at, and, "
    "where you know it, how many there were in all. A question that does not apply is N/A, with the "
    "reason in its note. What you could not find out stays blank and counts as unanswered."
)
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,4}")


def write_audit(
    sheet: Any,
    formats: Formats,
    company: Company,
    checklist: Checklist,
    form: Form,
    filled: FilledSheet,
) -> tuple[int, int]:
    """Write the sheet. Return its first and last row, counted from 1, that may hold a question."""
    _set_columns(sheet, formats, form)
    row = _write_head(sheet, formats, company, checklist, form)
    row = _write_fields(sheet, formats, company, checklist, filled, row)
    first, heads, points = row + 1, _list_heads(form), list_points(form)
    for number, section in enumerate(form.sections, start=1):
        row = _write_section(sheet, formats, section, heads, number, row)
        for item in section.items:
            raw = filled.answers.get(item.standard, RawAnswer())
            _write_question(sheet, formats, item, raw, row)
            _write_helpers(sheet, formats, item, row, form.scoring, points[item.standard])
            row += 1
    _colour_status(sheet, formats, first, row)
    # The helper columns are hidden on screen, but would be printed.
    sheet.print_area(0, 0, row - 1, _LAST)
    return first, row


def _set_columns(sheet: Any, formats: Formats, form: Form) -> None:
    for name, column in COLUMN.items():
        if form.scoring == 1 and name in COLUMNS_OF_RULES_2:
            continue
        hidden = {"hidden": True} if column >= VISIBLE_COLUMNS else None
        sheet.set_column(column, column, WIDTHS.get(name, _HELPER_WIDTH), formats["text"], hidden)
        sheet.write_string(0, column, name)
    sheet.set_row(0, None, None, {"hidden": True})


def _write_head(
    sheet: Any, formats: Formats, company: Company, checklist: Checklist, form: Form
) -> int:
    """Write what the sheet is; the title and the score so far stay in sight. Return the next row."""
    sheet.set_row(1, 34)
    sheet.write_string(1, 0, shorten_cell(plain_text(form.title)), formats["title"])
    sheet.merge_range(1, COLUMN["mark"], 1, _LAST, "", formats["live"])
    sheet.write_formula(1, COLUMN["mark"], _live_score_formula(form), formats["live"], "")
    purpose = shorten_cell(f"{company.name} · {plain_text(checklist.purpose)}")
    sheet.merge_range(2, 0, 2, _LAST, "", formats["purpose"])
    sheet.write_string(2, 0, purpose, formats["purpose"])
    sheet.set_row(2, estimate_height((purpose, sum(WIDTHS.values()))))
    # The reader skips rows with this key, wherever they are moved.
    for row in (1, 2):
        sheet.write_string(row, _KEY, TEXT_ROW)
    # Title, score and IDs stay in sight while scrolling.
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(1)
    return 3


def _live_score_formula(form: Form) -> str:
    """Return the line that tells the score so far; what is too close to call comes first."""
    # FIXED and not a number format: the line is one text.
    grade = f'IF(ISNUMBER({SCORE}!B9),"Grade "&FIXED(INT(ROUND(10*{SCORE}!B9,8))/10,1)&" of 10","No grade")'
    promises = f'IF({SCORE}!B11="",""," · promises "&{SCORE}!B11)'
    close = ""
    if form.scoring == 2:
        close = f'IF({SCORE}!B{score_rules_2.ROWS["too close"]}>0,"{TOO_CLOSE} · ","")&'
    return f'={close}{grade}&{promises}&" · "&{SCORE}!B16&" unanswered"'


def _write_fields(
    sheet: Any,
    formats: Formats,
    company: Company,
    checklist: Checklist,
    filled: FilledSheet,
    row: int,
) -> int:
    """Write the fields of the head, and beside them how to go about it. Return the next row."""
    for n, (name, label) in enumerate(FIELDS.items()):
        sheet.set_row(row + n, 18)
        sheet.write_string(row + n, 0, label, formats["label"])
        text = find_site_label(company, filled.site) if name == "site" else getattr(filled, name)
        write_field(sheet, formats, row + n, 1, name, text, "field")
        sheet.write_string(row + n, _KEY, FIELD_PREFIX + name)
    # A warning only: a site may be newer than the workbook.
    sites = f"={META}!$D$2:$D${len(company.sites) + 1}"
    sheet.data_validation(
        row, 1, row, 1, {"validate": "list", "source": sites, "error_type": "warning"}
    )
    last = row + len(FIELDS) - 1
    steps = [f"{n}. {plain_text(step)}" for n, step in enumerate(checklist.how_to, start=1)]
    words = shorten_cell("\n".join([*steps, _MARKING]))
    sheet.merge_range(row, COLUMN["look_at"], last, _LAST, "", formats["steps"])
    sheet.write_string(row, COLUMN["look_at"], words, formats["steps"])
    _set_heights(sheet, words, row, last)
    return last + 1


def _set_heights(sheet: Any, words: str, first: int, last: int) -> None:
    """Make the rows beside the instructions high enough for all of their lines."""
    width = sum(WIDTHS.values()) - WIDTHS["id"] - WIDTHS["question"]
    needed = estimate_height((words, width)) + 4
    each = max(needed / (last - first + 1), 18)
    for row in range(first, last + 1):
        sheet.set_row(row, min(each, 400))


def _list_heads(form: Form) -> dict[str, str]:
    """Return the heads of the columns; a box that several types have is headed by those asked."""
    heads = {MARK: "Answer", NOTE: "Note (for N/A the reason)", "status": "Counts as"}
    asked = {item.answer for item in form.items}
    for name in NUMBER_BOXES:
        types = [one for one in ANSWER_TYPES.values() if name in one.box_names]
        # A box that no question of this form has keeps the head of its first type.
        used = [one for one in types if one.name in asked] or types[:1]
        heads[name] = " or ".join(dict.fromkeys(t.find_box(name).column_head for t in used))
    return heads


def _write_section(
    sheet: Any,
    formats: Formats,
    section: FormSection,
    heads: dict[str, str],
    number: int,
    row: int,
) -> int:
    """Write the heading of a section, with the heads of its columns. Return the next row."""
    sheet.set_row(row, 40)
    title = shorten_cell(f"{number}. {plain_text(section.title)}")
    for column in range(VISIBLE_COLUMNS):
        name = COLUMNS[column]
        sheet.write_string(
            row, column, heads.get(name, ""), formats["head" if column > 2 else "section"]
        )
    sheet.write_string(row, 0, title, formats["section"])
    sheet.write_string(row, _KEY, TEXT_ROW)
    if not section.intro:
        return row + 1
    intro = shorten_cell(plain_text(section.intro))
    sheet.merge_range(row + 1, 0, row + 1, _LAST, "", formats["intro"])
    sheet.write_string(row + 1, 0, intro, formats["intro"])
    sheet.write_string(row + 1, _KEY, TEXT_ROW)
    sheet.set_row(row + 1, estimate_height((intro, sum(WIDTHS.values()))))
    return row + 2


def _write_question(sheet: Any, formats: Formats, item: Item, raw: RawAnswer, row: int) -> None:
    check, look_at = shorten_cell(plain_text(item.check)), shorten_cell(_describe_evidence(item))
    sheet.write_string(row, 0, item.standard, formats["id"])
    # The word, not only its colour: printers and eyes may not show red.
    if item.critical:
        sheet.write_rich_string(
            row, 1, formats["critical"], "Critical ", formats["text"], check, formats["question"]
        )
    else:
        sheet.write_string(row, 1, check, formats["question"])
    sheet.write_string(row, 2, look_at, formats["look_at"])
    for name in BOXES:
        _write_box(sheet, formats, item, name, getattr(raw, name), row)
    columns = (
        ("Critical " + check, WIDTHS["question"]),
        (look_at, WIDTHS["look_at"] * 1.1),  # in smaller letters
        (shorten_cell(raw.note), WIDTHS["note"]),
    )
    sheet.set_row(row, estimate_height(*columns, least=2))


def _write_helpers(
    sheet: Any, formats: Formats, item: Item, row: int, scoring: int, points: float
) -> None:
    """Write the status of a question and its hidden cells; `points` is what it carries of 10."""
    constants = formulas.item_constants(item)
    cells = formulas.item_formulas(item, row + 1, scoring)
    if scoring == 2:
        constants["form_points"] = points
        cells |= score_rules_2.list_question_formulas(item, row + 1)
    for name, value in constants.items():
        sheet.write(row, COLUMN[name], value)
    for name, formula in cells.items():
        style = formats["status"] if name == "status" else None
        sheet.write_formula(row, COLUMN[name], formula, style, "")


def _describe_evidence(item: Item) -> str:
    """Return what to look at, and below it the sample and the target."""
    asked, words = item.answer_type, []
    if asked.needs_sample:
        words.append(f"look at {item.sample}")
    if item.target is not None:
        on_scale = asked.target_on_scale(item.target)
        target = (
            f"{round(item.target * 100, 1):g}%" if on_scale is None else f"{round(on_scale, 1):g}"
        )
        words.append(f"target {target}")
    below = [capitalize_first(" · ".join(words))] if words else []
    return "\n".join([plain_text(item.look_at), *below])


def _write_box(sheet: Any, formats: Formats, item: Item, name: str, text: str, row: int) -> None:
    """Write one box. A box that the question does not have is locked, unless it is filled in."""
    column = COLUMN[name]
    if not text and not item.answer_type.has_box(name, may_be_na=item.may_be_na):
        sheet.write_blank(row, column, None, formats["none"])
        return
    style = formats["note" if name == NOTE else "choice" if name == MARK else "number"]
    if name == MARK and text in CHOICES:
        text = CHOICES[text].label
    # A number is written as one, so that the program does not mark it as text that looks like one.
    if name in NUMBER_BOXES and _WHOLE_NUMBER.fullmatch(text):
        sheet.write_number(row, column, int(text), style)
    else:
        write_string(sheet, row, column, text, style)
    if name != NOTE:
        validation = _validate_mark(item) if name == MARK else _validate_number(item, name)
        sheet.data_validation(row, column, row, column, validation)


def _validate_mark(item: Item) -> dict[str, Any]:
    choices = item.answer_type.list_choices(may_be_na=item.may_be_na)
    labels = [choice.label for choice in choices]
    return {
        "validate": "list",
        # A list must not be empty; a box without a choice is here only because it was filled in.
        "source": labels or [choice.label for choice in CHOICES.values()],
        "error_title": "Not an answer",
        "error_message": f"Choose {' or '.join(labels)}, or clear the box.",
    }


def _validate_number(item: Item, name: str) -> dict[str, Any]:
    box = _find_box(item, name)
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": box.lowest,
        "maximum": box.highest,
        "error_title": "Not a number of this kind",
        "error_message": f"Write a whole number from {box.lowest} to {box.highest}, or clear the box.",
    }


def _find_box(item: Item, name: str) -> NumberBox:
    """Return a box of a question; one that is filled in by mistake is that of the first type."""
    owners = (item.answer_type, *ANSWER_TYPES.values())
    return next(owner.find_box(name) for owner in owners if name in owner.box_names)


def _colour_status(sheet: Any, formats: Formats, first: int, last: int) -> None:
    """Colour the status: met, not met, and what does not count."""
    # By formula over the hidden state: the words of the status differ by reason.
    state = f"${column_letters(COLUMN['state'])}{first}"
    for test, style in (
        (f'{state}="met"', "good"),
        (f'{state}="not_met"', "bad"),
        (f'{state}="unanswered"', "odd"),
    ):
        rule = {"type": "formula", "criteria": f"={test}", "format": formats[style]}
        sheet.conditional_format(first - 1, _LAST, last - 1, _LAST, rule)

"""Write the sheets Result and Actions, and the two hidden ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cx_handbook import limits
from cx_handbook.audit.reading.filled_sheet import FilledSheet, RawAction
from cx_handbook.audit.reading.workbook_layout import ACTION_COLUMNS, META, SCORE, VERSION
from cx_handbook.content.model import Company, Form
from cx_handbook.customer_words import CustomerWords
from cx_handbook.documents.workbook import formulas, score_rules_1, score_rules_2
from cx_handbook.documents.workbook.fields import list_site_labels, write_field
from cx_handbook.documents.workbook.score_parts import FACTOR_ROWS
from cx_handbook.documents.workbook.styles import Formats, estimate_height, shorten_cell
from cx_handbook.labels import FACTOR_NAMES, PROMISES, STATES, VERDICTS

BLANK_ACTIONS = 30
_HEADS = {"standard": "Standard", "what": "What is done", "who": "Who", "by": "By when"}
_WIDTHS = {"standard": 12, "what": 70, "who": 28, "by": 14}
_NOTES = (
    "The verdict is the expected one: only {customers} give the real one. It counts each unanswered "
    "question as its worst answer.",
    "A grade needs compliance and at least three other factors. It is cut after one decimal, never "
    "rounded up.",
    "Intervals, and whether a result is too close to call, are left to the scorer: hand this file in "
    "with handbook audit add. It reckons from the answers and takes no number from this page.",
)


def write_result(
    sheet: Any,
    formats: Formats,
    form: Form,
    words: CustomerWords,
    first_notes: tuple[str, ...] = (),
) -> None:
    """Write the sheet Result of a form of the first version of the rules.

    Each figure is a formula over the hidden sheet _score. `first_notes` stand before its own.
    """
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 3, 19)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Result", formats["title"])
    _write_summary(sheet, formats)
    _write_outcomes(sheet, formats)
    row = write_shares_and_states(sheet, formats, form, 13, 13)
    write_notes(sheet, formats, (*first_notes, *map(words.fill, _NOTES)), row + 1)


def write_shares_and_states(sheet: Any, formats: Formats, form: Form, row: int, states: int) -> int:
    """Write the factors' shares and how many questions are met, from a row on. Return the next row.

    `states` is the row of the sheet _score, counted from 1, in which the first state is counted.
    """
    sheet.write_string(row, 0, "Factor", formats["head"])
    sheet.write_string(row, 1, "Share", formats["head"])
    # Rows are fixed: they show the cells of the sheet _score one by one.
    for n, factor in enumerate(FACTOR_ROWS):
        sheet.write_string(row + 1 + n, 0, FACTOR_NAMES[factor], formats["count"])
        sheet.write_formula(row + 1 + n, 1, f"={SCORE}!H{n + 2}", formats["share"], "")
    row += len(FACTOR_ROWS) + 2
    sheet.write_string(row, 0, "Questions", formats["head"])
    sheet.write_string(row, 1, f"of {len(form.items)}", formats["head"])
    for n, label in enumerate(STATES.values()):
        sheet.write_string(row + 1 + n, 0, label, formats["count"])
        sheet.write_formula(row + 1 + n, 1, f"={SCORE}!B{states + n}", formats["count"], "")
    return row + 1 + len(STATES)


def write_notes(sheet: Any, formats: Formats, notes: Iterable[str], row: int) -> None:
    """Write notes below the result, a row each."""
    for n, note in enumerate(notes, start=row):
        sheet.merge_range(n, 0, n, 3, "", formats["intro"])
        sheet.write_string(n, 0, note, formats["intro"])
        sheet.set_row(n, estimate_height((note, 87)))


def _write_summary(sheet: Any, formats: Formats) -> None:
    provisional = (
        f'=IF({SCORE}!B16+{SCORE}!B17>0,"Provisional: "&{SCORE}!B16&" unanswered, "'
        f'&{SCORE}!B17&" below the sample","Final")'
    )
    lines = (
        ("Grade, of 10", formulas.round_down_formula(f"{SCORE}!B9"), "points"),
        ("Compliance, points of 6", formulas.round_down_formula(f"{SCORE}!B10"), "points"),
        ("Promises", make_label_formula(f"{SCORE}!B11", PROMISES), "value"),
        ("Expected verdict", make_label_formula(f"{SCORE}!B12", VERDICTS), "value"),
        ("State", provisional, "value"),
    )
    for row, (label, formula, style) in enumerate(lines, start=1):
        sheet.set_row(row, 18)
        sheet.write_string(row, 0, label, formats["label"])
        sheet.merge_range(row, 1, row, 3, "", formats[style])
        sheet.write_formula(row, 1, formula, formats[style], "")


def _write_outcomes(sheet: Any, formats: Formats) -> None:
    heads = ("What is unanswered may still make it", "Worst case", "Best case")
    sheet.set_row(7, 30)
    for column, head in enumerate(heads):
        sheet.write_string(7, column, head, formats["head"])
    for n, (label, row) in enumerate((("Grade, of 10", 9), ("Promises", 11), ("Verdict", 12))):
        sheet.write_string(8 + n, 0, label, formats["count"])
        for column, cell in ((1, f"{SCORE}!C{row}"), (2, f"{SCORE}!D{row}")):
            words = PROMISES if row == 11 else VERDICTS
            formula = (
                formulas.round_down_formula(cell) if row == 9 else make_label_formula(cell, words)
            )
            sheet.write_formula(
                8 + n, column, formula, formats["points" if row == 9 else "count"], ""
            )


def make_label_formula(cell: str, words: Mapping[str, str]) -> str:
    """Return the words for the code in a cell; a dash for a code that has none."""
    # Nested IFs: SWITCH is missing in older programs.
    formula = '"–"'
    for code, word in words.items():
        formula = f'IF({cell}="{code}","{word}",{formula})'
    return f"={formula}"


def write_actions(sheet: Any, formats: Formats, form: Form, filled: FilledSheet) -> None:
    """Write the sheet Actions: what was agreed, with room for more."""
    for column, name in enumerate(ACTION_COLUMNS):
        sheet.write_string(0, column, name)
        hidden = None if name in _WIDTHS else {"hidden": True}
        sheet.set_column(column, column, _WIDTHS.get(name, 8), None, hidden)
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.set_row(1, 30)
    sheet.write_string(1, 0, "What was agreed", formats["title"])
    for column, head in enumerate(_HEADS.values()):
        sheet.write_string(2, column, head, formats["head"])
    # Rows below the table would be read, too, but have no format and no list of standards.
    blank = max(BLANK_ACTIONS - len(filled.actions), 5)
    actions = [*filled.actions, *[RawAction()] * blank][: limits.ACTIONS]
    for row, action in enumerate(actions, start=3):
        for column, name in enumerate(_WIDTHS):
            write_field(sheet, formats, row, column, name, getattr(action, name))
        sheet.set_row(
            row, estimate_height((action.what, _WIDTHS["what"]), (action.who, _WIDTHS["who"]))
        )
    # A warning only: an action may be about something that no question asks.
    choice = {"validate": "list", "source": f"={META}!$C$2:$C${len(form.items) + 1}"}
    sheet.data_validation(3, 0, len(actions) + 2, 0, {**choice, "error_type": "warning"})
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)


def write_meta(sheet: Any, company: Company, form: Form) -> None:
    """Write the hidden sheet that identifies the form: names and values, standards, sites."""
    meta = (("format", str(VERSION)), ("checklist", form.checklist), ("form", form.fingerprint))
    for row, (name, value) in enumerate(meta):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
    for column, name in ((2, "standards"), (3, "sites"), (4, "site ids")):
        sheet.write_string(0, column, name)
    # The reader takes only these for standards, and translates site names back into IDs.
    for row, item in enumerate(form.items, start=1):
        sheet.write_string(row, 2, item.standard)
    for row, (site, label) in enumerate(list_site_labels(company), start=1):
        sheet.write_string(row, 3, shorten_cell(label))
        sheet.write_string(row, 4, site)


def write_score(sheet: Any, form: Form, first: int, last: int) -> None:
    """Write the hidden sheet with the score; `first` and `last` are rows of the sheet Audit."""
    rules = score_rules_1 if form.scoring == 1 else score_rules_2
    for column, row, cell in rules.list_score_cells(form, first, last):
        if isinstance(cell, str) and cell.startswith("="):
            sheet.write_formula(f"{column}{row}", cell, None, "")
        else:
            sheet.write(f"{column}{row}", cell)

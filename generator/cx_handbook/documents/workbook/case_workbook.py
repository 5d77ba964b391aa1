"""Write the drawn cases of an audit as a workbook to tick: a sheet for each question."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from cx_handbook.audit.records.draws import list_cases
from cx_handbook.audit.sampling.draw_sample import (
    CaseSample,
    QuestionCases,
    name_days,
    say_no_cases,
)
from cx_handbook.content.model import Company
from cx_handbook.documents.workbook.book import make_book, set_up_paper
from cx_handbook.documents.workbook.fields import find_site_label
from cx_handbook.documents.workbook.styles import Formats, estimate_height, shorten_cell
from cx_handbook.markdown import plain_text

_WIDTHS = (6, 26, 10, 48, 40)
_HEADINGS = ("No.", "Case", "Met?", "What was seen", "Could not be looked at, because")
_TABLE = 6  # the row of the headings, counted from 0
_RESERVE = (
    "A case cannot be looked at? Write why in its row, and take the first of these. Leave the rest."
)


def build_case_workbook(company: Company, sample: CaseSample, day: date) -> bytes:
    """Return the workbook of a draw that was made on a day."""
    content = BytesIO()
    book = make_book(content, plain_text(sample.form.title), company, day)
    formats = Formats(book, company)
    for question in sample.questions:
        sheet = book.add_worksheet(question.item.standard)
        _write_question(sheet, formats, company, sample, question)
        set_up_paper(sheet, company, f"{sample.form.checklist} · {sample.audit}")
        sheet.set_landscape()
        sheet.hide_gridlines(2)
    book.close()
    return content.getvalue()


def _write_question(
    sheet: Any, formats: Formats, company: Company, sample: CaseSample, question: QuestionCases
) -> None:
    item, draw = question.item, question.draw
    for number, width in enumerate(_WIDTHS):
        sheet.set_column(number, number, width)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, f"{item.standard}: cases to look at", formats["title"])
    check = shorten_cell(plain_text(item.check))
    sheet.merge_range(1, 0, 1, 4, "", formats["text"])
    sheet.write_string(1, 0, check, formats["text"])
    sheet.set_row(1, estimate_height((check, sum(_WIDTHS))))
    place = find_site_label(company, sample.site)
    facts = [plain_text(sample.form.title), place, name_days(sample.period), sample.audit]
    sheet.write_string(2, 0, shorten_cell(" · ".join(facts)), formats["label"])
    drawn = f"Drawn by a seed from {sample.log}: {len(draw.drawn)} of {draw.of}"
    sheet.write_string(3, 0, shorten_cell(drawn), formats["label"])
    if not draw.of:
        sheet.write_string(4, 0, shorten_cell(say_no_cases(sample)), formats["bold"])
        return
    last = _write_cases(sheet, formats, question)
    # The count stands above the cases, where it is seen; so it is written after them.
    met, looked_at = _count_formulas(last)
    sheet.write_string(4, 0, "Met", formats["label"])
    # Without a value that was reckoned here, every program reckons when it opens the file.
    sheet.write_formula(4, 1, met, formats["value"], "")
    sheet.write_string(4, 2, "of", formats["label"])
    sheet.write_formula(4, 3, looked_at, formats["value"], "")
    sheet.freeze_panes(_TABLE + 1, 2)
    sheet.repeat_rows(_TABLE)


def _write_cases(sheet: Any, formats: Formats, question: QuestionCases) -> int:
    """Write the drawn cases, then those in reserve. Return the last row, counted from 1."""
    for number, heading in enumerate(_HEADINGS):
        sheet.write_string(_TABLE, number, heading, formats["head"])
    row = _TABLE + 1
    for number, case in enumerate(list_cases(question.draw), start=1):
        _write_case(sheet, formats, row, str(number), case)
        row += 1
    if question.draw.reserve:
        sheet.write_string(row, 0, _RESERVE, formats["intro_line"])
        row += 1
    for case in question.draw.reserve:
        _write_case(sheet, formats, row, "+", case)
        row += 1
    return row


def _write_case(sheet: Any, formats: Formats, row: int, number: str, case: str) -> None:
    sheet.write_string(row, 0, number, formats["look_at"])
    sheet.write_string(row, 1, shorten_cell(case), formats["id"])
    sheet.write_blank(row, 2, None, formats["choice"])
    sheet.data_validation(
        row, 2, row, 2,
        {
            "validate": "list", "source": ["Yes", "No"], "error_title": "Not in the list",
            "error_message": "Choose Yes or No, or leave it blank.",
        },
    )  # fmt: skip
    for column in (3, 4):
        sheet.write_blank(row, column, None, formats["note"])


def _count_formulas(last: int) -> tuple[str, str]:
    cells = f"C{_TABLE + 2}:C{last}"
    met = f'COUNTIF({cells},"Yes")'
    return f"={met}", f'={met}+COUNTIF({cells},"No")'

"""Write the workbook of a checklist with XlsxWriter: the same input gives the same bytes.

Every text is written as a string, so no text of a YAML file can become a formula.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from cx_handbook.audit.reading.filled_sheet import FilledSheet
from cx_handbook.audit.reading.workbook_layout import ACTIONS, AUDIT, META, RESULT, SCORE
from cx_handbook.content.model import Checklist, Company, Form, Site
from cx_handbook.documents.workbook import audit_sheet, result_of_rules_2, result_sheets
from cx_handbook.documents.workbook.book import make_book, set_up_paper
from cx_handbook.documents.workbook.styles import Formats
from cx_handbook.identifiers import shorten_fingerprint
from cx_handbook.labels import CANNOT_HIDE
from cx_handbook.markdown import plain_text


def build_workbook(
    company: Company,
    checklist: Checklist,
    form: Form,
    site: Site | None = None,
    reference: str = "",
    *,
    filled: FilledSheet | None = None,
    created: date | None = None,
) -> bytes:
    """Return the workbook of a checklist's form, for one site when it is named.

    `filled` prefills it. `created` is the date in the file's properties; unless given, it is the day
    on which the checklist was revised.
    """
    content = BytesIO()
    # Never today: the same content would give another file each day.
    book = make_book(content, plain_text(form.title), company, created or checklist.revised)
    filled = filled or FilledSheet(form.fingerprint, reference, site.id if site else "")
    formats = Formats(book, company)
    sheets = {name: book.add_worksheet(name) for name in (AUDIT, RESULT, ACTIONS, META, SCORE)}
    rows = audit_sheet.write_audit(sheets[AUDIT], formats, company, checklist, form, filled)
    before = () if checklist.show_grade else (CANNOT_HIDE["workbook"],)
    # Only the first version speaks of what customers feel.
    if form.scoring == 1:
        words = company.customer_words
        result_sheets.write_result(sheets[RESULT], formats, form, words, before)
    else:
        result_of_rules_2.write_result(sheets[RESULT], formats, form, before)
    result_sheets.write_actions(sheets[ACTIONS], formats, form, filled)
    result_sheets.write_meta(sheets[META], company, form)
    result_sheets.write_score(sheets[SCORE], form, *rows)
    for name, sheet in sheets.items():
        _set_up_sheet(sheet, name, form, company)
    sheets[AUDIT].activate()
    book.close()
    return content.getvalue()


def _set_up_sheet(sheet: Any, name: str, form: Form, company: Company) -> None:
    """Protect a sheet without a password, and fit it to the width of the paper."""
    # Against slips only: who wants to change the sheet can, and scoring never trusts it.
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.hide_gridlines(2)
    set_up_paper(sheet, company, f"{form.checklist} · {shorten_fingerprint(form.fingerprint)}")
    sheet.set_landscape() if name != RESULT else sheet.set_portrait()
    if name in (META, SCORE):
        sheet.hide()

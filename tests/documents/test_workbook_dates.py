"""A workbook asks about the dates and times of an audit as every other medium does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cx_handbook.audit.questions.record_questions import describe_question, find_record_questions
from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import FilledSheet
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Form, Handbook
from cx_handbook.documents.workbook.date_questions import ask_formula
from cx_handbook.documents.workbook.writer import build_workbook
from support.project import Shared
from support.score_cases import form_of, written_out
from support.workbooks import read_sheet, recalculate

GOOD = FilledSheet(
    "", site="main-street", date="2026-10-02", start="09:00", end="13:00",
    first="2026-07-01", last="2026-09-30",
    answers={"CO-01": RawAnswer(k="20", n="20"), "TA-01": RawAnswer(mark="yes")},
)  # fmt: skip
SHEETS = {
    "nothing": GOOD,
    "a day to come": replace(GOOD, date="2180-01-01"),
    "no period": replace(GOOD, first="", last=""),
    "a period turned round": replace(GOOD, first="2026-09-30", last="2026-07-01"),
    "a period that lies ahead": replace(GOOD, last="2026-10-05"),
    "a day of a quarter": replace(GOOD, first="2026-09-28", last="2026-09-28"),
    "a year": replace(GOOD, first="2025-10-01"),
    "an end before the start": replace(GOOD, end="08:05"),
    "four minutes": replace(GOOD, end="09:04"),
    "a minute": replace(GOOD, end="09:01"),
    "a text for a day": replace(GOOD, date="soon", last="then"),
    "much at once": replace(
        GOOD, date="2180-01-01", first="2026-09-28", last="2026-09-28", end="09:04"
    ),
}


@pytest.fixture(scope="module")
def form() -> Form:
    """Return a form of a quarter that allows four hours."""
    short = {"items": {"CO-01": "count", "TA-01": "yes_no"}}
    raw = written_out({"form": short, "answers": {}}, {})["form"]
    return form_of(raw, 2).model_copy(update={"minutes": 240, "days": 91})


@pytest.fixture(scope="module")
def calculated(handbook: Handbook, form: Form, shared: Shared) -> dict[str, list[list[object]]]:
    """Return the sheet Result of each filled workbook as LibreOffice calculated it."""
    files = [f"d{n}.xlsx" for n in range(len(SHEETS))]

    def write(folder: Path) -> None:
        folder.mkdir()
        for file, sheet in zip(files, SHEETS.values(), strict=True):
            filled = replace(sheet, form=form.fingerprint)
            content = build_workbook(handbook.company, handbook.checklists[0], form, filled=filled)
            (folder / file).write_bytes(content)
        recalculate(folder, files)

    folder = shared("workbook-dates", write)
    return {
        name: read_sheet((folder / "out" / file).read_bytes(), "Result")
        for name, file in zip(SHEETS, files, strict=True)
    }


def expect_questions(sheet: FilledSheet, form: Form) -> tuple[str, bool]:
    """Return what is asked of a record with these dates, and whether it keeps it from being final."""
    has_days = "soon" not in sheet.date and bool(sheet.first)
    record = AuditRecord.model_validate(
        {
            "format": 2, "state": "finished",
            "id": "k3x9", "form": form.fingerprint, "checklist": form.checklist,
            "site": sheet.site, "date": "2026-10-02" if sheet.date == "soon" else sheet.date,
            "start": sheet.start, "end": sheet.end,
            "period": {"first": sheet.first, "last": sheet.last} if has_days else None,
        }
    )  # fmt: skip
    asked = find_record_questions(record, form, date.today())
    return (
        " ".join(describe_question(question) for question in asked),
        any(question.keeps_from_final for question in asked),
    )


@pytest.mark.office
@pytest.mark.parametrize("name", SHEETS)
def test_the_workbook_asks_what_is_asked_of_a_record(
    name: str, form: Form, calculated: dict[str, list[list[object]]]
) -> None:
    """The same sentences in the same order, and a line says that dates are open."""
    rows = calculated[name]
    shown = [str(row[0]) for row in rows if str(row[0]).startswith("To clear up: ")]
    state, dates = (
        next(str(row[1]) for row in rows if row[0] == label)
        for label in ("State", "Dates and times")
    )
    asked, is_open = expect_questions(SHEETS[name], form)
    assert shown == ([f"To clear up: {asked}"] if asked else [])
    assert dates == ("To clear up; see below" if is_open else "–")
    # Every question is answered, so that nothing but dates keeps it from being final.
    assert (state == "Final") is not is_open


def test_the_formula_is_no_longer_than_a_cell_may_hold(form: Form) -> None:
    """Excel takes 8,192 characters; the formula stands twice in its cell."""
    assert 2 * len(ask_formula(form)) < 8_000

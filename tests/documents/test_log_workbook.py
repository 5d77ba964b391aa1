"""The workbook of a log: what a spreadsheet program makes of it, and what is read when it comes back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.log_table import LogTable
from cx_handbook.audit.reading.readers.log_file import read_log
from cx_handbook.audit.sampling.draw_sample import draw_sample, list_questions, parse_period
from cx_handbook.content.model import Handbook, Log
from cx_handbook.documents.workbook.case_workbook import build_case_workbook
from cx_handbook.documents.workbook.log_workbook import ENTRIES, build_log_workbook
from support.hostile import HOSTILE, hostile_handbook
from support.workbooks import recalculate


@pytest.fixture(scope="module")
def log(handbook: Handbook) -> Log:
    """The call-backs of the small handbook."""
    return handbook.logs[0]


@pytest.fixture(scope="module")
def blank(handbook: Handbook, log: Log) -> bytes:
    """Its workbook, not filled in."""
    return build_log_workbook(handbook.company, log)


SHEET = "xl/worksheets/sheet1.xml"


def read_part(content: bytes, name: str = SHEET) -> str:
    """Return a part of a workbook; unless named, the sheet with the entries."""
    with ZipFile(BytesIO(content)) as archive:
        return archive.read(name).decode()


def fill_in(content: bytes) -> bytes:
    """Return the workbook with two entries: days as days, and a text that looks like a formula."""
    # Spreadsheets count days from the end of 1899: 46296 is 1 October 2026.
    cells: dict[str, float | str] = {
        "B4": 46296 + 545 / 1440, "C4": "Ärger & Söhne", "D4": "+44 20 7946 0000",
        "G4": 46296 + 930 / 1440, "I4": "Yes", "G6": 46297, "I6": "No",
    }  # fmt: skip
    return fill_cells(content, cells)


def fill_cells(content: bytes, cells: Mapping[str, float | str]) -> bytes:
    """Return the workbook with these values in cells of its first sheet that were blank."""
    xml = read_part(content)
    for cell, value in cells.items():
        filled = _format_value(value)
        xml, count = re.subn(
            f'<c r="{cell}" s="([0-9]+)"/>', rf'<c r="{cell}" s="\1"{filled}</c>', xml
        )
        assert count == 1
    written = BytesIO()
    with ZipFile(BytesIO(content)) as archive, ZipFile(written, "w") as changed:
        for name in archive.namelist():
            changed.writestr(name, xml if name == SHEET else archive.read(name))
    return written.getvalue()


def _format_value(value: float | str) -> str:
    if isinstance(value, str):
        return f' t="inlineStr"><is><t>{escape(value)}</t></is>'
    return f"><v>{value}</v>"


def list_entries(table: LogTable) -> list[dict[str, str]]:
    """Return what stands in each entry, by heading."""
    return [
        {head: cell for head, cell in zip(table.headings, row, strict=True) if cell}
        for row in table.entries
    ]


FILLED: list[dict[str, Any]] = [
    {
        "No.": "1", "Taken": "2026-10-01 09:05", "Customer": "Ärger & Söhne",
        "Number to ring": "+44 20 7946 0000", "Promised for": "2026-10-01 15:30", "Kept?": "Yes",
    },
    {"No.": "3", "Promised for": "2026-10-02", "Kept?": "No"},
]  # fmt: skip


def test_the_headings_stay_in_sight_and_on_each_page(blank: bytes) -> None:
    """On screen they are frozen, on paper they are repeated; the sheet lies on its side."""
    sheet = read_part(blank)
    assert '<pane xSplit="1" ySplit="3" topLeftCell="B4"' in sheet
    assert '<definedName name="_xlnm.Print_Titles" localSheetId="0">Log!$3:$3</definedName>' in (
        read_part(blank, "xl/workbook.xml")
    )
    assert re.search('<pageSetup [^>]*orientation="landscape"', sheet)


def test_each_column_takes_what_belongs_there(blank: bytes) -> None:
    """A choice has its list; days and moments are days, for each entry there is room for."""
    sheet, last = read_part(blank), 3 + ENTRIES
    found = re.findall('<dataValidation type="([a-z]+)".*? sqref="([A-Z0-9:]+)"', sheet)
    assert found == [
        ("date", f"B4:B{last}"),
        ("date", f"G4:G{last}"),
        ("date", f"H4:H{last}"),
        ("list", f"I4:I{last}"),
    ]
    assert '<formula1>"Yes,No"</formula1>' in sheet
    assert 'formatCode="yyyy-mm-dd hh:mm"' in read_part(blank, "xl/styles.xml")


def test_a_workbook_that_nobody_filled_in_has_no_entry(blank: bytes) -> None:
    """The numbers that stand in it beforehand are no cases."""
    assert read_log(blank, ["no."]).entries == ()


def test_what_was_filled_in_is_read(blank: bytes) -> None:
    """By the headings, below title and purpose; only rows in which something stands."""
    assert list_entries(read_log(fill_in(blank), ["No."])) == FILLED


@pytest.mark.office
def test_libreoffice_keeps_what_was_filled_in(blank: bytes, tmp_path: Path) -> None:
    """Saved by another program, the entries are the same, and the lists are still there."""
    (tmp_path / "log.xlsx").write_bytes(fill_in(blank))
    recalculate(tmp_path, ["log.xlsx"])
    saved = (tmp_path / "out/log.xlsx").read_bytes()
    assert list_entries(read_log(saved, ["No."])) == FILLED
    assert "Yes,No" in read_part(saved)


def test_hostile_texts_stay_texts(handbook: Handbook) -> None:
    """No heading, choice or hint becomes a formula or a link."""
    spoiled = hostile_handbook(handbook)
    for log in spoiled.logs:
        content = build_log_workbook(spoiled.company, log)
        sheets = [read_part(content, f"xl/worksheets/sheet{n}.xml") for n in (1, 2, 3)]
        assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)
        assert escape(HOSTILE[:20]) in read_part(content, "xl/sharedStrings.xml")


def test_the_same_log_gives_the_same_bytes(handbook: Handbook, log: Log, blank: bytes) -> None:
    """Nothing but the log decides what is in the file."""
    assert build_log_workbook(handbook.company, log) == blank


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ("Größe;Zahl\n".encode("latin-1"), "the file is no CSV in UTF-8; in the spreadsheet "
         "program, save it as CSV UTF-8"),
        (b"PK\x03\x04 cut short", "the file is damaged or no workbook; save it in the spreadsheet "
         "program as .xlsx and hand that in"),
        (b"x" * 20_000_001, "the file is larger than 20 MB; save one period alone"),
    ],
    ids=["latin-1", "damaged", "large"],
)  # fmt: skip
def test_what_cannot_be_read_is_said(raw: bytes, says: str) -> None:
    """What is wrong, and what to do instead."""
    with pytest.raises(UnreadableError) as refused:
        read_log(raw, ["No."])
    assert str(refused.value) == says


@pytest.mark.office
def test_the_case_workbook_counts_what_is_ticked(handbook: Handbook, tmp_path: Path) -> None:
    """LibreOffice counts yes among yes and no; a case in reserve counts once it is looked at."""
    form, log = handbook.forms["monthly"], handbook.logs[0]
    rows = tuple((f"C-{n}", "2026-10-01") for n in range(30))
    sample = draw_sample(
        form, list_questions(form, log, ()), LogTable(("No.", "Promised for"), rows), log,
        column=None, source="log", company=handbook.company, site="harbour",
        period=parse_period("2026-10"), audit="k3x9-2fq7",
    )  # fmt: skip
    content = build_case_workbook(handbook.company, sample, date(2026, 11, 2))
    # The cases stand in rows 8 to 27, below a line those in reserve.
    ticked = fill_cells(content, {"C8": "Yes", "C9": "No", "C10": "Yes", "C29": "Yes"})
    (tmp_path / "cases.xlsx").write_bytes(ticked)
    recalculate(tmp_path, ["cases.xlsx"])
    book = CalamineWorkbook.from_path(tmp_path / "out/cases.xlsx")
    sheet = book.get_sheet_by_name("CB-01").to_python(skip_empty_area=False)
    assert (sheet[4][1], sheet[4][3]) == (3, 4)
    assert tuple(row[1] for row in sheet[7:27]) == sample.questions[0].draw.drawn

"""The workbook of a checklist: what is written can be filled in, and comes back as it was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import FilledSheet, RawAction
from cx_handbook.audit.reading.readers.workbook import read_workbook
from cx_handbook.audit.reading.workbook_layout import COLUMNS, COLUMNS_OF_RULES_2
from cx_handbook.content.model import Form, Handbook
from cx_handbook.documents.workbook.writer import build_workbook
from support.generated_audits import generated_audits
from support.hostile import hostile_handbook

AUDIT, ACTIONS = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"
Make = Callable[..., bytes]
FUNCTIONS = {
    "AND", "COUNTIF", "COUNTIFS", "DAY", "EXACT", "FIXED", "HOUR", "IF", "IFERROR", "INT", "ISNUMBER",
    "LEN", "MAX", "MID", "MIN", "MINUTE", "MOD", "MONTH", "NOT", "OR", "RIGHT", "ROUND", "SQRT", "SUM",
    "SUMIFS", "SUMPRODUCT", "TEXT", "TODAY", "TRIM", "VALUE", "YEAR",
}  # fmt: skip


@pytest.fixture(scope="module")
def form(handbook: Handbook) -> Form:
    return handbook.forms["monthly"]


def monthly(handbook: Handbook) -> Any:
    return next(c for c in handbook.checklists if c.slug == "monthly")


@pytest.fixture(scope="module")
def make(handbook: Handbook, form: Form) -> Make:
    """Return what makes the workbook of the monthly checklist."""
    return lambda **given: build_workbook(handbook.company, monthly(handbook), form, **given)


def changed(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return a workbook with one of its parts changed, as another program might have."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()).encode() if name == part else text)
    return out.getvalue()


def cell_of(content: bytes, sheet: str, key: str, column: str) -> str:
    """Return the address of a box: the row by its hidden key, the column by its hidden name."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    heads, *rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    row = next(n for n, row in enumerate(rows, start=2) if row[heads.index("key")] == key)
    return f"{'ABCDEFGHIJ'[heads.index(column)]}{row}"


def typed(content: bytes, cell: str, inside: str, kind: str = "") -> bytes:
    """Return a workbook in which somebody typed into a box."""

    def change(xml: str) -> str:
        found, times = re.subn(
            rf'<c r="{cell}"( s="\d+")?[^>]*?(/>|>.*?</c>)',
            rf'<c r="{cell}"\1{kind}>{inside}</c>',
            xml,
        )
        assert times == 1
        return found

    return changed(content, AUDIT, change)


# Writing


def test_the_same_input_gives_the_same_bytes(make: Make) -> None:
    """The file holds no time of the build and nothing of the machine."""
    assert make() == make()
    assert make() != make(created=date(2026, 1, 2))


def test_all_is_locked_but_the_boxes(make: Make) -> None:
    """Every sheet is protected without a password; boxes can be filled in, the rest cannot."""
    with ZipFile(BytesIO(make())) as archive:
        sheets = [archive.read(f"xl/worksheets/sheet{n}.xml").decode() for n in range(1, 6)]
        styles = archive.read("xl/styles.xml").decode()
    unlocked = {
        str(n)
        for n, style in enumerate(
            re.findall("<xf [^>]*/>|<xf .*?</xf>", styles.split("<cellXfs")[1])
        )
        if 'locked="0"' in style
    }
    assert all(re.search(r"<sheetProtection [^>]*sheet=\"1\"", sheet) for sheet in sheets)
    assert all("password" not in sheet for sheet in sheets)
    boxes = re.findall(r'<c r="([A-Z]+)\d+" s="(\d+)"', sheets[0])
    assert {column for column, style in boxes if style in unlocked} == set("BDEFGHI")


def test_no_text_becomes_a_formula_or_a_link(handbook: Handbook) -> None:
    """Whatever stands in a YAML file stays text, however it begins, and hostile text stays text."""
    spoiled = hostile_handbook(handbook)
    checklist = monthly(spoiled)
    form = spoiled.forms[checklist.slug]
    first = form.items[0].model_copy(update={"check": '=HYPERLINK("http://x")', "look_at": "@a"})
    items = (first, *form.sections[0].items[1:])
    section = form.sections[0].model_copy(update={"items": items, "title": "=1"})
    form = form.model_copy(update={"sections": (section, *form.sections[1:]), "title": "=1+1"})
    told = FilledSheet(form.fingerprint, auditor="=cmd|' /C calc'!A0", reference="+1")

    content = build_workbook(spoiled.company, checklist, form, filled=told)

    assert functions(content) <= FUNCTIONS
    with ZipFile(BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "rels/sheet" in name or "vba" in name]
        assert '=HYPERLINK("http://x")' in archive.read("xl/sharedStrings.xml").decode()
    assert read_workbook(content) == told


def functions(content: bytes) -> set[str]:
    """Return the names of the functions in all formulas."""
    with ZipFile(BytesIO(content)) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if "worksheets/" in n]
    formulas = [f for sheet in sheets for f in re.findall(r"<f>(.*?)</f>", sheet)]
    return {name for formula in formulas for name in re.findall(r"([A-Z.]+)\(", formula)}


def test_only_functions_that_every_program_has(make: Make) -> None:
    """Excel 2010, LibreOffice and Google Sheets all know these."""
    assert functions(make()) == FUNCTIONS


def read_rows(content: bytes, name: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_a_workbook_of_an_older_form_keeps_the_rules_of_that_form(
    handbook: Handbook, form: Form, make: Make
) -> None:
    """It has none of the formulas that came with the second version, and none of its words."""
    older = form.model_copy(update={"scoring": 1})
    content = build_workbook(handbook.company, monthly(handbook), older)

    assert functions(make()) - functions(content) == {
        *("COUNTIFS", "MID", "MOD", "NOT", "SQRT"),
        *("DAY", "HOUR", "MINUTE", "MONTH", "RIGHT", "TODAY", "YEAR"),
    }
    audits = [
        CalamineWorkbook.from_filelike(BytesIO(c)).get_sheet_by_name("Audit")
        for c in (content, make())
    ]
    first, second = (audit.to_python(skip_empty_area=False)[0] for audit in audits)
    assert first == list(COLUMNS)
    assert second == [*COLUMNS, *COLUMNS_OF_RULES_2]
    lines = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Result").to_python()
    labels = [row[0] for row in lines]
    assert "Expected verdict" in labels
    assert "What is too close" not in labels


@pytest.mark.parametrize("scoring", [1, 2])
def test_a_workbook_says_that_it_cannot_hide_the_result(
    handbook: Handbook, form: Form, scoring: int
) -> None:
    """Unless the checklist shows it anyway; whichever rules the form is scored by."""
    said = (
        "A workbook cannot hide the result while it is filled in: answer every question first, and "
        "look at this page then."
    )
    checklist, older = monthly(handbook), form.model_copy(update={"scoring": scoring})
    shown = checklist.model_copy(update={"show_grade": True})
    texts = [
        [row[0] for row in read_rows(build_workbook(handbook.company, one, older), "Result")]
        for one in (checklist, shown)
    ]
    assert [said in column for column in texts] == [True, False]


# The round trip


def test_what_is_filled_in_comes_back(handbook: Handbook, form: Form, make: Make) -> None:
    """Twenty made-up audits, blank to full, with slips and strange texts, come back as they were."""
    sites = [site.id for site in handbook.company.sites]
    for audit in generated_audits(form, 20, sites=sites):
        assert read_workbook(make(filled=audit)) == audit


def test_a_blank_workbook_comes_back_blank(handbook: Handbook, form: Form, make: Make) -> None:
    """Site and reference stand in it when it is made for them."""
    site = handbook.company.sites[0]

    assert read_workbook(make()) == FilledSheet(form.fingerprint)
    assert read_workbook(make(site=site, reference="k3x9-2fq7")) == FilledSheet(
        form.fingerprint, "k3x9-2fq7", site.id
    )


@pytest.mark.parametrize(
    ("inside", "kind", "read"),
    [
        ("<v>17</v>", "", "17"),
        ("<v>17.0</v>", "", "17"),
        ("<v>7.5</v>", "", "7.5"),
        ("<v>1</v>", ' t="b"', "TRUE"),
        ("<is><t> as said </t></is>", ' t="inlineStr"', "as said"),
        ("<f>1+1</f><v>2</v>", "", "2"),
        ('<f>HYPERLINK("http://x","y")</f><v>y</v>', ' t="str"', "y"),
        ("<is><t>=cmd|' /C calc'!A0</t></is>", ' t="inlineStr"', "=cmd|' /C calc'!A0"),
        ("<f>1/0</f><v>#DIV/0!</v>", ' t="e"', ""),
    ],
)
def test_what_is_typed_is_read_as_plain_text(
    make: Make, form: Form, inside: str, kind: str, read: str
) -> None:
    """Whole numbers are read without a decimal point, formulas as the value they showed; nothing is run."""
    standard = form.items[0].standard
    blank = make()

    returned = read_workbook(typed(blank, cell_of(blank, "Audit", standard, "note"), inside, kind))

    assert returned.answers == ({standard: RawAnswer(note=read)} if read else {})


def test_days_and_times_are_read_however_they_are_kept(make: Make) -> None:
    """A number in a cell of days is a day, and one in a cell of times a time."""
    blank = make()
    for key, number, read in (("date", "46350", "2026-11-24"), ("start", "0.3958333333", "09:30")):
        content = typed(blank, cell_of(blank, "Audit", f"@{key}", "question"), f"<v>{number}</v>")
        assert getattr(read_workbook(content), key) == read
        bare = changed(content, "xl/styles.xml", without_formats)
        assert getattr(read_workbook(bare), key) == read


def without_formats(xml: str) -> str:
    return re.sub('numFmtId="16[0-9]"', 'numFmtId="0"', xml)


def test_sheets_may_be_renamed_and_rows_moved(make: Make, form: Form) -> None:
    """Rows are found by their hidden IDs, sheets by the names of their columns."""
    standards = [item.standard for item in form.items]
    audit = FilledSheet(
        form.fingerprint,
        answers={s: RawAnswer(note=f"note of {s}") for s in standards},
        actions=(RawAction(standards[0], "Mend it", "Sam", "2026-12-01"),),
    )
    content = changed(
        make(filled=audit), "xl/workbook.xml",
        lambda xml: xml.replace('name="Audit"', 'name="Mine"').replace('name="Actions"', 'name="2"'),
    )  # fmt: skip
    content = changed(content, AUDIT, moved_down)

    assert read_workbook(content) == audit


def moved_down(xml: str) -> str:
    """Move every row below the hidden first one down by seven, as inserted rows would."""

    def later(match: re.Match[str]) -> str:
        row = int(match[2])
        return f"{match[1]}{row + 7 if row > 1 else row}{match[3]}"

    return re.sub(r'(<(?:row|c) r="[A-Z]*)(\d+)(")', later, xml)


def test_what_belongs_to_no_question_is_said(make: Make, form: Form) -> None:
    """A copied row, an added row and an added sheet are kept as unmapped, with their texts."""
    one, two = (item.standard for item in form.items[:2])
    notes = {one: RawAnswer(note="first"), two: RawAnswer(note="second")}
    content = make(filled=FilledSheet(form.fingerprint, answers=notes))
    key = cell_of(content, "Audit", two, "note").replace("I", "K")
    copied = typed(content, key, f"<is><t>{one}</t></is>", ' t="inlineStr"')

    returned = read_workbook(copied)

    assert returned.answers == {one: RawAnswer(note="first")}
    (oddity,) = returned.unmapped
    assert oddity.startswith(f"row {key[1:]} belongs to no question of this sheet: {two} | ")
    assert oddity.endswith(" | second")


def test_a_forged_score_is_not_read(make: Make, form: Form) -> None:
    """Only answers are read; the sheet Result is ignored."""
    content = changed(
        make(),
        "xl/worksheets/sheet2.xml",
        lambda xml: re.sub("<f>.*?</f><v></v>", "<v>10</v>", xml),
    )

    assert read_workbook(content) == FilledSheet(form.fingerprint)


def test_more_actions_than_the_sheet_has_room_for(make: Make, form: Form) -> None:
    """The table of actions grows with what is filled in."""
    actions = tuple(RawAction(what=f"Do {n}") for n in range(60))
    audit = replace(FilledSheet(form.fingerprint), actions=actions)

    assert read_workbook(make(filled=audit)).actions == actions

"""One audit, many ways back: whatever it was filled in on, the same record comes out."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from cx_handbook.audit.entry.paper_entry import EntrySession
from cx_handbook.audit.reading.answer_rules import RawAnswer, read_answer
from cx_handbook.audit.reading.filled_sheet import FilledSheet, RawAction, build_record
from cx_handbook.audit.reading.importer import Importer
from cx_handbook.audit.reading.readers.record_file import encode_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Checklist, Form, Handbook
from cx_handbook.documents.pdf import renderer
from cx_handbook.documents.sheets import render_sheets
from cx_handbook.documents.workbook.writer import build_workbook
from support.audit_pages import download_file, find_form_page, wait_until_saved
from support.generated_audits import generated_audits
from support.pdf_forms import fill_by_pypdf, list_typed

AUDITS = 20
GRADES = tuple(str(grade) for grade in range(11))


@pytest.fixture(scope="module")
def checklist(handbook: Handbook) -> Checklist:
    return next(c for c in handbook.checklists if c.slug == "monthly")


@pytest.fixture(scope="module")
def form(handbook: Handbook, checklist: Checklist) -> Form:
    return handbook.forms[checklist.slug]


@pytest.fixture(scope="module")
def sheets(handbook: Handbook, form: Form) -> tuple[FilledSheet, ...]:
    sites = [site.id for site in handbook.company.sites]
    return tuple(generated_audits(form, AUDITS, sites=sites))


@pytest.fixture(scope="module")
def importer(handbook: Handbook, form: Form) -> Importer:
    return Importer(handbook.company, {form.fingerprint: form})


@pytest.fixture(scope="module")
def records(handbook: Handbook, form: Form, sheets: tuple[FilledSheet, ...]) -> list[AuditRecord]:
    return [build_record(sheet, form, handbook.company) for sheet in sheets]


def test_a_record_comes_back_as_it_was_written(
    importer: Importer, records: list[AuditRecord]
) -> None:
    """A record file holds the whole record."""
    assert [importer.read_audit(encode_record(record)).record for record in records] == records


@pytest.mark.pdf
def test_a_filled_pdf_gives_the_same_record(
    handbook: Handbook,
    importer: Importer,
    sheets: tuple[FilledSheet, ...],
    records: list[AuditRecord],
) -> None:
    """Each audit, typed into the fields of the printed sheet."""
    blank = renderer.render_pdf(
        next(s for s in render_sheets(handbook, paper="a4") if s.name == "monthly")
    )

    assert [
        importer.read_audit(fill_by_pypdf(blank, list_typed(s))).record for s in sheets
    ] == records


def test_a_filled_workbook_gives_the_same_record(
    handbook: Handbook,
    checklist: Checklist,
    form: Form,
    importer: Importer,
    sheets: tuple[FilledSheet, ...],
    records: list[AuditRecord],
) -> None:
    """Each audit, written into the cells of the workbook."""
    filled = [build_workbook(handbook.company, checklist, form, filled=sheet) for sheet in sheets]

    assert [importer.read_audit(workbook).record for workbook in filled] == records


def test_typing_it_in_gives_the_same_record(
    handbook: Handbook, form: Form, sheets: tuple[FilledSheet, ...], records: list[AuditRecord]
) -> None:
    """Each audit, box by box in the terminal; what is agreed is asked for findings only."""
    for sheet, record in zip(sheets, records, strict=True):
        entry = EntrySession(form, handbook.company)
        while (step := entry.current_prompt) and not step.key.startswith("action."):
            entry, _ = entry.submit(typed(form, sheet, step.key))

        assert entry.build_record() == record.model_copy(update={"actions": ()}), sheet.reference


def typed(form: Form, sheet: FilledSheet, key: str) -> str:
    """Return what is typed into a box for what stands on the sheet."""
    place, box = key.split(".")
    if place == "head":
        return (
            spoken(getattr(sheet, box)) if box in ("date", "first", "last") else getattr(sheet, box)
        )
    written = sheet.answers.get(place, RawAnswer())
    if box == "note":
        return written.note
    item = next(i for i in form.items if i.standard == place)
    answer = read_answer(item, replace(written, note=""))
    if answer and answer.unread:
        return f"={answer.unread}"
    if written.k:
        return " of ".join(part for part in (written.k, written.n, written.cases) if part)
    return {"yes": "y", "no": "n"}.get(written.mark, written.mark or written.grade)


def spoken(day: str) -> str:
    return date.fromisoformat(day).strftime("%d/%m/%Y")


def test_filling_it_in_on_screen_gives_the_same_record(
    chromium: Browser,
    small_build: Path,
    importer: Importer,
    sheets: tuple[FilledSheet, ...],
    handbook: Handbook,
    form: Form,
) -> None:
    """Each audit, typed and ticked on its page, downloaded as a draft, and read; its reference is the
    page's."""
    asked = [on_screen_only(sheet) for sheet in sheets]
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        found = [
            importer.read_audit(on_screen(page, small_build / "site", sheet)).record
            for sheet in asked
        ]

    for sheet, record in zip(asked, found, strict=True):
        same = replace(sheet, reference=record.id)
        assert record.state == "draft"
        assert record.device is not None  # paper has no running number
        record = record.model_copy(update={"state": "finished", "device": None})
        assert in_order(record) == in_order(build_record(same, form, handbook.company))


def on_screen_only(sheet: FilledSheet) -> FilledSheet:
    """Return a sheet without the grades that the page has no button for."""
    written = {
        standard: replace(boxes, grade=boxes.grade if boxes.grade in GRADES else "")
        for standard, boxes in sheet.answers.items()
    }
    return replace(sheet, answers=written)


def in_order(record: AuditRecord) -> AuditRecord:
    """Return a record with its actions sorted: on the page they stand below their questions."""
    return record.model_copy(update={"actions": tuple(sorted(record.actions, key=repr))})


def on_screen(page: Page, site: Path, sheet: FilledSheet) -> bytes:
    """Fill in a sheet in the browser, and return the file that is downloaded."""
    page.goto(find_form_page(site, "monthly").as_uri())
    page.locator("[data-hb-begin] select").select_option(sheet.site)
    page.get_by_role("button", name="Begin", exact=True).click()
    wait_until_saved(page)  # only then there is an audit that the boxes belong to
    head = {
        name: getattr(sheet, name) for name in ("auditor", "date", "start", "end", "first", "last")
    }
    page.evaluate(FILL_IN, [head, {name: asdict(raw) for name, raw in sheet.answers.items()}])
    for action in sheet.actions:
        agree(page, action)
    wait_until_saved(page)
    return download_file(page, "download")


# Types and ticks in one go: to wait for each box takes longer than all that is tested. That boxes can
# be reached and used by hand is shown by the tests of the form.
FILL_IN = """([head, answers]) => {
    const put = (input, text) => {
        ["radio", "checkbox"].includes(input.type) ? (input.checked = true) : (input.value = text);
        for (const name of ["input", "change"]) {
            input.dispatchEvent(new Event(name, { bubbles: true }));
        }
    };
    for (const [name, text] of Object.entries(head)) {
        put(document.querySelector(`[data-hb-fill] [name=${name}]`), text);
    }
    for (const [standard, boxes] of Object.entries(answers)) {
        const asked = document.querySelector(`[data-hb-standard='${standard}']`);
        for (const [name, text] of Object.entries(boxes).filter(([, text]) => text.length)) {
            const isChoice = name === "mark" || name === "grade";
            const value = isChoice ? `[value='${text}']` : "";
            put(asked.querySelector(`[data-hb-box=${name}]${value}`), text);
        }
    }
}"""


def unfold(asked: Locator) -> None:
    """Open what holds the note and the actions, unless an answer has opened it already."""
    if not asked.locator("details").evaluate("fold => fold.open"):
        asked.locator("summary").click()


def agree(page: Page, action: RawAction) -> None:
    if action.standard:
        asked = page.locator(f"[data-hb-standard='{action.standard}']")
        unfold(asked)
    page.locator(f"[data-hb-act='{action.standard}']").click()
    place = action.standard or "free"
    row = (
        page.locator("[data-hb-actions='free'] .hb-action")
        if place == "free"
        else page.locator(f"[data-hb-standard='{place}'] .hb-action")
    ).last
    for label, text in (("What", action.what), ("Who", action.who), ("By when", action.by)):
        row.get_by_label(label, exact=True).fill(text)

"""One audit, many ways back: whatever it was filled in on, the same record comes out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cx_handbook.audit.entry.paper_entry import EntrySession
from cx_handbook.audit.reading.filled_sheet import FilledSheet, RawAction, build_record
from cx_handbook.audit.reading.importer import Importer
from cx_handbook.audit.reading.readers.record_file import encode_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Checklist, Form, Handbook
from cx_handbook.documents.workbook.writer import build_workbook
from support.audit_pages import download_file, find_form_page, wait_until_saved
from support.bare_site import write_bare_site
from support.generated_lives import (
    NOT_ON_PAPER,
    Life,
    forget_life,
    generated_lives,
    list_forgotten,
)
from support.pdf_forms import fill_by_pypdf, list_typed
from support.sheet_filling import HEAD, drop_odd_grades, fill_in, type_box

AUDITS = 20

# Agrees on an action in one go, as FILL_IN answers. By hand it is done in the tests of an audit's life.
AGREE = """([standard, texts]) => {
    document.querySelector(`[data-hb-act='${standard}']`).click();
    const place = standard ? `[data-hb-standard='${standard}']` : "[data-hb-actions=free]";
    const row = [...document.querySelectorAll(`${place} .hb-action`)].at(-1);
    for (const [name, text] of Object.entries(texts)) {
        const box = row.querySelector(`[data-hb-action=${name}]`);
        box.value = text;
        for (const event of ["input", "change"]) {
            box.dispatchEvent(new Event(event, { bubbles: true }));
        }
    }
}"""


@pytest.fixture(scope="module")
def checklist(handbook: Handbook) -> Checklist:
    return next(c for c in handbook.checklists if c.slug == "monthly")


@pytest.fixture(scope="module")
def form(handbook: Handbook, checklist: Checklist) -> Form:
    return handbook.forms[checklist.slug]


@pytest.fixture(scope="module")
def lives(handbook: Handbook, form: Form) -> tuple[Life, ...]:
    return tuple(generated_lives(form, handbook.company, AUDITS))


@pytest.fixture(scope="module")
def sheets(lives: tuple[Life, ...]) -> tuple[FilledSheet, ...]:
    """What stands on a sheet of each audit, as it was corrected last."""
    return tuple(life.newest_sheet for life in lives)


@pytest.fixture(scope="module")
def importer(handbook: Handbook, form: Form) -> Importer:
    return Importer(handbook.company, {form.fingerprint: form})


@pytest.fixture(scope="module")
def records(handbook: Handbook, form: Form, sheets: tuple[FilledSheet, ...]) -> list[AuditRecord]:
    return [build_record(sheet, form, handbook.company) for sheet in sheets]


@pytest.fixture(scope="module")
def from_pdf(
    monthly_pdf: bytes, importer: Importer, sheets: tuple[FilledSheet, ...]
) -> list[AuditRecord]:
    """The records of the audits, each typed into the fields of the printed sheet."""
    filled = [fill_by_pypdf(monthly_pdf, list_typed(sheet)) for sheet in sheets]
    return [importer.read_audit(pdf).record for pdf in filled]


@pytest.fixture(scope="module")
def from_workbook(
    handbook: Handbook,
    checklist: Checklist,
    form: Form,
    importer: Importer,
    sheets: tuple[FilledSheet, ...],
) -> list[AuditRecord]:
    """The records of the audits, each written into the cells of the workbook."""
    filled = [build_workbook(handbook.company, checklist, form, filled=sheet) for sheet in sheets]
    return [importer.read_audit(workbook).record for workbook in filled]


def test_a_record_comes_back_as_it_was_written(importer: Importer, lives: tuple[Life, ...]) -> None:
    """A record file holds the whole record, each revision with all that is in it."""
    records = [record for life in lives for record in life.records]
    assert [importer.read_audit(encode_record(record)).record for record in records] == records


@pytest.mark.pdf
def test_a_filled_pdf_gives_the_same_record(
    from_pdf: list[AuditRecord], records: list[AuditRecord]
) -> None:
    """Each audit as it stands on its sheet."""
    assert from_pdf == records


def test_a_filled_workbook_gives_the_same_record(
    from_workbook: list[AuditRecord], records: list[AuditRecord]
) -> None:
    """Each audit as it stands on its sheet."""
    assert from_workbook == records


@pytest.mark.parametrize("medium", [pytest.param("pdf", marks=pytest.mark.pdf), "workbook"])
def test_paper_holds_the_audit_and_not_its_life(
    medium: str, lives: tuple[Life, ...], request: pytest.FixtureRequest
) -> None:
    """It has no boxes for states, corrections, draws, counts taken over, the device, photographs and
    who counted the cases: what comes back is finished and revision 1, and all else is equal."""
    found: list[AuditRecord] = request.getfixturevalue(f"from_{medium}")

    assert {(record.state, record.revision) for record in found} == {("finished", 1)}
    assert found == [forget_life(life.newest) for life in lives]
    lost = [list_forgotten(life.newest, record) for life, record in zip(lives, found, strict=True)]
    assert set().union(*lost) == set(NOT_ON_PAPER)


def test_typing_it_in_gives_the_same_record(
    handbook: Handbook, form: Form, sheets: tuple[FilledSheet, ...], records: list[AuditRecord]
) -> None:
    """Each audit, box by box in the terminal; what is agreed is asked for findings only."""
    for sheet, record in zip(sheets, records, strict=True):
        entry = EntrySession(form, handbook.company)
        while (step := entry.current_prompt) and not step.key.startswith("action."):
            entry, _ = entry.submit(type_box(form, sheet, step.key))

        assert entry.build_record() == record.model_copy(update={"actions": ()}), sheet.reference


def test_filling_it_in_on_screen_gives_the_same_record(
    chromium: Browser,
    tmp_path: Path,
    importer: Importer,
    sheets: tuple[FilledSheet, ...],
    handbook: Handbook,
    form: Form,
) -> None:
    """Each audit, typed and ticked on its page, downloaded as a draft, and read; its reference is the
    page's."""
    asked = [drop_odd_grades(sheet) for sheet in sheets]
    write_bare_site(handbook, tmp_path)
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        found = [importer.read_audit(on_screen(page, tmp_path, sheet)).record for sheet in asked]

    for sheet, record in zip(asked, found, strict=True):
        same = replace(sheet, reference=record.id)
        assert record.state == "draft"
        assert record.device is not None  # paper has no running number
        record = record.model_copy(update={"state": "finished", "device": None})
        assert in_order(record) == in_order(build_record(same, form, handbook.company))


def in_order(record: AuditRecord) -> AuditRecord:
    """Return a record with its actions sorted: on the page they stand below their questions."""
    return record.model_copy(update={"actions": tuple(sorted(record.actions, key=repr))})


def on_screen(page: Page, site: Path, sheet: FilledSheet) -> bytes:
    """Fill in a sheet in the browser, and return the file that is downloaded."""
    page.goto(find_form_page(site, "monthly").as_uri())
    page.locator("[data-hb-begin] select").select_option(sheet.site)
    page.get_by_role("button", name="Begin", exact=True).click()
    wait_until_saved(page)  # only then there is an audit that the boxes belong to
    fill_in(page, {name: getattr(sheet, name) for name in HEAD}, sheet.answers)
    for action in sheet.actions:
        agree(page, action)
    wait_until_saved(page)
    return download_file(page, "download")


def agree(page: Page, action: RawAction) -> None:
    """Add an action at its question, or a free one, and fill in its boxes."""
    texts = {"what": action.what, "who": action.who, "by": action.by}
    page.evaluate(AGREE, [action.standard, texts])

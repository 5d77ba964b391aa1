"""The audits on a device: import, export, results, deleting."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from playwright.sync_api import Page

from cx_handbook.audit.record import AuditRecord
from support.audit_pages import (
    WALK,
    answer_question,
    begin_audit,
    download_file,
    encode_file,
    find_device_page,
    find_form_page,
    import_files,
    list_standards,
    load_form,
    make_record,
    meet_standard,
    wait_until_saved,
)


def test_export_wipe_import_gives_identical_records(audit_page: Page, shipped_site: Path) -> None:
    """What was imported, filled in or finished comes back the same, odd answers and photos included."""
    audit_page.goto(find_device_page(shipped_site))
    other = make_record(
        shipped_site, id="zz", date="2026-11-03", answers={"XX-99": {"answer": "met"}}
    )
    assert "2 records imported." in import_files(
        audit_page, encode_file(make_record(shipped_site)), encode_file(other)
    )
    begin_audit(audit_page, find_form_page(shipped_site).as_uri())
    answer_question(audit_page, list_standards(audit_page)[0])
    wait_until_saved(audit_page)
    audit_page.goto(find_device_page(shipped_site))
    audit_page.locator("[data-hb-key]").nth(2).wait_for()
    before = download_file(audit_page, "export")
    for _ in range(3):
        audit_page.get_by_role("button", name="Delete", exact=False).first.click()
        audit_page.locator("[data-hb-delete]").click()
        audit_page.locator("#in-progress:focus").wait_for()
    assert audit_page.locator("[data-hb-key]").count() == 0
    assert "3 records imported." in import_files(audit_page, before)

    assert download_file(audit_page, "export") == before
    assert make_record(shipped_site) in json.loads(before)
    for record in json.loads(before):
        AuditRecord.model_validate_json(json.dumps(record))


def test_importing_twice_changes_nothing_and_a_conflict_is_kept_beside(
    audit_page: Page, shipped_site: Path
) -> None:
    """The same record is here already; another with its reference stands beside it."""
    audit_page.goto(find_device_page(shipped_site))
    import_files(audit_page, encode_file(make_record(shipped_site)))
    again = import_files(audit_page, encode_file(make_record(shipped_site)))
    beside = import_files(
        audit_page, encode_file(make_record(shipped_site, auditor="Someone else"))
    )

    assert "0 records imported. 1 here already, unchanged." in again
    assert "1 record kept beside another with the same reference." in beside
    assert audit_page.locator("[data-hb-key]").count() == 2


def test_a_file_that_cannot_be_taken_is_refused_with_the_reason(
    audit_page: Page, shipped_site: Path
) -> None:
    """What is no text, no record, or a record of a form that this handbook does not have."""
    audit_page.goto(find_device_page(shipped_site))
    record = make_record(shipped_site)
    reasons = {
        b"\xff\xfe not json": "0.json: this file is damaged, or no audit record at all.",
        encode_file({**record, "site": "../../etc"}): "site: this is not the name of a site.",
        encode_file(
            {**record, "form": "0" * 64}
        ): "its form, 000000000000, is not in this handbook.",
        encode_file(
            {**record, "checklist": "other"}
        ): "its form belongs to daily-floor-walk, not to other.",
    }
    for content, reason in reasons.items():
        told = import_files(audit_page, content)
        assert "0 records imported." in told
        assert reason in told
    assert audit_page.locator("[data-hb-key]").count() == 0


def test_what_a_record_says_is_shown_as_text(audit_page: Page, shipped_site: Path) -> None:
    """Markup in its texts never becomes an element of the page."""
    script = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    record = make_record(shipped_site, auditor=script, actions=[{"what": script}])
    audit_page.goto(find_device_page(shipped_site))
    import_files(audit_page, encode_file(record))
    audit_page.locator("[data-hb-key] a").first.click()
    audit_page.locator("[data-hb-report]", has_text=script).wait_for()

    assert audit_page.locator("[data-hb-report] :is(script, img[src=x])").count() == 0
    assert "<b>seen</b> & noted" in audit_page.locator("[data-hb-report]").inner_text()


def test_a_formula_in_a_note_is_text_in_the_table(audit_page: Page, shipped_site: Path) -> None:
    """A cell that a spreadsheet would run begins with a quote instead."""
    audit_page.goto(find_device_page(shipped_site))
    record = make_record(shipped_site, auditor="=HYPERLINK(1)")
    record["answers"] = {s: {"answer": "met", "note": "+1\n2"} for s in record["answers"]}
    import_files(audit_page, encode_file(record))
    audit_page.locator("[data-hb-key] a").first.click()
    audit_page.locator("[data-hb-report] h3").first.wait_for()
    table = download_file(audit_page, "csv").decode("utf-8-sig")
    head, row, *_ = csv.reader(io.StringIO(table, newline=""))

    assert row[head.index("auditor")] == "'=HYPERLINK(1)"
    assert row[head.index("note")] == "'+1\n2"


def test_the_last_twelve_results_leave_provisional_ones_out(
    audit_page: Page, shipped_site: Path
) -> None:
    """The newest twelve that are certain stand in a table, oldest first."""
    audit_page.goto(find_device_page(shipped_site))
    full = {item.standard: meet_standard(item) for item in load_form(shipped_site).items}
    records = [
        make_record(shipped_site, id=f"a{day}", date=f"2026-10-{day:02}", answers=full)
        for day in range(1, 15)
    ]
    short = make_record(shipped_site, id="b", date="2026-10-20", answers={})
    assert "15 records imported." in import_files(audit_page, encode_file([*records, short]))
    shown = audit_page.locator("[data-hb-twelve]")
    audit_page.locator("[data-hb-key]").nth(14).wait_for()
    days = shown.locator("tbody td:first-child").all_inner_texts()

    assert days == [f"{day} October 2026" for day in range(3, 15)]
    assert "1 provisional result left out." in shown.inner_text()


def test_deleting_asks_first(audit_page: Page, shipped_site: Path) -> None:
    """Keeping is what Enter does; Escape keeps as well, and the focus comes back."""
    audit_page.goto(find_device_page(shipped_site))
    import_files(audit_page, encode_file(make_record(shipped_site)))
    delete = audit_page.locator("[data-hb-key] .hb-danger")
    for key in ("Enter", "Escape"):
        delete.focus()
        audit_page.keyboard.press("Enter")
        audit_page.locator("[data-hb-keep]:focus").wait_for()
        audit_page.keyboard.press(key)
        assert audit_page.locator("dialog").is_hidden()
        assert delete.evaluate("button => document.activeElement === button")
    assert audit_page.locator("[data-hb-key]").count() == 1


def test_an_older_form_opens_with_its_own_questions(audit_page: Page, shipped_site: Path) -> None:
    """A record of a form issued earlier is imported, listed, and opened on that form's page."""
    current = find_form_page(shipped_site)
    pages = set(current.parent.glob(f"{WALK}-*.html"))
    old = next(iter(pages - {current}))
    begin_audit(audit_page, old.as_uri())
    answer_question(audit_page, list_standards(audit_page)[0])
    wait_until_saved(audit_page)
    audit_page.goto(find_device_page(shipped_site))
    audit_page.locator("[data-hb-key] a").first.click()
    audit_page.locator("[data-hb-fill]").wait_for()

    assert audit_page.url.startswith(old.as_uri())
    assert "This is an older form" in audit_page.locator(".hb-older").inner_text()

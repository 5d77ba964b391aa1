"""Deleting on the device: what is old, photographs alone, and a name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from support.audit_pages import (
    encode_file,
    export_all,
    find_device_page,
    import_files,
    make_record,
)


def add_audits(page: Page, site: Path, *all_changes: dict[str, Any]) -> None:
    page.goto(find_device_page(site))
    records = [make_record(site, **changes) for changes in all_changes]
    import_files(page, encode_file(records))
    page.locator("[data-hb-key]").nth(len(records) - 1).wait_for()


def confirm(page: Page, button: str) -> str:
    """Press a button, say yes, and return what was asked."""
    page.locator(f"[data-hb-{button}]").click()
    asked = page.locator("dialog").inner_text()
    page.locator("[data-hb-delete]").click()
    page.locator(":is(#in-progress, #new):focus").wait_for()
    return asked


def test_audits_from_before_a_day_are_deleted_after_a_question(
    audit_page: Page, bare_site: Path
) -> None:
    """It says how many; their photographs and events go with them, the others stay."""
    add_audits(audit_page, bare_site, {"id": "old", "date": "2025-01-31"}, {"id": "new"})
    audit_page.locator("[data-hb-tidy-day]").fill("2026-01-01")
    asked = confirm(audit_page, "tidy-old")

    assert "Delete 1 audit?" in asked
    assert "All from before 1 January 2026" in asked
    assert "All of it was exported or downloaded before." in asked
    assert audit_page.locator("[data-hb-key]").count() == 1
    assert audit_page.locator("[data-hb-key=new]").count() == 1
    assert audit_page.evaluate("Handbook.audit.draftStore.readDraft('old')") is None


def test_without_a_day_or_something_old_nothing_is_asked(audit_page: Page, bare_site: Path) -> None:
    """The page says what to do instead."""
    add_audits(audit_page, bare_site, {})
    said = audit_page.locator("[data-hb-tidied]")
    audit_page.locator("[data-hb-tidy-old]").click()
    assert said.inner_text() == "Choose a day first."
    audit_page.locator("[data-hb-tidy-day]").fill("2020-01-01")
    audit_page.locator("[data-hb-tidy-old]").click()
    assert said.inner_text() == "No audit here is older than 1 January 2020."


def test_photographs_alone_can_be_removed(audit_page: Page, bare_site: Path) -> None:
    """The audit stays with the name and the SHA-256 of its picture, and so does its digest."""
    digest = """async () => {
        const [draft] = await Handbook.audit.draftStore.listDrafts();
        const record = await Handbook.audit.importing.readRecord(draft);
        return Handbook.audit.recordDigest.digestRecord(record);
    }"""
    add_audits(audit_page, bare_site, {})
    before = audit_page.evaluate(digest)
    audit_page.locator("[data-hb-tidy-day]").fill("2027-01-01")
    asked = confirm(audit_page, "tidy-photos")
    (record,) = json.loads(export_all(audit_page))
    (photo,) = (one for answer in record["answers"].values() for one in answer.get("photos", []))

    assert "Those of 1 audit." in asked
    assert "1 photograph removed." in audit_page.locator("[data-hb-tidied]").inner_text()
    assert set(photo) == {"name", "type", "sha256"}
    assert audit_page.evaluate(digest) == before


def test_a_name_is_forgotten_in_a_new_revision(audit_page: Page, bare_site: Path) -> None:
    """Auditor, actions and events lose it, older revisions and seals go, and it says so."""
    event = {"event": "done", "format": 1, "id": "e1", "audit": "k3x9-2fq7", "action": "1",
             "checklist": "daily-floor-walk", "site": "millbridge", "on": "2026-11-05",
             "by": "Ada"}  # fmt: skip
    seal = {"event": "sealed", "format": 1, "id": "e2", "audit": "k3x9-2fq7", "revision": 1,
            "checklist": "daily-floor-walk", "site": "millbridge", "on": "2026-11-05",
            "digest": "0" * 64, "key": "0" * 16, "signature": "A" * 86 + "=="}  # fmt: skip
    audit_page.goto(find_device_page(bare_site))
    import_files(audit_page, encode_file([make_record(bare_site), event, seal]))
    audit_page.locator("[data-hb-key]").wait_for()
    audit_page.locator("[data-hb-forget-name]").fill("ada")
    asked = confirm(audit_page, "forget")
    audit_page.locator("[data-hb-key]", has_text="Corrected: revision 2").wait_for()
    audit_page.locator("[data-hb-export]").click()
    audit_page.locator("[data-hb-export-photos]").uncheck()
    record, *events = json.loads(export_all(audit_page))

    assert "Earlier revisions are deleted, and seals are gone." in asked
    assert "Files that were exported before still have the name." in asked
    assert "Ada" not in json.dumps([record, *events])
    assert (record["revision"], record["changes"][0]["why"]) == (2, "A name was removed")
    assert [one["id"] for one in events] == ["e1"]
    assert "No audit here names ada." in forget_again(audit_page)


def forget_again(page: Page) -> str:
    page.locator("[data-hb-forget]").click()
    return page.locator("[data-hb-tidied]").inner_text()

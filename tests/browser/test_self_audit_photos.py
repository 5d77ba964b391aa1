"""Self-audits in the browser: photographs, and what has no place in a record."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from cx_handbook.audit.records.record import AuditRecord
from support.audit_pages import (
    begin_audit,
    download_file,
    fill_head,
    find_form_page,
    read_record,
    wait_until_saved,
)


def test_photographs_are_small_and_without_metadata(
    audit_page: Page, bare_site: Path, tmp_path: Path
) -> None:
    """A large picture with a place in it becomes a JPEG of 1600 pixels without one; five at most."""
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    Image.new("RGB", (3000, 1500), "teal").save(tmp_path / "till.jpg", exif=exif)
    assert b"Exif" in (tmp_path / "till.jpg").read_bytes()
    begin_audit(audit_page, find_form_page(bare_site).as_uri())
    asked = audit_page.locator("[data-hb-standard]").first
    asked.locator("summary").click()
    asked.locator("[data-hb-photos]").set_input_files([tmp_path / "till.jpg"] * 6)
    asked.locator("[data-hb-photo-remark]", has_text="five photos at most").wait_for()
    asked.get_by_role("button", name="Remove photo 1").click()
    wait_until_saved(audit_page)
    audit_page.reload()
    audit_page.locator("[data-hb-thumbs] img").first.wait_for()
    record = AuditRecord.model_validate_json(download_file(audit_page, "download"))
    (kept,) = record.answers.values()
    content = audit_page.evaluate(
        "data => Array.from(atob(data), c => c.charCodeAt(0))", kept.photos[0].data
    )
    picture = Image.open(io.BytesIO(bytes(content)))

    assert len(kept.photos) == 4
    assert kept.photos[0].name == "till.jpg"
    assert picture.size == (1600, 800)
    assert picture.format == "JPEG"
    assert not picture.getexif()
    assert b"Exif" not in bytes(content)


def test_what_is_no_picture_is_refused_beside_the_question(
    audit_page: Page, bare_site: Path, tmp_path: Path
) -> None:
    """Nothing of it is kept, and the sentence names the file."""
    (tmp_path / "odd.jpg").write_text("<script>alert(1)</script>", "utf-8")
    begin_audit(audit_page, find_form_page(bare_site).as_uri())
    asked = audit_page.locator("[data-hb-standard]").first
    asked.locator("summary").click()
    asked.locator("[data-hb-photos]").set_input_files(tmp_path / "odd.jpg")
    said = asked.locator("[data-hb-photo-remark]")
    expect(said).to_have_text("odd.jpg: this picture cannot be read.")
    (tmp_path / "odd.heic").write_bytes(b"no picture")
    asked.locator("[data-hb-photos]").set_input_files(tmp_path / "odd.heic")
    expect(said).to_have_text("odd.heic: this browser cannot read HEIC; take it as JPEG.")
    assert "answers" not in read_record(audit_page)


def test_leaving_while_a_photograph_is_read_asks(
    audit_page: Page, bare_site: Path, tmp_path: Path
) -> None:
    """It would be lost. Meanwhile its question says which one is read; five are taken of seven that
    were chosen one after the other."""
    Image.new("RGB", (40, 20), "teal").save(tmp_path / "till.jpg")
    audit_page.add_init_script(
        """const read = window.createImageBitmap;
           const held = new Promise((resolve) => { window.letGo = resolve; });
           window.createImageBitmap = (...all) => held.then(() => read(...all));"""
    )
    begin_audit(audit_page, find_form_page(bare_site).as_uri())
    asked = audit_page.locator("[data-hb-standard]").first
    asked.locator("summary").click()
    for _ in range(7):
        asked.locator("[data-hb-photos]").set_input_files(tmp_path / "till.jpg")
    remark = asked.locator("[data-hb-photo-remark]")
    expect(remark).to_have_text("Reading photo 1 of 1…")
    with audit_page.expect_event("dialog") as asking:
        audit_page.evaluate("setTimeout(() => location.reload())")
    kind = asking.value.type
    asking.value.dismiss()
    audit_page.evaluate("letGo()")
    expect(remark).to_have_text("till.jpg: five photos at most.")

    assert kind == "beforeunload"
    assert asked.locator("[data-hb-thumbs] img").count() == 5


def test_what_has_no_place_in_a_record_is_kept_in_words(audit_page: Page, bare_site: Path) -> None:
    """Half a period, and an action that says who and not what, are in the record all the same."""
    begin_audit(audit_page, find_form_page(bare_site).as_uri())
    fill_head(audit_page, first="2026-10-01")
    audit_page.locator("[data-hb-act='']").click()
    audit_page.locator("[data-hb-actions='free'] .hb-action").get_by_label("Who", exact=True).fill(
        "Ben"
    )
    wait_until_saved(audit_page)

    record = read_record(audit_page)

    assert "period" not in record
    assert record["oddities"] == [
        "first day of the period: 2026-10-01",
        "an action that does not say what is done: Ben",
    ]
    AuditRecord.model_validate(record)

"""Exports and imports on the page of the device: any size, photographs beside, revisions and events."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from support.audit_pages import (
    download_file,
    encode_file,
    export_all,
    find_device_page,
    import_files,
    make_record,
)

CHANGE = {"revision": 2, "on": "2026-11-05", "by": "Ada", "why": "Counted again", "what": ["date"]}
ACTION = {
    "format": 1, "audit": "k3x9-2fq7", "checklist": "daily-floor-walk", "site": "millbridge",
    "action": "1",
}  # fmt: skip


@pytest.fixture
def other_page(chromium: Browser) -> Iterator[Page]:
    """Return a page of another device."""
    context = chromium.new_context(offline=True)
    yield context.new_page()
    context.close()


def make_plain_record(site: Path, **changes: Any) -> dict[str, Any]:
    """Return a record without a photograph."""
    record = make_record(site)
    for answer in record["answers"].values():
        answer.pop("photos", None)
    return {**record, **changes}


def find_photos(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for answer in record["answers"].values() for one in answer.get("photos", [])]


def make_revision(site: Path, **changes: Any) -> dict[str, Any]:
    """Return the second revision of a record."""
    life = {"revision": 2, "replaces": "a" * 64, "changes": [CHANGE], "auditor": "Corrected"}
    return {**make_plain_record(site), **life, **changes}


def open_device(page: Page, site: Path) -> None:
    page.goto(find_device_page(site))
    page.wait_for_function("Handbook.audit.deviceData.current.saved !== undefined")


def download_parts(page: Page) -> dict[str, bytes]:
    """Export everything, and return each file by its name."""
    page.locator("[data-hb-export]").click()
    page.locator("[data-hb-export-start]").click()
    buttons = page.locator("[data-hb-export-files] button")
    buttons.first.wait_for()
    files = {}
    for n in range(buttons.count()):
        with page.expect_download() as download:
            buttons.nth(n).click()
        page.locator("[data-hb-export-files] [role=status]", has_text="Downloaded").nth(
            n
        ).wait_for()
        files[download.value.suggested_filename] = download.value.path().read_bytes()
    return files


def test_more_than_a_thousand_audits_are_cut_into_files_that_come_back(
    audit_page: Page, other_page: Page, bare_site: Path
) -> None:
    """Three files of at most 500, imported on another device; a second time changes nothing."""
    records = [
        make_plain_record(bare_site, id=f"w{n}", answers={}, actions=[]) for n in range(1001)
    ]
    open_device(audit_page, bare_site)
    assert "1001 records imported." in import_files(audit_page, encode_file(records))
    files = download_parts(audit_page)

    assert list(files) == [f"audits-{n}-of-3.json" for n in (1, 2, 3)]
    assert [len(json.loads(content)) for content in files.values()] == [500, 500, 1]
    open_device(other_page, bare_site)
    assert "1001 records imported." in import_files(other_page, *files.values())
    again = import_files(other_page, *files.values())
    assert "0 records imported. 1001 here already, unchanged." in again
    assert other_page.locator("[data-hb-key]").count() == 25
    assert "25 of 1001 shown." in other_page.locator("[data-hb-finished]").inner_text()
    other_page.get_by_role("button", name="Show 25 more").first.click()
    other_page.locator("[data-hb-key]").nth(49).wait_for()


def test_an_export_without_photographs_keeps_their_names(audit_page: Page, bare_site: Path) -> None:
    """A SHA-256 stands for each picture; the audit is not taken for saved by that."""
    open_device(audit_page, bare_site)
    import_files(audit_page, encode_file(make_record(bare_site)))
    audit_page.locator("[data-hb-export]").click()
    what = audit_page.locator("[data-hb-export-what]")
    assert what.inner_text() == "1 finished, 1 photograph"
    audit_page.locator("[data-hb-export-photos]").uncheck()
    assert what.inner_text() == "1 finished, no photographs"
    (record,) = json.loads(download_file(audit_page, "export-start"))
    (photo,) = find_photos(record)

    assert photo["name"] == "a.png"
    assert len(photo["sha256"]) == 64
    assert "data" not in photo


def test_the_page_says_how_many_audits_are_nowhere_else(audit_page: Page, bare_site: Path) -> None:
    """An import is somewhere else; what happens to it afterwards is not, until it is exported."""
    open_device(audit_page, bare_site)
    import_files(audit_page, encode_file(make_plain_record(bare_site)))
    banner = audit_page.locator("[data-hb-unsaved]")
    audit_page.locator("[data-hb-key]").wait_for()
    assert banner.is_hidden()
    action = audit_page.locator("[data-hb-action='k3x9-2fq7 2']")
    action.get_by_role("button", name="Done").click()
    audit_page.get_by_role("button", name="Save", exact=True).click()
    audit_page.get_by_text("One audit is on this device only.").wait_for()
    export_all(audit_page)
    banner.wait_for(state="hidden")


def test_a_newer_revision_takes_the_place_of_the_older_which_stays(
    audit_page: Page, other_page: Page, bare_site: Path
) -> None:
    """One row, with its history; an export holds both, and comes back the same."""
    open_device(audit_page, bare_site)
    import_files(audit_page, encode_file(make_plain_record(bare_site)))
    told = import_files(audit_page, encode_file(make_revision(bare_site)))
    assert "1 correction of audits that were here." in told
    row = audit_page.locator("[data-hb-key]")
    row.get_by_text("Corrected: revision 2").wait_for()
    row.locator("summary").click()
    row.locator("details li").first.wait_for()
    history = row.locator("details").inner_text()
    exported = export_all(audit_page)

    assert row.count() == 1
    assert "5 November 2026: Corrected to revision 2, Ada: Counted again (date)" in history
    assert "Revision 1, as it was" in history
    assert [one.get("revision", 1) for one in json.loads(exported)] == [1, 2]
    open_device(other_page, bare_site)
    import_files(other_page, exported)
    other_page.locator("[data-hb-key]", has_text="Corrected: revision 2").wait_for()
    assert other_page.locator("[data-hb-key]").count() == 1
    assert export_all(other_page) == exported


def test_an_older_revision_is_kept_behind_the_newer(audit_page: Page, bare_site: Path) -> None:
    """The order in which files arrive makes no difference."""
    open_device(audit_page, bare_site)
    import_files(audit_page, encode_file(make_revision(bare_site)))
    import_files(audit_page, encode_file(make_plain_record(bare_site)))
    row = audit_page.locator("[data-hb-key]")
    row.get_by_text("Corrected: revision 2").wait_for()
    assert row.count() == 1
    assert [one.get("revision", 1) for one in json.loads(export_all(audit_page))] == [1, 2]


def test_two_corrections_of_one_audit_are_a_conflict_that_is_named(
    audit_page: Page, bare_site: Path
) -> None:
    """Both are kept, and one of them says that the other counts."""
    open_device(audit_page, bare_site)
    import_files(audit_page, encode_file(make_revision(bare_site)))
    told = import_files(audit_page, encode_file(make_revision(bare_site, auditor="Ben")))
    audit_page.locator("[data-hb-key]").nth(1).wait_for()

    assert "another with this reference is here, and both are kept: please compare" in told
    conflict = "In conflict: another file of revision 2 counts"
    assert audit_page.get_by_text(conflict).count() == 1


def test_a_draft_comes_back_as_a_draft_to_go_on_with(audit_page: Page, bare_site: Path) -> None:
    """It stands in progress; once it is finished here, an old file of it is left out."""
    open_device(audit_page, bare_site)
    draft = make_plain_record(bare_site, state="draft")
    assert "1 of them in progress." in import_files(audit_page, encode_file(draft))
    audit_page.locator("[data-hb-drafts] a").click()
    audit_page.locator("[data-hb-fill]").wait_for()
    open_device(audit_page, bare_site)
    finished = make_plain_record(bare_site, auditor="Ben")
    told = import_files(audit_page, encode_file(finished))
    assert "it was finished elsewhere; the draft that is here stays as well" in told


def test_events_of_two_files_merge_and_the_last_counts(audit_page: Page, bare_site: Path) -> None:
    """Moved on one machine and done on another: done, whichever file came first."""
    done = {**ACTION, "event": "done", "id": "b2", "on": "2026-11-09", "why": "It works."}
    moved = {**ACTION, "event": "moved", "id": "a1", "on": "2026-11-08", "until": "2026-12-24"}
    open_device(audit_page, bare_site)
    told = import_files(audit_page, encode_file([make_plain_record(bare_site), done]))
    assert "1 record imported. 1 later event." in told
    import_files(audit_page, encode_file([moved]))
    audit_page.locator("[data-hb-action-state]").select_option("all")
    action = audit_page.locator("[data-hb-action='k3x9-2fq7 1']")
    assert "Done 9 November 2026: It works." in action.inner_text()
    told = import_files(audit_page, encode_file([{**done, "why": "It does not."}]))
    assert "Event b2 of 2026-11-09 is here with another content, which stays." in told


def test_a_file_that_is_cut_gives_what_is_whole(audit_page: Page, bare_site: Path) -> None:
    """The records before the cut are taken, and it says that part is missing."""
    content = encode_file([make_plain_record(bare_site, id=f"a{n}") for n in range(3)])
    open_device(audit_page, bare_site)
    told = import_files(audit_page, content[: len(content) - 40])
    assert "2 records imported." in told
    assert "the file ends in the middle: part of it is missing." in told


def test_hundreds_of_refusals_are_twenty_lines(audit_page: Page, bare_site: Path) -> None:
    """And how many more there are: a damaged file may give thousands."""
    open_device(audit_page, bare_site)
    said = import_files(
        audit_page, encode_file([{"format": 2, "id": f"a-{n}"} for n in range(300)])
    )

    assert "and 280 more" in said
    assert audit_page.locator("[data-hb-imported] li").count() == 21


def make_zip(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (make_zip(**{"other.json": b"[]"}), "this file is damaged, or no audit record at all."),
        (b"PK\x03\x04 and then nothing", "this file is damaged, or no audit record at all."),
        (
            make_zip(**{"audits.json": b"[]", f"photos/{'0' * 64}.jpg": b"0" * 3_000_000}),
            "it is larger than an export of ours ever is; export fewer audits at once.",
        ),
    ],
    ids=["of something else", "damaged", "with a picture that is too large"],
)
def test_a_zip_that_is_none_of_ours_is_refused(
    audit_page: Page, bare_site: Path, content: bytes, why: str
) -> None:
    """It says why, and nothing is unpacked that a record has no room for."""
    open_device(audit_page, bare_site)
    assert why in import_files(audit_page, content)


def test_a_picture_that_is_not_what_its_name_says_is_left_out(
    audit_page: Page, bare_site: Path
) -> None:
    """The audit is taken, and its photograph counts as removed."""
    record = make_record(bare_site)
    (photo,) = find_photos(record)
    photo.pop("data")
    photo["sha256"] = "0" * 64
    packed = make_zip(
        **{"audits.json": encode_file([record]), f"photos/{'0' * 64}.png": b"another picture"}
    )
    open_device(audit_page, bare_site)
    assert "1 record imported." in import_files(audit_page, packed)
    assert json.loads(export_all(audit_page)) == [record]

"""A manager's year with three shops, from the tablet to the folder and back, in one go.

Two years ago nothing of this was kept apart: drafts were scored, second audits counted, an export
could not be imported, and nothing said what was due. The year is made up by tools/sample_year.py.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Browser, Page

from cx_handbook.audit.reading.readers.record_file import dump_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.cli.main import main
from cx_handbook.content.loader import load_handbook
from support.audit_pages import (
    answer_question,
    download_file,
    encode_file,
    export_all,
    find_device_page,
    find_form_page,
    finish_audit,
    import_files,
    list_standards,
    read_record,
    wait_until_saved,
)
from support.project import PROJECT, load_tool

pytestmark = pytest.mark.deep

sample_year = load_tool("sample_year")
CALLS, QUARTER, REVIEW = (
    "callback-and-complaint-follow-up",
    "service-self-audit",
    "conversation-review",
)
SITES = ("eastford", "millbridge", "service-centre")
NOW = datetime(2026, 11, 4, 10, 0)


@pytest.fixture(scope="module")
def year() -> Any:
    """Return the made-up year of two checklists, and one audit by a second auditor."""
    whole = sample_year.generate_year(load_handbook(PROJECT), date(2026, 10, 1))
    records = [r for r in whole.records if r.checklist in (CALLS, QUARTER, REVIEW)]
    kept = {record.id for record in records}
    return sample_year.SampleYear(tuple(records), tuple(e for e in whole.events if e.audit in kept))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a handbook with no audits, as the manager's folder."""
    root = tmp_path_factory.mktemp("manager")
    for name in ("policies", "checklists", "logs"):
        shutil.copytree(PROJECT / name, root / name)
    return root


@pytest.fixture
def tablet(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 1024, "height": 768}, offline=True, locale="en-GB"
    )
    page = context.new_page()
    page.clock.install(time=NOW)
    yield page
    context.close()


def run(root: Path, *arguments: str) -> Result:
    environment = {"SOURCE_DATE_EPOCH": str(int(NOW.timestamp()))}
    return CliRunner().invoke(main, ["--root", str(root), *arguments], env=environment)


def encode_year(year: Any) -> bytes:
    records = [json.loads(json.dumps(dump_record(r), default=str)) for r in year.records]
    events = [e.model_dump(mode="json", exclude_none=True) for e in year.events]
    return encode_file([*records, *events])


def fill_calls(page: Page, site: Path, name: str) -> list[str]:
    """Begin the calls checklist of Eastford and answer all of it well but the first question."""
    page.goto(find_form_page(site, CALLS).as_uri())
    page.locator("[data-hb-begin] select").select_option("eastford")
    page.locator("[data-hb-begin] input").first.fill(name)
    page.get_by_role("button", name="Begin", exact=True).click()
    wait_until_saved(page)
    asked = list_standards(page)
    for standard in asked:
        answer_question(page, standard, "no" if standard == asked[0] else "yes")
    wait_until_saved(page)
    return asked


def test_a_year_of_three_shops(
    tablet: Page, shipped_site: Path, folder: Path, year: Any, tmp_path: Path
) -> None:
    """Each step checks one thing that a year of audits has to hold."""
    # A year comes onto the tablet at once, and once more without a change.
    tablet.goto(find_device_page(shipped_site))
    assert f"{len(year.records)} records imported." in import_files(tablet, encode_year(year))
    assert "0 records imported." in import_files(tablet, encode_year(year))

    # Each shop has its own lines, and the one that fell says so.
    tablet.locator("[data-hb-better]").scroll_into_view_if_needed()
    tablet.locator(".hb-better-site").nth(2).wait_for()
    names = tablet.locator(".hb-better-site h3").all_inner_texts()
    assert sorted(names) == ["Eastford shop", "Millbridge shop", "Service centre"]
    assert "CB-07" in tablet.locator(".hb-better-findings").first.inner_text()

    # What never helped stands among the actions, and hundreds are chosen from by site and month.
    tablet.locator("[data-hb-rows-by=site]").select_option("service-centre")
    tablet.locator("[data-hb-rows-by=checklist]").select_option(CALLS)
    assert "13 " in tablet.locator("[data-hb-count]").inner_text()
    tablet.locator("[data-hb-action-state]").select_option("all")
    tablet.locator("[data-hb-action-site]").select_option("service-centre")
    assert tablet.locator("[data-hb-action]").count() > 0

    # November's audit of Eastford: last month's findings stand above, no grade is in sight.
    asked = fill_calls(tablet, shipped_site, "Shop manager")
    first = tablet.locator(f"fieldset[data-hb-standard='{asked[0]}']")
    assert "This falls short." in first.inner_text()
    assert "What to do" in first.inner_text()
    assert " of 10" not in tablet.locator(".hb-bar").inner_text()

    # A draft leaves as a draft, and is not scored in the folder.
    draft = download_file(tablet, "download")
    assert json.loads(draft)["state"] == "draft"
    (tmp_path / "draft.json").write_bytes(draft)
    added = run(folder, "audit", "add", str(tmp_path / "draft.json"))
    assert "not finished" in added.output
    assert not list((folder / "audits").glob("eastford/*.json"))

    # It finishes after asking about the finding, is corrected with a reason, and keeps both.
    finish_audit(tablet)
    wait_until_saved(tablet)
    assert read_record(tablet)["state"] == "finished"
    tablet.locator("[data-hb-correct]").click()
    form = tablet.locator("[data-hb-correction]")
    form.locator("[name=why]").fill("Counted again")
    form.locator("[name=by]").fill("Area manager")
    form.get_by_role("button", name="Begin the correction").click()
    tablet.locator("[data-hb-fill]:visible").wait_for()
    answer_question(tablet, asked[0], "yes")
    finish_audit(tablet)
    wait_until_saved(tablet)
    corrected = AuditRecord.model_validate_json(json.dumps(read_record(tablet)))
    assert (corrected.revision, corrected.changed_after_result) == (2, 1)

    # Everything leaves the tablet, and everything is in the folder: the second auditor's audit does
    # not count, the newest revision does.
    tablet.goto(find_device_page(shipped_site))
    tablet.locator("[data-hb-key]").nth(2).wait_for()
    exported = export_all(tablet)
    (tmp_path / "all.json").write_bytes(exported)
    added = run(folder, "audit", "add", str(tmp_path / "all.json"))
    assert added.exit_code == 0, added.output[-2000:]
    listed = run(folder, "audit", "list").stdout
    assert listed.count(".json: ") == len(year.records) + 1
    assert listed.count("does not count: a second auditor beside") == 1
    assert "revision 2 replaces revision 1" in listed
    table = list(
        csv.DictReader(io.StringIO(run(folder, "audit", "export", "--csv").stdout.lstrip("\ufeff")))
    )
    assert {row["reference"] for row in table} == {
        r.id
        for r in year.records
        if r.id not in {e.audit for e in year.events if e.event == "counted_as"}
    } | {corrected.id}
    assert {row["revision"] for row in table if row["reference"] == corrected.id} == {"2"}

    # Adding it all again changes nothing.
    files = sorted(path for path in (folder / "audits").rglob("*") if path.is_file())
    run(folder, "audit", "add", str(tmp_path / "all.json"))
    assert sorted(path for path in (folder / "audits").rglob("*") if path.is_file()) == files

    # What is due and what was agreed, for cron and for people.
    due = run(folder, "due", "--site", "millbridge")
    assert due.exit_code == 1
    assert "Overdue" in due.stdout
    actions = run(folder, "audit", "actions", "--all", "--site", "service-centre")
    assert "CB-07" in actions.stdout

    # A record that somebody edits is named once it is sealed.
    run(folder, "audit", "sign", corrected.id, "--as", "Area manager")
    (kept,) = folder.glob(f"audits/eastford/*{corrected.id}.r2.json")
    kept.write_text(kept.read_text("utf-8").replace('"k": 20', '"k": 19', 1), "utf-8")
    assert "SEALED AND CHANGED" in run(folder, "audit", "list").stdout

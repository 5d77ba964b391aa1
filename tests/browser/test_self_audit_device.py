"""The audits on a device: import, export, results, deleting."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from cx_handbook.audit.records.record import AuditRecord
from support.audit_pages import (
    FULL,
    MONTH,
    WALK,
    answer_question,
    begin_audit,
    download_file,
    encode_file,
    export_all,
    find_device_page,
    find_form_page,
    import_files,
    list_standards,
    load_all_forms,
    load_form,
    make_record,
    meet_standard,
    wait_until_saved,
)


def test_export_wipe_import_gives_identical_records(audit_page: Page, shipped_site: Path) -> None:
    """What was imported, filled in or finished comes back the same, odd answers and photos included.

    The draft comes back as a draft, and the export is the same bytes again.
    """
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
    before = export_all(audit_page)
    for _ in range(3):
        audit_page.get_by_role("button", name="Delete", exact=False).first.click()
        audit_page.locator("[data-hb-delete]").click()
        audit_page.locator(":is(#in-progress, #new):focus").wait_for()
    assert audit_page.locator("[data-hb-key]").count() == 0
    assert "3 records imported." in import_files(audit_page, before)

    assert export_all(audit_page) == before
    with zipfile.ZipFile(io.BytesIO(before)) as packed:
        records = json.loads(packed.read("audits.json"))
        pictures = {Path(name).stem: packed.read(name) for name in packed.namelist()}
    photos = [
        photo
        for record in records
        for answer in record.get("answers", {}).values()
        for photo in answer.get("photos", [])
    ]
    assert photos
    for photo in photos:
        assert hashlib.sha256(pictures[photo["sha256"]]).hexdigest() == photo["sha256"]
        photo["data"] = base64.b64encode(pictures[photo.pop("sha256")]).decode()
    assert make_record(shipped_site) in records
    assert sorted(record["state"] for record in records) == ["draft", "finished", "finished"]
    for record in records:
        AuditRecord.model_validate_json(json.dumps(record))


def test_importing_twice_changes_nothing_and_a_conflict_is_kept_beside(
    audit_page: Page, bare_site: Path
) -> None:
    """The same record is here already; another with its reference stands beside it."""
    audit_page.goto(find_device_page(bare_site))
    import_files(audit_page, encode_file(make_record(bare_site)))
    again = import_files(audit_page, encode_file(make_record(bare_site)))
    beside = import_files(audit_page, encode_file(make_record(bare_site, auditor="Someone else")))

    assert "0 records imported. 1 here already, unchanged." in again
    assert "1 record kept beside another with the same reference." in beside
    assert audit_page.locator("[data-hb-key]").count() == 2


def test_a_file_that_cannot_be_taken_is_refused_with_the_reason(
    audit_page: Page, bare_site: Path
) -> None:
    """What is no text, no record, or a record of a form that this handbook does not have."""
    audit_page.goto(find_device_page(bare_site))
    record = make_record(bare_site)
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


def test_what_a_record_says_is_shown_as_text(audit_page: Page, bare_site: Path) -> None:
    """Markup in its texts never becomes an element of the page."""
    script = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    record = make_record(bare_site, auditor=script, actions=[{"number": 1, "what": script}])
    audit_page.goto(find_device_page(bare_site))
    import_files(audit_page, encode_file(record))
    audit_page.locator("[data-hb-key] a").first.click()
    audit_page.locator("[data-hb-report]", has_text=script).wait_for()

    assert audit_page.locator("[data-hb-report] :is(script, img[src=x])").count() == 0
    assert "<b>seen</b> & noted" in audit_page.locator("[data-hb-report]").inner_text()


def test_a_damaged_entry_hides_no_other(audit_page: Page, bare_site: Path) -> None:
    """It has a row of its own with a download and a delete; a damaged event does no harm at all."""
    audit_page.goto(find_device_page(bare_site))
    import_files(audit_page, encode_file(make_record(bare_site)))
    audit_page.locator("[data-hb-key]").wait_for()
    key = audit_page.evaluate(
        """async () => {
            const { draftStore } = Handbook.audit;
            const [draft] = await draftStore.listDrafts();
            await draftStore.addDrafts([{ audit: { ...draft, key: "odd", date: 5 }, photos: [] }]);
            await draftStore.replaceEvents([{ id: "odd", audit: draft.id, on: 7 }], []);
            return draft.key;
        }"""
    )
    audit_page.reload()
    rows = audit_page.locator("[data-hb-finished] [data-hb-key]")
    rows.wait_for()
    damaged = audit_page.locator("[data-hb-damaged]")
    with audit_page.expect_download() as download:
        damaged.get_by_role("button", name="Download").click()
    content = json.loads(download.value.path().read_text("utf-8"))
    damaged.get_by_role("button", name="Delete").click()
    audit_page.locator("[data-hb-delete]").click()
    expect(damaged).to_be_hidden()

    assert [row.get_attribute("data-hb-key") for row in rows.all()] == [key]
    assert content["audit"]["date"] == 5


def test_a_formula_in_a_note_is_text_in_the_table(audit_page: Page, bare_site: Path) -> None:
    """A cell that a spreadsheet would run begins with a quote instead."""
    audit_page.goto(find_device_page(bare_site))
    record = make_record(bare_site, auditor="=HYPERLINK(1)")
    record["answers"] = {s: {"answer": "met", "note": "+1\n2"} for s in record["answers"]}
    import_files(audit_page, encode_file(record))
    audit_page.locator("[data-hb-key] a").first.click()
    audit_page.locator("[data-hb-report] h3").first.wait_for()
    table = download_file(audit_page, "csv").decode("utf-8-sig")
    head, row, *_ = csv.reader(io.StringIO(table, newline=""))

    assert row[head.index("auditor")] == "'=HYPERLINK(1)"
    assert row[head.index("note")] == "'+1\n2"


def make_month_record(site: Path, **changes: Any) -> dict[str, Any]:
    """Return a finished record of the month's checklist, met in full unless said otherwise."""
    form = load_form(site, MONTH)
    answers = {item.standard: meet_standard(item) for item in form.items}
    record = make_record(site, form=form.fingerprint, checklist=MONTH, actions=[], answers=answers)
    return {**record, "start": "09:00", "end": "10:30", **changes}


def look_at_month(site: Path, month: date, **changes: Any) -> dict[str, Any]:
    """Return a record of the month's checklist about a month, filled in three days after it."""
    last = month.replace(day=28)
    return make_month_record(
        site,
        id=f"m-{month:%Y-%m}",
        date=(month + timedelta(days=33)).isoformat(),
        period={"first": month.isoformat(), "last": last.isoformat()},
        **changes,
    )


def test_a_list_shows_what_is_too_close_to_call(audit_page: Page, bare_site: Path) -> None:
    """It stands above everything else of the row."""
    form = load_form(bare_site, MONTH)
    answers = {item.standard: meet_standard(item) for item in form.items}
    for item in form.items:
        if item.factor == "compliance" and not item.critical and item.sample:
            k = round(item.sample * 0.85)
            answers[item.standard] = {"answer": "count", "k": k, "n": item.sample}
    audit_page.goto(find_device_page(bare_site))
    import_files(audit_page, encode_file(make_month_record(bare_site, answers=answers)))
    audit_page.locator("[data-hb-key]").wait_for()
    row = audit_page.locator("[data-hb-key]").inner_text()

    assert row.index("Too close to call: the gate") < row.index(" of 10")


def test_a_draft_shows_how_far_it_is_and_no_result(audit_page: Page, bare_site: Path) -> None:
    """Nobody answers for the grade: it stands in the list once the audit is finished."""
    begin_audit(audit_page, find_form_page(bare_site, MONTH).as_uri())
    for item in load_form(bare_site, MONTH).items:
        question = audit_page.locator(f"[data-hb-standard='{item.standard}']")
        if item.answer == "count" and item.sample:
            question.locator("[data-hb-box=k]").fill(str(round(item.sample * 0.85)))
            question.locator("[data-hb-box=n]").fill(str(item.sample))
        else:
            question.locator("[data-hb-box=mark][value=yes]").check()
    wait_until_saved(audit_page)
    audit_page.goto(find_device_page(bare_site))
    audit_page.locator("[data-hb-key]").wait_for()
    row = audit_page.locator("[data-hb-key]").inner_text()

    asked = len(load_form(bare_site, MONTH).items)
    assert f"{asked} of {asked} answered" in row
    assert "Too close to call" not in row
    assert " of 10" not in row


def test_a_record_of_an_earlier_form_is_scored_by_its_own_rules(
    audit_page: Page, bare_site: Path
) -> None:
    """Its verdict stands in the words of then, and the list and the report say which rules."""
    form = next(form for form in load_all_forms(bare_site, FULL) if form.scoring == 1)
    answers = {item.standard: meet_standard(item) for item in form.items}
    record = make_month_record(bare_site, form=form.fingerprint, checklist=FULL, answers=answers)
    audit_page.goto(find_device_page(bare_site))
    import_files(audit_page, encode_file(record))
    row = audit_page.locator("[data-hb-key] .hb-reason")
    row.wait_for()

    assert "Promises kept · Expected: delighted" in row.inner_text()
    assert "scored by the earlier rules, those of its form" in row.inner_text()
    audit_page.locator("[data-hb-key] a").first.click()
    audit_page.locator("[data-hb-report] h3").first.wait_for()
    box = audit_page.locator(".hb-outcome").inner_text()
    assert box.startswith("Expected: delighted")
    assert "Scored by the earlier rules, those of its form." in box


def test_a_claim_of_a_log_is_taken_out_and_named(audit_page: Page, bare_site: Path) -> None:
    """One of one in all, from a log as the file says, stays below its sample."""
    form = load_form(bare_site, MONTH)
    item = next(item for item in form.items if item.answer == "count")
    answers = {one.standard: meet_standard(one) for one in form.items}
    answers[item.standard] = {"answer": "count", "k": 1, "n": 1, "cases": 1, "cases_from": "log"}
    audit_page.goto(find_device_page(bare_site))
    import_files(audit_page, encode_file(make_month_record(bare_site, answers=answers)))
    audit_page.locator("[data-hb-key] a").first.click()
    audit_page.locator("[data-hb-report] h3").first.wait_for()
    report = audit_page.locator("[data-hb-report]").inner_text()

    assert "Provisional: no blank, but a sample or a date keeps it open." in report
    assert f"{item.standard}: the number of cases was said to come from a log" in report


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


def test_an_older_form_opens_with_its_own_questions(audit_page: Page, bare_site: Path) -> None:
    """A record of a form issued earlier is imported, listed, and opened on that form's page."""
    current = find_form_page(bare_site)
    pages = set(current.parent.glob(f"{WALK}-*.html"))
    old = next(iter(pages - {current}))
    begin_audit(audit_page, old.as_uri())
    answer_question(audit_page, list_standards(audit_page)[0])
    wait_until_saved(audit_page)
    audit_page.goto(find_device_page(bare_site))
    audit_page.locator("[data-hb-key] a").first.click()
    audit_page.locator("[data-hb-fill]").wait_for()

    assert audit_page.url.startswith(old.as_uri())
    assert "This is an older form" in audit_page.locator(".hb-older").inner_text()


def test_a_second_audit_of_a_period_is_asked_about(audit_page: Page, bare_site: Path) -> None:
    """Until somebody decides it does not count; to count instead of the first it needs a reason."""
    audit_page.goto(find_device_page(bare_site))
    first = look_at_month(bare_site, date(2026, 10, 1))
    second = {**first, "id": "second", "start": "11:00", "end": "12:00"}
    import_files(audit_page, encode_file([first, second]))
    row = audit_page.locator("[data-hb-key=second]")
    row.get_by_text("Second audit of this period: it does not count").wait_for()
    row.locator("summary").click()
    row.get_by_role("button", name="It replaces the first").click()
    assert "Say why this one should count instead." in row.inner_text()
    row.get_by_label("Reason").fill("The first looked at the wrong month.")
    row.get_by_role("button", name="It replaces the first").click()
    other = audit_page.locator("[data-hb-key='m-2026-10']")
    other.get_by_text("Another audit of this period counts instead").wait_for()

    assert "does not count" not in row.inner_text()
    row.locator("summary").click()
    row.locator("details li").wait_for()
    history = row.locator("details").inner_text()
    assert "Counts instead of the first audit of its period" in history
    assert "The first looked at the wrong month." in history


def test_filters_leave_what_fits(audit_page: Page, bare_site: Path) -> None:
    """By site, checklist, state and month; the report below is of the same audits."""
    audit_page.goto(find_device_page(bare_site))
    records = [
        look_at_month(bare_site, date(2026, month, 1)) | {"id": f"{site}-{month}", "site": site}
        for month in (8, 9, 10)
        for site in ("eastford", "millbridge")
    ]
    import_files(audit_page, encode_file(records))
    sites = audit_page.locator(".hb-better-site h3")
    sites.nth(1).wait_for()
    assert sites.all_inner_texts() == ["Eastford shop", "Millbridge shop"]
    choose = audit_page.locator("[data-hb-rows-by=site]")
    choose.select_option("eastford")
    audit_page.locator("[data-hb-count]", has_text="3 audits of 6").wait_for()
    audit_page.locator("[data-hb-better]", has_text="1 site · 3 audits").wait_for()
    assert sites.all_inner_texts() == ["Eastford shop"]
    audit_page.locator("[data-hb-rows-by=month]").select_option(label="October 2026")
    audit_page.locator("[data-hb-count]", has_text="1 audit of 6").wait_for()
    assert audit_page.locator("[data-hb-key]").count() == 1
    assert audit_page.locator("[data-hb-key=eastford-9]").count() == 1


def test_nothing_is_scored_that_is_not_shown(audit_page: Page, bare_site: Path) -> None:
    """Of 60 audits the rows, and the others once somebody comes to the report; none of them twice."""
    audit_page.goto(find_device_page(bare_site))
    audit_page.evaluate(
        """() => {
            const { scoring } = Handbook.audit;
            const score = scoring.scoreAudit;
            window.scored = 0;
            scoring.scoreAudit = (...given) => { window.scored += 1; return score(...given); };
        }"""
    )
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(60)]
    records = [
        make_record(bare_site, id=f"w{n}", date=day.isoformat(), period=None, answers={})
        for n, day in enumerate(days)
    ]
    records = [{k: v for k, v in record.items() if v is not None} for record in records]
    import_files(audit_page, encode_file(records))
    audit_page.get_by_text("60 audits in the list.").wait_for()
    assert audit_page.evaluate("window.scored") == 25
    assert audit_page.evaluate("Handbook.reports.deviceReport") is None
    audit_page.get_by_role("button", name="Work it out").press("Enter")
    audit_page.locator("[data-hb-better] h3").first.wait_for()
    scored = audit_page.evaluate("window.scored")
    audit_page.evaluate("Handbook.audit.deviceData.loadDevice()")
    audit_page.locator("[data-hb-better] h3").first.wait_for()

    # A second audit of a Saturday and its Sunday does not count, and is not in the report.
    assert 25 < scored <= 60
    assert audit_page.evaluate("window.scored") == scored


def test_a_device_without_audits_begins_with_starting_one(
    audit_page: Page, shipped_site: Path
) -> None:
    """What leads to nothing yet is out of sight, and its place in the contents too."""
    audit_page.goto(find_device_page(shipped_site))
    audit_page.locator(".hb-device--empty").wait_for()
    seen = audit_page.locator("[data-hb-device] :is(h2, button, label)").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.innerText.trim())"
    )
    assert seen == ["Start a self-audit", "Import records"]
    assert audit_page.locator(".md-sidebar--secondary").is_hidden()

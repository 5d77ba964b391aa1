"""Self-audits in the browser, opened from a folder, without a network: nothing filled in is lost."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from cx_handbook.audit.record import AuditRecord
from cx_handbook.audit.scoring import format_points, score_answers
from cx_handbook.content.model import Form, Item
from support.audit_pages import WALK, download_file, find_form_page, wait_until_saved
from support.axe import AXE, COLOURS, DARK, violations
from support.project import load_tool

FULL = "service-self-audit"
Files = list[dict[str, Any]]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Return a context without a network that fails the test when something is asked of one."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    context.set_default_timeout(10_000)
    asked: list[str] = []
    errors: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return a page of that context."""
    return context.new_page()


def device_page(site: Path) -> str:
    return (site / "checklists/audit/index.html").as_uri()


def form_of(page: Page) -> Form:
    """Return the form that the page carries."""
    data = json.loads(page.locator("#hb-data").inner_text())
    return Form.model_validate_json(json.dumps(data["form"]))


def begin(page: Page, address: str, auditor: str = "Ada") -> None:
    page.goto(address)
    page.locator("[data-hb-begin] select").select_option(index=1)
    page.locator("[data-hb-begin] input").fill(auditor)
    page.get_by_role("button", name="Begin", exact=True).click()
    wait_until_saved(page)


ANSWER = """(asked, value) => {
    const box = (name) => asked.querySelector(`[data-hb-box=${name}]`);
    const put = (input, text) => {
        input.type === "radio" ? (input.checked = true) : (input.value = text);
        input.dispatchEvent(new Event("input", {bubbles: true}));
    };
    if (box("k")) {
        put(box("k"), value === "yes" ? "20" : "3");
        put(box("n"), "20");
    } else if (box("grade")) {
        put(asked.querySelector(`[value="${value === "yes" ? 10 : 2}"]`));
    } else {
        put(asked.querySelector(`[value="${value}"]`));
    }
}"""


def answer(page: Page, standard: str, value: str = "yes") -> None:
    """Answer a question well, or badly: yes, a full count, a ten. In one go, because it is quick."""
    page.locator(f"[data-hb-standard='{standard}']").evaluate(ANSWER, value)


def standards(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-hb-standard]").evaluate_all(
        "all => all.map(asked => asked.dataset.hbStandard)"
    )
    return found


def written(page: Page) -> dict[str, Any]:
    """Return what the page holds, as the record it would become."""
    record: dict[str, Any] = page.evaluate(
        "() => JSON.parse(Handbook.canonical(Handbook.record.toRecord("
        "Handbook.audit.audit, Handbook.audit.form, Handbook.audit.photos)))"
    )
    return record


def imported(page: Page, *files: bytes) -> str:
    """Import files on the page of the device, and return what it says."""
    page.locator("[data-hb-imported]").evaluate("box => box.replaceChildren()")
    given: Files = [
        {"name": f"{n}.json", "mimeType": "application/json", "buffer": content}
        for n, content in enumerate(files)
    ]
    page.locator("[data-hb-import]").set_input_files(given)  # type: ignore[arg-type]
    page.locator("[data-hb-imported] p").first.wait_for()
    return page.locator("[data-hb-imported]").inner_text()


def finish(page: Page) -> None:
    page.locator("[data-hb-finish]").click()
    anyway = page.locator("[data-hb-finish-anyway]")
    if anyway.is_visible():
        anyway.click()
    page.locator("[data-hb-report] h3").first.wait_for()


# Nothing is lost


def test_a_killed_browser_loses_at_most_the_field_being_typed(
    chromium: Browser, shipped_site: Path, tmp_path: Path
) -> None:
    """After the process has died, the audit is in its address and in the list, as it was."""
    start = partial(
        chromium.browser_type.launch_persistent_context,
        str(tmp_path / "profile"),
        executable_path=load_tool("setup").find_browser(),
        args=["--no-sandbox", "--disable-gpu"],
    )
    context = start()
    page = context.pages[0]
    begin(page, find_form_page(shipped_site).as_uri())
    asked = standards(page)
    half = asked[: len(asked) // 2]
    for standard in half:
        answer(page, standard)
    page.locator("textarea").first.evaluate("box => box.closest('details').open = true")
    page.locator("textarea").first.fill("Seen at the till")
    page.wait_for_timeout(300)
    before, address = written(page), page.url
    page.locator("[data-hb-fill] [name=auditor]").press("End")
    page.keyboard.type("!")
    kill(tmp_path / "profile")
    with contextlib.suppress(Exception):
        context.close()

    context = start()
    page = context.pages[0]
    page.goto(address)
    page.locator("[data-hb-fill]").wait_for()
    after = written(page)
    page.goto(find_form_page(shipped_site).as_uri())
    page.locator(".hb-going a").wait_for()
    going = page.locator(".hb-going a").get_attribute("href")
    context.close()

    assert {**after, "auditor": ""} == {**before, "auditor": ""}
    assert after["auditor"] in ("Ada", "Ada!")
    assert list(after["answers"]) == sorted(half)
    assert going is not None
    assert address.endswith(going)


def kill(profile: Path) -> None:
    """Kill the browser that works in a profile, without a word."""
    listed = subprocess.run(
        ["ps", "-axww", "-o", "pid=,args="], capture_output=True, text=True, check=True
    ).stdout
    for line in listed.splitlines():
        if f"--user-data-dir={profile}" in line and "--type=" not in line:
            os.kill(int(line.split()[0]), signal.SIGKILL)


def test_two_audits_side_by_side_do_not_mix(context: BrowserContext, shipped_site: Path) -> None:
    """Each tab has its own audit, and a reload brings back that one."""
    address = find_form_page(shipped_site).as_uri()
    tabs = [context.new_page(), context.new_page()]
    for tab, auditor in zip(tabs, ("Ada", "Ben"), strict=True):
        begin(tab, address, auditor)
    first = standards(tabs[0])[0]
    answer(tabs[0], first, "yes")
    answer(tabs[1], first, "no")
    for tab in tabs:
        wait_until_saved(tab)
        tab.reload()
        tab.locator("[data-hb-fill]").wait_for()
    ada, ben = (written(tab) for tab in tabs)

    assert (ada["auditor"], ben["auditor"]) == ("Ada", "Ben")
    assert ada["answers"] != ben["answers"]
    assert ada["id"] != ben["id"]


def test_the_same_audit_in_two_tabs_is_noticed(context: BrowserContext, shipped_site: Path) -> None:
    """The second to write is told, overwrites nothing, and can keep theirs as a copy."""
    one, two = context.new_page(), context.new_page()
    begin(one, find_form_page(shipped_site).as_uri())
    first, second, *_ = standards(one)
    two.goto(one.url)
    two.locator("[data-hb-fill]").wait_for()
    answer(one, first)
    wait_until_saved(one)
    two.evaluate("() => {}")
    answer(two, second, "no")
    alarm = two.locator("[data-hb-alarm]")
    alarm.wait_for()

    assert "changed in another tab" in alarm.inner_text()
    theirs = written(one)
    two.get_by_role("button", name="Save mine as a copy").click()
    wait_until_saved(two)
    assert alarm.is_hidden()
    assert list(written(two)["answers"]) == [second]
    assert written(two)["id"] != theirs["id"]
    one.reload()
    one.locator("[data-hb-fill]").wait_for()
    assert written(one) == theirs


FULL_DISK = """full => {
    const stores = IDBObjectStore.prototype;
    stores.hbPut = stores.hbPut || stores.put;
    stores.put = full
        ? () => { throw new DOMException("no room", "QuotaExceededError"); }
        : stores.hbPut;
}"""


def test_a_full_device_is_reported_and_the_download_holds_everything(
    page: Page, shipped_site: Path
) -> None:
    """The alarm stays until a save succeeds; meanwhile the record can be downloaded whole."""
    begin(page, find_form_page(shipped_site).as_uri())
    page.evaluate(FULL_DISK, True)
    first = standards(page)[0]
    page.locator("textarea").first.evaluate("box => box.closest('details').open = true")
    page.locator("textarea").first.fill("x" * 4000)
    answer(page, first)
    alarm = page.locator("[data-hb-alarm]")
    alarm.wait_for()

    assert "Not saved on this device. The device has no room left for it." in alarm.inner_text()
    with page.expect_download() as download:
        alarm.get_by_role("button", name="Download the record").click()
    record = AuditRecord.model_validate_json(download.value.path().read_bytes())
    assert record.answers[first].note == "x" * 4000

    page.evaluate(FULL_DISK, False)
    alarm.get_by_role("button", name="Try again").click()
    alarm.wait_for(state="hidden")
    page.reload()
    page.locator("[data-hb-fill]").wait_for()
    assert written(page) == json.loads(canonical(record))


def test_without_any_storage_one_can_still_fill_in_and_download(
    context: BrowserContext, shipped_site: Path
) -> None:
    """A browser that keeps nothing is told of at once, and on every change that is not kept."""
    page = context.new_page()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page.goto(find_form_page(shipped_site).as_uri())
    page.locator("[data-hb-alarm]", has_text="This device keeps nothing").wait_for()
    page.locator("[data-hb-begin] select").select_option(index=1)
    page.get_by_role("button", name="Begin", exact=True).click()
    answer(page, standards(page)[0])
    page.locator("[data-hb-alarm]", has_text="Not saved on this device").wait_for()
    record = AuditRecord.model_validate_json(download_file(page, "download"))

    assert list(record.answers) == [standards(page)[0]]
    page.on("dialog", lambda dialog: dialog.accept())
    page.close(run_before_unload=True)


# From the first answer to the report


def test_the_record_scores_in_python_as_the_page_shows(page: Page, shipped_site: Path) -> None:
    """What is downloaded is a record and nothing else, and its grade, span and verdict are the page's."""
    begin(page, find_form_page(shipped_site, FULL).as_uri())
    form = form_of(page)
    for place, standard in enumerate(standards(page)):
        answer(page, standard, "no" if place in (9, 31) else "yes")
    page.fill("[data-hb-fill] [name=first]", "2026-10-01")
    page.fill("[data-hb-fill] [name=last]", "2026-10-31")
    live = page.locator("[data-hb-live-score]").inner_text()
    finish(page)
    content = download_file(page, "download")
    record = AuditRecord.model_validate_json(content)
    result = score_answers(form, record.answers)
    report = page.locator("[data-hb-report]").inner_text()

    assert record.form == form.fingerprint
    assert content.decode() == canonical(record) + "\n"
    assert result.points is not None
    grade = f"{format_points(result.points)} of 10"
    if result.interval:
        low, high = format_points(result.interval.low), format_points(result.interval.high)
        grade += f" ({low} to {high})"
    assert grade in live
    assert grade in report
    assert f"Expected: {result.verdict}" in live
    assert f"Promises {result.promises}" in report
    assert [f.item.standard for f in result.findings] == [
        text.split()[0] for text in page.locator(".hb-finding .hb-do").all_inner_texts()
    ]
    assert record.end is not None
    rows = list(csv.reader(io.StringIO(download_file(page, "csv").decode("utf-8-sig"))))
    assert len(rows) == 1 + len(form.items)


def canonical(record: AuditRecord) -> str:
    """Return a record as the contract has it: sorted, without what is left at its default."""
    data = record.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_unanswered_questions_are_shown_before_finishing(page: Page, shipped_site: Path) -> None:
    """Each is a link to its question, and *not applicable* without a reason is among them."""
    begin(page, find_form_page(shipped_site, FULL).as_uri())
    asked = standards(page)
    may = page.locator("[data-hb-standard]:has([data-hb-box=mark][value=na])").first
    na = may.get_attribute("data-hb-standard")
    assert na is not None
    for standard in asked[:-1]:
        answer(page, standard)
    may.locator("[data-hb-box=mark][value=na]").check()
    page.locator("[data-hb-finish]").click()
    gaps = page.locator(".hb-gap-list a")

    assert sorted(text.split()[0] for text in gaps.all_inner_texts()) == sorted({na, asked[-1]})
    assert "Say why it does not apply." in may.locator("[data-hb-remark]").inner_text()

    gaps.first.click()
    may.locator("textarea").fill("None in this period")
    assert may.locator("[data-hb-remark]").inner_text() == ""
    page.locator("[data-hb-finish]").click()
    assert [text.split()[0] for text in gaps.all_inner_texts()] == [asked[-1]]
    page.locator("[data-hb-finish-anyway]").click()
    report = page.locator("[data-hb-report]").inner_text()
    assert "Provisional. At worst:" in report
    assert f"1 of {len(asked)} not applicable" in report


def test_an_answer_that_cannot_be_is_said_beside_its_question(
    page: Page, shipped_site: Path
) -> None:
    """18 of 17 cannot be; what was typed stays, and goes into the record."""
    begin(page, find_form_page(shipped_site, FULL).as_uri())
    asked = page.locator("[data-hb-standard]:has([data-hb-box=k])").first
    asked.locator("[data-hb-box=k]").fill("18")
    asked.locator("[data-hb-box=n]").fill("17")

    assert asked.locator("[data-hb-remark]").inner_text() == (
        "18 of 17 cannot be. It counts as unanswered."
    )
    asked.locator("[data-hb-box=n]").fill("a few")
    standard = asked.get_attribute("data-hb-standard")
    assert written(page)["answers"] == {standard: {"unread": "18 of a few"}}


def test_an_audit_needs_no_mouse(page: Page, shipped_site: Path) -> None:
    """Tab, arrows, space and Enter lead from the beginning to the report."""
    page.goto(find_form_page(shipped_site).as_uri())
    page.locator("[data-hb-begin] select").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    page.locator("#about:focus").wait_for()
    total = len(standards(page))
    for _ in range(600):
        if page.locator("[data-hb-state=unanswered]").count() == 0:
            break
        page.keyboard.press("Tab")
        focus: dict[str, str] = page.evaluate(
            "() => ({type: document.activeElement.type || '', box: document.activeElement.dataset.hbBox"
            " || '', state: (document.activeElement.closest('[data-hb-standard]') || {dataset: {}})"
            ".dataset.hbState || ''})"
        )
        if focus["state"] == "unanswered" and focus["type"] == "radio":
            page.keyboard.press("Space")
        elif focus["box"] in ("k", "n"):
            page.keyboard.type("20")
    assert page.locator("[data-hb-count]").inner_text() == f"{total} of {total} answered"
    page.locator("[data-hb-finish]").focus()
    page.keyboard.press("Enter")
    page.locator("#result:focus").wait_for()


def test_a_finished_audit_can_be_reopened(page: Page, shipped_site: Path) -> None:
    """The answers are still there, and a reload shows the report only while it is finished."""
    begin(page, find_form_page(shipped_site).as_uri())
    answer(page, standards(page)[0])
    finish(page)
    wait_until_saved(page)
    page.reload()
    page.locator("[data-hb-report] h3").first.wait_for()
    page.locator("[data-hb-reopen]").click()

    assert page.locator("[data-hb-fill]").is_visible()
    assert page.locator("[data-hb-count]").inner_text().startswith("1 of")


def test_next_unanswered_leads_on_from_where_one_is(page: Page, shipped_site: Path) -> None:
    """It skips what is answered, and begins again at the top after the last."""
    begin(page, find_form_page(shipped_site).as_uri())
    asked = standards(page)
    answer(page, asked[1])
    seen = []
    for _ in range(len(asked)):
        page.locator("[data-hb-next]").click()
        seen.append(
            page.evaluate("document.activeElement.closest('[data-hb-standard]').dataset.hbStandard")
        )

    assert seen == [asked[0], *asked[2:], asked[0]]


# Photographs


def test_photographs_are_small_and_without_metadata(
    page: Page, shipped_site: Path, tmp_path: Path
) -> None:
    """A large picture with a place in it becomes a JPEG of 1600 pixels without one; five at most."""
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    Image.new("RGB", (3000, 1500), "teal").save(tmp_path / "till.jpg", exif=exif)
    assert b"Exif" in (tmp_path / "till.jpg").read_bytes()
    begin(page, find_form_page(shipped_site).as_uri())
    asked = page.locator("[data-hb-standard]").first
    asked.locator("summary").click()
    asked.locator("[data-hb-photos]").set_input_files([tmp_path / "till.jpg"] * 6)
    asked.locator("[data-hb-photo-remark]", has_text="five photos at most").wait_for()
    asked.get_by_role("button", name="Remove photo 1").click()
    wait_until_saved(page)
    page.reload()
    page.locator("[data-hb-thumbs] img").first.wait_for()
    record = AuditRecord.model_validate_json(download_file(page, "download"))
    (kept,) = record.answers.values()
    content = page.evaluate(
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
    page: Page, shipped_site: Path, tmp_path: Path
) -> None:
    """Nothing of it is kept, and the sentence names the file."""
    (tmp_path / "odd.jpg").write_text("<script>alert(1)</script>", "utf-8")
    begin(page, find_form_page(shipped_site).as_uri())
    asked = page.locator("[data-hb-standard]").first
    asked.locator("summary").click()
    asked.locator("[data-hb-photos]").set_input_files(tmp_path / "odd.jpg")
    said = asked.locator("[data-hb-photo-remark]:not(:empty)")
    said.wait_for()

    assert said.inner_text() == "odd.jpg: this picture cannot be read."
    assert "answers" not in written(page)


def test_what_has_no_place_in_a_record_is_kept_in_words(page: Page, shipped_site: Path) -> None:
    """Half a period, and an action that says who and not what, are in the record all the same."""
    begin(page, find_form_page(shipped_site).as_uri())
    page.fill("[data-hb-fill] [name=first]", "2026-10-01")
    page.locator("[data-hb-act='']").click()
    page.locator("[data-hb-actions='free'] .hb-action").get_by_label("Who", exact=True).fill("Ben")
    wait_until_saved(page)

    record = written(page)

    assert "period" not in record
    assert record["oddities"] == [
        "first day of the period: 2026-10-01",
        "an action that does not say what is done: Ben",
    ]
    AuditRecord.model_validate(record)


# Audits on this device


def form_in(site: Path) -> Form:
    """Return the form of the floor walk, from the script that the page of the device loads."""
    script = site / "checklists/audit/forms" / f"{find_form_page(site).stem}.js"
    return Form.model_validate_json(script.read_text("utf-8").partition("] = ")[2].rstrip(";\n"))


def well(item: Item) -> dict[str, Any]:
    """Return an answer that meets a question's standard."""
    if item.answer == "count":
        return {"answer": "count", "k": item.sample, "n": item.sample}
    return {"answer": "grade", "grade": 10} if item.answer == "grade" else {"answer": "met"}


def a_record(site: Path, **changes: Any) -> dict[str, Any]:
    """Return a record of the floor walk with something in every field."""
    parsed = form_in(site)
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    answers: dict[str, Any] = {item.standard: {"answer": "met"} for item in parsed.items}
    first, second, third, *_ = answers
    answers[first] = {
        "answer": "not_met", "note": "<b>seen</b> & noted",
        "photos": [{"name": "a.png", "type": "image/png", "data": dot}],
    }  # fmt: skip
    answers[second] = {"unread": "perhaps; 3 of 5"}
    answers[third] = {"answer": "count", "k": 3, "n": 5, "cases": 9}
    record = {
        "format": 1, "id": "k3x9-2fq7", "form": parsed.fingerprint, "checklist": WALK,
        "site": "millbridge", "date": "2026-11-02", "auditor": "Ada", "start": "09:00", "end": "09:20",
        "period": {"first": "2026-10-01", "last": "2026-10-31"}, "answers": answers,
        "actions": [{"standard": first, "what": "=Mend it", "who": "Ben", "by": "2026-12-01"},
                    {"what": "Tell the team"}],
        "oddities": ["margin: <i>see over</i>"],
    }  # fmt: skip
    return {**record, **changes}


def as_file(record: object) -> bytes:
    return json.dumps(record).encode()


def test_export_wipe_import_gives_identical_records(page: Page, shipped_site: Path) -> None:
    """What was imported, filled in or finished comes back the same, odd answers and photos included."""
    page.goto(device_page(shipped_site))
    other = a_record(shipped_site, id="zz", date="2026-11-03", answers={"XX-99": {"answer": "met"}})
    assert "2 records imported." in imported(page, as_file(a_record(shipped_site)), as_file(other))
    begin(page, find_form_page(shipped_site).as_uri())
    answer(page, standards(page)[0])
    wait_until_saved(page)
    page.goto(device_page(shipped_site))
    page.locator("[data-hb-key]").nth(2).wait_for()
    before = download_file(page, "export")
    for _ in range(3):
        page.get_by_role("button", name="Delete", exact=False).first.click()
        page.locator("[data-hb-delete]").click()
        page.locator("#in-progress:focus").wait_for()
    assert page.locator("[data-hb-key]").count() == 0
    assert "3 records imported." in imported(page, before)

    assert download_file(page, "export") == before
    assert a_record(shipped_site) in json.loads(before)
    for record in json.loads(before):
        AuditRecord.model_validate_json(json.dumps(record))


def test_importing_twice_changes_nothing_and_a_conflict_is_kept_beside(
    page: Page, shipped_site: Path
) -> None:
    """The same record is here already; another with its reference stands beside it."""
    page.goto(device_page(shipped_site))
    imported(page, as_file(a_record(shipped_site)))
    again = imported(page, as_file(a_record(shipped_site)))
    beside = imported(page, as_file(a_record(shipped_site, auditor="Someone else")))

    assert "0 records imported. 1 here already, unchanged." in again
    assert "1 record kept beside another with the same reference." in beside
    assert page.locator("[data-hb-key]").count() == 2


def test_hostile_files_are_refused_or_shown_as_text(page: Page, shipped_site: Path) -> None:
    """Wrong types, newer formats, forged fields and special names are refused with the reason."""
    page.goto(device_page(shipped_site))
    good = a_record(shipped_site)
    cases: dict[bytes, str] = {
        b"\xff\xfe not json": "this file is damaged",
        b"[" * 100_000: "this file is damaged",
        b"null": "this is not an audit record",
        as_file({**good, "format": 2}): "format 2, and we read format 1",
        as_file({**good, "format": "1"}): "not an audit record of format 1",
        as_file({**good, "grade": 10}): "‘grade’ is not a field of it",
        as_file({**good, "site": "../../etc"}): "site: this is not the name of a site",
        as_file({**good, "date": "2026-02-30"}): "date: this day is not in the calendar",
        as_file({**good, "form": "0" * 64}): "its form, 000000000000, is not in this handbook",
        as_file({**good, "checklist": "other"}): "its form belongs to daily-floor-walk",
        as_file({**good, "answers": {"constructor": {"answer": "met"}}}): "the ID of a standard",
        as_file({**good, "answers": []}): "answers: this is not a set of answers",
        as_file({**good, "answers": {"PR-01": {"answer": "count", "k": 1}}}): "a count",
        as_file({**good, "answers": {"PR-01": {"answer": "grade", "grade": 1.5}}}): "whole number",
        as_file({**good, "actions": [{"what": "x", "by": "soon"}]}): "actions.0.by",
        as_file({**good, "auditor": "\ud800"}): "auditor: this is not text",
        json.dumps(good).replace('"auditor"', '"__proto__"').encode(): "‘__proto__’ is not a field",
        json.dumps(good).replace('"image/png"', '"text/html"').encode(): "not a kind of photograph",
    }
    for content, why in cases.items():
        said = imported(page, content)
        assert "0 records imported." in said, why
        assert why in said
    assert page.locator("[data-hb-key]").count() == 0

    script = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    imported(page, as_file({**good, "auditor": script, "actions": [{"what": script}]}))
    page.locator("[data-hb-key] a").first.click()
    page.locator("[data-hb-report]", has_text=script).wait_for()
    assert page.locator("[data-hb-report] :is(script, img[src=x])").count() == 0
    assert "<b>seen</b> & noted" in page.locator("[data-hb-report]").inner_text()


def test_every_damaged_file_is_refused_in_a_sentence(page: Page, shipped_site: Path) -> None:
    """Each prefix and a thousand byte flips are a refusal or a valid record; never anything else."""
    page.goto(device_page(shipped_site))
    content = as_file([a_record(shipped_site)])
    texts = page.evaluate(
        """content => {
            const bytes = new TextEncoder().encode(content);
            const out = {refused: 0, taken: [], odd: []};
            const look = (part) => {
                const {records, refusals} = Handbook.record.readFile(part);
                out.refused += refusals.length;
                if (records.length + refusals.length !== 1) out.odd.push(refusals.join());
                records.forEach(record => out.taken.push(JSON.stringify(record)));
            };
            for (let n = 0; n < bytes.length; n += 1) look(bytes.slice(0, n));
            let seed = 4;
            const draw = (most) => (seed = (seed * 48271) % 2147483647) % most;
            for (let n = 0; n < 1000; n += 1) {
                const flipped = bytes.slice();
                flipped[draw(bytes.length)] ^= 1 << draw(8);
                look(flipped);
            }
            return out;
        }""",
        content.decode(),
    )

    assert texts["odd"] == []
    assert texts["refused"] > len(content)
    for record in texts["taken"]:
        AuditRecord.model_validate_json(record)


def test_a_formula_in_a_note_is_text_in_the_table(page: Page, shipped_site: Path) -> None:
    """A cell that a spreadsheet would run begins with a quote instead."""
    page.goto(device_page(shipped_site))
    record = a_record(shipped_site, auditor="=HYPERLINK(1)")
    record["answers"] = {s: {"answer": "met", "note": "+1\n2"} for s in record["answers"]}
    imported(page, as_file(record))
    page.locator("[data-hb-key] a").first.click()
    page.locator("[data-hb-report] h3").first.wait_for()
    table = download_file(page, "csv").decode("utf-8-sig")
    head, row, *_ = csv.reader(io.StringIO(table, newline=""))

    assert row[head.index("auditor")] == "'=HYPERLINK(1)"
    assert row[head.index("note")] == "'+1\n2"


def test_the_last_twelve_results_leave_provisional_ones_out(page: Page, shipped_site: Path) -> None:
    """The newest twelve that are certain stand in a table, oldest first."""
    page.goto(device_page(shipped_site))
    full = {item.standard: well(item) for item in form_in(shipped_site).items}
    records = [
        a_record(shipped_site, id=f"a{day}", date=f"2026-10-{day:02}", answers=full)
        for day in range(1, 15)
    ]
    short = a_record(shipped_site, id="b", date="2026-10-20", answers={})
    assert "15 records imported." in imported(page, as_file([*records, short]))
    shown = page.locator("[data-hb-twelve]")
    page.locator("[data-hb-key]").nth(14).wait_for()
    days = shown.locator("tbody td:first-child").all_inner_texts()

    assert days == [f"{day} October 2026" for day in range(3, 15)]
    assert "1 provisional result left out." in shown.inner_text()


def test_deleting_asks_first(page: Page, shipped_site: Path) -> None:
    """Keeping is what Enter does; Escape keeps as well, and the focus comes back."""
    page.goto(device_page(shipped_site))
    imported(page, as_file(a_record(shipped_site)))
    delete = page.locator("[data-hb-key] .hb-danger")
    for key in ("Enter", "Escape"):
        delete.focus()
        page.keyboard.press("Enter")
        page.locator("[data-hb-keep]:focus").wait_for()
        page.keyboard.press(key)
        assert page.locator("dialog").is_hidden()
        assert delete.evaluate("button => document.activeElement === button")
    assert page.locator("[data-hb-key]").count() == 1


def test_an_older_form_opens_with_its_own_questions(page: Page, shipped_site: Path) -> None:
    """A record of a form issued earlier is imported, listed, and opened on that form's page."""
    current = find_form_page(shipped_site)
    pages = set(current.parent.glob(f"{WALK}-*.html"))
    old = next(iter(pages - {current}))
    begin(page, old.as_uri())
    answer(page, standards(page)[0])
    wait_until_saved(page)
    page.goto(device_page(shipped_site))
    page.locator("[data-hb-key] a").first.click()
    page.locator("[data-hb-fill]").wait_for()

    assert page.url.startswith(old.as_uri())
    assert "This is an older form" in page.locator(".hb-older").inner_text()


# For everybody


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desktop"])
def test_filling_in_is_accessible(page: Page, shipped_site: Path, width: int) -> None:
    """axe-core finds nothing while filling in, in the report, and in the list of audits."""
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(AXE)
    begin(page, find_form_page(shipped_site).as_uri())
    answer(page, standards(page)[0], "no")
    page.locator("[data-hb-act]").first.evaluate("button => button.closest('details').open = true")
    page.locator("[data-hb-act]").first.click()
    wait_until_saved(page)
    assert schemes(page) == []
    page.locator("[data-hb-finish]").click()
    assert schemes(page) == []
    page.locator("[data-hb-finish-anyway]").click()
    wait_until_saved(page)
    assert schemes(page) == []
    page.goto(device_page(shipped_site))
    page.locator("[data-hb-key]").wait_for()
    assert schemes(page) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


def schemes(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds on the page as it stands, in the light and in the dark."""
    page.emulate_media(color_scheme="light")
    said = violations(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(DARK)
    return said + violations(page, only=COLOURS)


def test_targets_are_big_enough_for_a_thumb(page: Page, shipped_site: Path) -> None:
    """Whatever is tapped while answering is 44 pixels high."""
    page.set_viewport_size({"width": 390, "height": 800})
    begin(page, find_form_page(shipped_site, FULL).as_uri())
    heights = page.locator(
        ".hb-pick, .hb-box input, .hb-ask summary, .hb-bar button, .hb-field input:visible"
    ).evaluate_all("all => all.map(one => one.getBoundingClientRect().height).filter(Boolean)")

    assert min(heights) >= 44

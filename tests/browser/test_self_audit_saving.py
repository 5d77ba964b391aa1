"""Self-audits in the browser: nothing that was filled in is lost."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cx_handbook.audit.records.record import AuditRecord
from support.audit_pages import (
    answer_question,
    begin_audit,
    download_file,
    fill_head,
    find_device_page,
    find_form_page,
    list_standards,
    load_form,
    make_record,
    read_record,
    wait_until_saved,
    write_canonical,
)
from support.browser_kills import find_browser_processes, reopen_killed, start_browser


def test_a_killed_browser_loses_at_most_the_field_being_typed(
    chromium: Browser, bare_site: Path, tmp_path: Path
) -> None:
    """After the process has died, the audit is in its address and in the list, as it was."""
    start = partial(start_browser, chromium.browser_type, tmp_path / "profile")
    context = start()
    processes = find_browser_processes(tmp_path / "profile")
    page = context.pages[0]
    begin_audit(page, find_form_page(bare_site).as_uri())
    asked = list_standards(page)
    half = asked[: len(asked) // 2]
    for standard in half:
        answer_question(page, standard)
    page.locator("textarea").first.evaluate("box => box.closest('details').open = true")
    page.locator("textarea").first.fill("Seen at the till")
    page.wait_for_timeout(300)
    before, address = read_record(page), page.url
    fill_head(page)
    page.locator("[data-hb-fill] [name=auditor]").press("End")
    page.keyboard.type("!")
    page = reopen_killed(start, context, processes, address)
    after = read_record(page)
    page.goto(find_form_page(bare_site).as_uri())
    page.locator(".hb-going a").wait_for()
    going = page.locator(".hb-going a").get_attribute("href")
    page.context.close()

    assert {**after, "auditor": ""} == {**before, "auditor": ""}
    assert after["auditor"] in ("Ada", "Ada!")
    assert list(after["answers"]) == sorted(half)
    assert going is not None
    assert address.endswith(going)


def test_two_audits_side_by_side_do_not_mix(audit_context: BrowserContext, bare_site: Path) -> None:
    """Each tab has its own audit, and a reload brings back that one."""
    address = find_form_page(bare_site).as_uri()
    tabs = [audit_context.new_page(), audit_context.new_page()]
    for tab, auditor in zip(tabs, ("Ada", "Ben"), strict=True):
        begin_audit(tab, address, auditor)
    first = list_standards(tabs[0])[0]
    answer_question(tabs[0], first, "yes")
    answer_question(tabs[1], first, "no")
    for tab in tabs:
        wait_until_saved(tab)
        tab.reload()
        tab.locator("[data-hb-fill]").wait_for()
    ada, ben = (read_record(tab) for tab in tabs)

    assert (ada["auditor"], ben["auditor"]) == ("Ada", "Ben")
    assert ada["answers"] != ben["answers"]
    assert ada["id"] != ben["id"]


def test_the_same_audit_in_two_tabs_is_noticed(
    audit_context: BrowserContext, bare_site: Path
) -> None:
    """The second to write is told, overwrites nothing, and can keep theirs as a copy."""
    one, two = audit_context.new_page(), audit_context.new_page()
    begin_audit(one, find_form_page(bare_site).as_uri())
    first, second, *_ = list_standards(one)
    two.goto(one.url)
    two.locator("[data-hb-fill]").wait_for()
    answer_question(one, first)
    wait_until_saved(one)
    two.evaluate("() => {}")
    answer_question(two, second, "no")
    alarm = two.locator("[data-hb-alarm]")
    alarm.wait_for()

    assert "changed in another tab" in alarm.inner_text()
    theirs = read_record(one)
    two.get_by_role("button", name="Save mine as a copy").click()
    wait_until_saved(two)
    assert alarm.is_hidden()
    assert list(read_record(two)["answers"]) == [second]
    assert read_record(two)["id"] != theirs["id"]
    one.reload()
    one.locator("[data-hb-fill]").wait_for()
    assert read_record(one) == theirs


FULL_DISK = """full => {
    const stores = IDBObjectStore.prototype;
    stores.hbPut = stores.hbPut || stores.put;
    stores.put = full
        ? () => { throw new DOMException("no room", "QuotaExceededError"); }
        : stores.hbPut;
}"""


def test_a_full_device_is_reported_and_the_download_holds_everything(
    audit_page: Page, bare_site: Path
) -> None:
    """The alarm stays until a save succeeds; meanwhile the record can be downloaded whole."""
    begin_audit(audit_page, find_form_page(bare_site).as_uri())
    audit_page.evaluate(FULL_DISK, True)
    first = list_standards(audit_page)[0]
    audit_page.locator("textarea").first.evaluate("box => box.closest('details').open = true")
    audit_page.locator("textarea").first.fill("x" * 4000)
    answer_question(audit_page, first)
    alarm = audit_page.locator("[data-hb-alarm]")
    alarm.wait_for()

    assert "Not saved on this device. The device has no room left for it." in alarm.inner_text()
    with audit_page.expect_download() as download:
        alarm.get_by_role("button", name="Download the record").click()
    record = AuditRecord.model_validate_json(download.value.path().read_bytes())
    assert record.answers[first].note == "x" * 4000

    audit_page.evaluate(FULL_DISK, False)
    alarm.get_by_role("button", name="Try again").click()
    alarm.wait_for(state="hidden")
    audit_page.reload()
    audit_page.locator("[data-hb-fill]").wait_for()
    assert read_record(audit_page) == json.loads(write_canonical(record))


def test_without_any_storage_one_can_still_fill_in_and_download(
    audit_context: BrowserContext, bare_site: Path
) -> None:
    """A browser that keeps nothing is told of at once, and on every change that is not kept."""
    page = audit_context.new_page()
    page.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page.goto(find_form_page(bare_site).as_uri())
    page.locator("[data-hb-alarm]", has_text="This device keeps nothing").wait_for()
    page.locator("[data-hb-begin] select").select_option(index=1)
    page.get_by_role("button", name="Begin", exact=True).click()
    answer_question(page, list_standards(page)[0])
    page.locator("[data-hb-alarm]", has_text="Not saved on this device").wait_for()
    record = AuditRecord.model_validate_json(download_file(page, "download"))

    assert list(record.answers) == [list_standards(page)[0]]
    page.on("dialog", lambda dialog: dialog.accept())
    page.close(run_before_unload=True)


OLD_DATABASE = """async ([handbook, draft, photo]) => {
    const stores = database => {
        database.createObjectStore("audits", { keyPath: "key" });
        database.createObjectStore("photos", { keyPath: "key" }).createIndex("audit", "audit");
    };
    const database = await idb.openDB(`${handbook}-audits`, 1, { upgrade: stores });
    await database.put("audits", draft);
    await database.put("photos", photo);
    database.close();
}"""
STORES = """handbook => idb.openDB(`${handbook}-audits`).then(database => {
    const names = [database.version, ...database.objectStoreNames];
    database.close();
    return names;
})"""


def test_a_device_of_the_first_version_keeps_everything(audit_page: Page, bare_site: Path) -> None:
    """Its database is upgraded; its audit is there with answers, photograph and numbered actions."""
    address = find_form_page(bare_site).as_uri()
    dot = make_record(bare_site)["answers"]
    first, photo = next((s, a["photos"][0]) for s, a in dot.items() if "photos" in a)
    # A page that keeps nothing loads the library; the form's own page would open the database.
    audit_page.goto(find_device_page(bare_site))
    audit_page.wait_for_function("() => Handbook.audit.draftStore.listDrafts()")
    handbook = audit_page.evaluate("Handbook.audit.page.data.handbook")
    audit_page.evaluate("handbook => idb.deleteDB(`${handbook}-audits`)", handbook)
    form = load_form(bare_site)
    draft = {
        "key": "k3x9-2fq7", "id": "k3x9-2fq7", "revision": 4, "state": "draft", "name": "Old one",
        "form": form.fingerprint, "checklist": form.checklist, "site": "millbridge", "auditor": "Ada",
        "date": "2026-11-02", "start": "09:00", "end": "", "first": "", "last": "",
        "written": {first: {"mark": "no", "note": "seen", "photos": ["p"]}},
        "actions": [{"standard": first, "what": "Mend it", "who": "", "by": ""}],
    }  # fmt: skip
    audit_page.evaluate(
        OLD_DATABASE, [handbook, draft, {**photo, "key": "p", "audit": "k3x9-2fq7"}]
    )
    audit_page.goto(f"{address}#audit=k3x9-2fq7")
    audit_page.locator("[data-hb-fill]:visible").wait_for()
    record = read_record(audit_page)

    assert audit_page.evaluate(STORES, handbook) == [2, "audits", "events", "photos", "settings"]
    assert record["state"] == "draft"
    assert record["answers"] == {first: {"answer": "not_met", "note": "seen", "photos": [photo]}}
    assert record["actions"] == [{"number": 1, "standard": first, "what": "Mend it"}]


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (1_000, "A newer handbook has written here. Open the newest version of this page."),
        (0, "What the browser keeps for this handbook is damaged."),
    ],
)
def test_what_another_version_left_is_said_in_a_sentence(
    audit_page: Page, bare_site: Path, version: int, said: str
) -> None:
    """A database of a later version, and one of ours without what belongs in it."""
    audit_page.goto(find_device_page(bare_site))
    audit_page.wait_for_function("indexedDB.databases().then(all => all.length > 0)")
    (ours,) = audit_page.evaluate("indexedDB.databases()")
    audit_page.goto((bare_site / "index.html").as_uri())
    audit_page.evaluate(
        """({ name, version }) => new Promise((done, failed) => {
            const gone = indexedDB.deleteDatabase(name);
            gone.onerror = failed;
            gone.onsuccess = () => {
                const made = indexedDB.open(name, version);
                made.onerror = failed;
                made.onsuccess = () => { made.result.close(); done(); };
            };
        })""",
        {"name": ours["name"], "version": version or ours["version"]},
    )
    audit_page.goto(find_device_page(bare_site))

    expect(audit_page.locator("[data-hb-alarm]")).to_contain_text(said)


def test_an_event_is_written_once(audit_page: Page, bare_site: Path) -> None:
    """The same again is there already; another under its reference is named, and changes nothing."""
    audit_page.goto(find_device_page(bare_site))
    write = "events => Handbook.audit.draftStore.writeEvents(events)"
    event = {
        "event": "done", "id": "e-1", "audit": "a-1", "checklist": "calls", "action": "1",
        "on": "2026-11-03",
    }  # fmt: skip
    other = {**event, "on": "2026-11-04"}

    assert audit_page.evaluate(write, [event])["added"] == 1
    assert audit_page.evaluate(write, [event, other]) == {
        "added": 0, "there": 1, "conflicts": [other],
    }  # fmt: skip
    assert audit_page.evaluate("() => Handbook.audit.draftStore.listEvents()") == [event]


def test_events_are_those_of_one_checklist(audit_page: Page, bare_site: Path) -> None:
    """Sheets of two checklists may have one reference: neither shows or deletes what the other said."""
    audit_page.goto(find_device_page(bare_site))
    calls = {"event": "accepted", "id": "e-1", "audit": "a-1", "checklist": "calls"}
    visits = {**calls, "id": "e-2", "checklist": "visits"}
    found = audit_page.evaluate(
        """async ([calls, visits]) => {
          const { draftStore } = Handbook.audit;
          await draftStore.writeEvents([calls, visits]);
          const shown = await draftStore.listEvents({ id: "a-1", checklist: "visits" });
          await draftStore.removeEvents({ id: "a-1", checklist: "visits" });
          return [shown, await draftStore.listEvents()];
        }""",
        [calls, visits],
    )

    assert found == [[visits], [calls]]


def test_a_laptop_that_sleeps_while_it_writes_loses_nothing(
    audit_page: Page, bare_site: Path
) -> None:
    """The lid closes right after an answer and opens nine hours later: all of it is kept, and the night
    does not count as worked."""
    audit_page.clock.install(time="2026-11-03T17:00:00")
    begin_audit(audit_page, find_form_page(bare_site).as_uri())
    first, second, *_ = list_standards(audit_page)
    answer_question(audit_page, first)
    audit_page.clock.fast_forward("09:00:00")
    answer_question(audit_page, second)
    audit_page.clock.resume()
    audit_page.wait_for_function(
        "() => document.querySelector('[data-hb-saved]').textContent.startsWith('Saved')"
    )
    wait_until_saved(audit_page)
    key = audit_page.evaluate("() => Handbook.audit.formState.state.draft.key")
    stored = audit_page.evaluate("key => Handbook.audit.draftStore.readDraft(key)", key)["audit"]

    assert {first, second} <= set(stored["written"])
    assert stored["active"] < 600
    audit_page.reload()
    audit_page.locator("[data-hb-fill]:visible").wait_for()
    assert {first, second} <= set(read_record(audit_page)["answers"])

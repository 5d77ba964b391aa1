"""Self-audits in the browser: what happens while one is filled in, after it, and at the next one."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from playwright.sync_api import Locator, Page

from cx_handbook.audit.history.customers import CustomerAnswers, describe_answers
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.records.record_digest import digest_record, encode_canonical
from support.audit_pages import (
    FULL,
    MONTH,
    answer_question,
    begin_audit,
    download_file,
    fill_head,
    find_device_page,
    find_form_page,
    finish_audit,
    list_standards,
    read_form,
    read_record,
    wait_until_saved,
)

EVENTS = "() => Handbook.audit.draftStore.listEvents()"


def find_question(page: Page, standard: str) -> Locator:
    return page.locator(f"fieldset[data-hb-standard='{standard}']")


def list_events(page: Page) -> list[dict[str, Any]]:
    """Return the events on the device in their order, each checked by the model."""
    events: list[dict[str, Any]] = page.evaluate(
        "() => Handbook.audit.draftStore.listEvents().then(Handbook.audit.events.sortEvents)"
    )
    for event in events:
        AuditEvent.model_validate_json(json.dumps(event))
    return events


def fill_walk(page: Page, address: str, *failing: int, auditor: str = "Ada") -> list[str]:
    """Begin a walk and answer every question; those at the places named fall short."""
    begin_audit(page, address, auditor)
    asked = list_standards(page)
    for place, standard in enumerate(asked):
        answer_question(page, standard, "no" if place in failing else "yes")
    wait_until_saved(page)
    return asked


@pytest.fixture
def walk(bare_site: Path) -> str:
    return find_form_page(bare_site).as_uri()


# While it is filled in


def test_nothing_of_the_result_is_shown_before_it_is_finished(
    audit_page: Page, bare_site: Path
) -> None:
    """Neither grade nor verdict; how many questions fall short is said."""
    begin_audit(audit_page, find_form_page(bare_site, MONTH).as_uri())
    asked = list_standards(audit_page)
    for standard in asked:
        answer_question(audit_page, standard, "no" if standard == asked[0] else "yes")
    bar = audit_page.locator(".hb-bar").inner_text()

    assert audit_page.locator("[data-hb-live-score]").inner_text() == "1 falls short"
    for word in ("of 10", "Promises", "Expected", "kept", "Too close"):
        assert word not in bar
    finish_audit(audit_page)
    assert "of 10" in audit_page.locator("[data-hb-report]").inner_text()


def test_an_answer_that_falls_short_turns_and_says_what_to_do(audit_page: Page, walk: str) -> None:
    """It differs from one that is met and from an open one in word, sign and colour."""
    begin_audit(audit_page, walk)
    first, second, third, *_ = list_standards(audit_page)
    answer_question(audit_page, first, "no")
    answer_question(audit_page, second, "yes")
    look = """question => {
        const number = question.querySelector(".hb-question-number");
        return [getComputedStyle(number).backgroundColor, getComputedStyle(number).borderRadius];
    }"""
    colours = [find_question(audit_page, s).evaluate(look) for s in (first, second, third)]

    assert len({tuple(colour) for colour in colours}) == 3
    assert "This falls short." in find_question(audit_page, first).inner_text()
    assert "What to do:" in find_question(audit_page, first).inner_text()
    assert "Met" in find_question(audit_page, second).inner_text()
    for standard in (second, third):
        assert "What to do:" not in find_question(audit_page, standard).inner_text()
    answer_question(audit_page, first, "yes")
    assert "What to do:" not in find_question(audit_page, first).inner_text()


def test_agree_this_is_filled_in_from_before(audit_page: Page, walk: str) -> None:
    """What helps, who was named last, and a day; the action keeps its number when another goes."""
    begin_audit(audit_page, walk)
    first, second, *_ = list_standards(audit_page)
    for standard, name in ((first, "Ben"), (second, None)):
        answer_question(audit_page, standard, "no")
        question = find_question(audit_page, standard)
        question.get_by_role("button", name="Agree this").click()
        who = question.get_by_label("Who", exact=True)
        assert who.evaluate("box => document.activeElement === box")
        if name:
            who.fill(name)
            who.blur()
            audit_page.locator("#hb-names option[value=Ben]").wait_for(state="attached")
    wait_until_saved(audit_page)
    today = audit_page.evaluate("Handbook.audit.page.readClock().date")
    actions = read_record(audit_page)["actions"]

    assert [(one["number"], one["who"]) for one in actions] == [(1, "Ben"), (2, "Ben")]
    assert (
        actions[0]["what"]
        == find_question(audit_page, first).locator("[data-hb-if-not]").inner_text()
    )
    assert actions[0]["by"] == audit_page.evaluate(
        "day => Handbook.audit.periods.addDays(day, 28)", today
    )
    find_question(audit_page, first).get_by_role("button", name="Remove this action").click()
    assert [one["number"] for one in read_record(audit_page)["actions"]] == [2]


def test_what_has_no_action_no_name_or_no_sense_is_asked_before_finishing(
    audit_page: Page, walk: str
) -> None:
    """A finding without an action, the auditor's name, a day long past, an action due before."""
    asked = fill_walk(audit_page, walk, 0, 1, auditor="")
    question = find_question(audit_page, asked[1])
    question.get_by_role("button", name="Agree this").click()
    question.get_by_label("By when", exact=True).fill("1999-12-31")
    fill_head(audit_page, date="2001-01-02")
    audit_page.locator("[data-hb-finish]").click()
    audit_page.locator("#before:focus").wait_for()
    box = audit_page.locator("[data-hb-before]")

    assert "1 finding has no action yet." in box.inner_text()
    assert [
        link.split()[0] for link in box.locator("[data-hb-gap=bare] a").all_inner_texts()
    ] == asked[:1]
    assert "is due on 31 December 1999, before the audit was begun." in box.inner_text()
    assert "The date 2 January 2001 is long past." in box.inner_text()
    box.get_by_label("Your name").fill("Ada")
    box.get_by_role("button", name="Finish all the same").click()
    audit_page.locator("#result:focus").wait_for()
    assert read_record(audit_page)["auditor"] == "Ada"


# Quick on the tenth time


def test_site_name_and_period_stand_there_the_next_time(audit_page: Page, bare_site: Path) -> None:
    """One tap begins it; the period is the last month that is over."""
    audit_page.clock.install(time="2026-11-03T09:00:00")
    address = find_form_page(bare_site, MONTH).as_uri()
    begin_audit(audit_page, address)
    first = read_record(audit_page)
    audit_page.goto("about:blank")
    audit_page.goto(address)
    audit_page.get_by_role("button", name="Begin", exact=True).click()
    wait_until_saved(audit_page)
    second = read_record(audit_page)

    assert first["period"] == {"first": "2026-10-01", "last": "2026-10-31"}
    assert (second["site"], second["auditor"]) == (first["site"], "Ada")
    assert second["device"] == {**first["device"], "number": first["device"]["number"] + 1}
    about = audit_page.locator("[data-hb-about]").inner_text()
    assert "Ada · today, from 09:00 · looks at 1 October 2026 to 31 October 2026" in about


def test_a_link_begins_at_once_and_goes_on_with_what_was_begun_today(
    audit_page: Page, walk: str
) -> None:
    """A device that does not know its site asks first."""
    audit_page.goto(f"{walk}#begin")
    audit_page.locator("[data-hb-start]:visible").wait_for()
    audit_page.goto("about:blank")
    begin_audit(audit_page, walk)
    reference = read_record(audit_page)["id"]
    for _ in range(2):
        audit_page.goto("about:blank")
        audit_page.goto(f"{walk}#begin")
        audit_page.locator("[data-hb-fill]:visible").wait_for()
        assert read_record(audit_page)["id"] == reference


TO_SCROLL = """element => {
    const box = element.getBoundingClientRect();
    const bar = document.querySelector(".hb-bar");
    const bottom = (bar.offsetParent ? bar.getBoundingClientRect().top : innerHeight) - 8;
    const top = 60; // the header
    const middle = top + (bottom - top) / 2;
    const before = scrollY;
    if (box.bottom > bottom) {
        scrollBy({ top: box.bottom - middle, behavior: "instant" });
    } else if (box.top < top) {
        scrollBy({ top: box.top - middle, behavior: "instant" });
    }
    return Math.abs(scrollY - before);
}"""


def test_a_floor_walk_on_a_phone_takes_eleven_taps_and_little_scrolling(
    phone: Page, shipped_site: Path
) -> None:
    """Everything fine, twenty minutes, from the link on the home page to the result, nothing typed."""
    page, walk = phone, find_form_page(shipped_site).as_uri()
    page.clock.install(time="2026-11-03T09:00:00")
    begin_audit(page, walk)
    page.goto("about:blank")
    page.clock.fast_forward("24:00:00")
    taps, scrolled = 1, 0  # the link on the home page

    def tap(target: Locator) -> None:
        nonlocal taps, scrolled
        scrolled += target.evaluate(TO_SCROLL)
        taps += 1
        box = target.bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    page.goto(f"{walk}#begin")
    page.locator("[data-hb-fill]:visible").wait_for()
    for standard in list_standards(page):
        wait_until_saved(page)  # a write that two minutes pass over would be one that failed
        page.clock.fast_forward("02:00")
        tap(find_question(page, standard).locator(".hb-pick").first)
        page.locator(f"[data-hb-standard={standard}][data-hb-state=met]").wait_for()
    tap(page.locator("[data-hb-finish]"))
    page.locator("#result:focus").wait_for()
    record = read_record(page)
    download = page.locator("[data-hb-result-actions] [data-hb-download]")

    assert record["state"] == "finished"
    assert {answer["answer"] for answer in record["answers"].values()} == {"met"}
    assert taps <= 11
    assert scrolled <= 4152 / 2  # measured before, in the same way
    assert download.evaluate("button => button.getBoundingClientRect().bottom") < 844


@pytest.fixture
def phone(chromium: Any) -> Any:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, offline=True
    )
    yield context.new_page()
    context.close()


def test_times_have_their_days_when_it_ran_over_midnight(audit_page: Page, walk: str) -> None:
    """Begun on Monday afternoon, finished on Wednesday morning."""
    audit_page.clock.install(time="2026-11-02T15:00:00")
    begin_audit(audit_page, walk)
    audit_page.clock.fast_forward("43:00:00")
    finish_audit(audit_page)
    facts = audit_page.locator(".hb-report-facts").inner_text()

    assert "2 November 2026, 15:00 to 4 November 2026, 10:00" in facts


# The next audit


def test_the_next_audit_shows_what_was_found_and_asks_about_what_was_agreed(
    audit_page: Page, walk: str
) -> None:
    """Done, given up with a reason, or a new day: each is an event, and the last one stands."""
    audit_page.clock.install(time="2026-11-03T09:00:00")
    asked = fill_walk(audit_page, walk, 0, 1, 2)
    for standard in asked[:3]:
        find_question(audit_page, standard).get_by_role("button", name="Agree this").click()
    finish_audit(audit_page)
    wait_until_saved(audit_page)
    audit_page.goto("about:blank")
    audit_page.clock.fast_forward("24:00:00")
    begin_audit(audit_page, walk)
    boxes = [audit_page.locator(f"[data-hb-earlier={standard}]") for standard in asked[:3]]
    boxes[0].wait_for()

    assert "it fell short: No" in boxes[0].inner_text()
    assert "Agreed on" in boxes[0].inner_text()
    assert audit_page.locator(f"[data-hb-earlier={asked[3]}]").is_hidden()
    boxes[0].get_by_role("button", name="Yes, done").click()
    boxes[1].get_by_role("button", name="Given up").click()
    boxes[1].get_by_label("Why it is given up").fill("The shelf is gone.")
    boxes[1].get_by_role("button", name="Give it up").click()
    boxes[2].get_by_role("button", name="Not yet").click()
    boxes[2].get_by_label("By when, then").fill("2027-03-01")
    boxes[2].get_by_role("button", name="Keep the new day").click()
    boxes[2].get_by_text("Not yet; it has a new day.").wait_for()
    told = {event["event"]: event for event in list_events(audit_page)}

    assert sorted(told) == ["done", "given_up", "moved"]
    assert told["done"]["action"] == "1"
    assert told["given_up"]["why"] == "The shelf is gone."
    assert told["moved"]["until"] == "2027-03-01"
    audit_page.reload()
    boxes[2].wait_for()
    assert "by 1 March 2027 (moved)" in boxes[2].inner_text()
    assert "Agreed on" not in boxes[0].inner_text()


# The result


def test_a_finding_is_agreed_and_answered_on_the_result(audit_page: Page, walk: str) -> None:
    """An action there is an event of the audit; accepting and challenging say who and why."""
    asked = fill_walk(audit_page, walk, 0)
    finish_audit(audit_page)
    finding = audit_page.locator(f"[data-hb-finding={asked[0]}]")
    finding.get_by_role("button", name="Agree an action").click()
    finding.get_by_label("Who", exact=True).fill("Ben")
    finding.get_by_role("button", name="Agree this").click()
    finding.get_by_text("Agreed:").wait_for()
    finding.get_by_role("button", name="Challenge for").click()
    finding.get_by_label("Why you see it differently").fill("It was delivery hour.")
    finding.get_by_label("Your name").last.fill("Mia")
    finding.get_by_role("button", name="Challenge this finding").click()
    finding.locator(".hb-opinion").wait_for()
    agreed, challenged = sorted(list_events(audit_page), key=lambda event: str(event["event"]))

    assert (agreed["event"], agreed["who"], agreed["standard"]) == ("agreed", "Ben", asked[0])
    assert (challenged["event"], challenged["by"]) == ("challenged", "Mia")
    assert "by Mia: It was delivery hour." in finding.locator(".hb-opinion").inner_text()
    assert "Ben" in audit_page.locator(".hb-agreed").inner_text()
    record, *events = json.loads(download_file(audit_page, "download"))
    AuditRecord.model_validate_json(json.dumps(record))
    assert sorted(event["event"] for event in events) == ["agreed", "challenged"]


def test_a_finding_is_challenged_within_the_days_that_the_company_sets(
    audit_page: Page, walk: str
) -> None:
    """On the last day it can be, on the day after no more; accepting it is always possible."""
    audit_page.clock.install(time="2026-11-03T09:00:00")
    asked = fill_walk(audit_page, walk, 0)
    finish_audit(audit_page)
    wait_until_saved(audit_page)
    days = audit_page.evaluate("Handbook.audit.page.data.challenge.days")
    finding = audit_page.locator(f"[data-hb-finding={asked[0]}]")
    audit_page.clock.fast_forward(days * 24 * 3600 * 1000)
    audit_page.reload()
    finding.get_by_role("button", name="Challenge for").wait_for()
    audit_page.clock.fast_forward(24 * 3600 * 1000)
    audit_page.reload()
    finding.get_by_role("button", name="Accept for").wait_for()

    assert finding.get_by_role("button", name="Challenge for").count() == 0
    assert "It could be challenged until" in finding.inner_text()


def test_what_customers_said_stands_beside_the_verdict(audit_page: Page, walk: str) -> None:
    """Three numbers, in the words of the terminal; numbers that cannot be are refused."""
    fill_walk(audit_page, walk)
    finish_audit(audit_page)
    block = audit_page.locator(".hb-customers")
    block.get_by_role("button", name="Add what customers said").click()
    for label, number in (("Customers asked", "60"), ("Of them answered", "52")):
        block.get_by_label(label).fill(number)
    block.get_by_label("Said we did what we said").fill("53")
    block.get_by_role("button", name="Keep these numbers").click()
    block.get_by_text("No more can have answered").wait_for()
    block.get_by_label("Said we did what we said").fill("37")
    block.get_by_role("button", name="Keep these numbers").click()
    block.get_by_text("Count again").wait_for()
    (event,) = list_events(audit_page)

    assert (event["event"], event["asked"], event["answered"], event["kept"]) == (
        "heard",
        60,
        52,
        37,
    )
    assert describe_answers(CustomerAnswers(60, 52, 37)) in block.inner_text()


def start_correction(page: Page) -> None:
    page.locator("[data-hb-correct]").click()
    form = page.locator("[data-hb-correction]")
    form.locator("[name=why]").fill("Counted again")
    form.locator("[name=by]").fill("Mia")
    form.get_by_role("button", name="Begin the correction").click()
    page.locator("[data-hb-fill]:visible").wait_for()


def test_a_correction_is_a_new_version_and_the_older_one_stays_readable(
    audit_page: Page, walk: str
) -> None:
    """It names who, why and what; its digest is Python's, and what was changed is counted."""
    asked = fill_walk(audit_page, walk, 0)
    finish_audit(audit_page)
    before = AuditRecord.model_validate_json(json.dumps(read_record(audit_page)))
    start_correction(audit_page)
    assert read_record(audit_page)["state"] == "draft"
    answer_question(audit_page, asked[0], "yes")
    finish_audit(audit_page)
    wait_until_saved(audit_page)
    after = AuditRecord.model_validate_json(json.dumps(read_record(audit_page)))

    assert (after.id, after.revision, after.state) == (before.id, 2, "finished")
    assert after.replaces == digest_record(before)
    assert after.changed_after_result == 1
    (change,) = after.changes
    assert (change.revision, change.by, change.why) == (2, "Mia", "Counted again")
    assert change.what == (asked[0],)
    versions = audit_page.locator("[data-hb-revisions]")
    versions.get_by_text("Earlier versions").wait_for()
    assert (
        "1 answer was changed after the result was seen."
        in audit_page.locator("[data-hb-version]").inner_text()
    )
    versions.get_by_role("link").click()
    audit_page.get_by_text("This is an earlier version.").wait_for()
    assert AuditRecord.model_validate_json(json.dumps(read_record(audit_page))) == before
    assert audit_page.locator("[data-hb-correct]").is_hidden()


def test_a_correction_can_be_left(audit_page: Page, walk: str) -> None:
    """The audit is what it was, and nothing of the correction stays behind."""
    asked = fill_walk(audit_page, walk, 0)
    finish_audit(audit_page)
    wait_until_saved(audit_page)
    before = read_record(audit_page)
    start_correction(audit_page)
    answer_question(audit_page, asked[1], "no")
    audit_page.get_by_role("button", name="Leave it as it was").click()
    audit_page.locator("[data-hb-report] h3").first.wait_for()

    assert read_record(audit_page) == before
    stored = audit_page.evaluate("() => Handbook.audit.draftStore.listDrafts()")
    assert [(one["id"], one["state"]) for one in stored] == [(before["id"], "finished")]


# Twice in one period


def test_a_second_audit_of_a_period_is_shown_and_asked_about(audit_page: Page, walk: str) -> None:
    """Said before it begins and asked before it is finished; a replacement needs a reason."""
    audit_page.clock.install(time="2026-11-03T09:00:00")
    fill_walk(audit_page, walk)
    finish_audit(audit_page)
    wait_until_saved(audit_page)
    audit_page.clock.fast_forward("02:00:00")
    first = read_record(audit_page)["id"]
    audit_page.goto("about:blank")
    audit_page.goto(walk)
    said = audit_page.locator("[data-hb-twice-begin]:visible")
    said.wait_for()
    assert "There is an audit of this period" in said.inner_text()
    audit_page.goto("about:blank")
    fill_walk(audit_page, walk)
    audit_page.locator("[data-hb-finish]").click()
    audit_page.locator("#before:focus").wait_for()
    box = audit_page.locator("[data-hb-twice-before]")
    box.get_by_text("It replaces the first").click()
    audit_page.locator("[data-hb-finish-anyway]").click()
    box.get_by_text("A replacement needs a reason.").wait_for()
    box.locator("[name=why_twice]").fill("The first was of another site.")
    audit_page.locator("[data-hb-finish-anyway]").click()
    audit_page.locator("#result:focus").wait_for()
    (event,) = list_events(audit_page)

    assert (event["event"], event["count_as"], event["of"]) == ("counted_as", "replacement", first)
    assert event["audit"] == read_record(audit_page)["id"]
    decided = audit_page.locator("[data-hb-twice-result]")
    decided.get_by_text("It counts instead of the first").wait_for()


# Seals


def test_a_seal_holds_in_python_and_names_what_was_changed(
    audit_page: Page, walk: str, shipped_site: Path
) -> None:
    """The signature is that of the key that is downloaded, over the digest of the record.

    The list of the device can be filtered by it.
    """
    fill_walk(audit_page, walk)
    finish_audit(audit_page)
    seal = audit_page.locator("[data-hb-seal]")
    seal.get_by_role("button", name="Seal", exact=True).click()
    seal.get_by_text("Nothing was changed since.").wait_for()
    (event,) = list_events(audit_page)
    record = AuditRecord.model_validate_json(json.dumps(read_record(audit_page)))
    with audit_page.expect_download() as download:
        seal.get_by_role("button", name="Download the public key").click()
    key = json.loads(download.value.path().read_text("utf-8"))
    raw = base64.b64decode(key["key"])
    unsigned = {name: value for name, value in event.items() if name != "signature"}

    assert event["digest"] == digest_record(record)
    assert event["key"] == key["name"] == hashlib.sha256(raw).hexdigest()[:16]
    Ed25519PublicKey.from_public_bytes(raw).verify(
        base64.b64decode(event["signature"]), encode_canonical(unsigned)
    )
    audit_page.evaluate(
        """() => {
            Handbook.audit.formState.state.draft.auditor = "Somebody else";
            return Handbook.audit.formSaving.saveDraft();
        }"""
    )
    audit_page.reload()
    seal.get_by_text("This audit was changed after it was sealed.").wait_for()
    audit_page.goto(find_device_page(shipped_site))
    choice = audit_page.locator("[data-hb-rows-by=state] option", has_text="Sealed and changed")
    choice.wait_for(state="attached")


def test_a_browser_without_ed25519_says_so_once(audit_page: Page, walk: str) -> None:
    """And offers no seal any more."""
    fill_walk(audit_page, walk)
    audit_page.evaluate("() => { crypto.subtle.generateKey = () => Promise.reject(new Error()); }")
    finish_audit(audit_page)
    seal = audit_page.locator("[data-hb-seal]")
    seal.get_by_role("button", name="Seal", exact=True).click()
    seal.get_by_text("This browser cannot seal an audit; a newer one can.").wait_for()
    wait_until_saved(audit_page)
    audit_page.reload()
    audit_page.locator("[data-hb-revisions]").wait_for(state="attached")
    audit_page.locator("[data-hb-report] h3").first.wait_for()
    assert seal.inner_text() == ""


# Counts taken over


def test_the_quarter_takes_over_counts_of_the_months(
    audit_page: Page, bare_site: Path, write_months: Callable[[Page, str], None]
) -> None:
    """Question by question, on a click; the record names the audits until the answer is typed anew."""
    begin_audit(audit_page, find_form_page(bare_site, FULL).as_uri())
    fill_head(audit_page, first="2026-07-01", last="2026-09-30")
    standard = next(i.standard for i in read_form(audit_page).items if i.answer == "count")
    write_months(audit_page, standard)
    question = find_question(audit_page, standard)
    question.get_by_role("button", name="Take this over").click()
    wait_until_saved(audit_page)
    record = read_record(audit_page)

    assert record["answers"][standard] == {"answer": "count", "k": 35, "n": 40, "cases": 90}
    assert record["taken_over"] == {standard: ["a-1", "a-2"]}
    assert "Taken over from 2 audits: a-1, a-2." in question.inner_text()
    AuditRecord.model_validate_json(json.dumps(record))
    question.locator("[data-hb-box=k]").fill("34")
    assert "taken_over" not in read_record(audit_page)


@pytest.fixture
def write_months() -> Callable[[Page, str], None]:
    """Return what puts three months' sheets on the device: two of the quarter, and one before it."""

    def write(page: Page, standard: str) -> None:
        site = read_record(page)["site"]
        for reference, month, k in (("a-0", "06", "20"), ("a-1", "07", "17"), ("a-2", "08", "18")):
            draft = {
                "key": reference, "id": reference, "revision": 0, "state": "finished", "site": site,
                "name": reference, "form": "0" * 64, "checklist": MONTH, "auditor": "Ada",
                "date": f"2026-{month}-30", "start": "09:00", "end": "10:00", "actions": [],
                "first": f"2026-{month}-01", "last": f"2026-{month}-28",
                "written": {standard: {"k": k, "n": "20", "cases": "45"}},
            }  # fmt: skip
            page.evaluate("draft => Handbook.audit.draftStore.writeDraft(draft, [], [])", draft)
        page.evaluate("() => Handbook.audit.formBefore.showAll()")

    return write

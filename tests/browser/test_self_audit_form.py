"""Self-audits in the browser: from the first answer to the report."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from playwright.sync_api import Page

from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.audit.wording.result_wording import (
    describe_grade,
    describe_headline,
    describe_headline_in_list,
    describe_verdict,
    list_details,
)
from cx_handbook.labels import describe_promises
from support.audit_pages import (
    FULL,
    MONTH,
    answer_question,
    begin_audit,
    download_file,
    fill_head,
    find_form_page,
    finish_anyway,
    finish_audit,
    list_standards,
    read_form,
    read_record,
    wait_until_saved,
    write_canonical,
)


def answer_all(page: Page, value: str = "yes") -> None:
    """Answer every question of the page in the same way, and name the month."""
    for standard in list_standards(page):
        answer_question(page, standard, value)
    fill_head(page, first="2026-10-01", last="2026-10-31")


# What a checklist with show_grade puts into its page.
SHOW_GRADE = """document.addEventListener("DOMContentLoaded", () => {
    if (window.Handbook) {
        Handbook.audit.page.data.showGrade = true;
    }
}, { once: true })"""


def ask_before_finishing(page: Page) -> str:
    """Press *Finish* and return what is asked; nothing when the audit is finished at once."""
    page.locator("[data-hb-finish]").click()
    page.locator("#before:focus, #result:focus").wait_for()
    box = page.locator("[data-hb-before]")
    return box.inner_text() if box.is_visible() else ""


def test_the_record_scores_in_python_as_the_page_shows(
    audit_page: Page, shipped_site: Path
) -> None:
    """What is downloaded is a record and nothing else, and its grade, span and verdict are the page's,
    also while it is filled in where the checklist shows them."""
    audit_page.add_init_script(SHOW_GRADE)
    begin_audit(audit_page, find_form_page(shipped_site, FULL).as_uri())
    form = read_form(audit_page)
    for place, standard in enumerate(list_standards(audit_page)):
        answer_question(audit_page, standard, "no" if place in (9, 31) else "yes")
    fill_head(audit_page, first="2026-10-01", last="2026-10-31")
    live = audit_page.locator("[data-hb-live-score]").inner_text()
    finish_audit(audit_page)
    content = download_file(audit_page, "download")
    record = AuditRecord.model_validate_json(content)
    result = score_answers(form, record.answers)
    report = audit_page.locator("[data-hb-report]").inner_text()
    audit_page.evaluate(
        "() => { window.prints = 0; window.print = () => { window.prints += 1; }; }"
    )
    audit_page.locator("[data-hb-print]:visible").click()

    assert audit_page.evaluate("prints") == 1
    assert record.form == form.fingerprint
    assert content.decode() == write_canonical(record) + "\n"
    assert result.points is not None
    assert describe_grade(result) in live
    assert describe_grade(result) in report
    assert result.promises
    promises = describe_promises(result.promises, result.rules)
    for line in (describe_headline_in_list(form, result), promises, describe_verdict(result)):
        assert line in live
    lines = [describe_headline(form, result) or describe_verdict(result), promises]
    for line in (*lines, *list_details(form, result)):
        assert line in report
    assert [f.item.standard for f in result.findings] == [
        text.split()[0] for text in audit_page.locator(".hb-finding .hb-do").all_inner_texts()
    ]
    assert record.end is not None
    rows = list(csv.reader(io.StringIO(download_file(audit_page, "csv").decode("utf-8-sig"))))
    assert len(rows) == 1 + len(form.items)


def test_unanswered_questions_are_shown_before_finishing(audit_page: Page, bare_site: Path) -> None:
    """Each is a link to its question, and *not applicable* without a reason is among them."""
    begin_audit(audit_page, find_form_page(bare_site, FULL).as_uri())
    asked = list_standards(audit_page)
    may = audit_page.locator("[data-hb-standard]:has([data-hb-box=mark][value=na])").first
    na = may.get_attribute("data-hb-standard")
    assert na is not None
    for standard in asked[:-1]:
        answer_question(audit_page, standard)
    may.locator("[data-hb-box=mark][value=na]").check()
    ask_before_finishing(audit_page)
    gaps = audit_page.locator(".hb-gap-list a")

    assert sorted(text.split()[0] for text in gaps.all_inner_texts()) == sorted({na, asked[-1]})
    assert "N/A needs a reason in the note" in may.locator("[data-hb-remark]").inner_text()

    gaps.first.click()
    may.locator("textarea").fill("None in this period")
    assert may.locator("[data-hb-remark]").inner_text() == ""
    ask_before_finishing(audit_page)
    assert [text.split()[0] for text in gaps.all_inner_texts()] == [asked[-1]]
    finish_anyway(audit_page)
    report = audit_page.locator("[data-hb-report]").inner_text()
    assert "Provisional. At worst:" in report
    assert f"1 of {len(asked)} not applicable" in report


def test_an_answer_that_cannot_be_is_said_beside_its_question(
    audit_page: Page, bare_site: Path
) -> None:
    """18 of 17 cannot be; what was typed stays, and goes into the record."""
    begin_audit(audit_page, find_form_page(bare_site, FULL).as_uri())
    asked = audit_page.locator("[data-hb-standard]:has([data-hb-box=k])").first
    asked.locator("[data-hb-box=k]").fill("18")
    asked.locator("[data-hb-box=n]").fill("17")

    assert asked.locator("[data-hb-remark]").inner_text() == (
        "18 of 17 cannot be; it counts as unanswered."
    )
    asked.locator("[data-hb-box=n]").fill("a few")
    standard = asked.get_attribute("data-hb-standard")
    assert read_record(audit_page)["answers"] == {standard: {"unread": "18 of a few"}}


def test_an_audit_needs_no_mouse(audit_page: Page, shipped_site: Path) -> None:
    """Tab, arrows, space and Enter lead from the beginning to the report."""
    audit_page.goto(find_form_page(shipped_site).as_uri())
    audit_page.locator("[data-hb-begin] select").focus()
    audit_page.keyboard.press("ArrowDown")
    audit_page.keyboard.press("Tab")
    audit_page.keyboard.type("Ada")
    audit_page.keyboard.press("Enter")
    audit_page.locator("#about:focus").wait_for()
    total = len(list_standards(audit_page))
    for _ in range(600):
        if audit_page.locator("[data-hb-state=unanswered]").count() == 0:
            break
        audit_page.keyboard.press("Tab")
        focus: dict[str, str] = audit_page.evaluate(
            "() => ({type: document.activeElement.type || '', box: document.activeElement.dataset.hbBox"
            " || '', state: (document.activeElement.closest('[data-hb-standard]') || {dataset: {}})"
            ".dataset.hbState || ''})"
        )
        if focus["state"] == "unanswered" and focus["type"] == "radio":
            audit_page.keyboard.press("Space")
        elif focus["box"] in ("k", "n"):
            audit_page.keyboard.type("20")
    assert audit_page.locator("[data-hb-count]").inner_text() == f"{total} of {total} answered"
    audit_page.locator("[data-hb-finish]").focus()
    audit_page.keyboard.press("Enter")
    # It took seconds, which is asked about; the next button finishes all the same.
    audit_page.locator("#before:focus").wait_for()
    audit_page.keyboard.press("Tab")
    audit_page.keyboard.press("Enter")
    audit_page.locator("#result:focus").wait_for()


def test_next_unanswered_leads_on_from_where_one_is(audit_page: Page, bare_site: Path) -> None:
    """It skips what is answered, and begins again at the top after the last."""
    begin_audit(audit_page, find_form_page(bare_site).as_uri())
    asked = list_standards(audit_page)
    answer_question(audit_page, asked[1])
    seen = []
    for _ in range(len(asked)):
        audit_page.locator("[data-hb-next]").click()
        seen.append(
            audit_page.evaluate(
                "document.activeElement.closest('[data-hb-standard]').dataset.hbStandard"
            )
        )

    assert seen == [asked[0], *asked[2:], asked[0]]


def test_an_audit_of_a_minute_is_asked_about_in_kind_words(
    audit_page: Page, bare_site: Path
) -> None:
    """Filled in within seconds, it is asked about; going on or finishing is the auditor's choice."""
    begin_audit(audit_page, find_form_page(bare_site, MONTH).as_uri())
    minutes = read_form(audit_page).minutes
    answer_all(audit_page)
    asked = ask_before_finishing(audit_page)

    assert "Please look at this once more. It costs no points." in asked
    assert f"You filled this in within 1 min; we allow {minutes}." in asked
    assert "It took" not in asked  # the clock would say the same again
    finish_anyway(audit_page)
    report = audit_page.locator("[data-hb-report]").inner_text()
    assert "You filled this in" not in report


def test_only_time_with_changes_counts_as_worked(audit_page: Page, bare_site: Path) -> None:
    """An hour that the tablet lay about counts as five minutes; more work is enough."""
    audit_page.clock.install(time="2026-11-03T09:00:00")
    begin_audit(audit_page, find_form_page(bare_site, MONTH).as_uri())
    audit_page.clock.fast_forward("01:00:00")
    answer_all(audit_page)
    assert "You filled this in within 5 min" in ask_before_finishing(audit_page)
    audit_page.locator("[data-hb-back]").click()
    for standard in list_standards(audit_page)[:3]:
        audit_page.clock.fast_forward("04:00")
        answer_question(audit_page, standard)

    assert "You filled this in" not in ask_before_finishing(audit_page)


def test_dates_are_asked_about_and_keep_the_result_provisional(
    audit_page: Page, bare_site: Path
) -> None:
    """A day to come and a period turned round are asked about before, and in the report."""
    begin_audit(audit_page, find_form_page(bare_site, MONTH).as_uri())
    answer_all(audit_page)
    fill_head(audit_page, date="2031-01-01", last="2026-09-01")
    asked = ask_before_finishing(audit_page)

    for sentence in (
        "The date 2031-01-01 is still to come. Which day was it?",
        "The first day lies after the last. Did they change places?",
    ):
        assert sentence in asked
    finish_anyway(audit_page)
    report = audit_page.locator("[data-hb-report]").inner_text()
    assert "To clear up" in report
    assert "The first day lies after the last." in report
    assert "Provisional: no blank, but a sample or a date keeps it open." in report


def test_the_same_answers_as_last_time_are_asked_about(audit_page: Page, bare_site: Path) -> None:
    """The last audit of the site on this device, on the same form, is what they are compared with."""
    address = find_form_page(bare_site, FULL).as_uri()
    for value in ("no", "no"):
        begin_audit(audit_page, address)
        answer_all(audit_page, value)
        asked = ask_before_finishing(audit_page)
        finish_anyway(audit_page)
        wait_until_saved(audit_page)
        audit_page.goto("about:blank")

    assert "answers are the same as last time." in asked


def test_too_close_to_call_is_the_headline(audit_page: Page, bare_site: Path) -> None:
    """It stands above the verdict, says which limit, and how many cases would settle it."""
    audit_page.add_init_script(SHOW_GRADE)
    begin_audit(audit_page, find_form_page(bare_site, MONTH).as_uri())
    answer_all(audit_page)
    form = read_form(audit_page)
    promises = [item for item in form.items if item.factor == "compliance" and not item.critical]
    for item in promises:
        asked = audit_page.locator(f"[data-hb-standard='{item.standard}']")
        asked.locator("[data-hb-box=k]").fill(str(round((item.sample or 0) * 0.85)))
        asked.locator("[data-hb-box=n]").fill(str(item.sample))
    live = audit_page.locator("[data-hb-live-score]").inner_text()
    finish_audit(audit_page)
    box = audit_page.locator(".hb-outcome").inner_text().splitlines()
    lines = [line for line in box if line]

    assert live.split(" · ")[1].startswith("Too close to call: ")
    assert "the gate" in live
    assert lines[0] == "Too close to call"
    assert any(line.startswith("Had every case been looked at, compliance") for line in lines)
    assert any("in all would settle it" in line or "cannot be settled" in line for line in lines)


def test_with_too_little_answered_there_is_no_grade(audit_page: Page, bare_site: Path) -> None:
    """The headline says so, and below it stands how much is answered and how much it takes."""
    begin_audit(audit_page, find_form_page(bare_site, MONTH).as_uri())
    for standard in list_standards(audit_page)[:4]:
        answer_question(audit_page, standard)
    finish_audit(audit_page)
    box = audit_page.locator(".hb-outcome").inner_text()

    assert box.startswith("Too little answered")
    assert "No grade yet" in box
    assert "a grade needs 80%" in box
    assert "Promises open: " in box


def test_what_a_small_sample_keeps_open_has_no_worst_and_best(
    audit_page: Page, bare_site: Path
) -> None:
    """Nothing is blank, so both would be the same sentence."""
    begin_audit(audit_page, find_form_page(bare_site, MONTH).as_uri())
    for standard in list_standards(audit_page):
        answer_question(audit_page, standard)
    small = audit_page.locator("fieldset[data-hb-standard]:has([data-hb-box=k])").first
    for box in ("k", "n"):
        small.locator(f"[data-hb-box={box}]").fill("5")
    wait_until_saved(audit_page)
    finish_audit(audit_page)
    said = audit_page.locator(".hb-outcome").inner_text()

    assert "Provisional: no blank, but a sample or a date keeps it open." in said
    assert "At worst" not in said

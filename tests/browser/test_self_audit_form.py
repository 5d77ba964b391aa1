"""Self-audits in the browser: from the first answer to the report."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from playwright.sync_api import Page

from cx_handbook.audit.record import AuditRecord
from cx_handbook.audit.result import format_points
from cx_handbook.audit.scoring import score_answers
from support.audit_pages import (
    FULL,
    answer_question,
    begin_audit,
    download_file,
    find_form_page,
    finish_audit,
    list_standards,
    read_form,
    read_record,
    wait_until_saved,
    write_canonical,
)


def test_the_record_scores_in_python_as_the_page_shows(
    audit_page: Page, shipped_site: Path
) -> None:
    """What is downloaded is a record and nothing else, and its grade, span and verdict are the page's."""
    begin_audit(audit_page, find_form_page(shipped_site, FULL).as_uri())
    form = read_form(audit_page)
    for place, standard in enumerate(list_standards(audit_page)):
        answer_question(audit_page, standard, "no" if place in (9, 31) else "yes")
    audit_page.fill("[data-hb-fill] [name=first]", "2026-10-01")
    audit_page.fill("[data-hb-fill] [name=last]", "2026-10-31")
    live = audit_page.locator("[data-hb-live-score]").inner_text()
    finish_audit(audit_page)
    content = download_file(audit_page, "download")
    record = AuditRecord.model_validate_json(content)
    result = score_answers(form, record.answers)
    report = audit_page.locator("[data-hb-report]").inner_text()

    assert record.form == form.fingerprint
    assert content.decode() == write_canonical(record) + "\n"
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
        text.split()[0] for text in audit_page.locator(".hb-finding .hb-do").all_inner_texts()
    ]
    assert record.end is not None
    rows = list(csv.reader(io.StringIO(download_file(audit_page, "csv").decode("utf-8-sig"))))
    assert len(rows) == 1 + len(form.items)


def test_unanswered_questions_are_shown_before_finishing(
    audit_page: Page, shipped_site: Path
) -> None:
    """Each is a link to its question, and *not applicable* without a reason is among them."""
    begin_audit(audit_page, find_form_page(shipped_site, FULL).as_uri())
    asked = list_standards(audit_page)
    may = audit_page.locator("[data-hb-standard]:has([data-hb-box=mark][value=na])").first
    na = may.get_attribute("data-hb-standard")
    assert na is not None
    for standard in asked[:-1]:
        answer_question(audit_page, standard)
    may.locator("[data-hb-box=mark][value=na]").check()
    audit_page.locator("[data-hb-finish]").click()
    gaps = audit_page.locator(".hb-gap-list a")

    assert sorted(text.split()[0] for text in gaps.all_inner_texts()) == sorted({na, asked[-1]})
    assert "N/A needs a reason in the note" in may.locator("[data-hb-remark]").inner_text()

    gaps.first.click()
    may.locator("textarea").fill("None in this period")
    assert may.locator("[data-hb-remark]").inner_text() == ""
    audit_page.locator("[data-hb-finish]").click()
    assert [text.split()[0] for text in gaps.all_inner_texts()] == [asked[-1]]
    audit_page.locator("[data-hb-finish-anyway]").click()
    report = audit_page.locator("[data-hb-report]").inner_text()
    assert "Provisional. At worst:" in report
    assert f"1 of {len(asked)} not applicable" in report


def test_an_answer_that_cannot_be_is_said_beside_its_question(
    audit_page: Page, shipped_site: Path
) -> None:
    """18 of 17 cannot be; what was typed stays, and goes into the record."""
    begin_audit(audit_page, find_form_page(shipped_site, FULL).as_uri())
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
    audit_page.locator("#result:focus").wait_for()


def test_a_finished_audit_can_be_reopened(audit_page: Page, shipped_site: Path) -> None:
    """The answers are still there, and a reload shows the report only while it is finished."""
    begin_audit(audit_page, find_form_page(shipped_site).as_uri())
    answer_question(audit_page, list_standards(audit_page)[0])
    finish_audit(audit_page)
    wait_until_saved(audit_page)
    audit_page.reload()
    audit_page.locator("[data-hb-report] h3").first.wait_for()
    audit_page.locator("[data-hb-reopen]").click()

    assert audit_page.locator("[data-hb-fill]").is_visible()
    assert audit_page.locator("[data-hb-count]").inner_text().startswith("1 of")


def test_next_unanswered_leads_on_from_where_one_is(audit_page: Page, shipped_site: Path) -> None:
    """It skips what is answered, and begins again at the top after the last."""
    begin_audit(audit_page, find_form_page(shipped_site).as_uri())
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

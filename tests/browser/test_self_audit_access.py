"""Self-audits in the browser are for everybody: axe, both schemes, thumbs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from support.audit_pages import (
    FULL,
    WALK,
    answer_question,
    begin_audit,
    find_device_page,
    find_form_page,
    finish_anyway,
    finish_audit,
    list_standards,
    wait_until_saved,
)
from support.axe import COLOURS, use_scheme, violations


def test_filling_in_is_accessible(audit_page: Page, shipped_site: Path) -> None:
    """axe-core finds nothing while filling in, in the report, and in the list of audits."""
    begin_audit(audit_page, find_form_page(shipped_site).as_uri())
    answer_question(audit_page, list_standards(audit_page)[0], "no")
    audit_page.locator("[data-hb-act]").first.evaluate(
        "button => button.closest('details').open = true"
    )
    audit_page.locator("[data-hb-act]").first.click()
    wait_until_saved(audit_page)
    assert find_violations(audit_page) == []
    audit_page.locator("[data-hb-finish]").click()
    assert find_violations(audit_page) == []
    finish_anyway(audit_page)
    wait_until_saved(audit_page)
    assert find_violations(audit_page) == []
    audit_page.goto(find_device_page(shipped_site))
    audit_page.locator("[data-hb-key]").wait_for()
    assert find_violations(audit_page) == []
    audit_page.set_viewport_size({"width": 390, "height": 900})
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert audit_page.evaluate(wide) == 0


def test_the_next_audit_and_what_it_leads_to_are_accessible(
    audit_page: Page, shipped_site: Path
) -> None:
    """What was agreed last time, a second audit, a finding's forms, a correction: axe, on a phone."""
    audit_page.set_viewport_size({"width": 390, "height": 900})
    audit_page.clock.install(time="2026-11-03T09:00:00")
    address = find_form_page(shipped_site).as_uri()
    begin_audit(audit_page, address)
    first = list_standards(audit_page)[0]
    answer_question(audit_page, first, "no")
    audit_page.locator("[data-hb-agree]:visible").click()
    finish_audit(audit_page)
    wait_until_saved(audit_page)
    audit_page.goto("about:blank")
    audit_page.clock.fast_forward("01:00:00")
    begin_audit(audit_page, address)
    answer_question(audit_page, first, "no")
    audit_page.locator("[data-hb-open-action]").get_by_role("button", name="Not yet").click()
    assert find_violations(audit_page) == []
    audit_page.locator("[data-hb-finish]").click()
    audit_page.locator(".hb-twice:visible").wait_for()
    assert find_violations(audit_page) == []
    audit_page.locator("[data-hb-finish-anyway]").click()
    audit_page.locator("#result:focus").wait_for()
    audit_page.locator("[data-hb-finding] button").nth(1).click()
    audit_page.locator("[data-hb-correct]").click()
    assert find_violations(audit_page) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert audit_page.evaluate(wide) == 0
    audit_page.locator("[data-hb-correction] [name=why]").fill("Counted again")
    audit_page.get_by_role("button", name="Begin the correction").click()
    audit_page.locator("[data-hb-correcting]:visible").wait_for()
    assert find_violations(audit_page) == []


def test_states_of_questions_differ_in_forced_colours(audit_page: Page, shipped_site: Path) -> None:
    """Where the system sets the colours, words and borders still tell them apart."""
    audit_page.emulate_media(forced_colors="active")
    begin_audit(audit_page, find_form_page(shipped_site).as_uri())
    short, met, *_ = list_standards(audit_page)
    answer_question(audit_page, short, "no")
    answer_question(audit_page, met, "yes")
    questions = [audit_page.locator(f"fieldset[data-hb-standard={one}]") for one in (short, met)]
    borders = [one.evaluate("one => getComputedStyle(one).borderLeftWidth") for one in questions]

    assert borders[0] != borders[1]
    assert "This falls short." in questions[0].inner_text()
    assert "Met" in questions[1].inner_text()


def find_violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds on the page as it stands, in the light and in the dark."""
    page.emulate_media(color_scheme="light")
    said = violations(page)
    use_scheme(page, "dark")
    return said + violations(page, only=COLOURS)


@pytest.mark.parametrize("checklist", [FULL, WALK])
def test_targets_are_big_enough_for_a_thumb(
    audit_page: Page, shipped_site: Path, checklist: str
) -> None:
    """Whatever is tapped while answering is 44 pixels high."""
    audit_page.set_viewport_size({"width": 390, "height": 800})
    begin_audit(audit_page, find_form_page(shipped_site, checklist).as_uri())
    heights = audit_page.locator(
        ".hb-pick, .hb-box input, .hb-ask summary, .hb-bar button, .hb-field input:visible"
    ).evaluate_all("all => all.map(one => one.getBoundingClientRect().height).filter(Boolean)")

    assert min(heights) >= 44

"""Self-audits in the browser are for everybody: axe, both schemes, thumbs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from support.audit_pages import (
    FULL,
    answer_question,
    begin_audit,
    find_device_page,
    find_form_page,
    list_standards,
    wait_until_saved,
)
from support.axe import AXE, COLOURS, use_scheme, violations


@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desktop"])
def test_filling_in_is_accessible(audit_page: Page, shipped_site: Path, width: int) -> None:
    """axe-core finds nothing while filling in, in the report, and in the list of audits."""
    audit_page.set_viewport_size({"width": width, "height": 900})
    audit_page.add_init_script(AXE)
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
    audit_page.locator("[data-hb-finish-anyway]").click()
    wait_until_saved(audit_page)
    assert find_violations(audit_page) == []
    audit_page.goto(find_device_page(shipped_site))
    audit_page.locator("[data-hb-key]").wait_for()
    assert find_violations(audit_page) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert audit_page.evaluate(wide) == 0


def find_violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds on the page as it stands, in the light and in the dark."""
    page.emulate_media(color_scheme="light")
    said = violations(page)
    use_scheme(page, "dark")
    return said + violations(page, only=COLOURS)


def test_targets_are_big_enough_for_a_thumb(audit_page: Page, shipped_site: Path) -> None:
    """Whatever is tapped while answering is 44 pixels high."""
    audit_page.set_viewport_size({"width": 390, "height": 800})
    begin_audit(audit_page, find_form_page(shipped_site, FULL).as_uri())
    heights = audit_page.locator(
        ".hb-pick, .hb-box input, .hb-ask summary, .hb-bar button, .hb-field input:visible"
    ).evaluate_all("all => all.map(one => one.getBoundingClientRect().height).filter(Boolean)")

    assert min(heights) >= 44

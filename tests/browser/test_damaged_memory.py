"""What a browser remembers may come from anybody: it leads nowhere else, and no address stops a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

POLICY = "apologies/late-delivery.html"
# As the page stores it when somebody goes from a situation to a policy.
STORE_WAY = """from => sessionStorage.setItem("handbook-way", JSON.stringify({
    to: location.href.split("#")[0], from, said: "Back",
}))"""


def enter_call(page: Page, site: Path, way: str) -> None:
    """Enter the call view of a policy, with a way back in the browser's memory."""
    page.goto((site / POLICY).as_uri())
    page.evaluate(STORE_WAY, way)
    page.goto("about:blank")
    page.goto(f"{(site / POLICY).as_uri()}#call")
    page.locator("[data-hb-busy]").wait_for()


@pytest.mark.parametrize(
    "way", ["javascript:alert(1)", "data:text/html,x", "https://a.example/", "https://", "file:///"]
)
def test_a_way_back_leads_to_no_other_site(audit_page: Page, bare_site: Path, way: str) -> None:
    """Neither from the visit's storage nor from the entry of the history."""
    enter_call(audit_page, bare_site, way)

    assert audit_page.locator(".hb-call-back").count() == 0
    audit_page.evaluate(
        "way => history.replaceState({ way: { from: way, said: 'Back' } }, '')", way
    )
    audit_page.reload()
    audit_page.locator("[data-hb-busy]").wait_for()
    assert audit_page.locator(".hb-call-back").count() == 0


def test_a_way_back_leads_to_a_page_of_ours(audit_page: Page, bare_site: Path) -> None:
    """Otherwise the test above would hold of nothing."""
    address = (bare_site / "situations/charged-twice.html").as_uri()
    enter_call(audit_page, bare_site, address)

    assert audit_page.locator(".hb-call-back").get_attribute("href") == address


@pytest.mark.parametrize("page", ["before-you-say-no.html", POLICY, "quiz.html"])
def test_an_address_that_is_no_text_stops_no_page(
    audit_page: Page, bare_site: Path, page: str
) -> None:
    """A percent sign that begins no code is an error to the browser's own function."""
    audit_page.goto(f"{(bare_site / page).as_uri()}#%")

    assert audit_page.locator("h1").is_visible()


def test_the_theme_searches_where_the_browser_refuses_to_store(
    audit_page: Page, shipped_site: Path
) -> None:
    """Where cookies are forbidden, even to ask for the storage is an error."""
    audit_page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) {
            Object.defineProperty(window, name, {
                get() { throw new DOMException("forbidden", "SecurityError"); },
            });
        }"""
    )
    audit_page.goto((shipped_site / POLICY).as_uri())
    audit_page.evaluate("Handbook.shell.openTextSearch('charged', { close() {} })")

    audit_page.locator(".md-search-result__item").first.wait_for()

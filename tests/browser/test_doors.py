"""Ways in from other programs: an address that fills the finder, and a panel beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

FIELD = "#hb-finder-input"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return a page as wide as a side panel, without a network."""
    context = chromium.new_context(viewport={"width": 360, "height": 640}, offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("sign", ["#q=", "?q="])
def test_an_address_fills_the_finder_and_forgets_the_words(
    page: Page, small_build: Path, sign: str
) -> None:
    """What a customer said is in the field, and no longer in the address or in the theme's search."""
    page.goto(f"{(small_build / 'site/index.html').as_uri()}{sign}the%20leg%20came%20off")

    expect(page.locator(FIELD)).to_have_value("the leg came off")
    expect(page.locator(".hb-finder-first").first).to_contain_text("The chair came broken")
    assert page.evaluate("location.search + location.hash") == ""
    assert not page.locator("#__search").is_checked()


def test_the_next_words_reach_a_page_that_is_open(page: Page, small_build: Path) -> None:
    """A telephone system opens the same tab again with the next customer's words."""
    page.goto((small_build / "site/index.html").as_uri())
    page.evaluate("location.hash = 'q=the leg came off'")
    expect(page.locator(FIELD)).to_have_value("the leg came off")
    page.evaluate("location.hash = 'q=the shelf is empty'")

    expect(page.locator(FIELD)).to_have_value("the shelf is empty")


def test_only_a_clear_answer_opens_by_itself(page: Page, shipped_site: Path) -> None:
    """With `go` the one page far ahead opens; an urgent one is shown and waits to be chosen."""
    home = (shipped_site / "index.html").as_uri()
    page.goto(f"{home}#q=price%20website%20lower%20yesterday%20difference&go")
    page.wait_for_url("**/situations/web-price-and-shop-price-differ.html")

    page.goto(f"{home}#q=smell%20of%20gas&go")
    expect(page.locator(".hb-finder-first").first).to_contain_text("gas")
    assert page.url == home


def test_a_panel_stays_one_on_the_next_page(page: Page, small_build: Path) -> None:
    """`?panel` puts the finder on top of every page of the tab, and `?panel=off` ends it."""
    home = (small_build / "site/index.html").as_uri()
    page.goto(f"{home}?panel")
    expect(page.locator(".md-header")).to_be_hidden()
    page.goto((small_build / "site/situations/chair-came-broken.html").as_uri())
    expect(page.locator(".md-header")).to_be_hidden()
    page.locator(".hb-panel-find").click()
    expect(page.locator(FIELD)).to_be_focused()

    page.goto(f"{home}?panel=off")
    expect(page.locator(".md-header")).to_be_visible()

"""The home page: on a telephone the lists of what happens now are folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from support.browser import leave_out_theme_script

PHONE, DESKTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
URGENT = ".hb-now .hb-urgent li"
OTHERS = ".hb-now-part li"

Visit = Callable[[ViewportSize, str], Page]


@pytest.fixture
def visit(chromium: Browser, shipped_site: Path) -> Iterator[Visit]:
    """Return what opens the home page on a screen, at a part of it."""
    context = chromium.new_context(offline=True)
    errors: list[str] = []

    def go(screen: ViewportSize, part: str = "") -> Page:
        page = context.new_page()
        leave_out_theme_script(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_viewport_size(screen)
        page.goto((shipped_site / "index.html").as_uri() + part)
        return page

    yield go
    context.close()
    assert errors == []


def count_shown(page: Page, entries: str) -> tuple[int, int]:
    return page.locator(f"{entries}:visible").count(), page.locator(entries).count()


def test_a_phone_folds_all_but_what_comes_first(visit: Visit) -> None:
    """Emergencies are in sight; a section's list opens by its heading, and by keyboard as well."""
    page = visit(PHONE, "")
    shown, urgent = count_shown(page, URGENT)

    assert shown == urgent > 0
    assert count_shown(page, OTHERS)[0] == 0
    page.get_by_role("heading", name="Saying sorry").first.click()
    opened = count_shown(page, OTHERS)[0]
    assert opened > 0
    page.keyboard.press("Tab")
    page.get_by_role("heading", name="Calling back").first.locator("xpath=..").press("Enter")
    assert count_shown(page, OTHERS)[0] > opened


def test_a_part_that_the_address_names_is_open(visit: Visit) -> None:
    """The table of contents leads to a list, and not to a closed one."""
    page = visit(PHONE, "#now-listening")

    assert page.locator("#now-listening").locator("xpath=../..").locator("li:visible").count() > 0


def test_a_wide_screen_and_paper_show_every_list(visit: Visit) -> None:
    """Nothing folds there, and no key stops at a heading that has nothing to open."""
    page = visit(DESKTOP, "")
    shown, all_of_them = count_shown(page, OTHERS)

    assert shown == all_of_them > 0
    page.get_by_role("heading", name="Saying sorry").first.click()
    assert count_shown(page, OTHERS) == (shown, all_of_them)
    assert page.locator(".hb-now-part > summary").first.get_attribute("tabindex") == "-1"
    page.set_viewport_size(PHONE)
    page.wait_for_function("document.querySelector('.hb-now[data-hb-folds]')")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert count_shown(page, OTHERS)[0] == all_of_them

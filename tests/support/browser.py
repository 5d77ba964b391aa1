"""The browser of the tests: the system's Chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from support.project import load_tool

Opener = Callable[..., Page]


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start the system's Chromium or Chrome, where set-up finds it, driven by Playwright."""
    found = load_tool("setup").find_browser()
    assert found, "Chromium is missing: `make test` installs it, or says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def leave_out_theme_script(page: Page) -> Callable[[], None]:
    """Open pages without the theme's own scripts from now on; its styles and our scripts stay.

    The theme's script takes as long as all the rest of a page. The browser itself leaves it out: a
    route through Playwright would ask back for every file. Returns what lets it in again.
    """
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setBlockedURLs", {"urls": ["*/assets/javascripts/*"]})
    return session.detach

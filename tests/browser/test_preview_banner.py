"""The banner of the preview in a browser: it is read on every screen, and holds nothing back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize

from cx_handbook.errors import Problem
from cx_handbook.website.live.banner import BuildOutcome, render_banner
from cx_handbook.website.live.notes import insert_notes
from support.axe import Scheme, use_scheme, violations

WRONG = Problem(
    "policies/practices/the-place-is-tidy.yml", 12, 3, "standards.0.evidence.look_at",
    "there is nothing here", "write: what the auditor looks at",
)  # fmt: skip
MISTAKES = [WRONG._replace(line=line, wrong=f"{WRONG.wrong} ({line})") for line in range(12, 20)]
# What would be lost at the side, and whether the last line of the page can be scrolled out of the banner.
LOST = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
COVERED = """() => {
    scrollTo(0, document.documentElement.scrollHeight);
    const last = document.querySelector("footer").getBoundingClientRect().bottom;
    return last - document.querySelector(".hb-mistakes").getBoundingClientRect().top;
}"""


@pytest.fixture(scope="module")
def preview(chromium: Browser, shipped_site: Path) -> Iterator[Page]:
    """Return a page on a small telephone that is answered as the preview does after a mistake."""
    banner = render_banner(BuildOutcome(tuple(MISTAKES), is_shown=False))

    def answer(route: Route) -> None:
        path = shipped_site / route.request.url.partition(".test/")[2].partition("?")[0]
        if path.suffix == ".html":
            body = insert_notes(path.read_bytes(), banner, "following", "/.preview/events")
            route.fulfill(body=body, content_type="text/html")
        elif path.name == "events":
            news = json.dumps({"reload": False, "progress": "following"})
            route.fulfill(body=f"data: {news}\n\n", content_type="text/event-stream")
        elif path.is_file():
            route.fulfill(path=path)
        else:
            route.fulfill(status=404)

    page = chromium.new_page(viewport=ViewportSize(width=360, height=740))
    page.route("http://handbook.test/**", answer)
    page.goto("http://handbook.test/checklists/index.html")
    yield page
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_banner_can_be_read_on_a_telephone(preview: Page, scheme: Scheme) -> None:
    """File, line and what to write are in sight, axe finds nothing, and no word is cut or covered."""
    use_scheme(preview, scheme)
    first = preview.locator(".hb-mistakes li").first

    assert first.inner_text() == (
        "policies/practices/the-place-is-tidy.yml, line 12\nstandards.0.evidence.look_at: there is "
        "nothing here (12); write: what the auditor looks at"
    )
    assert first.is_visible()
    line = preview.get_by_text("This page is up to date; the rest follows.")
    assert line.is_visible()
    assert violations(preview) == []
    assert preview.evaluate(LOST) == 0
    assert preview.evaluate(COVERED) < 1  # a page is scrolled by whole pixels


def test_the_pages_behind_the_banner_can_be_used(preview: Page) -> None:
    """It folds, stays folded on the next page, and the finder and every link work meanwhile."""
    preview.get_by_text("What is wrong, and what to write").click()
    preview.locator("article a[href$='monthly-check.html']").first.click()
    preview.wait_for_url("**/checklists/monthly-check.html")

    assert preview.locator(".hb-mistakes-title").inner_text().startswith("8 mistakes to put right.")
    assert not preview.locator(".hb-mistakes li").first.is_visible()
    preview.keyboard.press("/")
    preview.locator("dialog.hb-finder").wait_for()

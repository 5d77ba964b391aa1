"""Every kind of page by keyboard alone, in forced colours, and for those whom motion makes ill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from support.axe import AXE, COLOURS, violations
from support.page_kinds import KINDS

STOPS = 60  # of the Tab key that are looked at on one page

# What the Tab key stands on: whether it can be seen, and what shows that it is there.
STOP = """() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    // The theme shows its own switches by the label that follows.
    const at = focused.matches(".md-option, .md-toggle") ? focused.nextElementSibling : focused;
    const box = at.getBoundingClientRect();
    const style = getComputedStyle(at);
    const ring = [at, at.parentElement, ...at.children].some((part) => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
        return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
    });
    return {
        what: at.outerHTML.slice(0, 100),
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
            && style.visibility !== "hidden",
        ring,
    };
}"""
MOVING = """() => document.getAnimations()
    .filter((animation) => animation.playState === "running")
    .map((animation) => animation.effect.target.outerHTML.slice(0, 100))"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return a page without a network."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_the_tab_key_stands_where_it_can_be_seen(page: Page, shipped_site: Path, kind: str) -> None:
    """Each stop of the Tab key is on the screen and has a ring."""
    page.goto((shipped_site / KINDS[kind]).as_uri())
    stops = []
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None:
            break
        stops.append(stop)

    assert stops
    assert [stop["what"] for stop in stops if not stop["seen"]] == []
    assert [stop["what"] for stop in stops if not stop["ring"]] == []


@pytest.mark.parametrize("kind", KINDS)
def test_pages_hold_in_forced_colours(page: Page, shipped_site: Path, kind: str) -> None:
    """With the system's colours, which are its own affair, axe-core finds nothing, and every button
    has words or a picture that does not depend on a background."""
    page.emulate_media(forced_colors="active")
    page.add_init_script(AXE)
    page.goto((shipped_site / KINDS[kind]).as_uri())
    bare = page.evaluate(
        """() => [...document.querySelectorAll("main button, main .md-button")]
            .filter((one) => one.offsetParent && !one.textContent.trim() && !one.querySelector("svg"))
            .map((one) => one.outerHTML.slice(0, 100))"""
    )

    assert bare == []
    assert violations(page, but=COLOURS) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_for_those_who_asked_for_it(
    page: Page, shipped_site: Path, kind: str
) -> None:
    """With reduced motion, nothing on the page is in motion when it has loaded."""
    page.emulate_media(reduced_motion="reduce")
    page.goto((shipped_site / KINDS[kind]).as_uri())

    assert page.evaluate(MOVING) == []

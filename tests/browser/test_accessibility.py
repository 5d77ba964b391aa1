"""Every kind of page: in both schemes, on every screen, in forced colours, at rest, by keyboard alone.

A page of each kind is opened once, and each test looks at it: opening takes longer than most looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, Request, ViewportSize

from support.axe import COLOURS, LIST_REPEATED, Scheme, use_scheme, violations
from support.depth import WHOLE
from support.page_kinds import KINDS

PAPER_KINDS = ("print view", "log")
SCREEN_KINDS = [kind for kind in KINDS if kind not in PAPER_KINDS]
STOPS = 30  # of the Tab key that are looked at on one page, and twice as many at home

# As wide as a desktop, a wide screen, a desktop page zoomed to 200 %, a telephone, and one zoomed to
# 400 %. The first is as wide as the page was opened, because each change is laid out anew.
WIDTHS = {"desktop": 1280, "wide": 1920, "zoomed": 640, "phone": 390, "narrow": 320}
WINDOW = ViewportSize(width=1280, height=900)
# Each screen in each scheme, in an order that changes one thing at a time; and which rules are tried.
# A scheme changes colours alone, so all rules are tried once on each screen and once in each scheme,
# and those about colours everywhere. The first look is at the whole page; the others pass over what is
# like two elements before it. The deep test does not, and it tries each screen in each scheme.
Look = tuple[str, Scheme, tuple[str, ...]]
LOOKS: tuple[Look, ...] = (("desktop", "light", ()), ("phone", "dark", ()))
ALL_LOOKS: tuple[Look, ...] = (
    LOOKS[0],
    ("desktop", "dark", COLOURS),
    LOOKS[1],
    ("phone", "light", COLOURS),
)
# Where every element stands: tags and classes from the root, of all or of those that are looked at.
PLACES = f"""(whole) => {{
    const passed = new Set(whole ? [] : ({LIST_REPEATED})().flatMap(
        (one) => [one, ...one.querySelectorAll("*")]
    ));
    const place = (one) => one ? `${{place(one.parentElement)}} > ${{one.tagName}}.${{one.classList}}` : "";
    const looked = [...document.body.querySelectorAll("*")].filter((one) => !passed.has(one));
    return [looked.length, [...new Set(looked.map(place))].sort()];
}}"""

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
# Notes each stop when the key has come up again. In the page, because asking for each takes longer.
WATCH = f"""() => {{
    window.stops = [];
    const look = {STOP};
    addEventListener("keyup", () => window.stops.push(look()));
}}"""
MOVING = """() => document.getAnimations()
    .filter((animation) => animation.playState === "running")
    .map((animation) => animation.effect.target.outerHTML.slice(0, 100))"""


@dataclass
class Visit:
    """A page of one kind, and what moved on it when it had loaded."""

    page: Page
    moving: list[str]


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[Page]:
    """Return the one window in which every kind is opened, one after the other, without a network."""
    context = chromium.new_context(viewport=WINDOW, offline=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module", params=[*SCREEN_KINDS, *PAPER_KINDS])
def visit(request: pytest.FixtureRequest, window: Page, shipped_site: Path) -> Iterator[Visit]:
    """Return one kind of page, opened once for all tests, by somebody whom motion makes ill.

    It fails the tests when something is asked of a network, or when a script does.
    """
    asked: list[str] = []
    errors: list[str] = []

    def note_request(request: Request) -> None:
        asked.append(request.url)

    def note_error(error: Error) -> None:
        errors.append(str(error))

    window.on("request", note_request)
    window.on("pageerror", note_error)
    window.goto((shipped_site / KINDS[request.param]).as_uri())
    yield Visit(window, window.evaluate(MOVING))
    window.goto("about:blank")  # nothing of this page comes later, and counts against the next
    window.remove_listener("request", note_request)
    window.remove_listener("pageerror", note_error)
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []
    assert errors == []


@pytest.fixture
def page(visit: Visit) -> Iterator[Page]:
    """Return the page as it is for most people; what a test has set is taken back."""
    visit.page.emulate_media(reduced_motion="no-preference")
    yield visit.page
    visit.page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
    visit.page.set_viewport_size(WINDOW)


@pytest.mark.parametrize("whole", WHOLE)
def test_every_kind_of_page_is_accessible(page: Page, whole: bool) -> None:
    """axe-core finds nothing by any rule, on a desktop in the light and on a phone in the dark."""
    said = {}
    for look, (screen, scheme, rules) in enumerate(ALL_LOOKS if whole else LOOKS):
        page.set_viewport_size({"width": WIDTHS[screen], "height": 900})
        use_scheme(page, scheme)
        if found := violations(page, only=rules, whole=whole or look == 0):
            said[scheme, screen] = found

    assert said == {}


@pytest.mark.parametrize("visit", ["phrasebook", "matrix", "pack"], indirect=True)
def test_a_further_look_sees_every_kind_of_element(page: Page) -> None:
    """It passes over most of a long page, and over nothing that stands in a place of its own; what
    only the dark does to such an element is found."""
    count, places = page.evaluate(PLACES, True)
    looked_at, looked_places = page.evaluate(PLACES, False)

    assert looked_at < count / 3
    assert looked_places == places
    page.add_style_tag(content="main p, main td { color: #777 !important; background: #888 }")
    assert [rule for rule, _ in violations(page, only=COLOURS, whole=False)] == ["color-contrast"]
    page.evaluate("document.querySelector('style:last-of-type').remove()")


@pytest.mark.parametrize("visit", SCREEN_KINDS, indirect=True)
def test_no_page_scrolls_sideways(page: Page) -> None:
    """Each page fits the width of a phone, a zoomed page, a desktop and a wide screen."""
    page.emulate_media(reduced_motion="reduce")
    needed = {}
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        needed[width] = page.evaluate("document.documentElement.scrollWidth")

    assert [width for width, least in needed.items() if least > width] == []


@pytest.mark.parametrize("whole", WHOLE)
def test_pages_hold_in_forced_colours(page: Page, whole: bool) -> None:
    """With the system's colours, which are its own affair, every button has words or a picture that
    does not depend on a background; and the deep run finds nothing by axe-core."""
    page.emulate_media(forced_colors="active")
    bare = page.evaluate(
        """() => [...document.querySelectorAll("main button, main .md-button")]
            .filter((one) => one.offsetParent && !one.textContent.trim() && !one.querySelector("svg"))
            .map((one) => one.outerHTML.slice(0, 100))"""
    )

    assert bare == []
    if whole:
        assert violations(page, but=COLOURS) == []


def test_nothing_moves_for_those_who_asked_for_it(visit: Visit) -> None:
    """With reduced motion, nothing on the page is in motion when it has loaded."""
    assert visit.moving == []


def test_the_tab_key_stands_where_it_can_be_seen(page: Page) -> None:
    """Each stop of the Tab key is on the screen and has a ring: from the top of the home page on, and
    from the heading of all others, whose header is the same."""
    page.evaluate(WATCH)
    is_home = page.url.endswith(KINDS["home"])
    if not is_home:
        page.evaluate("getSelection().collapse(document.querySelector('h1'), 0)")
    for _ in range(2 * STOPS if is_home else STOPS):
        page.keyboard.press("Tab")
    # Behind the last one, the key leaves the page.
    stops = list(takewhile(bool, page.evaluate("window.stops")))

    assert stops
    assert [stop["what"] for stop in stops if not stop["seen"]] == []
    assert [stop["what"] for stop in stops if not stop["ring"]] == []

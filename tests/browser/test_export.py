"""The shell of an export in the browser: by keyboard, in both schemes, narrow, on paper, from a disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cx_handbook.website.headers.host_files import read_host_files
from support.axe import violations
from support.nginx import run_nginx
from support.page_kinds import KINDS

WIDE, PHONE, NARROW = 1280, 390, 320
SCREENS = (("light", WIDE), ("dark", PHONE), ("light", NARROW))
NO_PAGE = "No page has any of these words."
# Long work in slices stops after the first, until `letSlicesGo` resolves: then all of it is done.
HOLD_SLICES = """(() => {
    let [now, count, isHeld] = [0, 0, true];
    const held = [];
    performance.now = () => (now += 100);
    window.MessageChannel = class {
        port1 = { close() {} };
        port2 = { postMessage: () => {
            count += 1;
            isHeld ? held.push(this.port1) : setTimeout(() => this.port1.onmessage());
        } };
    };
    const wait = () => new Promise((done) => setTimeout(done));
    window.letSlicesGo = async () => {
        isHeld = false;
        held.forEach((port) => port.onmessage());
        for (let quiet = 0, last = -1; quiet < 5; quiet = last === count ? quiet + 1 : 0) {
            last = count;
            await wait();
        }
    };
})()"""
ALL_SCREENS = (*SCREENS, ("dark", WIDE))
SAMPLE = ("home", "situation", "guide", "checklists")
SCREEN_KINDS = [kind for kind, path in KINDS.items() if "/print/" not in path]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Return a context without a network in which no page may throw an error."""
    context = chromium.new_context(offline=True, viewport={"width": WIDE, "height": 800})
    context.set_default_timeout(10_000)
    said: list[str] = []
    context.on("weberror", lambda error: said.append(str(error.error)))
    yield context
    context.close()
    assert said == []


@pytest.fixture
def page(context: BrowserContext, shipped_export: Path) -> Page:
    """Return a page of a situation, opened from a disk."""
    page = context.new_page()
    page.goto((shipped_export / KINDS["situation"]).as_uri())
    return page


def look_at(page: Page, path: Path, screens: Sequence[tuple[str, int]]) -> list[object]:
    """Return what axe-core and the width say of a page, on each screen in turn."""
    page.set_viewport_size({"width": WIDE, "height": 800})
    page.goto(path.as_uri())
    found: list[object] = []
    for scheme, width in screens:
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            "name => document.documentElement.dataset.mdColorScheme === name",
            arg="slate" if scheme == "dark" else "default",
        )
        found += [(scheme, width, *one) for one in violations(page)]
        wider = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        found += [(width, "wider by", wider)] if wider > 0 else []
    return found


def test_a_page_is_accessible_on_every_screen(page: Page, shipped_export: Path) -> None:
    """By all rules, light and dark, and nothing is wider than the window at 320 pixels."""
    for kind in SAMPLE:
        assert look_at(page, shipped_export / KINDS[kind], SCREENS) == [], kind


@pytest.mark.deep
@pytest.mark.parametrize("kind", SCREEN_KINDS)
def test_every_kind_of_page_is_accessible(kind: str, page: Page, shipped_export: Path) -> None:
    """As those of the sample, and in the dark on a desktop."""
    assert look_at(page, shipped_export / KINDS[kind], ALL_SCREENS) == []


def test_the_menu_of_a_telephone_needs_no_mouse(page: Page) -> None:
    """It opens by its button, shows where the reader is, and Escape leads back to the button."""
    page.set_viewport_size({"width": PHONE, "height": 800})
    menu = page.get_by_role("navigation", name="Handbook")
    expect(menu).to_be_hidden()

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    expect(menu.locator("[aria-current=page]")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link", name="Home", exact=True)).to_be_focused()

    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()


def test_the_menu_opens_without_scripts(chromium: Browser, shipped_export: Path) -> None:
    """And what only scripts can do is not shown."""
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": PHONE, "height": 800}
    )
    page = context.new_page()
    page.goto((shipped_export / KINDS["callback"]).as_uri())
    page.get_by_role("button", name="Menu").click()

    expect(page.get_by_role("navigation", name="Handbook")).to_be_visible()
    expect(page.locator(".sh-find")).to_be_hidden()
    expect(page.locator(".sh-scheme")).to_be_hidden()
    context.close()


def test_the_list_of_what_is_on_a_page_is_open_where_there_is_room(page: Page) -> None:
    """On a telephone it opens below its place, and closes once something is chosen."""
    contents = page.get_by_role("navigation", name="Contents of this page")
    link = contents.get_by_role("link", name="What customers say")
    expect(link).to_be_visible()

    page.set_viewport_size({"width": PHONE, "height": 800})
    expect(link).to_be_hidden()
    contents.locator("summary").press("Enter")
    expect(link).to_be_visible()
    link.press("Enter")
    expect(link).to_be_hidden()
    expect(page.get_by_role("heading", name="What customers say")).to_be_in_viewport()


def test_light_or_dark_is_kept_and_the_report_follows(page: Page, shipped_export: Path) -> None:
    """The button leads from the device's choice to light, to dark, and back."""
    root = page.locator("html")
    button = page.locator(".sh-scheme")
    page.emulate_media(color_scheme="dark")
    expect(root).to_have_attribute("data-md-color-scheme", "slate")

    expect(button).to_have_accessible_name("Light or dark as the device; change to light")
    button.click()
    expect(root).to_have_attribute("data-md-color-scheme", "default")
    expect(button).to_have_accessible_name("Light; change to dark")
    page.goto((shipped_export / "report/index.html").as_uri())
    expect(root).to_have_attribute("data-md-color-scheme", "default")

    page.goto((shipped_export / "index.html").as_uri())
    expect(root).to_have_attribute("data-md-color-scheme", "default")
    button.click()
    page.emulate_media(color_scheme="light")
    expect(root).to_have_attribute("data-md-color-scheme", "slate")
    button.click()
    expect(root).to_have_attribute("data-md-color-scheme", "default")


def test_the_finder_searches_all_text_where_nothing_fits(page: Page) -> None:
    """In its own dialog: pages that have every word, wherever on them, by keys alone."""
    page.keyboard.press("/")
    field = page.get_by_role("combobox")
    field.fill("calamine")
    offer = page.get_by_role("button", name="Search all text")
    expect(offer).to_have_count(1)
    field.fill("semicolon spreadsheet column")
    offer.press("Enter")

    expect(page.locator(".hb-finder-head")).to_contain_text("these words")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#hb-found [aria-selected=true]")
    address = chosen.get_attribute("href") or ""
    page.keyboard.press("Enter")
    page.wait_for_url(address)

    page.keyboard.press("/")
    page.get_by_role("combobox").fill("zyzzyva")
    page.locator(".hb-finder-no").wait_for()  # until then the button is another one
    page.get_by_role("button", name="Search all text").press("Enter")
    expect(page.locator(".hb-finder-head")).to_have_text(NO_PAGE)


def test_what_all_text_says_stays_when_the_finder_is_ready(
    context: BrowserContext, shipped_export: Path
) -> None:
    """Whoever asks all text before the finder can answer keeps the answer that was asked for."""
    context.add_init_script(HOLD_SLICES)
    page = context.new_page()
    page.goto((shipped_export / KINDS["situation"]).as_uri())
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("zyzzyva")
    page.get_by_role("button", name="Search all text").press("Enter")
    said = page.locator(".hb-finder-head")
    expect(said).to_have_text(NO_PAGE)
    page.evaluate("letSlicesGo()")

    assert said.text_content() == NO_PAGE


def test_staff_find_the_tools_that_they_know(page: Page) -> None:
    """The finder in the header, the role beside it, and the call view on the page."""
    page.get_by_role("button", name="For: everyone").first.click()
    page.get_by_label("Service agent").check()
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".sh-header .hb-mine-label")).to_have_text("For: Service agent")

    page.get_by_role("link", name="Call view").click()
    expect(page.locator(".sh-header")).to_be_hidden()
    expect(page.locator(".sh-nav")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".sh-header")).to_be_visible()


def test_paper_has_the_page_alone(page: Page) -> None:
    """No header, no navigation, no foot."""
    page.emulate_media(media="print")

    for part in (".sh-header", ".sh-nav", ".sh-toc", ".sh-trail", ".sh-turn", ".sh-footer"):
        expect(page.locator(part).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()


def test_a_panel_beside_another_program_has_the_finder_on_top(page: Page) -> None:
    """Instead of the header and the bars at the sides."""
    page.set_viewport_size({"width": 360, "height": 700})
    page.goto(f"{page.url}?panel")

    expect(page.get_by_role("navigation", name="Panel")).to_be_visible()
    for part in (".sh-header", ".sh-place", ".sh-footer"):
        expect(page.locator(part)).to_be_hidden()


# As strict as a server can be: on top of what a build states, no text becomes a script's address.
TRUSTED = "require-trusted-types-for 'script'; trusted-types handbook"


def test_nothing_is_refused_under_the_strictest_headers(
    chromium: Browser, shipped_export: Path, tmp_path: Path
) -> None:
    """The finder, all text, light and dark, the call view and the copy on the device work."""
    stated = read_host_files(shipped_export)
    lines = "".join(f'add_header {name} "{value}" always; ' for name, value in stated)
    lines += f'add_header Content-Security-Policy "{TRUSTED}" always;'
    with run_nginx(shipped_export, tmp_path / "nginx", lines) as address:
        context = chromium.new_context(viewport={"width": WIDE, "height": 800})
        context.set_default_timeout(30_000)
        said: list[str] = []
        context.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        context.on("weberror", lambda error: said.append(str(error.error)))
        page = context.new_page()
        page.goto(address + KINDS["situation"])
        page.locator(".sh-scheme").click()
        page.keyboard.press("/")
        page.get_by_role("combobox").fill("semicolon spreadsheet column")
        # The button stands elsewhere once the finder has answered.
        page.locator(".hb-finder-none:not(:empty)").wait_for()
        page.get_by_role("button", name="Search all text").press("Enter")
        expect(page.locator(".hb-finder-head")).to_contain_text("these words")
        page.get_by_role("button", name="Close").click()
        page.get_by_role("link", name="Call view").click()
        expect(page.locator(".sh-header")).to_be_hidden()
        page.goto(address)
        # Asked from outside: the page evaluates no text as a script.
        expect(page.locator("html")).to_have_attribute("data-hb-offline", "ready", timeout=30_000)
        context.set_offline(True)
        page.goto(address + KINDS["callback"])
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".sh-foot .hb-kept")).to_contain_text("Works offline")
        context.close()
    assert said == []

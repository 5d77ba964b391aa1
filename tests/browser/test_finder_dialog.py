"""The finder as staff use it: a customer on the line, a few words typed, the right page open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from support.axe import BY_SCHEME, use_scheme, violations
from support.depth import DESKTOP, ON_DESKTOPS, PHONE
from support.page_kinds import KINDS

FIRST = ".hb-finder-group:first-child .hb-finder-first"


@pytest.fixture(params=ON_DESKTOPS)
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Return a page without a network, as wide as a desk's or a telephone's screen."""
    context = chromium.new_context(viewport=request.param, offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def open_at(page: Page, site: Path, kind: str = "home") -> Page:
    page.goto((site / KINDS[kind]).as_uri())
    return page


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("nobdy rang me bakc", "situations/nobody-rang-back"),
        ("chraged me twise", "situations/charged-twice"),
        ("wardrobe arived broken", "situations/it-arrived-broken"),
        ("speak to your manger", "situations/the-caller-wants-a-manager"),
        ("your dirver left a mess", "situations/the-crew-left-a-mess"),
    ],
)
def test_three_words_with_a_slip_lead_to_the_procedure(
    page: Page, quick_site: Path, typed: str, path: str
) -> None:
    """One key opens the finder, what the customer said is typed with slips, Enter opens the page."""
    open_at(page, quick_site)
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/{path}.html")
    expect(page.locator("h1")).to_be_visible()


def test_it_opens_from_every_page_by_its_button(page: Page, quick_site: Path) -> None:
    """The button in the header is there deep in the handbook, and puts the cursor into the field."""
    open_at(page, quick_site, "callback")
    page.get_by_role("button", name="What did they say?", exact=True).click()
    page.keyboard.type("double payment")
    page.locator(FIRST).click()

    page.wait_for_url("**/situations/charged-twice.html")


def test_help_in_danger_stays_in_sight(page: Page, quick_site: Path) -> None:
    """However many results there are, and on a small telephone, one press leads to emergencies."""
    page.set_viewport_size({"width": 360, "height": 640})
    open_at(page, quick_site)
    page.keyboard.press("/")
    page.keyboard.type("stayed at home all morning")

    expect(page.locator(".hb-finder-group")).to_have_count(6)
    expect(page.get_by_role("button", name="If somebody is in danger")).to_be_in_viewport(ratio=1)


def test_a_note_of_a_colleague_is_no_quotation(page: Page, quick_site: Path) -> None:
    """What customers say stands in quotation marks; what only colleagues would type does not."""
    open_at(page, quick_site)
    page.keyboard.press("/")
    page.keyboard.type("pillar to post")
    read_mark = "found => getComputedStyle(found, '::before').content"

    note = page.locator(
        ".hb-finder-group .hb-finder-phrase", has_text=re.compile("^pillar to post$")
    )
    assert note.evaluate(read_mark) == "none"
    page.keyboard.press("Control+A")
    page.keyboard.type("stayed at home all morning")
    said = page.locator(".hb-finder-phrase", has_text="I stayed at home all morning")
    assert said.evaluate(read_mark) == '"“"'


def test_nothing_is_loaded_before_it_is_needed(page: Page, shipped_site: Path) -> None:
    """What the finder searches is asked for when it is first opened, and once."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    open_at(page, shipped_site)
    assert not [name for name in asked if name in ("index.js", "finder.js")]

    for _ in range(2):
        page.keyboard.press("/")
        page.locator(".hb-finder-group").first.wait_for()
        page.keyboard.press("Escape")

    assert asked.count("index.js") == asked.count("finder.js") == 1


def test_what_is_typed_before_it_is_loaded_is_answered(page: Page, shipped_site: Path) -> None:
    """The field is there with the first key; what was typed and entered counts once it can."""
    held: list[Route] = []
    page.route("**/finder/finder.js", lambda route: held.append(route))
    open_at(page, shipped_site)
    page.keyboard.press("/")
    page.keyboard.type("charged twise")
    page.keyboard.press("Enter")
    expect(page.locator("#hb-finder-input")).to_have_value("charged twise")
    expect(page.locator(".hb-finder-head")).to_contain_text("Loading what customers say")
    held[0].continue_()

    page.wait_for_url("**/situations/charged-twice.html")


# Every step of the finder's preparations takes too long, and none goes on before `goOn()`.
HOLD_SLICES = """() => {
  const { now } = performance;
  let late = 0;
  performance.now = () => now.call(performance) + (late += 1000);
  const held = [];
  const { port2 } = new MessageChannel();
  const post = Object.getPrototypeOf(port2).postMessage;
  globalThis.goOn = () => {
    globalThis.goOn = () => {};
    Object.getPrototypeOf(port2).postMessage = post;
    held.forEach((port) => port.postMessage(null));
  };
  Object.getPrototypeOf(port2).postMessage = function () { held.push(this); };
}"""


def test_preparations_give_way_and_a_key_typed_meanwhile_is_answered(
    page: Page, quick_site: Path
) -> None:
    """What goes before everything else is in sight first; what is typed and entered then counts."""
    open_at(page, quick_site)
    page.evaluate(HOLD_SLICES)
    page.keyboard.press("/")
    page.locator(".hb-finder-group").first.wait_for()
    expect(page.locator(".hb-finder-head")).to_have_text("Before everything else")
    page.keyboard.type("charged twise")
    page.keyboard.press("Enter")
    expect(page.locator(".hb-finder-head")).to_have_text("Before everything else")
    page.evaluate("goOn()")

    page.wait_for_url("**/situations/charged-twice.html")


def test_results_that_stay_are_not_drawn_anew(page: Page, quick_site: Path) -> None:
    """A key that changes nothing leaves every element where it is; one that does draws new ones."""
    open_at(page, quick_site)
    page.keyboard.press("/")
    page.keyboard.type("nobody rang back")
    expect(page.locator(FIRST)).to_contain_text("rang back")
    page.evaluate(
        "for (const group of document.querySelectorAll('.hb-finder-group')) group.old = 1"
    )
    page.keyboard.press("ArrowDown")
    page.keyboard.type(" ")
    old = "[...document.querySelectorAll('.hb-finder-group')].filter((group) => group.old).length"

    assert page.evaluate(old) == page.locator(".hb-finder-group").count()
    expect(page.locator(FIRST)).to_have_attribute("aria-selected", "true")
    expect(page.locator("[aria-selected=true]")).to_have_count(1)
    page.locator("#hb-finder-input").fill("charged twice")
    expect(page.locator(FIRST)).to_contain_text("charged twice")
    assert not page.evaluate("document.querySelector('.hb-finder-group').old")


def test_arrows_choose_and_a_policy_of_the_procedure_opens(page: Page, quick_site: Path) -> None:
    """From the situation one key leads on to its policies, and the chosen one is told to all."""
    open_at(page, quick_site)
    page.keyboard.press("/")
    page.keyboard.type("nobody rang back")
    page.locator(FIRST).wait_for()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[aria-selected=true]")

    assert page.locator("#hb-finder-input").get_attribute("aria-activedescendant") == (
        chosen.get_attribute("id")
    )
    target = str(chosen.get_attribute("href"))
    page.keyboard.press("Enter")
    page.wait_for_url(target)
    assert "/situations/" not in target


def test_the_words_that_fit_are_marked(page: Page, quick_site: Path) -> None:
    """In the customer's phrase stand out the words that were typed, whatever their form."""
    open_at(page, quick_site)
    page.keyboard.press("/")
    page.keyboard.type("overdrawn because of you")
    page.locator(FIRST).wait_for()

    assert "overdrawn" in page.locator(f"{FIRST} mark").all_inner_texts()


def test_what_was_found_is_said_aloud(page: Page, quick_site: Path) -> None:
    """A moment after the last key, how many there are and which is first is announced."""
    open_at(page, quick_site)
    page.keyboard.press("/")
    page.keyboard.type("charged twice")
    said = page.locator(".hb-finder-said")

    expect(said).to_have_text(re.compile(r"^\d results?\. First: The customer was charged twice$"))
    expect(page.locator("#hb-finder-input")).to_have_attribute("aria-expanded", "true")


def test_when_nothing_fits_it_says_so_and_whom_to_tell(page: Page, quick_site: Path) -> None:
    """No guess is passed off as an answer; the letter to the owner has the words in it."""
    open_at(page, quick_site)
    page.keyboard.press("/")
    page.keyboard.type("who won the championship in nineteen sixty six & why?")
    none = page.locator(".hb-finder-none")

    expect(none).to_contain_text("Nothing in the handbook fits this.")
    # Nothing is near a championship; the price of a stamp is near enough to our prices to be named.
    expect(none).not_to_contain_text("Nearest section")
    assert page.locator(".hb-finder-group").count() == 0
    # An empty list without a name is nothing to read out.
    expect(page.locator("#hb-found")).to_have_attribute("hidden", "")
    letter = str(none.get_by_role("link", name="Tell the owner").get_attribute("href"))
    assert letter.startswith("mailto:handbook@northgate.example.com?")
    assert "nineteen sixty six & why?" in unquote(letter)
    page.keyboard.press("Enter")
    assert page.url.endswith("index.html")
    page.locator("#hb-finder-input").fill("what is the price of a stamp")
    expect(none).to_contain_text("Nearest section")


def test_all_text_is_searched_for_the_same_words(page: Page, quick_site: Path) -> None:
    """From there one press hands the words to the theme's search."""
    open_at(page, quick_site)
    page.keyboard.press("/")
    page.keyboard.type("zorbing certificate of the municipality")
    page.get_by_role("button", name="Search all text").click()

    expect(page.locator(".md-search__input")).to_have_value(
        "zorbing certificate of the municipality"
    )


def test_before_anything_is_typed_it_shows_what_comes_first(page: Page, quick_site: Path) -> None:
    """Opened and empty, it names the situations that come before everything else."""
    open_at(page, quick_site)
    page.keyboard.press("/")

    expect(page.locator(".hb-finder-head")).to_have_text("Before everything else")
    expect(page.locator(FIRST)).to_contain_text("A smell of gas, smoke or fire")


def test_escape_gives_the_page_back(page: Page, shipped_site: Path) -> None:
    """Closed by its key or its button, the finder leaves focus where it was; one press is enough."""
    open_at(page, shipped_site)
    button = page.locator(".hb-hero [data-hb-find]")
    button.press("Enter")
    page.keyboard.type("late again")
    page.keyboard.press("Escape")

    expect(page.locator(".hb-finder")).to_be_hidden()
    expect(button).to_be_focused()


def test_in_a_field_the_key_is_a_character(page: Page, shipped_site: Path) -> None:
    """Whoever types a slash into a field gets a slash."""
    open_at(page, shipped_site, "phrasebook")
    field = page.locator("input[data-hb-filter]").first
    field.focus()
    page.keyboard.press("/")

    expect(field).to_have_value("/")
    assert page.locator(".hb-finder").count() == 0


def test_a_finder_that_cannot_load_says_so(page: Page, quick_site: Path) -> None:
    """A missing file is a sentence, and the next try loads it."""
    page.route("**/finder/index.js", lambda route: route.abort())
    open_at(page, quick_site)
    page.keyboard.press("/")
    expect(page.locator(".hb-finder-head")).to_contain_text("could not be loaded")

    page.unroute("**/finder/index.js")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.locator(".hb-finder-group").first.wait_for()


@pytest.mark.parametrize("typed", ["", "nobody rang", "who won the championship in sixty six"])
def test_the_open_finder_is_accessible(page: Page, shipped_site: Path, typed: str) -> None:
    """With results, without, and before anything is typed: no rule of axe is broken in either scheme."""
    open_at(page, shipped_site)
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.locator(".hb-finder-group, .hb-finder-none li").first.wait_for()
    for (scheme, rules), size in zip(BY_SCHEME, (DESKTOP, PHONE), strict=True):
        page.set_viewport_size(size)
        use_scheme(page, scheme)
        assert violations(page, only=rules, whole=not rules) == [], scheme
        assert page.evaluate("document.querySelector('.hb-finder').scrollWidth <= innerWidth")

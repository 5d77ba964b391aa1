"""The built site, used as staff use it: opened from a folder, without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from support.axe import COLOURS, Found, in_both_schemes
from support.browser import a_browser
from support.page_kinds import KINDS
from support.project import PROJECT


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return a page without a network that fails the test when something is asked of one."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    # The encoder's worker is made of text that the page has; it asks nothing of a network either.
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert errors == []


def test_a_customers_phrase_leads_to_words_and_on_to_a_printed_sheet(
    page: Page, shipped_site: Path
) -> None:
    """From what the customer says to the policy, the words copied, the checklist, the print view."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto((shipped_site / "index.html").as_uri())
    page.click("[data-hb-find]")
    page.keyboard.type("sat by the phone all afternoon")
    page.locator(".hb-finder-group a[href*='apologies/missed-call-back']").first.click()
    page.wait_for_url("**/apologies/missed-call-back.html*")

    words = page.locator("#step-2 .hb-words").first.inner_text()
    page.locator("#step-2 .hb-copy").first.click()
    page.locator("#hb-live", has_text="Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == words.strip("“”")

    page.locator(".hb-standard a[href*='checklists/']").first.click()
    page.wait_for_url("**/checklists/*.html#*")
    page.locator("a", has_text="Print view").first.click()
    page.wait_for_url("**/checklists/print/*.html")
    assert page.locator("h1").count() == 1


SENTENCES = {
    "I want a refund": "alternatives/refund-after-the-deadline",
    "charged me twice": "situations/charged-twice",
    "nobody rang me back": "situations/nobody-rang-back",
    "it arrived broken": "situations/it-arrived-broken",
    "I sat by the phone": "apologies/missed-call-back",
    "I want to speak to your manager": "situations/the-caller-wants-a-manager",
}
FOUND = ".md-search-result__item > .md-search-result__link:first-child"


def test_a_whole_sentence_finds_its_page(page: Page, shipped_site: Path) -> None:
    """Words that every sentence has do not lead the search astray: the page is among the first three."""
    page.goto((shipped_site / "index.html").as_uri())
    page.keyboard.press("s")
    for said, page_found in SENTENCES.items():
        page.fill(".md-search__input", "")
        page.locator(FOUND).first.wait_for(state="detached")
        page.keyboard.type(said)
        page.wait_for_function(
            "said => document.querySelector('.md-search__input').value === said", arg=said
        )
        page.wait_for_function(
            """([found, wanted]) => [...document.querySelectorAll(found)]
                .slice(0, 3).some((link) => link.href.includes(wanted))""",
            arg=[FOUND, page_found],
        )


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_menu_opens_and_closes_by_keyboard(page: Page, shipped_site: Path, key: str) -> None:
    """On a narrow screen the closed menu is out of the Tab key's way, and a key opens it."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((shipped_site / KINDS["callback"]).as_uri())
    menu = page.locator(".md-sidebar--primary")
    assert menu.evaluate("menu => menu.inert")

    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press(key)
    assert not menu.evaluate("menu => menu.inert")
    page.keyboard.press("Escape")
    assert menu.evaluate("menu => menu.inert")


def test_the_menu_of_a_phone_has_the_table_of_contents(page: Page, shipped_site: Path) -> None:
    """With the drawer open, a tap on a heading leads to it."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto((shipped_site / KINDS["callback"]).as_uri())
    page.get_by_role("button", name="Menu").click()
    page.locator("label.md-nav__link[for=__toc]").click()
    page.locator(".md-sidebar--primary .md-nav--secondary a", has_text="Standards").click()
    page.wait_for_url("**#standards")


def test_a_page_printed_in_the_dark_is_dark_on_light(page: Page, shipped_site: Path) -> None:
    """Paper has one colour scheme, whatever the screen had."""
    page.emulate_media(color_scheme="dark", media="print")
    page.goto((shipped_site / KINDS["callback"]).as_uri())
    ink = page.locator("h1").evaluate("head => getComputedStyle(head).color")

    assert max(int(part) for part in re.findall(r"\d+", ink)[:3]) < 100


def test_the_phrasebook_is_filtered_by_a_word(page: Page, shipped_site: Path) -> None:
    """Typing a word leaves the pairs that hold it, says how many, and hides empty headings."""
    page.goto((shipped_site / "phrasebook.html").as_uri())
    before = page.locator(".hb-pair:visible").count()
    page.fill("[data-hb-filter=phrases]", "ring tuesday")
    left = page.locator(".hb-pair:visible")

    assert 0 < left.count() < before
    for said in left.all_inner_texts():
        assert "tuesday" in said.lower()
        assert "ring" in said.lower()
    assert page.locator(".hb-filter-count").inner_text() == f"{left.count()} found"
    for group in page.locator(".hb-phrase-group:visible").all():
        assert group.locator(".hb-pair:visible").count() > 0


def test_without_a_clipboard_the_words_are_copied_the_old_way(
    page: Page, shipped_site: Path
) -> None:
    """Where the browser refuses the clipboard, the button still reports what happened."""
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto((shipped_site / KINDS["callback"]).as_uri())
    page.locator(".hb-copy").first.click()

    said = page.locator("#hb-live")
    said.wait_for(state="attached")
    assert said.inner_text() in ("Copied", "Not copied: select the words and press Ctrl+C")


@pytest.mark.deep
def test_every_page_is_accessible(shipped_site: Path) -> None:
    """axe-core finds nothing on any page by any rule, nor in the dark by those that colours decide."""
    # Opened from a folder, the page for addresses that lead nowhere has no style: theirs begin at /.
    paths = [path for path in sorted(shipped_site.rglob("*.html")) if path.name != "404.html"]
    with ThreadPoolExecutor() as threads:
        halves = threads.map(list_violations, (paths[::2], paths[1::2]))

    assert {path.name: said for half in halves for path, said in half if said} == {}
    assert len(paths) > 200


def list_violations(paths: list[Path]) -> list[tuple[Path, list[Found]]]:
    """Return what is found on each of some pages, in a browser of their own."""
    with a_browser() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        return [(path, in_both_schemes(page, path, in_the_dark=COLOURS)) for path in paths]


def test_what_is_happening_stands_on_the_first_screen(page: Page, shipped_site: Path) -> None:
    """On a desktop the home page shows emergencies and a section of situations without scrolling."""
    page.goto((shipped_site / "index.html").as_uri())
    boxes = [part.bounding_box() for part in page.locator(".hb-now > section").all()[:2]]

    assert len(boxes) == 2
    assert all(box and box["y"] + box["height"] <= 1000 for box in boxes)
    assert boxes[0]["y"] < page.locator(".hb-card").first.bounding_box()["y"]


def test_counts_on_cards_follow_the_chosen_role(page: Page, shipped_site: Path) -> None:
    """A card says how many of its policies are for whoever chose a role, and all again for everyone."""
    page.goto((shipped_site / "index.html").as_uri())
    counts = page.locator("[data-hb-scopes]")
    everyone = counts.all_inner_texts()
    page.evaluate("Handbook.shell.audience.choose({ role: 'delivery-crew' })")

    assert any(" of " in text for text in counts.all_inner_texts())
    page.evaluate("Handbook.shell.audience.choose({ role: '' })")
    assert counts.all_inner_texts() == everyone


def test_nothing_is_loaded_from_another_host(shipped_site: Path) -> None:
    """No page, style or script of the site names another host as a place to load from."""
    loads = re.compile(
        r"<(?:script|img|iframe|source)[^>]+src=[\"'](https?:)?//"
        r"|<link[^>]+rel=[\"'](?:stylesheet|preload|preconnect|icon)[\"'][^>]+href=[\"'](https?:)?//"
        r"|url\([\"']?(https?:)?//|@import"
    )
    for path in sorted(shipped_site.rglob("*")):
        if path.suffix in (".html", ".css"):
            assert not loads.search(path.read_text("utf-8")), path


def test_every_local_link_leads_somewhere(shipped_site: Path) -> None:
    """Each link and each anchor on the site's pages exists."""
    link = re.compile(r'(?:href|src)="([^"#:?]*)(?:\?[^"#]*)?(?:#([^"]*))?"')
    ids: dict[Path, set[str]] = {}

    def anchors(path: Path) -> set[str]:
        if path not in ids:
            text = path.read_text("utf-8")
            ids[path] = set(re.findall(r'\bid="?([^"\s>]+)', text))
            # The script of a case opens its projector view at this address.
            ids[path] |= {"projector"} if "data-hb-projector" in text else set()
        return ids[path]

    for path in sorted(shipped_site.rglob("*.html")):
        if path.name == "404.html":
            continue
        for target, anchor in link.findall(path.read_text("utf-8")):
            led = (path.parent / target).resolve() if target else path
            led = led / "index.html" if led.is_dir() else led
            assert led.is_file(), f"{path.name}: {target}"
            if anchor and led.suffix == ".html" and not anchor.startswith("__"):
                assert anchor in anchors(led), f"{path.name}: {target}#{anchor}"


def test_the_whole_chain_is_quick_to_open_and_there_as_a_table(shipped_site: Path) -> None:
    """The page of all source items stays below 300 KB; the table holds every item it shows."""
    page = (shipped_site / "sources.html").read_text("utf-8")
    rows = (shipped_site / "sources.csv").read_text("utf-8-sig").splitlines()

    assert len(page.encode()) < 300_000
    items = set(re.findall(r'<div class="hb-item hb-source" id="([^"]+)"', page))
    assert items == {row.split(",")[0] for row in rows[1:]}
    assert len(items) > 150


@pytest.mark.parametrize(("width", "shown"), [(390, "narrow"), (1280, "wide")])
@pytest.mark.parametrize("kind", ["bar", "pillars", "ring"])
def test_a_picture_is_laid_out_for_the_screen(
    page: Page, shipped_site: Path, kind: str, width: int, shown: str
) -> None:
    """One of the two arrangements is shown, with letters of at least 12 pixels, in its frame."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((shipped_site / KINDS[kind]).as_uri())
    picture = page.locator(".hb-picture")
    svg = picture.locator("svg[role=img]:visible")

    assert svg.get_attribute("class") == f"hb-svg hb-svg--{shown}"
    box, frame = svg.bounding_box(), picture.bounding_box()
    assert box
    assert frame
    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    scale = svg.evaluate("svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")
    assert 15 * scale >= 12


def test_search_engines_are_asked_to_stay_away(shipped_site: Path) -> None:
    """Every page of the handbook carries noindex unless it is switched off."""
    for path in sorted(shipped_site.rglob("*.html")):
        assert '<meta name="robots" content="noindex">' in path.read_text("utf-8"), path


def test_no_page_of_the_staff_has_a_pencil(shipped_site: Path) -> None:
    """Nobody with a customer on the line is led to the code host."""
    for page in ("callbacks/offer-a-call-back.html", "situations/it-arrived-broken.html"):
        assert "/edit/main/" not in (shipped_site / page).read_text("utf-8")


def test_what_is_searched_for_stands_in_no_address(chromium: Browser, shipped_site: Path) -> None:
    """A customer's words would stay in the history and in a server's log."""
    page = chromium.new_page()
    page.goto((shipped_site / "index.html").as_uri())
    page.evaluate("Handbook.shell.openTextSearch('charged twice', { close() {} })")
    found = page.locator(".md-search-result__link").first
    found.wait_for()

    assert "?" not in str(found.get_attribute("href"))
    page.close()


def test_what_customers_say_ranks_above_other_text(shipped_site: Path) -> None:
    """The search index holds each policy's phrases as an entry of their own, boosted."""
    docs = json.loads((shipped_site / "search/search_index.json").read_text("utf-8"))["docs"]
    said = [doc for doc in docs if doc["location"].endswith("#customers-say")]
    policies = {doc["location"] for doc in docs if doc["location"].count("/") == 1}

    assert len(said) >= 16
    assert {doc["location"].removesuffix("#customers-say") for doc in said} <= policies
    assert min(d["boost"] for d in said) > max(
        d.get("boost", 1) for d in docs if d["title"] == "Standards"
    )


def test_each_checklist_is_there_on_both_papers(shipped_site: Path) -> None:
    """The site offers every sheet and both logs as A4 and US Letter, linked from its page."""
    names = [path.stem for path in (PROJECT / "checklists").glob("*.yml")]
    for name in [*names, "log-callbacks-promised", "log-complaints-received"]:
        html = (
            shipped_site / "checklists" / (f"{name}.html" if name in names else "index.html")
        ).read_text("utf-8")
        for paper in ("a4", "letter"):
            assert (shipped_site / f"checklists/print/{name}-{paper}.pdf").stat().st_size > 10_000
            assert f"print/{name}-{paper}.pdf" in html

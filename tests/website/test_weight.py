"""What a page costs on the way to a phone with a weak signal."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, Route

AT_MOST = 300_000
SCRIPTS = 58_000  # bytes, packed, of which the theme's own script takes 35,000
SCRIPTS_OF_A_CALL = 60_000  # the same on the home page, and on pages with steps
LESS = 50_000  # bytes of styles and scripts that a page of an export does without
LITTLE = 0.05  # of the layout shift; more than 0.1 counts as bad (Core Web Vitals)
HOST = "http://handbook.test/"
CODE = re.compile(
    r"""<(?:script[^>]*\ssrc|link[^>]*\srel="stylesheet"[^>]*\shref)="([^"]+\.(?:js|css))\""""
)
PACKED = (".html", ".css", ".js", ".json", ".svg", ".webmanifest")
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
SCRIPT = re.compile(r"""<script[^>]*\ssrc="([^"]+)\"""")
# Tools that fill in, keep and count: what they load is what somebody came for.
TOOLS = ("assets/handbook/audit/", "assets/handbook/logs/", "checklists/audit/")
PAGES = {
    "home": "index.html",
    "policy": "apologies/late-delivery.html",
    "checklist": "checklists/service-self-audit.html",
    "audits": "checklists/audit/index.html",
}


def over_the_wire(path: Path) -> int:
    """Return what a server sends of a file: text packed, as every host does, the rest as it is."""
    content = path.read_bytes()
    return len(gzip.compress(content, 6)) if path.suffix in PACKED else len(content)


def loaded(chromium: Browser, site: Path, page: str) -> dict[str, int]:
    """Return what a browser asks for to show a page for the first time, with what each costs."""
    costs: dict[str, int] = {}

    def answer(route: Route) -> None:
        name = unquote(urlsplit(route.request.url).path.lstrip("/"))
        costs[name] = over_the_wire(site / name)
        route.fulfill(path=site / name, content_type=TYPES.get((site / name).suffix))

    context = chromium.new_context(service_workers="block")
    context.route(f"{HOST}**", answer)
    shown = context.new_page()
    shown.goto(HOST + page, wait_until="networkidle")
    context.close()
    return costs


def weigh_code(site: Path, page: str) -> int:
    """Return what a page weighs with the styles and scripts that it names, packed."""
    named = CODE.findall((site / page).read_text("utf-8"))
    files = {(site / page).parent / unquote(one) for one in named}
    return sum(map(over_the_wire, {site / page, *(file.resolve() for file in files)}))


def list_scripts(path: Path, site: Path) -> set[str]:
    """Return the scripts that a page loads before anybody does anything."""
    html = path.read_text("utf-8")
    base = f"/{path.relative_to(site).as_posix()}"  # the page for wrong addresses names them from /
    names = {unquote(urljoin(base, one)).lstrip("/") for one in SCRIPT.findall(html)}
    timed = {f"assets/handbook/{name}" for name in ("hours.js", "company-hours.js")}
    return names | timed if "data-hb-by=" in html else names


def heaviest(site: Path) -> str:
    """Return the page whose HTML weighs most."""
    pages = (path for path in site.rglob("*.html") if "print" not in path.parts)
    return max(pages, key=over_the_wire).relative_to(site).as_posix()


@pytest.mark.parametrize("kind", [*PAGES, "heaviest"])
def test_a_page_weighs_less_than_300_kilobytes(
    chromium: Browser, shipped_site: Path, kind: str
) -> None:
    """Everything the first page loads, packed, without the search's list of words."""
    page = PAGES.get(kind) or heaviest(shipped_site)
    costs = loaded(chromium, shipped_site, page)
    assert {page, "assets/handbook/handbook.js", "assets/handbook/handbook.css"} <= set(costs)
    assert any(name.endswith(".woff2") for name in costs)
    assert sum(costs.values()) < AT_MOST, costs


def test_nothing_of_the_search_is_loaded_before_somebody_searches(
    chromium: Browser, small_build: Path
) -> None:
    """Neither its worker nor all texts of the site; both come with the first key, and it finds."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        name = unquote(urlsplit(route.request.url).path.lstrip("/"))
        asked.append(name)
        kind = TYPES.get(Path(name).suffix)
        route.fulfill(path=small_build / "site" / name, content_type=kind)

    context = chromium.new_context(service_workers="block")
    context.route(f"{HOST}**", answer)
    page = context.new_page()
    page.goto(f"{HOST}calls/ring-back.html", wait_until="networkidle")
    before = set(asked)
    page.keyboard.press("s")
    page.keyboard.type("we ring back")
    page.locator(".md-search-result__item").first.wait_for()
    later = set(asked) - before
    page.goto(f"{HOST}calls/ring-back.html?h=ring", wait_until="networkidle")
    context.close()

    scripts = [name for name in before if name.endswith((".js", ".json"))]
    assert sum(over_the_wire(small_build / "site" / name) for name in scripts) < SCRIPTS_OF_A_CALL
    assert not any(name.endswith(("finder.js", "call_view.js", "timers.js")) for name in before)
    assert not any("search/" in name or "workers/" in name for name in before)
    assert "search/search_index.json" in later
    assert any("workers/search." in name for name in later)
    assert asked.count("search/search_index.json") == 2  # for the words to be marked as well


def test_no_page_of_the_handbook_loads_more_scripts_than_it_needs(shipped_site: Path) -> None:
    """What every page names, and what it loads by itself for the words that have a time in them."""
    found: dict[str, int] = {}
    weights: dict[str, int] = {}
    for path in shipped_site.rglob("*.html"):
        page = path.relative_to(shipped_site).as_posix()
        names = list_scripts(path, shipped_site)
        is_tool = any(name.startswith(TOOLS) for name in names)
        if "assets/handbook/handbook.js" in names and not is_tool:
            for name in names - weights.keys():
                weights[name] = over_the_wire(shipped_site / name)
            found[page] = sum(weights[name] for name in names)
    steps = {
        page
        for page in found
        if "assets/handbook/call.js" in list_scripts(shipped_site / page, shipped_site)
    }
    others = found.keys() - steps - {"index.html"}

    assert len(steps) > 100
    assert len(others) > 50
    assert {page: found[page] for page in others if found[page] > SCRIPTS} == {}
    assert {page: found[page] for page in found if found[page] > SCRIPTS_OF_A_CALL} == {}


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_of_an_export_weighs_less_than_in_the_theme(
    kind: str, shipped_site: Path, shipped_export: Path
) -> None:
    """Its HTML, its styles and its scripts, packed."""
    ours, theirs = (weigh_code(site, PAGES[kind]) for site in (shipped_export, shipped_site))

    assert ours < theirs - LESS


@pytest.mark.parametrize("made", ["shipped_site", "shipped_export"])
def test_no_script_holds_back_what_there_is_to_read(
    chromium: Browser, request: pytest.FixtureRequest, made: str
) -> None:
    """Every script but the small one of the head waits for the page, and nothing jumps then."""
    site: Path = request.getfixturevalue(made)
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto((site / "index.html").as_uri(), wait_until="load")
    page.evaluate("document.fonts.ready")
    waiting = page.eval_on_selector_all("script[src]", "all => all.map((one) => one.defer)")
    jumped = page.evaluate(
        """() => new Promise((done) => {
            let sum = 0;
            new PerformanceObserver((list) => {
                list.getEntries().forEach(({ value }) => (sum += value));
            }).observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
        })"""
    )
    context.close()

    assert len(waiting) > 1
    assert waiting.count(False) == 1
    assert jumped < LITTLE

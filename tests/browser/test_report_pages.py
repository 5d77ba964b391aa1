"""The pages of a report in a browser: in both schemes, narrow, by keyboard, printed, and searched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from cx_handbook.bundles import join_bundle
from cx_handbook.cli.report_files import write_pages
from cx_handbook.content.model import Handbook
from cx_handbook.reports.many_sites import gather_checklists
from cx_handbook.reports.many_sites_pages import ManySitesPages
from cx_handbook.reports.many_sites_source import ManySites
from cx_handbook.reports.pages import Link, ReportPages
from cx_handbook.reports.roll_up import AnswerRow, roll_up_answers
from support.axe import COLOURS, in_both_schemes
from support.report_folder import make_report, make_wide_report, write_folder

Device = Literal["light", "dark"]
PAGES = (
    "index.html", "site-harbour.html", "findings.html", "actions.html", "compare.html",
    "auditors.html", "reading.html",
)  # fmt: skip
TABLE_PAGES = ("index.html", "sites.html", "checklist-monthly.html", "reading.html")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, handbook: Handbook) -> Path:
    """Return the folder of a report over three sites."""
    return write_folder(tmp_path_factory.mktemp("three") / "report", make_report(), handbook)


@pytest.fixture(scope="module")
def wide_folder(tmp_path_factory: pytest.TempPathFactory, handbook: Handbook) -> Path:
    """Return the folder of a report over 40 sites."""
    return write_folder(tmp_path_factory.mktemp("many") / "report", make_wide_report(40), handbook)


@pytest.fixture(scope="module")
def table_folder(tmp_path_factory: pytest.TempPathFactory, handbook: Handbook) -> Path:
    """Return the folder of a report from a table of answers of 300 sites."""
    rows = [
        AnswerRow(
            checklist="monthly", counts_for=month, form="f", site=f"site-{n:03}", date="2026-11-02",
            question=f"q{factor}", standard="CO-01", factor=factor, points=2.0, gives_grade=True,
            state="met", share=met / 50, k=met, n=50, counted_cases=300,
        )
        for n in range(300)
        for met in [20 if n == 3 else 44 + n % 3]
        for month in ("2026-09", "2026-10")
        for factor in ("compliance", "tangibles", "staff", "empathy")
    ]  # fmt: skip
    names = {f"site-{n:03}": f"Shop {n}" for n in range(300)} | {"site-003": "Café <Süd>"}
    found = ManySites(gather_checklists(roll_up_answers(rows)), names, {"monthly": "Monthly"})
    folder = tmp_path_factory.mktemp("table") / "report"
    write_pages(folder, ManySitesPages(found, handbook, date(2026, 11, 3)).render(), None)
    return folder


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Return a page without a network."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_either_scheme(page: Page, folder: Path, name: str) -> None:
    """All rules in the light, colours in the dark."""
    assert in_both_schemes(page, folder / name, COLOURS) == []


@pytest.mark.parametrize("name", ["index.html", "sites.html", "compare.html"])
def test_axe_finds_nothing_where_there_are_many_sites(
    page: Page, wide_folder: Path, name: str
) -> None:
    """The pages that look different then."""
    assert in_both_schemes(page, wide_folder / name, COLOURS) == []


@pytest.mark.parametrize("name", TABLE_PAGES)
def test_axe_finds_nothing_in_a_report_from_a_table(
    page: Page, table_folder: Path, name: str
) -> None:
    """Nor does a page of it scroll sideways on a phone."""
    assert in_both_schemes(page, table_folder / name, COLOURS) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_site_of_a_table_is_found_by_keyboard(page: Page, table_folder: Path) -> None:
    """From the first page: its name, Enter, and it stands alone, with where it differs."""
    page.goto((table_folder / "index.html").as_uri())
    page.get_by_label("Find a site").focus()
    page.keyboard.type("cafe")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites.html?q=cafe")
    rows = page.locator("tbody tr:visible")

    assert rows.count() == 1
    assert "Café <Süd>" in rows.first.inner_text()
    assert "worse: Monthly" in rows.first.inner_text()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_320_pixels_does_not_scroll_sideways(page: Page, folder: Path, name: str) -> None:
    """Charts scroll within their frame, and their words stay as large as on a desktop."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto((folder / name).as_uri())

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('figure svg')]"
        ".map((svg) => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width), 99)"
    )
    assert smallest >= 9.9


def test_the_tab_key_reaches_links_charts_and_tables(page: Page, folder: Path) -> None:
    """First the link to the content; each stop can be seen."""
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "() => { const at = document.activeElement; const style = getComputedStyle(at);"
            " return at === document.body ? null : [at.tagName, style.outlineStyle] }"
        )
        if stop is None:
            break
        stops.append(stop)

    assert {"A", "DIV", "SUMMARY"} <= {tag for tag, _ in stops}
    assert {outline for _, outline in stops} == {"solid"}


def test_print_leaves_the_navigation_out(page: Page, folder: Path) -> None:
    """And keeps the charts."""
    page.goto((folder / "site-harbour.html").as_uri())
    page.emulate_media(media="print")

    assert not page.locator(".hb-head nav").is_visible()
    assert page.locator("figure svg").first.is_visible()


def test_a_site_is_found_from_the_first_page(page: Page, wide_folder: Path) -> None:
    """What is typed there opens the list with that site alone; clearing it brings back all."""
    page.goto((wide_folder / "index.html").as_uri())
    page.get_by_label("Find a site").fill("cafe")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/sites.html?q=cafe")
    rows = page.locator("tbody tr:visible")

    assert rows.count() == 1
    assert "Café <Süd>" in rows.first.inner_text()
    assert page.get_by_role("status").inner_text() == "1 of 40 sites"
    page.get_by_label("Find a site").fill("")
    assert rows.count() == 40


def test_without_scripts_all_sites_are_listed(chromium: Browser, wide_folder: Path) -> None:
    """Reading needs none."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((wide_folder / "sites.html").as_uri() + "?q=cafe")

    assert page.locator("tbody tr").count() == 40
    context.close()


CHOOSE = """([site, media, scheme]) => localStorage.setItem(
    `${site}/.__palette`, JSON.stringify({ index: 1, color: { media, scheme } }))"""
GROUND = "() => getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(245, 248, 249)", "rgb(21, 28, 36)"


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory, handbook: Handbook) -> Path:
    """Return the folder of a site of which a report is a part."""
    site = tmp_path_factory.mktemp("site")
    home = Link("../index.html", "Back to the handbook")
    pages = ReportPages(make_report(), handbook, home=home)
    write_pages(site / "report", pages.render(), None)
    script = join_bundle("report_scheme.js")
    (site / "report/assets/report_scheme.js").write_text(script, "utf-8")
    return site


@pytest.mark.parametrize(
    ("device", "media", "scheme", "ground"),
    [
        ("light", "(prefers-color-scheme: dark)", "slate", DARK),
        ("dark", "(prefers-color-scheme: light)", "default", LIGHT),
        ("dark", "(prefers-color-scheme)", "default", DARK),
    ],
)
def test_a_report_on_a_site_is_as_dark_as_the_reader_chose_there(
    page: Page, site_folder: Path, device: Device, media: str, scheme: str, ground: str
) -> None:
    """Chosen with the theme's button on any page; its first choice is the device's."""
    page.emulate_media(color_scheme=device)
    page.goto((site_folder / "report/index.html").as_uri())
    page.evaluate(CHOOSE, [str(site_folder), media, scheme])
    page.reload()

    assert page.evaluate(GROUND) == ground


def test_a_report_in_its_own_folder_is_as_dark_as_the_device(page: Page, folder: Path) -> None:
    """Opened by double click there is no site whose choice it could follow."""
    found = []
    devices: tuple[Device, ...] = ("light", "dark")
    for device in devices:
        page.emulate_media(color_scheme=device)
        page.goto((folder / "index.html").as_uri())
        page.evaluate(CHOOSE, [str(folder), "(prefers-color-scheme: dark)", "slate"])
        page.reload()
        found.append(page.evaluate(GROUND))

    assert found == [LIGHT, DARK]

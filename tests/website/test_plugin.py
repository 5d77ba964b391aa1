"""What MkDocs is handed: finished pages, a navigation in strings, search entries as data."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from mkdocs.config.base import load_config
from mkdocs.structure.files import Files

from cx_handbook.website.mkdocs.build import build_site
from support.project import PROJECT, copy_small_handbook

sys.path.insert(0, str(PROJECT / "benchmarks"))

from generate import generate
from run import HOOKS, visible_text

ITEM = re.compile(r'<a href="([^"#]*)" class="md-nav__link([^"]*)"( aria-current="page")?>')


def build(root: Path) -> Path:
    return build_site(root, lambda _: None, lambda _: None).parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of a generated handbook of three sections."""
    root = tmp_path_factory.mktemp("generated")
    generate(45, root)
    return build(root)


@pytest.mark.build
def test_finished_html_shows_the_same_text_as_python_markdown(site: Path) -> None:
    """Skipping the host's Markdown pass changes no word on any page."""
    root = site.parent
    fast = {p.relative_to(site): visible_text(p.read_text("utf-8")) for p in site.rglob("*.html")}
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(HOOKS)
    slow = build(root)

    assert len(fast) > 45
    assert {
        p.relative_to(slow): visible_text(p.read_text("utf-8")) for p in slow.rglob("*.html")
    } == fast


def navigation(site: Path, page: str) -> str:
    """Return the entries of a page's navigation, its own table of contents left out."""
    html = (site / page).read_text("utf-8")
    marks = html.split("md-sidebar--primary", 1)[1].split("md-sidebar--secondary")[0]
    return re.sub(r'<nav class="md-nav md-nav--secondary".*?</nav>', "", marks, flags=re.DOTALL)


def test_the_navigation_marks_one_page_and_opens_its_section(site: Path) -> None:
    """On a policy's page its own entry is marked, its section is open and the others are one link."""
    marks = navigation(site, "section-001/ring-back-00025.html")
    current = [link for link, _, current in ITEM.findall(marks) if current]

    assert current == ["../section-001/ring-back-00025.html"]
    assert marks.count("../section-001/ring-back-") == 20
    assert marks.count("../section-000/") == 1
    assert marks.count("../section-002/") == 1


def test_every_link_of_the_navigation_leads_to_a_page(site: Path) -> None:
    """From the root, from a section and from a policy, each address exists."""
    for page in (
        "index.html",
        "phrasebook.html",
        "section-000/index.html",
        "checklists/sample.html",
    ):
        links = [link for link, _, _ in ITEM.findall(navigation(site, page))]
        assert len(links) > 5
        for link in links:
            assert ((site / page).parent / link).resolve().is_file(), (page, link)


def test_the_page_for_addresses_that_lead_nowhere_has_a_navigation(site: Path) -> None:
    """The 404 page is no page of the site, and still shows the way."""
    marks = navigation(site, "404.html")

    assert '<a href="/company.html"' in marks
    assert ITEM.findall(marks)
    assert not any(current for _, _, current in ITEM.findall(marks))


def test_the_cost_of_the_navigation_does_not_grow_with_other_sections(site: Path) -> None:
    """A page carries its own section's entries and one link for each other section, no more."""
    entries = len(ITEM.findall(navigation(site, "section-000/ring-back-00001.html")))
    sections, own, around = 3, 20, 12

    assert entries <= sections + own + around


def list_edit_links(root: Path, edit: str) -> dict[str, str | None]:
    """Return where each page's pencil leads, as the theme is handed it, by the page's source."""
    settings = (root / "mkdocs.yml").read_text("utf-8").replace("edit: false", f"edit: {edit}")
    address = "https://git.example.com/shop/edit/main"
    changed = root / f"edit-{edit}.yml"
    changed.write_text(f"{settings}\nedit_uri: {address}/docs/\n", "utf-8")
    config = load_config(str(changed))
    config.plugins.on_startup(command="build", dirty=False)
    files = config.plugins.on_files(Files([]), config=config.plugins.on_config(config))
    links = {file.src_uri: file.page.edit_url for file in files if file.page}
    return {name: link and link.removeprefix(address) for name, link in links.items()}


def test_a_pencil_stands_only_where_the_settings_ask_for_it(tmp_path: Path) -> None:
    """With `edit: true` it leads to the file that the page comes from, and to none where there is none."""
    root = copy_small_handbook(tmp_path / "handbook")
    links = list_edit_links(root, "true")

    assert links["calls/ring-back.md"] == "/policies/calls/ring-back.yml"
    assert links["situations/chair-came-broken.md"] == "/policies/situations/chair-came-broken.yml"
    assert links["checklists/daily.md"] == "/checklists/daily.yml"
    assert links["phrasebook.md"] is None
    assert set(list_edit_links(root, "false").values()) == {None}

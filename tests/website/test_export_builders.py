"""The pages as input for other site builders: each builds a whole site of them, with every word."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown import Markdown
from playwright.sync_api import Browser, Page, expect

from cx_handbook.cli.main import main
from cx_handbook.website.export.finished_pages import FinishedPages
from cx_handbook.website.export.hosts import BUILDERS as DESCRIBED
from support.project import Shared
from website.test_export import find_dead_links, list_pages, read_article

BUILDERS = ("zensical", "properdocs")
# They would refuse the scripts that a builder puts into pages.
HOST_FILES = (".htaccess", "_headers", ".headers/nginx.conf", ".headers/headers.json")
SKIP = '<a id="__skip" tabindex="-1"></a> '  # Zensical's, at the begin of every page


@pytest.fixture(scope="session", params=BUILDERS)
def built(request: pytest.FixtureRequest, shared: Shared, small_build: Path) -> Path:
    """Return the folder of the site that a builder made of the small handbook."""
    name: str = request.param

    def build(folder: Path) -> None:
        command = ["--root", str(small_build), "export", "--for", name, str(folder)]
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
        run = done.stdout.splitlines()[-1].split("PYTHONPATH=. ")[1].split()
        assert run[0] == name
        env = {**os.environ, "PYTHONPATH": "."}
        # As the command says, but with this environment's program, and strictly.
        program = [str(Path(sys.executable).with_name(name)), *run[1:]]
        strict = [] if "--strict" in run else ["--strict"]
        ran = subprocess.run(
            [*program, *strict], cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr

    return shared(f"small-{name}", build)


def test_whoever_follows_the_readme_gets_the_zensical_that_was_tried() -> None:
    """Later ones bring a package along that not every index has."""
    assert DESCRIBED["zensical"].needs == f"zensical=={version('zensical')}"


@pytest.mark.build
def test_every_page_is_there_with_every_word(built: Path, small_export: Path) -> None:
    """As it is in an export; so is every file beside the pages but the copy for devices."""
    site = built / "site"
    pages = list_pages(small_export)

    assert set(pages) <= set(list_pages(site))
    for path in pages:
        if path != "404.html" and "md-content__inner" in (small_export / path).read_text("utf-8"):
            assert read_article(site / path).removeprefix(SKIP) == read_article(small_export / path)
    files = {
        path.relative_to(small_export).as_posix()
        for path in small_export.rglob("*")
        if path.is_file() and "assets/handbook/export/" not in path.as_posix()
    }
    lost = {name for name in files if not (site / name).is_file()}
    assert lost == {"manifest.webmanifest", *HOST_FILES}


@pytest.mark.build
def test_every_link_is_whole(built: Path) -> None:
    """To pages, to files beside them, to places on them."""
    ours = [link for link in find_dead_links(built / "site") if "__consent" not in link]

    assert ours == []


@pytest.fixture
def page(chromium: Browser, built: Path) -> Iterator[Page]:
    """Return a page of a policy, opened from a disk."""
    context = chromium.new_context(offline=True, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(10_000)
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    page = context.new_page()
    path = next((built / "site/situations").glob("[!i]*.html"))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert errors == []


@pytest.mark.build
def test_the_finder_and_the_role_are_in_the_header(page: Page) -> None:
    """Of a theme that knows neither."""
    header = page.locator(".md-header")
    expect(header.get_by_role("button", name="For: everyone")).to_be_visible()
    header.get_by_role("button", name="What did the customer say?").click()
    expect(page.get_by_role("combobox")).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_finished_page_passes_through_markdown_as_it_is() -> None:
    """With the list of what stands on it; other pages are Markdown as ever."""
    parser = Markdown(extensions=["toc", "admonition", FinishedPages()])
    toc = [{"level": 2, "id": "a", "name": "A", "html": "A", "data-toc-label": "", "children": []}]
    html = "<p>*no* emphasis\n\n\n    no code <b>&amp;</b></p>\n\n# no heading"

    passed = parser.convert(f"<!-- finished page {json.dumps(toc)} -->\n{html}")
    assert passed == html
    assert parser.toc_tokens == toc
    parser.reset()
    assert parser.convert("# One") == '<h1 id="one">One</h1>'
    assert [token["id"] for token in parser.toc_tokens] == ["one"]


def test_another_builder_is_refused(small_build: Path, tmp_path: Path) -> None:
    """With the names of those that there are."""
    command = ["--root", str(small_build), "export", "--for", "hugo", str(tmp_path / "x")]
    done = CliRunner().invoke(main, command)

    assert done.exit_code == 2
    assert "'hugo' is not one of 'zensical', 'properdocs'." in done.output

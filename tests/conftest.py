"""What the tests share: a small valid handbook to read, change and break."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings
from playwright.sync_api import Browser, Page

from cx_handbook.bundles import HEAD_SCRIPT, SCRIPT, STYLE, join_bundle, write_assets
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.documents.pdf.renderer import render_pdf
from cx_handbook.documents.sheets import render_sheets
from cx_handbook.website.audience import render_meta
from cx_handbook.website.export.build import export_site
from cx_handbook.website.finder.meaning.weights import ENCODER
from cx_handbook.website.mkdocs.build import build_site
from cx_handbook.website.pages.all_pages import render_pages
from support.bare_site import write_bare_site
from support.browser import Opener, a_browser
from support.kept_parts import compare_kept_parts
from support.project import CASES, DAY, Shared, copy_project, copy_small_handbook, load_shipped

# Whoever asks for one of these fixtures gets a mark with it; pyproject.toml says what each means.
MARKS = {
    "chromium": "browser",
    "installed": "build",
    "monthly_pdf": "pdf",
    "shipped_build": "build",
    "shipped_site": "build",
    "shipped_export": "build",
    "small_build": "build",
    "small_export": "build",
}

# Reviews of the shipped content must not fall due while tests look on: it is always the same day.
os.environ["SOURCE_DATE_EPOCH"] = "1795219200"  # 2026-11-21

# No example has a deadline: on a busy machine each may take any time. Each run tries the same ones,
# so that a change is judged by what it changes.
settings.register_profile("handbook", deadline=None, derandomize=True)
settings.load_profile("handbook")


# Tests write thousands of small files and wait until they are on the disk. In memory nobody waits.
IN_MEMORY = Path("/dev/shm")
LEAST_ROOM = 4 * 2**30  # bytes


def pytest_configure() -> None:
    """Put temporary files into memory where there is room, unless TMPDIR says where they go.

    Workers, and whatever tests start, inherit it. Programs are started from there, too.
    """
    if not os.access(IN_MEMORY, os.W_OK):
        return
    found = os.statvfs(IN_MEMORY)
    if found.f_bavail * found.f_frsize >= LEAST_ROOM and not found.f_flag & os.ST_NOEXEC:
        os.environ.setdefault("TMPDIR", str(IN_MEMORY))
        tempfile.tempdir = None  # asked again: it may have been kept before


@pytest.hookimpl(tryfirst=True)  # before pytest selects by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their fixtures, and put them into an order in which nobody waits for a build.

    Two workers begin at the top and in the middle. The first test builds the shipped site, which
    takes longest. Meanwhile the other worker runs tests that need nothing of it.
    """
    for item in items:
        for name in getattr(item, "fixturenames", ()):
            if name in MARKS:
                item.add_marker(MARKS[name])
    items.sort(key=_needs_shipped_site)
    first = next((item for item in items if _needs_shipped_site(item)), None)
    if first is not None:
        items.remove(first)
        items.insert(0, first)


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what was collected: it stays until the end.

    It would look through thousands of tests and all modules each time, and it looks more often the
    more a test makes: a twentieth of the time of quick tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def _needs_shipped_site(item: pytest.Item) -> bool:
    # The export of the shipped content waits for its site.
    return bool({"shipped_site", "shipped_export"} & {*getattr(item, "fixturenames", ())})


@pytest.fixture
def handbook_root(tmp_path: Path) -> Path:
    """Return a fresh copy of the small handbook in tests/cases/handbook."""
    root = tmp_path / "handbook"
    shutil.copytree(CASES / "handbook", root)
    return root


@pytest.fixture(scope="session")
def handbook() -> Handbook:
    """Return the small handbook in tests/cases/handbook, read once: it is frozen."""
    return load_handbook(CASES / "handbook")


@pytest.fixture(scope="session")
def served_assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what every site holds below assets/handbook/."""
    folder = tmp_path_factory.mktemp("assets")
    write_assets(folder)
    return folder


@pytest.fixture
def opened(chromium: Browser, tmp_path: Path, served_assets: Path) -> Iterator[Opener]:
    """Return what opens one page of a handbook in the browser, with its look and its script."""
    contexts = []

    def open_page(handbook: Handbook, path: str, **options: Any) -> Page:
        page = next(p for p in render_pages(handbook, DAY) if p.path == path)
        contexts.append(chromium.new_context(offline=True, **options))
        (tmp_path / "page.html").write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{page.title}</title><style>html {{ font-size: 20px }}</style>"
            f'<link rel="stylesheet" href="{(served_assets / STYLE).as_uri()}">'
            '<meta name="handbook-id" content="test"><meta name="handbook-base" content="./">'
            f"{render_meta(handbook.company)}"
            f"<script>{join_bundle(HEAD_SCRIPT)}</script>"
            f'<script defer src="{(served_assets / SCRIPT).as_uri()}"></script>'
            f'<body data-md-color-scheme="default"><main class="md-typeset">{page.html}</main>',
            "utf-8",
        )
        shown = contexts[-1].new_page()
        shown.goto((tmp_path / "page.html").as_uri())
        return shown

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Shared:
    """Return what makes a folder once for all tests, also for those that run side by side.

    The first to ask makes it, the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    base = base if worker_id == "master" else base.parent

    def folder(name: str, make: Callable[[Path], object]) -> Path:
        with FileLock(base / f"{name}.lock"):
            if not (base / name).exists():
                shutil.rmtree(base / f"{name}-unfinished", ignore_errors=True)
                make(base / f"{name}-unfinished")
                (base / f"{name}-unfinished").rename(base / name)
        return base / name

    return folder


@pytest.fixture(scope="session")
def monthly_pdf(shared: Shared, handbook: Handbook) -> bytes:
    """Return the small handbook's monthly self-audit as PDF on A4: laying it out takes seconds."""

    def lay_out(folder: Path) -> None:
        sheets = render_sheets(handbook, paper="a4")
        folder.mkdir()
        (folder / "monthly.pdf").write_bytes(
            render_pdf(next(sheet for sheet in sheets if sheet.name == "monthly"))
        )

    return (shared("monthly-pdf", lay_out) / "monthly.pdf").read_bytes()


@pytest.fixture(scope="session")
def small_build(shared: Shared) -> Path:
    """Return the small handbook with its built site, without PDFs. Copy it before you change it."""

    def build(root: Path) -> None:
        build_site(copy_small_handbook(root), lambda _: None, lambda _: None)

    return shared("small", build)


@pytest.fixture(scope="session")
def shipped_build(shared: Shared) -> Path:
    """Return the folder of the shipped content with its site, built strictly, PDFs included."""

    def build(root: Path) -> None:
        warnings: list[str] = []
        copy_project(root)
        with compare_kept_parts(root):
            build_site(root, lambda _: None, warnings.append)
        assert warnings == []

    return shared("shipped", build)


@pytest.fixture(scope="session")
def shipped_site(shipped_build: Path) -> Path:
    """Return the folder of the site built from the shipped content."""
    return shipped_build / "site"


@pytest.fixture(scope="session")
def quick_site(shared: Shared, shipped_site: Path) -> Path:
    """Return the same site without the theme's script and without the sentence encoder.

    For tests of what our scripts do on a page as it looks: these two take most of the time in which a
    page opens and a finder answers. What the theme's keys, menus and schemes do, and what is found by
    meaning, is for `shipped_site`.
    """

    def leave_out(root: Path) -> None:
        shutil.copytree(shipped_site, root, copy_function=os.link)
        (theme_script,) = (root / "assets/javascripts").glob("bundle.*.min.js")
        theme_script.unlink()  # a link to the whole site's, so it is not emptied
        theme_script.touch()
        (root / "assets/handbook" / ENCODER).unlink()

    return shared("quick", leave_out)


@pytest.fixture(scope="session")
def small_export(shared: Shared, small_build: Path) -> Path:
    """Return the folder to which the small handbook was exported, beside nothing else."""

    def export(root: Path) -> None:
        export_site(small_build, root, lambda _: None, lambda _: None)

    return shared("small-export", export)


@pytest.fixture(scope="session")
def shipped_export(shared: Shared, shipped_site: Path) -> Path:
    """Return the folder to which the shipped content was exported; its PDFs come from the build's."""

    def export(root: Path) -> None:
        said: list[str] = []
        export_site(shipped_site.parent, root, lambda _: None, said.append)
        assert said == []

    return shared("shipped-export", export)


@pytest.fixture(scope="session")
def bare_site(shared: Shared) -> Path:
    """Return the folder of the shipped content's pages, scripts and data without the theme.

    For tests of what our scripts do, not of how it looks: without the theme's script a page opens
    in a third of the time. What is about layout, keys or the header opens `shipped_site`.
    """
    return shared("bare", lambda root: write_bare_site(load_shipped(), root))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the one browser that the tests share."""
    with a_browser() as browser:
        yield browser

"""What the tests share: a small valid handbook to read, change and break."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, sync_playwright

from generator.build import build_site
from generator.load import load
from generator.model import Handbook

CASES = Path(__file__).parent / "cases"
PROJECT = Path(__file__).parents[1]
CONTENT = ("policies", "checklists", "docs", "mkdocs.yml")


@pytest.fixture
def handbook_root(tmp_path: Path) -> Path:
    """Return a fresh copy of the small handbook in tests/cases/handbook."""
    root = tmp_path / "handbook"
    shutil.copytree(CASES / "handbook", root)
    return root


@pytest.fixture(scope="session")
def handbook() -> Handbook:
    """Return the small handbook in tests/cases/handbook, read once: it is frozen."""
    return load(CASES / "handbook")


def copy_project(root: Path) -> Path:
    """Copy the shipped content and settings to a folder, and return it."""
    root.mkdir(parents=True, exist_ok=True)
    for name in CONTENT:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, root / name)
        else:
            shutil.copy(source, root / name)
    return root


@pytest.fixture(scope="session")
def shipped_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site built from the shipped content, strictly, PDFs included."""
    root = copy_project(tmp_path_factory.mktemp("shipped") / "project")
    warnings: list[str] = []
    home = build_site(root, lambda _: None, warnings.append)
    assert warnings == []
    return home.parent


def load_setup() -> ModuleType:
    """Return a fresh copy of the set-up script as a module; it belongs to no package."""
    spec = importlib.util.spec_from_file_location("handbook_setup", PROJECT / "tools" / "setup.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the system's Chromium or Chrome, where set-up finds it, driven by Playwright."""
    found = load_setup().find_browser()
    assert found, "Chromium is missing: `make test` installs it, or says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()

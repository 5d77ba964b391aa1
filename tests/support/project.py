"""The project's folders, its shipped content, and copies of it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook

DAY = date(2026, 11, 21)
TESTS = Path(__file__).parents[1]
CASES = TESTS / "cases"
PROJECT = TESTS.parent
CONTENT = ("policies", "checklists", "logs", "audits", "docs", "mkdocs.yml", "meaning.txt")

Shared = Callable[[str, Callable[[Path], object]], Path]


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


def copy_small_handbook(root: Path, content: str = "handbook") -> Path:
    """Copy a handbook of tests/cases to a folder, with the shipped settings but without PDFs."""
    shutil.copytree(CASES / content, root)
    settings = (PROJECT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    company = load_handbook(root).company
    for old, new in (
        ("pdf: true", "pdf: false"),
        ("Northgate Home", company.name),
        ("language: en", f"language: {company.language[:2]}"),
    ):
        settings = settings.replace(old, new)
    (root / "mkdocs.yml").write_text(settings, "utf-8")
    (root / "docs").mkdir()
    return root


@cache
def load_shipped() -> Handbook:
    """Return the shipped handbook, read once: it is frozen."""
    return load_handbook(PROJECT)


def load_tool(name: str) -> ModuleType:
    """Return a fresh copy of a script of tools/ as a module; it belongs to no package."""
    spec = importlib.util.spec_from_file_location(f"tools_{name}", PROJECT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module

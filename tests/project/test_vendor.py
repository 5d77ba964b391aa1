"""What others wrote travels unchanged, with its licence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from support.project import PROJECT as ROOT

FOLDERS = [
    ROOT / "generator/cx_handbook/static/vendor",
    ROOT / "generator/cx_handbook/website/finder/data/vendor",
    ROOT / "tests/vendor",
]
PARTS = [
    pytest.param(folder, part, id=part["folder"])
    for folder in FOLDERS
    for part in json.loads((folder / "vendor.json").read_text(encoding="utf-8"))
]


@pytest.mark.parametrize(("folder", "part"), PARTS)
def test_each_vendored_file_is_as_it_was_published(folder: Path, part: dict[str, Any]) -> None:
    """Every file has the SHA-256 that vendor.json gives, and no file is there without one."""
    files = [path for path in (folder / part["folder"]).rglob("*") if path.is_file()]

    found = {
        path.relative_to(folder / part["folder"]).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in files
    }

    assert found == part["sha256"]


@pytest.mark.parametrize(("folder", "part"), PARTS)
def test_each_vendored_part_brings_its_licence(folder: Path, part: dict[str, Any]) -> None:
    """Package, version and licence are named, and the licence's text lies beside the files."""
    assert all(part[name] for name in ("package", "version", "licence", "used_for"))
    assert (folder / part["folder"] / "LICENSE").stat().st_size > 500


@pytest.mark.parametrize(("folder", "part"), PARTS)
def test_the_readme_names_each_part(folder: Path, part: dict[str, Any]) -> None:
    """Whoever passes the project on finds each part and its licence in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert part["licence"] in readme
    assert f"{folder.relative_to(ROOT).as_posix()}/{part['folder']}" in readme


@pytest.mark.parametrize("folder", FOLDERS, ids=["pages", "languages", "tests"])
def test_nothing_is_vendored_without_being_listed(folder: Path) -> None:
    """Each folder below vendor/ has its entry."""
    listed = {part["folder"] for part in json.loads((folder / "vendor.json").read_bytes())}

    assert {path.name for path in folder.iterdir() if path.is_dir()} == listed

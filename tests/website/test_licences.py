"""Whoever passes a site on passes the licences on of everything in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import material

from cx_handbook.website.licences import render_licences
from support.project import PROJECT

VENDORED = PROJECT / "generator/cx_handbook/static/vendor"
FINDER_DATA = PROJECT / "generator/cx_handbook/website/finder/data/vendor"


def read_parts(folder: Path) -> dict[str, str]:
    """Return the licence texts of vendored parts, by the folder of each."""
    listed = json.loads((folder / "vendor.json").read_text("utf-8"))
    return {p["folder"]: (folder / p["folder"] / "LICENSE").read_text("utf-8") for p in listed}


def test_each_part_of_a_site_has_its_text(small_build: Path) -> None:
    """Ours, each vendored one, the words of the finder, the theme with its search and icons."""
    site = small_build / "site"
    text = (site / "licences.txt").read_text("utf-8")

    held = {path.name for path in (site / "assets/handbook/vendor").iterdir() if path.is_dir()}
    assert held == set(read_parts(VENDORED))
    for part in (*read_parts(VENDORED).values(), *read_parts(FINDER_DATA).values()):
        assert part.strip() in text
    for name in ("Material for MkDocs", "Lunr", "Martin Donath"):
        assert name in text
    # Settings may show icons of each set that lies in the theme.
    for path in (Path(material.__file__).parent / "templates/.icons").glob("*/LICENSE*"):
        assert path.read_text("utf-8").strip() in text
    assert (PROJECT / "LICENSE").read_text("utf-8").strip() in text


def test_each_notice_in_a_script_stands_in_it(small_build: Path) -> None:
    """What a minifier left standing is named with its file."""
    site = small_build / "site"
    text = (site / "licences.txt").read_text("utf-8")
    seen = 0

    for path in site.rglob("*.js"):
        for line in re.findall(r"(?m)^ \* (.*Copyright.*)$", path.read_text("utf-8")):
            assert line in text, path
            assert path.relative_to(site).as_posix() in text
            seen += 1
    assert seen > 10


def test_a_site_without_the_theme_does_not_name_it(small_export: Path) -> None:
    """The text is made of what is there, and not of what might be."""
    (path,) = small_export.rglob("licences.txt")
    text = path.read_text("utf-8")

    assert "Material" not in text
    assert "@orama/stemmers" in text
    assert render_licences(path.parent) == text


def test_an_empty_folder_needs_no_licence_but_ours(tmp_path: Path) -> None:
    """Nothing is claimed that is not there."""
    parts = re.findall(r"(?m)^=+\n(.*) – ", render_licences(tmp_path))

    assert parts == ["Scripts, styles and icons of the handbook generator"]

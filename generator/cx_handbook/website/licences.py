"""The licences of everything that a built site holds, as one text made from what is really in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from cx_handbook import addresses
from cx_handbook.bundles import STATIC

_VENDORED = STATIC / "vendor"
_FINDER_DATA = Path(__file__).parent / "finder" / "data" / "vendor"
_FINDER_INDEX = f"{addresses.ASSETS}/finder/index.js"
_THEME_SCRIPT = "assets/javascripts/bundle.*.js"
_ICON_FOLDER = "material/templates/.icons"
_THEME_SEARCH = "assets/javascripts/workers/search.*.js"
# What minifiers leave standing because it is somebody's notice.
_NOTICE = re.compile(r"/\*!\s*(.*?)\s*\*/", re.DOTALL)
_STARS = re.compile(r"(?m)^\s*\* ?")
_LINE = "=" * 78
_INTRO = (
    "What this site is made of, besides the texts of the company whose handbook it is, and the licence\n"
    "of each part.\n"
)
_MIT = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and\n"
    "associated documentation files (the “Software”), to deal in the Software without restriction,\n"
    "including without limitation the rights to use, copy, modify, merge, publish, distribute,\n"
    "sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is\n"
    "furnished to do so, subject to the following conditions:\n\n"
    "The above copyright notice and this permission notice shall be included in all copies or\n"
    "substantial portions of the Software.\n\n"
    "THE SOFTWARE IS PROVIDED “AS IS”, WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT\n"
    "NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND\n"
    "NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,\n"
    "DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT\n"
    "OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.\n"
)
# The sets of icons that the theme brings along, by their folders; settings may show any of them.
_ICONS = {
    "material": ("Material Design Icons", "Apache-2.0"),
    "fontawesome": ("Font Awesome Free, its icons", "CC-BY-4.0"),
    "octicons": ("Octicons", "MIT"),
    "simple": ("Simple Icons", "CC0-1.0"),
}
_LICENCE_NAMES = ("LICENSE", "LICENSE.md", "LICENSE.txt")
# Lunr travels within the theme's search, with its notices and without its text.
_LUNR = f"Copyright (C) Oliver Nightingale\n\n{_MIT}"


class _Part(NamedTuple):
    """Something that others wrote: its name with the version, its licence, and that one's text."""

    name: str
    licence: str
    text: str


def render_licences(site: Path) -> str:
    """Return the licences of what a built site holds, and the notices that stand in its scripts.

    The same files give the same text.
    """
    parts = [
        f"{_LINE}\n{part.name} – {part.licence}\n{_LINE}\n\n{part.text.strip()}\n"
        for part in _list_parts(site)
    ]
    notices = ["\n\n".join((files, *found)) + "\n" for files, found in _find_notices(site).items()]
    if notices:
        parts.append(f"{_LINE}\nNotices that stand in the scripts\n{_LINE}\n")
    return "\n".join((_INTRO, *parts, *notices))


def _list_parts(site: Path) -> Iterator[_Part]:
    if text := _read_packaged("cx-handbook"):
        yield _Part("Scripts, styles and icons of the handbook generator", "MIT", text)
    for part in _read_vendored(_VENDORED):
        # Every one that a site holds has its licence beside it.
        if (site / addresses.ASSETS / "vendor" / part["folder"]).is_dir():
            yield _describe_vendored(_VENDORED, part)
    if (site / _FINDER_INDEX).is_file():
        for part in _read_vendored(_FINDER_DATA):
            yield _describe_vendored(_FINDER_DATA, part)
    if any(site.glob(_THEME_SCRIPT)):
        yield from _list_theme_parts()
    if any(site.glob(_THEME_SEARCH)):
        yield _Part("Lunr, in the theme's search", "MIT", _LUNR)


def _list_theme_parts() -> Iterator[_Part]:
    theme = "mkdocs-material"
    if text := _read_packaged(theme):
        yield _Part(f"Material for MkDocs {distribution(theme).version}, the theme", "MIT", text)
    # Its list of files has ten thousand icons, so it is not looked through.
    folder = Path(str(distribution(theme).locate_file(_ICON_FOLDER)))
    for name in sorted(_ICONS):
        for path in (folder / name / one for one in _LICENCE_NAMES):
            if path.is_file():
                yield _Part(*_ICONS[name], path.read_text("utf-8"))


def _read_vendored(folder: Path) -> list[dict[str, str]]:
    parts: list[dict[str, str]] = json.loads((folder / "vendor.json").read_text("utf-8"))
    return parts


def _describe_vendored(folder: Path, part: dict[str, str]) -> _Part:
    text = (folder / part["folder"] / "LICENSE").read_text("utf-8")
    return _Part(f"{part['package']} {part['version']}", part["licence"], text)


def _read_packaged(name: str) -> str:
    """Return the licence that an installed package brings along; empty where it is not installed."""
    try:
        return distribution(name).read_text("licenses/LICENSE") or ""
    except PackageNotFoundError:
        return ""


def _find_notices(site: Path) -> dict[str, list[str]]:
    """Return the notices in the scripts of a site, by the files in which they stand."""
    files_of: dict[str, list[str]] = {}
    for path in sorted(site.rglob("*.js")):
        notices = {_STARS.sub("", found).strip(): None for found in _read_notices(path)}
        for notice in notices:
            files_of.setdefault(notice, []).append(path.relative_to(site).as_posix())
    grouped: dict[str, list[str]] = {}
    for notice, files in files_of.items():
        grouped.setdefault(", ".join(files), []).append(notice)
    return grouped


def _read_notices(path: Path) -> list[str]:
    found: list[str] = _NOTICE.findall(path.read_text("utf-8", "replace"))
    return found

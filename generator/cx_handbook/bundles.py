"""The files of `static/` as pages load them: `static/bundles.json` says which parts make one file,
and when it is loaded.

A phone waits for each file, however short it is, so a page loads one script and one style; what is
needed only once somebody does something is loaded then.
The service worker is not in the list: `website/offline.py` fills it in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

STATIC = Path(__file__).parent / "static"
# The addresses of the two bundles that the host has to name on every page.
SCRIPT, STYLE = "handbook.js", "handbook.css"
REPORT_STYLE, REPORT_SCRIPT = "report.css", "report.js"
# In the head of every page, where nothing is shown before it has run.
HEAD_SCRIPT = "before_paint.js"
# The preview's notes come into pages that are built already, so these stand inside them.
BANNER_SCRIPT, BANNER_STYLE = "preview.js", "preview.css"
PROGRESS_SCRIPT, PROGRESS_STYLE = "preview_progress.js", "preview_progress.css"
# What an export has of its own: before the style of every page, before the script that runs first,
# and in the script of every page in place of what only the theme needs.
EXPORT_STYLE, EXPORT_FIRST, EXPORT_SCRIPT = "export.css", "export_first.js", "export.js"
BUILDER_SCRIPT = "export_builder.js"  # of pages that another site builder makes
_FOR_THEME = ("shell/theme_fixes.js", "shell/theme_before_paint.js")
ENCODER_FOLDER = "vendor/all-minilm-l6-v2"  # in sites whose finder compares by meaning
# Comments of styles that stand on lines of their own.
_OWN_LINE = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
# Folders that are copied file by file: their files are binary, or carry a licence beside them.
_COPIED = ("icons", "vendor")


# When a bundle is loaded. "head": before anything is shown. "page": named by the pages that need it.
# "use": by a script, once somebody does what it is for. The others have no file of their own in a
# site: they stand inside a page, or within the files of an export.
When = Literal["head", "page", "use", "inside", "export"]


class StaticBundle(NamedTuple):
    """A file that is made of parts of `static/`: when it is loaded, and its parts in their order."""

    when: When
    parts: tuple[str, ...]

    @property
    def is_file(self) -> bool:
        """Whether a site holds it as a file of its own."""
        return self.when in ("head", "page", "use")


@cache
def list_bundles() -> dict[str, StaticBundle]:
    """Return every bundle by its address below `assets/handbook/`, in the order of the list."""
    entries = json.loads((STATIC / "bundles.json").read_text("utf-8"))
    return {
        entry["address"]: StaticBundle(entry["when"], tuple(entry["parts"])) for entry in entries
    }


def read_bundles() -> dict[str, tuple[str, ...]]:
    """Return the parts of each bundle in their order, by its address below `assets/handbook/`."""
    return {address: bundle.parts for address, bundle in list_bundles().items()}


def join_bundle(address: str) -> str:
    """Return the text of a bundle. Raises KeyError for an address that is not in the list."""
    return _join_parts(read_bundles()[address])


def list_export_parts() -> tuple[str, ...]:
    """Return the parts of the script of every page of an export: its own stand for the theme's."""
    ours = read_bundles()[SCRIPT]
    place = ours.index(_FOR_THEME[0])
    return (*ours[:place], *read_bundles()[EXPORT_SCRIPT], *ours[place + 1 :])


def list_first_export_parts() -> tuple[str, ...]:
    """Return the parts of the script in the head of every page of an export."""
    ours = (part for part in read_bundles()[HEAD_SCRIPT] if part not in _FOR_THEME)
    return (*ours, *read_bundles()[EXPORT_FIRST])


def join_export_scripts() -> tuple[str, str]:
    """Return the text of both scripts of every page of an export: that in the head, and the other."""
    return _join_parts(list_first_export_parts()), _join_parts(list_export_parts())


def _join_parts(parts: Iterable[str]) -> str:
    return "\n".join(_read_part(part) for part in parts)


def _read_part(part: str) -> str:
    """Return a part of a bundle without its comments; a vendored one stays as its maker wrote it.

    If a script fails, those after it start all the same. What fails is still an error of the page.
    """
    text = (STATIC / part).read_text("utf-8")
    if part.startswith("vendor/"):
        return text
    if not part.endswith(".js"):
        return _OWN_LINE.sub("", text)
    return f"try{{{_drop_blanks(text)}}}catch(error){{reportError(error)}}\n"


def _drop_blanks(script: str) -> str:
    """Return a script without comments and blanks: a third of its signs, a sixth of what is sent.

    Its names stay, so that an error on a telephone says where it is. rjsmin reads no grammar; a test
    compares each bundle with its parts, sign by sign.
    """
    import rjsmin  # loaded only by what writes a site

    return str(rjsmin.jsmin(script))


def list_joined() -> list[str]:
    """Return the address of each bundle that a site holds as a file."""
    return [address for address, bundle in list_bundles().items() if bundle.is_file]


def join_bundles() -> dict[str, str]:
    """Return the text of each bundle that a site holds as a file, by its address."""
    return {address: join_bundle(address) for address in list_joined()}


@cache
def list_copied_files() -> dict[str, Path]:
    """Return the path of each file that a site holds as it is, by its address.

    A vendored script that is part of a bundle is left out; its licence is not.
    """
    joined = {part for parts in read_bundles().values() for part in parts}
    paths = (path for folder in _COPIED for path in sorted((STATIC / folder).rglob("*")))
    files = {path.relative_to(STATIC).as_posix(): path for path in paths if path.is_file()}
    return {address: path for address, path in files.items() if address not in joined}


def read_asset(address: str) -> bytes | None:
    """Return what a site holds at an address below `assets/handbook/`; None where nothing is."""
    if address in read_bundles():
        return join_bundle(address).encode()
    path = list_copied_files().get(address)
    return path.read_bytes() if path else None


def write_assets(folder: Path) -> None:
    """Write all that lies below `assets/handbook/` in every site into a folder."""
    files = {address: text.encode() for address, text in join_bundles().items()}
    files |= {address: path.read_bytes() for address, path in list_copied_files().items()}
    for address, content in files.items():
        target = folder / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

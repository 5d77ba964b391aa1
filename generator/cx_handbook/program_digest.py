"""What this program is: the digest of all that may change what it makes of the same content.

Whatever is kept from one run to the next rests on it, so that no page of another version is published.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = (".dist-info", ".egg-info")


@cache
def digest_program() -> str:
    """Return the digest of our code, templates, styles and data, of Python, and of all libraries."""
    told = sha256(f"{sys.version} {' '.join(_list_installed())}".encode())
    for name, path in sorted(_list_files(_PACKAGE)):
        told.update(f"\n{name} ".encode() + sha256(path.read_bytes()).digest())
    return told.hexdigest()


def _list_installed() -> list[str]:
    """Return everything that is installed, with its version: the theme and the host among it."""
    found: set[str] = set()
    for folder in filter(os.path.isdir, sys.path):
        # The folder's name says both; reading what is in a hundred of them would take longer.
        found |= {name for name in os.listdir(folder) if name.endswith(_INSTALLED)}  # noqa: PTH208
    return sorted(found)


def _list_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        below = place[len(str(folder)) + 1 :].replace(os.sep, "/")
        below = f"{below}/" if below else ""
        for name in names:
            path = Path(place, name)
            yield f"{below}{name}", path

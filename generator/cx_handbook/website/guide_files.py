"""Which pages of the guide, which comes with the program, a site has: those that `nav:` names, and
what these lead to.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cx_handbook.shipped import GUIDE

_LINK = re.compile(r"\]\(([\w./-]+\.md)\b")


class GuideFile(NamedTuple):
    """A page of the guide: its name below docs/, its file, and whether `nav:` names it."""

    name: str
    path: Path
    is_named: bool


def list_guide_files(nav: Any, is_written: Callable[[str], bool]) -> Iterator[GuideFile]:
    """Yield the pages of our guide that `nav:` names and nobody has written anew in docs/.

    Pages that these lead to come along outside the navigation: whoever shortens it has no dead links.
    """
    named = list(list_nav_files(nav))
    waiting, seen = list(named), set[str]()
    while waiting:
        name = waiting.pop()
        path = GUIDE / name
        if name in seen or is_written(name) or not path.is_file():
            continue
        seen.add(name)
        yield GuideFile(name, path, name in named)
        folder = posixpath.dirname(name)
        linked = _LINK.findall(path.read_text("utf-8"))
        waiting += [posixpath.normpath(posixpath.join(folder, link)) for link in linked]


def list_nav_files(node: Any) -> Iterator[str]:
    """Yield the Markdown files that `nav:` names, wherever in it."""
    if isinstance(node, str) and node.endswith(".md"):
        yield node
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from list_nav_files(child)

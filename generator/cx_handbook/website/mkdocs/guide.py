"""The guide's pages, which come with the program: those that `nav:` names, and what these lead to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from cx_handbook.shipped import GUIDE

_LINK = re.compile(r"\]\(([\w./-]+\.md)\b")


def add_guide(files: Files, config: MkDocsConfig) -> None:
    """Add the pages of our guide that `nav:` names and nobody has written anew in docs/.

    Pages that these lead to come along outside the navigation: whoever shortens it has no dead links.
    """
    named = list(_list_nav_files(config.nav))
    waiting = list(named)
    while waiting:
        name = waiting.pop()
        path = GUIDE / name
        if files.get_file_from_path(name) or not path.is_file():
            continue
        level = InclusionLevel.UNDEFINED if name in named else InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, name, abs_src_path=str(path), inclusion=level))
        folder = posixpath.dirname(name)
        linked = _LINK.findall(path.read_text("utf-8"))
        waiting += [posixpath.normpath(posixpath.join(folder, link)) for link in linked]


def is_of_guide(file: Any) -> bool:
    """Return whether a file of the host's is a page of our guide, which is in English."""
    return bool(file and file.abs_src_path and Path(file.abs_src_path).is_relative_to(GUIDE))


def _list_nav_files(node: Any) -> Iterator[str]:
    """Yield the Markdown files that `nav:` names, wherever in it."""
    if isinstance(node, str) and node.endswith(".md"):
        yield node
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _list_nav_files(child)

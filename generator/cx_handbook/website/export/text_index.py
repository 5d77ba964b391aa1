"""What the full-text search of an export reads: every section of every page, as a script."""

from __future__ import annotations

import json
from collections.abc import Iterable

from cx_handbook.website.page import Page

_QUOTED = str.maketrans({"\\": r"\\", "'": r"\'", "\u2028": r"\u2028", "\u2029": r"\u2029"})


def render_text_index(pages: Iterable[Page]) -> str:
    """Return the script that sets `Handbook.finder.text`: the pages, each with its sections.

    A page is its address, its title and its sections; a section is its anchor, its title, its text
    and its rank. It is loaded when somebody first searches, and works in pages opened from a folder.
    """
    listed = [
        [page.path, page.title, [[e.anchor, e.title, e.text, e.boost] for e in page.search]]
        for page in pages
    ]
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).translate(_QUOTED)
    # Read by JSON.parse, which is quicker than a script of the same length.
    return f"Handbook.finder.text = JSON.parse('{text}');\n"

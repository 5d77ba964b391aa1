"""The entries of our pages in the search index of the theme, and the files in which it stands."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from cx_handbook.website.page import Page

SEARCH_INDEX = "search/search_index.json"
SEARCH_SCRIPT = "search/search_index.js"  # the same for pages that are opened from a folder


def make_search_entries(url: str, page: Page) -> Iterator[dict[str, Any]]:
    """Yield the entries of one page; the theme shows them as HTML, so they are escaped."""
    for entry in page.search:
        yield {
            "location": f"{url}#{entry.anchor}" if entry.anchor else url,
            "title": escape(entry.title, quote=False),
            "text": escape(entry.text, quote=False),
            "boost": entry.boost,
        }


def write_search_script(index: str) -> str:
    """Return the index as the theme's plugin for pages without a server writes it."""
    return f"var __index = {index}"

"""The finder of a handbook in V8, without a page around it."""

from __future__ import annotations

from typing import Any

from cx_handbook.content.model import Handbook
from cx_handbook.website.finder.index import render_finder_index
from support.v8 import Scripts, bundle_parts

FINDER = "finder/finder.js"

_FIND = """(query) => {
  const { results, refused, section } = search.findEntries(query);
  const { entries } = Handbook.finder.index;
  return { refused, section,
           paths: results.map(({ entry }) => entries[entry].path),
           texts: results.map(({ text }) => text) };
}"""


class Finder:
    """What a page loads when somebody first searches, with the index of a handbook."""

    def __init__(self, handbook: Handbook) -> None:
        """Load the scripts and the index."""
        self.scripts = Scripts(*bundle_parts(FINDER))
        self.scripts.run(render_finder_index(handbook), "index.js")
        self.scripts.run("const search = new Handbook.finder.Search(Handbook.finder.index)")

    def find_entries(self, query: str) -> dict[str, Any]:
        """Return whether a query is refused, and addresses and nearest texts of what is found."""
        return dict(self.scripts.call(_FIND, query))

    def find_many(self, queries: list[str]) -> list[dict[str, Any]]:
        """Return what is found for each query, in one call."""
        return list(self.scripts.call(f"(queries) => queries.map({_FIND})", queries))

    def mark_text(self, query: str, text: str) -> list[dict[str, Any]]:
        """Return a text in pieces; `hit` says which of them the query has too."""
        return list(self.scripts.call("(query, text) => search.markText(query, text)", query, text))

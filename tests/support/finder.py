"""The finder of a handbook in V8, without a page around it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cx_handbook.bundles import STATIC
from cx_handbook.content.model import Handbook
from cx_handbook.website.finder.index import render_finder_index
from cx_handbook.website.finder.meaning.encoder import TextEncoder
from cx_handbook.website.finder.meaning.script import read_phrase_vectors, render_meaning_script
from cx_handbook.website.finder.meaning.weights import DANGER, ENCODER
from support.v8 import Scripts, bundle_parts

FINDER = "finder/finder.js"
WORKER = "finder/encoder.js"
_TOGETHER = 50  # queries whose numbers are handed to V8 at once

_FIND = """(query, meant = null) => {
  const { results, refused, section } = search.findEntries(query, meant);
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
        return list(self.scripts.call(f"(queries) => queries.map((q) => ({_FIND})(q))", queries))

    def mark_text(self, query: str, text: str) -> list[dict[str, Any]]:
        """Return a text in pieces; `hit` says which of them the query has too."""
        return list(self.scripts.call("(query, text) => search.markText(query, text)", query, text))


class FinderByMeaning(Finder):
    """The same with the sentence encoder, whose forward pass numpy does: it is ten times as quick as
    the page's in V8, and gives the same numbers."""

    def __init__(self, handbook: Handbook, root: Path, *, makes_new: bool = False) -> None:
        """Load what the worker of a page loads; `root` has the vectors that are kept."""
        super().__init__(handbook)
        vectors = read_phrase_vectors(root, handbook, print, makes_new=makes_new)
        assert vectors is not None
        # The worker's bundle would make the namespace anew, and has the language already.
        parts = [part for part in bundle_parts(WORKER) if part.startswith("finder/meaning/")]
        for part in (*(p for p in parts if not p.endswith("worker.js")), ENCODER, DANGER):
            self.scripts.run((STATIC / part).read_text("utf-8"), part)
        self.scripts.run(render_meaning_script(handbook, vectors), "meaning.js")
        self.scripts.run(_MAKE)
        self._encoder = TextEncoder()

    def find_many(self, queries: list[str]) -> list[dict[str, Any]]:
        """Return what is found for each query by its words and by what it means."""
        return self._ask_all(_FIND_BY_MEANING, queries)

    def offer_many(self, queries: list[str]) -> list[dict[str, Any]]:
        """Return for each query the page that its words put first, if any, and what a page offers
        above: addresses, and whether it says that nothing may fit."""
        return self._ask_all(_OFFER, queries)

    def _ask_all(self, ask: str, queries: list[str]) -> list[dict[str, Any]]:
        correct = "(queries) => queries.map((q) => meaning.correctText(q, search.suggestMeant(q)))"
        corrected = self.scripts.call(correct, queries)
        pieces = [len(self._encoder.cut_text(text)) for text in corrected]
        summaries = self._encoder.summarise_layers(corrected)
        layers = [
            {"means": means.round(5).tolist(), "maxima": maxima.round(5).tolist(), "pieces": number}
            for means, maxima, number in zip(*summaries, pieces, strict=True)
        ]
        found = []
        for begin in range(0, len(queries), _TOGETHER):
            some = slice(begin, begin + _TOGETHER)
            found += self.scripts.call(ask, queries[some], corrected[some], layers[some])
        return found


_MAKE = """const meaning = new Handbook.finder.Meaning(
  Handbook.encoder, Handbook.finder.meaning, Handbook.dangerExamples)"""
_READ = """(text, { means, maxima, pieces }) => meaning.readLayers(
  text, { means: Float64Array.from(means), maxima: Float64Array.from(maxima), pieces })"""
_FIND_BY_MEANING = f"""(queries, corrected, layers) => queries.map((query, n) =>
  ({_FIND})(query, ({_READ})(corrected[n], layers[n])))"""

# As finder/meaning/refining.js does: what is no sentence is not asked about.
_OFFER = f"""(queries, corrected, layers) => queries.map((query, n) => {{
  const {{ entries }} = Handbook.finder.index;
  const words = search.findEntries(query);
  const first = words.refused ? [] : words.results.slice(0, 1);
  const name = (results) => results.map(({{ entry }}) => entries[entry].path);
  const isAsked = search.isSentence(query);
  const meant = ({_READ})(corrected[n], layers[n]);
  const better = Handbook.finder.findBetter(entries, words, search.findEntries(query, meant), meant);
  return {{ first: name(first), isAsked, offered: isAsked ? name(better.results) : [],
           isDoubtful: isAsked && better.isDoubtful }};
}})"""

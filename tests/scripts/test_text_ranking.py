"""The search of all text in an export: which pages have the words that somebody types."""

from __future__ import annotations

import json

import pytest

from cx_handbook.content.model import Handbook
from cx_handbook.website.export.text_index import render_text_index
from cx_handbook.website.finder.index import render_finder_index
from cx_handbook.website.page import Page, SearchEntry
from support.v8 import Scripts, bundle_parts


def make_page(path: str, title: str, *sections: tuple[str, str, str, float]) -> Page:
    return Page(path, title, "", "", tuple(SearchEntry(*one) for one in sections), "", ())


PAGES = (
    make_page(
        "a.html", "Late",
        ("", "A late delivery", "We ring before the van is late.", 2),
        ("why", "Why", "Nobody likes waiting for a van that never comes, or for a call.", 1),
    ),
    make_page("b.html", "Vans", ("", "Vans", "Every van is cleaned on Friday.", 1)),
    make_page("c.html", "Guide", ("", "Guide", "A van, a call; the van's call.", 0.1)),
    make_page("d.html", "It's “odd” \\ '", ("", "It's “odd” \\ '", "Line\u2028break, it's <b>.", 1)),
)  # fmt: skip


@pytest.fixture(scope="module")
def scripts(handbook: Handbook) -> Scripts:
    loaded = Scripts(*bundle_parts("finder/finder.js"), "export/text_ranking.js")
    loaded.run(render_finder_index(handbook), "index.js")
    loaded.run(render_text_index(PAGES), "text.js")
    loaded.run(
        "const language = new Handbook.finder.Language(Handbook.finder.index.parts);"
        "const ranking = new Handbook.finder.TextRanking(Handbook.finder.text, language);"
    )
    return loaded


def find(scripts: Scripts, query: str) -> list[str]:
    """Return the addresses of what is found, best first."""
    call = """(query) => ranking.findSections(query).sections
        .map((section) => section.path + (section.anchor && "#" + section.anchor))"""
    return list(scripts.call(call, query))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("late van", ["a.html"]),
        ("vans", ["b.html", "a.html", "c.html"]),
        ("van call", ["a.html#why", "c.html"]),
        ("Friday", ["b.html"]),
        ("the cleaning", ["b.html"]),
        ("deliv", ["a.html"]),
        ("nonsense van", ["b.html", "a.html", "c.html"]),
        ("nonsense", []),
        ("", []),
        ("odd", ["d.html"]),
    ],
)
def test_a_page_is_found_that_has_every_word(
    scripts: Scripts, query: str, expected: list[str]
) -> None:
    """In any form, once a page, at its best place; what somebody still types may be a beginning.

    Where no page has all words, those with the most are found.
    """
    assert find(scripts, query) == expected


def test_any_text_passes_through_the_script_that_holds_it(scripts: Scripts) -> None:
    """Quotation marks, backslashes and the line ends of Unicode come back as they were."""
    text = json.loads(scripts.call("() => JSON.stringify(Handbook.finder.text[3])"))

    assert text[1] == "It's “odd” \\ '"
    assert text[2][0][2] == "Line\u2028break, it's <b>."

"""What a browser's address bar and an icon on a home screen lead to."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

import pytest

from cx_handbook import addresses
from cx_handbook.content.model import Handbook
from cx_handbook.website.doors import list_shortcuts, render_search_description
from support.finder import Finder
from support.project import load_shipped
from support.rendered import render_once

_JUDGE = """(query) => {
  const { isClear, isUncertain, isNear, refused } = search.findEntries(query);
  return { isClear, isUncertain, isNear, refused };
}"""


@pytest.fixture(scope="module")
def finder() -> Finder:
    """Return the finder of the shipped content."""
    return Finder(load_shipped())


@pytest.mark.parametrize(
    ("words", "judged"),
    [
        ("price website lower yesterday difference", {"isClear": True, "isUncertain": False}),
        ("how do I boil an egg", {"refused": True, "isNear": False}),
        # It is far ahead, and still nobody goes past an emergency without seeing it.
        ("smell of gas", {"isClear": False, "refused": False}),
        ("he wants something else now", {"isClear": False, "isUncertain": True}),
    ],
)
def test_the_finder_says_how_far_to_trust_it(
    finder: Finder, words: str, judged: dict[str, bool]
) -> None:
    """A clear answer may open by itself, an uncertain one says so, and a far one is not named."""
    found = finder.scripts.call(_JUDGE, words)

    assert {name: found[name] for name in judged} == judged


def test_words_for_the_address_bar_reach_no_server(handbook: Handbook) -> None:
    """The words stand behind `#`, which no browser sends, at the address of the published site."""
    (url,) = Xml.fromstring(render_search_description(handbook)).iter(
        "{http://a9.com/-/spec/opensearch/1.1/}Url"
    )

    assert url.attrib["template"] == "https://handbook.example.com/index.html#q={searchTerms}"


def test_every_shortcut_leads_to_a_page(handbook: Handbook) -> None:
    """The icon offers the finder, the guide to a no, and what is due, each where there is one."""
    paths = {page.path for page in render_once(handbook)}
    shortcuts = dict(list_shortcuts(handbook))

    assert set(shortcuts.values()) == {
        "index.html#q=", addresses.BEFORE_SAYING_NO, "index.html#due-today",
    }  # fmt: skip
    assert {address.partition("#")[0] for address in shortcuts.values()} <= paths

"""When the finder offers by meaning what its words did not put first."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.content.model import Handbook
from support.finder import Finder
from support.v8 import Scripts

ENTRIES = [{"do": [1]}, {}, {"urgent": True}, {"do": []}]


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    """Return what decides."""
    return Scripts("finder/meaning/better.js")


@pytest.fixture(scope="module")
def finder(handbook: Handbook) -> Finder:
    """Return the finder of the small handbook."""
    return Finder(handbook)


def answer(*entries: int, refused: bool = False, clear: bool = False) -> dict[str, Any]:
    return {"results": [{"entry": n} for n in entries], "refused": refused, "isClear": clear}


@pytest.mark.parametrize(
    ("words", "refined", "offered", "doubtful"),
    [
        pytest.param(answer(0, 3), answer(3, 0), 3, False, id="another page is better"),
        pytest.param(answer(0), answer(0), None, False, id="the same page"),
        pytest.param(answer(0), answer(1), None, False, id="a step of the page"),
        pytest.param(answer(0, refused=True), answer(3), 3, False, id="words fit nothing"),
        pytest.param(answer(0, refused=True), answer(0), 0, False, id="the refused page after all"),
        pytest.param(answer(2, 0), answer(3), None, False, id="an emergency by words stays first"),
        pytest.param(answer(0, clear=True), answer(2), 2, False, id="an emergency by meaning"),
        pytest.param(answer(0), answer(3, refused=True), None, True, id="nothing fits the meaning"),
        pytest.param(
            answer(0, clear=True), answer(3, refused=True), None, False, id="the words are clear"
        ),
        pytest.param(
            answer(0, refused=True), answer(3, refused=True), None, False, id="both fit nothing"
        ),
    ],
)
def test_what_is_offered(
    scripts: Scripts,
    words: dict[str, Any],
    refined: dict[str, Any],
    offered: int | None,
    doubtful: bool,
) -> None:
    """Only what differs is offered, never in place of an emergency; a doubt is said where there is one."""
    found = scripts.call("Handbook.finder.findBetter", ENTRIES, words, refined)
    result = found["result"]

    assert (result["entry"] if result else None, found["isDoubtful"]) == (offered, doubtful)


@pytest.mark.parametrize(
    ("query", "is_sentence"),
    [
        ("the chair fell to bits", True),
        ("I want the red one", True),
        ("chair broken", False),
        ("order 4711 chair", False),
        ("Jonathan Smythe Winterbottom", False),
        ("", False),
    ],
)
def test_few_words_names_and_numbers_have_no_meaning(
    finder: Finder, query: str, is_sentence: bool
) -> None:
    """What says nothing is left to the words."""
    assert finder.scripts.call("(query) => search.isSentence(query)", query) is is_sentence

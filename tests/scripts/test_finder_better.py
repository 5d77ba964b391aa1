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


def refined(*totals: tuple[int, float], refused: bool = False) -> dict[str, Any]:
    """Return an answer by meaning as well: entries in their order, each with what it comes to."""
    return answer(*dict(totals), refused=refused) | {"totals": dict(totals)}


NEAR = {"near": [1.2, 1.2, 1.2, 1.2], "stray": 0.2}
FAR = {"near": [0.6, 0.6, 0.6, 0.6], "stray": 0.2}
STRAY = {"near": [1.2, 1.2, 1.2, 1.2], "stray": 1}


@pytest.mark.parametrize(
    ("words", "by_meaning", "meaning", "offered", "doubtful"),
    [
        pytest.param(
            answer(0, 3), refined((3, 1.2), (0, 0.9)), NEAR, [3], False, id="another page is better"
        ),
        pytest.param(
            answer(0, 3), refined((3, 1.2), (0, 1.1)), NEAR, [], False, id="by too little"
        ),
        pytest.param(answer(0), refined((3, 1.2)), FAR, [], False, id="nothing is near"),
        pytest.param(answer(0), refined((3, 1.2)), STRAY, [], False, id="other talk is as near"),
        pytest.param(
            answer(0), refined((3, 1.2), (1, 1.1)), NEAR, [3], False, id="the other is led to"
        ),
        pytest.param(
            answer(), refined((3, 1.2), (1, 1.1), (0, 1.1)), NEAR, [3, 1], False, id="two alike"
        ),
        pytest.param(
            answer(), refined((3, 1.2), (1, 0.9)), NEAR, [3], False, id="the second is far behind"
        ),
        pytest.param(answer(0), refined((0, 1.2)), NEAR, [], False, id="the same page"),
        pytest.param(answer(0), refined((1, 1.2)), NEAR, [], False, id="a step of the page"),
        pytest.param(
            answer(0, refused=True), refined((0, 1.2)), NEAR, [0], False, id="the refused page"
        ),
        pytest.param(
            answer(2, 0), refined((3, 1.2)), NEAR, [], False, id="an emergency stays first"
        ),
        pytest.param(
            answer(0, clear=True), refined((2, 0.1), (3, 0)), FAR, [2], False,
            id="an emergency by meaning",
        ),
        pytest.param(
            answer(0), refined((3, 1.2), refused=True), NEAR, [], True, id="nothing fits"
        ),
        pytest.param(
            answer(0, clear=True), refined((3, 1.2), refused=True), NEAR, [], False,
            id="the words are clear",
        ),
        pytest.param(
            answer(0, refused=True), refined((3, 1.2), refused=True), NEAR, [], False,
            id="both fit nothing",
        ),
    ],
)  # fmt: skip
def test_what_is_offered(
    scripts: Scripts,
    words: dict[str, Any],
    by_meaning: dict[str, Any],
    meaning: dict[str, Any],
    offered: list[int],
    doubtful: bool,
) -> None:
    """Only what is near and clearly nearer is offered, never in place of an emergency; where two may
    be meant, both; a doubt is said where there is one."""
    found = scripts.call("Handbook.finder.findBetter", ENTRIES, words, by_meaning, meaning)

    assert [result["entry"] for result in found["results"]] == offered
    assert found["isDoubtful"] == doubtful


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

"""Danger that no word says, and words that only seem to say it: what the sentence encoder makes of both.

`tests/cases/meaning/danger.json` has what `tools/make_danger.py` computed in Python for some phrases.
"""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from cx_handbook.bundles import STATIC
from cx_handbook.website.finder.languages import read_danger
from cx_handbook.website.finder.meaning.weights import DANGER
from support.danger import PHRASES, judge_phrases, read_phrases
from support.depth import WHOLE, choose_some
from support.finder import FINDER, FinderByMeaning
from support.project import CASES, PROJECT, load_shipped
from support.v8 import Scripts, bundle_parts

CASE: list[dict[str, Any]] = json.loads((CASES / "meaning/danger.json").read_text("utf-8"))
READ = "(texts) => texts.map((text) => meaning.readText(text, {}).danger)"
HEAR = "(text, danger) => new Handbook.finder.Danger(Handbook.test).hearDanger(text, danger).kinds"
EVERY = 17  # phrases from one that is tried each time to the next
# Shares of the seen phrases, from 0 to 1, with a margin: benchmarks/danger.py prints them all.
LEAST_HEARD, MOST_ALARMED = 0.95, 0.01
MOST_BYTES = 1_500_000
OPINION = {
    "kind": "fire", "margin": 0, "isHeard": False, "isLikely": False, "isRuledOut": False,
}  # fmt: skip


@pytest.fixture(scope="module")
def finder() -> FinderByMeaning:
    """Return the finder of the shipped content with its encoder."""
    return FinderByMeaning(load_shipped(), PROJECT)


@pytest.fixture(scope="module")
def words() -> Scripts:
    """Return what hears danger by words, with a strong pattern and a weak one."""
    scripts = Scripts(*bundle_parts(FINDER))
    kind = {"name": "fire", "over": [], "patterns": ["flames", "smoke"], "strong": [0]}
    data = {"parts": {}, "words": [], "harmless": [], "kinds": [kind]}
    scripts.run(f"Handbook.test = {json.dumps(data)}")
    return scripts


@pytest.mark.parametrize("whole", WHOLE)
def test_a_page_judges_as_python_does(finder: FinderByMeaning, whole: bool) -> None:
    """Margin and kind are those that the limits were chosen for."""
    cases = choose_some(CASE, whole, every=4)
    judged = finder.scripts.call(READ, [case["text"] for case in cases])

    assert len(CASE) >= 20
    margins = [case["margin"] for case in cases]
    assert [one["margin"] for one in judged] == pytest.approx(margins, abs=0.02)
    assert [one["kind"] for one in judged] == [case["kind"] for case in cases]


@pytest.mark.parametrize("whole", WHOLE)
def test_danger_comes_first_by_meaning_as_well(finder: FinderByMeaning, whole: bool) -> None:
    """People in danger reach the right urgent page, and next to nobody else does."""
    rows = choose_some(read_phrases("seen"), whole, EVERY)
    found = judge_phrases(finder, load_shipped(), rows)

    assert found.found >= LEAST_HEARD, found.misses
    assert found.urgent["ordinary"][0] <= MOST_ALARMED, found.misses


@pytest.mark.parametrize(
    ("text", "opinion", "kinds"),
    [
        ("smoke", {}, ["fire"]),
        ("smoke", {"isRuledOut": True}, []),
        ("flames", {"isRuledOut": True}, ["fire"]),
        ("smoke and flames", {"isRuledOut": True}, ["fire"]),
        ("the sofa", {}, []),
        ("the sofa", {"isHeard": True}, ["fire"]),
        ("smoke", {"isHeard": True, "kind": "medical"}, ["medical", "fire"]),
        ("smoke", {"isLikely": True, "kind": "medical"}, ["medical", "fire"]),
        ("the sofa", {"isLikely": True}, []),
    ],
)
def test_meaning_adds_to_words_and_rules_weak_ones_out(
    words: Scripts, text: str, opinion: dict[str, Any], kinds: list[str]
) -> None:
    """A strong pattern counts whatever the text seems to mean, which tells the kind better."""
    assert words.call(HEAR, text, OPINION | opinion) == kinds


def test_what_is_surest_goes_first(finder: FinderByMeaning) -> None:
    """Where words and meaning hear different dangers, a page for what meaning hears is first; a page
    for the other one stays in the list."""
    text = "there is smoke in the stockroom"
    kinds = finder.scripts.call(
        """(text, danger) => {
          const meant = { ...meaning.readText(text, {}), danger };
          const { entries } = Handbook.finder.index;
          return search.findEntries(text, meant).results.map(({ entry }) => entries[entry].danger);
        }""",
        text,
        OPINION | {"kind": "staff-assault", "isHeard": True, "isLikely": True},
    )

    assert "staff-assault" in kinds[0]
    assert "fire" in kinds[1]


def test_words_alone_judge_a_long_text(finder: FinderByMeaning) -> None:
    """Its end was never encoded: what stands there may not be ruled out."""
    text = "I would like to know when the sofa comes and how much it is. " * 40
    judged, pieces = finder.scripts.call(
        """(text) => [meaning.readText(text, {}).danger,
           new Handbook.finder.Encoder(Handbook.encoder).averageLayers(text).pieces]""",
        text,
    )

    assert pieces == 128
    assert not judged["isRuledOut"]


def test_no_ordinary_phrase_has_a_strong_pattern() -> None:
    """Otherwise the mark is taken away: tools/make_danger.py puts them."""
    data = read_danger("en")
    for kind in data["kinds"]:
        kind["patterns"] = [kind["patterns"][place] for place in kind["strong"]]
    with (PHRASES / "danger-training.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    ordinary = [text for text, label in rows + read_phrases("seen") if label == "ordinary"]
    scripts = Scripts(*bundle_parts(FINDER))
    hear = """(data, texts) => {
      const danger = new Handbook.finder.Danger(data);
      return texts.filter((text) => danger.hearDanger(text).kinds.length);
    }"""

    assert sum(len(kind["patterns"]) for kind in data["kinds"]) >= 5
    assert scripts.call(hear, data, ordinary) == []


def test_what_was_learnt_is_one_small_file_of_plain_signs() -> None:
    """Pages load it with the encoder, from a folder too."""
    content = (STATIC / DANGER).read_bytes()

    assert len(content) <= MOST_BYTES
    assert content.isascii()

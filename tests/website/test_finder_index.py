"""The index that the finder searches, and that its scripts read it as it was written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.website.finder.index import list_findable_pages, render_finder_index
from cx_handbook.website.finder.languages import (
    read_language_scripts,
    read_out_of_domain,
    read_synonyms,
    split_words,
)
from support.finder import Finder
from support.hostile import hostile_handbook
from support.project import PROJECT, load_shipped
from support.v8 import Scripts

ROOT = PROJECT
CASES = json.loads((ROOT / "tests/cases/finder/words.json").read_text("utf-8"))


def test_every_phrase_of_a_customer_is_in_the_index(handbook: Handbook) -> None:
    """What stands under customers_say, for a situation or a policy, leads to its page."""
    said = {entry.path: list(entry.said) for entry in list_findable_pages(handbook)}

    for situation in handbook.situations:
        phrases = [*situation.customers_say, *situation.heard, *situation.notes]
        assert said[f"situations/{situation.slug}.html"] == phrases
    for policy in handbook.policies:
        assert len(said[f"{policy.section}/{policy.slug}.html"]) == len(policy.customers_say)


def test_a_situation_knows_its_procedure(handbook: Handbook) -> None:
    """The numbers of a situation's policies are places in the same list, in the order to take them."""
    listed = list_findable_pages(handbook)
    for situation, entry in zip(handbook.situations, listed, strict=False):
        steps = [action.policy for action in situation.do if action.policy]
        paths = [listed[number].path for number in entry.place["do"]]  # type: ignore[attr-defined]
        assert [Path(path).stem for path in paths] == steps


def test_the_same_handbook_gives_the_same_index(handbook: Handbook) -> None:
    """Nothing in it depends on when or where it was made."""
    assert render_finder_index(handbook) == render_finder_index(
        load_handbook(ROOT / "tests/cases/handbook")
    )


def test_hostile_texts_stay_texts_in_the_index(handbook: Handbook) -> None:
    """Whatever an author types, the index runs as one script that only sets its data."""
    spoiled = hostile_handbook(handbook)
    loaded = Scripts()
    before = loaded.call("() => Object.keys(globalThis)")
    loaded.run(render_finder_index(spoiled))

    titles = loaded.call("() => Handbook.finder.index.entries.map(({ title }) => title)")
    assert titles == [entry.title for entry in list_findable_pages(spoiled)]
    assert loaded.call("() => Object.keys(globalThis)") == before


def test_a_language_without_stems_of_its_own_gets_none() -> None:
    """Slovak does not get Sanskrit's, whose file has the name of its country."""
    assert read_language_scripts("sk-SK") == []
    assert len(read_language_scripts("sv-SE")) == len(read_language_scripts("en-GB")) == 2
    assert read_synonyms("xx") == read_out_of_domain("xx") == []


def test_groups_of_everyday_words_hold_words() -> None:
    """Each line names two or more ways to say one thing, in small letters."""
    for group in read_synonyms("en"):
        assert len(group) > 1, group
        assert all(re.fullmatch(r"[a-z0-9 ]+", word) for word in group), group


def test_the_index_tells_words_apart_as_the_page_does(handbook: Handbook) -> None:
    """What Python makes of a text is what JavaScript makes of it, for whatever an author types."""
    books = [handbook, load_shipped(), hostile_handbook(handbook)]
    texts = [
        *(case["text"] for case in CASES["split"]),
        *(
            t
            for book in books
            for e in list_findable_pages(book)
            for t in (e.title, *e.said, *e.words)
        ),
    ]

    told = Scripts("finder/language.js").call(
        "(texts) => texts.map(Handbook.finder.splitWords)", texts
    )

    assert dict(zip(texts, told, strict=True)) == {text: split_words(text) for text in texts}


def test_letters_of_the_index_stand_for_words(handbook: Handbook) -> None:
    """However many words there are, a text of the index leads back to them."""
    words = tuple(f"word{n}" for n in range(70_000))  # beyond the codes that only pairs may have
    situation = handbook.situations[0].model_copy(update={"customers_say": words})
    many = replace(handbook, situations=(situation, *handbook.situations[1:]))
    finder = Finder(many)

    for word in (words[0], words[55_000], words[-1]):
        assert finder.find_entries(word)["texts"][0] == word

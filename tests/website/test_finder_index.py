"""The finder's index, and what its scripts make of words, without a page around them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from cx_handbook.bundles import join_bundle
from cx_handbook.content.loader import load
from cx_handbook.content.model import Handbook
from cx_handbook.website.finder.index import entries, finder_index
from cx_handbook.website.finder.languages import (
    FOLDER,
    STEMMERS,
    elsewhere,
    everyday_words,
    scripts,
    split,
)
from support.hostile import hostile_handbook
from support.project import PROJECT

ROOT = PROJECT
CASES = json.loads((ROOT / "tests/cases/finder/words.json").read_text("utf-8"))


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Page]:
    """Return an empty page with the finder's scripts in it."""
    page = chromium.new_page()
    page.add_script_tag(content=join_bundle("finder/finder.js"))
    yield page
    page.close()


def with_index(page: Page, handbook: Handbook) -> Page:
    page.add_script_tag(content=finder_index(handbook))
    page.evaluate("window.finder = Handbook.newFinder()")
    return page


def found(page: Page, query: str) -> dict[str, Any]:
    """Return whether the query was refused, and the addresses of what was found, best first."""
    answer: dict[str, Any] = page.evaluate(
        """query => {
            const { results, refused, section } = finder.find(query);
            return { refused, section,
                     paths: results.map(({ entry }) => Handbook.finder.entries[entry].path),
                     texts: results.map(({ text }) => text) };
        }""",
        query,
    )
    return answer


def test_every_phrase_of_a_customer_is_in_the_index(handbook: Handbook) -> None:
    """What stands under customers_say, for a situation or a policy, leads to its page."""
    said = {entry.path: list(entry.said) for entry in entries(handbook)}

    for situation in handbook.situations:
        phrases = [*situation.customers_say, *situation.heard]
        assert said[f"situations/{situation.slug}.html"] == phrases
    for policy in handbook.policies:
        assert len(said[f"{policy.section}/{policy.slug}.html"]) == len(policy.customers_say)


def test_a_situation_knows_its_procedure(handbook: Handbook) -> None:
    """The numbers of a situation's policies are places in the same list, in the order to take them."""
    listed = entries(handbook)
    for situation, entry in zip(handbook.situations, listed, strict=False):
        steps = [action.policy for action in situation.do if action.policy]
        paths = [listed[number].path for number in entry.place["do"]]  # type: ignore[attr-defined]
        assert [Path(path).stem for path in paths] == steps


def test_the_same_handbook_gives_the_same_index(handbook: Handbook) -> None:
    """Nothing in it depends on when or where it was made."""
    assert finder_index(handbook) == finder_index(load(ROOT / "tests/cases/handbook"))


def test_hostile_texts_stay_texts_in_the_index(handbook: Handbook, bare: Page) -> None:
    """Whatever an author types, the index runs as one script that only sets its data."""
    spoiled = hostile_handbook(handbook)
    with_index(bare, spoiled)

    assert bare.evaluate("Handbook.finder.entries.length") == len(entries(spoiled))
    assert bare.evaluate("document.querySelectorAll('img, iframe').length") == 0


def test_each_stemmer_runs_beside_its_small_words(bare: Page) -> None:
    """Both scripts of a language can be loaded into one page, one after the other."""
    languages = {
        path.stem: [
            path.read_text("utf-8"),
            (FOLDER / f"vendor/orama-stopwords/{path.name}").read_text("utf-8"),
        ]
        for path in sorted(STEMMERS.glob("*.cjs"))
    }
    kinds = bare.evaluate(
        """languages => Object.fromEntries(Object.entries(languages).map(([name, texts]) => {
            const parts = {};
            texts.forEach((text) => new Function("exports", text)(parts));
            return [name, [typeof parts.stemmer("word"), Array.isArray(parts.stopwords)]];
        }))""",
        languages,
    )

    assert len(languages) > 20
    assert kinds == {name: ["string", True] for name in languages}


def test_a_language_without_stems_of_its_own_gets_none() -> None:
    """Slovak does not get Sanskrit's, whose file has the name of its country."""
    assert scripts("sk-SK") == []
    assert len(scripts("sv-SE")) == len(scripts("en-GB")) == 2
    assert everyday_words("xx") == elsewhere("xx") == []


def test_groups_of_everyday_words_hold_words() -> None:
    """Each line names two or more ways to say one thing, in small letters."""
    for group in everyday_words("en"):
        assert len(group) > 1, group
        assert all(re.fullmatch(r"[a-z0-9 ]+", word) for word in group), group


@pytest.mark.parametrize("case", CASES["split"], ids=lambda case: case["text"])
def test_words_are_told_apart(bare: Page, case: dict[str, Any]) -> None:
    """Case, accents and apostrophes make no difference; scripts without spaces go in pairs."""
    assert (
        bare.evaluate("text => Handbook.language({}, []).split(text)", case["text"])
        == case["words"]
    )


def test_the_index_tells_words_apart_as_the_page_does(handbook: Handbook, bare: Page) -> None:
    """What Python makes of a text is what JavaScript makes of it, for whatever an author types."""
    books = [handbook, load(ROOT), hostile_handbook(handbook)]
    texts = [
        *(case["text"] for case in CASES["split"]),
        *(t for book in books for e in entries(book) for t in (e.title, *e.said, *e.words)),
    ]

    told = bare.evaluate("texts => texts.map(Handbook.language({}, []).split)", texts)

    assert dict(zip(texts, told, strict=True)) == {text: split(text) for text in texts}


def test_letters_of_the_index_stand_for_words(handbook: Handbook, bare: Page) -> None:
    """However many words there are, a text of the index leads back to them."""
    words = tuple(f"word{n}" for n in range(70_000))  # beyond the codes that only pairs may have
    situation = handbook.situations[0].model_copy(update={"customers_say": words})
    many = replace(handbook, situations=(situation, *handbook.situations[1:]))
    with_index(bare, many)

    for word in (words[0], words[55_000], words[-1]):
        assert found(bare, word)["texts"][0] == word


@pytest.mark.parametrize("case", CASES["meant"], ids=lambda case: case["typed"])
def test_a_slip_is_taken_for_what_was_meant(bare: Page, case: dict[str, Any]) -> None:
    """One slip in a word, two in a long one; short words and numbers are taken as they are."""
    meant = bare.evaluate(
        "([words, typed]) => Handbook.spelling(words, () => 1).meant(typed)",
        [CASES["known"], case["typed"]],
    )

    assert meant == case["meant"]


def test_synonyms_of_the_company_lead_to_the_same_page(handbook: Handbook, bare: Page) -> None:
    """A word that stands nowhere but in company.yml finds what the other words of its group find."""
    phrase = handbook.situations[0].customers_say[0]
    word = max(re.findall(r"[a-z]+", phrase.lower()), key=len)
    company = handbook.company.model_copy(update={"synonyms": ((word, "zorbing"),)})
    with_index(bare, replace(handbook, company=company))

    assert found(bare, "zorbing")["paths"][0] == found(bare, word)["paths"][0]


def test_the_phrase_that_fits_best_is_named(handbook: Handbook, bare: Page) -> None:
    """The result carries the customer's phrase that was nearest to what was typed."""
    situation = handbook.situations[0]
    with_index(bare, handbook)

    answer = found(bare, situation.customers_say[1])

    assert answer["paths"][0] == f"situations/{situation.slug}.html"
    assert answer["texts"][0] == situation.customers_say[1]


def test_an_answer_does_not_depend_on_what_was_asked_before(handbook: Handbook, bare: Page) -> None:
    """A word that is known nowhere stays so, however often it is searched for."""
    with_index(bare, handbook)
    first = found(bare, "delivry zzzqqq")
    found(bare, "delivry delivry")

    assert found(bare, "delivry zzzqqq") == first


def test_what_is_still_being_typed_counts_as_a_beginning(handbook: Handbook, bare: Page) -> None:
    """The last word finds what begins with it; with a space after it, it is a whole word."""
    with_index(bare, handbook)
    word = max(re.findall(r"[a-z]+", handbook.situations[0].name.lower()), key=len)

    assert found(bare, word[:-2])["paths"]


def test_marks_cover_what_the_query_has_too(handbook: Handbook, bare: Page) -> None:
    """Marked are words of the same stem; put together, the pieces are the text as it was."""
    with_index(bare, handbook)
    pieces = bare.evaluate("finder.marks('delivering', 'The delivery: late, again.')")

    assert "".join(piece["text"] for piece in pieces) == "The delivery: late, again."
    assert [piece["text"] for piece in pieces if piece["hit"]] == ["delivery"]

"""The scripts of the finder: words, spelling, ranking, search."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from cx_handbook.content.model import Handbook, Situation
from cx_handbook.content.model.base import Origin
from cx_handbook.website.finder.languages import FOLDER, STEMMERS
from support.finder import Finder
from support.project import CASES
from support.v8 import Scripts

WORDS = json.loads((CASES / "finder/words.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def finder(handbook: Handbook) -> Finder:
    """Return the finder of the small handbook."""
    return Finder(handbook)


def test_each_stemmer_runs_beside_its_stop_words() -> None:
    """Both scripts of a language can be loaded into one page, one after the other."""
    languages = {
        path.stem: [
            path.read_text("utf-8"),
            (FOLDER / f"vendor/orama-stopwords/{path.name}").read_text("utf-8"),
        ]
        for path in sorted(STEMMERS.glob("*.cjs"))
    }
    kinds = Scripts().call(
        """(languages) => Object.fromEntries(Object.entries(languages).map(([name, texts]) => {
            const parts = {};
            texts.forEach((text) => new Function("exports", text)(parts));
            return [name, [typeof parts.stemmer("word"), Array.isArray(parts.stopwords)]];
        }))""",
        languages,
    )

    assert len(languages) > 20
    assert kinds == {name: ["string", True] for name in languages}


@pytest.mark.parametrize("case", WORDS["split"], ids=lambda case: case["text"])
def test_words_are_told_apart(finder: Finder, case: dict[str, Any]) -> None:
    """Case, accents and apostrophes make no difference; scripts without spaces go in pairs."""
    assert finder.scripts.call("Handbook.finder.splitWords", case["text"]) == case["words"]


@pytest.mark.parametrize("case", WORDS["meant"], ids=lambda case: case["typed"])
def test_a_slip_is_taken_for_what_was_meant(finder: Finder, case: dict[str, Any]) -> None:
    """One slip in a word, two in a long one; short words and numbers are taken as they are."""
    meant = finder.scripts.call(
        "(words, typed) => new Handbook.finder.Spelling(words, () => 1).suggestWords(typed)",
        WORDS["known"],
        case["typed"],
    )

    assert meant == case["meant"]


def test_frequent_words_are_suggested_first(finder: Finder) -> None:
    """Of words that are equally near, the one that the handbook uses most comes first."""
    frequency = "(word) => ({ cart: 1, card: 9, care: 4, ward: 99 })[word]"
    suggest = f"""(typed) => {{
        const spelling = new Handbook.finder.Spelling(["cart", "card", "care", "ward"], {frequency});
        return [spelling.suggestWords(typed), spelling.completeWord("ca")];
    }}"""

    suggested, completed = finder.scripts.call(suggest, "carx")

    assert suggested == ["card", "care", "cart"]
    assert completed == ["card", "care", "cart"]


def test_synonyms_of_the_company_lead_to_the_same_page(handbook: Handbook) -> None:
    """A word that stands nowhere but in company.yml finds what the other words of its group find."""
    phrase = handbook.situations[0].customers_say[0]
    word = max(re.findall(r"[a-z]+", phrase.lower()), key=len)
    company = handbook.company.model_copy(update={"synonyms": ((word, "zorbing"),)})
    finder = Finder(replace(handbook, company=company))

    assert finder.find_entries("zorbing")["paths"][0] == finder.find_entries(word)["paths"][0]


def test_the_phrase_that_fits_best_is_named(handbook: Handbook, finder: Finder) -> None:
    """The result carries the customer's phrase that was nearest to what was typed."""
    situation = handbook.situations[0]

    answer = finder.find_entries(situation.customers_say[1])

    assert answer["paths"][0] == f"situations/{situation.slug}.html"
    assert answer["texts"][0] == situation.customers_say[1]


def test_one_near_phrase_decides_between_pages_of_the_same_words(handbook: Handbook) -> None:
    """Two pages whose phrases have the same words, put together otherwise, are told apart by them."""
    phrases = {
        "first": ("my sofa is broken", "my lamp is late", "my rug has holes"),
        "second": ("my sofa is late", "my lamp is broken", "my rug has holes"),
    }
    alike = handbook.situations[0].model_dump(mode="json")
    situations = tuple(
        Situation.model_validate({**alike, "customers_say": said}, context=Origin("", slug))
        for slug, said in phrases.items()
    )
    finder = Finder(replace(handbook, situations=situations))

    for slug, said in phrases.items():
        for phrase in said[:2]:
            found = finder.find_entries(phrase)
            assert found["paths"][0] == f"situations/{slug}.html"
            assert found["texts"][0] == phrase


def test_an_answer_does_not_depend_on_what_was_asked_before(finder: Finder) -> None:
    """A word that is known nowhere stays so, however often it is searched for."""
    first = finder.find_entries("delivry zzzqqq")
    finder.find_entries("delivry delivry")

    assert finder.find_entries("delivry zzzqqq") == first


def test_what_is_still_being_typed_counts_as_a_beginning(
    handbook: Handbook, finder: Finder
) -> None:
    """The last word finds what begins with it; with a space after it, it is a whole word."""
    word = max(re.findall(r"[a-z]+", handbook.situations[0].name.lower()), key=len)

    assert finder.find_entries(word[:-2])["paths"]


def test_marks_cover_what_the_query_has_too(finder: Finder) -> None:
    """Marked are words of the same stem; put together, the pieces are the text as it was."""
    pieces = finder.mark_text("delivering", "The delivery: late, again.")

    assert "".join(piece["text"] for piece in pieces) == "The delivery: late, again."
    assert [piece["text"] for piece in pieces if piece["hit"]] == ["delivery"]

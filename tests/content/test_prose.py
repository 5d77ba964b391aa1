"""Sentences are told apart, and words that stall, refuse or ask twice from those that sound alike."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from cx_handbook.content.model import Handbook
from cx_handbook.content.text import (
    number_of_words,
    refusing,
    second_question,
    sentences,
    stalling,
    texts,
)
from cx_handbook.content.yaml_reader import parse
from support.project import CASES


def read(name: str) -> Any:
    found = parse((CASES / "prose" / name).read_bytes(), name)
    assert not found.problems
    return found.data


def table(name: str) -> list[tuple[str, Any]]:
    return list(read(name).items())


@pytest.mark.parametrize("case", read("sentences.yml"), ids=lambda case: case["text"][:30])
def test_a_text_is_taken_apart_into_sentences(case: dict[str, Any]) -> None:
    """A sentence ends at its mark, its paragraph or its list item, and not at an abbreviation."""
    assert sentences(case["text"]) == case["sentences"]


@pytest.mark.parametrize(("sentence", "words"), table("words.yml"))
def test_words_are_counted_as_a_reader_would(sentence: str, words: int) -> None:
    """Whatever holds a letter or a digit is a word; dashes and marks are none."""
    assert number_of_words(sentence) == words


@pytest.mark.parametrize(("words", "phrase"), table("stalling.yml"))
def test_stalling_is_found_by_its_phrase(words: str, phrase: str | None) -> None:
    """A promise without time, doer or backbone is named as written; one that holds is left alone."""
    assert stalling(words) == phrase


@pytest.mark.parametrize(("words", "phrase"), table("refusing.yml"))
def test_a_refusal_needs_an_offer_beside_it(words: str, phrase: str | None) -> None:
    """A no is named as it was written, unless the same words say what there is instead."""
    assert refusing(words) == phrase


@pytest.mark.parametrize(("check", "second"), table("second-question.yml"))
def test_a_check_asks_one_thing(check: str, second: str | None) -> None:
    """A second clause, question word or deed is named; two nouns side by side are one question."""
    assert second_question(check) == second


def test_every_text_of_a_record_has_its_path(handbook: Handbook) -> None:
    """Texts are found in fields, lists and blocks, and the path leads back to each."""
    policy = handbook.policy["broken-chair"]
    found = dict(texts(policy))
    assert found["causes", "ours", "words", "regret"] == "I am sorry."
    assert found["examples", 0, "better", 1, "staff"] == "I am sorry. A new one leaves today."
    assert found["standards", 1, "evidence", "look_at"] == "Dispatch list"
    assert dict(texts(handbook.company))["synonyms", 0, 1] == "money back"


def test_short_texts_can_be_left_out(handbook: Handbook) -> None:
    """Who looks for long texts is not given the short ones."""
    policy = handbook.policy["broken-chair"]
    assert texts(policy, 40) == [(path, text) for path, text in texts(policy) if len(text) >= 40]


@pytest.mark.parametrize(
    "text", ["e.g. A ", "hope ", "soon. ", "I can't. ", "told and ", "! ' ", "[", "\n-"]
)
def test_no_text_takes_long(text: str) -> None:
    """However long and odd a text is, reading it takes no longer than its length asks for."""
    start = process_time()
    for look in (sentences, stalling, refusing, second_question):
        look(text * 20_000)
    assert process_time() - start < 5  # seconds; trying again from each letter would take hours


def test_the_letters_keep_their_places() -> None:
    """A letter that grows when it is made small does not shift the phrase."""
    assert stalling("İzmir, İzmir: the van comes soon.") == "soon"

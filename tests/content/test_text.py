"""Texts of records are found with their paths, and sentences and words are told apart."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest

from cx_handbook.content.model import Handbook
from cx_handbook.content.text import count_words, find_texts, list_words, split_sentences
from cx_handbook.content.yaml_reader import parse_yaml
from support.project import CASES


def read(name: str) -> Any:
    found = parse_yaml((CASES / "text" / name).read_bytes(), name)
    assert not found.problems
    return found.data


@pytest.mark.parametrize("case", read("sentences.yml"), ids=lambda case: case["text"][:30])
def test_a_text_is_split_into_sentences(case: dict[str, Any]) -> None:
    """A sentence ends at its mark, its paragraph or its list item, and not at an abbreviation."""
    assert split_sentences(case["text"]) == case["sentences"]


@pytest.mark.parametrize(("sentence", "words"), read("words.yml").items())
def test_words_are_counted_as_a_reader_would(sentence: str, words: int) -> None:
    """Whatever holds a letter or a digit is a word; dashes and marks are none."""
    assert count_words(sentence) == words


def test_every_text_of_a_record_has_its_path(handbook: Handbook) -> None:
    """Texts are found in fields, lists and blocks, and the path leads back to each."""
    policy = handbook.policies_by_slug["broken-chair"]
    found = dict(find_texts(policy, bool))
    assert list_words(policy) == list(found.values())
    assert found["causes", "ours", "words", "regret"] == "I am sorry."
    assert found["examples", 0, "better", 1, "staff"] == "I am sorry. A new one leaves today."
    assert found["standards", 1, "evidence", "look_at"] == "Dispatch list"
    assert dict(find_texts(handbook.company, bool))["synonyms", 0, 1] == "money back"


def test_short_texts_can_be_left_out(handbook: Handbook) -> None:
    """Who looks for long texts is not given the short ones."""
    policy = handbook.policies_by_slug["broken-chair"]
    long_ones = [(path, text) for path, text in find_texts(policy, bool) if len(text) >= 40]
    assert find_texts(policy, bool, 40) == long_ones


@pytest.mark.parametrize("text", ["e.g. A ", "soon. ", "! ' ", "[", "\n-"])
def test_no_text_takes_long_to_split(text: str) -> None:
    """However long and odd a text is, splitting it takes no longer than its length asks for."""
    start = process_time()
    split_sentences(text * 20_000)
    split_sentences(f"a\n{' ' * 200_000}{text}")
    assert process_time() - start < 5  # seconds; trying again from each letter would take hours


def test_blanks_cost_no_more_than_letters() -> None:
    """A text may hold a hundred thousand of them: each is looked at once, not once for each other."""
    blanks = " " * 100_000

    assert split_sentences(f"One.\n{blanks}two.") == ["One. two."]
    assert split_sentences(f"One.\n\n{blanks}- two.") == ["One.", "two."]

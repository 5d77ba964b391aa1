"""Reading ages come from whole sentences and from syllables whose count is known to err little."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from pyphen import Pyphen

from cx_handbook.content.model import Handbook
from cx_handbook.content.readability import (
    count_syllables,
    estimate_reading_age,
    measure_readability,
)
from cx_handbook.content.yaml_reader import parse_yaml
from support.project import CASES

CASES = CASES / "reading"


def by_hand() -> dict[str, dict[str, int]]:
    """Return the words counted by hand, list by list."""
    found = parse_yaml((CASES / "syllables.yml").read_bytes(), "syllables.yml")
    assert not found.problems
    return {
        name: {word: int(n) for n, words in lists.items() for word in words}
        for name, lists in found.data.items()
    }


COMMON, DRAWN = by_hand()["common"], by_hand()["drawn"]


def wrong(words: dict[str, int]) -> dict[str, int]:
    """Return the words counted wrong, with what was counted."""
    return {word: found for word, n in words.items() if (found := count_syllables(word)) != n}


def test_common_words_are_counted_nearly_right() -> None:
    """Four of a hundred are wrong, each by one too few: the bias that the docstring states."""
    assert len(COMMON) == 100
    assert wrong(COMMON) == {"idea": 2, "piano": 2, "area": 2, "January": 3}
    assert (sum(COMMON.values()), sum(map(count_syllables, COMMON))) == (192, 188)


def test_words_of_the_handbook_are_counted_as_well() -> None:
    """Words that played no part in settling how to count come out no worse."""
    assert wrong(DRAWN) == {"anyone": 2, "breathes": 2, "gatepost": 3, "grateful": 3}


def test_no_other_setting_of_the_hyphenation_errs_less() -> None:
    """Dictionary and shortest ends are those with the smallest error over all counted words."""

    def error(language: str, left: int, right: int) -> int:
        positions = Pyphen(lang=language, left=left, right=right).positions
        return sum(abs(len(positions(w)) + 1 - n) for w, n in (COMMON | DRAWN).items())

    settings = list(product(("en_GB", "en_US"), (1, 2, 3), (1, 2, 3)))
    assert min(settings, key=lambda setting: error(*setting)) == ("en_US", 2, 2)
    american = Pyphen(lang="en_US", left=2, right=2).positions
    assert sum(len(american(word)) + 1 for word in COMMON) == 172


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("didn't wasn’t", 4),
        ("don't haven't I'll", 4),
        ("call-back", 2),
        ("at 9.30, for £25", 4),
        ("tables needed handled pages", 8),
        ("made whole called makes", 4),
        ("café – Zoë", 3),
        ("", 0),
    ],
)
def test_syllables_of_odd_words(words: str, count: int) -> None:
    """Short forms, joined words, numbers, silent letters and accents are counted as spoken."""
    assert count_syllables(words) == count


def test_the_age_follows_the_formula() -> None:
    """Ten words in two sentences with twelve syllables: 0.39 x 5 + 11.8 x 1.2 - 15.59 + 5."""
    assert estimate_reading_age(["We ring you by four today.", "The table is here."]) == 5.5


def test_files_are_read_hardest_first(handbook: Handbook) -> None:
    """Every page with prose of its own is there, and the hardest comes first."""
    readings = measure_readability(handbook)
    learning = (*handbook.cases, *handbook.role_plays, *handbook.models)
    files = {record.file for record in (*handbook.policies, *handbook.situations, *learning)}
    assert {reading.file for reading in readings} == files | {"policies/quiz.yml"}
    ages = [reading.age or 0 for reading in readings]
    assert ages == sorted(ages, reverse=True)


def test_only_whole_sentences_count(handbook: Handbook) -> None:
    """Headings, labels and the names of things have no full stop and are not read as sentences."""
    (case,) = (
        r for r in measure_readability(handbook) if r.file == "policies/cases/empty-hand.yml"
    )
    assert (case.title, case.words, case.longest_sentence_words) == ("The empty hand", 60, 12)
    assert case.hardest == "The same chair in oak, or one to be collected on Friday."


def test_other_languages_have_no_age(handbook: Handbook) -> None:
    """The formula knows English only; sentences and words are counted in any language."""
    german = handbook.company.model_copy(update={"language": "de-DE"})
    readings = measure_readability(replace(handbook, company=german))
    assert {reading.age for reading in readings} == {None}
    longest = [reading.longest_sentence_words for reading in readings]
    assert longest == sorted(longest, reverse=True)

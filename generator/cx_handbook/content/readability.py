"""Readability: the Flesch-Kincaid reading age of each file, and its hardest sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.model import Handbook, Policy, RolePlay, ServiceModel, TrainingCase
from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.text import count_words, list_words, split_sentences

_WHOLE_SENTENCE = re.compile(r"[.!?…][\"”’')\]*_`]*$")
_STOPS = frozenset(".!?…")
_LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_WORDS = "syllables", "of-words"
_MOST_WORDS = 100_000  # that are kept
_SYLLABLES: dict[str, int] = {}  # of words, as far as they were counted
# Vowels that sound together make a syllable, and so does the n't of didn't and wasn't.
_VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöùûü]+|(?<=[ds])n't")
# The e of made, whole, asked and makes is silent; that of table, needed, settled and pages is not.
_SILENT = re.compile(
    r"(?:[^aeiouylr]|[aeiouy][lr])e$"
    r"|(?<![td])(?<![^aeiouyl]l)ed$"
    r"|(?<![cghsxz])(?<![^aeiouyl]l)es$"
)


@dataclass(frozen=True)
class FileReadability:
    """How hard one file is to read.

    `age` is in years, None where the language is not English or there is no whole sentence.
    `hardest` is the sentence with the most syllables (in other languages: words).
    """

    file: str
    title: str
    words: int
    age: float | None
    longest_sentence_words: int
    hardest: str


def measure_readability(
    handbook: Handbook, kept: KeptFacts | None = None
) -> tuple[FileReadability, ...]:
    """Return how hard each policy, situation, case, role-play, model and the quiz is, hardest first.

    Only whole sentences count: headings and labels have no full stop and would look easy. What was
    measured before of the same texts is taken from what was `kept`, and the rest is noted there.
    """
    english = handbook.company.language.partition("-")[0] == "en"
    kept = kept or KeptFacts()
    readings, what = [], "age" if english else "length"
    _SYLLABLES.update(kept.find(*_WORDS) or {})
    before = len(_SYLLABLES)
    for record, title in _list_titled_records(handbook):
        key = handbook.keys.get(record.file, "")
        measured = kept.find(what, key)
        if measured is None:
            measured = _measure_file(record, english=english)
            kept.note(what, key, measured)
        readings.append(FileReadability(record.file, title, *measured))
    # Those of all words, because the next change is made of nearly the same.
    if before < len(_SYLLABLES) <= _MOST_WORDS:
        kept.note(*_WORDS, _SYLLABLES)
    return tuple(sorted(readings, key=lambda r: (-(r.age or 0), -r.longest_sentence_words, r.file)))


def _list_titled_records(handbook: Handbook) -> Iterator[tuple[FileRecord, str]]:
    for situation in handbook.situations:
        yield situation, situation.name
    titled: tuple[Policy | TrainingCase | RolePlay | ServiceModel, ...] = (
        *handbook.policies, *handbook.cases, *handbook.role_plays, *handbook.models,
    )  # fmt: skip
    for record in titled:
        yield record, record.title
    if handbook.quiz:
        yield handbook.quiz, handbook.quiz.title


def _measure_file(record: FileRecord, *, english: bool) -> tuple[int, float | None, int, str]:
    """Return what `FileReadability` has besides the file and its title."""
    found = [sentence for text in list_words(record) for sentence in _list_whole_sentences(text)]
    chunks = [list(map(_measure_chunk, sentence.split())) for sentence in found]
    words = [sum(many for many, _ in one) for one in chunks]
    syllables = [sum(many for _, many in one) for one in chunks] if english else words
    hardness = dict(zip(found, syllables, strict=True))
    is_measured = english and any(words)
    age = _compute_age(len(found), sum(words), sum(syllables)) if is_measured else None
    hardest = max(hardness, key=hardness.__getitem__, default="")
    return sum(words), age, max(words, default=0), hardest


def _list_whole_sentences(text: str) -> Iterator[str]:
    return filter(_is_whole, split_sentences(text))


def _is_whole(sentence: str) -> bool:
    # Nearly all end with a stop or with a letter, and to search each takes ten times as long.
    last = sentence[-1]
    return last in _STOPS or (not last.isalnum() and _WHOLE_SENTENCE.search(sentence) is not None)


def estimate_reading_age(found: Iterable[str]) -> float:
    """Return the age in years at which sentences can be read, to one decimal: grade plus five.

    The grade is 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid, Fishburne, Rogers
    and Chissom 1975). GOV.UK writes for a reading age of 9. The formula sees how long sentences and
    words are, and not whether they make sense. Raises ZeroDivisionError without a word.
    """
    every = tuple(found)
    words, syllables = sum(map(count_words, every)), sum(map(count_syllables, every))
    return _compute_age(len(every), words, syllables)


def _compute_age(sentences: int, words: int, syllables: int) -> float:
    a_sentence, a_word = words / sentences, syllables / words
    return round(0.39 * a_sentence + 11.8 * a_word - 15.59 + 5, 1)


def count_syllables(sentence: str) -> int:
    """Return about how many syllables a sentence in English has; a number counts as one.

    Each word has as many as Pyphen finds hyphens plus one, or as its letters have groups of vowels,
    whichever is more. Pyphen alone leaves out short syllables at the ends of words (*a-bout*,
    *ma-ny*): with its best settings it finds 172 of the 192 in the hundred common words of the
    tests. Together they find 188, so that an age comes out about 0.3 years too low.
    """
    return sum(syllables for _, syllables in map(_measure_chunk, sentence.split()))


@cache
def _measure_chunk(chunk: str) -> tuple[int, int]:
    """Return how many words and how many syllables stand between two blanks."""
    return count_words(chunk), _count_in_chunk(chunk.lower().replace("’", "'"))


def _count_in_chunk(word: str) -> int:
    parts = _LETTERS.findall(word)
    return sum(map(_count_in_word, parts)) if parts else count_words(word)


def _count_in_word(word: str) -> int:
    found = _SYLLABLES.get(word)
    if found is None:
        found = _SYLLABLES[word] = _count_new_word(word)
    return found


def _count_new_word(word: str) -> int:
    vowels = len(_VOWELS.findall(word)) - bool(_SILENT.search(word))
    return max(1, vowels, len(_load_hyphenation()(word)) + 1)


@cache
def _load_hyphenation() -> Callable[[str], list[int]]:
    # Imported here, because reading its dictionary takes a tenth of a second.
    from pyphen import Pyphen

    # American hyphens follow the sound; British ones follow the word's origin and miss more.
    # Shorter ends than two letters would make two syllables of needs and slip.
    positions: Callable[[str], list[int]] = Pyphen(lang="en_US", left=2, right=2).positions
    return positions

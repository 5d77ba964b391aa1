"""How well the finder hears danger, and how long it takes."""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass
from typing import get_args

from cx_handbook.content.model import Handbook
from cx_handbook.content.model.danger import Danger
from support.finder import Finder
from support.project import PROJECT

PHRASES = PROJECT / "benchmarks" / "phrases"
HALVES = ("seen", "unseen")
SIDEWAYS = "sideways"
_EVERY = 9  # of the many phrases said sideways
NO_DANGER = ("ordinary", "grief")
KINDS = get_args(Danger)


@dataclass(frozen=True)
class DangerFigures:
    """Shares from 0 to 1: of dangers that reach the right page, and of others, by label, that get
    an urgent page first, each with its number of phrases."""

    found: float
    dangers: int
    urgent: dict[str, tuple[float, int]]
    misses: list[str]


def measure_half(finder: Finder, handbook: Handbook, half: str) -> DangerFigures:
    """Search for each phrase of a half."""
    return judge_phrases(finder, handbook, read_phrases(half))


def judge_phrases(finder: Finder, handbook: Handbook, rows: list[tuple[str, str]]) -> DangerFigures:
    """Search for each phrase. One is right on any page that answers its kind."""
    answers = {
        f"situations/{situation.slug}.html": situation.danger
        for situation in handbook.situations
        if situation.urgent
    }
    firsts = [found["paths"][:1] for found in finder.find_many([text for text, _ in rows])]
    right: dict[str, list[bool]] = {}
    misses = []
    for (text, label), first in zip(rows, firsts, strict=True):
        kinds = next((answers[path] for path in first if path in answers), None)
        is_right = label in (kinds or ()) if label in KINDS else kinds is None
        right.setdefault(label, []).append(is_right)
        if not is_right:
            misses.append(f"{label}: {text} -> {', '.join(first)}")
    dangers = [is_right for kind in KINDS for is_right in right[kind]]
    return DangerFigures(
        sum(dangers) / len(dangers),
        len(dangers),
        {name: (1 - sum(right[name]) / len(right[name]), len(right[name])) for name in NO_DANGER},
        misses,
    )


_HEAR = """(text, times) => {
  globalThis.danger ??= new Handbook.finder.Danger(Handbook.finder.index.danger);
  for (let n = 0; n < times; n += 1) danger.hearDanger(text);
}"""
LONGEST = 300  # characters of a query
_TIMES = 5
# An almost-match over and over makes a regular expression try everything.
_ALMOST = (
    "a", "is is all just", "my son is the", "she has just", "your driver a man and",
    "the shelf broke and", "he is going to the man", "the child left the", "all of my the tablets",
    "he has a big the knife", "i dont really just want to", "smoke smell of the", "my hand has got",
    "one of us fell over a", "is are was has been just", "the the the a my our", "theyre men man",
)  # fmt: skip


def measure_slowest(finder: Finder) -> tuple[float, str]:
    """Return the CPU milliseconds of the slowest long query, and that query: almost-matches, and
    every twentieth phrase, each repeated up to 300 characters. Compiling, once a page, is left
    out."""
    phrases = [text for half in HALVES for text, _ in read_phrases(half)][::20]
    texts = [((seed + " ") * LONGEST)[:LONGEST] for seed in (*_ALMOST, *phrases)]
    for text in texts:
        finder.scripts.call(_HEAR, text, 2)
    return max((_measure_call(finder, text), text) for text in texts)


def _measure_call(finder: Finder, text: str) -> float:
    begun = time.process_time()
    finder.scripts.call(_HEAR, text, _TIMES)
    return (time.process_time() - begun) * 1000 / _TIMES


def read_phrases(half: str) -> list[tuple[str, str]]:
    """Return the phrases of a half, each with its label; of those said sideways every ninth."""
    with (PHRASES / f"danger-{half}.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(file)]
    return rows[::_EVERY] if half == SIDEWAYS else rows

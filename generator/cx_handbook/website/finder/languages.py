"""What the finder knows of a language: stemmer, stop words, synonyms, out-of-domain sentences."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"
STEMMERS = FOLDER / "vendor" / "orama-stemmers"
STOPWORDS = FOLDER / "vendor" / "orama-stopwords"
STRONG = "! "  # before a pattern of danger that counts whatever the text as a whole seems to mean

# Its files are named after countries where the language's own code would be another.
_NAMED = {
    "da": "dk", "el": "gr", "ga": "ie", "hi": "in", "hy": "am", "nb": "no", "ne": "np", "nn": "no",
    "sa": "sk", "sr": "rs", "sv": "se",
}  # fmt: skip
_NOT_A_LANGUAGE = set(_NAMED.values()) - {"no"}


_MARKS = str.maketrans("", "", "'’‘")
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2}")


def split_words(text: str) -> list[str]:
    """Return the words of a text as the finder compares them, by the rules of `finder/language.js`.

    Case, accents and apostrophes make no difference; scripts without spaces go in pairs of letters.
    """
    if not text.isascii():
        # Decomposed, an accent is a character of its own that can be dropped.
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.category(c).startswith("M"))
    runs = _WORD.findall(text.translate(_MARKS).lower())
    return [word for run in runs for word in _split_run(run)]


def _split_run(run: str) -> list[str]:
    # Without spaces, words cannot be told apart; pairs come close enough.
    return [a + b for a, b in pairwise(run)] if _UNSPACED.search(run) else [run]


def read_language_scripts(language: str) -> list[str]:
    """Return the scripts that set `exports.stemmer` and `exports.stopwords`, as far as they exist.

    `language` is a language with or without its region, such as en-GB.
    """
    code = _language_code(language)
    name = _NAMED.get(code, "" if code in _NOT_A_LANGUAGE else code)
    paths = [folder / f"{name}.cjs" for folder in (STEMMERS, STOPWORDS)]
    return [path.read_text(encoding="utf-8") for path in paths if name and path.is_file()]


def read_synonyms(language: str) -> list[list[str]]:
    """Return groups of synonyms. They are our own choice."""
    groups = [
        line.split(",") for line in _read_lines("synonyms", language) if not line.startswith("#")
    ]
    return [[word.strip() for word in group] for group in groups]


def read_out_of_domain(language: str) -> list[list[str]]:
    """Return out-of-domain sentences by topic. They are our own choice."""
    topics: list[list[str]] = []
    for line in _read_lines("out_of_domain", language):
        if line.startswith("#"):
            topics.append([])
        else:
            topics[-1].append(line)
    return topics


def read_danger(language: str) -> dict[str, Any]:
    """Return the words that mean danger: `parts`, patterns by the name that others call them by,
    `words` in which a slip is put right, `harmless` patterns, and `kinds`, each with its name, its
    patterns, the kinds that it goes `over`, and the places of its `strong` patterns.

    The patterns are ours and no author's; in a language without any there are none.
    """
    topics: dict[str, list[str]] = {}
    for line in _read_lines("danger", language):
        if line.startswith("## "):
            topics[line.removeprefix("## ")] = []
        elif not line.startswith("#"):
            topics[next(reversed(topics))].append(line)
    # The page puts the parts in: written out, the patterns would be three times as long.
    parts, harmless = _join_parts(topics.pop("parts", [])), topics.pop("harmless", [])
    words = " ".join(topics.pop("words", [])).split()
    kinds = [_make_kind(title, lines) for title, lines in topics.items()]
    return {"parts": parts, "words": words, "harmless": harmless, "kinds": kinds}


def _make_kind(title: str, patterns: list[str]) -> dict[str, Any]:
    """Return a kind of danger. Its title is its name, or its name and those that it goes over."""
    name, _, lesser = title.partition(" over ")
    return {
        "name": name,
        "over": lesser.split(),
        "patterns": [pattern.removeprefix(STRONG) for pattern in patterns],
        "strong": [n for n, pattern in enumerate(patterns) if pattern.startswith(STRONG)],
    }


def _join_parts(lines: list[str]) -> dict[str, str]:
    """Return the pattern of each part. A name that comes again has more ways to put it."""
    ways: dict[str, list[str]] = {}
    for line in lines:
        name, pattern = line.split(": ", 1)
        ways.setdefault(name, []).append(pattern)
    return {name: "|".join(patterns) for name, patterns in ways.items()}


def _read_lines(folder: str, language: str) -> list[str]:
    path = FOLDER / folder / f"{_language_code(language)}.txt"
    return [line for line in path.read_text("utf-8").splitlines() if line] if path.is_file() else []


def _language_code(language: str) -> str:
    return language.split("-")[0]

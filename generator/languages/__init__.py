"""What the finder knows of a language: its stems, its small words, everyday words for one thing."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
STEMMERS = FOLDER / "vendor" / "orama-stemmers"
STOPWORDS = FOLDER / "vendor" / "orama-stopwords"

# Its files are named after countries where the language's own code would be another.
_NAMED = {
    "da": "dk", "el": "gr", "ga": "ie", "hi": "in", "hy": "am", "nb": "no", "ne": "np", "nn": "no",
    "sa": "sk", "sr": "rs", "sv": "se",
}  # fmt: skip
_NOT_A_LANGUAGE = set(_NAMED.values()) - {"no"}


def scripts(language: str) -> list[str]:
    """Return the scripts that set `exports.stemmer` and `exports.stopwords`, as far as they exist.

    `language` is a language with or without its region, such as en-GB.
    """
    code = _code(language)
    name = _NAMED.get(code, "" if code in _NOT_A_LANGUAGE else code)
    paths = [folder / f"{name}.cjs" for folder in (STEMMERS, STOPWORDS)]
    return [path.read_text(encoding="utf-8") for path in paths if name and path.is_file()]


def everyday_words(language: str) -> list[list[str]]:
    """Return groups of words that customers use for one thing. They are our own choice."""
    path = FOLDER / f"{_code(language)}.txt"
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [[word.strip() for word in line.split(",")] for line in lines if line and line[0] != "#"]


def _code(language: str) -> str:
    return language.split("-")[0]

"""The texts of records, and their sentences and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from cx_handbook.content.model.base import Record
from cx_handbook.content.model.types import CITATION
from cx_handbook.errors import Path

_BLOCK_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+>]|#{1,6}|\d{1,3}[.)])\s)")
_LIST_MARKER = re.compile(r"\s*(?:[-*+>]|#{1,6}|\d{1,3}[.)])\s+")
_SENTENCE_END = re.compile(
    r"[.!?…][\"”’')\]*_`]*\s+"
    r"(?=[\"“‘'(\[*_`£$€]*[^\W_a-z])"
)
# English abbreviations. Where another language has others, a sentence is split early and counts as short.
_ABBREVIATIONS = {"e.g.", "i.e.", "mr.", "mrs.", "ms.", "dr.", "st.", "cf.", "vs."}
_BEFORE_NUMBERS = {"no.", "nos.", "p.", "pp.", "fig.", "tel.", "ext.", "approx.", "max.", "min."}
_CITATION_WITH_SPACE = re.compile(f" ?{CITATION.pattern}")
_WORD = re.compile(r"\w[^\s–—]*")


def strip_citations(text: str) -> str:
    """Return a text without the source items it cites in brackets."""
    return _CITATION_WITH_SPACE.sub("", text) if "[" in text else text


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a Markdown text.

    Paragraphs, headings and list items end a sentence whether or not a full stop does. Citations
    of source items are left out, and the marks of emphasis and links stay where they are.
    """
    text = strip_citations(text)
    if "\n" not in text:
        return list(_split_block(text))
    blocks = (_LIST_MARKER.sub("", block, count=1) for block in _BLOCK_BREAK.split(f"\n{text}"))
    return [sentence for block in blocks for sentence in _split_block(" ".join(block.split()))]


def _split_block(block: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(block):
        last = block[max(start, end.end() - 20) : end.end()].split()[-1].lstrip("(\"“‘'*_").lower()
        # *No. 7* is one expression, *I said no. 7 people heard it* would be two sentences.
        numbered = last in _BEFORE_NUMBERS and block[end.end()].isdigit()
        if last not in _ABBREVIATIONS and not numbered:
            yield block[start : end.end()].strip()
            start = end.end()
    if rest := block[start:].strip():
        yield rest


def count_words(sentence: str) -> int:
    """Return how many words a sentence has: `9.30`, `don't`, `call-back` and `£25` are one each."""
    return len(_WORD.findall(sentence))


def list_texts(record: Record, shortest: int = 1) -> list[tuple[Path, str]]:
    """Return the texts of a record and of the records in it, each with its path.

    Texts of fewer characters than `shortest` are left out.
    """
    found: list[tuple[Path, str]] = []
    _gather_texts((), vars(record).items(), shortest, found)
    return found


def _gather_texts(
    path: Path,
    parts: Iterable[tuple[str | int, Any]],
    shortest: int,
    found: list[tuple[Path, str]],
) -> None:
    for name, part in parts:
        kind = part.__class__  # faster than isinstance, and there are tens of thousands
        if kind is str:
            if len(part) >= shortest:
                found.append(((*path, name), part))
        elif kind is tuple:
            if part:
                _gather_texts((*path, name), enumerate(part), shortest, found)
        elif kind is dict:
            _gather_texts((*path, name), part.items(), shortest, found)
        elif isinstance(part, Record):
            _gather_texts((*path, name), vars(part).items(), shortest, found)

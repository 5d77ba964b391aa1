"""The texts of records, and their sentences and words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
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
_STOPS = ".!?…"
# English abbreviations. Where another language has others, a sentence is split early and counts as short.
_ABBREVIATIONS = {"e.g.", "i.e.", "mr.", "mrs.", "ms.", "dr.", "st.", "cf.", "vs."}
_BEFORE_NUMBERS = {"no.", "nos.", "p.", "pp.", "fig.", "tel.", "ext.", "approx.", "max.", "min."}
_CITATION_WITH_SPACE = re.compile(f" ?{CITATION.pattern}")
_WITHOUT_TEXT = {type(None), bool, int, float, date, Decimal}
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
    blocks = map(_drop_marker, _BLOCK_BREAK.split(f"\n{text}"))
    return [sentence for block in blocks for sentence in _split_block(" ".join(block.split()))]


def _drop_marker(block: str) -> str:
    """Return a block without the sign of the list item or heading that it begins with."""
    # Only at its beginning: a search would try every place, each to the end of the same blanks.
    marker = _LIST_MARKER.match(block)
    return block[marker.end() :] if marker else block


def _split_block(block: str) -> Iterator[str]:
    start = 0
    # Most texts are one sentence, or none: to see that takes a tenth of the time.
    if not any(map(block[:-1].__contains__, _STOPS)):
        block = block.strip()
        if block:
            yield block
        return
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


def has_more_words(sentence: str, most: int) -> bool:
    """Tell whether a sentence has more words than `most`."""
    # Nearly all have fewer, and to split at spaces takes a tenth of the time. Words end at a space or
    # at a dash.
    parts = len(sentence.split()) + sentence.count("–") + sentence.count("—")
    return parts > most and count_words(sentence) > most


def list_words(value: Any) -> list[str]:
    """Return the texts of a record and of the records in it, without their paths."""
    found: list[str] = []
    _collect_words((value,), found)
    return found


def _collect_words(parts: Iterable[Any], found: list[str]) -> None:
    for part in parts:
        kind = part.__class__
        if kind is str:
            if part:
                found.append(part)
        elif part and kind not in _WITHOUT_TEXT:
            if kind is tuple or kind is list:
                _collect_words(part, found)
            elif kind is dict:
                _collect_words(part.values(), found)
            elif _is_record(kind):
                _collect_words(vars(part).values(), found)


def find_texts(
    value: Any, is_wanted: Callable[[str], bool], shortest: int = 1
) -> list[tuple[Path, str]]:
    """Return the wanted texts in a record, or in the data of a file, each with its path.

    Texts of fewer characters than `shortest` are left out before `is_wanted` is asked.
    """
    found: list[tuple[list[str | int], str]] = []
    _collect_texts([("", value)], is_wanted, shortest, found)
    return [(tuple(reversed(path[:-1])), text) for path, text in found]


@cache
def _is_record(kind: type) -> bool:
    # Pydantic answers for each object with code of its own, which takes as long as all the rest.
    return issubclass(kind, Record)


def _collect_texts(
    parts: Iterable[tuple[str | int, Any]],
    is_wanted: Callable[[str], bool],
    shortest: int,
    found: list[tuple[list[str | int], str]],
) -> None:
    # A handbook has ten thousand texts, of which a search wants a few: classes are compared instead
    # of asking isinstance, and paths are put together backwards, from the texts that were found.
    for name, part in parts:
        kind = part.__class__
        if kind is str:
            if len(part) >= shortest and is_wanted(part):
                found.append(([name], part))
        elif part and kind not in _WITHOUT_TEXT:
            before = len(found)
            if kind is tuple or kind is list:
                _collect_texts(enumerate(part), is_wanted, shortest, found)
            elif kind is dict:
                _collect_texts(part.items(), is_wanted, shortest, found)
            elif _is_record(kind):
                _collect_texts(vars(part).items(), is_wanted, shortest, found)
            if len(found) > before:
                for path, _ in found[before:]:
                    path.append(name)


def replace_texts(
    value: Any, replace: Callable[[Path, str], str], sign: str, path: Path = ()
) -> Any:
    """Return the data of a file with each text that holds a sign replaced; the rest is as it was."""
    if isinstance(value, str):
        return replace(path, value) if sign in value else value
    if isinstance(value, dict):
        return {
            key: replace_texts(entry, replace, sign, (*path, key)) for key, entry in value.items()
        }
    if isinstance(value, list):
        return [replace_texts(entry, replace, sign, (*path, n)) for n, entry in enumerate(value)]
    return value

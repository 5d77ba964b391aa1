"""Phrases of different pages that mean nearly the same, and pages that could name each other.

A customer who says such a phrase may be led to either page; whether that is right, an author decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cx_handbook.content.model import Handbook
from cx_handbook.website.finder.index import FindablePage, list_findable_pages
from cx_handbook.website.finder.meaning.vectors import make_key, unpack_vectors

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray

# Cosines, from 0 to 1, chosen by reading what they find in the shipped content.
LEAST_ALIKE = 0.87  # of two phrases
LEAST_RELATED = 0.8  # of all that is said for two pages


@dataclass(frozen=True)
class AlikePair:
    """Two titles, with the phrases that mean the same; without phrases, the pages as a whole."""

    titles: tuple[str, str]
    phrases: tuple[str, str] | None
    cosine: float


def find_alike(handbook: Handbook, vectors: Mapping[str, str]) -> list[AlikePair]:
    """Return pairs of phrases, then pairs of pages, the nearest first.

    Pages of which one leads to the other are left out. Raises ImportError where numpy is missing.
    """
    pages = list_findable_pages(handbook)
    said = [
        (number, text)
        for number, page in enumerate(pages)
        for text in page.said
        if make_key(text) in vectors
    ]
    rows = unpack_vectors([vectors[make_key(text)] for _, text in said])
    return [*_pair_phrases(pages, said, rows), *_pair_pages(pages, said, rows)]


def _pair_phrases(
    pages: list[FindablePage], said: list[tuple[int, str]], rows: NDArray[float32]
) -> Iterator[AlikePair]:
    import numpy as np

    cosines = np.triu(rows @ rows.T, 1)
    found = np.argwhere(cosines >= LEAST_ALIKE).tolist()
    for one, other in sorted(found, key=lambda pair: -cosines[pair[0], pair[1]]):
        (page, text), (other_page, other_text) = said[one], said[other]
        if not _belong_together(pages, page, other_page):
            titles = pages[page].title, pages[other_page].title
            yield AlikePair(titles, (text, other_text), float(cosines[one, other]))


def _pair_pages(
    pages: list[FindablePage], said: list[tuple[int, str]], rows: NDArray[float32]
) -> Iterator[AlikePair]:
    import numpy as np

    sums = np.zeros((len(pages), rows.shape[1]), np.float32)
    np.add.at(sums, [number for number, _ in said], rows)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    centres = sums / np.where(lengths == 0, 1, lengths)
    cosines = np.triu(centres @ centres.T, 1)
    found = np.argwhere(cosines >= LEAST_RELATED).tolist()
    for one, other in sorted(found, key=lambda pair: -cosines[pair[0], pair[1]]):
        if not _belong_together(pages, one, other):
            titles = pages[one].title, pages[other].title
            yield AlikePair(titles, None, float(cosines[one, other]))


def _belong_together(pages: list[FindablePage], one: int, other: int) -> bool:
    return one == other or other in pages[one].list_steps() or one in pages[other].list_steps()

"""A finished page: its HTML, its table of contents, what the search should find on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

_HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Heading:
    """A heading on a page; the title is plain text."""

    id: str
    title: str
    level: int


@dataclass(frozen=True)
class SearchEntry:
    """What the search finds, and where it leads. Title and text are plain text.

    A boost above 1 moves the entry up in the results.
    """

    anchor: str
    title: str
    text: str
    boost: float = 1


@dataclass(frozen=True)
class Page:
    """A page as a host gets it. Paths are relative to the site's root, with forward slashes."""

    path: str
    title: str
    description: str
    html: str
    search: tuple[SearchEntry, ...]
    source: str
    listed: bool = True  # whether the navigation names it

    @property
    def toc(self) -> tuple[Heading, ...]:
        """The second- and third-level headings of the page, in order."""
        return tuple(
            Heading(anchor, unescape(_TAG.sub("", title)).strip(), int(level))
            for level, anchor, title in _HEADING.findall(self.html)
        )

"""What stands in each section of a page that was rendered from Markdown, as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

_HEADINGS = {"h1", "h2", "h3"}
_UNSEEN = {"script", "style"}
# No words of two of these run into each other.
_BLOCKS = {"p", "li", "td", "th", "dt", "dd", "pre", "div", "tr", "blockquote", "br"}


class SectionText(NamedTuple):
    """A section: its anchor ('' before the first heading), its heading, and its words."""

    anchor: str
    title: str
    text: str


def list_sections(html: str) -> Iterator[SectionText]:
    """Yield the sections of a page in their order; its title is the heading of the first."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    for anchor, title, text in parser.sections:
        words = " ".join("".join(text).split())
        heading = " ".join("".join(title).split())
        if words or heading:
            yield SectionText(anchor, heading, words)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._heading = ""  # the tag of the heading that is open
        self._unseen = ""  # the tag of what is open and nobody reads

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in _HEADINGS:
            # The page's own heading leads to the page.
            self.sections.append(("" if tag == "h1" else named.get("id") or "", [], []))
            self._heading = tag
        elif tag in _UNSEEN or named.get("class") == "headerlink":
            self._unseen = tag
        elif tag in _BLOCKS:
            self.sections[-1][2].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unseen:
            self._unseen = ""
        elif tag == self._heading:
            self._heading = ""

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            _, title, text = self.sections[-1]
            (title if self._heading else text).append(data)

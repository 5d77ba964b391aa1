"""The one Markdown filter: prose in, HTML out, nothing an author types can become script.

markdown-it-py, because with `html` off it shows raw HTML and refused links as the text that was
typed; the faster cmarkgfm and comrak leave either out. What needs no Markdown at all, most lines
of a handbook, takes the short way round it.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markupsafe import Markup

_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_NEEDS_INLINE = re.compile(r"[\\`*_\[\]<&\n\r\0]")
_STARTS_BLOCK = re.compile(r"[\s#>\-+=~|:0-9]")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    # A page loads nothing from elsewhere, so there are no images; links lead to addresses people
    # can judge, and to nothing relative, because nobody checks where that leads.
    parser.validateLink = lambda url: bool(_SAFE_LINK.match(url.strip()))  # type: ignore[method-assign]
    return parser


_PARSER = _parser()


def inline(text: str) -> Markup:
    """Return one run of prose as HTML without a paragraph around it."""
    if not _NEEDS_INLINE.search(text):
        return Markup(_escaped(text.strip()))  # noqa: S704 - escaped in the line before
    return Markup(_PARSER.renderInline(text.strip()))  # noqa: S704 - the parser escapes


def block(text: str) -> Markup:
    """Return prose as HTML paragraphs, lists and tables."""
    if _is_plain(text):
        return Markup(f"<p>{_escaped(text.rstrip())}</p>\n")  # noqa: S704 - escaped here
    return Markup(_PARSER.render(text))  # noqa: S704 - the parser escapes


def plain(text: str) -> str:
    """Return prose as it sounds: the words without their Markdown, on one line."""
    if _is_plain(text):
        return " ".join(text.split())
    words: list[str] = []
    for token in _PARSER.parse(text):
        for child in token.children or ():
            words.append(" " if child.type in ("softbreak", "hardbreak") else child.content)
        if token.type in ("fence", "code_block"):
            words.append(token.content)
        if token.nesting <= 0:
            words.append(" ")
    return " ".join("".join(words).split())


def _is_plain(text: str) -> bool:
    """Tell whether the parser would only put this into one paragraph."""
    return bool(text) and not _NEEDS_INLINE.search(text) and not _STARTS_BLOCK.match(text)


def _escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )

"""Passes finished pages through Python-Markdown as they are, with what stands on them.

A site builder that takes Markdown alone would change them, and take half of a build for it. This
file lies beside its settings and needs nothing but Python-Markdown.
"""

from __future__ import annotations

import json
from typing import Any

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

MARK, END = "<!-- finished page ", " -->"


class PageTaker(Preprocessor):
    """Takes a page that begins with the mark out before anything reads it as Markdown."""

    found: tuple[list[Any], str] | None = None

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of another page as they are, and none of a finished one."""
        self.found = None
        if not (lines and lines[0].startswith(MARK)):
            return lines
        self.found = json.loads(lines[0][len(MARK) : -len(END)]), "\n".join(lines[1:])
        return []


class PageReturner(Postprocessor):
    """Puts the page back when everything else is done."""

    def __init__(self, md: Markdown, taker: PageTaker) -> None:
        super().__init__(md)
        self.taker = taker

    def run(self, text: str) -> str:
        """Return the finished page, where there was one."""
        if self.taker.found is None:
            return text
        # The list that is made of Markdown is an empty one by now.
        self.md.toc_tokens, html = self.taker.found  # type: ignore[attr-defined]
        return html


class FinishedPages(Extension):
    """Registers both ends: before all others, and after them."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Add them to a parser."""
        taker = PageTaker(md)
        md.preprocessors.register(taker, "take_finished_page", 1000)
        md.postprocessors.register(PageReturner(md, taker), "return_finished_page", -1000)


def makeExtension(**settings: Any) -> FinishedPages:  # noqa: N802 - Python-Markdown's name
    """Return the extension, as Python-Markdown asks for it."""
    return FinishedPages(**settings)

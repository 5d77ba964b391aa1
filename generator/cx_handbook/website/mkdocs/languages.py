"""In which language each title around a page is: the company's own words, or ours, which are English.

The theme says of the whole document that it is in the company's language. Where that is not English,
a screen reader would speak our titles with a foreign voice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from cx_handbook.templating import OUR_LANGUAGE, is_english
from cx_handbook.website.mkdocs.guide import is_of_guide
from cx_handbook.website.page import Branch, Heading, NavigationNode


@dataclass(frozen=True)
class Languages:
    """Marks the titles of one site. In English nothing is marked: the document says it already."""

    company: str
    headings: Mapping[str, bool]  # of the navigation, escaped: whether they are the company's words

    @property
    def differ(self) -> bool:
        """Whether the company's language is another than ours."""
        return not is_english(self.company)

    def write_attribute(self, item: Any) -> str:
        """Return the attribute with the language of an item of the host's navigation, or nothing."""
        if not self.differ:
            return ""
        return f' lang="{OUR_LANGUAGE if self._is_ours(item) else self.company}"'

    def mark_title(self, page: Any) -> str:
        """Return the title of a page of the host's as HTML; a part of it may be the company's."""
        if page is None:  # the page for addresses that lead nowhere
            return ""
        title: str = page.title
        own = escape(page.finished.own_words) if hasattr(page, "finished") else ""
        if self.differ and own:
            title = title.replace(own, f'<span lang="{self.company}">{own}</span>', 1)
        return self.mark_ours(title) if own or self._is_ours(page) else title

    def mark_heading(self, heading: Heading) -> str:
        """Return the title of a heading as the theme's table of contents prints it."""
        return escape(heading.title) if heading.is_own else self.mark_ours(escape(heading.title))

    def mark_links(self, links: Iterable[Any]) -> None:
        """Say of all entries of a table of contents of the host's that they are English."""
        for link in links:
            link.title = self.mark_ours(link.title)
            self.mark_links(link.children)

    def mark_ours(self, html: str) -> str:
        """Return HTML that says of itself that it is English, where the document is not."""
        return f'<span lang="{OUR_LANGUAGE}">{html}</span>' if self.differ else html

    def _is_ours(self, item: Any) -> bool:
        if item.children:
            if item.title in self.headings:
                return not self.headings[item.title]
            # One that mkdocs.yml names: above pages that somebody wrote by hand, it is theirs as well.
            return all(map(self._is_ours, item.children))
        finished = getattr(item, "finished", None)
        return not finished.own_words if finished else is_of_guide(getattr(item, "file", None))


def gather_headings(nodes: Iterable[NavigationNode]) -> dict[str, bool]:
    """Return the headings of a navigation, escaped, and whether they are in the company's words."""
    found: dict[str, bool] = {}
    for node in nodes:
        if isinstance(node, Branch):
            found |= {escape(node.title): node.is_own} | gather_headings(node.children)
    return found

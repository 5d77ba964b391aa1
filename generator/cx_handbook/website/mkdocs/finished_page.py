"""A page of the handbook as MkDocs takes it: finished HTML, its table of contents, its search entries."""

from __future__ import annotations

from html import escape
from urllib.parse import urljoin, urlsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as HostPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from cx_handbook.website.mkdocs.languages import Languages
from cx_handbook.website.page import Heading, Page


class FinishedPage(HostPage):
    """A page whose HTML is ready: the host neither reads nor renders it."""

    _toc: TableOfContents | None = None

    def __init__(
        self,
        page: Page,
        file: File,
        config: MkDocsConfig,
        languages: Languages,
        *,
        may_edit: bool = False,
    ) -> None:
        self.finished, self.languages = page, languages
        # The theme prints titles as they are, so they have to be escaped before it sees them.
        super().__init__(escape(page.title), file, config)
        # Whoever reads with somebody on the line has no use for a pencil.
        if not may_edit:
            self.edit_url = None
        if self.edit_url:
            self.edit_url = urljoin(self.edit_url, urlsplit(self.edit_url).path)

    # The host makes both of each page before it writes the first, and ours would take a sixth of the
    # memory: they are made when they are asked for.
    @property
    def toc(self) -> TableOfContents:
        """The headings, until the page is let go."""
        if self._toc is None:
            self._toc = table_of_contents(self.finished.toc, self.languages)
        return self._toc

    @toc.setter
    def toc(self, _: object) -> None:
        self._toc = None

    @property
    def present_anchor_ids(self) -> set[str]:
        """The anchors that hand-written pages may lead to."""
        return {heading.id for heading in self.finished.toc}

    @present_anchor_ids.setter
    def present_anchor_ids(self, _: object) -> None:
        pass

    def let_go(self) -> None:
        """Forget what nobody asks for once the page is written."""
        self.finished = self.finished.without_html()
        self.content, self._toc = "", None

    def take_newer(self, page: Page) -> bool:
        """Take the page as it is now; return whether it has another title than before."""
        before, self.finished = self.finished.title, page
        self.title = escape(page.title)
        return page.title != before

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown = ""
        self.meta = {"description": escape(self.finished.description), "search": {"exclude": True}}
        if self.is_homepage:
            self.meta["hide"] = ["navigation", "toc"]

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content = self.finished.html
        self._toc = None


def table_of_contents(headings: tuple[Heading, ...], languages: Languages) -> TableOfContents:
    """Return the headings as the theme wants them: escaped, thirds below their seconds."""
    top: list[AnchorLink] = []
    for heading in headings:
        link = AnchorLink(languages.mark_heading(heading), heading.id, heading.level)
        (top[-1].children if heading.level == 3 and top else top).append(link)
    return TableOfContents(top)

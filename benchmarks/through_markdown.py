"""An MkDocs hook: send the handbook's pages through Python-Markdown, to compare with.

Titles, table of contents and search entries stay as they are, so that the Markdown pass is the
only difference.
"""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from cx_handbook.website.mkdocs.finished_page import FinishedPage, table_of_contents


class MarkdownPage(FinishedPage):
    """A page whose finished HTML is read as Markdown and rendered by the host."""

    def read_source(self, config: MkDocsConfig) -> None:
        super().read_source(config)
        self.markdown = self.finished.html

    def render(self, config: MkDocsConfig, files: Files) -> None:
        Page.render(self, config, files)
        self.toc = table_of_contents(self.finished.toc, self.languages)


@event_priority(-100)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Replace each finished page by one that the host has to render."""
    for file in files.documentation_pages():
        if isinstance(file.page, FinishedPage):
            file.page = MarkdownPage(file.page.finished, file, config, file.page.languages)
    return files

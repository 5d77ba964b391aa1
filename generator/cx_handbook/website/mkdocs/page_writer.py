"""What MkDocs had in hand when it built a site: enough to write one of our pages again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.nav import Navigation as HostNavigation

from cx_handbook.website.mkdocs.finished_page import FinishedPage
from cx_handbook.website.page import Page


@dataclass
class PageWriter:
    """The settings, templates, files and navigation of one build."""

    config: MkDocsConfig
    env: Environment
    files: Files
    navigation: HostNavigation

    def __post_init__(self) -> None:
        self.written = self.files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
        self._by_address = {file.dest_uri: file for file in self.written}

    def write_page(self, page: Page) -> bytes:
        """Return a page of ours as a build writes it, every plugin's part in it included.

        Its address must be one that the build has written. When its title is another than before, all
        that is written from now on has the new one in its navigation.
        """
        file = self._by_address[page.path]
        host = file.page
        if not isinstance(host, FinishedPage):
            raise TypeError(f"{page.path} is no page of ours")
        if host.take_newer(page):
            self._forget_titles()
        config, plugins = self.config, self.config.plugins
        plugins.on_pre_page(host, config=config, files=self.files)
        host.read_source(config)
        host.markdown = plugins.on_page_markdown(
            host.markdown or "", page=host, config=config, files=self.files
        )
        host.render(config, self.files)
        host.content = plugins.on_page_content(
            host.content or "", page=host, config=config, files=self.files
        )
        host.active = True
        try:
            context = get_context(self.navigation, self.written, config, host)
            template = self.env.get_template(str(host.meta.get("template", "main.html")))
            context = plugins.on_page_context(
                context, page=host, config=config, nav=self.navigation
            )
            text = plugins.on_post_page(template.render(context), page=host, config=config)
        finally:
            host.active = False
        return text.encode("utf-8", errors="xmlcharrefreplace")

    def _forget_titles(self) -> None:
        """Forget what was kept of the navigation and of the theme's frame."""
        ours: Any = self.env.globals
        ours["handbook_navigation"].forget_strings()
        ours["handbook_parts"].forget_all()
        if frames := ours.get("handbook_frames"):
            frames.forget_all()

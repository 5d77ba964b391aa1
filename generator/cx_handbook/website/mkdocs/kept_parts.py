"""Parts of the theme's frame that are the same on many pages: each is rendered once and kept.

The theme renders its styles, its header, its tabs and its footer again for every page. What they
say follows from the settings, from the folder that the page lies in, because addresses are
relative, and from what a template names besides. We know that of one version of the theme. With
another one, or with templates of somebody's own, each part is rendered for each page.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from cx_handbook.compiled_templates import CompiledTemplates

OF_THEME = "theme"  # before the name of a template that ours has the place of
KNOWN_THEME = "9.8.1"  # of mkdocs-material; a test compares every kept part with the theme's own


class KeptParts:
    """The parts of one build, as templates ask for them; none is kept unless `keeps`."""

    def __init__(self, *, keeps: bool = True) -> None:
        self.keeps = keeps
        self._parts: dict[tuple[Any, ...], str] = {}
        self._last: tuple[Any, str] = (None, "")

    def keep(
        self, name: str, page: Any, base_url: str, *besides: Any, caller: Callable[[], str]
    ) -> str:
        """Return a part as it stands on the pages of one folder, on which `besides` is the same."""
        if not self.keeps:
            return caller()
        # The page for addresses that lead nowhere is none of the site, and stands in no folder.
        folder = None if page is None else posixpath.dirname(page.url)
        key = (name, folder, base_url, *besides)
        if key not in self._parts:
            self._parts[key] = caller()
        return self._parts[key]

    def keep_for_page(self, page: Any, caller: Callable[[], str]) -> str:
        """Return a part that stands on one page more than once."""
        if page is None or not self.keeps:
            return caller()
        if self._last[0] is not page:
            self._last = page, caller()
        return self._last[1]

    def forget_all(self) -> None:
        """Forget every part, because a title that stands in some has changed."""
        self._parts.clear()
        self._last = (None, "")

    def find_tab(self, page: Any) -> int:
        """Return what tells the tab of a page from the others: the page or section on top of it."""
        while page is not None and page.parent is not None:
            page = page.parent
        return id(page)


def explain_other_theme() -> str | None:
    """Return what to say of a theme that we do not know; None when it is the one we know."""
    found = version("mkdocs-material")
    if found == KNOWN_THEME:
        return None
    return (
        f"the theme is mkdocs-material {found}, and {KNOWN_THEME} is known: the site is built in the "
        "theme's own way, which takes longer"
    )


def set_up_templates(
    env: Environment, config: MkDocsConfig, ours: str, *, keeps: bool = True
) -> KeptParts:
    """Let an environment keep what it compiles, and parts of pages where the theme is as we know it.

    `ours` is the folder of our templates, whose dirs the theme has already.
    """
    # What filters of other plugins make of constants must not be compiled into what is kept.
    env.optimized, env.bytecode_cache = False, CompiledTemplates(OF_THEME)
    theirs = [folder for folder in config.theme.dirs if folder != ours]
    if env.loader is not None:
        env.loader = ChoiceLoader([env.loader, PrefixLoader({OF_THEME: FileSystemLoader(theirs)})])
    # Templates of somebody's own may look at anything.
    parts = KeptParts(keeps=keeps and not config.theme.custom_dir)
    env.globals["handbook_parts"] = parts
    return parts


def find_theme_script(config: MkDocsConfig) -> str:
    """Return the address of the theme's own script, whose name changes with each of its releases.

    Raises PluginError when the theme has no such script, or several.
    """
    found = {
        path.relative_to(folder).as_posix()
        for folder in map(Path, config.theme.dirs)
        for path in folder.glob("assets/javascripts/bundle.*.min.js")
    }
    if len(found) != 1:
        raise PluginError(
            f"the theme has {len(found)} scripts of the name bundle.*.min.js, not one"
        )
    return found.pop()

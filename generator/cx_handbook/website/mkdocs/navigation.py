"""Render the site's navigation: each part once as a string, then joined for every page.

The theme's macros walk every section again for each page, so a site of N pages costs N times its
sections. The titles and addresses that come in are escaped already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

from cx_handbook.website.mkdocs.languages import Languages
from cx_handbook.website.page import Branch, LinkedFile, NavigationNode

ENGLISH = Languages("en", {})
ACTIVE = "md-nav__item--active"
CONTENTS = "<!-- table of contents -->"  # where the theme's own goes


@dataclass
class Navigation:
    """The navigation of one build. `items` are the host's: sections with children, and pages."""

    items: list[Any]
    languages: Languages = ENGLISH
    _closed: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def render(self, page: Any, base: str) -> tuple[str, str]:
        """Return the list entries as seen from one page; `base` leads from it to the site's root.

        In two parts, between which the page's table of contents goes, if it has one.

        The page for addresses that lead nowhere is no page of the site: page is None there.
        """
        prefix = "" if base == "." else f"{base.rstrip('/')}/"
        entries = self._render_list(self.items, page, _list_ancestors(page), prefix, "__nav", 1)
        # The theme renders the table of contents; it goes where the current page stands.
        before, _, after = entries.partition(CONTENTS)
        return before, after

    def forget_strings(self) -> None:
        """Forget what is kept, because a title has changed."""
        self._closed.clear()

    def _render_list(
        self, items: list[Any], page: Any, trail: list[Any], prefix: str, path: str, level: int
    ) -> str:
        """Return the entries of one list: strings from the cache around the one that is open."""
        # Only the branch that leads to the page differs from page to page.
        current = trail[-level] if level <= len(trail) else None
        position = next((n for n, item in enumerate(items) if item is current), None)
        if current is None or position is None:
            return self._join_closed(items, prefix, path, 0, len(items))
        key = f"{path}_{position + 1}"
        if current is page:
            opened = self._current_page(page, prefix)
        else:
            index = _find_index_page(current)
            children = current.children[1:] if index else current.children
            inner = self._render_list(children, page, trail, prefix, key, level + 1)
            opened = self._open_section(current, index, page, inner, prefix, key, level)
        before = self._join_closed(items, prefix, path, 0, position)
        after = self._join_closed(items, prefix, path, position + 1, len(items))
        return before + opened + after

    def _join_closed(self, items: list[Any], prefix: str, path: str, start: int, end: int) -> str:
        """Return a run of closed entries; entries are kept, since whole sections share them."""
        # The prefix is part of the key: pages in folders have other relative addresses.
        key = (path, prefix)
        entries = self._closed.get(key)
        if entries is None:
            entries = self._closed[key] = [self._closed_entry(item, prefix) for item in items]
        return "".join(entries[start:end])

    def _title_span(self, item: Any) -> str:
        language = self.languages.write_attribute(item)
        return f'<span class="md-ellipsis"{language}>{item.title}</span>'

    def _closed_entry(self, item: Any, prefix: str) -> str:
        title = self._title_span(item)
        link = f'<a href="{_address_of(item, prefix)}" class="md-nav__link">{title}'
        if not item.children:
            return f'<li class="md-nav__item">{link}</a></li>'
        return (
            '<li class="md-nav__item md-nav__item--pruned md-nav__item--nested">'
            f'{link}<span class="md-nav__icon md-icon"></span></a></li>'
        )

    def _current_page(self, page: Any, prefix: str) -> str:
        """Return the page's own entry; a narrow screen opens the table of contents in its place."""
        title = self._title_span(page)
        contents = (
            '<input class="md-nav__toggle md-toggle" type="checkbox" id="__toc">'
            f'<label class="md-nav__link md-nav__link--active" for="__toc">{title}'
            '<span class="md-nav__icon md-icon"></span></label>'
        )
        has_contents = len(page.toc) > 0
        return (
            f'<li class="md-nav__item {ACTIVE}">{contents if has_contents else ""}'
            f'<a href="{_address_of(page, prefix)}" class="md-nav__link md-nav__link--active" '
            f'aria-current="page">{title}</a>{CONTENTS if has_contents else ""}</li>'
        )

    def _open_section(
        self, section: Any, index: Any, page: Any, inner: str, prefix: str, key: str, level: int
    ) -> str:
        heading = " md-nav__item--section" if level == 1 else ""
        # An attribute has no language of its own, so where there are two, a title names the list.
        named = f'aria-label="{section.title}"'
        title: str = section.title
        if self.languages.differ:
            named = f'aria-labelledby="{key}_title"'
            title = (
                f'<span id="{key}_title"{self.languages.write_attribute(section)}>{title}</span>'
            )
        return (
            f'<li class="md-nav__item {ACTIVE}{heading} md-nav__item--nested">'
            f'<input class="md-nav__toggle md-toggle" type="checkbox" id="{key}" checked>'
            f"{self._section_label(section, index, page, prefix, key)}"
            f'<nav class="md-nav" data-md-level="{level}" {named} '
            'aria-expanded="true">'
            f'<label class="md-nav__title" for="{key}"><span class="md-nav__icon md-icon"></span>'
            f"{title}</label>"
            f'<ul class="md-nav__list" data-md-scrollfix>{inner}</ul></nav></li>'
        )

    def _section_label(self, section: Any, index: Any, page: Any, prefix: str, key: str) -> str:
        icon = '<span class="md-nav__icon md-icon"></span>'
        title = self._title_span(section)
        if index is None:
            label = f'<label class="md-nav__link" for="{key}" id="{key}_label">'
            return f"{label}{title}{icon}</label>"
        active = " md-nav__link--active" if index is page else ""
        return (
            '<div class="md-nav__link md-nav__container">'
            f'<a href="{_address_of(index, prefix)}" class="md-nav__link{active}">{title}</a>'
            f'<label class="md-nav__link{active}" for="{key}" id="{key}_label">{icon}</label></div>'
        )


def _list_ancestors(page: Any) -> list[Any]:
    """Return the page and the sections around it, innermost first, so that `trail[-1]` is on top."""
    trail = []
    while page is not None:
        trail.append(page)
        page = page.parent
    return trail


def _find_index_page(section: Any) -> Any:
    """Return the page that introduces a section and is reached by its heading, or None."""
    first = section.children[0]
    # The theme treats an index page as the section's own page.
    return first if first.is_page and first.is_index else None


def _find_first_page(item: Any) -> Any:
    while item.children:
        item = item.children[0]
    return item


def _address_of(item: Any, prefix: str) -> str:
    url = _find_first_page(item).url
    return url if "://" in url else prefix + (url or "./")


def drop_empty_sections(items: list[Any]) -> None:
    """Remove sections without a page, as `nav:` in mkdocs.yml may hold them: they lead nowhere."""
    for item in list(items):
        if item.is_section:
            drop_empty_sections(item.children)
            if not item.children:
                items.remove(item)


def escape_titles(items: list[Any]) -> None:
    """Escape the titles of sections: the theme prints them as they are."""
    for item in items:
        if item.children:
            item.title = escape(item.title)
            escape_titles(item.children)


def make_nav_entry(node: NavigationNode) -> Any:
    """Return a page or a branch as it would stand below `nav:` in mkdocs.yml."""
    if isinstance(node, LinkedFile):
        return {node.title: node.path}
    if isinstance(node, Branch):
        return {node.title: [make_nav_entry(child) for child in node.children]}
    return name_source(node.path)


def name_source(path: str) -> str:
    """Return the Markdown file that the host takes a page for: it makes the address from it."""
    return path.removesuffix(".html") + ".md"

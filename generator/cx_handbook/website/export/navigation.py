"""Render the navigation of an export: each list once, then joined for every page."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from cx_handbook.website.export.tree import NavItem

WriteLanguage = Callable[[bool], str]  # from whose words they are to an attribute


class ShellNavigation:
    """The navigation of one site, open where the reader is. Lists that are closed are one link."""

    def __init__(self, root: NavItem, write_language: WriteLanguage) -> None:
        self.root = root
        self._write_language = write_language
        # By the heading and the way to the root: pages in folders have other relative addresses.
        self._closed: dict[tuple[int, str], list[str]] = {}

    def render(self, item: NavItem | None, prefix: str) -> str:
        """Return the list as seen from one page; `prefix` leads from it to the site's root.

        `item` is None for a page that stands in no navigation.
        """
        trail = [*item.list_trail(), item] if item else []
        return self._render_list(self.root, trail, prefix)

    def _render_list(self, heading: NavItem, trail: list[NavItem], prefix: str) -> str:
        entries = self._list_closed(heading, prefix)
        if trail:
            # Only the branch that leads to the page differs from page to page.
            opened, *rest = trail
            shown = _list_shown(heading)
            if opened in shown:
                place = shown.index(opened)
                entry = self._render_open(opened, rest, prefix)
                entries = [*entries[:place], entry, *entries[place + 1 :]]
        return f"<ul>{''.join(entries)}</ul>"

    def _list_closed(self, heading: NavItem, prefix: str) -> list[str]:
        key = (id(heading), prefix)
        if key not in self._closed:
            self._closed[key] = [
                f"<li>{self._write_link(item, prefix, more=bool(item.children))}</li>"
                for item in _list_shown(heading)
            ]
        return self._closed[key]

    def _render_open(self, item: NavItem, rest: list[NavItem], prefix: str) -> str:
        if not item.children:
            return f"<li>{self._write_link(item, prefix, current='page')}</li>"
        index = item.find_index()
        is_here = bool(rest) and rest[0] is index
        link = self._write_link(item, prefix, current="page" if is_here else "true")
        return f'<li class="sh-open">{link}{self._render_list(item, rest, prefix)}</li>'

    def _write_link(
        self, item: NavItem, prefix: str, *, current: str = "", more: bool = False
    ) -> str:
        address = item.address if "://" in item.address else prefix + item.address
        marks = ' class="sh-more"' if more else ""
        marks += f' aria-current="{current}"' if current else ""
        marks += self._write_language(item.is_own)
        return f'<a href="{escape(address)}"{marks}>{escape(item.title)}</a>'


def _list_shown(heading: NavItem) -> list[NavItem]:
    """Return the entries below a heading, without the one that the heading itself leads to."""
    return heading.children[1:] if heading.find_index() else heading.children

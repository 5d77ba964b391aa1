"""The navigation of an export as a tree: the handbook's own pages, then what was written by hand."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cx_handbook.website.export.written_pages import WrittenFile
from cx_handbook.website.page import Branch, LinkedFile, NavigationNode, Page


@dataclass(eq=False)
class NavItem:
    """An entry of the navigation: a page, a file or another site, or a heading with entries below.

    The title is plain text; `is_own` says that the company wrote it, in its own language.
    `address` is that of the first page below a heading.
    """

    title: str
    address: str = ""
    is_own: bool = False
    children: list[NavItem] = field(default_factory=list)
    parent: NavItem | None = None

    def add(self, children: Iterable[NavItem]) -> None:
        """Put entries below this one; those that lead nowhere are left out."""
        for child in children:
            if child.address:
                child.parent = self
                self.children.append(child)
        if self.children and not self.address:
            self.address = self.children[0].address

    def walk(self) -> Iterator[NavItem]:
        """Yield the entries that are no headings, from top to bottom."""
        for child in self.children:
            yield from child.walk() if child.children else (child,)

    def find_index(self) -> NavItem | None:
        """Return the page that introduces what is below a heading and is reached by it, or None."""
        first = self.children[0] if self.children and self.parent else None
        named = first and not first.children and posixpath.basename(first.address) == "index.html"
        return first if named else None

    def list_trail(self) -> list[NavItem]:
        """Return the headings above this entry, outermost first, without the root."""
        trail: list[NavItem] = []
        above = self.parent
        while above is not None and above.parent is not None:
            trail.insert(0, above)
            above = above.parent
        return trail

    def list_way(self) -> list[NavItem]:
        """Return the headings above this entry, without the one whose own page it is."""
        trail = self.list_trail()
        return trail[:-1] if trail and trail[-1].find_index() is self else trail


class TreeBuilder:
    """Joins both parts of the navigation: the handbook's own, and that of mkdocs.yml."""

    def __init__(self, written: Mapping[str, tuple[WrittenFile, Page]]) -> None:
        self.written = written  # hand-written pages, by the names of their files
        self.missing: list[str] = []  # what `nav:` names and nobody wrote

    def build(self, ours: Iterable[NavigationNode], guide: str, nav: list[Any] | None) -> NavItem:
        """Return the root of the tree; hand-written pages stand below the heading `guide`."""
        root = NavItem("")
        root.add(_make_item(node) for node in ours)
        last = next((item for item in reversed(root.children) if item.title == guide), None)
        if last is None:
            last = NavItem(guide)
        last.add(self._make_written(nav) if nav is not None else self._list_all())
        if last.parent is None:
            root.add([last])
        return root

    def _list_all(self) -> Iterator[NavItem]:
        """Yield every hand-written page, where mkdocs.yml has no `nav:`."""
        for file, page in self.written.values():
            if file.is_listed:
                yield _make_item(page)

    def _make_written(self, nav: Any) -> Iterator[NavItem]:
        for entry in nav:
            if isinstance(entry, dict):
                for title, target in entry.items():
                    yield self._make_entry(str(title), target)
            else:
                yield self._make_entry("", entry)

    def _make_entry(self, title: str, target: Any) -> NavItem:
        if isinstance(target, list):
            item = NavItem(title)
            item.add(self._make_written(target))
            # A heading above pages that somebody wrote by hand is theirs as well.
            item.is_own = any(child.is_own for child in item.children)
            return item
        name = str(target)
        if found := self.written.get(name):
            file, page = found
            return NavItem(title or page.title, page.path, not file.is_of_guide)
        if "://" not in name:
            self.missing.append(name)
        return NavItem(title or name, name, is_own=True)


def _make_item(node: NavigationNode) -> NavItem:
    if isinstance(node, Branch):
        item = NavItem(node.title, is_own=node.is_own)
        item.add(_make_item(child) for child in node.children)
        return item
    if isinstance(node, LinkedFile):
        return NavItem(node.title, node.path)
    return NavItem(node.title, node.path, bool(node.own_words))

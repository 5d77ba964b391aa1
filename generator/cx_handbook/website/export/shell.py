"""The shell of our own: what stands around a page when no other program brings a theme."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from markupsafe import Markup

from cx_handbook import addresses
from cx_handbook.content.model import Company
from cx_handbook.templating import OUR_LANGUAGE, create_environment, is_english
from cx_handbook.website import site_files
from cx_handbook.website.content_files import name_logo
from cx_handbook.website.export.navigation import ShellNavigation
from cx_handbook.website.export.tree import NavItem
from cx_handbook.website.page import Page
from cx_handbook.website.site_files import Head

FIRST_SCRIPT = f"{addresses.ASSETS}/export/first.js"
TEXT_INDEX = f"{addresses.ASSETS}/export/text.js"
NOT_FOUND = "404.html"


@dataclass(frozen=True)
class Frame:
    """What all pages of a site share: its name, where it is published, and what the company adds.

    `icon` is the address of the picture beside the name, `edit_root` that below which a code host
    edits files of the handbook's folder, '' without one.
    """

    title: str
    description: str
    url: str
    icon: str
    copyright: str
    edit_root: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    head: Head


class Shell:
    """Puts pages of one site into their frame."""

    def __init__(self, frame: Frame, company: Company, root: NavItem) -> None:
        self.frame, self.company = frame, company
        self._differs = not is_english(company.language)
        env = create_environment(company)
        env.globals |= {
            "frame": frame,
            "head": frame.head,
            "script": site_files.SCRIPT,
            "style": site_files.STYLE,
            "first_script": FIRST_SCRIPT,
            "favicon": site_files.FAVICON,
        }
        self._page = env.get_template("export/page.html.j2")
        self._not_found = env.get_template("export/not_found.html.j2")
        self._navigation = ShellNavigation(root, self._write_language)
        self._root = root
        entries = list(root.walk())
        self._items = {item.address: item for item in entries}
        # Other sites and reports are in the navigation, but nobody reads on from there.
        self._order = [item for item in entries if "://" not in item.address]

    def render(self, pages: Iterable[Page]) -> Iterator[tuple[str, str]]:
        """Yield the address and the whole HTML of each page, and of the one for wrong addresses."""
        turns = self._list_turns()
        for page in pages:
            yield page.path, self._render_page(page, turns.get(page.path, (None, None)))
        yield NOT_FOUND, self._render_not_found()

    def _list_turns(self) -> dict[str, tuple[NavItem | None, NavItem | None]]:
        """Return for each address what comes before and after it in the navigation."""
        order = self._order
        around = zip((None, *order), order, (*order[1:], None), strict=False)
        return {item.address: (before, after) for before, item, after in around}

    def _render_page(self, page: Page, turn: tuple[NavItem | None, NavItem | None]) -> str:
        prefix = "../" * page.path.count("/")
        item = self._items.get(page.path)
        return self._page.render(
            page=page,
            prefix=prefix,
            is_home=page.path == addresses.HOME,
            navigation=self._render_navigation(item, prefix),
            is_listed=item is not None and page.path != addresses.HOME,
            trail=item.list_way() if item else (),
            # The home page is read at a glance.
            toc=() if page.path == addresses.HOME else page.toc,
            scripts=page.scripts,
            before=turn[0],
            after=turn[1],
            canonical=urljoin(self.frame.url, page.path) if self.frame.url else "",
            edit=self._find_edit_link(page),
            write_language=self._mark_language,
            content=Markup(page.html),  # noqa: S704 - finished HTML, escaped where it was made
        )

    def _render_not_found(self) -> str:
        """Return the page for addresses that lead nowhere; its links begin at the server's root."""
        # A server shows it at any depth, so no relative address would do.
        prefix = (
            f"/{self.frame.url.split('://', 1)[-1].partition('/')[2]}" if self.frame.url else "/"
        )
        return self._not_found.render(
            page=None,
            prefix=prefix,
            is_home=False,
            navigation=self._render_navigation(None, prefix),
            is_listed=False,
            trail=(),
            toc=(),
            scripts=(),
            before=None,
            after=None,
            canonical="",
            edit="",
            write_language=self._mark_language,
            situations=addresses.SITUATIONS,
        )

    def _render_navigation(self, item: NavItem | None, prefix: str) -> Markup:
        return Markup(self._navigation.render(item, prefix))  # noqa: S704 - escaped there

    def _write_language(self, is_own: bool) -> str:
        """Return the attribute with a title's language, or nothing where the document says it."""
        if not self._differs or is_own:
            return ""
        return f' lang="{OUR_LANGUAGE}"'

    def _mark_language(self, is_own: bool) -> Markup:
        return Markup(self._write_language(is_own))  # noqa: S704 - one of two texts of ours

    def _find_edit_link(self, page: Page) -> str:
        return self.frame.edit_root + page.source if self.frame.edit_root and page.source else ""


def find_icon(company: Company) -> str:
    """Return the address of the picture beside the name: the company's logo, or our mark."""
    brand = company.brand
    if brand and brand.picture:
        return name_logo(brand.picture)
    return f"{posixpath.dirname(site_files.FAVICON)}/icon.svg"

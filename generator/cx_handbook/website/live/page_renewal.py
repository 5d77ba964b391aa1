"""Renders single pages of a site again, as the newest content has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from cx_handbook import addresses
from cx_handbook.content.model import Handbook
from cx_handbook.website.context import DownloadLinks, SiteContext, build_context
from cx_handbook.website.finder.index import render_finder_index
from cx_handbook.website.finder.meaning.script import PhraseVectors, render_meaning_script
from cx_handbook.website.page import Branch, NavigationNode, Page, walk_pages
from cx_handbook.website.pages.all_pages import AllPages, Renderer

Write = Callable[[Page], bytes]
ReadPhrases = Callable[[Handbook], PhraseVectors]


class OtherPagesError(Exception):
    """Pages have come, gone or changed places, so a whole build is needed."""


class PageRenewal:
    """The pages of a built site, each with the function that makes it.

    What a page shows of other files is looked up in the handbook when it is rendered, so a page is
    always as a whole build would make it, whichever files have changed.
    """

    def __init__(
        self,
        pages: AllPages,
        downloads: DownloadLinks,
        write: Write,
        read_phrases: ReadPhrases | None = None,
    ) -> None:
        """Take a site's pages; `read_phrases` is there when its finder compares by meaning too."""
        self._read_phrases = read_phrases
        self._made = dict(pages.made)
        self._pages = {page.path: page for page in pages}
        self._makers = {
            page.path: maker for maker, nodes in self._made.items() for page in walk_pages(nodes)
        }
        self._downloads, self._write = downloads, write
        self._context: SiteContext | None = None

    def follow(self, handbook: Handbook, today: date, first: Iterable[str]) -> dict[str, bytes]:
        """Take another handbook, from which pages are rendered from now on; return some of them.

        When one of these cannot be rendered, the handbook of before stays, and the reason is raised.
        """
        before = self._context
        self._context = build_context(handbook, today, self._downloads)
        try:
            return dict(self.renew(first))
        except BaseException:
            self._context = before
            raise

    def list_concerned(self, files: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return the addresses of the pages of some files, and those of all pages that lead to them."""
        wanted = frozenset(files)
        own = [path for path, page in self._pages.items() if page.source in wanted]
        # However the address of a link begins, it ends like this; a part of a page has the page's name.
        names = [path.rpartition("/")[2].removesuffix(".html") for path in own]
        ways = ('/{}.html"', '"{}.html"', "/{}.html#", '"{}.html#', ' id="{}"')
        signs = [way.format(name) for name in names for way in ways]
        leading = [
            path
            for path, page in self._pages.items()
            if path not in own and any(sign in page.html for sign in signs)
        ]
        return own, leading

    def renew(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield some pages as they are now, with what is around them.

        Raises OtherPagesError when other pages than before would be made.
        """
        wanted: dict[Renderer, set[str]] = {}
        for path in paths:
            wanted.setdefault(self._makers[path], set()).add(path)
        for maker, some in wanted.items():
            for page in self._make_again(maker, some):
                yield page.path, self._write(page)

    def renew_file(self, address: str) -> bytes | None:
        """Return a file of the site as it is now; None for what only a whole build makes."""
        if self._context is None:
            return None
        if address == addresses.FINDER_INDEX:
            by_meaning = self._read_phrases is not None
            return render_finder_index(self._context.handbook, meaning=by_meaning).encode()
        if address == addresses.FINDER_MEANING and self._read_phrases is not None:
            handbook = self._context.handbook
            # In the order of the index. A phrase that is new has no vector until handbook build.
            return render_meaning_script(handbook, self._read_phrases(handbook)).encode()
        if address not in self._pages:
            return None
        try:
            return dict(self.renew([address]))[address]
        except OtherPagesError:
            return None  # as it was, until the whole build is done

    def _make_again(self, maker: Renderer, wanted: set[str]) -> list[Page]:
        """Return wanted pages, made again; all others that the same function makes stay as they were."""
        if self._context is None:
            raise RuntimeError("follow a handbook first")
        ready = {path: page for path, page in self._pages.items() if path not in wanted}

        def find_ready(path: str, _key: str) -> Page | None:
            return ready.get(path)

        nodes = tuple(maker(replace(self._context, find_ready=find_ready)))
        if _outline(nodes) != _outline(self._made[maker]):
            raise OtherPagesError
        self._made[maker] = nodes
        made = [page for page in walk_pages(nodes) if page.path in wanted]
        self._pages.update({page.path: page for page in made})
        return made


def _outline(nodes: Iterable[NavigationNode]) -> list[object]:
    """Return the order of pages and their headings, without what stands on them."""
    return [
        (node.title, _outline(node.children)) if isinstance(node, Branch) else node.path
        for node in nodes
    ]

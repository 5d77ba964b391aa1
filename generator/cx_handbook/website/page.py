"""A finished page and the tree of the navigation: what any host needs to build a site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

# How much higher than plain text the search ranks an entry: first what customers say, because that
# is what staff type during a call. Whoever searches has a customer waiting, so pages to train
# with, pages about the handbook and hand-written pages come last.
BOOST_PHRASES = 10.0
BOOST_PAGE = 2.0
BOOST_TEXT: float = 1
BOOST_TRAINING = 0.5
BOOST_ABOUT = 0.2
BOOST_WRITTEN = 0.1


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on a page; the title is plain text, in the company's own words or in ours."""

    id: str
    title: str
    level: int
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """What the search finds, and the anchor it leads to. Title and text are plain text.

    A boost above 1 moves the entry up in the results, one below 1 moves it down.
    """

    anchor: str
    title: str
    text: str
    boost: float = BOOST_TEXT


@dataclass(frozen=True, slots=True)
class Page:
    """A page as a host gets it.

    `path` is relative to the site's root, with forward slashes. `source` is the content file that
    the page's edit link opens, or '' when there is none. `toc` lists the second- and third-level
    headings in order. `scripts` are the addresses of those that it loads after the script of every
    page, in their order. `own_words` is the part of the title that the company wrote, in whose
    language it is; all else of a title is English. `key` stands for all that the page shows; it is
    empty where that is not known. `had_heading` says of HTML that is here no more whether it had a
    heading of the first level.
    """

    path: str
    title: str
    description: str
    html: str
    search: tuple[SearchEntry, ...]
    source: str
    toc: tuple[Heading, ...]
    scripts: tuple[str, ...] = ()
    own_words: str = ""
    key: str = ""
    had_heading: bool = False

    @property
    def has_heading(self) -> bool:
        """Whether the page has a heading of the first level, so that a theme need not add one."""
        return self.had_heading or "<h1" in self.html

    def without_html(self) -> Page:
        """Return what is known of the page besides its HTML."""
        return replace(self, html="", had_heading=self.has_heading)


@dataclass(frozen=True)
class LinkedFile:
    """A file of the site that stands in the navigation and is no page of the host's."""

    path: str
    title: str


@dataclass(frozen=True)
class Branch:
    """A heading of the navigation and what stands below it.

    The title is plain text, in the company's own words or in ours.
    """

    title: str
    children: tuple[NavigationNode, ...]
    is_own: bool = False


NavigationNode = Page | LinkedFile | Branch


def encode_html(html: str) -> bytes:
    """Return HTML as it stands in a file."""
    return html.encode("utf-8", "xmlcharrefreplace")


def drop_html(node: NavigationNode) -> NavigationNode:
    """Return a page, or a branch with all its pages, without their HTML."""
    if isinstance(node, Branch):
        return replace(node, children=tuple(map(drop_html, node.children)))
    return node.without_html() if isinstance(node, Page) else node


def walk_pages(nodes: Iterable[NavigationNode]) -> Iterator[Page]:
    """Yield the pages of a navigation from top to bottom."""
    for node in nodes:
        if isinstance(node, Branch):
            yield from walk_pages(node.children)
        elif isinstance(node, Page):
            yield node

"""What a build made: each file by its digest, and each page with what it was made of.

The files themselves lie in the built site, so that nothing is kept twice. One text file in `.cache/`
says of each which bytes it had; a file with others, or none, is not believed. It is never needed: what
is missing or damaged costs only time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from cx_handbook.content.kept_file import read_kept_lines, write_kept_lines
from cx_handbook.program_digest import digest_program
from cx_handbook.website.headers.inline_code import InlineCode
from cx_handbook.website.headers.site_headers import PageCode
from cx_handbook.website.page import Branch, Heading, LinkedFile, NavigationNode, Page, SearchEntry
from cx_handbook.website.pages.all_pages import AllPages

PLACE = ".cache/built-site.txt"
"""Where it is kept, from the handbook's root."""
_LINE = "site"


@dataclass(frozen=True)
class BuiltPage:
    """A page as it was built: all but its HTML, which are the bytes of its file from `start` to `end`."""

    page: Page
    start: int
    end: int


@dataclass(frozen=True)
class BuiltSite:
    """A built site. `files` have the digest of each file by its address.

    `host` stands for everything around the pages, and `inputs` for all else that was read; either is
    empty where that is not known. `options` are those of the site. `outline` stands for what the host
    was told of the pages, besides what stands on them. `contents` are the addresses of the files that
    it was handed besides, and `copied` of those that it copied. `written` are the hand-written pages,
    by address and title. `last` are the files that are made last, and `made` the keys of some of them.
    `inline` are the pages that hold code, and `said` is what somebody was told.
    """

    files: Mapping[str, str]
    host: str = ""
    inputs: str = ""
    outline: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    pages: Mapping[str, BuiltPage] = field(default_factory=dict)
    contents: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    last: tuple[str, ...] = ()
    made: Mapping[str, str] = field(default_factory=dict)
    inline: Mapping[str, PageCode] = field(default_factory=dict)
    said: tuple[str, ...] = ()

    def keep(self, root: Path) -> None:
        """Write it for the next build; nothing where nobody may write."""
        told = asdict(replace(self, pages={}, inline={}))
        told["pages"] = [_write_page(one) for one in self.pages.values()]
        told["inline"] = self.inline
        text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
        write_kept_lines(root / PLACE, digest_program().encode(), {_LINE: text})


def read_built_site(root: Path) -> BuiltSite | None:
    """Return what the last build of a handbook made; None where it is not known, or of another program."""
    line = read_kept_lines(root / PLACE, digest_program().encode()).get(_LINE)
    if line is None:
        return None
    told = json.loads(line)
    pages = (_read_page(one) for one in told.pop("pages"))
    for name in ("contents", "copied", "last", "said"):
        told[name] = tuple(told[name])
    told["inline"] = {
        path: PageCode(InlineCode(tuple(scripts), tuple(styles)), is_refused)
        for path, ((scripts, styles), is_refused) in told["inline"].items()
    }
    told["written"] = tuple((path, title) for path, title in told["written"])
    return BuiltSite(**told, pages={one.page.path: one for one in pages})


def find_page(page: Page, content: bytes) -> BuiltPage | None:
    """Return where a page's HTML stands in its file; None unless it stands there once."""
    html = page.html.encode("utf-8", "xmlcharrefreplace")
    start = content.find(html)
    if not html or start < 0 or content.find(html, start + 1) >= 0:
        return None
    return BuiltPage(replace(page, html=""), start, start + len(html))


def digest_outline(pages: AllPages) -> str:
    """Return what stands for all that a host knows of the pages, besides their HTML and their search."""
    told = [list(map(_describe_node, pages.navigation)), list(map(_describe_node, pages.unlisted))]
    return sha256(json.dumps(told).encode()).hexdigest()


def _describe_node(node: NavigationNode) -> object:
    if isinstance(node, Branch):
        return [node.title, node.is_own, list(map(_describe_node, node.children))]
    if isinstance(node, LinkedFile):
        return [node.path, node.title]
    toc = [_list_heading(heading) for heading in node.toc]
    told = [node.path, node.title, node.description, node.source, toc, node.scripts, node.own_words]
    # Whether the content has a heading decides whether a theme adds one.
    return [*told, "<h1" in node.html]


def _list_heading(heading: Heading) -> list[object]:
    """Return a heading as JSON has it."""
    return [heading.id, heading.title, heading.level, heading.is_own]


def _write_page(built: BuiltPage) -> list[object]:
    page = built.page
    return [
        [page.path, page.title, page.description, page.source, page.own_words, page.key],
        [[one.anchor, one.title, one.text, one.boost] for one in page.search],
        [_list_heading(heading) for heading in page.toc],
        page.scripts, built.start, built.end,
    ]  # fmt: skip


def _read_page(told: Any) -> BuiltPage:
    (path, title, description, source, own_words, key), search, toc, scripts, start, end = told
    page = Page(
        path, title, description, "", tuple(SearchEntry(*one) for one in search), source,
        tuple(Heading(*one) for one in toc), tuple(scripts), own_words, key,
    )  # fmt: skip
    return BuiltPage(page, start, end)

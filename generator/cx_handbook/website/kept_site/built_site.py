"""What a build made: each file by its digest, and each page with what it was made of.

The files themselves lie in the built site, so that nothing is kept twice. One text file in `.cache/`
says of each which bytes it had; a file with others, or none, is not believed. It is never needed: what
is missing or damaged costs only time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cx_handbook.content.kept_file import read_kept_lines, write_kept_lines
from cx_handbook.program_digest import digest_program
from cx_handbook.website.headers.inline_code import InlineCode
from cx_handbook.website.headers.site_headers import PageCode
from cx_handbook.website.page import (
    Branch,
    Heading,
    LinkedFile,
    NavigationNode,
    Page,
    SearchEntry,
    encode_html,
)
from cx_handbook.website.pages.all_pages import AllPages

PLACE = ".cache/built-site.txt"
"""Where it is kept, from the handbook's root."""
_LINE = "site"
_HEAD = 200  # letters of a page's part that hardly another part has

OwnPart = tuple[int, int]
"""Where a page's own part begins and ends in the bytes of its file."""


@dataclass(frozen=True)
class BuiltPage:
    """A page as it was built: all but its HTML, which are the bytes of its file from `start` to `end`.

    `outline` stands for what a host is told of it besides. `told` is all of it as JSON, which is read
    when somebody asks for the page.
    """

    path: str
    key: str
    start: int
    end: int
    outline: str
    told: str

    @property
    def page(self) -> Page:
        """The page without its HTML."""
        return _read_page(self.path, self.key, json.loads(self.told))


def note_page(page: Page, start: int, end: int) -> BuiltPage:
    """Return a page as it was built."""
    told = json.dumps(_describe_page(page), separators=(",", ":"))
    return BuiltPage(page.path, page.key, start, end, _digest_page(page), told)


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
        told = dict(vars(self))
        told["pages"] = [list(vars(one).values()) for one in self.pages.values()]
        text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
        write_kept_lines(root / PLACE, digest_program().encode(), {_LINE: text})


def read_built_site(root: Path) -> BuiltSite | None:
    """Return what the last build of a handbook made; None where it is not known, or of another program."""
    line = read_kept_lines(root / PLACE, digest_program().encode()).get(_LINE)
    if line is None:
        return None
    told = json.loads(line)
    pages = (BuiltPage(*one) for one in told.pop("pages"))
    for name in ("contents", "copied", "last", "said"):
        told[name] = tuple(told[name])
    told["inline"] = {
        path: PageCode(InlineCode(tuple(scripts), tuple(styles)), is_refused)
        for path, ((scripts, styles), is_refused) in told["inline"].items()
    }
    told["written"] = tuple((path, title) for path, title in told["written"])
    return BuiltSite(**told, pages={one.path: one for one in pages})


def find_place(html: str, text: str) -> OwnPart | None:
    """Return the place of a page's HTML in the text of its file; None unless it stands there once."""
    # Its beginning is found several times as fast as the whole.
    head, found, at = html[:_HEAD], [], -1
    while head and (at := text.find(head, at + 1)) >= 0:
        found += [at] if text.startswith(html, at) else []
    if len(found) != 1:
        return None
    start = found[0]
    begin = len(encode_html(text[:start]))
    return begin, begin + len(encode_html(html))


def digest_outline(pages: AllPages, built: Mapping[str, BuiltPage]) -> str:
    """Return what stands for all that a host knows of the pages, besides their HTML and their search.

    Of a page that has the key of one that was built, it is known already.
    """

    def describe_node(node: NavigationNode) -> object:
        if isinstance(node, Branch):
            return [node.title, node.is_own, list(map(describe_node, node.children))]
        if isinstance(node, LinkedFile):
            return [node.path, node.title]
        before = built.get(node.path)
        if before is not None and node.key and node.key == before.key:
            return before.outline
        return _digest_page(node)

    told = [list(map(describe_node, pages.navigation)), list(map(describe_node, pages.unlisted))]
    return sha256(json.dumps(told).encode()).hexdigest()


def _digest_page(page: Page) -> str:
    toc = list(map(_list_heading, page.toc))
    told: list[object] = [page.path, page.title, page.description, page.source, toc, page.scripts]
    # Whether the content has a heading decides whether a theme adds one.
    told += [page.own_words, page.has_heading]
    return sha256(json.dumps(told).encode()).hexdigest()


def _list_heading(heading: Heading) -> list[object]:
    """Return a heading as JSON has it."""
    return [heading.id, heading.title, heading.level, heading.is_own]


def _describe_page(page: Page) -> list[object]:
    return [
        page.title, page.description, page.source, page.own_words, page.scripts,
        [[one.anchor, one.title, one.text, one.boost] for one in page.search],
        list(map(_list_heading, page.toc)),
    ]  # fmt: skip


def _read_page(path: str, key: str, told: Any) -> Page:
    title, description, source, own_words, scripts, search, toc = told
    return Page(
        path, title, description, "", tuple(SearchEntry(*one) for one in search), source,
        tuple(Heading(*one) for one in toc), tuple(scripts), own_words, key,
    )  # fmt: skip

"""Write the headers of a built site, and say what of its pages they would refuse."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cx_handbook.website.headers.host_files import write_host_files
from cx_handbook.website.headers.inline_code import (
    FoldedPage,
    InlineCode,
    join_inline_code,
)
from cx_handbook.website.headers.stated import Header, list_headers

_MOST_NAMED = 5  # pages in one line


class PageCode(NamedTuple):
    """What a page holds that its headers have to say, or would refuse."""

    inline: InlineCode
    is_refused: bool


def write_site_headers(
    site: Path,
    framed_by: Sequence[str],
    warn: Callable[[str], None],
    found: Mapping[str, PageCode] | None = None,
    *,
    meaning: bool = False,
) -> tuple[Header, ...]:
    """Write the headers for every kind of host into a built site, and return them.

    `found` is what `look_through` found in its pages, if that was asked before. `warn` hears which of
    them hold what no policy lets in, and which file was written by hand. Raises CannotRunError when
    the disk refuses.
    """
    found = look_through(site) if found is None else found
    refused = [address for address, code in found.items() if code.is_refused]
    if refused:
        more = f" and {len(refused) - _MOST_NAMED} more" if refused[_MOST_NAMED:] else ""
        warn(
            f"{', '.join(refused[:_MOST_NAMED])}{more}: a style or a script stands in an attribute "
            "(style=, onclick=), and a web server that sends our headers lets none in; use a class "
            "and a file named in extra_css or extra_javascript"
        )
    inline = join_inline_code(code.inline for code in found.values())
    headers = list_headers(framed_by, meaning=meaning, inline=inline)
    for name in write_host_files(site, headers):
        warn(f"{name} was written by hand and stays; handbook headers prints what we would say")
    return headers


def look_through(
    site: Path, known: Mapping[str, PageCode | None] | None = None
) -> dict[str, PageCode]:
    """Return the pages of a site that hold code, in order. `known` are those that need no look."""
    found: dict[str, PageCode] = {}
    known = known or {}
    # One at a time: together they are most of the site.
    for address in sorted(_list_pages(site), key=lambda one: one.split("/")):
        is_known = address in known
        code = known[address] if is_known else find_page_code((site / address).read_bytes())
        if code:
            found[address] = code
    return found


def _list_pages(site: Path) -> Iterator[str]:
    for place, _, names in os.walk(site):
        folder = place[len(str(site)) + 1 :].replace(os.sep, "/")
        below = f"{folder}/" if folder else ""
        yield from (f"{below}{name}" for name in names if name.endswith(".html"))


def find_page_code(raw: bytes) -> PageCode | None:
    """Return the code that a page holds, if it holds any."""
    page = FoldedPage(raw)
    code = PageCode(page.find_code(), page.has_refused_attribute())
    return code if code.is_refused or any(code.inline) else None

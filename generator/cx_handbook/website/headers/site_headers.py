"""Write the headers of a built site, and say what of its pages they would refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cx_handbook.website.headers.host_files import write_host_files
from cx_handbook.website.headers.inline_code import (
    InlineCode,
    find_inline_code,
    has_refused_attribute,
)
from cx_handbook.website.headers.stated import Header, list_headers

_MOST_NAMED = 5  # pages in one line


def write_site_headers(
    site: Path, framed_by: Sequence[str], warn: Callable[[str], None], *, meaning: bool = False
) -> tuple[Header, ...]:
    """Write the headers for every kind of host into a built site, and return them.

    `warn` hears which pages hold what no policy lets in, and which file was written by hand.
    Raises CannotRunError when the disk refuses.
    """
    inline, refused = _look_through(site)
    if refused:
        more = f" and {len(refused) - _MOST_NAMED} more" if refused[_MOST_NAMED:] else ""
        warn(
            f"{', '.join(refused[:_MOST_NAMED])}{more}: a style or a script stands in an attribute "
            "(style=, onclick=), and a web server that sends our headers lets none in; use a class "
            "and a file named in extra_css or extra_javascript"
        )
    headers = list_headers(framed_by, meaning=meaning, inline=inline)
    for name in write_host_files(site, headers):
        warn(f"{name} was written by hand and stays; handbook headers prints what we would say")
    return headers


def _look_through(site: Path) -> tuple[InlineCode, list[str]]:
    """Return the code that stands in pages, and the addresses of those with refused attributes."""
    refused: list[str] = []

    def read_pages() -> Iterator[str]:
        # One at a time: together they are most of the site.
        for path in sorted(site.rglob("*.html")):
            html = path.read_bytes().decode()
            if has_refused_attribute(html):
                refused.append(path.relative_to(site).as_posix())
            yield html

    return find_inline_code(read_pages()), refused

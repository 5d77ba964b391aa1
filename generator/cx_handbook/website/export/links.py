"""Where the links of pages lead: from Markdown files to addresses, and which of them lead nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import unquote, urlsplit

_LINK = re.compile(r'<a\s[^>]*?\bhref="([^"]*)"')
_ID = re.compile(r'\s(?:id|name)="([^"]+)"')


def resolve_link(address: str, name: str, page: str, known: Container[str]) -> str | None:
    """Return a link of a Markdown file as it stands in its page; None when it leads nowhere.

    `name` is the file's below docs/, `page` the address of its page, and `known` are the addresses
    of the site.
    """
    parts = urlsplit(address)
    # Other sites are not ours to judge, and a fragment is judged when all pages are there.
    if parts.scheme or parts.netloc or not parts.path or address.startswith("/"):
        return address
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
    if target.endswith(".md"):
        folder, _, last = target.removesuffix(".md").rpartition("/")
        stem = posixpath.join(folder, "index") if last == "README" else target.removesuffix(".md")
        target = f"{stem}.html"
    if target not in known:
        return None
    path = posixpath.relpath(target, posixpath.dirname(page) or ".")
    return parts._replace(path=path).geturl()


def find_dead_anchors(
    pages: Mapping[str, str], checked: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield each link of the pages to check whose page has no place of its name: page, link.

    `pages` has the HTML of every page by its address.
    """
    places: dict[str, set[str]] = {}
    for page in checked:
        for link in map(unescape, _LINK.findall(pages[page])):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.fragment:
                continue
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), parts.path))
            target = target if parts.path else page
            if target not in pages:
                continue  # a file, or a page that is not made of a fragment
            if target not in places:
                places[target] = {unescape(one) for one in _ID.findall(pages[target])}
            if unquote(parts.fragment) not in places[target]:
                yield page, link

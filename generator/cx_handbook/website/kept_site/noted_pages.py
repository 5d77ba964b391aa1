"""What is noted of pages while they are written, so that nobody reads them again to find it."""

from __future__ import annotations

from hashlib import sha256

from cx_handbook.website.headers.site_headers import PageCode, find_page_code
from cx_handbook.website.kept_site.built_site import BuiltPage, find_page
from cx_handbook.website.page import Page


class NotedPages:
    """Our pages by their addresses: the digest of each file, the code in it, and where our part stands.

    Not every page is in `built`: see `find_page`.
    """

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.code: dict[str, PageCode | None] = {}
        self.built: dict[str, BuiltPage] = {}

    def note(self, page: Page, content: bytes) -> None:
        """Note a page of which a file has this content."""
        self.digests[page.path] = sha256(content).hexdigest()
        self.code[page.path] = find_page_code(content)
        if found := find_page(page, content):
            self.built[page.path] = found

"""What is noted of pages while they are written, so that nobody reads them again to find it."""

from __future__ import annotations

from hashlib import sha256

from cx_handbook.website.headers.site_headers import PageCode, find_page_code
from cx_handbook.website.kept_site.built_site import OwnPart


class NotedPages:
    """Our pages by their addresses: the digest of each file, the code in it, and where our part stands.

    Not every page has a place: see `find_place`.
    """

    def __init__(self) -> None:
        self.digests: dict[str, str] = {}
        self.code: dict[str, PageCode | None] = {}
        self.places: dict[str, OwnPart] = {}

    def note(self, path: str, content: bytes, place: OwnPart | None) -> None:
        """Note a page of which a file has this content, with its own part in this place."""
        if place:
            self.places[path] = place
        self.digests[path] = sha256(content).hexdigest()
        self.code[path] = find_page_code(content)

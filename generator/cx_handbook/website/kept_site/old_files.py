"""The files of the last build, each believed only when it has the bytes that were noted of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.website.headers.site_headers import PageCode
from cx_handbook.website.kept_site.built_site import BuiltPage, BuiltSite
from cx_handbook.website.kept_site.made_cache import MadeCache
from cx_handbook.website.made_files import MadeFile
from cx_handbook.website.page import Page


class OldFiles:
    """The site of the last build, as it lies on the disk. Without one, nothing is found."""

    def __init__(self, site: Path, built: BuiltSite | None, made: MadeCache | None = None) -> None:
        """Take the folder of a site, what is known of it, and files of it that were kept besides."""
        self.site, self.built, self.made = site, built, made or MadeCache()
        self._sound: set[str] = set()  # those that were read and had their bytes

    def read(self, address: str) -> bytes | None:
        """Return a file as the last build made it; None where it has other bytes by now."""
        digest = self.built.files.get(address) if self.built else None
        if digest is None:
            return None
        path = self.site / address
        try:
            # Asked first: opening a pipe would wait for somebody to write into it.
            if not stat.S_ISREG(path.lstat().st_mode):
                return None
            content = path.read_bytes()
        except OSError:
            return None
        if sha256(content).hexdigest() != digest:
            return None
        self._sound.add(address)
        return content

    def take_or_make(self, file: MadeFile) -> bytes:
        """Return a file as it was made before of the same, which its key says, or make it now."""
        if not file.key:
            return file.make_bytes()
        is_same = self.built and self.built.made.get(file.address) == file.key
        found = self.read(file.address) if is_same else None
        if found is not None:
            self.made.mark(file.address, file.key)
            return found
        found = self.made.find(file.address, file.key)
        if found is None:
            found = file.make_bytes()
            self.made.keep(file.address, file.key, found)
        return found

    def find_page(self, path: str, key: str) -> Page | None:
        """Return a page that shows the same as in the last build."""
        found = self._find_built(path, key)
        content = self.read(path) if found else None
        if found is None or content is None:
            return None
        html = content[found.start : found.end].decode()
        return replace(found.page, html=html)

    def find_page_without_html(self, path: str, key: str) -> Page | None:
        """Return the same for whoever takes over its file, which is not looked at before."""
        found = self._find_built(path, key)
        return found.page if found else None

    def _find_built(self, path: str, key: str) -> BuiltPage | None:
        found = self.built.pages.get(path) if self.built else None
        return found if found is not None and key and found.key == key else None

    def link(self, address: str, target: Path) -> bool:
        """Put a file as the last build made it into another folder; return whether it was there."""
        content = None if address in self._sound else self.read(address)
        if address not in self._sound:
            return False
        path = target / address
        # Whoever writes into a site replaces its files, so a second name is as good as a copy.
        with suppress(OSError):
            os.link(self.site / address, path)
            return True
        # A disk without such names.
        content = content or self.read(address)
        if content is None:
            return False
        path.write_bytes(content)
        return True


NO_FILES = OldFiles(Path(), None)
"""Of a build that takes nothing over."""


@dataclass(frozen=True)
class KeptFiles:
    """What a build need not make again: the files of the last one, and those of them that it has taken.

    `digests` are those of the files that are as they were, and `inline` is what code they hold; `facts`
    are what was worked out of texts.
    """

    old: OldFiles
    digests: Mapping[str, str] = field(default_factory=dict)
    inline: Mapping[str, PageCode | None] = field(default_factory=dict)
    facts: KeptFacts = field(default_factory=KeptFacts)

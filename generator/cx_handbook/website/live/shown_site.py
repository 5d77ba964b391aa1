"""What the preview shows: the last whole build, pages that were rendered since, and what is said on them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Condition, RLock
from typing import Literal, NamedTuple

# What is said of the site as a whole: all of it is new; the page is, and the rest follows; all of it
# is being built, and the pages are those of before.
Progress = Literal["whole", "following", "building"]
MISSING = "404.html"
Renew = Callable[[str], bytes | None]


class News(NamedTuple):
    """What a page in a browser is told: whether to load itself again, and how far the site is."""

    reload: bool
    progress: Progress


class ShownSite:
    """The files of the preview by their addresses. Any thread may ask."""

    def __init__(self) -> None:
        self.folder = Path()
        self.banner = ""
        self.progress: Progress = "building"
        # Held while a page is rendered or the site changes, so that no page is of two states.
        self.lock = RLock()
        self._fresh: dict[str, bytes] = {}
        self._renew: Renew | None = None
        self._builds = 0  # whole ones that changed more than pages
        self._changes = 0
        self._news = Condition()

    def read_file(self, address: str) -> bytes | None:
        """Return the bytes at an address as the newest content has them; None where nothing is."""
        if (fresh := self._fresh.get(address)) is not None:
            return fresh
        with self.lock:
            if (fresh := self._fresh.get(address)) is None and self._renew:
                fresh = self._renew(address)
                if fresh is not None:
                    self._fresh[address] = fresh
            return _read_below(self.folder, address) if fresh is None else fresh

    def tell_version(self, body: bytes) -> str:
        """Return what tells a page, with what stands on it, from any other state of it."""
        told = sha256(f"{self._builds} {self.banner}".encode())
        told.update(body)
        return told.hexdigest()[:20]

    def show_build(self, folder: Path, *, changes_look: bool) -> Path:
        """Show a whole build, and return the folder that was shown before.

        With `changes_look`, every page that is open is loaded again, whether its own bytes differ or not.
        """
        with self.lock:
            before, self.folder = self.folder, folder
            self._fresh, self._renew = {}, None
            self._builds += changes_look
        return before

    def follow(self, renew: Renew) -> None:
        """Let pages be asked for one by one: `renew` renders one as the newest content has it.

        It returns None for what only a whole build makes.
        """
        with self.lock:
            self._fresh, self._renew = {}, renew

    def add_fresh(self, address: str, content: bytes) -> None:
        """Keep a file that was made before anybody asked for it."""
        self._fresh[address] = content

    def tell(self, progress: Progress, banner: str | None = None) -> None:
        """Say to all open pages how far the site is, and what is wrong with the newest files."""
        with self._news:
            self.progress = progress
            if banner is not None:
                self.banner = banner
            self._changes += 1
            self._news.notify_all()

    def wait_for_news(self, known: int, seconds: float) -> int:
        """Wait until something was told since a number of changes; return how many there are now."""
        with self._news:
            self._news.wait_for(lambda: self._changes != known, timeout=seconds)
            return self._changes

    def compare_page(self, address: str, version: str) -> News:
        """Return what to tell a browser that shows a version of a page."""
        body = self.read_file(address)
        if body is None:
            body = self.read_missing()
        return News(self.tell_version(body) != version, self.progress)

    def read_missing(self) -> bytes:
        """Return the page that is shown where none is."""
        return self.read_file(MISSING) or b"404 Not Found"


def _read_below(folder: Path, address: str) -> bytes | None:
    """Return the content of a file below a folder; of nothing else, whatever the address says."""
    path = folder / address
    try:
        # A link in the folder would be ours, but `..` may come from anybody.
        if not path.resolve().is_relative_to(folder.resolve()):
            return None
        return path.read_bytes() if path.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None

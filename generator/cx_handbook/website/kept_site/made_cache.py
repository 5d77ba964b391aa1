"""Keeps files of a site that cost much to make: those whose key is the same are not made again.

They are for a build that finds no site of the last one, as on a machine that builds each change in a
fresh clone and brings `.cache/` along. It is never needed: what is missing or damaged costs only time.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cx_handbook.errors import CannotRunError
from cx_handbook.files import write_atomically

PLACE = ".cache/made"
"""Where they are kept, from the handbook's root."""


class MadeCache:
    """A folder of files, each named by all that it was made of, and by its own bytes."""

    def __init__(self, folder: Path | None = None, *, fresh: bool = False) -> None:
        """Use what an earlier build kept in a folder, or nothing of it when all is to be made anew.

        Without a folder nothing is kept.
        """
        self._folder = folder
        self._used: set[str] = set()
        self._kept: dict[str, Path] = {}
        if folder and not fresh:
            self._kept = {path.name.partition("-")[0]: path for path in sorted(folder.glob("*-*"))}

    def find(self, address: str, key: str) -> bytes | None:
        """Return a file as it was kept, or None: one that is cut off or empty is none."""
        path = self._kept.get(self.mark(address, key))
        try:
            content = path.read_bytes() if path and path.is_file() else None
        except OSError:
            return None
        is_whole = path and content is not None and path.name.endswith(f"-{_digest(content)}")
        return content if is_whole else None

    def mark(self, address: str, key: str) -> str:
        """Say that a file is still wanted, and return its name without that of its bytes."""
        name = sha256(f"{address}\0{key}".encode()).hexdigest()[:32]
        self._used.add(name)
        return name

    def keep(self, address: str, key: str, content: bytes) -> None:
        """Keep a file for the next build; nothing where nobody may write."""
        name = self.mark(address, key)
        if self._folder:
            with suppress(CannotRunError):
                write_atomically(self._folder / f"{name}-{_digest(content)}", content)

    def forget_the_rest(self) -> None:
        """Remove what nobody has asked for since this cache was opened, if anybody has asked at all.

        Nobody does where a whole site is taken over as it is.
        """
        for path in self._folder.glob("*-*") if self._folder and self._used else ():
            if path.name.partition("-")[0] not in self._used:
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()

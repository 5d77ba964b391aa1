"""Keeps the records of a handbook while a preview runs, so that a save costs one file and not all.

Whether a file changed, the disk says. What it says may be coarse, so a file that was written a moment
ago is read again, and a preview's next whole build reads every file.
"""

from __future__ import annotations

import time
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from cx_handbook.content.yaml_file import YamlFile

_COARSEST = 2_500_000_000  # nanoseconds: FAT notes when a file was written to two seconds


class Stamp(NamedTuple):
    """What the disk says of a file: when it was written and changed, its size, its place."""

    written: int
    changed: int
    size: int
    place: int


class KeptRecords:
    """Records by file, each with what it was read from. None has a mistake or names another page."""

    def __init__(self) -> None:
        self._basis: Any = None
        self._kept: dict[str, tuple[Stamp, YamlFile, Any]] = {}

    def rest_on(self, basis: Any) -> None:
        """Say what of the company stands in all records; another one makes all of them worthless."""
        if basis != self._basis:
            self._kept.clear()
        self._basis = basis

    def take_stamp(self, path: FilePath) -> Stamp | None:
        """Return what tells this state of a file from others; None when nothing tells it yet."""
        try:
            found = path.stat()
        except OSError:
            return None
        # A second change so soon might leave the same marks as the first.
        if time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) < _COARSEST:
            return None
        return Stamp(found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)

    def find(self, name: str, stamp: Stamp | None) -> tuple[YamlFile, Any] | None:
        """Return a file and its record as they were read when the disk said the same of it."""
        kept = self._kept.get(name)
        return kept[1:] if kept and stamp == kept[0] else None

    def note(self, name: str, stamp: Stamp | None, file: YamlFile, record: Any) -> None:
        """Keep a record with the stamp that was taken before its file was read."""
        # The title of another page stands in it, which may change without this file.
        if stamp and "[[" not in file.text:
            self._kept[name] = stamp, file, record

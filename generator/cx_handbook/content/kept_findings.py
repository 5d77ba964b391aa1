"""Keeps what was found in files that were judged alone, so that the next check judges what changed.

One text file holds a line for each finding: a digest of everything it rests on, and what was found,
as JSON. It is never needed: what cannot be used or written costs only time.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any

from pydantic import VERSION

from cx_handbook import __version__
from cx_handbook.content.kept_file import read_kept_lines, write_kept_lines

PLACE = ".cache/found-in-files.txt"
"""Where it is kept, from the handbook's root."""

_FOUND: dict[str, str] = {}  # by this process
_MOST_FOUND = 50_000  # findings, then all are forgotten: a preview may run for weeks

_PACKAGE = FilePath(__file__).parents[1]
# What judges a file stands in these rooms, patterns and names of a language included.
_ROOMS = ("content", "content/house_rules", "content/language", "content/model", "")


class KeptFindings:
    """What was found in files, by what they say and by all else that it rests on.

    Nobody may ask for a finding that rests on more than the files named with it, the files named
    once for all, and the program.
    """

    def __init__(self, kept: FilePath | None = None, *, fresh: bool = False) -> None:
        """Take what an earlier run kept in a file, or nothing of it when all is to be judged afresh."""
        self._kept = kept
        self._lines = {} if fresh or not kept else read_kept_lines(kept, b"")
        self._found = {} if fresh else _FOUND
        self._used: dict[str, str] = {}
        self._basis = ""

    def rest_on(self, files: Iterable[str]) -> None:
        """Name the digests of the files on which all findings rest."""
        self._basis = " ".join((_digest_program(), *files))

    def find(self, what: str, files: Iterable[str]) -> Any:
        """Return what was found in files of these digests, or None when it has to be found anew."""
        key = self._make_key(what, files)
        line = self._lines.get(key) or self._found.get(key)
        if line is None:
            return None
        self._used[key] = line
        return json.loads(line)

    def note(self, what: str, files: Iterable[str], found: Any) -> None:
        """Keep what was found, which JSON has to give back as it is, lists for tuples apart."""
        line = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
        key = self._make_key(what, files)
        self._used[key] = self._found[key] = line
        if len(self._found) > _MOST_FOUND:
            self._found.clear()

    def _make_key(self, what: str, files: Iterable[str]) -> str:
        return sha256(" ".join((self._basis, what, *files)).encode()).hexdigest()

    def keep(self) -> None:
        """Write what was asked for, unless it is what was there; forget the rest."""
        if self._kept is not None and self._used.keys() != self._lines.keys():
            write_kept_lines(self._kept, b"", self._used)


@cache
def _digest_program() -> str:
    """Return the digest of the code that judges, of its version, and of what reads for it."""
    told = sha256(f"{__version__} {VERSION} {sys.version}".encode())
    for room in _ROOMS:
        with os.scandir(_PACKAGE / room) as entries:
            files = sorted(entry.path for entry in entries if entry.is_file())
        for file in files:
            told.update(FilePath(file).read_bytes())
    return told.hexdigest()

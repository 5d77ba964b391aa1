"""Keeps how hard each file is to read, so that the next build measures only texts that changed.

One text file holds a line for each file of the handbook: what stands for its texts, and what was
measured, as JSON. It is never needed: what cannot be used or written costs only time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cx_handbook.content.kept_file import read_kept_lines, write_kept_lines
from cx_handbook.program_digest import digest_program

PLACE = ".cache/reading-ages.txt"
"""Where it is kept, from the handbook's root."""


class KeptReadings:
    """What was measured of texts, by a key that stands for all that they say. Without a file, of none."""

    def __init__(self, kept: Path | None = None, *, fresh: bool = False) -> None:
        """Take what an earlier build kept in a file, or nothing of it when all is to be measured."""
        self._kept = kept
        self._lines = {} if fresh or not kept else read_kept_lines(kept, _find_basis())
        self._used: dict[str, str] = {}

    def find(self, key: str) -> Any:
        """Return what was measured of these texts, or None when they have to be measured."""
        line = self._lines.get(key) if key else None
        if line is None:
            return None
        self._used[key] = line
        return json.loads(line)

    def note(self, key: str, measured: object) -> None:
        """Keep what was measured, which JSON has to give back as it is."""
        if key:
            self._used[key] = json.dumps(measured, ensure_ascii=False, separators=(",", ":"))

    def keep(self) -> None:
        """Write what was asked for, unless it is what was there; forget the rest."""
        if self._kept is not None and self._used.keys() != self._lines.keys():
            write_kept_lines(self._kept, _find_basis(), self._used)


def _find_basis() -> bytes:
    # The dictionary of syllables is a library's.
    return digest_program().encode()

"""Keeps what was worked out of single texts, so that the next build looks only at those that changed.

One text file holds a line for each fact: what it is about, what stands for all that it rests on, and
what was found, as JSON. It is never needed: what cannot be used or written costs only time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cx_handbook.content.kept_file import read_kept_lines, write_kept_lines
from cx_handbook.program_digest import digest_program

PLACE = ".cache/facts-of-texts.txt"
"""Where it is kept, from the handbook's root."""


class KeptFacts:
    """What was worked out of texts, by a key that stands for all that they say.

    Without a file nothing is kept; without a key a fact is worked out anew.
    """

    def __init__(self, kept: Path | None = None, *, fresh: bool = False) -> None:
        """Take what an earlier build kept in a file, or nothing of it when all is to be worked out."""
        self._kept = kept
        self._lines = {} if fresh or not kept else read_kept_lines(kept, _find_basis())
        self._used: dict[str, str] = {}

    def find(self, what: str, key: str) -> Any:
        """Return what was worked out, or None when it has to be worked out now."""
        name = f"{what}-{key}"
        line = (self._lines.get(name) or self._used.get(name)) if key else None
        if line is None:
            return None
        self._used[name] = line
        return json.loads(line)

    def note(self, what: str, key: str, fact: object) -> None:
        """Keep what was worked out, which JSON has to give back as it is."""
        if key:
            line = json.dumps(fact, ensure_ascii=False, separators=(",", ":"))
            self._used[f"{what}-{key}"] = line

    def keep(self) -> None:
        """Write what was asked for, unless it is what was there; forget the rest."""
        if self._kept is not None and self._used.keys() != self._lines.keys():
            write_kept_lines(self._kept, _find_basis(), self._used)


def _find_basis() -> bytes:
    # Of libraries as well: one has the dictionary of syllables.
    return digest_program().encode()

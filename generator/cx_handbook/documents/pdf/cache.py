"""Keeps the PDFs of the last build, so that only sheets that changed are laid out again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from cx_handbook.bundles import STATIC
from cx_handbook.content.kept_file import read_kept_lines, write_kept_lines
from cx_handbook.documents.document import Sheet
from cx_handbook.documents.pdf import form_fields, renderer, side_by_side
from cx_handbook.files import write_atomically
from cx_handbook.program_digest import digest_program

PLACE = ".cache/pdf"
"""Where they are kept, from the handbook's root."""
# A new version of any of these may lay out differently.
_MAKERS = ("weasyprint", "pydyf", "tinycss2", "fonttools", "pikepdf")


_KNOWN = "known.txt"  # the keys of sheets, by those of what they are made of


class PlannedPdf(NamedTuple):
    """What makes the sheet of a PDF, and a key that stands for all that it shows; empty if unknown."""

    key: str
    make: Callable[[], Sheet]


def hold_sheet(sheet: Sheet) -> PlannedPdf:
    """Return a sheet that is rendered already."""
    return PlannedPdf("", lambda: sheet)


class PdfCache:
    """A folder of PDFs, each named by everything it was made of, and by its own bytes."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        """Use what an earlier build kept in a folder, or nothing of it when all is to be made anew."""
        self.folder = folder
        self._used: set[str] = set()
        self._kept: dict[str, Path] = {}
        self._known: dict[str, str] = {}
        self._used_known: dict[str, str] = {}
        if not fresh:
            self._known = read_kept_lines(folder / _KNOWN, digest_program().encode())
            for path in sorted(folder.glob("*.pdf")):
                self._kept[path.stem.partition("-")[0]] = path

    def get_all(self, sheets: Sequence[Sheet]) -> Iterator[bytes]:
        """Yield the PDF of each sheet in their order, laid out now if it was not before.

        Raises MissingPangoError or CannotRunError as making and keeping it do.
        """
        return self.get_planned([hold_sheet(sheet) for sheet in sheets])

    def get_planned(self, planned: Sequence[PlannedPdf]) -> Iterator[bytes]:
        """Yield the same of sheets that are rendered only where no PDF of what they show is kept."""
        found: list[tuple[str, bytes | None]] = []
        missing: list[Sheet] = []
        for one in planned:
            key = self._known.get(one.key, "") if one.key else ""
            kept = self._find(key)
            if kept is None:
                sheet = one.make()
                key = _make_key(sheet)
                kept = self._find(key)
                missing += [sheet] if kept is None else []
            found.append((key, kept))
            if one.key:
                self._used_known[one.key] = key
        made = iter(side_by_side.lay_out_sheets(missing))
        for key, kept in found:
            yield self._keep(key, next(made)) if kept is None else kept

    def _find(self, key: str) -> bytes | None:
        """Return a PDF as it was kept, or None: one that is cut off or empty is none."""
        path = self._kept.get(key)
        if path is None:
            return None
        try:
            content = path.read_bytes()
        except OSError:
            return None
        # A power cut may leave the name of a file and lose its bytes.
        if path.name != _name_file(key, content):
            return None
        self._used.add(path.name)
        return content

    def _keep(self, key: str, content: bytes) -> bytes:
        name = _name_file(key, content)
        write_atomically(self.folder / name, content)
        self._used.add(name)
        return content

    def forget_the_rest(self) -> None:
        """Remove what nobody has asked for since this cache was opened."""
        for path in self.folder.glob("*.pdf"):
            if path.name not in self._used:
                path.unlink(missing_ok=True)
        if self._used_known != self._known:
            write_kept_lines(self.folder / _KNOWN, digest_program().encode(), self._used_known)


def _make_key(sheet: Sheet) -> str:
    told = (_digest_makers(), sheet.name, sheet.paper or "", sheet.html)
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def _name_file(key: str, content: bytes) -> str:
    return f"{key}-{hashlib.sha256(content).hexdigest()}.pdf"


@lru_cache(maxsize=1)
def _digest_makers() -> str:
    """Return what makes a PDF besides its sheet: the libraries, our code, the look, the fonts."""
    # Our own code and every style and font are part of the key, too.
    code = [Path(file) for file in (renderer.__file__, form_fields.__file__)]
    files = [*code, *sorted(path for path in STATIC.rglob("*") if path.is_file())]
    contents = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return " ".join([*(f"{name}={version(name)}" for name in _MAKERS), *contents])

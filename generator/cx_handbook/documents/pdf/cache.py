"""Keeps the PDFs of the last build, so that only sheets that changed are laid out again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from cx_handbook.bundles import STATIC
from cx_handbook.documents.document import Sheet
from cx_handbook.documents.pdf import form_fields, renderer
from cx_handbook.files import write_atomically

# A new version of any of these may lay out differently.
_MAKERS = ("weasyprint", "pydyf", "tinycss2", "fonttools", "pikepdf")


class PdfCache:
    """A folder of PDFs, each named by everything it was made of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used: set[str] = set()

    def get(self, sheet: Sheet) -> bytes:
        """Return the PDF of a sheet, laid out now if it was not before.

        Raises MissingPangoError or CannotRunError as making and keeping it do.
        """
        # The key covers all that goes in, so a file that is there is right.
        path = self.folder / f"{_key(sheet)}.pdf"
        self._used.add(path.name)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            content = renderer.render_pdf(sheet)
            write_atomically(path, content)
            return content

    def forget_the_rest(self) -> None:
        """Remove what nobody has asked for since this cache was opened."""
        for path in self.folder.glob("*.pdf"):
            if path.name not in self._used:
                path.unlink(missing_ok=True)


def _key(sheet: Sheet) -> str:
    told = (_makers(), sheet.name, sheet.paper or "", sheet.html)
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


@lru_cache(maxsize=1)
def _makers() -> str:
    """Return what makes a PDF besides its sheet: the libraries, our code, the look, the fonts."""
    # Our own code and every style and font are part of the key, too.
    code = [Path(file) for file in (renderer.__file__, form_fields.__file__)]
    files = [*code, *sorted(path for path in STATIC.rglob("*") if path.is_file())]
    contents = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files]
    return " ".join([*(f"{name}={version(name)}" for name in _MAKERS), *contents])

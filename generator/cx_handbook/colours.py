"""The palette of `static/shell/colours.css`, for what is drawn without a style sheet."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_STYLES = Path(__file__).parent / "static" / "shell" / "colours.css"
_PROPERTY = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")


@lru_cache(maxsize=1)
def read_palette() -> dict[str, str]:
    """Return each colour by its name, as #rrggbb in small letters.

    A name with several values has the first, which is the light scheme's.
    """
    return dict(reversed(_PROPERTY.findall(_STYLES.read_text("utf-8"))))


def find_colour(name: str) -> str:
    """Return a colour as #rrggbb. Raises KeyError when the palette has none of this name."""
    return read_palette()[name]


def format_pdf_colour(name: str) -> str:
    """Return a colour as the operands of a PDF colour operator: red, green and blue from 0 to 1."""
    digits = find_colour(name).removeprefix("#")
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return " ".join(f"{part:.3f}" for part in parts)

"""Compare the names of people as they are written, whatever their capitals and spaces."""

from __future__ import annotations

import re


def is_same_name(text: str | None, name: str) -> bool:
    """Return whether a text is a name."""
    return text is not None and _fold_name(text) == _fold_name(name)


def contains_name(text: str, name: str) -> bool:
    """Return whether a name stands in a text, as whole words."""
    return bool(re.search(rf"(?<!\w){re.escape(_fold_name(name))}(?!\w)", _fold_name(text)))


def _fold_name(text: str) -> str:
    return " ".join(text.split()).casefold()

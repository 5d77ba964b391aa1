"""How many lines a text takes in a column: an estimate from the widths of Inter's letters.

A print view is laid out by a browser that we do not know, so what fits on a side is decided
before anybody lays it out. The estimate is on the safe side: it may leave a line empty.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Advance widths of Inter Regular in em, measured in the font file and rounded up.
_NARROW = dict.fromkeys("ijlI ’‘!,.:;'`t|", 0.3)
_SLIM = dict.fromkeys("/\\()[]{}fr1“”", 0.41)
_BROAD = dict.fromkeys("wmMW@%…", 0.95)
_WIDTHS = _NARROW | _SLIM | _BROAD
_CAPITAL, _OTHER, _SQUARE = 0.75, 0.61, 1.0
_SPACE = _WIDTHS[" "]
# Words are not cut where a line ends, and semi-bold names are a little wider.
_SAFETY = 1.01


# Texts are measured word by word, the same ones again and again while a side is filled.
@lru_cache(maxsize=65_536)
def measure_text(text: str) -> float:
    """Return the width of a text on one line, in em."""
    return sum(_measure_letter(letter) for letter in text)


def _measure_letter(letter: str) -> float:
    known = _WIDTHS.get(letter)
    if known is not None:
        return known
    # Scripts without spaces are set in squares, and come from another font.
    if unicodedata.east_asian_width(letter) in ("W", "F"):
        return _SQUARE
    return _CAPITAL if letter.isupper() else _OTHER


@lru_cache(maxsize=2_048)
def _measure_words(text: str) -> tuple[float, ...]:
    return tuple(map(measure_text, text.split()))


def estimate_least_lines(text: str, width: float) -> float:
    """Return a number of lines, at least one, that a text takes in any case at a width in em."""
    return max(1.0, _measure_together(text) * _SAFETY / width)


@lru_cache(maxsize=2_048)
def _measure_together(text: str) -> float:
    """Return the width of a text without its spaces, which go where a line ends."""
    return sum(_measure_words(text))


def count_lines(text: str, width: float) -> int:
    """Return how many lines a text takes at a width in em, at least one; long words are broken."""
    room = width / _SAFETY
    lines, used = 1, 0.0
    for long in _measure_words(text):
        if used and used + _SPACE + long > room:
            lines, used = lines + 1, 0.0
        used += long + (_SPACE if used else 0.0)
        # A word longer than the column goes on in the next line.
        while used > room:
            lines, used = lines + 1, used - room
    return lines

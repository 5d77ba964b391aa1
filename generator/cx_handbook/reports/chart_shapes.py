"""Charts as plain shapes: what a drawing is made of, how wide words are, and where labels find room.

The macro `templates/reports/_chart.svg.j2` writes the shapes. `static/reports/chart_shapes.js` is the
scripts' copy; shared cases hold both to the same text, byte for byte. So all sums here are made in
the same order as there, and coordinates are written with at most one decimal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Attributes = Mapping[str, float | str]
Anchor = Literal["start", "middle", "end"]

FONT_SIZE = 12  # pixels; report.css and the style in print say the same
ASCENT, DESCENT = 10, 3  # pixels above and below the line that letters stand on
# Widths of the characters from space to ~ in Inter Bold, in hundredths of the font's size. Bold for
# all, so that another font of the reader's, which is usually wider, still fits.
_WIDTHS = (
    24, 34, 56, 65, 66, 102, 68, 34, 38, 38, 56, 68, 34, 47, 34, 39,
    68, 44, 63, 65, 68, 63, 65, 59, 66, 65, 34, 35, 68, 68, 68, 56,
    102, 75, 67, 74, 73, 61, 59, 76, 75, 29, 59, 72, 57, 94, 77, 78,
    65, 78, 66, 66, 67, 74, 75, 104, 74, 74, 67, 38, 39, 38, 49, 48,
    37, 59, 64, 59, 64, 60, 40, 64, 63, 28, 28, 59, 28, 92, 63, 62,
    64, 64, 41, 57, 37, 63, 60, 86, 59, 61, 58, 47, 38, 47, 68,
)  # fmt: skip
_WIDTH_OF_OTHERS = 104
ELLIPSIS = "…"


@dataclass(frozen=True)
class Shape:
    """One element of a drawing: its tag, attributes in the order they are written, and its text."""

    tag: str
    attributes: Attributes
    text: str = ""

    @property
    def written(self) -> list[tuple[str, str]]:
        """The attributes as they are written, numbers with at most one decimal."""
        return [
            (name, value if isinstance(value, str) else format_number(value))
            for name, value in self.attributes.items()
        ]


@dataclass(frozen=True)
class Chart:
    """A drawing with its name, what it says in a sentence, and the same figures as a table."""

    name: str
    title: str
    description: str
    width: int
    height: int
    shapes: tuple[Shape, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(default=())


def format_number(value: float) -> str:
    """Return a coordinate with at most one decimal, the same in Python and in the scripts."""
    # Halves up: Python rounds them to even numbers, and browsers do not.
    tenths = math.floor(value * 10 + 0.5)
    whole, rest = divmod(abs(tenths), 10)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


@dataclass(frozen=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Return the pixel of a value; the ends of the scale for what lies beyond them."""
        inside = min(self.high, max(self.low, value))
        return self.start + (inside - self.low) / (self.high - self.low) * (self.end - self.start)


# Shapes


def write_corners(corners: Iterable[tuple[float, float]]) -> str:
    """Return corners as the attribute `points` has them."""
    return " ".join(f"{format_number(x)},{format_number(y)}" for x, y in corners)


def draw_line(x1: float, y1: float, x2: float, y2: float, class_name: str) -> Shape:
    return Shape("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, "class": class_name})


def draw_path(tag: str, corners: Iterable[tuple[float, float]], class_name: str) -> Shape:
    """Return a `polyline` or a `polygon`."""
    return Shape(tag, {"points": write_corners(corners), "class": class_name})


def draw_circle(x: float, y: float, radius: float, class_name: str) -> Shape:
    return Shape("circle", {"cx": x, "cy": y, "r": radius, "class": class_name})


def draw_diamond(x: float, y: float, radius: float, class_name: str) -> Shape:
    corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
    return draw_path("polygon", corners, class_name)


def draw_square(x: float, y: float, radius: float, class_name: str) -> Shape:
    corners = [
        (x - radius, y - radius),
        (x + radius, y - radius),
        (x + radius, y + radius),
        (x - radius, y + radius),
    ]
    return draw_path("polygon", corners, class_name)


def draw_text(x: float, y: float, text: str, class_name: str, anchor: Anchor = "start") -> Shape:
    return Shape("text", {"x": x, "y": y, "text-anchor": anchor, "class": class_name}, text)


# Room for words


def measure_text(text: str) -> float:
    """Return the width of a text in pixels, rather too wide than too narrow."""
    total = 0
    for character in text:
        place = ord(character) - 32
        total += _WIDTHS[place] if 0 <= place < len(_WIDTHS) else _WIDTH_OF_OTHERS
    return total * FONT_SIZE / 100


def clip_text(text: str, room: float) -> str:
    """Return a text that fits into so many pixels, with an ellipsis where something is cut off."""
    if measure_text(text) <= room:
        return text
    kept = text
    while kept and measure_text(kept + ELLIPSIS) > room:
        kept = kept[:-1]
    return kept.rstrip(" ") + ELLIPSIS


class Box(NamedTuple):
    """A part of the drawing, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Spot(NamedTuple):
    """A place where a label might stand: its point on the line of writing, and its anchor."""

    x: float
    y: float
    anchor: Anchor = "start"


class LabelPlacer:
    """Finds room for labels: none overlaps another or a mark, and none leaves the drawing."""

    def __init__(self, width: float, height: float) -> None:
        self._frame = Box(0, 0, width, height)
        self._taken: list[Box] = []
        self._segments: list[tuple[float, float, float, float]] = []

    def take(self, box: Box) -> None:
        """Keep a part of the drawing free of labels."""
        self._taken.append(box)

    def take_segment(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Keep a line from left to right free of labels."""
        self._segments.append((x1, y1, x2, y2))

    def place(self, texts: Sequence[str], class_name: str, spots: Sequence[Spot]) -> list[Shape]:
        """Return the first of the texts at the first spot with room for it; nothing without room."""
        for text in filter(None, texts):
            for spot in spots:
                box = _find_box(text, spot)
                if self._is_free(box):
                    self.take(box)
                    return [draw_text(spot.x, spot.y, text, class_name, spot.anchor)]
        return []

    def _is_free(self, box: Box) -> bool:
        frame = self._frame
        is_inside = (
            box.left >= frame.left
            and box.right <= frame.right
            and box.top >= frame.top
            and box.bottom <= frame.bottom
        )
        return (
            is_inside
            and not any(box.meets(other) for other in self._taken)
            and not any(_crosses(segment, box) for segment in self._segments)
        )


def _find_box(text: str, spot: Spot) -> Box:
    width = measure_text(text)
    left = spot.x - {"start": 0.0, "middle": width / 2, "end": width}[spot.anchor]
    return Box(left, spot.y - ASCENT, left + width, spot.y + DESCENT)


def _crosses(segment: tuple[float, float, float, float], box: Box) -> bool:
    x1, y1, x2, y2 = segment
    left, right = max(x1, box.left), min(x2, box.right)
    if left > right:
        return False
    # Lines run from left to right, so a box meets one only between its own sides.
    slope = (y2 - y1) / (x2 - x1) if x2 > x1 else 0.0
    ends = (y1 + slope * (left - x1), y1 + slope * (right - x1))
    return min(ends) < box.bottom and max(ends) > box.top

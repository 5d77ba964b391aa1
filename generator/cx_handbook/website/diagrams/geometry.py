"""Geometry of the diagrams: shapes as SVG paths, and texts wrapped and placed without overlap.

Units are pixels at a picture's natural size, y points down. There are no colours here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

WIDE, NARROW = 720, 340
SIZE, LINE = 15, 19  # height of the letters, and from one line to the next


@dataclass(frozen=True)
class Label:
    """Words in a picture: where the first line's foot stands, and how the lines are aligned."""

    lines: tuple[str, ...]
    x: float
    y: float
    anchor: Literal["start", "middle", "end"] = "middle"
    turned: float | None = None  # the height of the point around which the words are turned upright


@dataclass(frozen=True)
class Piece:
    """A shape with its name, and the line that leads from one to the other where they lie apart."""

    shape: str
    label: Label
    leader: str = ""
    number: Label | None = None


@dataclass(frozen=True)
class Drawing:
    """A picture as its template prints it; `core` is what of it a small one shows."""

    size: ClassVar = SIZE
    line: ClassVar = LINE
    width: float
    height: float
    core: tuple[float, float, float, float]
    pieces: tuple[Piece, ...]
    title: Label | None = None
    frame: str = ""
    ticks: tuple[Label, ...] = ()
    marks: tuple[Piece, ...] = ()

    @property
    def arrangement(self) -> str:
        """What the style sheet knows it by."""
        return "wide" if self.width == WIDE else "narrow"


# Letters much narrower or wider than the rest. An estimate: no font is asked.
_SLIM, _STOUT = frozenset("iljftrI.,:;'’!|()[]/ -"), frozenset("mwMW@%&—…")


def text_width(text: str) -> float:
    """Return about how wide a text is in the pictures' bold letters, rather too much than too little."""
    return SIZE * sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if ord(letter) > 0x2E7F:  # Chinese, Japanese and Korean letters fill a square
        return 1.05
    if letter in _SLIM:
        return 0.38
    return 0.95 if letter in _STOUT else 0.73 if letter.isupper() else 0.63


def widest_line(lines: Sequence[str]) -> float:
    """Return the width of the widest line."""
    return max(map(text_width, lines), default=0)


def wrap_text(text: str, width: float) -> tuple[str, ...]:
    """Return a text in lines that are at most so wide; only a word wider than that is broken."""
    lines = [""]
    for word in [part for whole in text.split() for part in _split_word(whole, width)]:
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _split_word(word: str, width: float) -> Iterator[str]:
    """Yield a word in pieces that fit, broken behind a hyphen of its own where it has one."""
    line, used = "", text_width("-")
    for letter in word if text_width(word) > width else ():
        used += text_width(letter)
        # A hyphen ends the line it stands in: the room for one is kept free. A second one is a letter.
        may_break = letter != "-" or line.endswith("-")
        if used > width and len(line) > 1 and may_break:
            head, _, tail = line.rpartition("-")
            yield f"{head or line}-"
            line = tail if head else ""
            used = text_width(f"-{line}{letter}")
        line += letter
    yield line or word


def text_fits(text: str, width: float, height: float) -> bool:
    """Tell whether a text stands in a box without a broken word."""
    lines = wrap_text(text, width)
    return len(lines) * LINE <= height and widest_line(text.split()) <= width


def centre_lines(lines: tuple[str, ...], x: float, y: float, *, turned: bool = False) -> Label:
    """Return lines with their middle at a point."""
    return Label(
        lines,
        round_tenth(x),
        round_tenth(first_baseline(lines, y)),
        turned=round_tenth(y) if turned else None,
    )


def first_baseline(lines: tuple[str, ...], middle: float) -> float:
    """Return where the first of some lines stands that are centred around a height."""
    return middle - LINE * (len(lines) - 1) / 2 + SIZE * 0.35


def spread_centres(
    wanted: Sequence[float], sizes: Sequence[float], low: float, high: float
) -> list[float]:
    """Return centres near those wanted, in the same order, whose sizes do not overlap.

    What touches moves as one, so that each is moved as little as can be.
    """
    # Pool adjacent violators: labels that would overlap move as one group.
    groups: list[_Group] = []
    for centre, size in zip(wanted, sizes, strict=True):
        groups.append(_Group((centre,), (size,), low, high))
        while len(groups) > 1 and groups[-2].end > groups[-1].start:
            last = groups.pop()
            groups[-1] = groups[-1].merge_with(last)
    return [centre for group in groups for centre in group.centres]


def share_room(wanted: Sequence[float], room: float) -> list[float]:
    """Return how much room each gets: what it wants, or as much as any other that has to do with less."""
    most = room
    for n, want in enumerate(sorted(wanted)):
        most = room / (len(wanted) - n)
        if want > most:
            break
        room -= want
    return [min(want, most) for want in wanted]


@dataclass(frozen=True)
class _Group:
    wanted: tuple[float, ...]
    sizes: tuple[float, ...]
    low: float
    high: float

    def merge_with(self, other: _Group) -> _Group:
        return _Group(self.wanted + other.wanted, self.sizes + other.sizes, self.low, self.high)

    @property
    def start(self) -> float:
        # The least squares position, kept inside the picture.
        best = sum(w - o for w, o in zip(self.wanted, self._offsets, strict=True)) / len(self.sizes)
        return max(self.low, min(best, self.high - sum(self.sizes)))

    @property
    def end(self) -> float:
        return self.start + sum(self.sizes)

    @property
    def centres(self) -> list[float]:
        return [self.start + offset for offset in self._offsets]

    @property
    def _offsets(self) -> list[float]:
        return [sum(self.sizes[:n]) + size / 2 for n, size in enumerate(self.sizes)]


def round_tenth(number: float) -> float:
    """Return a coordinate without the decimals that nobody sees."""
    return round(number, 1)


def rectangle_path(x: float, y: float, width: float, height: float) -> str:
    """Return a rectangle as a path."""
    x, y, width, height = (round_tenth(number) for number in (x, y, width, height))
    return f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"


def line_path(*points: tuple[float, float]) -> str:
    """Return a line through some points as a path."""
    return "M" + " ".join(f"{round_tenth(x):g},{round_tenth(y):g}" for x, y in points)

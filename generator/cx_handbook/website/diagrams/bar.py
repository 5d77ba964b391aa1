"""A bar: parts along a scale from 0 to 10, with marks across it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from cx_handbook.content.model.service_model import POINTS
from cx_handbook.website.diagrams.geometry import (
    LINE,
    NARROW,
    SIZE,
    WIDE,
    Drawing,
    Label,
    Piece,
    box,
    centred,
    cut,
    first_foot,
    fits,
    line,
    shares,
    spread,
    text_width,
    widest,
    wrapped,
)

Span = tuple[float, float]
Part = tuple[str, Span]
Mark = tuple[float, str]
Placed = tuple[float, tuple[str, ...]]  # where a name is centred, and its lines


def wide(parts: Sequence[Part], marks: Sequence[Mark]) -> Drawing:
    """Return the bar lying: names inside their parts where they fit, or in a row below."""
    return _Lying(parts, marks).drawing()


def narrow(parts: Sequence[Part], marks: Sequence[Mark]) -> Drawing:
    """Return the bar standing, 10 at the top, names on its right."""
    return _Standing(parts, marks).drawing()


def _middle(span: Span) -> float:
    return (span[0] + span[1]) / 2


def _numbers(parts: Sequence[Part], marks: Sequence[Mark], apart: float) -> list[float]:
    """Return the numbers at the scale: where parts begin and end, and marks; none over another."""
    numbers: list[float] = []
    for value in sorted({0.0, *(end for _, (_, end) in parts), *(at for at, _ in marks)}):
        if not numbers or value - numbers[-1] >= apart:
            numbers.append(value)
    return numbers


def _row(names: Sequence[tuple[float, str]]) -> list[Placed]:
    """Return names side by side, each as near as can be to where it belongs."""
    gap, most = 14, 180
    sizes = shares([min(text_width(name), most) + gap for _, name in names], WIDE)
    blocks = [wrapped(name, size - gap) for (_, name), size in zip(names, sizes, strict=True)]
    sizes = [min(widest(block) + gap, size) for block, size in zip(blocks, sizes, strict=True)]
    return list(zip(spread([x for x, _ in names], sizes, 0, WIDE), blocks, strict=True))


def _depth(row: Sequence[Placed]) -> int:
    """Return how tall a row of names is."""
    return LINE * max((len(lines) for _, lines in row), default=0)


@dataclass(frozen=True)
class _Lying:
    parts: Sequence[Part]
    marks: Sequence[Mark]

    left, unit, thick, inset = 20, (WIDE - 40) / POINTS, 76, 8

    def drawing(self) -> Drawing:
        deep = _depth(self.below) + 24 if self.below else 0
        return Drawing(
            width=WIDE,
            height=self.foot + 28 + deep,
            core=(self.left - 2, self.top - 8, WIDE - 2 * self.left + 4, self.thick + 16),
            pieces=tuple(self.pieces()),
            ticks=tuple(Label((f"{v:.3g}",), cut(self.x(v)), self.foot + 20) for v in self.numbers),
            marks=tuple(self.across()),
        )

    @cached_property
    def above(self) -> list[Placed]:
        return _row([(self.x(at), name) for at, name in self.marks])

    @cached_property
    def below(self) -> list[Placed]:
        outside = [part for part in self.parts if self.length(part) <= self.cramped]
        return _row([(self.x(_middle(span)), name) for name, span in outside])

    @cached_property
    def cramped(self) -> float:
        """The length of the longest part that has no room for its name; 0 when there is none."""
        return max((self.length(part) for part in self.parts if not self.holds(part)), default=0)

    @cached_property
    def numbers(self) -> list[float]:
        return _numbers(self.parts, self.marks, apart=36 / self.unit)

    @property
    def top(self) -> int:
        return _depth(self.above) + (24 if self.marks else 8)

    @property
    def foot(self) -> int:
        return self.top + self.thick

    def x(self, value: float) -> float:
        return self.left + self.unit * value

    def length(self, part: Part) -> float:
        _, (start, end) = part
        return self.unit * (end - start)

    def room(self, part: Part) -> float:
        return self.length(part) - 2 * self.inset

    def holds(self, part: Part) -> bool:
        """Tell whether a part has room for its name, and no mark crosses the words."""
        name, span = part
        half = widest(wrapped(name, self.room(part))) / 2 + self.inset
        crossed = any(abs(self.x(at) - self.x(_middle(span))) < half for at, _ in self.marks)
        return fits(name, self.room(part), self.thick - 2 * self.inset) and not crossed

    def pieces(self) -> Iterator[Piece]:
        below = iter(self.below)
        for part in self.parts:
            name, span = part
            shape = box(self.x(span[0]), self.top, self.length(part), self.thick)
            if self.length(part) <= self.cramped:
                yield self.beneath(shape, self.x(_middle(span)), *next(below))
            else:
                lines = wrapped(name, self.room(part))
                middle = self.top + self.thick / 2
                yield Piece(shape, centred(lines, self.x(_middle(span)), middle))

    def beneath(self, shape: str, x: float, at: float, lines: tuple[str, ...]) -> Piece:
        if any(abs(self.x(number) - x) < SIZE for number in self.numbers):
            x += 1.4 * SIZE  # past the number that stands there
        leader = line((x, self.foot), (x, self.foot + 28), (at, self.foot + 44))
        return Piece(shape, Label(lines, cut(at), self.foot + 61), leader)

    def across(self) -> Iterator[Piece]:
        for (value, _), (at, lines) in zip(self.marks, self.above, strict=True):
            x = self.x(value)
            label = Label(lines, cut(at), self.top - 20 - LINE * (len(lines) - 1))
            leader = line((at, self.top - 15), (x, self.top - 6))
            yield Piece(line((x, self.top - 6), (x, self.foot + 6)), label, leader)


@dataclass(frozen=True)
class _Standing:
    parts: Sequence[Part]
    marks: Sequence[Mark]

    left, right, top, names_at = 46, 104, 16, 142

    def drawing(self) -> Drawing:
        numbers = _numbers(self.parts, self.marks, apart=LINE / self.tall * POINTS)
        return Drawing(
            width=NARROW,
            height=self.tall + 2 * self.top,
            core=(self.left, self.top, self.right - self.left, self.tall),
            pieces=tuple(
                self.piece(self.standing(span), n, _middle(span))
                for n, (_, span) in enumerate(self.parts)
            ),
            ticks=tuple(
                Label((f"{v:.3g}",), self.left - 8, cut(self.y(v) + SIZE * 0.35), "end")
                for v in numbers
            ),
            marks=tuple(
                self.piece(self.across(value), n, value)
                for n, (value, _) in enumerate(self.marks, start=len(self.parts))
            ),
        )

    @cached_property
    def blocks(self) -> list[tuple[str, ...]]:
        """The names of the parts, then those of the marks."""
        names = [name for name, _ in self.parts] + [name for _, name in self.marks]
        return [wrapped(name, NARROW - self.names_at - 4) for name in names]

    @cached_property
    def tall(self) -> float:
        return max(300, sum(LINE * len(block) + 8 for block in self.blocks))

    @cached_property
    def heights(self) -> dict[int, float]:
        """Where each name is centred, by its place among all names."""
        values = [_middle(span) for _, span in self.parts] + [at for at, _ in self.marks]
        order = sorted(range(len(values)), key=lambda n: -values[n])
        sizes = [LINE * len(self.blocks[n]) + 8 for n in order]
        wanted = [self.y(values[n]) for n in order]
        centres = spread(wanted, sizes, self.top, self.top + self.tall)
        return dict(zip(order, centres, strict=True))

    def y(self, value: float) -> float:
        return self.top + self.tall * (1 - value / POINTS)

    def piece(self, shape: str, n: int, value: float) -> Piece:
        at, y = self.heights[n], self.y(value)
        label = Label(self.blocks[n], self.names_at, cut(first_foot(self.blocks[n], at)), "start")
        bend, end = (self.names_at - 14, at), (self.names_at - 5, at)
        return Piece(shape, label, line((self.right, y), (self.right + 10, y), bend, end))

    def standing(self, span: Span) -> str:
        top = self.y(span[1])
        return box(self.left, top, self.right - self.left, self.y(span[0]) - top)

    def across(self, value: float) -> str:
        return line((self.left - 5, self.y(value)), (self.right + 5, self.y(value)))

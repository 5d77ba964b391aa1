"""Draw a bar: parts along a scale from 0 to 10, with marks across it."""

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
    centre_lines,
    first_baseline,
    line_path,
    rectangle_path,
    round_tenth,
    share_room,
    spread_centres,
    text_fits,
    text_width,
    widest_line,
    wrap_text,
)

Span = tuple[float, float]
BarPart = tuple[str, Span]
BarMark = tuple[float, str]
PlacedName = tuple[float, tuple[str, ...]]  # where a name is centred, and its lines


def draw_wide(parts: Sequence[BarPart], marks: Sequence[BarMark]) -> Drawing:
    """Return the bar lying: names inside their parts where they fit, or in a row below."""
    return _HorizontalBar(parts, marks).draw()


def draw_narrow(parts: Sequence[BarPart], marks: Sequence[BarMark]) -> Drawing:
    """Return the bar standing, 10 at the top, names on its right."""
    return _VerticalBar(parts, marks).draw()


def _middle_of(span: Span) -> float:
    return (span[0] + span[1]) / 2


def _scale_numbers(parts: Sequence[BarPart], marks: Sequence[BarMark], apart: float) -> list[float]:
    """Return the numbers at the scale: where parts begin and end, and marks; none over another."""
    numbers: list[float] = []
    for value in sorted({0.0, *(end for _, (_, end) in parts), *(at for at, _ in marks)}):
        if not numbers or value - numbers[-1] >= apart:
            numbers.append(value)
    return numbers


def _place_names(names: Sequence[tuple[float, str]]) -> list[PlacedName]:
    """Return names side by side, each as near as can be to where it belongs."""
    # In pixels: between two names, and the widest a name may be before it wraps.
    gap, most = 14, 180
    sizes = share_room([min(text_width(name), most) + gap for _, name in names], WIDE)
    blocks = [wrap_text(name, size - gap) for (_, name), size in zip(names, sizes, strict=True)]
    sizes = [min(widest_line(block) + gap, size) for block, size in zip(blocks, sizes, strict=True)]
    return list(zip(spread_centres([x for x, _ in names], sizes, 0, WIDE), blocks, strict=True))


def _row_height(row: Sequence[PlacedName]) -> int:
    """Return how tall a row of names is."""
    return LINE * max((len(lines) for _, lines in row), default=0)


@dataclass(frozen=True)
class _HorizontalBar:
    parts: Sequence[BarPart]
    marks: Sequence[BarMark]

    left, unit, thick, inset = 20, (WIDE - 40) / POINTS, 76, 8

    def draw(self) -> Drawing:
        deep = _row_height(self.names_below) + 24 if self.names_below else 0
        return Drawing(
            width=WIDE,
            height=self.foot + 28 + deep,
            core=(self.left - 2, self.top - 8, WIDE - 2 * self.left + 4, self.thick + 16),
            pieces=tuple(self.draw_parts()),
            ticks=tuple(
                Label((f"{v:.3g}",), round_tenth(self.x_of(v)), self.foot + 20)
                for v in self.numbers
            ),
            marks=tuple(self.draw_marks()),
        )

    @cached_property
    def names_above(self) -> list[PlacedName]:
        return _place_names([(self.x_of(at), name) for at, name in self.marks])

    @cached_property
    def names_below(self) -> list[PlacedName]:
        # A row below looks tidy only if all parts up to a length go there.
        outside = [part for part in self.parts if self.length_of(part) <= self.cramped_length]
        return _place_names([(self.x_of(_middle_of(span)), name) for name, span in outside])

    @cached_property
    def cramped_length(self) -> float:
        """The length of the longest part that has no room for its name; 0 when there is none."""
        return max(
            (self.length_of(part) for part in self.parts if not self.holds_name(part)), default=0
        )

    @cached_property
    def numbers(self) -> list[float]:
        return _scale_numbers(self.parts, self.marks, apart=36 / self.unit)

    @property
    def top(self) -> int:
        return _row_height(self.names_above) + (24 if self.marks else 8)

    @property
    def foot(self) -> int:
        return self.top + self.thick

    def x_of(self, value: float) -> float:
        return self.left + self.unit * value

    def length_of(self, part: BarPart) -> float:
        _, (start, end) = part
        return self.unit * (end - start)

    def room_in(self, part: BarPart) -> float:
        return self.length_of(part) - 2 * self.inset

    def holds_name(self, part: BarPart) -> bool:
        """Tell whether a part has room for its name, and no mark crosses the words."""
        name, span = part
        # A line through the words would make them unreadable.
        half = widest_line(wrap_text(name, self.room_in(part))) / 2 + self.inset
        crossed = any(
            abs(self.x_of(at) - self.x_of(_middle_of(span))) < half for at, _ in self.marks
        )
        return text_fits(name, self.room_in(part), self.thick - 2 * self.inset) and not crossed

    def draw_parts(self) -> Iterator[Piece]:
        below = iter(self.names_below)
        for part in self.parts:
            name, span = part
            shape = rectangle_path(self.x_of(span[0]), self.top, self.length_of(part), self.thick)
            if self.length_of(part) <= self.cramped_length:
                yield self.draw_name_below(shape, self.x_of(_middle_of(span)), *next(below))
            else:
                lines = wrap_text(name, self.room_in(part))
                middle = self.top + self.thick / 2
                yield Piece(shape, centre_lines(lines, self.x_of(_middle_of(span)), middle))

    def draw_name_below(self, shape: str, x: float, at: float, lines: tuple[str, ...]) -> Piece:
        if any(abs(self.x_of(number) - x) < SIZE for number in self.numbers):
            x += 1.4 * SIZE  # past the number that stands there
        leader = line_path((x, self.foot), (x, self.foot + 28), (at, self.foot + 44))
        return Piece(shape, Label(lines, round_tenth(at), self.foot + 61), leader)

    def draw_marks(self) -> Iterator[Piece]:
        for (value, _), (at, lines) in zip(self.marks, self.names_above, strict=True):
            x = self.x_of(value)
            label = Label(lines, round_tenth(at), self.top - 20 - LINE * (len(lines) - 1))
            leader = line_path((at, self.top - 15), (x, self.top - 6))
            yield Piece(line_path((x, self.top - 6), (x, self.foot + 6)), label, leader)


@dataclass(frozen=True)
class _VerticalBar:
    parts: Sequence[BarPart]
    marks: Sequence[BarMark]

    left, right, top, names_at = 46, 104, 16, 142

    def draw(self) -> Drawing:
        numbers = _scale_numbers(self.parts, self.marks, apart=LINE / self.bar_height * POINTS)
        return Drawing(
            width=NARROW,
            height=self.bar_height + 2 * self.top,
            core=(self.left, self.top, self.right - self.left, self.bar_height),
            pieces=tuple(
                self.draw_piece(self.part_path(span), n, _middle_of(span))
                for n, (_, span) in enumerate(self.parts)
            ),
            ticks=tuple(
                Label(
                    (f"{v:.3g}",),
                    self.left - 8,
                    round_tenth(self.y_of(v) + SIZE * 0.35),
                    "end",
                )
                for v in numbers
            ),
            marks=tuple(
                self.draw_piece(self.mark_path(value), n, value)
                for n, (value, _) in enumerate(self.marks, start=len(self.parts))
            ),
        )

    @cached_property
    def blocks(self) -> list[tuple[str, ...]]:
        """The names of the parts, then those of the marks."""
        names = [name for name, _ in self.parts] + [name for _, name in self.marks]
        return [wrap_text(name, NARROW - self.names_at - 4) for name in names]

    @cached_property
    def bar_height(self) -> float:
        return max(300, sum(LINE * len(block) + 8 for block in self.blocks))

    @cached_property
    def heights(self) -> dict[int, float]:
        """Where each name is centred, by its place among all names."""
        values = [_middle_of(span) for _, span in self.parts] + [at for at, _ in self.marks]
        order = sorted(range(len(values)), key=lambda n: -values[n])
        sizes = [LINE * len(self.blocks[n]) + 8 for n in order]
        wanted = [self.y_of(values[n]) for n in order]
        centres = spread_centres(wanted, sizes, self.top, self.top + self.bar_height)
        return dict(zip(order, centres, strict=True))

    def y_of(self, value: float) -> float:
        return self.top + self.bar_height * (1 - value / POINTS)

    def draw_piece(self, shape: str, n: int, value: float) -> Piece:
        at, y = self.heights[n], self.y_of(value)
        label = Label(
            self.blocks[n],
            self.names_at,
            round_tenth(first_baseline(self.blocks[n], at)),
            "start",
        )
        bend, end = (self.names_at - 14, at), (self.names_at - 5, at)
        return Piece(shape, label, line_path((self.right, y), (self.right + 10, y), bend, end))

    def part_path(self, span: Span) -> str:
        top = self.y_of(span[1])
        return rectangle_path(self.left, top, self.right - self.left, self.y_of(span[0]) - top)

    def mark_path(self, value: float) -> str:
        return line_path((self.left - 5, self.y_of(value)), (self.right + 5, self.y_of(value)))

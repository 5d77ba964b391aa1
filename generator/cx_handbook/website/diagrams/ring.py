"""Draw a ring: parts around what they make up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import cos, pi, sin

from cx_handbook.website.diagrams.geometry import (
    LINE,
    NARROW,
    WIDE,
    Drawing,
    Label,
    Piece,
    centre_lines,
    first_baseline,
    line_path,
    round_tenth,
    spread_centres,
    wrap_text,
)

_OUTER, _INNER = 150, 88
_REACH = _OUTER + 34  # from the centre to where the names begin


def draw_wide(title: str, names: Sequence[str]) -> Drawing:
    """Return the ring with its names on both sides."""
    blocks = [wrap_text(name, WIDE / 2 - _REACH - 6) for name in names]
    # The picture grows with the names, so that none is cut.
    tall = max(2 * _OUTER + 60, *(sum(_block_heights(blocks, side)) for side in (-1, 1)))
    centre = (WIDE / 2, tall / 2)
    at = _name_heights(blocks, tall)
    pieces = tuple(
        _draw_labelled_segment(n, len(names), centre, block, at[n])
        for n, block in enumerate(blocks)
    )
    return _draw_ring(title, WIDE, tall, centre, pieces)


def draw_narrow(title: str, names: Sequence[str]) -> Drawing:
    """Return the ring with numbers, and below it what they stand for."""
    centre = (NARROW / 2, _OUTER + 8)
    blocks = [wrap_text(name, NARROW - 50) for name in names]
    feet = list(accumulate((LINE * len(block) + 7 for block in blocks), initial=2 * _OUTER + 44))
    pieces = tuple(
        _draw_segment(n, len(names), centre, Label(block, 46, feet[n], "start"))
        for n, block in enumerate(blocks)
    )
    numbers = tuple(Label((str(n + 1),), 28, feet[n]) for n in range(len(names)))
    return _draw_ring(title, NARROW, feet[-1] - 7, centre, pieces, numbers)


def _draw_ring(
    title: str,
    width: int,
    height: float,
    centre: tuple[float, float],
    pieces: tuple[Piece, ...],
    numbers: tuple[Label, ...] = (),
) -> Drawing:
    x, y = centre
    lines = wrap_text(title, 2 * _INNER - 36)
    core = (
        round_tenth(x - _OUTER - 2),
        round_tenth(y - _OUTER - 2),
        2 * _OUTER + 4,
        2 * _OUTER + 4,
    )
    return Drawing(
        width,
        round_tenth(height),
        core,
        pieces,
        title=centre_lines(lines, x, y),
        ticks=numbers,
    )


def _start_angle(n: float, count: int) -> float:
    """Return where a part begins, clockwise from the top, in radians."""
    return 2 * pi * n / count - pi / 2


def _side_of(n: int, count: int) -> int:
    """Return 1 for a part whose name stands on the right, -1 for the left."""
    return 1 if n + 0.5 <= count / 2 else -1


def _block_heights(blocks: Sequence[tuple[str, ...]], side: int) -> list[float]:
    return [LINE * len(block) + 12 for block in _blocks_on(blocks, side)]


def _blocks_on(blocks: Sequence[tuple[str, ...]], side: int) -> list[tuple[str, ...]]:
    """Return the names on one side, from the top down."""
    there = [block for n, block in enumerate(blocks) if _side_of(n, len(blocks)) == side]
    # Clockwise is downwards on the right and upwards on the left.
    return there[::side]


def _name_heights(blocks: Sequence[tuple[str, ...]], tall: float) -> dict[int, float]:
    """Return the height at which each name is centred."""
    heights: dict[int, float] = {}
    for side in (1, -1):
        there = [n for n in range(len(blocks)) if _side_of(n, len(blocks)) == side][::side]
        wanted = [tall / 2 + (_OUTER + 12) * sin(_start_angle(n + 0.5, len(blocks))) for n in there]
        heights |= zip(
            there, spread_centres(wanted, _block_heights(blocks, side), 0, tall), strict=True
        )
    return heights


def _draw_labelled_segment(
    n: int, count: int, centre: tuple[float, float], lines: tuple[str, ...], at: float
) -> Piece:
    side, angle, (x, y) = _side_of(n, count), _start_angle(n + 0.5, count), centre
    label = Label(
        lines,
        round_tenth(x + side * _REACH),
        round_tenth(first_baseline(lines, at)),
        "start" if side > 0 else "end",
    )
    leader = line_path(
        (x + _OUTER * cos(angle), y + _OUTER * sin(angle)),
        (x + (_OUTER + 12) * cos(angle), y + (_OUTER + 12) * sin(angle)),
        (x + side * (_REACH - 6), at),
    )
    return _draw_segment(n, count, centre, label, leader)


def _draw_segment(
    n: int, count: int, centre: tuple[float, float], label: Label, leader: str = ""
) -> Piece:
    x, y = centre
    start, end, middle = (
        _start_angle(n, count),
        _start_angle(n + 1, count),
        _start_angle(n + 0.5, count),
    )
    around = f"A{_OUTER} {_OUTER} 0 0 1 {_format_point(centre, _OUTER, end)}"
    back = f"A{_INNER} {_INNER} 0 0 0 {_format_point(centre, _INNER, start)}"
    half = (_OUTER + _INNER) / 2
    return Piece(
        f"M{_format_point(centre, _OUTER, start)}{around}L{_format_point(centre, _INNER, end)}{back}z",
        label,
        leader,
        centre_lines((str(n + 1),), x + half * cos(middle), y + half * sin(middle)),
    )


def _format_point(centre: tuple[float, float], radius: float, angle: float) -> str:
    x, y = centre
    return f"{round_tenth(x + radius * cos(angle)):g} {round_tenth(y + radius * sin(angle)):g}"

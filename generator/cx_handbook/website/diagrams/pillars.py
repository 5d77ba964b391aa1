"""Draw pillars: parts side by side that carry a roof, or stacked below it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from cx_handbook.website.diagrams.geometry import (
    LINE,
    NARROW,
    WIDE,
    Drawing,
    Piece,
    centre_lines,
    rectangle_path,
    round_tenth,
    text_fits,
    wrap_text,
)

_TALL, _INSET = 170, 8


def draw_wide(title: str, names: Sequence[str]) -> Drawing:
    """Return the pillars side by side; where a name does not fit across, all are turned."""
    # Many pillars need the room for their names.
    gap = 28 if len(names) < 6 else 14
    thick = (WIDE - 80 - gap * (len(names) - 1)) / len(names)
    turned = not _names_fit(names, thick, _TALL)
    # Turned names need height; it grows only as far as they need it.
    tall = next((t for t in range(_TALL, 2 * _TALL, 34) if _names_fit(names, t, thick)), 2 * _TALL)
    tall = tall if turned else _TALL
    lines = wrap_text(title, WIDE - 80)
    top = 70 + _beam_height(lines)
    pieces = tuple(
        _draw_pillar(name, 40 + n * (thick + gap), top, thick, tall, turned=turned)
        for n, name in enumerate(names)
    )
    return _draw_under_roof(WIDE, 70, lines, pieces, top + tall)


def _names_fit(names: Sequence[str], width: float, height: float) -> bool:
    return all(text_fits(name, width - 2 * _INSET, height - 2 * _INSET) for name in names)


def _draw_pillar(
    name: str, x: float, top: float, thick: float, tall: float, *, turned: bool
) -> Piece:
    lines = wrap_text(name, (tall if turned else thick) - 2 * _INSET)
    label = centre_lines(lines, x + thick / 2, top + tall / 2, turned=turned)
    return Piece(rectangle_path(x, top, thick, tall), label)


def draw_narrow(title: str, names: Sequence[str]) -> Drawing:
    """Return the parts stacked below the roof."""
    lines = wrap_text(title, NARROW - 40)
    blocks = [wrap_text(name, NARROW - 60) for name in names]
    heights = [LINE * len(block) + 22 for block in blocks]
    tops = list(
        accumulate((height + 6 for height in heights), initial=44 + _beam_height(lines) + 6)
    )
    pieces = tuple(
        Piece(
            rectangle_path(20, top, NARROW - 40, height),
            centre_lines(block, NARROW / 2, top + height / 2),
        )
        for block, top, height in zip(blocks, tops, heights, strict=False)
    )
    return _draw_under_roof(NARROW, 44, lines, pieces, tops[-1])


def _beam_height(lines: Sequence[str]) -> float:
    return LINE * len(lines) + 20


def _draw_under_roof(
    width: int, gable: int, title: tuple[str, ...], pieces: tuple[Piece, ...], foot: float
) -> Drawing:
    """Put a roof that bears the title over the pieces, and a step below them."""
    beam = _beam_height(title)
    roof = f"M4 {gable}L{width / 2:g} 4L{width - 4} {gable}v{beam}H4z"
    return Drawing(
        width=width,
        height=round_tenth(foot + 20),
        core=(0, 0, width, round_tenth(foot + 20)),
        pieces=pieces,
        title=centre_lines(title, width / 2, gable + beam / 2),
        frame=roof + rectangle_path(4, foot, width - 8, 16),
    )

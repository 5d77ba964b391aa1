"""The formats of a workbook, in the colours of the printed sheets, and the heights of its rows."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from cx_handbook.brand_colours import choose_colour
from cx_handbook.colours import find_colour
from cx_handbook.content.model import Company

INK, SOFT, TEAL, RED, AMBER, RULE, TINT, PAPER = (
    find_colour(name) for name in ("ink", "soft", "teal", "red", "amber", "rule", "tint", "paper")
)
LONGEST = 32_000  # characters: a cell takes 32,767
LINE, TALLEST = 13.5, 405.0  # points; Excel allows rows of at most 409
_DAY, _TIME = "yyyy-mm-dd", "hh:mm"

_TEXT = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
_BOX = {"border": 1, "border_color": RULE}
# The sheets are protected: only cells of these formats can be filled in.
_ANSWER = {**_BOX, "locked": False, "bg_color": PAPER}
_STYLES: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "title": {"font_size": 16, "bold": True, "font_color": TEAL, "valign": "vcenter"},
    "headline": {"font_size": 13, "bold": True, "font_color": AMBER, "valign": "vcenter"},
    "live": {"bold": True, "align": "right", "valign": "vcenter", "text_wrap": True},
    "purpose": {"font_color": SOFT, "text_wrap": True},
    "label": {"font_color": SOFT, "valign": "vcenter"},
    "bold": {"bold": True},
    "section": {"font_size": 12, "bold": True, "font_color": TEAL, "bottom": 1, "valign": "bottom"},
    "head": {
        "font_size": 9,
        "font_color": SOFT,
        "bottom": 1,
        "text_wrap": True,
        "valign": "bottom",
    },
    "intro": {"font_size": 9, "font_color": SOFT, "text_wrap": True},
    "intro_line": {"font_size": 9, "font_color": SOFT},
    "id": {"bold": True, **_BOX},
    "question": {"text_wrap": True, **_BOX},
    "look_at": {"font_size": 9, "font_color": SOFT, "text_wrap": True, **_BOX},
    "none": {"bg_color": TINT, **_BOX},
    "steps": {"text_wrap": True, "align": "left", "indent": 1},
    "field": {**_ANSWER, "valign": "vcenter"},
    "choice": {**_ANSWER, "align": "center"},
    "number": {**_ANSWER, "align": "center"},
    "note": {**_ANSWER, "text_wrap": True},
    "day": {**_ANSWER, "valign": "vcenter", "align": "left", "num_format": _DAY},
    "time": {**_ANSWER, "valign": "vcenter", "align": "left", "num_format": _TIME},
    "moment": {**_ANSWER, "align": "left", "num_format": f"{_DAY} {_TIME}"},
    "status": {"font_size": 9, "text_wrap": True, **_BOX},
    "critical": {"bold": True, "font_color": RED},
    "value": {"bold": True, "valign": "vcenter", "align": "left", **_BOX},
    "points": {"bold": True, "valign": "vcenter", "align": "left", "num_format": "0.0", **_BOX},
    "share": {"align": "left", "num_format": "0.0%", **_BOX},
    "count": {"align": "left", **_BOX},
    "good": {"font_color": TEAL},
    "bad": {"font_color": RED, "bold": True},
    "odd": {"font_color": AMBER, "bold": True},
}


class Formats:
    """The cell formats of one workbook, by name."""

    def __init__(self, book: Any, company: Company) -> None:
        accent = choose_colour("teal", company.brand.colour if company.brand else None)
        self._formats = {
            name: book.add_format(
                _take_colour({**_TEXT, **style} if name not in _COLOURS else style, accent)
            )
            for name, style in _STYLES.items()
        }

    def __getitem__(self, name: str) -> Any:
        return self._formats[name]


def _take_colour(style: dict[str, Any], accent: str) -> dict[str, Any]:
    """Return a style with the company's colour where ours has its accent."""
    return {key: accent if value == TEAL else value for key, value in style.items()}


# Formats that only colour a cell which has another format.
_COLOURS = ("good", "bad", "odd")


def shorten_cell(text: str) -> str:
    """Return a text that fits into a cell; one that is too long is cut and ends in …"""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def estimate_height(*texts: tuple[str, float], least: int = 1) -> float:
    """Return the height of a row in points, given each text and the width of its column.

    Widths are in characters, as spreadsheets count them. No program reports how it wraps a text, so
    the lines are estimated.
    """
    # A little wider than the column: proportional letters are narrower than the digits it counts.
    lines = max(
        sum(len(wrap(line, max(int(width * 1.02), 1))) or 1 for line in text.split("\n"))
        for text, width in texts
    )
    return min(max(lines, least) * LINE + 4, TALLEST)

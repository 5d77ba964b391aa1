"""The drawings beside words: an SVG path each, in a box of 24 by 24."""

# ruff: noqa: E501 - a path is one value
from __future__ import annotations

from functools import cache

from markupsafe import Markup

_PATHS = {
    "copy": "M8 3h10a2 2 0 0 1 2 2v11h-2V5H8V3Zm-3 4h9a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2Zm0 2v10h9V9H5Z",
    "clock": "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm0 2a7 7 0 1 0 0 14 7 7 0 0 0 0-14Zm-1 2h2v4.6l3.2 1.9-1 1.7L11 12.7V7Z",
    "print": "M7 3h10v4H7V3ZM5 8h14a3 3 0 0 1 3 3v6h-4v4H6v-4H2v-6a3 3 0 0 1 3-3Zm3 7v4h8v-4H8Z",
    "search": "M10 3a7 7 0 0 1 5.6 11.2l5.1 5.1-1.4 1.4-5.1-5.1A7 7 0 1 1 10 3Zm0 2a5 5 0 1 0 0 10 5 5 0 0 0 0-10Z",
    "no": "m5.7 4.3 6.3 6.3 6.3-6.3 1.4 1.4-6.3 6.3 6.3 6.3-1.4 1.4-6.3-6.3-6.3 6.3-1.4-1.4 6.3-6.3-6.3-6.3 1.4-1.4Z",
    "yes": "m9.5 16.6 10-10L21 8 9.5 19.4 3.6 13.5 5 12.1l4.5 4.5Z",
    "call": "M6.6 3 9.9 3l1.6 5-2.2 1.5a11 11 0 0 0 5.2 5.2l1.5-2.2 5 1.6v3.3A3.6 3.6 0 0 1 17.4 21 14.4 14.4 0 0 1 3 6.6 3.6 3.6 0 0 1 6.6 3Zm0 2A1.6 1.6 0 0 0 5 6.6 12.4 12.4 0 0 0 17.4 19a1.6 1.6 0 0 0 1.6-1.6v-1.8l-2.2-.7-1.6 2.3-.8-.3a13 13 0 0 1-7.3-7.3l-.3-.8 2.3-1.6L8.4 5H6.6Z",
    "link": "M10.6 13.4a1 1 0 0 1-1.4 1.4 4.5 4.5 0 0 1 0-6.4l3-3a4.5 4.5 0 1 1 6.4 6.4l-1.4 1.4a1 1 0 0 1-1.4-1.4l1.4-1.4a2.5 2.5 0 1 0-3.6-3.6l-3 3a2.5 2.5 0 0 0 0 3.6Zm2.8-2.8a1 1 0 0 1 1.4-1.4 4.5 4.5 0 0 1 0 6.4l-3 3a4.5 4.5 0 1 1-6.4-6.4l1.4-1.4a1 1 0 0 1 1.4 1.4L6.8 13.6a2.5 2.5 0 1 0 3.6 3.6l3-3a2.5 2.5 0 0 0 0-3.6Z",
    "screen": "M3 4h18v13h-8v2h4v2H7v-2h4v-2H3V4Zm2 2v9h14V6H5Z",
    "go": "M13.2 5.2 20 12l-6.8 6.8-1.4-1.4 4.4-4.4H4v-2h12.2l-4.4-4.4 1.4-1.4Z",
}


# A page of a policy has dozens of them.
@cache
def draw_icon(name: str, anchor: str = "") -> Markup:
    """Return an icon as HTML; a script that changes it finds its path by the anchor."""
    path = Markup(' id="{}"').format(anchor) if anchor else ""
    return Markup(
        '<svg class="hb-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path{} d="{}"/></svg>'
    ).format(path, _PATHS[name])

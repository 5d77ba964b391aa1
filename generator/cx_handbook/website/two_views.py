"""One rendering for two views: a policy on its own page, and where its section is printed.

The two differ by what only a screen has use for, by the names of anchors and by the levels of
headings. A template rendered with a `MarkedOutline` has marks there, and each view is made of what
comes out. Rendering every policy twice took a sixth of a build.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from cx_handbook.website.outline import Outline

# Control characters: YAML lets none of them into a text.
ONLY_ON_SCREEN = ("\x01", "\x02")
"""What a template puts around that which no paper shows."""
_ONLY_IN_PART = ("\x03", "\x04")
_ANCHOR = "\x05"  # before an anchor, which begins with the part's name where it is part of a page
_LEVELS = {level: chr(0x10 + level) for level in range(1, 5)}

_ON_SCREEN = re.compile("\x01[^\x02]*\x02")
_IN_PART = re.compile("\x03[^\x04]*\x04")


class MarkedOutline:
    """Stands for the outlines of both views, which list their headings."""

    def __init__(self, page: Outline, part: Outline) -> None:
        self.page, self.part = page, part

    def make_anchor(self, anchor: str) -> str:
        """Return the mark of an anchor. The part's own anchor has no place in both views."""
        return f"{_ANCHOR}{anchor}"

    def shift_level(self, level: int) -> str:
        """Return the mark of a heading's level."""
        return _LEVELS[level]

    def render_heading(
        self, level: int, anchor: str, title: str, *, html: str = "", **attributes: str
    ) -> Markup:
        """Return a heading as `Outline` does, with marks, and list it in both views."""
        for outline in (self.page, self.part):
            outline.list_heading(level, anchor, title, is_own=bool(html))
        tag = f' id="{_ANCHOR}{escape(anchor)}"' if anchor else self._mark_own_anchor()
        names = {"class": attributes.pop("css", ""), **attributes}
        tag += "".join(f' {name}="{escape(value)}"' for name, value in names.items() if value)
        mark = _LEVELS[level]
        return Markup(f"<h{mark}{tag}>{escape(html or title)}</h{mark}>")  # noqa: S704 - escaped above

    def _mark_own_anchor(self) -> str:
        begins, ends = _ONLY_IN_PART
        return f'{begins} id="{escape(self.part.make_anchor(""))}"{ends}'

    def take_page(self, marked: str) -> Markup:
        """Return what stands on the page of its own."""
        html = _IN_PART.sub("", marked).replace(_ANCHOR, "")
        for mark in ONLY_ON_SCREEN:
            html = html.replace(mark, "")
        return _write_levels(html, self.page)

    def take_part(self, marked: str) -> Markup:
        """Return what stands where it is a part of a page that is printed."""
        html = _ON_SCREEN.sub("", marked).replace(_ANCHOR, escape(self.part.make_anchor("")) + "--")
        for mark in _ONLY_IN_PART:
            html = html.replace(mark, "")
        return _write_levels(html, self.part)


def _write_levels(html: str, outline: Outline) -> Markup:
    for level, mark in _LEVELS.items():
        html = html.replace(mark, str(outline.shift_level(level)))
    return Markup(html)  # noqa: S704 - the template escapes

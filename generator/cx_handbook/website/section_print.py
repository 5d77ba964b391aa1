"""All policies of a section on one page, made from their finished pages, to be printed in one go."""

from __future__ import annotations

import re
from datetime import date

from markupsafe import Markup

from cx_handbook.content.model import Company

# Finished HTML has neither < nor " but where a tag or an attribute needs it: all text is escaped.
_SCREEN = re.compile(r'<(\w+)[^>]* data-hb-screen=""[^>]*>.*?</\1>', re.DOTALL)
_LIVE = re.compile(r' data-hb-(?:steps|limits|first|line|open|panel|name)="[^"]*"')
_NAME = re.compile(r'( (?:id|for|aria-labelledby|aria-describedby)="| href="#)')
_HEADING = re.compile(r"(</?h)([1-5])\b")
_TITLE = re.compile(r"<h2>")


def joined(html: str, name: str) -> Markup:
    """Return a finished page as a part of another one, where `name` is its anchor.

    Its own anchors begin with the name, its headings go down by one, and what only a screen has
    use for is gone.
    """
    html = _LIVE.sub("", _SCREEN.sub("", html))
    html = _NAME.sub(lambda start: f"{start[1]}{name}--", html)
    html = _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html)
    return Markup(_TITLE.sub(f'<h2 id="{name}">', html, count=1))  # noqa: S704 - finished HTML


def paper_foot(company: Company, today: date) -> str:
    """Return what stands at the foot of every printed page beside its title."""
    from babel.dates import format_date

    day = format_date(today, "long", locale=company.language.replace("-", "_"))
    return f"{company.name} · as of {day}"

"""What all that is printed shares: the record of a document, its templates, its footer, its QR code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, get_args
from urllib.parse import urljoin

from jinja2 import Environment

from cx_handbook import __version__, addresses
from cx_handbook.content.model import Company, Site
from cx_handbook.templating import environment

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)

# Seen from a print view, which lies two folders below the site's root.
ASSETS = f"../../{addresses.ASSETS}/"

FOOTER_TITLE = 60
_TEXT = re.compile(r"(?<=>)[^<]+")
_CHARACTER = r"(?:&[#a-z0-9]+;|[^\s&])"
_LONG_WORD, _PIECE = re.compile(_CHARACTER + "{81,}"), re.compile(_CHARACTER + "{1,40}")
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Sheet:
    """One document to print: a whole HTML page that serves browsers and WeasyPrint alike.

    The page leaves the paper to the printer; `paper` is for a PDF, which has none to ask.
    `assets` is the address, relative to the page, below which its style sheet and fonts lie.
    """

    name: str
    title: str
    html: str
    paper: Paper
    assets: str
    revised: date
    fingerprint: str


@dataclass(frozen=True)
class Press:
    """What the documents of one run share. Compiling the templates is most of the work."""

    company: Company
    paper: Paper
    site: Site | None
    assets: str

    @cached_property
    def environment(self) -> Environment:
        """The templates, set up for this company."""
        return environment(self.company)

    def sheet(
        self,
        template: str,
        *,
        name: str,
        title: str,
        revised: date,
        fingerprint: str,
        online: str,
        **context: Any,
    ) -> Sheet:
        """Return a document; its QR code leads to `online`, a page from the site's root."""
        html = self.environment.get_template(f"documents/{template}.html.j2").render(
            version=__version__,
            site=self.site,
            assets=self.assets,
            name=name,
            title=title,
            revised=revised,
            fingerprint=fingerprint,
            qr=_qr(self.page(online)),
            footer=_footer(title, revised, fingerprint, self.company.language),
            **context,
        )
        return Sheet(name, title, _breakable(html), self.paper, self.assets, revised, fingerprint)

    def page(self, path: str) -> str:
        """Return the address of a page on the published site."""
        return urljoin(self.company.handbook_url.rstrip("/") + "/", path)


def _breakable(html: str) -> str:
    """Let words that no line holds break anywhere: WeasyPrint takes minutes to find out where."""
    head, body, rest = html.partition("<body>")
    return head + body + _TEXT.sub(lambda text: _LONG_WORD.sub(_with_breaks, text[0]), rest)


def _with_breaks(word: re.Match[str]) -> str:
    return "<wbr>".join(_PIECE.findall(word[0]))


def _qr(url: str) -> dict[str, str]:
    """Return an address, and its QR code as an image."""
    import segno

    code = segno.make(url, error="m", micro=False)
    return {"url": url, "image": code.svg_data_uri(border=4, omitsize=True, dark="#0f1b2d")}


def _footer(title: str, revised: date, fingerprint: str, locale: str) -> str:
    """Return the left of the footer as the inside of a CSS string; only what is short fits there."""
    from babel.dates import format_date

    name = _DIRECTION.sub("", title)
    name = name if len(name) <= FOOTER_TITLE else f"{name[: FOOTER_TITLE - 1]}…"
    day = format_date(revised, "long", locale=locale.replace("-", "_"))
    return _css(f"{name} · revised {day} · {fingerprint[: addresses.SHORT_FINGERPRINT]}")


def _css(text: str) -> str:
    """Escape a text for a CSS string within HTML: what is not a letter, digit or space by its code."""
    return "".join(
        c if c == " " or (c.isascii() and c.isalnum()) else f"\\{ord(c):x} " for c in text
    )

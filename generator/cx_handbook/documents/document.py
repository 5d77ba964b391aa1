"""Render a printable document (HTML) with its footer and its QR code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import urljoin

from markupsafe import Markup, escape

from cx_handbook import __version__, addresses
from cx_handbook.colours import find_colour
from cx_handbook.content.cross_references import TitledPage, make_title_key
from cx_handbook.content.model import Company, Site
from cx_handbook.content.model.base import FileRecord
from cx_handbook.identifiers import shorten_fingerprint
from cx_handbook.templating import Environment, create_environment, format_day

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)

# Where style sheet and fonts lie, seen from a print view two folders below the site's root.
ASSETS = f"../../{addresses.ASSETS}/"

FOOTER_TITLE = 60  # characters
# Marks that change the direction of writing would print date and fingerprint backwards.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Sheet:
    """One document to print: a whole HTML page that serves browsers and WeasyPrint alike.

    `paper` is None for a print view; only a PDF has a paper of its own, and fields to fill in.
    """

    name: str
    title: str
    html: str
    paper: Paper | None
    revised: date
    fingerprint: str
    style: str = ""
    """What only this sheet looks like. In a PDF it stands in the page; a print view names it as a file
    beside itself."""


class SheetPlan(NamedTuple):
    """A document before it is rendered: its name, what it rests on, and what makes it.

    It shows nothing but these records, what is told besides, the company, its sections and sources,
    and what pages are called.
    """

    name: str
    records: tuple[FileRecord, ...]
    told: object
    make: Callable[[], Sheet]


@dataclass(frozen=True)
class DocumentRenderer:
    """Renders the documents of one run, which share templates: compiling those is most of the work.

    Without a paper it renders print views for a browser, whose printer knows its paper.
    """

    company: Company
    paper: Paper | None
    site: Site | None
    gather_titles: Callable[[], Mapping[str, TitledPage]] = dict  # which texts may name

    @cached_property
    def environment(self) -> Environment:
        """The Jinja environment of this company."""
        return create_environment(self.company)

    @cached_property
    def titles(self) -> Mapping[str, TitledPage]:
        """The pages that texts may name: looked up for the first document that is rendered."""
        return self.gather_titles()

    def render(
        self,
        template: str,
        *,
        name: str,
        title: str,
        revised: date,
        fingerprint: str,
        online: str,
        footer: str = "",
        own_style: str = "",
        **context: Any,
    ) -> Sheet:
        """Return a document. Its QR code leads to `online`, an address from the site's root.

        `footer` stands at the bottom left instead of title, revision and fingerprint.
        `own_style` are rules beside those of all sheets.
        """
        footer = _escape_css(_DIRECTION.sub("", footer)) or _format_footer(
            title, revised, fingerprint, self.company.language
        )
        style = self._write_style(footer, own_style)
        # Every document gets the same frame; what only one needs comes with the context.
        html = self.environment.get_template(f"documents/{template}.html.j2").render(
            version=__version__,
            site=self.site,
            assets=ASSETS,
            fillable=self.paper is not None,
            name=name,
            title=title,
            revised=revised,
            fingerprint=fingerprint,
            qr=_make_qr_code(self.page_url(online)),
            sheet_style=Markup(style),  # noqa: S704 - numbers of ours, and an escaped text
            refer=self._link_title,
            **context,
        )
        return Sheet(name, title, html, self.paper, revised, fingerprint, style)

    def _write_style(self, footer: str, own: str) -> str:
        brand = self.company.brand
        rules = (
            f'@page {{ @bottom-left {{ content: "{footer}" }} }}',
            brand.paper_style if brand else "",
            own,
        )
        return "\n".join(filter(None, rules))

    def _link_title(self, words: str) -> Markup | None:
        """Return the link to a page that words name, with its place for whoever reads it on paper."""
        page = self.titles.get(make_title_key(words))
        if page is None:
            return None
        place = f" ({page.place})" if page.place else ""
        link = Markup('<a class="ref" href="{}">{}</a>{}')
        return link.format(self.page_url(page.address), page.title, place)

    def page_url(self, path: str) -> str:
        """Return the address of a page on the published site."""
        # With the slash, a site in a folder of its host keeps its folder.
        return urljoin(self.company.handbook_url.rstrip("/") + "/", path)


def write_column_widths(widths: Iterable[int]) -> str:
    """Return the rules for columns of these widths in percent; a column's class is its width."""
    return "\n".join(f".sheet th.w{width} {{ width: {width}% }}" for width in sorted(set(widths)))


class _QrCode:
    """An address, and its QR code as an image and as a drawing that stands in the page.

    The same sheet is rendered for the screen and for each paper, and each shows one of both.
    """

    def __init__(self, url: str) -> None:
        import segno

        self.url = url
        # Level M reads through a crease or a stain; a micro code is not read by every phone.
        self._code = segno.make(url, error="m", micro=False)

    @cached_property
    def image(self) -> str:
        return str(self._code.svg_data_uri(border=4, omitsize=True, dark=find_colour("ink")))

    @cached_property
    def drawing(self) -> Markup:
        svg = self._code.svg_inline(
            border=4, omitsize=True, dark=find_colour("ink"), lineclass=None
        )
        label = f'<svg role="img" aria-label="QR code of the online version: {escape(self.url)}" '
        # Made by the library of an address that it encodes, so no text of anybody is in it.
        return Markup(svg.replace("<svg ", label, 1))  # noqa: S704


# A code takes 10 milliseconds.
_make_qr_code = lru_cache(maxsize=512)(_QrCode)


def _format_footer(title: str, revised: date, fingerprint: str, language: str) -> str:
    """Return the left part of the footer as the inside of a CSS string, shortened to fit."""
    name = _DIRECTION.sub("", title)
    name = name if len(name) <= FOOTER_TITLE else f"{name[: FOOTER_TITLE - 1]}…"
    day = format_day(revised, language)
    return _escape_css(f"{name} · revised {day} · {shorten_fingerprint(fingerprint)}")


def _escape_css(text: str) -> str:
    """Escape a text for a CSS string inside HTML: all but ASCII letters, digits and spaces."""
    return "".join(
        c if c == " " or (c.isascii() and c.isalnum()) else f"\\{ord(c):x} " for c in text
    )

"""From a handbook to the sheets that are printed: one HTML page each, for browsers and PDFs alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal, get_args
from urllib.parse import urljoin

from jinja2 import Environment

from generator import __version__, markup, score
from generator.byhand import case_sheets, is_brief, working
from generator.environment import environment
from generator.form import build_form
from generator.logs import LOGS, Log
from generator.model import Checklist, Company, Form, Handbook, Site

Paper = Literal["a4", "letter"]
PAPERS: tuple[Paper, ...] = get_args(Paper)

# Where things lie on the site: pages from its root, assets from a print view.
PAGE = "checklists/{name}.html"
PRINT_VIEW = "checklists/print/{name}.html"
ASSETS = "../../assets/handbook/"

FOOTER_TITLE, SHOWN_DIGITS = 60, 12
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


def checklist_sheet(
    handbook: Handbook,
    checklist: Checklist,
    form: Form,
    *,
    paper: Paper,
    site: Site | None = None,
    assets: str = ASSETS,
) -> Sheet:
    """Return the sheet of a checklist: questions, working, actions, signatures, case sheets."""
    return _Press(handbook.company, paper, site, assets).checklist(checklist, form)


def log_sheets(
    handbook: Handbook, *, paper: Paper, site: Site | None = None, assets: str = ASSETS
) -> tuple[Sheet, ...]:
    """Return the blank logs: call-backs promised and complaints received."""
    press = _Press(handbook.company, paper, site, assets)
    return tuple(press.log(log) for log in LOGS)


def all_sheets(
    handbook: Handbook, *, paper: Paper, site: Site | None = None, assets: str = ASSETS
) -> tuple[Sheet, ...]:
    """Return every sheet of a handbook: its checklists, then the logs."""
    press = _Press(handbook.company, paper, site, assets)
    checklists = (press.checklist(c, build_form(handbook, c)) for c in handbook.checklists)
    return (*checklists, *(press.log(log) for log in LOGS))


def sheet_names(handbook: Handbook) -> tuple[str, ...]:
    """Return the names of all sheets, in the order of `all_sheets`."""
    return (*(c.slug for c in handbook.checklists), *(log.name for log in LOGS))


@dataclass(frozen=True)
class _Press:
    """What the sheets of one run share. Compiling the templates is most of the work."""

    company: Company
    paper: Paper
    site: Site | None
    assets: str

    @cached_property
    def environment(self) -> Environment:
        return environment(self.company)

    def checklist(self, checklist: Checklist, form: Form) -> Sheet:
        title = markup.plain(checklist.title)
        page = PAGE.format(name=checklist.slug)
        html = self._rendered(
            "checklist",
            name=checklist.slug,
            title=title,
            back=f"../{checklist.slug}.html",
            qr=_qr(self.company, page),
            footer=_footer(title, checklist.revised, form.fingerprint, self.company.language),
            checklist=checklist,
            form=form,
            brief=is_brief(form),
            score=score,
            working=working(form),
            case_sheets=tuple(case_sheets(form)),
        )
        return Sheet(
            checklist.slug,
            title,
            html,
            self.paper,
            self.assets,
            checklist.revised,
            form.fingerprint,
        )

    def log(self, log: Log) -> Sheet:
        html = self._rendered(
            "log",
            name=log.name,
            title=log.title,
            back="../index.html",
            qr=_qr(self.company, PRINT_VIEW.format(name=log.name)),
            footer=_footer(log.title, log.revised, log.fingerprint, self.company.language),
            log=log,
        )
        return Sheet(
            log.name, log.title, html, self.paper, self.assets, log.revised, log.fingerprint
        )

    def _rendered(self, template: str, **context: Any) -> str:
        page = self.environment.get_template(f"print/{template}.html.j2")
        html = page.render(version=__version__, site=self.site, assets=self.assets, **context)
        return _breakable(html)


def _breakable(html: str) -> str:
    """Let words that no line holds break anywhere: WeasyPrint takes minutes to find out where."""
    head, body, rest = html.partition("<body>")
    return head + body + _TEXT.sub(lambda text: _LONG_WORD.sub(_with_breaks, text[0]), rest)


def _with_breaks(word: re.Match[str]) -> str:
    return "<wbr>".join(_PIECE.findall(word[0]))


def _qr(company: Company, page: str) -> dict[str, str]:
    """Return the address of a page on the published site, and its QR code as an image."""
    import segno

    url = urljoin(company.handbook_url.rstrip("/") + "/", page)
    code = segno.make(url, error="m", micro=False)
    return {"url": url, "image": code.svg_data_uri(border=4, omitsize=True, dark="#0f1b2d")}


def _footer(title: str, revised: date, fingerprint: str, locale: str) -> str:
    """Return the left of the footer as the inside of a CSS string; only what is short fits there."""
    from babel.dates import format_date

    name = _DIRECTION.sub("", title)
    name = name if len(name) <= FOOTER_TITLE else f"{name[: FOOTER_TITLE - 1]}…"
    day = format_date(revised, "long", locale=locale.replace("-", "_"))
    return _css(f"{name} · revised {day} · {fingerprint[:SHOWN_DIGITS]}")


def _css(text: str) -> str:
    """Escape a text for a CSS string within HTML: what is not a letter, digit or space by its code."""
    return "".join(
        c if c == " " or (c.isascii() and c.isalnum()) else f"\\{ord(c):x} " for c in text
    )

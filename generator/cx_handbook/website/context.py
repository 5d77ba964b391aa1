"""What every page is drawn with: the templates, the names of things, the addresses of pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from cx_handbook.content.coverage import Coverage
from cx_handbook.content.model import (
    Case,
    Form,
    Handbook,
    Policy,
    RolePlay,
    Section,
    ServiceModel,
    Situation,
)
from cx_handbook.labels import CAUSE_NAMES, COMPONENT_NAMES, FACTOR_MEANINGS, FACTOR_NAMES
from cx_handbook.markdown import plain
from cx_handbook.templating import CITED, environment
from cx_handbook.website.page import Page, SearchEntry

KIND_NAMES = {
    "apology": "Apology",
    "callback": "Call-back",
    "alternative": "Alternative",
    "listening": "Listening",
    "practice": "Practice",
}
# How much higher the search ranks what customers say, a title, and a whole page than other text.
BOOST_PHRASES, BOOST_PAGE = 10.0, 2.0


@dataclass(frozen=True)
class Printed:
    """Which sheets the site offers for a checklist or a log: addresses by what they are called."""

    views: Mapping[str, str] = field(default_factory=dict)
    pdfs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    workbooks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """Everything the templates draw from, worked out once."""

    handbook: Handbook
    env: Environment
    today: date
    printed: Printed
    forms: dict[str, Form]
    coverage: Coverage


def policy_path(policy: Policy) -> str:
    """Return the address of a policy's page."""
    return f"{policy.section}/{policy.slug}.html"


def whole_path(section: Section) -> str:
    """Return the address of the page that joins all policies of a section."""
    return f"{section.id}/all.html"


def situation_path(situation: Situation) -> str:
    """Return the address of a situation's page."""
    return f"situations/{situation.slug}.html"


def checklist_path(slug: str) -> str:
    """Return the address of a checklist's page."""
    return f"checklists/{slug}.html"


def case_path(case: Case) -> str:
    """Return the address of a training case's page."""
    return f"cases/{case.slug}.html"


def role_play_path(play: RolePlay) -> str:
    """Return the address of a role-play's page."""
    return f"role-plays/{play.slug}.html"


def model_path(model: ServiceModel) -> str:
    """Return the address of a model's page."""
    return f"models/{model.slug}.html"


def rule_path(rule: str) -> str:
    """Return the address of a house rule's page."""
    return f"rules/{rule}.html"


def new_job(handbook: Handbook, today: date, printed: Printed) -> Job:
    """Gather what the pages of one site share. Reviews are judged as of the given day."""
    coverage = Coverage(handbook)
    env = environment(handbook.company)
    env.filters |= {"cited": _cited, "left_out": left_out}
    env.globals |= {
        "handbook": handbook,
        "kind_names": KIND_NAMES,
        "factor_names": FACTOR_NAMES,
        "factor_meanings": FACTOR_MEANINGS,
        "cause_names": CAUSE_NAMES,
        "component_names": COMPONENT_NAMES,
        "policy_path": policy_path,
        "whole_path": whole_path,
        "situation_path": situation_path,
        "checklist_path": checklist_path,
        "case_path": case_path,
        "role_play_path": role_play_path,
        "model_path": model_path,
        "rule_path": rule_path,
    }
    return Job(handbook, env, today, printed, handbook.forms, coverage)


def draw(
    job: Job,
    template: str,
    path: str,
    title: str,
    description: str,
    source: str,
    search: tuple[SearchEntry, ...] = (),
    boost: float = BOOST_PAGE,
    **context: Any,
) -> Page:
    """Return a page drawn from a template; `source` is the file its edit link opens, if any."""
    title = plain(title)
    html = job.env.get_template(f"pages/{template}.html.j2").render(
        title=title, url=partial(_relative, path), **context
    )
    first = SearchEntry("", title, description, boost)
    return Page(path, title, description, html, (first, *search), source)


def _relative(start: str, target: str) -> str:
    page, hash_, anchor = target.partition("#")
    return posixpath.relpath(page, posixpath.dirname(start) or ".") + hash_ + anchor


Words = tuple[str, str]  # the words, and why not


def left_out(words: str) -> Words:
    """Split words from the reason that authors put behind a dash."""
    said, _, reason = words.partition(" – ")
    return said, reason


def _cited(html: Markup, url: Callable[[str], str]) -> Markup:
    """Show the items that finished HTML cites in brackets as small links to what they say."""

    def link(match: re.Match[str]) -> str:
        address = escape(url(f"sources.html#{match[1]}"))
        return f'\u202f<a class="hb-cite" href="{address}">{match[1]}</a>'

    return Markup(CITED.sub(link, html))  # noqa: S704 - finished HTML, and a link of our own


def sentences(*texts: str) -> str:
    """Return texts as one line for the search."""
    return " · ".join(plain(text) for text in texts)

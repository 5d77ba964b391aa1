"""From a handbook to finished pages. Pure: the same handbook and day give the same bytes."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from jinja2 import Environment

from generator import score
from generator.byhand import working
from generator.environment import environment
from generator.form import build_form
from generator.logs import LOGS
from generator.markup import plain
from generator.model import (
    Alternative,
    Apology,
    Checklist,
    Form,
    Handbook,
    Policy,
    Section,
    Situation,
)
from generator.model.checklist import OTHER_FACTORS
from generator.page import Page, SearchEntry

KIND_NAMES = {
    "apology": "Apology",
    "callback": "Call-back",
    "alternative": "Alternative",
    "listening": "Listening",
    "practice": "Practice",
}
FACTOR_NAMES = {
    "tangibles": "Tangibles",
    "compliance": "Compliance",
    "disposition": "Disposition",
    "staff": "Staff",
    "empathy": "Empathy",
}
FACTOR_MEANINGS = {
    "compliance": "what was promised, correct and on time",
    "tangibles": "premises, appearance, materials, display",
    "disposition": "willing and quick to help",
    "staff": "competent and trusted",
    "empathy": "easy to reach, understanding, clear",
}
CAUSE_NAMES = {
    "ours": "It was us",
    "partner": "Someone we work with",
    "unclear": "Nobody knows yet",
    "customer": "The customer’s own doing",
}
COMPONENT_NAMES = {
    "acknowledge": "Name it",
    "take_responsibility": "Own it",
    "explain": "Explain it",
    "regret": "Say sorry",
    "repair": "Put it right",
    "follow_up": "Make sure",
}

# How much higher the search ranks what customers say, a title, and a whole page than other text.
BOOST_PHRASES, BOOST_PAGE = 10.0, 2.0


@dataclass(frozen=True)
class Printed:
    """Which sheets the site offers for a checklist or a log: addresses by what they are called."""

    views: Mapping[str, str] = field(default_factory=dict)
    pdfs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Job:
    """Everything the templates draw from, worked out once."""

    handbook: Handbook
    env: Environment
    today: date
    printed: Printed
    forms: dict[str, Form]
    asked_in: dict[str, tuple[Checklist, ...]]


def render_pages(handbook: Handbook, today: date, printed: Printed | None = None) -> Iterator[Page]:
    """Yield every page of the site. Reviews are judged as of the given day."""
    job = _job(handbook, today, printed or Printed())
    yield _home(job)
    yield _situations(job)
    for situation in handbook.situations:
        yield _situation(job, situation)
    for section in handbook.sections.sections:
        yield _section(job, section)
        for policy in handbook.in_section(section.id):
            yield _policy(job, section, policy)
    yield _phrasebook(job)
    yield _company(job)
    yield _checklists(job)
    for checklist in handbook.checklists:
        yield _checklist(job, checklist)
    yield _scoring(job)
    yield _sources(job)


def policy_path(policy: Policy) -> str:
    """Return the address of a policy's page."""
    return f"{policy.section}/{policy.slug}.html"


def situation_path(situation: Situation) -> str:
    """Return the address of a situation's page."""
    return f"situations/{situation.slug}.html"


def checklist_path(slug: str) -> str:
    """Return the address of a checklist's page."""
    return f"checklists/{slug}.html"


def _job(handbook: Handbook, today: date, printed: Printed) -> _Job:
    forms = {c.slug: build_form(handbook, c) for c in handbook.checklists}
    asked: dict[str, list[Checklist]] = {}
    for checklist in handbook.checklists:
        for item in forms[checklist.slug].items:
            asked.setdefault(item.standard, []).append(checklist)
    env = environment(handbook.company)
    env.filters["left_out"] = _left_out
    env.globals |= {
        "handbook": handbook,
        "kind_names": KIND_NAMES,
        "factor_names": FACTOR_NAMES,
        "factor_meanings": FACTOR_MEANINGS,
        "cause_names": CAUSE_NAMES,
        "component_names": COMPONENT_NAMES,
        "policy_path": policy_path,
        "situation_path": situation_path,
        "checklist_path": checklist_path,
    }
    return _Job(handbook, env, today, printed, forms, {s: tuple(c) for s, c in asked.items()})


def _page(
    job: _Job,
    template: str,
    path: str,
    title: str,
    description: str,
    source: str,
    search: tuple[SearchEntry, ...] = (),
    **context: Any,
) -> Page:
    title = plain(title)
    html = job.env.get_template(f"pages/{template}.html.j2").render(
        title=title, url=partial(_relative, path), **context
    )
    first = SearchEntry("", title, description, BOOST_PAGE)
    return Page(path, title, description, html, (first, *search), source)


def _relative(start: str, target: str) -> str:
    page, hash_, anchor = target.partition("#")
    return posixpath.relpath(page, posixpath.dirname(start) or ".") + hash_ + anchor


def _home(job: _Job) -> Page:
    company = job.handbook.company
    return _page(
        job,
        "home",
        "index.html",
        "Home",
        plain(company.promise),
        "",
        sections=[(s, job.handbook.in_section(s.id)) for s in job.handbook.sections.sections],
        situations=job.handbook.situations,
        checklists=job.handbook.checklists,
    )


def _situations(job: _Job) -> Page:
    return _page(
        job,
        "situations",
        "situations/index.html",
        "Situations",
        "What happened, and what to do about it, in order.",
        "",
        situations=job.handbook.situations,
    )


def _situation(job: _Job, situation: Situation) -> Page:
    steps = [
        action.step.do if action.step else job.handbook.policy[str(action.policy)].title
        for action in situation.do
    ]
    said = SearchEntry(
        "customers-say", "What customers say", _sentences(*situation.customers_say), BOOST_PHRASES
    )
    return _page(
        job,
        "situation",
        situation_path(situation),
        situation.name,
        _sentences(*steps),
        situation.file,
        (said,),
        situation=situation,
    )


def _section(job: _Job, section: Section) -> Page:
    policies = job.handbook.in_section(section.id)
    return _page(
        job,
        "section",
        f"{section.id}/index.html",
        section.title,
        plain(section.promise),
        job.handbook.sections.file,
        section=section,
        policies=policies,
    )


def _policy(job: _Job, section: Section, policy: Policy) -> Page:
    due = policy.review_every.after(policy.reviewed)
    return _page(
        job,
        "policy",
        policy_path(policy),
        policy.title,
        plain(policy.promise),
        policy.file,
        tuple(_policy_entries(policy)),
        section=section,
        policy=policy,
        due=due,
        overdue=due < job.today,
        asked_in=job.asked_in,
    )


def _policy_entries(policy: Policy) -> Iterator[SearchEntry]:
    said = _sentences(*policy.customers_say)
    yield SearchEntry("customers-say", "What customers say", said, BOOST_PHRASES)
    steps = [text for step in policy.steps for text in (step.do, *step.say)]
    yield SearchEntry("steps", "What to do and say", _sentences(*steps))
    if isinstance(policy, Alternative):
        offers = [text for o in policy.instead for text in (o.offer, o.value)]
        text = _sentences(policy.asked_for, *offers)
        yield SearchEntry("instead", "What we can do instead", text, BOOST_PAGE)
    if isinstance(policy, Apology):
        causes = [cause for _, cause in policy.causes.used()]
        words = [said for cause in causes for _, said in cause.words.used()]
        gestures = [gesture.offer for cause in causes for gesture in cause.gestures]
        yield SearchEntry("sorry", "Words for saying sorry", _sentences(*words, *gestures))
    if policy.standards:
        rules = [f"{standard.id} {standard.rule}" for standard in policy.standards]
        yield SearchEntry("standards", "Standards", _sentences(*rules))


def _sentences(*texts: str) -> str:
    return " · ".join(plain(text) for text in texts)


def _phrasebook(job: _Job) -> Page:
    groups = [
        (section, [(p, rows) for p in job.handbook.in_section(section.id) if (rows := _phrases(p))])
        for section in job.handbook.sections.sections
    ]
    return _page(
        job,
        "phrasebook",
        "phrasebook.html",
        "Phrasebook",
        "What to say, and what to leave out.",
        "",
        groups=[(section, policies) for section, policies in groups if policies],
    )


Words = tuple[str, str]  # the words, and why not


def _phrases(policy: Policy) -> list[tuple[tuple[str, ...], tuple[Words, ...]]]:
    """Return pairs of what to say and what to leave out, from one step or one refusal each."""
    rows = [
        (step.say, tuple(_left_out(words) for words in step.avoid))
        for step in policy.steps
        if step.say and step.avoid
    ]
    if isinstance(policy, Alternative):
        offers = tuple(offer.say for offer in policy.instead if offer.say)
        if offers:
            rows.append((offers, tuple(_left_out(words) for words in policy.never_say)))
    return rows


def _left_out(words: str) -> Words:
    """Split words from the reason that authors put behind a dash."""
    said, _, reason = words.partition(" – ")
    return said, reason


def _company(job: _Job) -> Page:
    company = job.handbook.company
    ladder = [
        f"{level.trigger} {company.name_of('roles', level.role)}" for level in company.escalation
    ]
    roles = [company.name_of("roles", role) for role in company.gesture_limits]
    closed = [f"{holiday.name} closed" for holiday in company.holidays]
    reach = [company.contacts.phone, company.contacts.email, company.contacts.address or ""]
    return _page(
        job,
        "company",
        "company.html",
        "Who and when",
        "Who takes over, how much you may give, when we are open.",
        company.file,
        tuple(
            SearchEntry(anchor, title, _sentences(*texts))
            for anchor, title, texts in (
                ("ladder", "Who takes over: escalate, escalation", ladder),
                ("limits", "How much you may give: limits", roles),
                ("hours", "When we are open: opening hours", closed),
                ("contacts", "How customers reach us: phone, email", reach),
            )
            if texts or anchor == "hours"
        ),
    )


def _checklists(job: _Job) -> Page:
    return _page(
        job,
        "checklists",
        "checklists/index.html",
        "Checklists",
        "What we look at, how often, and the sheets to print.",
        "",
        checklists=[(c, job.forms[c.slug]) for c in job.handbook.checklists],
        logs=LOGS,
        printed=job.printed,
    )


def _checklist(job: _Job, checklist: Checklist) -> Page:
    form = job.forms[checklist.slug]
    search = SearchEntry("questions", "Questions", _sentences(*(item.check for item in form.items)))
    return _page(
        job,
        "checklist",
        checklist_path(checklist.slug),
        checklist.title,
        plain(checklist.purpose),
        checklist.file,
        (search,),
        checklist=checklist,
        form=form,
        graded=working(form).graded,
        printed=job.printed,
    )


_EXAMPLE_SHARES = {
    "compliance": 17 / 20,
    "tangibles": 1.0,
    "disposition": 0.75,
    "staff": 0.9,
    "empathy": 0.75,
}
_POLITE_SHARES = dict.fromkeys(_EXAMPLE_SHARES, 1.0) | {"compliance": 2 / 6}


def _scoring(job: _Job) -> Page:
    weights: dict[str, int] = dict.fromkeys(OTHER_FACTORS, 1)
    gate: float = Checklist.model_fields["gate"].default
    return _page(
        job,
        "scoring",
        "scoring.html",
        "How we score",
        "Six points for kept promises, four for everything else, and a gate.",
        "",
        score=score,
        gate=gate,
        shares=_EXAMPLE_SHARES,
        example=score.grade(_EXAMPLE_SHARES, weights, gate),
        polite=score.grade(_POLITE_SHARES, weights, gate),
    )


def _sources(job: _Job) -> Page:
    sources = job.handbook.sources
    groups = [
        (document, [item for item in sources.items if item.document == document.id])
        for document in sources.documents
    ]
    return _page(
        job,
        "sources",
        "sources.html",
        "Where our rules come from",
        "The documents our rules rest on, item by item, and the policies that carry them.",
        sources.file,
        groups=groups,
        citing=job.handbook.citing,
    )

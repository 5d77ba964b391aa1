"""From a handbook to finished pages. Pure: the same handbook and day give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from markupsafe import Markup

from cx_handbook.content.model import (
    Alternative,
    Apology,
    Checklist,
    Handbook,
    Policy,
    Section,
    Situation,
)
from cx_handbook.documents.hand_scoring import working
from cx_handbook.documents.logs import LOGS
from cx_handbook.markdown import plain
from cx_handbook.website.audience import Scope, listed, of_policy, of_section, of_situation, of_step
from cx_handbook.website.context import (
    BOOST_PAGE,
    BOOST_PHRASES,
    Job,
    Printed,
    Words,
    checklist_path,
    draw,
    left_out,
    new_job,
    policy_path,
    sentences,
    situation_path,
    whole_path,
)
from cx_handbook.website.page import Page, SearchEntry
from cx_handbook.website.pages.about import about_pages
from cx_handbook.website.pages.before_saying_no import PATH as REFUSALS
from cx_handbook.website.pages.before_saying_no import refusals_page
from cx_handbook.website.pages.channel_matrix import held_in, matrix_page
from cx_handbook.website.pages.self_audit import DEVICE, fill_in_pages, fill_in_path
from cx_handbook.website.pages.training import learn_pages
from cx_handbook.website.section_print import joined

T = TypeVar("T")


def render_pages(handbook: Handbook, today: date, printed: Printed | None = None) -> Iterator[Page]:
    """Yield every page of the site. Reviews are judged as of the given day."""
    job = new_job(handbook, today, printed or Printed())
    yield _home(job)
    yield _situations(job)
    for situation, before, after in _with_neighbours(handbook.situations):
        yield _situation(job, situation, before, after)
    yield matrix_page(job)
    for section in handbook.sections.sections:
        yield _section(job, section)
        yield from _policies(job, section)
    yield _phrasebook(job)
    yield refusals_page(job)
    yield _company(job)
    yield _checklists(job)
    for checklist in handbook.checklists:
        yield _checklist(job, checklist)
    yield from fill_in_pages(job)
    yield from learn_pages(job)
    yield from about_pages(job)


def _home(job: Job) -> Page:
    company = job.handbook.company
    return draw(
        job,
        "home",
        "index.html",
        "Home",
        plain(company.promise),
        "",
        sections=[(s, job.handbook.in_section(s.id)) for s in job.handbook.sections.sections],
        section_scope=of_section,
        happening=_happening(job.handbook),
        listed=listed,
        refusals_path=REFUSALS,
        training=_training(job.handbook),
        checklists=job.handbook.checklists,
    )


def _training(handbook: Handbook) -> str:
    """Say what there is to learn from: 9 cases, 10 role-plays, a quiz."""
    counted = ((len(handbook.cases), "case"), (len(handbook.role_plays), "role-play"))
    said = [f"{n} {word}{'s' * (n > 1)}" for n, word in counted if n]
    return ", ".join([*said, *(["a quiz"] if handbook.quiz else [])])


def _happening(handbook: Handbook) -> list[tuple[str, str, list[Situation]]]:
    """Group the situations for the home page: anchor, heading, situations; urgent ones first."""
    groups: dict[str, list[Situation]] = {}
    for situation in handbook.situations:
        groups.setdefault(_group(handbook, situation), []).append(situation)
    sections = [(s.id, plain(s.title)) for s in handbook.sections.sections]
    headings = [("urgent", "Before everything else"), *sections, ("", "Other")]
    return [(key or "other", title, groups[key]) for key, title in headings if key in groups]


def _group(handbook: Handbook, situation: Situation) -> str:
    if situation.urgent:
        return "urgent"
    first = next((action.policy for action in situation.do if action.policy), None)
    return situation.group or (handbook.policy[first].section if first else "")


def _situations(job: Job) -> Page:
    return draw(
        job,
        "situations",
        "situations/index.html",
        "Situations",
        "What happened, and what to do about it, in order.",
        "",
        situations=job.handbook.situations,
        listed=listed,
    )


def _with_neighbours(things: Sequence[T]) -> Iterator[tuple[T, T | None, T | None]]:
    """Yield each thing with the one before and the one after it."""
    yield from zip(things, (None, *things), (*things[1:], None), strict=False)


def _situation(
    job: Job, situation: Situation, before: Situation | None, after: Situation | None
) -> Page:
    steps = [
        action.step.do if action.step else job.handbook.policy[str(action.policy)].title
        for action in situation.do
    ]
    said = SearchEntry(
        "customers-say", "What customers say", sentences(*situation.customers_say), BOOST_PHRASES
    )
    return draw(
        job,
        "situation",
        situation_path(situation),
        situation.name,
        sentences(*steps),
        situation.file,
        (said,),
        situation=situation,
        before=before and (f"{before.slug}.html", before.name),
        after=after and (f"{after.slug}.html", after.name),
        scope=of_situation(job.handbook, situation),
        actions=list(zip(situation.do, held_in(job, situation), strict=True)),
    )


def _section(job: Job, section: Section) -> Page:
    policies = job.handbook.in_section(section.id)
    return draw(
        job,
        "section",
        f"{section.id}/index.html",
        section.title,
        plain(section.promise),
        job.handbook.sections.file,
        section=section,
        policies=policies,
        scope_of=of_policy,
    )


def _policies(job: Job, section: Section) -> Iterator[Page]:
    """Yield the page of each policy of a section, and the page that joins them for printing."""
    pages: list[tuple[Policy, Markup]] = []
    for policy, before, after in _with_neighbours(job.handbook.in_section(section.id)):
        page = _policy(job, section, policy, before, after)
        pages.append((policy, joined(page.html, policy.slug)))
        yield page
    if pages:
        yield _whole(job, section, pages)


def _whole(job: Job, section: Section, pages: list[tuple[Policy, Markup]]) -> Page:
    """Return the page to print a section from: no search and no menu leads to it."""
    title = f"{section.title}: all pages"
    description = plain(section.promise)
    path, source = whole_path(section), job.handbook.sections.file
    page = draw(job, "whole", path, title, description, source, section=section, pages=pages)
    return replace(page, search=(), listed=False)


def _policy(
    job: Job, section: Section, policy: Policy, before: Policy | None, after: Policy | None
) -> Page:
    due = policy.review_every.after(policy.reviewed)
    return draw(
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
        asked_in=job.coverage.asked_in,
        before=before and (f"{before.slug}.html", before.title),
        after=after and (f"{after.slug}.html", after.title),
        scope=of_policy(policy),
        refusals_path=REFUSALS,
    )


def _policy_entries(policy: Policy) -> Iterator[SearchEntry]:
    said = sentences(*policy.customers_say)
    yield SearchEntry("customers-say", "What customers say", said, BOOST_PHRASES)
    steps = [text for step in policy.steps for text in (step.do, *step.say)]
    yield SearchEntry("steps", "What to do and say", sentences(*steps))
    if isinstance(policy, Alternative):
        offers = [text for o in policy.instead for text in (o.offer, o.value)]
        text = sentences(policy.asked_for, *offers)
        yield SearchEntry("instead", "What we can do instead", text, BOOST_PAGE)
    if isinstance(policy, Apology):
        causes = [cause for _, cause in policy.causes.used()]
        words = [said for cause in causes for _, said in cause.words.used()]
        gestures = [gesture.offer for cause in causes for gesture in cause.gestures]
        yield SearchEntry("sorry", "Words for saying sorry", sentences(*words, *gestures))
    if policy.standards:
        rules = [f"{standard.id} {standard.rule}" for standard in policy.standards]
        yield SearchEntry("standards", "Standards", sentences(*rules))


def _phrasebook(job: Job) -> Page:
    groups = [
        (section, [(p, rows) for p in job.handbook.in_section(section.id) if (rows := _phrases(p))])
        for section in job.handbook.sections.sections
    ]
    return draw(
        job,
        "phrasebook",
        "phrasebook.html",
        "Phrasebook",
        "What to say, and what to leave out.",
        "",
        groups=[(section, policies) for section, policies in groups if policies],
    )


def _phrases(policy: Policy) -> list[tuple[tuple[str, ...], tuple[Words, ...], Scope]]:
    """Return pairs of what to say and what to leave out, from one step or one refusal each."""
    rows = [
        (step.say, tuple(left_out(words) for words in step.avoid), of_step(policy, step))
        for step in policy.steps
        if step.say and step.avoid
    ]
    if isinstance(policy, Alternative):
        offers = tuple(offer.say for offer in policy.instead if offer.say)
        if offers:
            never = tuple(left_out(words) for words in policy.never_say)
            rows.append((offers, never, of_policy(policy)))
    return rows


def _company(job: Job) -> Page:
    company = job.handbook.company
    ladder = [
        f"{level.trigger} {company.name_of('roles', level.role)}" for level in company.escalation
    ]
    roles = [company.name_of("roles", role) for role in company.gesture_limits]
    closed = [f"{holiday.name} closed" for holiday in company.holidays]
    reach = [company.contacts.phone, company.contacts.email, company.contacts.address or ""]
    return draw(
        job,
        "company",
        "company.html",
        "Who and when",
        "Who takes over, how much you may give, when we are open.",
        company.file,
        tuple(
            SearchEntry(anchor, title, sentences(*texts))
            for anchor, title, texts in (
                ("ladder", "Who takes over: escalate, escalation", ladder),
                ("limits", "How much you may give: limits", roles),
                ("hours", "When we are open: opening hours", closed),
                ("contacts", "How customers reach us: phone, email", reach),
            )
            if texts or anchor == "hours"
        ),
    )


def _checklists(job: Job) -> Page:
    return draw(
        job,
        "checklists",
        "checklists/index.html",
        "Checklists",
        "What we look at, how often, and the sheets to print.",
        "",
        checklists=[(c, job.forms[c.slug]) for c in job.handbook.checklists],
        logs=LOGS,
        printed=job.printed,
        fill_in_path=fill_in_path,
        device_path=DEVICE,
    )


def _checklist(job: Job, checklist: Checklist) -> Page:
    form = job.forms[checklist.slug]
    search = SearchEntry("questions", "Questions", sentences(*(item.check for item in form.items)))
    return draw(
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
        fill_in_path=fill_in_path,
        device_path=DEVICE,
    )

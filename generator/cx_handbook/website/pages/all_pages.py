"""From a handbook to finished pages. Pure: the same handbook and day give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from markupsafe import Markup

from cx_handbook import addresses
from cx_handbook.content.model import (
    Checklist,
    Handbook,
    Policy,
    Section,
    Situation,
)
from cx_handbook.content.model.markers import TextUse
from cx_handbook.content.model.policy import PhrasePair
from cx_handbook.documents.hand_scoring import make_worksheet
from cx_handbook.documents.logs import LOGS
from cx_handbook.markdown import plain
from cx_handbook.website.audience import Scope, listed, of_policy, of_section, of_situation, of_step
from cx_handbook.website.context import (
    BOOST_PAGE,
    BOOST_PHRASES,
    DownloadLinks,
    SiteContext,
    Words,
    build_context,
    left_out,
    render_page,
    sentences,
)
from cx_handbook.website.page import Page, SearchEntry
from cx_handbook.website.pages.about import about_pages
from cx_handbook.website.pages.before_saying_no import refusals_page
from cx_handbook.website.pages.channel_matrix import held_in, matrix_page
from cx_handbook.website.pages.self_audit import fill_in_pages
from cx_handbook.website.pages.training import learn_pages
from cx_handbook.website.section_print import joined

T = TypeVar("T")


def render_pages(
    handbook: Handbook, today: date, downloads: DownloadLinks | None = None
) -> Iterator[Page]:
    """Yield every page of the site. Reviews are judged as of the given day."""
    context = build_context(handbook, today, downloads or DownloadLinks())
    yield _home(context)
    yield _situations(context)
    for situation, before, after in _with_neighbours(handbook.situations):
        yield _situation(context, situation, before, after)
    yield matrix_page(context)
    for section in handbook.sections.sections:
        yield _section(context, section)
        yield from _policies(context, section)
    yield _phrasebook(context)
    yield refusals_page(context)
    yield _company(context)
    yield _checklists(context)
    for checklist in handbook.checklists:
        yield _checklist(context, checklist)
    yield from fill_in_pages(context)
    yield from learn_pages(context)
    yield from about_pages(context)


def _home(context: SiteContext) -> Page:
    company = context.handbook.company
    return render_page(
        context,
        "home",
        addresses.HOME,
        "Home",
        plain(company.promise),
        "",
        sections=[
            (s, context.handbook.in_section(s.id)) for s in context.handbook.sections.sections
        ],
        section_scope=of_section,
        happening=_happening(context.handbook),
        listed=listed,
        training=_training(context.handbook),
        checklists=context.handbook.checklists,
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


def _situations(context: SiteContext) -> Page:
    return render_page(
        context,
        "situations",
        addresses.SITUATIONS,
        "Situations",
        "What happened, and what to do about it, in order.",
        "",
        situations=context.handbook.situations,
        listed=listed,
    )


def _with_neighbours(things: Sequence[T]) -> Iterator[tuple[T, T | None, T | None]]:
    """Yield each thing with the one before and the one after it."""
    yield from zip(things, (None, *things), (*things[1:], None), strict=False)


def _situation(
    context: SiteContext, situation: Situation, before: Situation | None, after: Situation | None
) -> Page:
    steps = [
        action.step.do if action.step else context.handbook.policy[str(action.policy)].title
        for action in situation.do
    ]
    said = SearchEntry(
        "customers-say", "What customers say", sentences(*situation.customers_say), BOOST_PHRASES
    )
    return render_page(
        context,
        "situation",
        addresses.situation_path(situation),
        situation.name,
        sentences(*steps),
        situation.file,
        (said,),
        situation=situation,
        before=before and (f"{before.slug}.html", before.name),
        after=after and (f"{after.slug}.html", after.name),
        scope=of_situation(context.handbook, situation),
        actions=list(zip(situation.do, held_in(context, situation), strict=True)),
    )


def _section(context: SiteContext, section: Section) -> Page:
    policies = context.handbook.in_section(section.id)
    return render_page(
        context,
        "section",
        addresses.section_path(section),
        section.title,
        plain(section.promise),
        context.handbook.sections.file,
        section=section,
        policies=policies,
        scope_of=of_policy,
    )


def _policies(context: SiteContext, section: Section) -> Iterator[Page]:
    """Yield the page of each policy of a section, and the page that joins them for printing."""
    pages: list[tuple[Policy, Markup]] = []
    for policy, before, after in _with_neighbours(context.handbook.in_section(section.id)):
        page = _policy(context, section, policy, before, after)
        pages.append((policy, joined(page.html, policy.slug)))
        yield page
    if pages:
        yield _whole(context, section, pages)


def _whole(context: SiteContext, section: Section, pages: list[tuple[Policy, Markup]]) -> Page:
    """Return the page to print a section from: no search and no menu leads to it."""
    title = f"{section.title}: all pages"
    description = plain(section.promise)
    path, source = addresses.section_print_path(section), context.handbook.sections.file
    page = render_page(
        context, "whole", path, title, description, source, section=section, pages=pages
    )
    return replace(page, search=(), listed=False)


def _policy(
    context: SiteContext,
    section: Section,
    policy: Policy,
    before: Policy | None,
    after: Policy | None,
) -> Page:
    due = policy.review_every.after(policy.reviewed)
    return render_page(
        context,
        "policy",
        addresses.policy_path(policy),
        policy.title,
        plain(policy.promise),
        policy.file,
        tuple(_policy_entries(policy)),
        section=section,
        policy=policy,
        due=due,
        overdue=due < context.today,
        asked_in=context.coverage.asked_in,
        before=before and (f"{before.slug}.html", before.title),
        after=after and (f"{after.slug}.html", after.title),
        scope=of_policy(policy),
    )


def _policy_entries(policy: Policy) -> Iterator[SearchEntry]:
    said = sentences(*policy.customers_say)
    yield SearchEntry("customers-say", "What customers say", said, BOOST_PHRASES)
    steps = [text for step in policy.steps for text in (step.do, *step.say)]
    yield SearchEntry("steps", "What to do and say", sentences(*steps))
    if section := policy.page_section:
        own = sentences(*policy.own_texts(~TextUse.AVOIDED))
        boost = BOOST_PAGE if section.ranks_high else 1
        yield SearchEntry(section.anchor, section.heading, own, boost)
    if policy.standards:
        rules = [f"{standard.id} {standard.rule}" for standard in policy.standards]
        yield SearchEntry("standards", "Standards", sentences(*rules))


def _phrasebook(context: SiteContext) -> Page:
    groups = [
        (
            section,
            [
                (policy, rows)
                for policy in context.handbook.in_section(section.id)
                if (rows := _phrasebook_rows(policy))
            ],
        )
        for section in context.handbook.sections.sections
    ]
    return render_page(
        context,
        "phrasebook",
        addresses.PHRASEBOOK,
        "Phrasebook",
        "What to say, and what to leave out.",
        "",
        groups=[(section, policies) for section, policies in groups if policies],
    )


def _phrasebook_rows(
    policy: Policy,
) -> list[tuple[tuple[str, ...], tuple[Words, ...], Scope]]:
    """Return pairs of what to say and what to leave out, each with whom it concerns."""
    return [
        (pair.say, tuple(left_out(words) for words in pair.avoid), _pair_scope(policy, pair))
        for pair in policy.phrase_pairs()
    ]


def _pair_scope(policy: Policy, pair: PhrasePair) -> Scope:
    return of_step(policy, pair.step) if pair.step else of_policy(policy)


def _company(context: SiteContext) -> Page:
    company = context.handbook.company
    ladder = [
        f"{level.trigger} {company.name_of('roles', level.role)}" for level in company.escalation
    ]
    roles = [company.name_of("roles", role) for role in company.gesture_limits]
    closed = [f"{holiday.name} closed" for holiday in company.holidays]
    reach = [company.contacts.phone, company.contacts.email, company.contacts.address or ""]
    return render_page(
        context,
        "company",
        addresses.COMPANY,
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


def _checklists(context: SiteContext) -> Page:
    return render_page(
        context,
        "checklists",
        addresses.CHECKLISTS,
        "Checklists",
        "What we look at, how often, and the sheets to print.",
        "",
        checklists=[(c, context.forms[c.slug]) for c in context.handbook.checklists],
        logs=LOGS,
        downloads=context.downloads,
    )


def _checklist(context: SiteContext, checklist: Checklist) -> Page:
    form = context.forms[checklist.slug]
    search = SearchEntry("questions", "Questions", sentences(*(item.check for item in form.items)))
    return render_page(
        context,
        "checklist",
        addresses.checklist_path(checklist.slug),
        checklist.title,
        plain(checklist.purpose),
        checklist.file,
        (search,),
        checklist=checklist,
        form=form,
        graded=make_worksheet(form).graded,
        downloads=context.downloads,
    )

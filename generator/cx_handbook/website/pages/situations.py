"""Situations: the list of all, and a page for each with what to do, in order."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.content.model import Handbook, Situation
from cx_handbook.markdown import plain_text
from cx_handbook.website.audience import scope_in_lists, scope_of_situation
from cx_handbook.website.context import SiteContext, join_texts, render_page, with_neighbours
from cx_handbook.website.emergency_numbers import list_numbers
from cx_handbook.website.page import BOOST_PHRASES, Branch, Page, SearchEntry

_URGENT, _OTHER = "urgent", "other"
OUR_GROUPS = (_URGENT, _OTHER)  # those whose headings are ours; the others are sections


def render_situation_list(context: SiteContext) -> Iterator[Page]:
    """Yield the page that lists all situations with what customers say, if there is one."""
    if not context.handbook.situations:
        return
    yield render_page(
        context,
        "situations",
        addresses.SITUATIONS,
        "Situations",
        "What happened, and what to do about it, in order.",
        groups=group_situations(context.handbook),
        our_groups=OUR_GROUPS,
        scope_in_lists=scope_in_lists,
    )


def render_situations(context: SiteContext) -> Iterator[Branch]:
    """Yield the pages of situations, by section: nobody reads a list of seventy by the alphabet."""
    groups = group_situations(context.handbook)
    in_order = [situation for _, _, situations in groups for situation in situations]
    pages = {
        situation.slug: _render_situation(context, situation, before, after)
        for situation, before, after in with_neighbours(in_order)
    }
    for key, title, situations in groups:
        children = tuple(pages[situation.slug] for situation in situations)
        yield Branch(title, children, is_own=key not in OUR_GROUPS)


def _render_situation(
    context: SiteContext, situation: Situation, before: Situation | None, after: Situation | None
) -> Page:
    heading = f"What {context.handbook.company.customer_words.many} say"
    phrases = join_texts(*situation.customers_say)
    return render_page(
        context,
        "situation",
        addresses.situation_path(situation),
        situation.name,
        _describe_steps(context, situation),
        source=situation.file,
        own_words=situation.name,
        scripts=(addresses.CALL_SCRIPT,),
        search=[SearchEntry("customers-say", heading, phrases, BOOST_PHRASES)],
        situation=situation,
        before=before,
        after=after,
        scope=scope_of_situation(context.handbook, situation),
        numbers=list_numbers(context.handbook.company, situation.danger),
        actions=list(zip(situation.do, _list_channels(context, situation), strict=True)),
    )


def _describe_steps(context: SiteContext, situation: Situation) -> str:
    """Return what is done in a situation as one line: its steps, and the titles of its policies."""
    policy = context.handbook.policies_by_slug
    return join_texts(*(a.step.do if a.step else policy[str(a.policy)].title for a in situation.do))


def _list_channels(context: SiteContext, situation: Situation) -> list[tuple[str, ...]]:
    """Return for each action the channels it holds in; none when it holds in all of them."""
    policy = context.handbook.policies_by_slug
    return [
        _fewer_channels(situation, policy[action.policy].channels) if action.policy else ()
        for action in situation.do
    ]


def _fewer_channels(situation: Situation, channels: tuple[str, ...]) -> tuple[str, ...]:
    here = tuple(channel for channel in situation.channels if channel in channels)
    # A note that says "everywhere" would only take room.
    return () if len(here) == len(situation.channels) else here or channels


def group_situations(handbook: Handbook) -> list[tuple[str, str, list[Situation]]]:
    """Return the situations by group: anchor, heading, situations. Urgent ones come first."""
    groups: dict[str, list[Situation]] = {}
    for situation in handbook.situations:
        groups.setdefault(_group_of(handbook, situation), []).append(situation)
    sections = [(s.id, plain_text(s.title)) for s in handbook.sections.sections]
    # Urgent situations come first, whatever section they belong to.
    headings = [(_URGENT, "Before everything else"), *sections, ("", "Other")]
    return [(key or _OTHER, title, groups[key]) for key, title in headings if key in groups]


def _group_of(handbook: Handbook, situation: Situation) -> str:
    """Return the section a situation belongs to: the one it names, or that of its first policy."""
    if situation.urgent:
        return _URGENT
    # The first policy is what the situation is mainly about.
    first = next((action.policy for action in situation.do if action.policy), None)
    return situation.group or (handbook.policies_by_slug[first].section if first else "")

"""Policies: the list of a section, and a page for each policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cx_handbook import addresses
from cx_handbook.content.model import Policy, Section
from cx_handbook.content.model.markers import TextUse
from cx_handbook.customer_words import CustomerWords
from cx_handbook.markdown import plain_text
from cx_handbook.website.audience import scope_of_policy
from cx_handbook.website.context import SiteContext, join_texts, render_page, with_neighbours
from cx_handbook.website.page import (
    BOOST_PAGE,
    BOOST_PHRASES,
    BOOST_TEXT,
    Branch,
    Page,
    SearchEntry,
)
from cx_handbook.website.page_keys import NamedPage


def render_sections(context: SiteContext) -> Iterator[Branch]:
    """Yield for each section its list of policies and the page of each policy."""
    for section in context.handbook.sections.sections:
        pages = (_render_section(context, section), *_render_policies(context, section))
        yield Branch(plain_text(section.title), pages, is_own=True)


def _render_section(context: SiteContext, section: Section) -> Page:
    policies = context.handbook.in_section(section.id)
    return render_page(
        context,
        "section",
        addresses.section_path(section),
        section.title,
        plain_text(section.promise),
        source=context.handbook.sections.file,
        own_words=section.title,
        key=context.keys.name_records(policies),
        handbook=context.surroundings,
        section=section,
        policies=policies,
        scope_of=scope_of_policy,
    )


def _render_policies(context: SiteContext, section: Section) -> Iterator[Page]:
    names = context.surroundings.policies_by_slug
    for policy, before, after in with_neighbours(context.handbook.in_section(section.id)):
        path, shown = addresses.policy_path(policy), describe_policy(context, section, policy)
        key = make_policy_key(context, policy, shown)
        if ready := context.find_ready(path, key):
            yield ready
            continue
        yield render_page(
            context,
            "policy",
            path,
            policy.title,
            description=plain_text(policy.promise),
            source=policy.file,
            own_words=policy.title,
            scripts=(addresses.CALL_SCRIPT,),
            search=_list_search_entries(policy, context.handbook.company.customer_words),
            printed_as=policy.slug,
            key=key,
            before=names[before.slug] if before else None,
            after=names[after.slug] if after else None,
            **shown,
        )


def describe_policy(context: SiteContext, section: Section, policy: Policy) -> dict[str, Any]:
    """Return what the template of a policy needs besides the title, on its own page and in print."""
    asked = context.coverage.checklists_by_standard
    due = policy.next_review
    return {
        "handbook": context.surroundings,
        "section": section,
        "policy": policy,
        "due": due,
        "overdue": due < context.today,
        "asked_in": {
            one.id: tuple(NamedPage(c.title, c.slug) for c in asked[one.id])
            for one in policy.standards
            if one.id in asked
        },
        "scope": scope_of_policy(policy),
    }


def make_policy_key(context: SiteContext, policy: Policy, shown: dict[str, Any]) -> str:
    """Return what stands for all that `describe_policy` tells of a policy, and for its neighbours."""
    return context.keys.name_records((policy,), shown["overdue"], shown["asked_in"])


def _list_search_entries(policy: Policy, words: CustomerWords) -> Iterator[SearchEntry]:
    phrases = join_texts(*policy.customers_say)
    yield SearchEntry("customers-say", f"What {words.many} say", phrases, BOOST_PHRASES)
    steps = [text for step in policy.steps for text in (step.do, *step.say)]
    yield SearchEntry("steps", "What to do and say", join_texts(*steps))
    if section := policy.page_section:
        own_texts = join_texts(*policy.list_own_texts(~TextUse.AVOIDED))
        # Offers instead of a no are looked for by name; other sections are not.
        boost = BOOST_PAGE if section.ranks_high else BOOST_TEXT
        yield SearchEntry(section.anchor, section.heading, own_texts, boost)
    if policy.standards:
        # With the ID, because auditors search for it.
        rules = [f"{standard.id} {standard.rule}" for standard in policy.standards]
        yield SearchEntry("standards", "Standards", join_texts(*rules))

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


def render_sections(context: SiteContext) -> Iterator[Branch]:
    """Yield for each section its list of policies and the page of each policy."""
    for section in context.handbook.sections.sections:
        pages = (_render_section(context, section), *_render_policies(context, section))
        yield Branch(plain_text(section.title), pages, is_own=True)


def _render_section(context: SiteContext, section: Section) -> Page:
    return render_page(
        context,
        "section",
        addresses.section_path(section),
        section.title,
        plain_text(section.promise),
        source=context.handbook.sections.file,
        own_words=section.title,
        section=section,
        policies=context.handbook.in_section(section.id),
        scope_of=scope_of_policy,
    )


def _render_policies(context: SiteContext, section: Section) -> Iterator[Page]:
    for policy, before, after in with_neighbours(context.handbook.in_section(section.id)):
        yield render_page(
            context,
            "policy",
            addresses.policy_path(policy),
            policy.title,
            description=plain_text(policy.promise),
            source=policy.file,
            own_words=policy.title,
            scripts=(addresses.CALL_SCRIPT,),
            search=_list_search_entries(policy, context.handbook.company.customer_words),
            printed_as=policy.slug,
            before=before,
            after=after,
            **describe_policy(context, section, policy),
        )


def describe_policy(context: SiteContext, section: Section, policy: Policy) -> dict[str, Any]:
    """Return what the template of a policy needs besides the title, on its own page and in print."""
    return {
        "section": section,
        "policy": policy,
        "due": policy.next_review,
        "overdue": policy.next_review < context.today,
        "asked_in": context.coverage.checklists_by_standard,
        "scope": scope_of_policy(policy),
    }


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

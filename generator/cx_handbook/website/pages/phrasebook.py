"""The phrasebook: what to say and what to leave out, side by side."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.content.model import Policy
from cx_handbook.content.model.policy import PhrasePair
from cx_handbook.website.audience import Scope, scope_of_policy, scope_of_step
from cx_handbook.website.context import SiteContext, Words, render_page, split_reason
from cx_handbook.website.page import Page

PageRow = tuple[tuple[str, ...], tuple[Words, ...], Scope]  # to say, to avoid, who for


def render_phrasebook(context: SiteContext) -> Iterator[Page]:
    """Yield the phrasebook, by section and policy, if there is a phrase to show."""
    handbook = context.handbook
    groups = [
        (
            section,
            [
                (context.surroundings.policies_by_slug[policy.slug], pairs)
                for policy in handbook.in_section(section.id)
                if (pairs := _list_pairs(policy))
            ],
        )
        for section in handbook.sections.sections
    ]
    if not any(policies for _, policies in groups):
        return
    yield render_page(
        context,
        "phrasebook",
        addresses.PHRASEBOOK,
        "Phrasebook",
        "What to say, and what to leave out.",
        key=context.keys.name_records((), [(section.id, named) for section, named in groups]),
        handbook=context.surroundings,
        groups=[(section, policies) for section, policies in groups if policies],
    )


def _list_pairs(policy: Policy) -> list[PageRow]:
    """Return pairs of what to say and what to leave out, each with whom it concerns."""
    return [
        (pair.say, tuple(split_reason(words) for words in pair.avoid), _pair_scope(policy, pair))
        for pair in policy.list_phrase_pairs()
    ]


def _pair_scope(policy: Policy, pair: PhrasePair) -> Scope:
    # A pair from a step concerns whoever takes the step.
    return scope_of_step(policy, pair.step) if pair.step else scope_of_policy(policy)

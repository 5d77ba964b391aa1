"""All policies of a section on one page, to be printed in one go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cx_handbook import addresses
from cx_handbook.content.model import Policy, Section
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import PrintedPart, SiteContext, render_page, render_template
from cx_handbook.website.outline import Outline
from cx_handbook.website.page import Page
from cx_handbook.website.pages.policies import describe_policy, make_policy_key


def render_section_prints(context: SiteContext) -> Iterator[Page]:
    """Yield for each section that has a policy the page to print it from.

    Only the list of the section leads there: the search would find every policy twice.
    """
    for section in context.handbook.sections.sections:
        if policies := context.handbook.in_section(section.id):
            path = addresses.section_print_path(section)
            shown = [describe_policy(context, section, policy) for policy in policies]
            pairs = zip(policies, shown, strict=True)
            told = [make_policy_key(context, policy, one) for policy, one in pairs]
            key = context.keys.name_records(policies, told)
            if ready := context.find_ready(path, key):
                yield ready
                continue
            parts = [_find_part(context, section, policy) for policy in policies]
            page = render_page(
                context,
                "section_print",
                path,
                f"{section.title}: all pages",
                plain_text(section.promise),
                source=context.handbook.sections.file,
                own_words=section.title,
                key=key,
                handbook=context.surroundings,
                section=section,
                policies=list(zip(policies, (part.html for part in parts), strict=True)),
            )
            headings = (heading for part in parts for heading in part.headings)
            yield replace(page, search=(), toc=tuple(headings))


def _find_part(context: SiteContext, section: Section, policy: Policy) -> PrintedPart:
    """Return a policy as a part of the page: as it was kept with its own page, or rendered now."""
    if (kept := context.printed_parts.pop(policy.slug, None)) is not None:
        return kept
    outline = Outline(policy.slug)
    html = render_template(
        context,
        "policy",
        addresses.section_print_path(section),
        outline,
        # Buttons and links to the next page are of no use on paper.
        on_screen=False,
        title=plain_text(policy.title),
        **describe_policy(context, section, policy),
    )
    return PrintedPart(html, outline.headings)

"""All policies of a section on one page, to be printed in one go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markupsafe import Markup

from cx_handbook import addresses
from cx_handbook.markdown import plain
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page, walk_pages
from cx_handbook.website.pages.policies import render_sections

# Finished HTML has neither < nor " but where a tag or an attribute needs it: all text is escaped.
_SCREEN = re.compile(r'<(\w+)[^>]* data-hb-screen=""[^>]*>.*?</\1>', re.DOTALL)
_LIVE = re.compile(r' data-hb-(?:steps|limits|first|line|open|panel|name)="[^"]*"')
_NAME = re.compile(r'( (?:id|for|aria-labelledby|aria-describedby)="| href="#)')
_HEADING = re.compile(r"(</?h)([1-5])\b")
_TITLE = re.compile(r"<h2>")


def render_section_prints(context: SiteContext) -> Iterator[Page]:
    """Yield for each section that has a policy the page to print it from.

    Only the list of the section leads there: the search would find every policy twice.
    """
    pages = {page.path: page for page in walk_pages(render_sections(context))}
    for section in context.handbook.sections.sections:
        policies = [
            (policy, joined(pages[addresses.policy_path(policy)].html, policy.slug))
            for policy in context.handbook.in_section(section.id)
        ]
        if policies:
            page = render_page(
                context,
                "section_print",
                addresses.section_print_path(section),
                f"{section.title}: all pages",
                plain(section.promise),
                source=context.handbook.sections.file,
                section=section,
                pages=policies,
            )
            yield replace(page, search=())


def joined(html: str, name: str) -> Markup:
    """Return a finished page as a part of another one, where `name` is its anchor.

    Its own anchors begin with the name, its headings go down by one, and what only a screen has
    use for is gone.
    """
    html = _LIVE.sub("", _SCREEN.sub("", html))
    html = _NAME.sub(lambda start: f"{start[1]}{name}--", html)
    html = _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + 1}", html)
    return Markup(_TITLE.sub(f'<h2 id="{name}">', html, count=1))  # noqa: S704 - finished HTML

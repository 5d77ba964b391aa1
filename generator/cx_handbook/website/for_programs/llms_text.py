"""The file `llms.txt`: what the handbook is and where its pages are, for programs that read text.

Its form is the one of https://llmstxt.org: a title, a summary, and lists of links below headings; what
stands below *Optional* may be left out where there is little room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cx_handbook import addresses
from cx_handbook.content.model import Handbook
from cx_handbook.markdown import plain_text
from cx_handbook.website.for_programs.page_list import ListedPage, make_url

_TRAINING = ("case", "role-play", "quiz", "service-model")
_CHECKLISTS = ("checklist", "log")
_OPTIONAL = ("guide", "section-print", "house-rule", "self-audit", "own-page")
_SIGNS = re.compile(r"([\\`*_\[\]<>#])")


def render_llms_text(handbook: Handbook, title: str, listed: Iterable[ListedPage]) -> str:
    """Return `llms.txt`: every page of the site once, what helps with a customer first."""
    customers = handbook.company.customer_words.many
    summary = (
        f"What {handbook.company.name} promises its {customers}, and what staff do and say: "
        f"a page for each situation and each policy."
    )
    lists = (_render_list(handbook, *group) for group in _group_pages(handbook, list(listed)))
    data = make_url(handbook, addresses.PAGE_LIST)
    intro = f"The same pages as data, with what {customers} say: [{addresses.PAGE_LIST}]({data})."
    return "\n\n".join((f"# {_escape(title)}", f"> {_escape(summary)}", intro, *lists)) + "\n"


def _group_pages(
    handbook: Handbook, listed: list[ListedPage]
) -> Iterator[tuple[str, list[ListedPage]]]:
    """Yield the headings that have pages, each with its pages."""
    groups = [("Situations", [page for page in listed if page.kind == "situation"])]
    for section in handbook.sections.sections:
        of_section = ("section", "policy")
        found = [p for p in listed if p.kind in of_section and p.section == section.id]
        groups.append((plain_text(section.title), found))
    for heading, kinds in (
        ("Checklists", _CHECKLISTS),
        ("Training", _TRAINING),
        ("Optional", _OPTIONAL),
    ):
        groups.append((heading, [page for page in listed if page.kind in kinds]))
    yield from (group for group in groups if group[1])


def _render_list(handbook: Handbook, heading: str, pages: list[ListedPage]) -> str:
    lines = (_render_link(handbook, page) for page in pages)
    return "\n".join((f"## {_escape(heading)}", "", *lines))


def _render_link(handbook: Handbook, page: ListedPage) -> str:
    link = f"- [{_escape(page.title)}]({make_url(handbook, page.path)})"
    return f"{link}: {_escape(page.description)}" if page.description else link


def _escape(text: str) -> str:
    """Return text on one line in which no sign means anything in Markdown."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))

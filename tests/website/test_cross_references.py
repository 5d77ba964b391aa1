"""Texts that name another page lead there, on the screen and on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.documents.sheets import render_sheets
from cx_handbook.website.pages.all_pages import render_pages
from support.edits import change_handbook
from support.project import DAY
from support.rendered import render_once

LINK = re.compile(r'<a class="hb-ref" href="([^"]*)" data-hb-place="([^"]*)">([^<]*)</a>')


@pytest.fixture
def linked(handbook_root: Path) -> Handbook:
    """Return the small handbook with references in a step, a limit, a reason and a checklist."""
    edits = [
        "@ policies/offers/sold-out.yml",
        "-  - do: Say what there is before what there is not.",
        "+  - do: Say what there is, or go to [[chair-came-broken]]. Not *ever* back to *Sold out*.",
        "@ policies/offers/sold-out.yml",
        "-    limit: While there are any",
        "+    limit: As *We ring back* says",
        "@ policies/situations/chair-came-broken.yml",
        "-    because: Hear it first.",
        "+    because: Hear it first, [and *We ring back*](https://example.com).",
        "@ checklists/monthly.yml",
        "-  - Fetch the lists first.",
        "+  - Read *Hear the whole story* first.",
    ]
    change_handbook(handbook_root, edits)
    return load_handbook(handbook_root)


def find_links(handbook: Handbook, path: str) -> list[tuple[str, ...]]:
    page = next(page for page in render_once(handbook) if page.path == path)
    return LINK.findall(page.html)


def test_titles_and_slugs_in_texts_are_links(linked: Handbook) -> None:
    """A page's title in emphasis and its slug in brackets lead there, and say where it stands.

    Other emphasis stays what it is, and so does the title of the page itself.
    """
    (section,) = {p.section for p in linked.policies if p.slug == "sold-out"}
    found = find_links(linked, f"{section}/sold-out.html")

    assert ("../situations/chair-came-broken.html", "Situations", "The chair came broken") in found
    assert ("../calls/ring-back.html", "Calling back", "We ring back") in found
    assert {title for *_, title in found} == {"The chair came broken", "We ring back"}


def test_a_title_within_a_link_is_no_link_of_its_own(linked: Handbook) -> None:
    """HTML knows no link within a link, so the one around it wins."""
    assert find_links(linked, "situations/chair-came-broken.html") == []


def test_what_is_searched_has_the_title_of_the_slug(linked: Handbook) -> None:
    """A slug is the author's; whoever finds the step or hears it read out gets the page's title."""
    texts = " ".join(f"{page.html} {page.search}" for page in render_pages(linked, DAY))

    assert re.search(r"\[\[[a-z]", texts) is None
    assert "or go to The chair came broken" in texts


def test_on_paper_a_reference_says_where_the_page_stands(linked: Handbook) -> None:
    """A sheet has no links to press: it names the page, and the part of the handbook it is in."""
    sheet = next(sheet for sheet in render_sheets(linked, paper="a4") if sheet.name == "monthly")

    assert re.search(
        r'Read <a class="ref" href="[^"]*/hearing/whole-story.html">Hear the whole story</a> \(',
        sheet.html,
    )

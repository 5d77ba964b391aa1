"""Situations by channel: what is covered, what does not arise and why, and how it is read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Page

from cx_handbook.content.model import Handbook, Situation
from cx_handbook.website.pages.all_pages import render_pages
from support.browser import Opener
from support.rendered import render_once

DAY = date(2026, 11, 21)
PATH = "situations/matrix.html"


def situation(handbook: Handbook, slug: str, **fields: object) -> Situation:
    """Return the small handbook's situation under another name, with some fields changed."""
    first = handbook.situations[0]
    data = first.model_dump(mode="json", exclude_none=True) | fields
    origin = first._origin._replace(file=f"policies/situations/{slug}.yml", slug=slug)
    return Situation.model_validate(data, context=origin)


@pytest.fixture
def several(handbook: Handbook) -> Handbook:
    """Return a handbook with one full row, one with a reason, and one with an empty cell."""
    reason = "Nobody *rings* <from> the counter."
    situations = (
        situation(handbook, "everywhere", name="Everywhere"),
        situation(
            handbook, "counter", name="At hand", channels=["counter"], not_in={"phone": reason}
        ),
        situation(handbook, "phone", name="On the line", channels=["phone"]),
    )
    return replace(handbook, situations=situations, role_plays=())


def html(handbook: Handbook, path: str = PATH) -> str:
    return next(page.html for page in render_once(handbook) if page.path == path)


def rows(handbook: Handbook) -> list[str]:
    return re.findall(r'<tr class="hb-item">.*?</tr>', html(handbook), re.DOTALL)


def test_each_cell_says_in_words_what_it_shows(several: Handbook) -> None:
    """Covered, does not arise with the reason, or empty: never only a sign."""
    full, apart, empty = rows(several)

    assert full.count('<span class="hb-sr">covered</span>') == 2
    assert "Does not arise: </span>Nobody rings &lt;from&gt; the counter." in apart
    assert 'href="#not-counter-phone"' in apart
    assert empty.count('<span class="hb-sr">empty</span>') == 1


def test_the_reasons_stand_below_the_table_as_well(several: Handbook) -> None:
    """Each reason is a list entry that its dash leads to."""
    below = html(several).split('id="reasons"')[1]

    assert re.findall(r'<dd id="([^"]+)"', below) == ["not-counter-phone"]
    assert "Nobody rings &lt;from&gt; the counter." in below
    assert "everywhere.html" not in below


def test_the_head_counts(several: Handbook) -> None:
    """How many situations, how many cells, how many of them without a reason or a procedure."""
    said = html(several)

    assert "3 situations, 4 of 6 cells covered" in said
    assert "1 with a reason why not" in said
    assert "empty: 1 cell in which part of the procedure does not hold" in said


def test_without_a_situation_there_is_no_page_of_them(handbook: Handbook) -> None:
    """An empty table would only puzzle, and nothing leads to it."""
    pages = list(render_pages(replace(handbook, situations=(), role_plays=()), DAY))

    assert not any(page.path.startswith("situations/") for page in pages)
    assert not any("situations/" in page.html for page in pages if page.path.count("/") == 0)


def test_the_list_of_situations_leads_to_the_matrix(handbook: Handbook) -> None:
    """One link on the page of situations."""
    assert 'href="matrix.html"' in html(handbook, "situations/index.html")


def test_what_does_not_hold_in_every_channel_says_where_it_does(handbook: Handbook) -> None:
    """A policy for the phone alone is marked where the situation arises at the counter too."""
    steps = html(handbook, "situations/chair-came-broken.html").split('<li id="step-')[1:]
    marked = {n for n, step in enumerate(steps) if "hb-chip--only" in step}

    assert marked == {3}
    assert '<span class="hb-chip hb-chip--only">Phone only</span>' in steps[3]


def test_the_table_is_filtered_and_counted(several: Handbook, opened: Opener) -> None:
    """Typing leaves the rows that hold the words, and the count is announced."""
    page = opened(several, PATH)
    page.fill("[data-hb-filter=matrix]", "rings hand")

    assert page.locator("tr.hb-item:visible").count() == 1
    count = page.locator(".hb-filter-count")
    assert count.get_attribute("role") == "status"
    assert count.inner_text() == "1 found"


def tip(page: Page) -> bool:
    box = page.locator(".hb-tip").bounding_box()
    return box is not None and box["width"] > 50


@pytest.mark.parametrize("width", [390, 1280])
def test_the_reason_shows_when_pointed_at_and_goes_with_escape(
    several: Handbook, opened: Opener, width: int
) -> None:
    """By mouse and by keyboard, inside the window, and dismissed without moving either."""
    page = opened(several, PATH)
    page.set_viewport_size({"width": width, "height": 700})
    assert not tip(page)

    page.locator(".hb-dash").hover()
    assert tip(page)
    page.mouse.move(0, 0)
    assert not tip(page)

    page.locator("tbody a", has_text="At hand").focus()
    page.keyboard.press("Tab")
    assert tip(page)
    box = page.locator(".hb-tip").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    page.keyboard.press("Escape")
    assert not tip(page)


def test_a_reason_is_part_of_what_a_screen_reader_says(several: Handbook, opened: Opener) -> None:
    """The dash is named by its reason, and the region around the table can be reached and named."""
    page = opened(several, PATH)

    page.get_by_role("link", name="Does not arise: Nobody rings <from> the counter.").focus()
    assert page.get_by_role("region", name="Situations by channel").get_attribute("tabindex") == "0"


def test_names_and_channels_stay_in_sight_on_a_phone(several: Handbook, opened: Opener) -> None:
    """Scrolled in both directions, the first column and the head do not move."""
    many = tuple(situation(several, f"s{n}", name=f"Number {n} of a long row") for n in range(40))
    page = opened(replace(several, situations=many), PATH)
    page.set_viewport_size({"width": 390, "height": 700})
    page.add_style_tag(content=".hb-grid td { min-width: 20rem }")
    region = page.get_by_role("region")

    def places() -> list[float]:
        corner = page.locator("thead th").first.bounding_box()
        name = page.locator("tbody th").nth(15).bounding_box()
        assert corner
        assert name
        return [corner["x"], corner["y"], name["x"]]

    before = places()
    region.evaluate("region => region.scrollTo(200, 300)")
    assert region.evaluate("region => [region.scrollLeft, region.scrollTop]") == [200, 300]
    assert places() == before
    assert page.evaluate("document.documentElement.scrollWidth") == 390

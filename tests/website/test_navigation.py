"""The navigation as strings: from every page, each entry leads to the page it names."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from cx_handbook.website.mkdocs.navigation import CONTENTS, Navigation


@dataclass
class Item:
    """A page or a section of the host, as far as the navigation looks at it."""

    title: str
    url: str = ""
    children: list[Item] = field(default_factory=list)
    parent: Item | None = None
    toc: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for child in self.children:
            child.parent = self

    @property
    def is_page(self) -> bool:
        return not self.children

    @property
    def is_index(self) -> bool:
        return posixpath.basename(self.url) == "index.html"


def site() -> list[Item]:
    """Pages at three depths; two sections with pages that introduce them, one without."""
    return [
        Item("Home", "index.html"),
        Item(
            "Policies",
            children=[
                Item(
                    "Call-backs",
                    children=[
                        Item("All call-backs", "callbacks/index.html"),
                        Item("Offer one", "callbacks/offer.html", toc=("Steps",)),
                        Item("Keep it", "callbacks/keep.html"),
                    ],
                ),
                Item("Waiting", children=[Item("On hold", "waiting/on-hold.html")]),
            ],
        ),
        # Pages of one section at two depths: the same run of entries is needed twice.
        Item(
            "Audits",
            children=[
                Item("All checklists", "checklists/index.html"),
                Item("Daily walk", "checklists/daily.html"),
                Item("On this device", "checklists/audit/index.html"),
                Item("Drafts", "checklists/audit/drafts.html"),
            ],
        ),
        Item("Phrasebook", "phrasebook.html"),
    ]


def walk(items: list[Item]) -> list[Item]:
    return [one for item in items for one in (item, *walk(item.children))]


def first_address(item: Item) -> str:
    return first_address(item.children[0]) if item.children else item.url


def entries_of(navigation: Navigation, page: Item | None) -> dict[str, str]:
    """Return where the entries lead, from the site's root, as seen from one page."""
    here = posixpath.dirname(page.url) if page else ""
    base = posixpath.relpath(".", here) if here else "."
    html = "".join(navigation.render(page, base))
    links = re.findall(r'<a href="([^"]+)"[^>]*><span class="md-ellipsis">([^<]+)', html)
    return {title: posixpath.normpath(posixpath.join(here, address)) for address, title in links}


PAGES: list[Any] = [item for item in walk(site()) if item.is_page]


@pytest.mark.parametrize("order", [1, -1], ids=["from the top", "from the bottom"])
def test_each_entry_leads_to_its_page_at_any_depth(order: int) -> None:
    """One navigation for all pages, whichever comes first: what is kept of one fits the next."""
    items = site()
    navigation = Navigation(items)
    addresses = {item.title: first_address(item) for item in walk(items)}
    for page in [item for item in walk(items) if item.is_page][::order]:
        for title, address in entries_of(navigation, page).items():
            assert address == addresses[title], (page.url, title)


def test_every_page_is_reached_through_the_entries() -> None:
    """From the first page, by what each page shows of the navigation, all pages are reached."""
    items = site()
    navigation = Navigation(items)
    pages = {item.url: item for item in walk(items) if item.is_page}
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        for address in entries_of(navigation, pages[waiting.pop()]).values():
            if address not in reached:
                reached.add(address)
                waiting.append(address)
    assert reached == pages.keys()


@pytest.mark.parametrize("page", PAGES, ids=[page.url for page in PAGES])
def test_the_open_page_is_marked_and_nothing_else(page: Item) -> None:
    """One entry is the current page, but where a section's heading stands for the page."""
    items = site()
    here = next(item for item in walk(items) if item.url == page.url)
    html = "".join(Navigation(items).render(here, "."))
    section = here.parent is not None and here.is_index and here is here.parent.children[0]
    assert html.count('aria-current="page"') == (0 if section else 1)
    assert html.count("md-nav__link--active") >= 1
    assert CONTENTS not in html


def test_a_page_that_is_none_of_the_site_opens_nothing() -> None:
    """The page for addresses that lead nowhere shows the top entries, all closed."""
    items = site()
    assert entries_of(Navigation(items), None) == {
        "Home": "index.html",
        "Policies": "callbacks/index.html",
        "Audits": "checklists/index.html",
        "Phrasebook": "phrasebook.html",
    }
    assert "md-nav__item--active" not in "".join(Navigation(items).render(None, "."))

"""Whatever is made can be reached: pages by links, words by the finder and by the search."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from cx_handbook import addresses
from cx_handbook.content.blanks import omit_blanks
from cx_handbook.content.model import Handbook, Policy
from cx_handbook.content.model.kinds import KINDS
from cx_handbook.documents.printing import render_documents
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import DownloadLinks, build_context
from cx_handbook.website.finder.index import render_finder_index
from cx_handbook.website.finder.languages import split_words
from cx_handbook.website.page import Page, walk_pages
from cx_handbook.website.pages.all_pages import GUIDE, NAVIGATION, UNLISTED, Group, Renderer
from cx_handbook.website.pages.self_audit import render_self_audits
from cx_handbook.website.site_files import SiteFiles
from support import page_kinds
from support.project import DAY, load_shipped
from support.rendered import plan_once

# Pages to which the navigation alone leads; every other page is linked from a page's own text.
ONLY_IN_NAVIGATION = {"index.html", "phrasebook.html", "reading.html"}
# Fields that a kind adds and whose words customers and staff say: they lead the finder to the page.
SPOKEN = {
    "apology": {"acknowledge", "take_responsibility", "explain", "regret", "repair", "follow_up"},
    "callback": set(),
    "alternative": {"asked_for", "offer", "say"},
    "listening": {"ask_first", "read_back"},
    "practice": set(),
}
NEVER_SAID = {"never_say"}  # words that no search leads to


@pytest.fixture(scope="module")
def shipped() -> Handbook:
    return load_shipped()


@pytest.fixture(scope="module")
def planned(shipped: Handbook) -> SiteFiles:
    return plan_once(shipped)


@pytest.fixture(scope="module")
def searched(planned: SiteFiles) -> dict[str, str]:
    """What the search knows of each page, as one text."""
    return {
        page.path: " ".join(f"{entry.title} {entry.text}" for entry in page.search)
        for page in planned.pages
    }


@pytest.fixture(scope="module")
def found(shipped: Handbook) -> dict[str, set[str]]:
    """The words by which the finder finds each page, read from the script that browsers load."""
    text = render_finder_index(shipped)
    literal = text[text.index("JSON.parse('") + len("JSON.parse('") : text.rindex("')")]
    data = json.loads(re.sub(r"\\([\\'])", r"\1", literal))
    # In the script a word is one letter: see `_letter` in the finder's index.
    letters = {}
    for n, word in enumerate(data["vocabulary"]):
        code = n + ord("#")
        letters[chr(code if code < 0xD800 else code + 0x800)] = word
    return {
        entry["path"]: {letters[letter] for text in (*texts, words) for letter in text}
        for entry, texts, words in zip(data["entries"], data["texts"], data["words"], strict=True)
    }


@pytest.fixture(scope="module")
def former(shipped: Handbook) -> set[str]:
    """The pages of forms that are no longer today's: a draft begun on a device opens its own."""
    today = {addresses.self_audit_path(form) for form in shipped.forms.values()}
    return {addresses.self_audit_path(issued.form) for issued in shipped.issued} - today


def list_links(page: Page) -> Iterator[str]:
    """Yield the site's files that a page's own text links to, from the site's root."""
    for address in re.findall(r'<a [^>]*?href="([^"#?]+)', page.html):
        if ":" not in address:
            yield posixpath.normpath(posixpath.join(posixpath.dirname(page.path), address))


def test_every_page_is_in_the_navigation_or_explicitly_not(planned: SiteFiles) -> None:
    """In exactly one of both places, once."""
    listed = [page.path for page in walk_pages(planned.pages.navigation)]
    unlisted = [page.path for page in planned.pages.unlisted]
    assert sorted(listed + unlisted) == sorted({*listed, *unlisted})
    assert len(listed) > 150


def test_a_page_of_each_kind_is_looked_at_in_the_browser(shipped: Handbook) -> None:
    """The browser's tests open one page of each function that renders pages, and of each policy kind.

    A self-audit's address changes with its questions, so its own tests find it.
    """
    context = build_context(shipped, DAY, DownloadLinks())
    rendered = {
        render.__name__: {page.path for page in walk_pages(render(context))}
        for render in (*list_renderers((*NAVIGATION, *GUIDE)), *UNLISTED)
        if render is not render_self_audits
    }
    for kind in KINDS:
        policies = [policy for policy in shipped.policies if policy.get_kind_name() == kind]
        rendered[kind] = {addresses.policy_path(policy) for policy in policies}
    looked_at = {*page_kinds.KINDS.values()}
    assert [name for name, paths in rendered.items() if not paths & looked_at] == []


def list_renderers(entries: Iterable[Group | Renderer]) -> Iterator[Renderer]:
    for entry in entries:
        if isinstance(entry, Group):
            yield from list_renderers(entry.entries)
        else:
            yield entry


def test_every_page_is_linked_from_another_page(planned: SiteFiles, former: set[str]) -> None:
    """Also from the text of a page: not everybody opens a menu."""
    pages = {page.path: page for page in planned.pages}
    linked = {to for page in pages.values() for to in list_links(page) if to != page.path}
    assert pages.keys() - linked == ONLY_IN_NAVIGATION | former


def test_every_file_for_readers_is_linked(shipped: Handbook, planned: SiteFiles) -> None:
    """Print views, PDFs on both papers, workbooks and the table are offered on a page."""
    linked = {to for page in planned.pages for to in list_links(page)}
    views = {path for path in planned.contents if path.endswith(".html")}
    # Sheets of one case or role-play are printed from the browser or by the command.
    names = {sheet.name for sheet in render_documents(shipped, paper=None)}
    assert {addresses.print_view_path(name) for name in names} <= views
    offered = {
        addresses.TRACEABILITY_TABLE,
        *views,
        *(addresses.pdf_path(name, paper) for name in names for paper in ("a4", "letter")),
        *(addresses.workbook_path(checklist.slug) for checklist in shipped.checklists),
    }
    assert len(views) > 10
    assert offered - linked == set()


def test_every_standard_is_found_by_the_search(
    shipped: Handbook, planned: SiteFiles, searched: dict[str, str]
) -> None:
    """By its ID and its rule, on a page where its ID is an anchor."""
    pages = {page.path: page for page in planned.pages}
    assert len(shipped.standards_by_id) > 100
    for standard, policy in shipped.standards_by_id.values():
        path = addresses.policy_path(policy)
        assert f"{standard.id} {plain_text(standard.rule)}" in searched[path]
        assert f'id="{standard.id}"' in pages[path].html


def test_every_phrase_of_a_customer_is_found(
    shipped: Handbook, searched: dict[str, str], found: dict[str, set[str]]
) -> None:
    """By the search and by the finder, on the page of its policy or situation."""
    said = {addresses.policy_path(p): p.customers_say for p in shipped.policies}
    said |= {addresses.situation_path(s): s.customers_say for s in shipped.situations}
    for path, phrases in said.items():
        for phrase in phrases:
            assert plain_text(phrase) in searched[path]
            assert {*split_words(plain_text(phrase))} <= found[path]
    for situation in shipped.situations:
        for phrase in (*situation.heard, *situation.notes):
            assert {*split_words(plain_text(phrase))} <= found[addresses.situation_path(situation)]


def test_every_step_is_found(
    shipped: Handbook, searched: dict[str, str], found: dict[str, set[str]]
) -> None:
    """What is done by the search, what is said by the finder as well."""
    for policy in shipped.policies:
        path = addresses.policy_path(policy)
        for step in policy.steps:
            assert all(
                plain_text(omit_blanks(text)) in searched[path] for text in (step.do, *step.say)
            )
            assert all(
                {*split_words(plain_text(omit_blanks(text)))} <= found[path] for text in step.say
            )


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_adds_is_found(
    kind: str, shipped: Handbook, searched: dict[str, str], found: dict[str, set[str]]
) -> None:
    """All its texts by the search, but words never to say; those that are spoken by the finder too."""
    policies = [policy for policy in shipped.policies if policy.get_kind_name() == kind]
    assert policies
    spoken = set()
    for policy in policies:
        path = addresses.policy_path(policy)
        for field, text in list_own_texts(policy):
            assert (plain_text(omit_blanks(text)) in searched[path]) != (field in NEVER_SAID), text
            if field in SPOKEN.get(kind, set()):
                assert {*split_words(plain_text(omit_blanks(text)))} <= found[path], text
                spoken.add(field)
    assert spoken == SPOKEN.get(kind, set())


def list_own_texts(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield the sentences in the fields that a kind adds, each with the name of the nearest field."""
    own = type(policy).model_fields.keys() - Policy.model_fields.keys()
    for name, value in policy.model_dump(include=own).items():
        yield from _list_sentences(name, value)


def _list_sentences(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _list_sentences(key, inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _list_sentences(name, inner)
    elif isinstance(value, str) and " " in value and name != "promise_within":
        yield name, value


def test_every_built_page_is_reached_from_the_first(shipped_site: Path, former: set[str]) -> None:
    """By following links of the built pages alone; so the host has put them into the navigation."""
    pages = {path.relative_to(shipped_site).as_posix() for path in shipped_site.rglob("*.html")}
    reached, waiting = {"index.html"}, ["index.html"]
    while waiting:
        page = waiting.pop()
        text = (shipped_site / page).read_text("utf-8")
        for address in re.findall(r'href="([^"#?:]+\.html)', text):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unescape(address)))
            if target in pages - reached:
                reached.add(target)
                waiting.append(target)
    assert pages - reached == {"404.html", *former}


def test_the_built_search_has_every_entry(shipped_site: Path, planned: SiteFiles) -> None:
    """What pages hand over is what the theme's search is given, each with its address."""
    docs = json.loads((shipped_site / "search/search_index.json").read_text("utf-8"))["docs"]
    given = {(doc["location"], unescape(doc["title"]), unescape(doc["text"])) for doc in docs}
    wanted = {
        (f"{page.path}#{entry.anchor}".removesuffix("#"), entry.title, entry.text)
        for page in planned.pages
        for entry in page.search
    }
    assert wanted - given == set()

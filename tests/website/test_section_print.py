"""A section on one page: every policy as on its own page, without what only a screen has use for."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from cx_handbook.addresses import policy_path
from cx_handbook.content.model import Handbook
from cx_handbook.website.context import DownloadLinks, build_context
from cx_handbook.website.page import Page, walk_pages
from cx_handbook.website.pages.policies import render_sections
from cx_handbook.website.pages.section_print import render_section_prints
from cx_handbook.website.site_files import format_print_footer
from support.hostile import hostile_handbook
from support.project import load_shipped
from support.rendered import render_once

ONLY_ON_SCREEN = re.compile(
    r"Call view|Copy link|Copy all words|Whole page|Previous|\d of \d+ done|Reset|Skip to content"
)


def pages(handbook: Handbook) -> dict[str, Page]:
    return {page.path: page for page in render_once(handbook)}


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_a_section_has_every_policy_in_order(handbook: Handbook) -> None:
    """The words of each policy's own page stand on it, one policy after another."""
    site = pages(handbook)
    for section in handbook.sections.sections:
        html = site[f"{section.id}/all.html"].html
        parts = html.split("<article>")[1:]
        policies = handbook.in_section(section.id)

        assert len(parts) == len(policies)
        for part, policy in zip(parts, policies, strict=True):
            own = re.sub(
                r'<(p|nav|a) class="hb-(?:tools|jump|turn|link)".*?</\1>',
                "",
                site[f"{section.id}/{policy.slug}.html"].html,
                flags=re.DOTALL,
            )
            assert words(part.split("</article>")[0]) == words(own.split("<article>")[1])
            assert f'<a href="#{policy.slug}">' in html
            assert f'<h2 id="{policy.slug}">' in part


@pytest.mark.parametrize("make", [lambda book: book, hostile_handbook], ids=["plain", "hostile"])
def test_a_part_is_what_rendering_it_alone_gives(
    handbook: Handbook, make: Callable[[Handbook], Handbook]
) -> None:
    """Made of one rendering with the policy's own page, it has the same bytes and headings."""
    book = make(handbook)
    context = build_context(book, date(2026, 11, 30), DownloadLinks())
    alone = list(render_section_prints(context))
    list(walk_pages(render_sections(context)))
    assert context.printed_parts.keys() == {policy.slug for policy in book.policies}

    assert list(render_section_prints(context)) == alone
    assert not context.printed_parts


def test_a_policy_that_names_itself_has_a_link_on_paper_alone(handbook: Handbook) -> None:
    """Its own page has none to itself, so the part is rendered for itself."""
    policy = handbook.policies[0]
    named = policy.model_copy(update={"why": f"As *{policy.title}* says."})
    book = replace(handbook, policies=(named, *handbook.policies[1:]))
    site = pages(book)
    link = f'<a class="hb-ref" href="{policy.slug}.html"'

    assert link in site[f"{policy.section}/all.html"].html
    assert link not in site[policy_path(policy)].html


@pytest.mark.parametrize("make", [lambda book: book, hostile_handbook], ids=["plain", "hostile"])
def test_no_anchor_is_there_twice_and_each_leads_somewhere(
    handbook: Handbook, make: object
) -> None:
    """Whatever authors write, anchors are unique on the page and links within it find theirs."""
    for path, page in pages(make(handbook)).items():  # type: ignore[operator]
        if path.endswith("/all.html"):
            ids = re.findall(r' id="([^"]*)"', page.html)
            assert len(ids) == len(set(ids))
            assert set(re.findall(r' href="#([^"]*)"', page.html)) <= set(ids)
            assert page.html.count("<h1") == 1


def test_the_headings_of_a_policy_go_down_by_one_level(handbook: Handbook) -> None:
    """The page has one title; below it stand the policies, and below each its parts."""
    site = pages(handbook)
    for section in handbook.sections.sections:
        page = site[f"{section.id}/all.html"]
        own = {p.slug: site[policy_path(p)].toc for p in handbook.in_section(section.id)}

        assert [heading.id for heading in page.toc if heading.level == 2] == list(own)
        assert [heading.id for heading in page.toc if heading.level == 3] == [
            f"{slug}--{heading.id}"
            for slug, headings in own.items()
            for heading in headings
            if heading.level == 2
        ]


def test_what_scripts_act_on_is_left_out(handbook: Handbook) -> None:
    """The call view takes the steps of one policy, and there are many on this page."""
    for path, page in pages(handbook).items():
        if path.endswith("/all.html"):
            assert not re.search(r"data-hb-(?:steps|limits|first|line|panel|name)=", page.html)
            assert not re.search(r'class="hb-(?:jump|turn|link)"', page.html)


def test_nothing_leads_there_but_the_section(handbook: Handbook) -> None:
    """Neither menu nor search shows every policy twice; the page of the section has the link."""
    site = pages(handbook)
    unlisted = render_once(handbook).unlisted
    for section in handbook.sections.sections:
        page = site[f"{section.id}/all.html"]
        assert page in unlisted
        assert page.search == ()
        assert 'href="all.html"' in site[f"{section.id}/index.html"].html


def test_the_foot_names_the_company_and_the_day(handbook: Handbook) -> None:
    """In the company's own way to write a date."""
    foot = format_print_footer(handbook.company, date(2026, 11, 21))
    assert foot == f"{handbook.company.name} · as of 21 November 2026"


@pytest.mark.parametrize("section", ["callbacks", "alternatives"])
def test_a_printed_section_begins_each_policy_on_a_new_sheet(
    chromium: Browser, shipped_site: Path, tmp_path: Path, section: str
) -> None:
    """The contents come first, then each policy on a sheet of its own, without a control in sight."""
    read = printed(chromium, shipped_site / section / "all.html", tmp_path / "section.pdf")
    policies = load_shipped().in_section(section)

    assert all(policy.title in read[0] for policy in policies)
    first = [
        next(n for n, text in enumerate(read) if n and policy.title in text[:160])
        for policy in policies
    ]
    assert first == sorted(set(first))
    assert first[0] == 1
    for number, text in enumerate(read, 1):
        assert not ONLY_ON_SCREEN.search(text)
        assert f"{number} / {len(read)}" in text
        assert "Northgate Home · as of 21 November 2026" in text


@pytest.mark.parametrize("section", ["alternatives", "hard-cases"])
def test_a_printed_policy_takes_one_sheet(
    chromium: Browser, shipped_site: Path, tmp_path: Path, section: str
) -> None:
    """At most two sides each on both papers, tagged, and no letter below seven points."""
    page = chromium.new_page()
    page.goto((shipped_site / section / "all.html").as_uri())
    policies = load_shipped().in_section(section)
    for paper in ("A4", "Letter"):
        to = tmp_path / f"{paper}.pdf"
        page.pdf(path=to, format=paper, tagged=True)
        read = texts(to)
        begins = [
            next(n for n, text in enumerate(read) if n and policy.title in text[:160])
            for policy in policies
        ]
        sides = [after - at for at, after in pairwise([*begins, len(read)])]
        assert max(sides) <= 2
        assert "/StructTreeRoot" in PdfReader(to).trailer["/Root"]
        assert min(letter_sizes(to)) > 6.9
    page.close()


def test_words_on_paper_promise_no_time(
    chromium: Browser, shipped_site: Path, tmp_path: Path
) -> None:
    """What the screen fills in is blank on paper, which is read on another day; then filled again."""
    page = chromium.new_page()
    page.goto((shipped_site / "alternatives/all.html").as_uri())
    by = page.locator("[data-hb-by].hb-blank--filled").first
    by.wait_for()
    said = by.inner_text()
    page.pdf(path=tmp_path / "words.pdf", prefer_css_page_size=True)

    read = " ".join(texts(tmp_path / "words.pdf"))
    assert "by … (" in read
    assert said not in read
    by.wait_for()
    assert by.inner_text() == said
    page.close()


@pytest.mark.parametrize("path", ["apologies/late-delivery.html", "situations/charged-twice.html"])
def test_a_printed_page_has_no_controls(
    chromium: Browser, shipped_site: Path, tmp_path: Path, path: str
) -> None:
    """Nor do ticks and the call view change what is printed: it is always the whole page."""
    plain = printed(chromium, shipped_site / path, tmp_path / "plain.pdf")
    page = chromium.new_page()
    page.goto((shipped_site / path).as_uri() + "#call-2")
    page.locator(".hb-call-done").click()
    page.pdf(path=tmp_path / "used.pdf", prefer_css_page_size=True)
    page.close()

    assert texts(tmp_path / "used.pdf") == plain
    assert not ONLY_ON_SCREEN.search(" ".join(plain))


def printed(chromium: Browser, path: Path, to: Path) -> list[str]:
    page = chromium.new_page(color_scheme="dark")
    page.goto(path.as_uri())
    page.pdf(path=to, prefer_css_page_size=True)
    page.close()
    return texts(to)


def letter_sizes(path: Path) -> set[float]:
    """Return the sizes of all letters, in points."""
    sizes: set[float] = set()

    def visit(text: str, outer: list[float], inner: list[float], _: object, size: float) -> None:
        if text.strip():
            sizes.add(round(size * abs(inner[3] * outer[3]), 1))

    for page in PdfReader(path).pages:
        page.extract_text(visitor_text=visit)
    return sizes


def texts(path: Path) -> list[str]:
    """Return the text of each page, as people read it."""
    pages = range(1, len(PdfReader(path).pages) + 1)
    command = ("pdftotext", "-layout", path, "-")
    return [
        " ".join(
            subprocess.run(
                [*command[:2], "-f", str(n), "-l", str(n), *command[2:]],
                capture_output=True,
                text=True,
                check=True,
            ).stdout.split()
        )
        for n in pages
    ]

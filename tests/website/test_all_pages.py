"""Pages from a handbook: pure, complete, and each where its links say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from jinja2 import Environment, Template

from cx_handbook.addresses import policy_path, self_audit_path
from cx_handbook.content.blanks import omit_blanks
from cx_handbook.content.house_rules.registry import RULES
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.markdown import plain_text
from cx_handbook.website import pages as website_pages
from cx_handbook.website.page import Branch, Page
from cx_handbook.website.pages.all_pages import (
    GUIDE,
    NAVIGATION,
    UNLISTED,
    Group,
    Renderer,
    render_pages,
)
from support.project import PROJECT
from support.rendered import render_once

DAY = date(2026, 11, 21)
TEMPLATES = PROJECT / "generator" / "cx_handbook" / "templates" / "pages"


def pages(handbook: Handbook, day: date = DAY) -> dict[str, Page]:
    rendered = render_once(handbook) if day == DAY else render_pages(handbook, day)
    return {page.path: page for page in rendered}


def text(page: Page) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.html)).split())


def test_the_same_handbook_gives_the_same_pages(handbook: Handbook, handbook_root: Path) -> None:
    """Read and rendered again, every page has the same bytes."""
    assert pages(load_handbook(handbook_root)) == pages(handbook)


def test_everything_has_its_page(handbook: Handbook) -> None:
    """There is a page for each thing in the handbook and each house rule, and for the overviews."""
    expected = {
        "index.html", "phrasebook.html", "before-you-say-no.html",
        "company.html", "scoring.html", "sources.html",
        "situations/index.html", "situations/matrix.html", "checklists/index.html",
        "questions.html", "reading.html", "rules/index.html",
        *(f"rules/{rule.id}.html" for rule in RULES),
        "cases/index.html", *(f"cases/{case.slug}.html" for case in handbook.cases),
        "quiz.html", *(f"role-plays/{play.slug}.html" for play in handbook.role_plays),
        "models/index.html", *(f"models/{model.slug}.html" for model in handbook.models),
        *(f"{section.id}/index.html" for section in handbook.sections.sections),
        *(f"{section.id}/all.html" for section in handbook.sections.sections),
        *(f"{policy.section}/{policy.slug}.html" for policy in handbook.policies),
        *(f"situations/{situation.slug}.html" for situation in handbook.situations),
        *(f"checklists/{checklist.slug}.html" for checklist in handbook.checklists),
        "checklists/audit/index.html",
        *(f"checklists/log/{log.slug}.html" for log in handbook.logs),
        *(self_audit_path(handbook.forms[checklist.slug]) for checklist in handbook.checklists),
    }  # fmt: skip

    assert set(pages(handbook)) == expected


def test_every_page_function_has_its_place() -> None:
    """A page that stands neither in the navigation nor among the unlisted ones would be forgotten."""
    listed = {*_functions((*NAVIGATION, *GUIDE)), *UNLISTED}
    modules = [
        import_module(f"{website_pages.__name__}.{module.name}")
        for module in iter_modules(website_pages.__path__)
        if module.name != "all_pages"
    ]
    for module in modules:
        functions = {
            function
            for name, function in vars(module).items()
            if name.startswith("render_") and function.__module__ == module.__name__
        }
        assert functions, f"{module.__name__} has no function that renders a page"
        assert functions <= listed, f"put the functions of {module.__name__} into all_pages.py"


def _functions(entries: Iterable[Group | Renderer]) -> Iterator[Renderer]:
    for entry in entries:
        if isinstance(entry, Group):
            yield from _functions(entry.entries)
        else:
            yield entry


def test_every_page_template_is_used(handbook: Handbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that no page is made from would be kept for nothing."""
    used = set()
    load_template = Environment.get_template

    def record(self: Environment, name: str, *args: Any, **kwargs: Any) -> Template:
        used.add(name)
        return load_template(self, name, *args, **kwargs)

    monkeypatch.setattr(Environment, "get_template", record)
    render_pages(handbook, DAY)

    there = {f"pages/{path.name}" for path in TEMPLATES.glob("*.html.j2")}
    assert there <= used


def test_a_heading_of_the_navigation_without_a_page_is_left_out(handbook: Handbook) -> None:
    """A small handbook has no training, and shows no heading for it."""
    small = replace(handbook, cases=(), role_plays=(), models=(), quiz=None)
    titles = [
        node.title for node in render_pages(small, DAY).navigation if isinstance(node, Branch)
    ]

    assert titles == ["Situations", "Policies", "Checklists", "Guide"]
    assert "Training" in [node.title for node in render_once(handbook).navigation]


def test_the_search_finds_what_a_policy_says(handbook: Handbook) -> None:
    """Each phrase, each step with its words, and each standard stands in an entry of its page."""
    site = pages(handbook)
    for policy in handbook.policies:
        texts = {entry.anchor: entry.text for entry in site[policy_path(policy)].search}
        words = [words for step in policy.steps for words in (step.do, *step.say)]

        assert all(plain_text(phrase) in texts["customers-say"] for phrase in policy.customers_say)
        assert all(plain_text(omit_blanks(text)) in texts["steps"] for text in words)
        for standard in policy.standards:
            assert f"{standard.id} {plain_text(standard.rule)}" in texts["standards"]
            assert f'id="{standard.id}"' in site[policy_path(policy)].html


def test_a_policy_page_follows_the_order_of_a_call(handbook: Handbook) -> None:
    """Promise, phrases, steps, limits, standards, examples, why, sources: in this order."""
    page = next(p for path, p in pages(handbook).items() if path.startswith("calls/ring"))
    wanted = ["customers-say", "steps", "limits", "standards", "examples", "why", "sources"]
    order = [heading.id for heading in page.toc if heading.id in wanted]

    assert order == [name for name in wanted if name in order]
    assert {"customers-say", "steps", "standards", "why", "sources"} <= set(order)
    promise = handbook.policies_by_slug["ring-back"].promise
    assert page.html.index(promise) < page.html.index('id="customers-say"')


def test_every_word_to_say_has_its_copy_button(handbook: Handbook) -> None:
    """Each line to say stands on the policy's page, quoted, with a button beside it."""
    for policy in handbook.policies:
        page = pages(handbook)[f"{policy.section}/{policy.slug}.html"]
        said = [words for step in policy.steps for words in step.say]

        assert page.html.count('class="hb-say"') == page.html.count('class="hb-copy"') >= len(said)
        # What stands in place of a blank is the script's to say.
        pieces = [piece for words in said for piece in re.split(r"\{[^}]*\}", words)]
        assert all(piece.strip() in text(page) for piece in pieces)


def test_an_overdue_review_is_shown_from_the_day_after(handbook: Handbook) -> None:
    """The day is an argument: on the due date the page is quiet, a day later it says so."""
    policy = handbook.policies[0]
    due = policy.review_every.find_end(policy.reviewed)
    path = f"{policy.section}/{policy.slug}.html"

    assert "Overdue" not in pages(handbook, due)[path].html
    assert "Overdue" in pages(handbook, date.fromordinal(due.toordinal() + 1))[path].html


def test_a_standard_names_the_checklists_that_ask_it(handbook: Handbook) -> None:
    """From the rule to the question and back: both links are there."""
    site = pages(handbook)
    for policy in handbook.policies:
        page = site[f"{policy.section}/{policy.slug}.html"]
        for standard in policy.standards:
            for checklist in handbook.checklists:
                asked = f'id="{standard.id}"' in site[f"checklists/{checklist.slug}.html"].html
                link = f'href="../checklists/{checklist.slug}.html#{standard.id}"'
                assert (link in page.html) == asked


def test_the_phrasebook_holds_only_pairs(handbook: Handbook) -> None:
    """Every row has something to say and something to leave out, the reason apart from the words."""
    html = pages(handbook)["phrasebook.html"].html
    pairs = html.split('class="hb-pair"')[1:]

    assert pairs
    for pair in pairs:
        assert 'class="hb-say"' in pair
        assert 'class="hb-not"' in pair
        assert " – " not in re.findall(r'class="hb-not">(.*?)</q>', pair)[0]


def test_search_entries_point_at_anchors_that_exist(handbook: Handbook) -> None:
    """Whatever the search finds leads to a place on the page."""
    for page in pages(handbook).values():
        for entry in page.search:
            assert not entry.anchor or f'id="{entry.anchor}"' in page.html, page.path


@pytest.mark.parametrize("kind", ["apology", "callback", "alternative", "listening"])
def test_each_kind_shows_what_is_its_own(handbook: Handbook, kind: str) -> None:
    """The part that only this kind has stands on its page, with a heading of its own."""
    own = {
        "apology": "sorry",
        "callback": "the-promise",
        "alternative": "instead",
        "listening": "listening",
    }
    policy = next(policy for policy in handbook.policies if policy.kind == kind)
    page = pages(handbook)[f"{policy.section}/{policy.slug}.html"]

    assert own[kind] in [heading.id for heading in page.toc]
    assert [o for o in own.values() if o in [h.id for h in page.toc]] == [own[kind]]


def test_the_worked_example_is_computed(handbook: Handbook) -> None:
    """The scoring page shows the sum of its own figures."""
    said = text(pages(handbook)["scoring.html"])
    compliance = float(re.findall(r"6 × [\d.]+% = ([\d.]+)", said)[0])
    others = float(re.findall(r"4 × [\d.]+% = ([\d.]+)", said)[0])
    grade = float(re.findall(r"Grade ([\d.]+) , 9 and over", said)[0])

    assert grade == pytest.approx(compliance + others, abs=0.1)


def now(handbook: Handbook, **changes: object) -> list[tuple[str, list[str]]]:
    """Return the groups of situations on the home page, with one situation changed."""
    changed = handbook.situations[0].model_copy(update=changes)
    home = pages(replace(handbook, situations=(changed, *handbook.situations[1:])))["index.html"]
    listed = home.html.partition('class="hb-now"')[2].partition('class="hb-promises"')[0]
    groups = listed.split("<h3")[1:]
    return [
        (re.sub(r"^.*?>|<.*", "", group, flags=re.DOTALL), re.findall(r'">([^<]+)</a></li>', group))
        for group in groups
    ]


def test_a_situation_stands_under_the_section_of_its_first_policy(handbook: Handbook) -> None:
    """Whoever looks for it knows what is at stake, and not which pages will help."""
    assert now(handbook) == [("Listening", ["The chair came broken"])]


def test_a_situation_may_name_another_section(handbook: Handbook) -> None:
    """Where the first thing to do is not what it is about, the author says so."""
    assert now(handbook, group="sorry") == [("Saying sorry", ["The chair came broken"])]


def test_what_is_urgent_stands_before_everything_else(handbook: Handbook) -> None:
    """Nobody searches a list for danger."""
    assert now(handbook, urgent=True) == [("Before everything else", ["The chair came broken"])]


def test_a_situation_of_steps_alone_has_a_group_too(handbook: Handbook) -> None:
    """It leads to no policy, and is not left out for that."""
    steps = tuple(action for action in handbook.situations[0].do if action.step)
    assert now(handbook, do=steps) == [("Other", ["The chair came broken"])]


def test_a_citation_is_a_link_to_what_is_cited(handbook: Handbook) -> None:
    """The brackets of the text become a small link, and nothing of them is left."""
    html = pages(handbook)["calls/ring-back.html"].html
    assert '<a class="hb-cite" href="../sources.html#DOC-04">DOC-04</a>.' in html
    assert "[DOC-04]" not in html


def test_who_decides_outside_stands_with_who_and_when(handbook: Handbook) -> None:
    """The body outside has its name, what it decides and how to reach it; without one, no heading."""
    page = pages(handbook)["company.html"]
    company = handbook.company.model_copy(update={"outside_body": None})

    assert "outside" in [heading.id for heading in page.toc]
    assert (
        "Table Ombudsman : It looks at disputes about tables, free of charge. 01632 960555"
        in text(page)
    )
    assert 'id="outside"' not in pages(replace(handbook, company=company))["company.html"].html


def test_a_page_with_targets_or_samples_says_whose_they_are(handbook: Handbook) -> None:
    """They are ours unless a source is named, and the page says so once; without any, it says nothing."""
    said = "Targets and samples are our own decision unless a source is named."
    found = pages(handbook)
    numbered = {
        f"{policy.section}/{policy.slug}.html": any(
            standard.target is not None or standard.evidence.sample for standard in policy.standards
        )
        for policy in handbook.policies
    }

    assert {path: text(found[path]).count(said) for path in numbered} == numbered
    assert set(numbered.values()) == {True, False}

"""Pages about the handbook: from item to question, from question to item, and the house rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from cx_handbook.content.house_rules.registry import RULES
from cx_handbook.content.house_rules.rule import Rule
from cx_handbook.content.house_rules.text_rules import MOST_WORDS
from cx_handbook.content.model import Handbook
from cx_handbook.content.text import count_words, split_sentences
from cx_handbook.website.page import Page
from support.browser import Opener
from support.rendered import render_once

DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def site(handbook: Handbook) -> dict[str, Page]:
    """Return the pages of the small handbook by their address."""
    return {page.path: page for page in render_once(handbook)}


@pytest.fixture(scope="module")
def holey(handbook: Handbook) -> Handbook:
    """Return the small handbook without its cases, so that one story has a hole."""
    return replace(handbook, cases=())


def html(handbook: Handbook, path: str) -> str:
    return next(page.html for page in render_once(handbook) if page.path == path)


def entry(html: str, item: str) -> str:
    """Return the part of the page of sources that is about one item."""
    return html.split(f'id="{item}"')[1].split('class="hb-item')[0].split("</section>")[0]


# Where our rules come from


def test_the_head_counts_what_is_covered(handbook: Handbook, holey: Handbook) -> None:
    """Documents listed in full, and those that are only quoted, each for itself."""
    full = "Covered: 4 of 4 items of one document, and 1 of 1 items of one other work."
    assert full in html(handbook, "sources.html")
    assert "Covered: 3 of 4 items of one document, and" in html(holey, "sources.html")


def test_an_item_leads_to_the_rule_and_to_its_question(
    handbook: Handbook, site: dict[str, Page]
) -> None:
    """From the item to the policy, the standard on it, and the question in each checklist."""
    for policy in handbook.policies:
        for standard in policy.standards:
            for item in standard.sources:
                said = entry(site["sources.html"].html, item)
                address = f"{policy.section}/{policy.slug}.html"
                assert f'href="{address}"' in said
                assert f'href="{address}#{standard.id}"' in said
                for checklist in handbook.checklists:
                    asked = f'id="{standard.id}"' in site[f"checklists/{checklist.slug}.html"].html
                    assert (
                        f'href="checklists/{checklist.slug}.html#{standard.id}"' in said
                    ) == asked


def test_an_item_names_what_cites_it_retells_it_and_rests_on_it(site: dict[str, Page]) -> None:
    """Texts, training cases and policies, each linked."""
    source = site["sources.html"].html

    assert 'Cited in <a href="models/half-full.html">Half full</a>' in entry(source, "DOC-02")
    story = entry(source, "DOC-03")
    assert 'Retold in <a href="cases/empty-hand.html">The empty hand</a>' in story
    at_work = story.split("At work in")[1]
    assert 'href="offers/sold-out.html"' in at_work
    assert 'href="hearing/whole-story.html"' in at_work


def test_what_a_policy_rests_on_leads_back_to_it(handbook: Handbook, site: dict[str, Page]) -> None:
    """Every item on a policy's page has a link to that page in the list of sources."""
    for policy in handbook.policies:
        for item in policy.all_source_items:
            assert f'href="{policy.section}/{policy.slug}.html' in entry(
                site["sources.html"].html, item
            )


def test_a_hole_is_named_in_words(handbook: Handbook, holey: Handbook) -> None:
    """An item without what it needs says what is missing, and only such an item does."""
    assert "Hole:" not in html(handbook, "sources.html")
    source = html(holey, "sources.html")

    assert "Hole: no training case retells it" in entry(source, "DOC-03")
    assert source.count("Hole:") == 1
    assert source.count('data-state="hole"') == 1


def test_both_ways_and_the_table_are_linked(site: dict[str, Page]) -> None:
    """The two pages lead to each other, and both to the table as a file."""
    assert 'href="questions.html"' in site["sources.html"].html
    assert 'href="sources.html"' in site["questions.html"].html
    for path in ("sources.html", "questions.html"):
        assert 'href="sources.csv" download' in site[path].html


# From question to source


def test_each_question_leads_to_its_policy_and_its_items(
    handbook: Handbook, site: dict[str, Page]
) -> None:
    """Every question of every checklist, with the page it checks and the items behind it."""
    entries = site["questions.html"].html.split('class="hb-item')[1:]
    asked = sum(
        site[f"checklists/{c.slug}.html"].html.count('<p class="hb-do">')
        for c in handbook.checklists
    )
    assert len(entries) == asked
    for said in entries:
        link = re.search(r'href="checklists/([\w-]+)\.html#([A-Z0-9-]+)"', said)
        assert link
        standard, policy = handbook.standards_by_id[link[2]]
        assert f'data-checklist="{link[1]}"' in said
        assert f'href="{policy.section}/{policy.slug}.html#{standard.id}"' in said
        assert re.findall(r'href="sources\.html#([^"]+)"', said) == list(standard.sources)
        assert ("Our own decision" in said) == (not standard.sources)


def test_without_a_checklist_the_page_says_where_to_write_one(handbook: Handbook) -> None:
    """A new handbook has none yet."""
    assert "checklists/</code>" in html(replace(handbook, checklists=()), "questions.html")


# Filters


def test_items_are_filtered_by_word_kind_state_and_document(
    holey: Handbook, opened: Opener
) -> None:
    """Each choice narrows what is left, the count is announced, and empty parts are hidden."""
    page = opened(holey, "sources.html")
    left = page.locator(".hb-source:visible .hb-do .hb-id")
    everything = left.all_inner_texts()

    page.select_option("[data-hb-by=kind]", "figure")
    assert left.all_inner_texts() == ["DOC-04"]
    page.select_option("[data-hb-by=kind]", "")
    page.select_option("[data-hb-by=state]", "hole")
    assert left.all_inner_texts() == ["DOC-03"]
    page.select_option("[data-hb-by=document]", "LAW")
    assert left.all_inner_texts() == []
    page.select_option("[data-hb-by=state]", "covered")
    assert left.all_inner_texts() == ["LAW-01"]
    assert page.locator("h2:visible").all_inner_texts() == ["A rule we must follow"]

    count = page.locator(".hb-filter-count")
    assert count.get_attribute("role") == "status"
    assert count.inner_text() == "1 found"
    page.fill("[data-hb-filter=sources]:not([data-hb-by])", "nothing of the kind")
    assert count.inner_text() == "0 found"
    page.fill("[data-hb-filter=sources]:not([data-hb-by])", "")
    page.select_option("[data-hb-by=document]", "")
    page.select_option("[data-hb-by=state]", "")
    assert left.all_inner_texts() == everything
    assert count.inner_text() == ""


def test_questions_are_filtered_by_word_and_checklist(handbook: Handbook, opened: Opener) -> None:
    """The same question stands in two checklists: choosing one leaves one."""
    page = opened(handbook, "questions.html")
    page.fill("[data-hb-filter=questions]:not([data-hb-by])", "cb-01")
    both = page.locator(".hb-source:visible").count()
    page.select_option("[data-hb-by=checklist]", "monthly")

    assert page.locator(".hb-source:visible").count() == 1
    assert both >= 1
    assert page.locator("h2:visible").all_inner_texts() == ["Monthly self-audit"]


def test_a_choice_that_is_still_there_on_coming_back_holds(
    handbook: Handbook, opened: Opener
) -> None:
    """Browsers fill a form in again without telling anybody; the list agrees with it all the same."""
    page = opened(handbook, "sources.html")
    page.evaluate("document.querySelector('[data-hb-by=document]').value = 'LAW'")
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow'))")

    assert page.locator(".hb-source:visible").count() == 1


@pytest.mark.parametrize("path", ["sources.html", "questions.html", "situations/matrix.html"])
def test_without_javascript_everything_is_visible(
    handbook: Handbook, opened: Opener, path: str
) -> None:
    """Every entry is shown, and nothing asks to be typed into that would not answer."""
    page = opened(handbook, path, java_script_enabled=False)

    entries = page.locator(".hb-item")
    assert entries.count() == page.locator(".hb-item:visible").count() > 0


# House rules


def test_every_house_rule_has_its_page(site: dict[str, Page]) -> None:
    """What it says, how severe it is, and the way to all others."""
    index = site["rules/index.html"].html
    for rule in RULES:
        page = site[f"rules/{rule.id}.html"]
        assert f'href="{rule.id}.html"' in index
        assert f"<code>{rule.id}</code>" in page.html
        assert page.html.count('<li><a href="') == len(RULES) - 1
        assert {"error": "Stops the build", "warning": "Is reported"}[rule.severity] in page.html


@pytest.mark.parametrize(
    ("chosen", "said", "unsaid"),
    [
        (lambda rule: rule.acceptable, "accept:\n  {}: Why it is right here.", "No. What it"),
        (lambda rule: not rule.acceptable, "No. What it reports has to be mended.", "<pre>"),
    ],
)
def test_a_rule_says_whether_a_file_may_break_it(
    site: dict[str, Page], chosen: Callable[[Rule], bool], said: str, unsaid: str
) -> None:
    """With the lines to write where it may, and without them where it may not."""
    rules = [rule for rule in RULES if chosen(rule)]
    assert rules
    for rule in rules:
        html = site[f"rules/{rule.id}.html"].html
        assert said.format(rule.id) in html
        assert unsaid not in html


def test_house_rules_are_found_last(site: dict[str, Page]) -> None:
    """Nobody needs them on a call."""
    for_authors = ("rules/", "reading.html")
    others = [
        e.boost for p in site.values() if not p.path.startswith(for_authors) for e in p.search
    ]
    for rule in RULES:
        assert all(e.boost < min(others) for e in site[f"rules/{rule.id}.html"].search)


# How hard our pages read


def test_each_page_is_listed_with_its_hardest_sentence(
    handbook: Handbook, site: dict[str, Page]
) -> None:
    """Hardest first, each with a link to its page."""
    html = site["reading.html"].html
    listed = re.findall(r'<p class="hb-do"><a href="([^"]+)">', html)
    ages = [float(age) for age in re.findall(r"age (\d+\.\d)</span>", html)]

    assert set(listed) <= set(site)
    assert {f"{p.section}/{p.slug}.html" for p in handbook.policies} < set(listed)
    assert ages == sorted(ages, reverse=True)


def test_in_another_language_no_age_is_given(handbook: Handbook) -> None:
    """The formula holds for English alone."""
    german = handbook.company.model_copy(update={"language": "de-DE"})
    page = html(replace(handbook, company=german), "reading.html")

    assert "age " not in page.partition("hb-list")[2].replace("page", "")
    assert "longest sentence" in page


# What the pages say themselves

_BLOCKS = {
    "article", "blockquote", "button", "caption", "dd", "div", "dl", "dt", "figcaption", "h1", "h2",
    "h3", "h4", "header", "label", "li", "ol", "option", "p", "section", "table", "td", "th", "tr", "ul",
}  # fmt: skip
_UNSEEN = {"script", "style", "svg"}


class Blocks(HTMLParser):
    """The visible texts of a page, each block by itself: no sentence goes on in the next."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts = [""]
        self._unseen = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - so it is called
        self._unseen += tag in _UNSEEN
        self.texts += [""] * (tag in _BLOCKS)

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN
        self.texts += [""] * (tag in _BLOCKS)

    def handle_data(self, data: str) -> None:
        self.texts[-1] += "" if self._unseen else data


def long_sentences(html: str) -> list[str]:
    said = [
        sentence for text in Blocks(html).texts for sentence in split_sentences(_on_one_line(text))
    ]
    return [sentence for sentence in said if count_words(sentence) > MOST_WORDS]


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def test_our_own_sentences_keep_the_rule_we_set(site: dict[str, Page]) -> None:
    """What the pages say themselves has at most as many words a sentence as a policy may."""
    assert {"scoring.html", "sources.html", "rules/index.html", "index.html"} < set(site)
    long = {path: found for path, page in site.items() if (found := long_sentences(page.html))}
    assert long == {}


def test_a_long_sentence_is_found_wherever_it_stands() -> None:
    """Markup within a sentence does not hide it; blocks and what nobody sees end or leave it out."""
    words = "word " * 13

    assert long_sentences(f"<li>{words}<em>{words}</em>.</li>") == [
        f"{words}{words}".strip() + " ."
    ]
    assert long_sentences(f"<p>{words}</p><p>{words}</p>") == []
    assert long_sentences(f"<p>{words}<svg><title>{words}</title></svg></p>") == []

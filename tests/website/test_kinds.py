"""What a policy kind holds is shown on its page and found from outside, whatever the kind."""

from __future__ import annotations

from html import unescape

import pytest

from cx_handbook.content.model import KINDS, Handbook, Policy
from cx_handbook.content.model.markers import TextUse, gather_texts
from cx_handbook.website import context as site_context
from cx_handbook.website.finder.index import list_findable_pages, render_finder_index
from cx_handbook.website.page import Page
from cx_handbook.website.pages.all_pages import render_pages
from support.kind_samples import sample_policy, with_sample
from support.project import DAY, PROJECT

KIND_TEMPLATES = PROJECT / "generator/cx_handbook/templates/pages/kinds"
WITH_SECTION = [name for name, kind in KINDS.items() if kind.page_section]
EVERY_USE = ~TextUse(0)


def own_texts(policy: Policy, use: TextUse = EVERY_USE) -> list[str]:
    found = gather_texts(policy, use, policy.list_own_fields())
    return [text.words for text in found]


def sample_page(handbook: Handbook, policy: Policy) -> Page:
    path = f"{policy.section}/sample.html"
    return next(p for p in render_pages(with_sample(handbook, policy), DAY) if p.path == path)


@pytest.mark.parametrize("kind", WITH_SECTION)
def test_the_page_shows_every_field_of_a_kind(handbook: Handbook, kind: str) -> None:
    """A field without a place in the kind's template would never be read."""
    policy = sample_policy(handbook, kind)
    page = sample_page(handbook, policy)

    html = unescape(page.html)

    assert [words for words in own_texts(policy) if words not in html] == []
    assert policy.page_section is not None
    assert policy.page_section.anchor in [heading.id for heading in page.toc]
    assert policy.page_section.heading in [heading.title for heading in page.toc]


@pytest.mark.parametrize("kind", WITH_SECTION)
def test_the_search_finds_every_text_of_a_kind_but_what_to_leave_out(
    handbook: Handbook, kind: str
) -> None:
    """Words to avoid lead nowhere: nobody should land on them and say them."""
    policy = sample_policy(handbook, kind)
    searched = " ".join(entry.text for entry in sample_page(handbook, policy).search)

    avoided = own_texts(policy, TextUse.AVOIDED)

    assert [w for w in own_texts(policy) if (w in searched) == (w in avoided)] == []


@pytest.mark.parametrize("kind", WITH_SECTION)
def test_the_words_of_a_kind_are_in_the_finder(handbook: Handbook, kind: str) -> None:
    """Each text that is said, asked for or offered is a way to the page."""
    policy = sample_policy(handbook, kind)
    book = with_sample(handbook, policy)

    entry = next(
        entry for entry in list_findable_pages(book) if entry.path.endswith("/sample.html")
    )

    expected = own_texts(policy, TextUse.FINDER)
    assert [words for words in expected if words not in entry.words] == []
    index = render_finder_index(book)
    assert [words for words in expected if words.split()[-1][:-1] not in index] == []


@pytest.mark.parametrize("kind", WITH_SECTION)
def test_words_to_leave_out_stand_in_the_phrasebook(handbook: Handbook, kind: str) -> None:
    """Whoever looks up what to say sees what not to say beside it."""
    policy = sample_policy(handbook, kind)
    pages = render_pages(with_sample(handbook, policy), DAY)
    phrasebook = unescape(next(p.html for p in pages if p.path == "phrasebook.html"))

    avoided = own_texts(policy, TextUse.AVOIDED)

    assert [words for words in avoided if words not in phrasebook] == []


def test_each_template_belongs_to_a_kind() -> None:
    """A template that no kind uses would be changed in vain."""
    assert {path.name for path in KIND_TEMPLATES.iterdir()} == {
        f"{kind}.html.j2" for kind in WITH_SECTION
    }


def test_a_missing_template_stops_the_build_at_once(
    handbook: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message names the file to write."""
    monkeypatch.setattr(site_context, "kind_template", lambda kind: f"pages/kinds/no-{kind}.j2")

    with pytest.raises(FileNotFoundError) as refused:
        render_pages(handbook, DAY)

    assert str(refused.value) == (
        "templates/pages/kinds/no-apology.j2 is missing: without it no page shows the fields of a "
        "policy of the kind apology; write it, beginning with its heading, as the others do"
    )

"""Headings and anchors of a page, and of a page that is part of another."""

from __future__ import annotations

from markupsafe import Markup

from cx_handbook.website.outline import Outline
from cx_handbook.website.page import Heading


def test_a_heading_is_rendered_and_listed() -> None:
    """The page and its table of contents get the same words from one call."""
    outline = Outline()

    html = outline.render_heading(2, "steps", "What to do & say", css="hb-sr", tabindex="-1")

    assert html == '<h2 id="steps" class="hb-sr" tabindex="-1">What to do &amp; say</h2>'
    assert outline.headings == [Heading("steps", "What to do & say", 2)]


def test_a_heading_may_show_more_than_its_title() -> None:
    """It leads elsewhere, or has words that stand out; the table of contents has plain text."""
    outline = Outline()
    shown = Markup("<em>Late</em>")

    assert outline.render_heading(3, "late", "Late", html=shown) == (
        '<h3 id="late"><em>Late</em></h3>'
    )
    assert outline.render_heading(3, "go", "Go", link='a.html?x="1"') == (
        '<h3 id="go"><a href="a.html?x=&#34;1&#34;">Go</a></h3>'
    )
    assert [heading.title for heading in outline.headings] == ["Late", "Go"]


def test_nothing_in_a_heading_becomes_markup() -> None:
    """Neither its title nor what an author puts into an anchor."""
    html = Outline().render_heading(2, '"><script>', "<script>")

    assert "<script>" not in html


def test_only_two_levels_with_an_anchor_are_listed() -> None:
    """The theme shows no more, and an entry without an anchor would lead nowhere."""
    outline = Outline()
    outline.render_heading(1, "title", "Title")
    outline.render_heading(2, "", "Without an anchor")
    outline.render_heading(4, "deep", "Deep")

    assert outline.headings == []


def test_a_part_has_anchors_and_levels_of_its_own() -> None:
    """Its title becomes a heading of the page; two parts may have the same anchors."""
    outline = Outline()
    for name in ("late", "lost"):
        part = outline.make_part(name)
        assert part.make_anchor("steps") == f"{name}--steps"
        assert part.shift_level(3) == 4
        part.render_heading(1, "", name.title())
        part.render_heading(2, "steps", "Steps")

    assert outline.headings == [
        Heading("late", "Late", 2),
        Heading("late--steps", "Steps", 3),
        Heading("lost", "Lost", 2),
        Heading("lost--steps", "Steps", 3),
    ]

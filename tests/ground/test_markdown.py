"""Prose becomes HTML that can neither run nor load anything, and the short way gives the same."""

from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cx_handbook.markdown import (
    get_parser,
    omit_citation,
    plain_text,
    render_block,
    render_inline,
    render_words,
)

TAGS = {
    "p", "em", "strong", "a", "code", "pre", "br", "hr", "ul", "ol", "li", "blockquote",
    "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"href", "title", "start", "class", "style"}
SCHEMES = ("http://", "https://", "mailto:", "tel:", "#")


class Inspector(HTMLParser):
    """Fails on whatever prose may not contain."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES
            if name == "href":
                assert (value or "").lower().startswith(SCHEMES)
            if name == "style":
                assert value in {"text-align:left", "text-align:center", "text-align:right"}
            if name == "class":
                assert (value or "").startswith("language-")

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        pytest.fail(f"a declaration: {decl}")

    unknown_decl = handle_pi = handle_decl


def assert_harmless(html: str) -> None:
    Inspector(convert_charrefs=True).feed(html)


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- hidden -->",
    "<?php ?> <![CDATA[x]]> <!DOCTYPE html>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:x) [y](data:text/html,<script>alert(1)</script>) [z](file:///etc/passwd)",
    "[x](//evil.example) [y](/root) [z](../up) [w](page.html) [v](?q)",
    "[x](https://example.com/\" onmouseover=\"alert(1))",
    "[x](https://example.com/ '\" onmouseover=alert(1) x=\"')",
    "<javascript:alert(1)> <https://example.com/><script>",
    "![x](https://example.com/pixel.gif)",
    "![x](javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "```\"><script>alert(1)</script>\ncode\n```",
    "~~~ x onload=alert(1)\n</code></pre><script>\n~~~",
    "`<script>`",
    "    <script>alert(1)</script>",
    "| a | b |\n|---|--:|\n| <script> | [x](javascript:y) |",
    "# <script>\n\n> <script>\n\n1. <script>\n- <script>",
    "&lt;script&gt; &#60;script&#62; &amp;lt;",
    "\\<script>",
    "a\r<script>\rb",
    "\0<script\0>",
    "</p></div></body>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_becomes_script(text: str) -> None:
    """Raw HTML is shown as typed, links lead only to addresses people can judge, images are none."""
    assert_harmless(render_block(text))
    assert_harmless(render_inline(text))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain words", "<p>plain words</p>\n"),
        ("**our** trouble", "<p><strong>our</strong> trouble</p>\n"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>\n'),
        ("[call](tel:+441632960000)", '<p><a href="tel:+441632960000">call</a></p>\n'),
        ("[out](https://example.com/)", '<p><a href="https://example.com/">out</a></p>\n'),
        ("[no](javascript:x)", "<p>[no](javascript:x)</p>\n"),
        ("![no](https://example.com/x.png)", '<p>!<a href="https://example.com/x.png">no</a></p>\n'),
        ("<b>no</b>", "<p>&lt;b&gt;no&lt;/b&gt;</p>\n"),
        ("Tom & \"Jerry\" > 'all'", "<p>Tom &amp; &quot;Jerry&quot; &gt; 'all'</p>\n"),
        ("9:30 is early", "<p>9:30 is early</p>\n"),
        ("", ""),
    ],
)  # fmt: skip
def test_prose_becomes_html(text: str, html: str) -> None:
    """The few signs of Markdown work, and everything else is text."""
    assert render_block(text) == html


def test_inline_prose_has_no_paragraph() -> None:
    """A heading or a table cell takes one run of words."""
    assert render_inline(" **one** of\ntwo ") == "<strong>one</strong> of\ntwo"
    assert render_inline("- one & two") == "- one &amp; two"


def shown_item(item: str) -> str:
    return f"<i>{item}</i>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("As agreed [001-17].", "As agreed<i>001-17</i>."),
        ("[001-17][ISO-02]", "<i>001-17</i><i>ISO-02</i>"),
        ("**so** [001-17]", "<strong>so</strong><i>001-17</i>"),
        ("one\n[001-17]", "one\n<i>001-17</i>"),
        ("two  [001-17]", "two <i>001-17</i>"),
        ("[001-17](https://example.com/)", '<a href="https://example.com/">001-17</a>'),
        ("`[001-17]`", "<code>[001-17]</code>"),
        (r"\[001-17]", "[001-17]"),
        ("[1-17] [001-7] 001-17", "[1-17] [001-7] 001-17"),
        ("<b>[001-17]</b>", "&lt;b&gt;<i>001-17</i>&lt;/b&gt;"),
    ],
)
def test_a_citation_looks_as_the_caller_says(text: str, html: str) -> None:
    """On screen it is a link, on paper nothing; the space before it goes with it."""
    assert render_inline(text, shown_item) == html
    assert render_block(text, shown_item).removeprefix("<p>").removesuffix("</p>\n") == html


def test_a_citation_stays_as_it_is_typed_where_nobody_says_how_it_looks() -> None:
    """Only some fields may cite; elsewhere brackets are brackets."""
    assert render_inline("As agreed [001-17].") == "As agreed [001-17]."
    assert plain_text("As agreed [001-17].") == "As agreed [001-17]."
    assert render_inline("As agreed [001-17].", omit_citation) == "As agreed."


STRONG = st.lists(
    st.sampled_from(
        ["word", " ", "**", "**word**", "*", "(", ").", "\u00b2", "\u2028", "\u0301", "_", "\\"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


@settings(max_examples=600)
@given(STRONG)
def test_strong_words_look_the_same_by_the_short_way(text: str) -> None:
    """Words between two stars are strong exactly where the parser says so."""
    assert render_block(text).rstrip("\n") == get_parser().render(text).rstrip("\n")
    assert render_inline(text) == get_parser().renderInline(text.strip())


@pytest.mark.parametrize(
    "text", ["It is {me}", "{by x}, {{me}}", '"{a}{me}" > {m"e}', "{me} **{me}**", "{a & b} {}"]
)
def test_blanks_look_the_same_by_the_short_way(text: str) -> None:
    """A blank is filled wherever the parser would fill it, and other braces stay."""

    def fill(inside: str) -> str | None:
        return "<i></i>" if inside == "me" else None

    assert render_words(text, fill) == get_parser().renderInline(text, {"fill": fill})


SIGNS = st.sampled_from(
    ["word", " ", "  ", "\n", "\n\n", "\r", "\t", "*", "_", "`", "#", "# ", "- ", "+ ", "1. ", "> ", "=",
     "===", "---", "|", "~~~", "[", "]", "(", ")", "<", ">", "&", "&amp;", '"', "'", "\\", "!", ":", "://",
     "www.x.org", "javascript:", "https://x.org", "\u00a0", "\u2028", "\x0b", "\x0c", "\x1c", "\x85", "\0",
     "é", "(c)", "--", "..."]
)  # fmt: skip
PROSE = st.lists(SIGNS, max_size=10).map("".join) | st.text(max_size=20)


@settings(max_examples=600)
@given(PROSE)
@example("a\rb")
@example("\x1cword")
@example("word\x0c")
@example("word\x1c")
@example("**word** and (**more words**).")
@example("a**word**b ** c** **d ** **_e_** **f*")
@example("**word\\** **")
def test_the_short_way_gives_what_the_parser_gives(text: str) -> None:
    """Lines that need no Markdown look the same whether or not the parser saw them."""
    assert render_block(text).rstrip("\n") == get_parser().render(text).rstrip("\n")
    assert render_inline(text) == get_parser().renderInline(text.strip())


@settings(max_examples=300)
@given(PROSE)
def test_no_prose_does_harm(text: str) -> None:
    """Whatever is typed, the HTML holds only what prose may hold."""
    assert_harmless(render_block(text))
    assert_harmless(render_inline(text))
    assert_harmless(render_block(f"{text}[001-17]{text}", omit_citation))
    assert "\n" not in plain_text(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plain words", "plain words"),
        ("**our** `own` [trouble](https://example.com/)", "our own trouble"),
        ("# A heading", "A heading"),
        ("- one\n- two", "one two"),
        ("- alone", "alone"),
        ("1. first", "first"),
        ("> quoted", "quoted"),
        ("two\nlines", "two lines"),
        ("one  two", "one two"),
        ("one\n\ntwo", "one two"),
        ("```\ncode here\n```", "code here"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("<b>shown</b>", "<b>shown</b>"),
        ("  4 opening hours ", "4 opening hours"),
        ("", ""),
    ],
)
def test_plain_prose_is_only_its_words(text: str, words: str) -> None:
    """Search and spreadsheets get the words as they sound, on one line."""
    assert plain_text(text) == words


@pytest.mark.parametrize(
    "text", ["[" * 5000, "> " * 2000, "*a **b " * 1000, "`" * 5000, "<" * 5000, "- " * 1000]
)
def test_hostile_prose_costs_little_time(text: str) -> None:
    """Signs that never close end in text, and soon."""
    started = time.process_time()
    assert_harmless(render_block(text))
    assert time.process_time() - started < 3

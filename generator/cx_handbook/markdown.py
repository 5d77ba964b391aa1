"""The one Markdown filter: prose in, HTML out, nothing an author types can become script.

markdown-it-py, because with `html` off it shows raw HTML and refused links as the text that was
typed; the faster cmarkgfm and comrak leave either out. What needs no Markdown at all, most lines
of a handbook, takes the short way round it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from cx_handbook import identifiers

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

Cite = Callable[[str], str]  # from the ID of a source item to the HTML that stands for its citation
Refer = Callable[[str], str | None]  # from a title to the HTML of its link; None: it is no title
Fill = Callable[[str], str | None]  # from what stands in braces to its HTML; None: it is no blank

_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
# Signs of Markdown, and the control characters that Python takes for white space and Markdown not.
_NEEDS_PARSER = re.compile(r"[\\`*_\[\]<&\n\r\0\x1c-\x1f\x85]")
# Words between two stars on each side that begin and end with a letter or a digit and stand alone: of
# all that Markdown has, the parser reads them as nothing else.
_STRONG = re.compile(r"(?:(?<=[ (])|^)\*\*(?=[^\W_])([^*]*[^\W_])\*\*(?=[ ),;:.!?]|$)")
_STARTS_BLOCK = re.compile(r"[\s#>\-+=~|:0-9]")
_CITATION = re.compile(identifiers.CITATION)
EMPHASIS = re.compile(r"(?<![\\*])\*(?![\s*])([^*\n]{2,120}(?:\n[^*\n]{1,120})?)(?<![\s*])\*(?!\*)")
"""Words in emphasis, which may be a page's title; the group is the words."""
_BRACES = re.compile(r"(?<!\{)\{([^{}\n]{1,60})\}(?!\})")


def _read_citation(state: StateInline, silent: bool) -> bool:
    """Make a token of a citation such as [001-17], where the caller says how citations look.

    It takes the space before it along, because what stands for it may be nothing.
    """
    match = _CITATION.match(state.src, state.pos) if state.env.get("cite") else None
    if match is None:
        return False
    if not silent:
        state.pending = state.pending.removesuffix(" ")
        state.push("citation", "", 0).content = match[1]
    state.pos = match.end()
    return True


def _render_citation(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, env: Any
) -> str:
    cite: Cite = env["cite"]
    return cite(tokens[index].content)


def _read_reference(state: StateInline, silent: bool) -> bool:
    """Make a token of a page's title in emphasis, where the caller says which titles there are."""
    refer: Refer | None = state.env.get("refer")
    # A link within a link is none: what is around it wins.
    if refer is None or state.linkLevel or state.src[state.pos] != "*":
        return False
    match = EMPHASIS.match(state.src, state.pos)
    html = refer(match[1]) if match else None
    if match is None or html is None:
        return False
    if not silent:
        state.push("reference", "", 0).content = html
    state.pos = match.end()
    return True


def _read_blank(state: StateInline, silent: bool) -> bool:
    """Make a token of a blank such as {me}, where the caller says how blanks look."""
    fill: Fill | None = state.env.get("fill")
    match = _BRACES.match(state.src, state.pos) if fill else None
    html = fill(match[1]) if fill and match else None
    if match is None or html is None:
        return False
    if not silent:
        state.push("blank", "", 0).content = html
    state.pos = match.end()
    return True


def _render_ready_html(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: Any, _env: Any
) -> str:
    return tokens[index].content


@cache
def get_parser() -> MarkdownIt:
    """Return the parser with our rules. Importing it takes a tenth of the time of a check."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    # A page loads nothing from elsewhere, so there are no images; links lead to addresses people
    # can judge, and to nothing relative, because nobody checks where that leads.
    parser.validateLink = lambda url: bool(_SAFE_LINK.match(url.strip()))  # type: ignore[method-assign]
    # A link goes first, so that its words may look like a citation.
    parser.inline.ruler.after("link", "citation", _read_citation)
    parser.inline.ruler.after("citation", "blank", _read_blank)
    parser.add_render_rule("citation", _render_citation)
    # Before emphasis, which would take the marks of a title along.
    parser.inline.ruler.before("emphasis", "reference", _read_reference)
    parser.add_render_rule("blank", _render_ready_html)
    parser.add_render_rule("reference", _render_ready_html)
    return parser


def render_inline(text: str, cite: Cite | None = None, refer: Refer | None = None) -> Markup:
    """Return one run of prose as HTML without a paragraph around it.

    `cite` returns the HTML that stands for a citation; without it, citations stay as they are typed.
    `refer` returns the link that stands for a page's title in emphasis; without it, emphasis stays.
    """
    if not _NEEDS_PARSER.search(text):
        return Markup(_escape(text.strip()))  # noqa: S704 - escaped in the line before
    if pieces := _split_strong(text.strip()):
        return Markup(_mark_strong(pieces))  # noqa: S704 - escaped there
    return Markup(get_parser().renderInline(text.strip(), {"cite": cite, "refer": refer}))  # noqa: S704 - the parser escapes


def render_words(text: str, fill: Fill) -> Markup:
    """Return words to say as HTML on one line; `fill` returns the HTML that stands for a blank."""
    if "{" not in text:
        return render_inline(text)
    if not _NEEDS_PARSER.search(text):
        html = _escape(text.strip())
        return Markup(_BRACES.sub(lambda match: fill(match[1]) or match[0], html))  # noqa: S704 - escaped in the line before
    return Markup(get_parser().renderInline(text.strip(), {"fill": fill}))  # noqa: S704 - the parser escapes


def render_block(text: str, cite: Cite | None = None, refer: Refer | None = None) -> Markup:
    """Return prose as HTML paragraphs, lists and tables; the rest as in `render_inline`."""
    if _is_plain(text):
        return Markup(f"<p>{_escape(text.rstrip())}</p>\n")  # noqa: S704 - escaped here
    if not _STARTS_BLOCK.match(text) and (pieces := _split_strong(text.rstrip())):
        return Markup(f"<p>{_mark_strong(pieces)}</p>\n")  # noqa: S704 - escaped there
    return Markup(get_parser().render(text, {"cite": cite, "refer": refer}))  # noqa: S704 - the parser escapes


def escape_text(text: str) -> Markup:
    """Return a text that is no Markdown as HTML."""
    return Markup(_escape(text))  # noqa: S704 - escaped here


def mark_language(render: Callable[..., Markup], language: str, tag: str) -> Callable[..., Markup]:
    """Return what makes the same HTML within a tag that says its language, if one is given."""
    if not language:
        return render
    # A screen reader would speak the company's words with an English voice otherwise.
    opening = Markup('<{} lang="{}">').format(tag, language)
    closing = Markup("</{}>").format(tag)

    def render_marked(text: str, *args: Any, **kwargs: Any) -> Markup:
        return opening + render(text, *args, **kwargs) + closing

    return render_marked


def omit_citation(_item: str) -> str:
    """Return nothing for a citation: paper has no links."""
    return ""


def plain_text(text: str) -> str:
    """Return prose as it sounds: the words without their Markdown, on one line."""
    if _is_plain(text):
        return " ".join(text.split())
    if not _STARTS_BLOCK.match(text) and (pieces := _split_strong(text)):
        return " ".join("".join(pieces).split())
    words: list[str] = []
    for token in get_parser().parse(text):
        for child in token.children or ():
            words.append(" " if child.type in ("softbreak", "hardbreak") else child.content)
        if token.type in ("fence", "code_block"):
            words.append(token.content)
        if token.nesting <= 0:
            words.append(" ")
    return " ".join("".join(words).split())


def _is_plain(text: str) -> bool:
    """Tell whether the parser would only put this into one paragraph."""
    return bool(text) and not _NEEDS_PARSER.search(text) and not _STARTS_BLOCK.match(text)


def _split_strong(text: str) -> list[str]:
    """Return a text cut at its strong words, which are every second piece.

    There is no piece where it has none, or any other sign that the parser has to look at.
    """
    pieces = _STRONG.split(text) if "**" in text else []
    return [] if any(map(_NEEDS_PARSER.search, pieces)) else pieces


def _mark_strong(pieces: list[str]) -> str:
    html = list(map(_escape, pieces))
    html[1::2] = [f"<strong>{words}</strong>" for words in html[1::2]]
    return "".join(html)


def _escape(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )

"""A page of the site as Markdown, for an assistant to read: what is only for hands is left out."""

from __future__ import annotations

import posixpath
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from markdownify import ATX, MarkdownConverter

from cx_handbook.website.page import Page

# What nobody reads: what is pressed or filled in, pictures, and ways within the page.
_LEFT_OUT = (
    "button", "form", "input", "nav", "script", "select", "style", "svg", "template", "textarea",
)  # fmt: skip
_LEFT_OUT_CLASSES = {"hb-filter", "hb-hint", "hb-tools"}
# Only their look tells these apart on a page: a channel from the next one, words to say from advice.
_CHIPS = {"hb-chip", "hb-kind"}
_SAY = "hb-say"
_BETWEEN = " · "
_LOOSE_SIGN = re.compile(r" ·[ ]*$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


def write_page_text(page: Page) -> str:
    """Return a page as Markdown; its links name addresses from the site's root, as all tools do."""
    # A sign between two names is one too many behind the last.
    text = _LOOSE_SIGN.sub("", str(PageConverter(page.path).convert(page.html)))
    return _BLANK_LINES.sub("\n\n", text).strip() + "\n"


class PageConverter(MarkdownConverter):
    """Markdown without what is only for hands, and with addresses from the root."""

    def __init__(self, path: str) -> None:
        """Convert the page at an address, to which its links are relative."""
        super().__init__(heading_style=ATX, bullets="-")
        self._path = path

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
        target = resolve_link(self._path, str(el.get("href") or ""))
        # A link to a place on the same page leads a reader of text nowhere.
        if not target:
            return text
        el["href"] = target
        return self._convert_as_usual("a", el, text, parent_tags)

    def convert_div(self, el: Any, text: str, parent_tags: set[str]) -> str:
        if _SAY in _list_classes(el):
            text = f"Say: “{text.strip()}”"
        return self._convert_as_usual("div", el, text, parent_tags)

    def convert_p(self, el: Any, text: str, parent_tags: set[str]) -> str:
        if _LEFT_OUT_CLASSES & _list_classes(el):
            return ""
        return self._convert_as_usual("p", el, text, parent_tags)

    def convert_span(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - called by its place
        classes = _list_classes(el)
        before = _BETWEEN if "hb-kind" in classes else ""
        # Two that touch are kept apart by their look alone.
        touches = getattr(el.next_sibling, "name", None) == "span"
        return before + text + (_BETWEEN if touches or _CHIPS & classes else "")

    def convert_summary(self, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG002 - called by its place
        return f"\n\n{text.strip()}\n\n"

    def _convert_as_usual(self, tag: str, el: Any, text: str, parent_tags: set[str]) -> str:
        base: Any = super()  # its types do not name the methods for tags
        return str(getattr(base, f"convert_{tag}")(el, text, parent_tags))


def _drop(self: Any, el: Any, text: str, parent_tags: set[str]) -> str:  # noqa: ARG001 - called by its place
    return ""


# The library looks a tag up by the name of a method.
for _tag in _LEFT_OUT:
    setattr(PageConverter, f"convert_{_tag}", _drop)


def _list_classes(el: Any) -> set[str]:
    return set(el.get("class") or ())


def resolve_link(path: str, href: str) -> str:
    """Return a link of a page as an address from the site's root; '' for one within the page."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return href
    if not parts.path:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))

"""What a page holds that a strict Content-Security-Policy refuses: scripts and styles within it.

The handbook's own pages hold none. A hand-written page, or a feature of the theme that somebody
switched on, may: its scripts and styles are let in one by one, by their SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script\s*>", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style\s*>", re.DOTALL | re.IGNORECASE)
# No hash lets these in: what stands in an attribute has to move into a file.
_ATTRIBUTE = re.compile(r"""<[a-z][^<>]*?\s(?:style|on[a-z]+)=["'][^<>]*>""", re.IGNORECASE)
# What every such attribute has, in small letters: found many times faster, and hardly a page has it.
# HTML knows no other blanks than these.
_STYLE_NAME = b"style="
_HANDLERS = tuple(
    re.compile(blank + rb"on[a-z]+=[\"']") for blank in (b" ", b"\n", b"\t", b"\r", b"\f")
)
_SOURCE = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_TYPE = re.compile(r"""\btype\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_RUN = {"text/javascript", "application/javascript", "module"}  # others are data


class InlineCode(NamedTuple):
    """The scripts and styles that stand in pages, as a policy names them, in order."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]


NO_CODE = InlineCode((), ())


def find_inline_code(pages: Iterable[str]) -> InlineCode:
    """Return what the policy has to let in for these pages, each script and style once."""
    scripts: set[str] = set()
    styles: set[str] = set()
    for html in pages:
        scripts.update(_hash_source(text) for tag, text in _SCRIPT.findall(html) if _is_run(tag))
        styles.update(_hash_source(text) for text in _STYLE.findall(html))
    return InlineCode(tuple(sorted(scripts)), tuple(sorted(styles)))


def join_inline_code(found: Iterable[InlineCode]) -> InlineCode:
    """Return what the policy has to let in for all of some pages, each script and style once."""
    pages = list(found)
    scripts = {one for page in pages for one in page.scripts}
    styles = {one for page in pages for one in page.styles}
    return InlineCode(tuple(sorted(scripts)), tuple(sorted(styles)))


def has_refused_attribute(html: str) -> bool:
    """Tell whether an element has a style or a script in an attribute, which no policy lets in."""
    raw = html.encode().lower()
    if _STYLE_NAME not in raw and not any(pattern.search(raw) for pattern in _HANDLERS):
        return False
    return _ATTRIBUTE.search(html) is not None


def _is_run(attributes: str) -> bool:
    kind = _TYPE.search(attributes)
    return not _SOURCE.search(attributes) and (kind is None or kind[1].lower() in _RUN)


def _hash_source(text: str) -> str:
    # A browser hashes what its parser made of the text, which has no carriage returns.
    digest = hashlib.sha256(text.replace("\r\n", "\n").encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

"""What a page holds that a strict Content-Security-Policy refuses: scripts and styles within it.

The handbook's own pages hold none. A hand-written page, or a feature of the theme that somebody
switched on, may: its scripts and styles are let in one by one, by their SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import re
import string
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

# Patterns for folded pages: see `_fold`. Looking for both cases takes many times as long.
_SCRIPT = re.compile(rb"<script\b([^>]*)>(.*?)</script *>", re.DOTALL)
_STYLE = re.compile(rb"<style\b[^>]*>(.*?)</style *>", re.DOTALL)
# No hash lets these in: what stands in an attribute has to move into a file.
_ATTRIBUTE = re.compile(rb"""<[a-z][^<>]*? (?:style|on[a-z]+)=["'][^<>]*>""")
# What every such attribute has: found many times faster, and hardly a page has it.
_STYLE_NAME = b"style="
_HANDLER = re.compile(rb" on[a-z]+=[\"']")
_SOURCE = re.compile(rb"\bsrc *=")
_TYPE = re.compile(rb"""\btype *= *["']?([^"' >]+)""")
_RUN = {b"text/javascript", b"application/javascript", b"module"}  # others are data
_FOLDED = bytes.maketrans(
    b"\n\t\r\f" + string.ascii_uppercase.encode(), b"    " + string.ascii_lowercase.encode()
)


class InlineCode(NamedTuple):
    """The scripts and styles that stand in pages, as a policy names them, in order."""

    scripts: tuple[str, ...]
    styles: tuple[str, ...]


NO_CODE = InlineCode((), ())


def find_inline_code(pages: Iterable[bytes]) -> InlineCode:
    """Return what the policy has to let in for these pages, each script and style once."""
    scripts: set[str] = set()
    styles: set[str] = set()
    for raw in pages:
        folded = _fold(raw)
        for found in _SCRIPT.finditer(folded):
            if _is_run(found[1]):
                scripts.add(_hash_source(raw[found.start(2) : found.end(2)]))
        for found in _STYLE.finditer(folded):
            styles.add(_hash_source(raw[found.start(1) : found.end(1)]))
    return InlineCode(tuple(sorted(scripts)), tuple(sorted(styles)))


def join_inline_code(found: Iterable[InlineCode]) -> InlineCode:
    """Return what the policy has to let in for all of some pages, each script and style once."""
    pages = list(found)
    scripts = {one for page in pages for one in page.scripts}
    styles = {one for page in pages for one in page.styles}
    return InlineCode(tuple(sorted(scripts)), tuple(sorted(styles)))


def has_refused_attribute(raw: bytes) -> bool:
    """Tell whether an element has a style or a script in an attribute, which no policy lets in."""
    folded = _fold(raw)
    if _STYLE_NAME not in folded and not _HANDLER.search(folded):
        return False
    return _ATTRIBUTE.search(folded) is not None


def _fold(raw: bytes) -> bytes:
    """Return a page of the same length in small letters, with a space for each other blank of HTML."""
    return raw.translate(_FOLDED)


# A page has a dozen scripts, and the next page the same.
@lru_cache(maxsize=1024)
def _is_run(attributes: bytes) -> bool:
    kind = _TYPE.search(attributes)
    return not _SOURCE.search(attributes) and (kind is None or kind[1] in _RUN)


def _hash_source(text: bytes) -> str:
    # A browser hashes what its parser made of the text, which has no carriage returns.
    digest = hashlib.sha256(text.replace(b"\r\n", b"\n")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

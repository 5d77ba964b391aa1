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

# Patterns for folded pages: looking for both cases takes many times as long.
_CODE = re.compile(rb"<(script|style)\b([^>]*)>(.*?)</\1 *>", re.DOTALL)
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


class FoldedPage:
    """The bytes of a page, and the same in small letters with a space for each other blank of HTML."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._folded = raw, raw.translate(_FOLDED)

    def find_code(self) -> InlineCode:
        """Return what the policy has to let in for the page, each script and style once."""
        scripts: set[str] = set()
        styles: set[str] = set()
        for found in _CODE.finditer(self._folded):
            text = self._raw[found.start(3) : found.end(3)]
            if found[1] == b"style":
                styles.add(_hash_source(text))
            elif _is_run(found[2]):
                scripts.add(_hash_source(text))
        return InlineCode(tuple(sorted(scripts)), tuple(sorted(styles)))

    def has_refused_attribute(self) -> bool:
        """Tell whether an element has a style or a script in an attribute, which no policy lets in."""
        if _STYLE_NAME not in self._folded and not _HANDLER.search(self._folded):
            return False
        return _ATTRIBUTE.search(self._folded) is not None


def join_inline_code(found: Iterable[InlineCode]) -> InlineCode:
    """Return what the policy has to let in for all of some pages, each script and style once."""
    pages = list(found)
    scripts = {one for page in pages for one in page.scripts}
    styles = {one for page in pages for one in page.styles}
    return InlineCode(tuple(sorted(scripts)), tuple(sorted(styles)))


# A page has a dozen scripts, and the next page the same.
@lru_cache(maxsize=1024)
def _is_run(attributes: bytes) -> bool:
    kind = _TYPE.search(attributes)
    return not _SOURCE.search(attributes) and (kind is None or kind[1] in _RUN)


def _hash_source(text: bytes) -> str:
    # A browser hashes what its parser made of the text, which has no carriage returns.
    digest = hashlib.sha256(text.replace(b"\r\n", b"\n")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"

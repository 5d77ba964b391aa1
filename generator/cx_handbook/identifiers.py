"""Patterns of the names that content, records and sheets share: slugs, standard IDs, fingerprints.

Each pattern is the text of a regular expression without anchors, so that it can stand inside another.
"""

from __future__ import annotations

import re
import unicodedata

SLUG = "[a-z0-9]+(-[a-z0-9]+)*"
"""A name in links: small letters, digits and single hyphens."""
# Not the text of SLUG: messages find the example to show by the text of a pattern.
REFERENCE = "[a-z0-9]+(?:-[a-z0-9]+)*"
"""The reference of an audit: as a slug, but chosen by whoever fills in the sheet."""
STANDARD_ID = "[A-Z]{2,4}-[0-9]{2,3}"
"""The permanent ID of a standard, such as CB-01."""
DOCUMENT_ID = "[0-9A-Z]{2,8}"
"""The ID of a source document, such as ISO or 001."""
SOURCE_ITEM_ID = f"{DOCUMENT_ID}-[0-9]{{2}}"
"""The ID of a source item: its document's ID and two digits, such as 001-17."""
CITATION = rf"\[({SOURCE_ITEM_ID})\]"
"""A citation in running text, such as [001-17]; the group is the source item's ID."""
FINGERPRINT = "[0-9a-f]{64}"
"""The SHA-256 of a form, in hexadecimal digits."""

FINGERPRINT_DIGITS = 12
"""The digits of a fingerprint that people read, type and see in addresses."""


def shorten_fingerprint(fingerprint: str) -> str:
    """Return the first digits of a fingerprint, as printed in the foot of a sheet."""
    return fingerprint[:FINGERPRINT_DIGITS]


def make_slug(name: str) -> str:
    """Return a name in small letters, digits and hyphens; empty where it has none of them."""
    # Évry is evry: what a letter carries goes, the letter stays.
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")

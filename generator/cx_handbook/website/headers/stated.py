"""The headers that protect a handbook: the one place that says what a browser may do with its pages.

Nothing comes from elsewhere, nothing that stands in a page is run, and only the company's own
programs may show the handbook within theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cx_handbook.errors import CannotRunError
from cx_handbook.website.headers.inline_code import NO_CODE, InlineCode

# Each part of the policy, and where it comes from. `data:` is for pictures alone, which cannot run
# anything: the theme's icons are such, because browsers refuse a mask from a file that was opened
# from a folder; and photographs of a self-audit never leave the page.
_POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": ("'self'",),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:"),
    "font-src": ("'self'",),
    "connect-src": ("'self'",),  # the search's entries; the service worker's files
    "worker-src": ("'self'",),
    "manifest-src": ("'self'",),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),  # scripts read every form, and none is sent
}
_POLICY_NAME = "Content-Security-Policy"
# What a page may ask of a device besides: what the handbook never asks is refused.
_REFUSED = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "serial", "usb",
)  # fmt: skip
_OWN_ORIGIN = "'self'"
# An origin, as a browser compares it: scheme, host (the first part may be any) and port.
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")

# For hosts that are only ever reached by https. Whoever says it cannot take it back for a year, so
# the handbook does not: it knows nothing of the host's other pages.
STRICT_TRANSPORT = "Strict-Transport-Security: max-age=31536000"


class Header(NamedTuple):
    """A header: its name, and what it says."""

    name: str
    value: str


def list_headers(
    framed_by: Sequence[str] = (), *, meaning: bool = False, inline: InlineCode = NO_CODE
) -> tuple[Header, ...]:
    """Return the headers of every file of a site, in the order in which they are written.

    `framed_by` are the origins of other programs that may show the handbook within theirs, `meaning`
    lets the finder's sentence encoder compile its code, and `inline` is what hand-written pages hold.
    """
    policy = _write_policy(framed_by, meaning=meaning, inline=inline)
    headers = [
        Header(_POLICY_NAME, policy),
        Header("X-Content-Type-Options", "nosniff"),
        # The company's own statistics see which page led where, nobody else does.
        Header("Referrer-Policy", "same-origin"),
        Header("Permissions-Policy", ", ".join(f"{name}=()" for name in _REFUSED)),
        Header("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if not framed_by:
        # For browsers that do not know frame-ancestors. It cannot name another origin.
        headers.append(Header("X-Frame-Options", "SAMEORIGIN"))
    return tuple(headers)


def _write_policy(framed_by: Sequence[str], *, meaning: bool, inline: InlineCode) -> str:
    parts = {
        **_POLICY,
        "script-src": (
            *_POLICY["script-src"],
            *(("'wasm-unsafe-eval'",) if meaning else ()),
            *inline.scripts,
        ),
        "style-src": (*_POLICY["style-src"], *inline.styles),
        "frame-ancestors": (_OWN_ORIGIN, *framed_by),
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in parts.items())


def check_origins(origins: Iterable[str]) -> tuple[str, ...]:
    """Return them. Raises CannotRunError when one is none: a browser would drop the whole header."""
    origins = tuple(origins)
    if wrong := [origin for origin in origins if not _ORIGIN.fullmatch(origin)]:
        raise CannotRunError(
            f"mkdocs.yml: framed_by: {', '.join(wrong)} is not where a program is served; write scheme "
            "and host alone, such as https://tickets.example.com"
        )
    return origins

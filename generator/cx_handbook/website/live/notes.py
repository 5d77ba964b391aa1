"""What the preview puts at the end of a page: what is wrong, and in one quiet line how far the site is."""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from cx_handbook import bundles
from cx_handbook.templating import create_plain_environment
from cx_handbook.website.live.shown_site import Progress

SAID: dict[Progress, str] = {
    "whole": "",
    "following": "This page is up to date; the rest follows.",
    "building": "All pages are being built; this one is as before.",
}


def insert_notes(page: bytes, banner: str, progress: Progress, events: str) -> bytes:
    """Return a page with our notes at its end, where they take the place of nothing.

    `events` is the address at which the page hears what happens.
    """
    before, end, after = page.rpartition(b"</body>")
    if not end:  # a page that somebody wrote by hand may end without it
        before, after = page, b""
    return b"".join((before, banner.encode(), _render_line(progress, events).encode(), end, after))


def remove_notes(page: bytes, banner: str) -> bytes:
    """Return a page as it was before our notes were put into it."""
    start = page.rfind(banner.encode() + b'<div class="hb-follows"')
    return page if start < 0 else page[:start] + page[page.find(b"</body>", start) :]


def _render_line(progress: Progress, events: str) -> str:
    template = create_plain_environment().get_template("preview/progress.html.j2")
    return template.render(progress=progress, said=SAID, events=events, **_read_parts())


@cache
def _read_parts() -> dict[str, Markup]:
    # Files of ours.
    return {
        "style": Markup(bundles.join_bundle(bundles.PROGRESS_STYLE)),  # noqa: S704
        "script": Markup(bundles.join_bundle(bundles.PROGRESS_SCRIPT)),  # noqa: S704
    }

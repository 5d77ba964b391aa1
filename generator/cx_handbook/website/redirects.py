"""Pages at old addresses, which lead on to where their content is now."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.content.model import Handbook
from cx_handbook.content.page_addresses import list_redirects
from cx_handbook.templating import create_environment

MOVED_SCRIPT = f"{addresses.ASSETS}/moved.js"


def render_redirects(handbook: Handbook) -> Iterator[tuple[str, str]]:
    """Yield the address and the HTML of each page that leads on from an old address.

    They are files and no pages of the host: neither navigation nor search knows them.
    """
    redirects = list(list_redirects(handbook.list_records()))
    if not redirects:
        return
    template = create_environment(handbook.company).get_template("moved.html.j2")
    for old, new in redirects:
        folder = posixpath.dirname(old) or "."
        yield (
            old,
            template.render(
                target=posixpath.relpath(new, folder),
                script=posixpath.relpath(MOVED_SCRIPT, folder),
            ),
        )

"""Ways in from elsewhere: what a browser's address bar and an icon on a home screen offer."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from cx_handbook import addresses
from cx_handbook.content.model import Handbook
from cx_handbook.website.pages.before_saying_no import list_alternatives

# Browsers cut off a longer name: https://github.com/dewitt/opensearch, "ShortName".
_SHORT = 16


def list_shortcuts(handbook: Handbook) -> Iterator[tuple[str, str]]:
    """Yield what the app's icon offers: a name, and an address from the site's root."""
    yield f"What did the {handbook.company.customer_words.one} say?", _home(addresses.FIND_WORDS)
    if list_alternatives(handbook):
        yield "Before you say no", addresses.BEFORE_SAYING_NO
    if handbook.checklists:
        yield "Due today", _home(addresses.DUE_TODAY)


def render_search_description(handbook: Handbook) -> str:
    """Return the OpenSearch description, by which a browser searches here from its address bar.

    The words go behind `#`, so that they reach no server and no log.
    """
    company = handbook.company
    name = company.name if len(company.name) <= _SHORT else company.name[:_SHORT].rstrip()
    template = company.handbook_url.rstrip("/") + "/" + _home(addresses.FIND_WORDS)
    said = f"What did the {company.customer_words.one} say?"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name)}</ShortName>\n"
        f"<Description>{escape(f'{company.name}: {said}')}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template="{escape(template)}{{searchTerms}}"/>\n'
        "</OpenSearchDescription>\n"
    )


def _home(fragment: str) -> str:
    return f"{addresses.HOME}{fragment}"

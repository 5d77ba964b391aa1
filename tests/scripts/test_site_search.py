"""The search of sites in a report over many of them."""

from __future__ import annotations

import pytest

from support.v8 import Scripts


@pytest.mark.parametrize(
    ("name", "typed", "is_found"),
    [
        ("Café Süd", "cafe", True),
        ("Café Süd", "SÜD caf", True),
        ("Café Süd", "  ", True),
        ("Café Süd", "north", False),
        ("Shop 0007", "07", True),
        ("Shop 0007", "shop 8", False),
    ],
)
def test_each_typed_word_stands_in_the_name(name: str, typed: str, is_found: bool) -> None:
    """Whatever the case, the accents and the order."""
    scripts = Scripts("reports/site_search.js")

    assert scripts.call("Handbook.reports.siteSearch.hasWords", name, typed) is is_found

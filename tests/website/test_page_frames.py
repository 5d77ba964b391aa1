"""Frames of pages are shared only between folders in which they are the same."""

from __future__ import annotations

import pytest

from cx_handbook.website.mkdocs.page_frames import SharedFrame

UP = '<link href="../assets/a.css"><a href="../first/index.html">'


@pytest.mark.parametrize(
    ("folder", "html", "other", "fits"),
    [
        ("second", UP, "third", True),
        ("second", UP + '<a href="https://example.com/"><a href="#top"><a href="">', "third", True),
        ("second", UP, "first", False),
        ("second", UP, "second/below", False),
        ("second", UP, "", False),
        ("first", UP, "third", False),
        ("second", UP + '<a href="index.html">', "third", False),
        ("second", UP + '<script src="code.js">', "third", False),
        ("a/b", UP, "c", False),
    ],
)
def test_a_frame_is_shared_where_no_address_leads_into_either_folder(
    folder: str, html: str, other: str, fits: bool
) -> None:
    """Addresses that lead up to the site's root first are the same in each folder below it."""
    assert SharedFrame(folder, [html, "title", "<p>"]).fits(other) == fits

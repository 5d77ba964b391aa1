"""A day is written in one form."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cx_handbook.written_days import parse_day


def test_a_day_is_taken_in_one_form() -> None:
    """Year, month and day, with hyphens."""
    assert parse_day("2026-11-30") == date(2026, 11, 30)


@pytest.mark.parametrize(
    "text",
    ["20261130", "2026-W48-1", "2026-11-3", " 2026-11-30", "2026-11-30\n", "\u0662026-11-30"],
)
def test_no_other_form_is_taken(text: str) -> None:
    """Python would take some of these, and nobody means them."""
    with pytest.raises(ValueError, match=re.escape(text)):
        parse_day(text)

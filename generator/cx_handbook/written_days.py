"""Read a day as files and options have it: year-month-day, and nothing else that Python would take."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_day(text: str) -> date:
    """Return the day that a text such as 2026-11-30 names. Raises ValueError for anything else."""
    # Python also takes 20261130 and 2026-W48-1, which nobody means who was told another form.
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)

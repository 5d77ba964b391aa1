"""What the scripts of pages know of a log."""

from __future__ import annotations

from typing import Any

from cx_handbook.content.model import Log
from cx_handbook.markdown import plain_text

_FIELDS = {"columns", "cases", "day", "prefix", "evidence"}


def describe_log(log: Log) -> dict[str, Any]:
    """Return a log as plain data."""
    kept = log.model_dump(mode="json", include=_FIELDS)
    return {**kept, "slug": log.slug, "name": log.name, "title": plain_text(log.title)}

"""The vectors in tests/cases/statistics, shared by the tests of Python, of V8 and of the browser.

Counts are short: `18/20`, with `of 143` where the number of cases is known, and with the points
before it where it carries some: `3 x 18/20 of 143`.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from cx_handbook.statistics.pooled_share import SampledShare
from support.project import CASES

_SAMPLED = re.compile(r"([\d.]+) x (\d+)/(\d+)(?: of (\d+))?")


class Counted(NamedTuple):
    """A count written out."""

    met: int
    looked_at: int


def read_vectors(name: str) -> dict[str, Any]:
    """Return a file of vectors as it stands."""
    content: dict[str, Any] = json.loads((CASES / "statistics" / f"{name}.json").read_text("utf-8"))
    return content


def read_sampled(short: str) -> SampledShare:
    """Return a sampled question from its short form."""
    match = _SAMPLED.fullmatch(short)
    assert match, short
    points, met, looked_at, cases = match.groups()
    share = int(met) / int(looked_at)
    return SampledShare(float(points), share, int(looked_at), int(cases) if cases else None)


def read_count(short: str) -> Counted:
    """Return a count from its short form, such as 18/20."""
    met, looked_at = short.split("/")
    return Counted(int(met), int(looked_at))


def read_log(short: str) -> tuple[int, int]:
    """Return bad cases and all cases from the short form of what a log says, such as 30 of 143."""
    bad, cases = short.split(" of ")
    return int(bad), int(cases)

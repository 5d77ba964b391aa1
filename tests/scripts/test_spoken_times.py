"""Times to promise, in words: only times that can be kept, said as one says them aloud."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from cx_handbook.content.model.durations import Duration
from support.v8 import Scripts

ZONE = ZoneInfo("Europe/London")
WEEK: list[list[list[int]]] = [[[540, 1080]]] * 5 + [[[570, 1020]], []]
SITE = {
    "id": "one",
    "name": "One",
    "zone": "Europe/London",
    "week": WEEK,
    "closed": {"2026-12-25": "Christmas Day", "2026-12-26": "Boxing Day", "2026-12-28": "Holiday"},
}
CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases/spoken_times/london.yml").read_text("utf-8")
)


@cache
def load_scripts() -> Scripts:
    return Scripts("call/opening_hours.js", "call/spoken_times.js")


def write_by(site: dict[str, Any], limit: str, now: datetime) -> Any:
    within: Any = limit
    if limit != "same day":
        duration = Duration.model_validate(limit)
        within = {"n": duration.n, "unit": duration.unit, "clock": duration.clock}
    return load_scripts().call("Handbook.call.writeBy", site, within, now.timestamp() * 1000)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_a_time_is_said_as_one_says_it(case: dict[str, Any]) -> None:
    """Each case says what it shows."""
    now = datetime.fromisoformat(case["now"]).replace(tzinfo=ZONE)
    assert write_by(SITE, case["limit"], now) == case["words"]


def test_nothing_is_promised_for_today_that_today_cannot_keep() -> None:
    """At a thousand times of a year, *today* is said only while an hour of it is left."""
    chance = random.Random(3)
    for _ in range(1000):
        now = datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=chance.randrange(525_600))
        words = write_by(SITE, "same day", now)
        spans = WEEK[now.weekday()]
        is_closed = not spans or now.date().isoformat() in SITE["closed"]
        if words.endswith("today"):
            assert not is_closed, (now, words)
            assert now.hour * 60 + now.minute <= spans[0][1] - 120, (now, words)


def test_a_break_at_noon_is_no_end_of_the_day() -> None:
    """Before lunch, the same day goes on after it."""
    site = {**SITE, "week": [[[510, 750], [840, 1110]]] * 7}
    assert write_by(site, "same day", datetime(2026, 11, 27, 10, tzinfo=ZONE)).endswith(
        "five today"
    )


def test_a_site_that_opens_no_more_promises_nothing() -> None:
    """Where the hours do not say, the blank stays a blank."""
    closed = {**SITE, "week": [[]] * 7}
    assert write_by(closed, "same day", datetime(2026, 11, 27, 10, tzinfo=ZONE)) is None

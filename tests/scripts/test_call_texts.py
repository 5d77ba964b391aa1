"""What the call view works out without a page: which limit matters, and hours in a site's time."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from support.v8 import Scripts

HOURS = {
    "id": "one",
    "name": "One",
    "zone": "Europe/London",
    "week": [[[540, 1080]]] * 5 + [[[570, 1020]], []],
    "closed": {"2026-12-25": "Christmas Day"},
}
ELSEWHERE = {**HOURS, "zone": "Asia/Tokyo"}
FRIDAY_EVENING = datetime(2026, 11, 27, 21, 42, tzinfo=UTC).timestamp() * 1000


@cache
def load_scripts() -> Scripts:
    scripts = Scripts("call/opening_hours.js", "call/due_texts.js", "call/limit_box.js")
    scripts.run('Handbook.call.companyHours = { language: "en-GB", sites: [] }')
    return scripts


def call(name: str, *arguments: Any) -> Any:
    return load_scripts().call(f"Handbook.call.{name}", *arguments)


def test_the_limit_about_the_step_comes_first() -> None:
    """The others keep their order; where none shares a word, all do."""
    limits = [
        "Nobody offers a third date.",
        "Costs that the customer can show are decided by the team lead.",
        "Up to £25 without asking.",
    ]

    assert call("sortLimits", "Ask what the wasted morning costs them.", limits) == [1, 0, 2]
    assert call("sortLimits", "Thank them.", limits) == [0, 1, 2]
    assert call("sortLimits", "Thank them.", []) == []


def test_a_time_that_is_typed_in_is_the_sites() -> None:
    """The same digits are another moment at a site elsewhere; nonsense is none."""
    written = "2026-11-27T18:30"

    assert (
        call("readSiteTime", HOURS, written)
        == datetime(2026, 11, 27, 18, 30, tzinfo=UTC).timestamp() * 1000
    )
    assert (
        call("readSiteTime", ELSEWHERE, written)
        == datetime(2026, 11, 27, 9, 30, tzinfo=UTC).timestamp() * 1000
    )
    for nonsense in ("", "tomorrow", "2026-11-27", "1026-11-27T18:30"):
        assert call("readSiteTime", HOURS, nonsense) is None


def test_it_is_said_whether_a_site_is_open_now() -> None:
    """Until when, or from when, by the site's own clock."""
    morning = datetime(2026, 11, 27, 10, tzinfo=UTC).timestamp() * 1000

    assert call("writeOpenNow", HOURS, morning).startswith("One is open now, until 18:00.")
    assert call("writeOpenNow", HOURS, FRIDAY_EVENING).startswith(
        "One is closed now. It opens next: Saturday 28 November, 9:30"
    )
    never = {**HOURS, "week": [[]] * 7}
    assert call("writeOpenNow", never, morning).startswith("Not known for One: closed on all of")


def test_an_answer_for_the_site_is_in_its_time() -> None:
    """Whoever sits elsewhere reads the site's time alone, and is told whose it is."""
    answer = load_scripts().call(
        """(site, at) => Handbook.call.writeDueAnswer(
            { element: { dataset: {} }, duration: { n: 4, unit: "hour", clock: "opening_hours" } },
            site, at, "site")""",
        HOURS,
        FRIDAY_EVENING,
    )

    assert answer["answer"].startswith("Due: Saturday 28 November, 13:30")
    assert "your time" not in str(answer)
    assert answer["reasons"][0].startswith(
        "We were closed then. Time counts from: Saturday 28 November, 9:30"
    )

"""When a promise falls due: cases worked out by hand, in Python and in the browser, and what always holds."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from cx_handbook.bundles import STATIC
from cx_handbook.content.model import Company, Handbook
from cx_handbook.content.model.durations import Duration
from cx_handbook.website.opening_hours import SiteHours, collect_hours, render_hours_script
from support.due_oracle import NeverOpenError, due, is_open, opens_next, periods
from support.project import CASES
from support.v8 import NAMESPACE, Scripts

SCRIPT = "call/opening_hours.js"
ATTEMPT = """globalThis.attempt = (compute) => {
  try { return compute(); }
  catch (error) { if (error instanceof RangeError) return error.message; throw error; }
};"""
COMPUTE_DUE = """(hours, cases) => cases.map(({ duration, start }) =>
    attempt(() => Handbook.call.computeDue(hours, duration, start)))"""
FILES = {path.stem: json.loads(path.read_text("utf-8")) for path in (CASES / "due").glob("*.json")}
DUE = [(file, case) for file, content in FILES.items() for case in content["cases"]]
NOW = [(file, case) for file, content in FILES.items() for case in content.get("now", ())]
Case = dict[str, Any]


def company_of(file: str, handbook: Handbook) -> Company:
    """Return a company with the hours of a case file, and one site."""
    content = FILES[file]
    site = {
        "id": "site",
        "name": "Site",
        "timezone": content["timezone"],
        **content.get("site", {}),
    }
    changed = {
        "opening_hours": content["opening_hours"],
        "holidays": content.get("holidays", []),
        "sites": [site],
    }
    return Company.model_validate({**handbook.company.model_dump(mode="json"), **changed})


def hours_in(file: str, handbook: Handbook) -> SiteHours:
    company = company_of(file, handbook)
    return collect_hours(company, company.sites[0])


def instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written).astimezone(UTC) if written else None


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def named(case: tuple[str, Case]) -> str:
    return f"{case[0]}: {case[1]['name']}"


@pytest.mark.parametrize("case", DUE, ids=named)
def test_a_promise_falls_due_when_a_calendar_says(
    case: tuple[str, Case], handbook: Handbook
) -> None:
    """Each case is due at the instant that was worked out by hand, or is refused."""
    file, wanted = case
    hours, duration = hours_in(file, handbook), Duration.model_validate(wanted["duration"])
    start, expected = datetime.fromisoformat(wanted["start"]), instant(wanted["due"])
    if expected is None:
        with pytest.raises(NeverOpenError, match="closed on all of 400 days from 2026-11-2"):
            due(hours, duration, start)
    else:
        assert due(hours, duration, start) == expected, wanted["why"]


@pytest.mark.parametrize("case", NOW, ids=named)
def test_a_site_is_open_when_its_door_says(case: tuple[str, Case], handbook: Handbook) -> None:
    """At each instant the site is open or not, and opens next, as worked out by hand."""
    file, wanted = case
    hours, at = hours_in(file, handbook), datetime.fromisoformat(wanted["at"])
    assert is_open(hours, at) is wanted["open"], wanted["why"]
    if (following := instant(wanted["next"])) is None:
        with pytest.raises(NeverOpenError):
            opens_next(hours, at)
    else:
        assert opens_next(hours, at) == following, wanted["why"]


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    """Return the script, and `attempt`, which gives the message of a RangeError."""
    loaded = Scripts(SCRIPT)
    loaded.run(ATTEMPT)
    return loaded


def in_browser(company: Company) -> Any:
    """Return a company's site as the generated script hands it to the browser."""
    script = render_hours_script(company)
    assigned = script.removeprefix("Handbook.call.companyHours = ").removesuffix(";\n")
    return json.loads(assigned)["sites"][0]


def given_cases(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cases of a file as the script takes them."""
    return [
        {
            "duration": Duration.model_validate(case["duration"]).model_dump(),
            "start": milliseconds(datetime.fromisoformat(case["start"])),
        }
        for case in content["cases"]
    ]


@pytest.mark.parametrize("file", FILES)
def test_the_script_says_the_same(scripts: Scripts, handbook: Handbook, file: str) -> None:
    """Every case is due at the same instant by the script."""
    content = FILES[file]
    site = in_browser(company_of(file, handbook))

    found = scripts.call(COMPUTE_DUE, site, given_cases(content))

    for case, got in zip(content["cases"], found, strict=True):
        at = instant(case["due"])
        assert got == (milliseconds(at) if at else got), case
        assert at or str(got).startswith("closed on all of 400 days from 2026-11-2"), case


def test_a_device_may_be_in_another_time_zone(
    chromium: Browser, scripts: Scripts, handbook: Handbook
) -> None:
    """A browser in a zone that is no site's computes the instants that any other one does."""
    context = chromium.new_context(timezone_id="America/St_Johns", offline=True)
    page = context.new_page()
    for code in (NAMESPACE, SCRIPT):
        page.add_script_tag(path=STATIC / code)
    page.add_script_tag(content=ATTEMPT)
    asked = [
        [in_browser(company_of(file, handbook)), given_cases(content)]
        for file, content in FILES.items()
    ]

    found = page.evaluate(f"asked => asked.map((given) => ({COMPUTE_DUE})(...given))", asked)

    assert found == [scripts.call(COMPUTE_DUE, *given) for given in asked]
    context.close()


def test_the_script_knows_who_is_open(scripts: Scripts, handbook: Handbook) -> None:
    """Every case of being open is the same by the script."""
    for file, wanted in NOW:
        at = milliseconds(datetime.fromisoformat(wanted["at"]))
        found = scripts.call(
            """(hours, at) => [Handbook.call.isOpen(hours, at),
                   attempt(() => Handbook.call.findNextOpening(hours, at))]""",
            in_browser(company_of(file, handbook)),
            at,
        )
        following = instant(wanted["next"])
        assert found[0] is wanted["open"], (file, wanted)
        assert found[1] == (milliseconds(following) if following else found[1]), (file, wanted)
        assert following or str(found[1]).startswith("closed on all"), (file, wanted)


def test_closed_days_are_named(scripts: Scripts, handbook: Handbook) -> None:
    """Between two instants the script lists each date without opening, holidays by their names."""
    found = scripts.call(
        "Handbook.call.listClosedDays",
        in_browser(company_of("a-shop-in-london", handbook)),
        milliseconds(datetime(2026, 12, 24, 16, tzinfo=UTC)),
        milliseconds(datetime(2026, 12, 29, 11, tzinfo=UTC)),
    )

    assert found == [
        {"date": "2026-12-25", "name": "Christmas Day"},
        {"date": "2026-12-26", "name": "Boxing Day"},
        {"date": "2026-12-27", "name": ""},
        {"date": "2026-12-28", "name": "Boxing Day (substitute day)"},
    ]


def test_every_case_says_why() -> None:
    """There are cases for all three clocks, each with a name of its own and its reason."""
    clocks = {Duration.model_validate(case["duration"]).clock for _, case in DUE}
    names = [named(case) for case in (*DUE, *NOW)]

    assert clocks == {"elapsed", "opening_hours", "working_days"}
    assert all(case["why"] for _, case in (*DUE, *NOW))
    assert len(names) == len(set(names)) > 100


# What always holds. Times are multiples of five minutes, so that five minutes is a step to look at.

ZONES = (
    "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
    "America/Santiago", "Africa/Cairo", "Asia/Beirut", "Pacific/Kiritimati",
)  # fmt: skip
STEP = timedelta(minutes=5)
fives = st.integers(0, 287).map(lambda n: n * 5)
spans = (
    st.tuples(fives, fives.map(lambda n: n + 5)).filter(lambda t: t[0] < t[1]).map(lambda t: (t,))
)


def with_a_break(cuts: set[int]) -> tuple[tuple[int, int], ...]:
    """Return a morning and a night that may end on the next day."""
    first, second, third, fourth = sorted(cuts)
    return (first, second), (third, fourth)


# Mornings begin at 3:00, so that no night runs into the next day's hours.
broken = st.sets(st.integers(36, 320).map(lambda n: n * 5), min_size=4, max_size=4).map(
    with_a_break
)
times = spans.filter(lambda day: day[0][0] >= 180) | broken
holidays = st.sets(st.dates(date(2026, 3, 1), date(2026, 11, 30)), max_size=4)
starts = st.integers(0, 70_000).map(lambda n: datetime(2026, 3, 20, tzinfo=UTC) + n * STEP)
every_hours = st.builds(
    lambda zone, first, rest, closed: SiteHours(
        ZoneInfo(zone), (first, *rest), dict.fromkeys(closed, "Holiday")
    ),
    st.sampled_from(ZONES),
    times,
    st.lists(st.just(()) | times, min_size=6, max_size=6),
    holidays,
)
open_time = st.builds(
    lambda n: Duration(n=n * 5, unit="minute", clock="opening_hours"), st.integers(1, 60)
)
durations = (
    open_time
    | st.builds(lambda n: Duration(n=n, unit="day", clock="working_days"), st.integers(1, 9))
    | st.builds(lambda n: Duration(n=n, unit="hour"), st.integers(1, 99))
)


@given(every_hours, durations, starts)
@settings(max_examples=200)
def test_nothing_is_due_before_it_starts(
    hours: SiteHours, duration: Duration, start: datetime
) -> None:
    """What is due is due after its start, and at a time at which somebody is or was just there."""
    at = due(hours, duration, start)
    assert at > start
    if duration.clock != "elapsed":
        opens, closes = next(periods(hours, at - timedelta(seconds=1)))
        assert opens < at <= closes
    if duration.clock == "working_days":
        assert at == closes


@given(every_hours, durations, starts, st.integers(0, 500))
@settings(max_examples=200)
def test_who_starts_later_is_due_no_earlier(
    hours: SiteHours, duration: Duration, start: datetime, later: int
) -> None:
    """Due times never overtake one another."""
    assert due(hours, duration, start) <= due(hours, duration, start + later * STEP)


@given(every_hours, open_time, starts)
@settings(max_examples=80)
def test_the_open_minutes_until_then_are_those_promised(
    hours: SiteHours, duration: Duration, start: datetime
) -> None:
    """Looked at every five minutes, the site is open exactly as long as the duration says."""
    at = due(hours, duration, start)
    looks = (start + n * STEP for n in range((at - start) // STEP))
    assert sum(is_open(hours, look) for look in looks) * 5 == duration.n


@given(every_hours, starts)
@settings(max_examples=100)
def test_periods_follow_one_another(hours: SiteHours, start: datetime) -> None:
    """Each period has a length, and the next begins no earlier than it ends."""
    found = list(islice(periods(hours, start), 9))
    assert all(opens < closes for opens, closes in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))


def test_python_and_the_script_agree_on_anything(scripts: Scripts) -> None:
    """Hours, lengths and starts at random, to the second, are due at the same instant by both."""
    random, asked, wanted = Random(7), [], []
    for _ in range(3000):
        hours, duration, start = _anything(random)
        week = [list(map(list, spans)) for spans in hours.week]
        closed = {day.isoformat(): name for day, name in hours.closed.items()}
        site = {"zone": hours.zone.key, "week": week, "closed": closed}
        asked.append([site, duration.model_dump(), milliseconds(start)])
        wanted.append(milliseconds(due(hours, duration, start)))
    found = scripts.call("asked => asked.map((given) => Handbook.call.computeDue(...given))", asked)

    differing = [(a, w, f) for a, w, f in zip(asked, wanted, found, strict=True) if w != f]
    assert differing == []


def _anything(random: Random) -> tuple[SiteHours, Duration, datetime]:
    week = [_any_day(random) if random.random() < 0.8 else ()] * 2
    week += [_any_day(random) for _ in range(5)]
    closed = {date(2026, 3, 1) + timedelta(days=random.randrange(270)): "" for _ in range(9)}
    zone = ZoneInfo(random.choice(ZONES))
    hours = SiteHours(zone, tuple(week), closed)
    clock, unit = random.choice(
        [("opening_hours", "hour"), ("working_days", "day"), ("elapsed", "day")]
    )
    duration = Duration.model_validate({"n": random.randint(1, 30), "unit": unit, "clock": clock})
    start = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(23_000_000))
    return hours, duration, start


def _any_day(random: Random) -> tuple[tuple[int, int], ...]:
    """Return one span of a day, or two with a break, the last of which may end on the next day."""
    # No night ends after 5:00, and no morning begins before.
    cuts = sorted(random.sample(range(300, 1740), random.choice((2, 4))))
    return tuple(zip(cuts[::2], cuts[1::2], strict=True))


def test_a_date_without_an_opening_is_no_working_day_in_any_list(handbook: Handbook) -> None:
    """A site has its own holidays beside the company's, and its own week instead of the company's."""
    main, harbour = (collect_hours(handbook.company, site) for site in handbook.company.sites)

    assert main.closed == {date(2026, 12, 25): "Christmas Day"}
    assert harbour.closed == {**main.closed, date(2026, 6, 13): "Harbour fair"}
    assert main.week == (*[((540, 1050),)] * 5, ((600, 960),), ())
    assert harbour.week == ((), *[((600, 1080),)] * 5, ((660, 900),))


def test_the_script_of_hours_holds_every_site(handbook: Handbook) -> None:
    """The generated file assigns all that the browser needs, and nothing in it can be more than data."""
    script = render_hours_script(handbook.company)
    data = json.loads(script.removeprefix("Handbook.call.companyHours = ").removesuffix(";\n"))

    assert [site["id"] for site in data["sites"]] == ["main-street", "harbour"]
    assert data["language"] == "en-GB"
    assert data["sites"][1]["zone"] == "Europe/Lisbon"
    assert script.isascii()
    assert script.count("\n") == 1

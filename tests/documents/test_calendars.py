"""Calendars are read by other programs as what is due: on open days, at the site's time, once."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from dateutil.rrule import rruleset, rrulestr
from dateutil.tz import tzical
from icalendar import Calendar, Event

from cx_handbook.audit.history.actions import list_actions
from cx_handbook.audit.history.due_dates import list_due_days
from cx_handbook.cli.main import main
from cx_handbook.content.model import Checklist, Handbook, Site
from cx_handbook.content.model.open_days import collect_open_days
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.documents.calendars import (
    AHEAD,
    render_checklist_calendar,
    render_owner_calendar,
    render_site_calendar,
)
from support.audit_records import a_record
from support.project import CASES, DAY, load_shipped

RULES_FILE = CASES / "model/recurrence.yml"
RULES: dict[str, str] = parse_yaml(RULES_FILE.read_bytes(), RULES_FILE.name).data


def read_events(raw: bytes) -> list[Event]:
    events: list[Event] = Calendar.from_ical(raw).events
    return events


def list_shown_days(events: list[Event]) -> list[date]:
    """Return the days that a program shows for one series and its moved days (dateutil reads it)."""
    series, *moved = events
    start = series["dtstart"].dt
    days = rruleset()
    days.rrule(rrulestr(series["rrule"].to_ical().decode(), dtstart=start))
    left_out = series.get("exdate", [])
    for dates in left_out if isinstance(left_out, list) else [left_out]:
        for one in dates.dts:
            days.exdate(one.dt)
    for event in moved:
        assert event["uid"] == series["uid"]
        days.exdate(event["recurrence-id"].dt)
        days.rdate(event["dtstart"].dt)
    return [moment.date() for moment in days]


@pytest.mark.parametrize("rule", RULES)
def test_a_series_shows_the_days_on_which_a_checklist_is_due(handbook: Handbook, rule: str) -> None:
    """Closed days are moved, days that meet are one, and nothing is shown beside."""
    checklist = handbook.checklists[0].model_copy(update={"repeats": rule})
    for site in handbook.company.sites:
        open_days = collect_open_days(handbook.company, site)
        due = list_due_days(checklist, open_days, DAY, DAY + AHEAD)
        shown = read_events(render_checklist_calendar(handbook, checklist, site, DAY))
        assert list_shown_days(shown) == [one.day for one in due]


def get_harbour(handbook: Handbook) -> tuple[Checklist, Site]:
    monthly = next(one for one in handbook.checklists if one.slug == "monthly")
    return monthly, handbook.company.sites[1]


def test_an_audit_says_when_how_long_and_how(handbook: Handbook) -> None:
    """When the site has opened, for the checklist's minutes, with its steps and where to begin."""
    event, *moved = read_events(render_checklist_calendar(handbook, *get_harbour(handbook), DAY))

    assert (str(event["summary"]), str(event["location"])) == (
        "Monthly self-audit – Harbour shop", "Harbour shop",
    )  # fmt: skip
    # The harbour shop is closed on Mondays: its first Monday is shown on the Tuesday.
    assert event["dtstart"].dt == datetime(2026, 12, 7, 11, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert moved[0]["dtstart"].dt == datetime(2026, 12, 8, 11, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert event["duration"].dt == timedelta(minutes=45)
    assert str(event["description"]) == (
        "Do we keep what we promise?\n\nHow to go about it:\n1. Fetch the lists first.\n"
        "2. Answer each question from what you see, not from what you remember.\n\n"
        "Start it: https://handbook.example.com/checklists/monthly.html"
    )
    assert str(event["url"]) == "https://handbook.example.com/checklists/monthly.html"
    (alarm,) = event.walk("VALARM")
    assert (str(alarm["action"]), alarm["trigger"].dt) == ("DISPLAY", timedelta(days=-1))


def test_an_entry_keeps_its_identifier_and_counts_up(handbook: Handbook) -> None:
    """What is read in again later replaces what was there."""
    first, later = (
        read_events(render_checklist_calendar(handbook, *get_harbour(handbook), day))[0]
        for day in (DAY, date(2027, 3, 1))
    )

    assert str(first["uid"]) == str(later["uid"]) == "audit-monthly-harbour@handbook.example.com"
    assert int(later["sequence"]) - int(first["sequence"]) == (date(2027, 3, 1) - DAY).days
    assert first["dtstamp"].dt == datetime.combine(DAY, time(), UTC)


def test_the_zone_of_a_calendar_is_that_of_the_site(handbook: Handbook) -> None:
    """A program that knows no zones finds the same moments, in summer and in winter."""
    raw = render_checklist_calendar(handbook, *get_harbour(handbook), DAY)
    read = tzical(io.StringIO(raw.decode())).get("Europe/Lisbon")
    assert read is not None
    for n in range(AHEAD.days):
        noon = datetime.combine(DAY + timedelta(days=n), time(12))
        zone = ZoneInfo("Europe/Lisbon")
        assert noon.replace(tzinfo=read).utcoffset() == noon.replace(tzinfo=zone).utcoffset()


@pytest.mark.parametrize(
    "name",
    ["Europe/London", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo"],
)
def test_a_zone_changes_its_clocks_in_the_right_minute(handbook: Handbook, name: str) -> None:
    """Every half hour of the days around each change, to and from summer, and each other midnight."""
    site = handbook.company.sites[0].model_copy(update={"timezone": name})
    calendar = render_site_calendar(handbook, site, [], DAY).decode()
    read, zone = tzical(io.StringIO(calendar)).get(name), ZoneInfo(name)
    days = [datetime(DAY.year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(700)]
    ahead = timedelta(days=1)
    moments = [
        day + timedelta(minutes=30 * step)
        for day in days
        for step in range(1 if _has_one_offset(zone, day - ahead, day + 2 * ahead) else 48)
    ]
    wrong = [m for m in moments if _show_clock(m, read) != _show_clock(m, zone)]

    assert wrong == []


def _has_one_offset(zone: tzinfo, first: datetime, last: datetime) -> bool:
    return first.astimezone(zone).utcoffset() == last.astimezone(zone).utcoffset()


def _show_clock(moment: datetime, zone: tzinfo | None) -> str:
    return f"{moment.astimezone(zone):%d %H:%M}"


def test_an_action_is_a_whole_day_until_it_is_done(handbook: Handbook) -> None:
    """It blocks nobody's day, and reminds on the day before."""
    actions = list_actions(a_record(handbook), [])
    site = handbook.company.sites[1]
    raw = render_site_calendar(handbook, site, actions, DAY)
    (event,) = [one for one in read_events(raw) if str(one["uid"]).startswith("action-")]

    assert str(event["uid"]) == "action-monthly-k3x9-2fq7-1@handbook.example.com"
    assert (str(event["summary"]), event["dtstart"].dt, event["dtend"].dt) == (
        "SO-01: Practise", date(2026, 12, 1), date(2026, 12, 2),
    )  # fmt: skip
    assert (str(event["transp"]), str(event["description"])) == (
        "TRANSPARENT",
        "Agreed on 2026-11-03\nWho does it: Ann\nSite: harbour\nAudit: k3x9-2fq7, monthly, action 1",
    )
    done = [replace(action, state="done") for action in actions]
    assert b"action-" not in render_site_calendar(handbook, site, done, DAY)
    assert b"action-" not in render_site_calendar(handbook, handbook.company.sites[0], actions, DAY)


def test_an_owner_has_what_they_answer_for(handbook: Handbook) -> None:
    """A role has its audits at every site and its reviews; a person has their actions."""
    actions = list_actions(a_record(handbook), [])
    role = [str(e["uid"]) for e in read_events(render_owner_calendar(handbook, "lead", [], DAY))]
    person = read_events(render_owner_calendar(handbook, "ann", actions, DAY))

    assert {uid.partition("@")[0] for uid in role if uid.startswith("audit-")} == {
        "audit-monthly-main-street", "audit-monthly-harbour",
    }  # fmt: skip
    reviews = {f"review-{policy.slug}" for policy in handbook.policies if policy.owner == "lead"}
    assert {uid.partition("@")[0] for uid in role if uid.startswith("review-")} == reviews
    assert reviews
    assert [str(event["summary"]) for event in person] == ["SO-01: Practise"]


def test_lines_are_folded_and_end_as_the_standard_says(handbook: Handbook) -> None:
    """CR LF after each line, none longer than 75 octets, no letter cut in two (RFC 5545, 3.1)."""
    book = load_shipped()
    text = "Ärger; Übung, \\ “ja” 🙂\nzweite Zeile\r\nBEGIN:VEVENT " * 20
    written = [{"number": 1, "what": text, "by": "2026-12-01"}]
    actions = list_actions(a_record(handbook, site="millbridge", actions=written), [])
    raw = b"".join(render_site_calendar(book, site, actions, DAY) for site in book.company.sites)
    lines = raw.split(b"\r\n")

    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)


def test_what_somebody_wrote_stays_text(handbook: Handbook) -> None:
    """Line breaks and separators in an action make no line of the calendar."""
    what = "one, two; three \\ four\x07\r\nEND:VEVENT\nBEGIN:VEVENT"
    record = a_record(handbook, actions=[{"number": 1, "what": what, "by": "2026-12-01"}])
    raw = render_owner_calendar(handbook, "x", list_actions(record, []), DAY)
    assert read_events(raw) == []
    record = a_record(
        handbook, actions=[{"number": 1, "what": what, "who": "x", "by": "2026-12-01"}]
    )
    (event,) = read_events(render_owner_calendar(handbook, "x", list_actions(record, []), DAY))
    assert str(event["summary"]) == "one, two; three \\ four<U+0007> END:VEVENT BEGIN:VEVENT"


def test_a_calendar_is_the_same_bytes_in_another_process(handbook: Handbook) -> None:
    """Neither the clock nor the order of a set has a part in it."""
    code = (
        "import sys; from pathlib import Path; from datetime import date\n"
        "from cx_handbook.content.loader import load_handbook\n"
        "from cx_handbook.documents.calendars import render_site_calendar\n"
        f"book = load_handbook(Path({str(CASES / 'handbook')!r}))\n"
        "content = render_site_calendar(book, book.company.sites[1], [], date(2026, 11, 21))\n"
        "sys.stdout.buffer.write(content)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout == render_site_calendar(handbook, handbook.company.sites[1], [], DAY)


def list_written(root: Path, *arguments: str) -> list[str]:
    result = CliRunner().invoke(main, ["--root", str(root), "calendar", *arguments])
    assert result.exit_code == 0, result.output
    return [Path(line).name for line in result.stdout.splitlines()]


def test_the_command_writes_one_a_site_and_one_an_owner(handbook_root: Path) -> None:
    """All of them, or those that are named; the folder may be named too."""
    assert list_written(handbook_root) == [
        "site-main-street.ics", "site-harbour.ics", "owner-agent.ics", "owner-lead.ics",
    ]  # fmt: skip
    assert (
        (handbook_root / "calendars/site-harbour.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    )
    there = str(handbook_root / "there")
    assert list_written(handbook_root, "--site", "Harbour shop") == ["site-harbour.ics"]
    assert list_written(handbook_root, "--owner", "Team lead", "--output", there) == [
        "owner-lead.ics"
    ]


def test_an_owner_that_is_nobody_is_named(handbook_root: Path) -> None:
    """The message says who there is."""
    arguments = ["--root", str(handbook_root), "calendar", "--owner", "Eve"]
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stderr) == (
        2,
        "handbook: nobody called Eve owns anything or has an open action; name somebody who has, or "
        "one of Agent or Team lead\n",
    )

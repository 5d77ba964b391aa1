"""Calendars (RFC 5545): audits by their recurrence, actions by their day, reviews of policies.

An audit is a series with its rule. A day on which the site is closed is moved within the series, so
the calendar shows it where it can be done. The identifiers stay the same from one writing to the
next, so a calendar that is read in again replaces what it brought before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from cx_handbook import addresses
from cx_handbook.audit.history.actions import Action
from cx_handbook.audit.history.due_dates import DueDay, list_due_days
from cx_handbook.audit.history.due_list import is_same_person
from cx_handbook.content.model import Checklist, Company, Handbook, Policy, Site
from cx_handbook.content.model.open_days import OpenDays, collect_open_days
from cx_handbook.content.model.recurrence import list_occurrences
from cx_handbook.limits import LONG_TEXT
from cx_handbook.markdown import plain_text
from cx_handbook.text_for_messages import to_one_line

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

AHEAD = timedelta(days=730)  # closed days are listed about so far ahead
_MADE_BY = "-//CX Handbook//Calendars//EN"
_SEQUENCE_FROM = date(2000, 1, 1)
_OFTEN = 7  # days; who does it more often needs no reminder on the day before
_DAY_BEFORE, _BEFORE_START = timedelta(days=-1), timedelta(minutes=-15)
_NINE_THE_DAY_BEFORE = timedelta(hours=-15)  # before the midnight with which a whole day begins


def render_site_calendar(
    handbook: Handbook, site: Site, actions: Iterable[Action], today: date
) -> bytes:
    """Return the calendar of a site: its audits, and the open actions of its audits."""
    events = [
        *_make_audit_events(handbook, [site], handbook.checklists, today),
        *_make_action_events(handbook, actions, today, site=site.id),
    ]
    return _encode_calendar(f"{handbook.company.name}: {site.name}", events, [site], today)


def render_owner_calendar(
    handbook: Handbook, owner: str, actions: Iterable[Action], today: date
) -> bytes:
    """Return the calendar of an owner, a role's ID or a person as the actions name them.

    A role has the audits and the reviews that it answers for; everybody has their open actions.
    """
    company = handbook.company
    checklists = [one for one in handbook.checklists if one.owner == owner]
    names = [owner, *(role.name for role in company.roles if role.id == owner)]
    events = [
        *_make_audit_events(handbook, company.sites, checklists, today),
        *_make_action_events(handbook, actions, today, names=names),
        *(_make_review_event(company, p, today) for p in handbook.policies if p.owner == owner),
    ]
    return _encode_calendar(f"{company.name}: {names[-1]}", events, company.sites, today)


def render_checklist_calendar(
    handbook: Handbook, checklist: Checklist, site: Site, today: date
) -> bytes:
    """Return the calendar of one checklist at one site."""
    name = f"{plain_text(checklist.title)}, {site.name}"
    events = _make_audit_events(handbook, [site], [checklist], today)
    return _encode_calendar(name, events, [site], today)


def render_actions_calendar(handbook: Handbook, actions: Iterable[Action], today: date) -> bytes:
    """Return the calendar of the actions that are open and have a day."""
    events = _make_action_events(handbook, actions, today)
    return _encode_calendar(f"{handbook.company.name}: actions", events, [], today)


def list_people(handbook: Handbook, actions: Iterable[Action]) -> list[str]:
    """Return the people who have an open action with a day and are no role, each once, sorted."""
    roles = [name for role in handbook.company.roles for name in (role.id, role.name)]
    people: dict[str, str] = {}
    for action in actions:
        is_role = any(is_same_person(action.who, role) for role in roles)
        if action.is_open and action.due and action.who and not is_role:
            people.setdefault(" ".join(action.who.split()).casefold(), action.who)
    return [people[key] for key in sorted(people)]


# Audits


def _make_audit_events(
    handbook: Handbook, sites: Iterable[Site], checklists: Iterable[Checklist], today: date
) -> Iterator[Event]:
    chosen = tuple(checklists)
    for site in sites:
        days = collect_open_days(handbook.company, site)
        for checklist in chosen:
            if checklist.is_for_site(site.id):
                yield from _make_series(handbook.company, checklist, site, days, today)


def _make_series(
    company: Company, checklist: Checklist, site: Site, days: OpenDays, today: date
) -> Iterator[Event]:
    """Yield the series of a checklist at a site, then an event for each of its moved days."""
    due = list_due_days(checklist, days, today, today + AHEAD)
    if not due:
        return
    start = min(one.planned for one in due)
    moment = time(*divmod(days.common_opening, 60), tzinfo=ZoneInfo(site.timezone))
    series = _make_audit_event(company, checklist, site, datetime.combine(start, moment), today)
    until = datetime.combine(today + AHEAD, time(23, 59, 59), moment.tzinfo).astimezone(UTC)
    # It ends where the closed days that we know of end; RFC 5545 wants that moment in UTC.
    series.add("rrule", {**_parse_parts(checklist.repeats), "UNTIL": until})
    kept = {one.planned: one for one in due}
    # A day that met another one when it was moved has no entry of its own.
    planned = list_occurrences(checklist.repeats, start, start, today + AHEAD)
    if left_out := [datetime.combine(day, moment) for day in planned if day not in kept]:
        series.add("exdate", left_out)
    yield series
    for one in _list_moved(planned, kept):
        moved = datetime.combine(one.day, moment)
        event = _make_audit_event(company, checklist, site, moved, today)
        event.add("recurrence-id", datetime.combine(one.planned, moment))
        yield event


def _list_moved(planned: Sequence[date], kept: dict[date, DueDay]) -> Iterator[DueDay]:
    return (kept[day] for day in planned if day in kept and kept[day].day != day)


def _parse_parts(rule: str) -> dict[str, list[str]]:
    return {
        name: values.split(",") for name, values in (part.split("=", 1) for part in rule.split(";"))
    }


def _make_audit_event(
    company: Company, checklist: Checklist, site: Site, start: datetime, today: date
) -> Event:
    # The checklist's page and not the form's: the form of today is another one next year.
    link = urljoin(company.handbook_url, addresses.checklist_path(checklist.slug))
    steps = [f"{n}. {plain_text(step)}" for n, step in enumerate(checklist.how_to, 1)]
    text = "\n".join(
        [plain_text(checklist.purpose), "", "How to go about it:", *steps, "", f"Start it: {link}"]
    )
    title = f"{plain_text(checklist.title)} – {site.name}"
    event = _make_event(company, f"audit-{checklist.slug}-{site.id}", title, text, link, today)
    event.add("dtstart", start)
    event.add("duration", timedelta(minutes=checklist.minutes))
    event.add("location", site.name)
    before = _BEFORE_START if checklist.days_between < _OFTEN else _DAY_BEFORE
    _add_alarm(event, title, before)
    return event


# Actions and reviews


def _make_action_events(
    handbook: Handbook,
    actions: Iterable[Action],
    today: date,
    *,
    site: str | None = None,
    names: Sequence[str] = (),
) -> Iterator[Event]:
    """Yield the open actions with a day: of one site, or of somebody by any of their names."""
    for action in actions:
        is_theirs = not names or any(is_same_person(action.who, name) for name in names)
        if action.is_open and action.due and is_theirs and site in (None, action.record.site):
            yield _make_action_event(handbook, action, action.due, today)


def _make_action_event(handbook: Handbook, action: Action, day: date, today: date) -> Event:
    record, company = action.record, handbook.company
    about = f"{action.standard}: " if action.standard else ""
    # A title is one line in every program.
    title = f"{about}{_make_plain(action.what)}"
    lines = [
        f"Agreed on {action.agreed}",
        f"Who does it: {_make_plain(action.who)}" if action.who else "",
        f"Site: {record.site}",
        f"Audit: {record.id}, {record.checklist}, action {action.name}",
    ]
    link = urljoin(company.handbook_url, addresses.DEVICE_AUDITS)
    name = f"action-{record.checklist}-{record.id}-{action.name}"
    event = _make_event(company, name, title, "\n".join(filter(None, lines)), link, today)
    _set_whole_day(event, title, day)
    return event


def _make_plain(text: str) -> str:
    """Return what somebody wrote on one line and printable: RFC 5545 allows no control characters."""
    return to_one_line(" ".join(text.split()), LONG_TEXT)


def _make_review_event(company: Company, policy: Policy, today: date) -> Event:
    title = f"Review: {plain_text(policy.title)}"
    link = urljoin(company.handbook_url, addresses.policy_path(policy))
    text = f"Read it through, mend it, and write the day on which you did.\n\n{link}"
    event = _make_event(company, f"review-{policy.slug}", title, text, link, today)
    _set_whole_day(event, title, policy.next_review)
    return event


# What all events have


def _make_event(
    company: Company, name: str, title: str, text: str, link: str, today: date
) -> Event:
    from icalendar import Event

    event = Event()
    # The host makes it unlike that of any other handbook, and stays the same.
    event.add("uid", f"{name}@{addresses.find_host(company.handbook_url)}")
    event.add("dtstamp", datetime.combine(today, time(), UTC))
    # A program that has read an older writing in takes the one with the higher number.
    event.add("sequence", max((today - _SEQUENCE_FROM).days, 0))
    event.add("summary", title)
    event.add("description", text)
    event.add("url", link)
    return event


def _set_whole_day(event: Event, title: str, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # it blocks nobody's day
    _add_alarm(event, title, _NINE_THE_DAY_BEFORE)


def _add_alarm(event: Event, title: str, before: timedelta) -> None:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", before)
    event.add_component(alarm)


def _encode_calendar(
    name: str, events: Iterable[Event], sites: Iterable[Site], today: date
) -> bytes:
    """Return a calendar as a file: the zones of its sites first, then its events in their order."""
    from icalendar import Calendar

    calendar: Calendar = Calendar()
    calendar.add("prodid", _MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    # Sorted: a set has no order of its own, and the same input gives the same bytes.
    for zone in sorted({site.timezone for site in sites}):
        calendar.add_component(_make_zone(zone, today))
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


@cache
def _make_zone(name: str, today: date) -> Timezone:
    """Return a zone with every change of its clocks in the years of the events.

    RFC 5545 wants the moment of a change by the clocks that hold before it. `Timezone.from_tzid` of
    icalendar writes it by those after it, so its summer begins an hour late.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    # Whole years, so that the clocks that hold at the first event are in it.
    first = datetime(today.year - 1, 1, 1, tzinfo=UTC)
    last = datetime((today + AHEAD).year + 1, 1, 1, tzinfo=UTC)
    zone = ZoneInfo(name)
    begins: dict[_Clocks, list[datetime]] = {}
    for moment in (first, *_list_changes(zone, first, last)):
        before, after = (moment - timedelta(seconds=1)).astimezone(zone), moment.astimezone(zone)
        offset = _measure_offset(after if moment == first else before)
        clocks = _Clocks(after.tzname() or name, offset, _measure_offset(after), bool(after.dst()))
        begins.setdefault(clocks, []).append((moment + offset).replace(tzinfo=None))
    found: Timezone = Timezone()
    found.add("tzid", name)
    for clocks, moments in begins.items():
        part = TimezoneDaylight() if clocks.is_summer else TimezoneStandard()
        part.add("dtstart", moments[0])
        if moments[1:]:
            part.add("rdate", moments[1:])
        part.add("tzname", clocks.name)
        part.add("tzoffsetfrom", clocks.before)
        part.add("tzoffsetto", clocks.after)
        found.add_component(part)
    return found


class _Clocks(NamedTuple):
    """What clocks show from a change on: their name, and how far from UTC they were and are."""

    name: str
    before: timedelta
    after: timedelta
    is_summer: bool


def _measure_offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _list_changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the moments at which the clocks of a zone change, in UTC and to the minute."""
    day = first
    while day < last:
        low, high = day, day + timedelta(days=1)
        was = _measure_offset(low.astimezone(zone))
        if was != _measure_offset(high.astimezone(zone)):
            # Halved until the change lies within a minute.
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
                is_before = was == _measure_offset(middle.astimezone(zone))
                low, high = (middle, high) if is_before else (low, middle)
            yield high
        day += timedelta(days=1)


def name_person_file(person: str) -> str:
    """Return the file name of a person's calendar, without ending: plain letters and digits."""
    import hashlib
    import unicodedata

    plain = unicodedata.normalize("NFKD", person.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]
    # Two names that look alike in plain letters keep apart.
    digest = hashlib.sha256(" ".join(person.split()).casefold().encode()).hexdigest()[:4]
    return f"person-{slug or 'name'}-{digest}"

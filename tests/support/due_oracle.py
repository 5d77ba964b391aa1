"""Oracle: when a promise falls due, by a site's clock and its opening hours, and whether it is open.

**A time on the wall** (9:00 on a date, in the site's zone) is the first instant at which the clock
there shows this time or a later one. So a time that the clocks skip in spring is the moment they
jump, a time that comes twice in autumn is the first of the two, and 24:00 is the midnight that
ends the day. Between two such instants the real minutes count, however the clocks are set.

**Open** is a site from an opening time up to, not including, its closing time; a day may have
several spans, with breaks between them, and the last may end on the next date. A span belongs to the
date on which it begins. On a holiday of the company or of the site no span begins, and so on a date
that its zone leaves out altogether; the night before a holiday ends as usual.

- *elapsed* counts real time: a day has 24 hours, a week seven such days, open or closed.
- *opening hours* count only while the site is open. What starts before opening, after closing or on
  a closed day counts from the next opening. What is used up exactly at closing time is due then,
  not at the next opening.
- *working days* are dates on which the site opens at all. The date of the start, in the site's
  zone, never counts, whatever the hour and whether it is open; due is the last closing time of the
  nth working day after it. A message of Monday night and one of Monday noon are due on the same day.

This is the oracle for `static/call/opening_hours.js`, which holds the same rules; the cases in
tests/cases/due hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from cx_handbook.content.model.durations import Duration
from cx_handbook.website.opening_hours import SiteHours

LONGEST_CLOSED = 400  # days: a site that opens on none of so many is taken to open never

OpenPeriod = tuple[datetime, datetime]
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


class NeverOpenError(ValueError):
    """The site opens on no day within reach, so that nothing can fall due there."""

    def __init__(self, after: date) -> None:
        super().__init__(f"closed on all of {LONGEST_CLOSED} days from {after.isoformat()}")


def due(hours: SiteHours, duration: Duration, start: datetime) -> datetime:
    """Return when a duration that starts at an aware instant is over, in UTC.

    Raises NeverOpenError where it depends on opening hours and there are none.
    """
    start = start.astimezone(UTC)
    if duration.clock == "opening_hours":
        return _after_open_time(hours, timedelta(seconds=duration.seconds), start)
    if duration.clock == "working_days":
        return _end_of_working_day(hours, duration.n, start)
    return start + timedelta(seconds=duration.seconds)


def is_open(hours: SiteHours, now: datetime) -> bool:
    """Return whether the site is open at an aware instant: at opening time yes, at closing time no."""
    today = _local(hours, now).date()
    nearby = (*_periods_of(hours, today - _DAY), *_periods_of(hours, today))
    return any(opens <= now < closes for opens, closes in nearby)


def opens_next(hours: SiteHours, now: datetime) -> datetime:
    """Return the first opening at or after an aware instant, in UTC, or raise NeverOpenError."""
    return next(opens for opens, _ in periods(hours, now) if opens >= now)


def periods(hours: SiteHours, start: datetime) -> Iterator[OpenPeriod]:
    """Yield the periods in which the site is open and that end after the start, without end."""
    today = _local(hours, start).date()
    # A night that began yesterday may still be going on.
    yield from (period for period in _periods_of(hours, today - _DAY) if period[1] > start)
    for day in _days_from(hours, today):
        yield from (period for period in day if period[1] > start)


def _after_open_time(hours: SiteHours, left: timedelta, start: datetime) -> datetime:
    for opens, closes in periods(hours, start):
        begins = max(opens, start)
        if left <= closes - begins:
            return begins + left
        left -= closes - begins
    raise AssertionError("periods have no end")


def _end_of_working_day(hours: SiteHours, n: int, start: datetime) -> datetime:
    after = _local(hours, start).date() + _DAY
    for count, day in enumerate(_days_from(hours, after), 1):
        if count == n:
            return day[-1][1]
    raise AssertionError("periods have no end")


def _days_from(hours: SiteHours, day: date) -> Iterator[list[OpenPeriod]]:
    """Yield the periods of each date on which the site opens, from a date on."""
    shut_since = day
    while True:
        if found := _periods_of(hours, day):
            yield found
            shut_since = day + _DAY
        day += _DAY
        if (day - shut_since).days >= LONGEST_CLOSED:
            raise NeverOpenError(shut_since)


def _periods_of(hours: SiteHours, day: date) -> list[OpenPeriod]:
    """Return the periods that begin on a date."""
    midnight = datetime(day.year, day.month, day.day)
    spans = () if day in hours.closed else hours.week[day.weekday()]
    found = [
        (
            _instant(hours, midnight + timedelta(minutes=opens)),
            _instant(hours, midnight + timedelta(minutes=closes)),
        )
        for opens, closes in spans
    ]
    return [(opens, closes) for opens, closes in found if opens < closes]


def _local(hours: SiteHours, at: datetime) -> datetime:
    """Return what the clock on the wall shows."""
    return at.astimezone(hours.zone).replace(tzinfo=None)


def _instant(hours: SiteHours, wall: datetime) -> datetime:
    """Return the first instant at which the clock on the wall shows this time or a later one."""
    late, early = (wall.replace(tzinfo=hours.zone, fold=f).astimezone(UTC) for f in (0, 1))
    if _local(hours, late) == wall:
        return late  # of a time that comes twice, the first
    while late - early > _SECOND:  # a skipped time: the jump lies in between
        middle = early + (late - early) // (2 * _SECOND) * _SECOND
        early, late = (middle, late) if _local(hours, middle) < wall else (early, middle)
    return late

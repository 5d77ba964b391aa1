"""The days on which a site is open, and the next one after a day on which it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cx_handbook.content.model.company import Company, Site, Week

_LONGEST_CLOSURE = 366  # days; a site that is closed for longer has no next open day


@dataclass(frozen=True)
class OpenDays:
    """When a site is open: opening minutes by weekday from Monday, and its closed days.

    A weekday on which it is closed has None.
    """

    opens: tuple[int | None, ...]
    closed: frozenset[date]

    def is_open(self, day: date) -> bool:
        """Tell whether the site is open on a day."""
        return self.opens[day.weekday()] is not None and day not in self.closed

    def find_next_open(self, day: date) -> date:
        """Return the day itself when the site is open, else the next day on which it is.

        A site that is never open keeps the day: nothing is left out because of it.
        """
        days = (day + timedelta(days=n) for n in range(_LONGEST_CLOSURE))
        return next((one for one in days if self.is_open(one)), day)

    @property
    def latest_opening(self) -> int:
        """The time, in minutes since midnight, at which it is open on each of its open weekdays."""
        return max((minutes for minutes in self.opens if minutes is not None), default=9 * 60)


def collect_open_days(company: Company, site: Site) -> OpenDays:
    """Return the open days of a site: its own week where it has one, its closed days and ours."""
    # A site either has a week of its own or keeps the company's.
    week = site.opening_hours or company.opening_hours
    return OpenDays(
        tuple(_parse_opening(getattr(week, day)) for day in Week.model_fields),
        frozenset(holiday.date for holiday in (*company.holidays, *site.holidays)),
    )


def _parse_opening(written: str) -> int | None:
    if written == "closed":
        return None
    hour, minute = written.partition("-")[0].split(":")
    return int(hour) * 60 + int(minute)

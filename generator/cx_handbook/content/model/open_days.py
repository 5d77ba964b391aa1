"""The days on which a site is open, and the next one after a day on which it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cx_handbook.content.model.company import Company, Site
from cx_handbook.content.model.opening_hours import OpenSpan

_LONGEST_CLOSURE = 366  # days; a site that is closed for longer has no next open day


@dataclass(frozen=True)
class OpenDays:
    """When a site is open: the spans of each weekday from Monday, and its closed days.

    A weekday on which it is closed has none. A night belongs to the day on which it begins.
    """

    week: tuple[tuple[OpenSpan, ...], ...]
    closed: frozenset[date]

    def is_open(self, day: date) -> bool:
        """Tell whether the site is open on a day."""
        return bool(self.week[day.weekday()]) and day not in self.closed

    def find_next_open(self, day: date) -> date:
        """Return the day itself when the site is open, else the next day on which it is.

        A site that is never open keeps the day: nothing is left out because of it.
        """
        days = (day + timedelta(days=n) for n in range(_LONGEST_CLOSURE))
        return next((one for one in days if self.is_open(one)), day)

    @property
    def common_opening(self) -> int:
        """An opening time, in minutes since midnight, at which it is open on each open weekday.

        Where there is none, because one day closes before another opens: the latest first opening.
        """
        days = [spans for spans in self.week if spans]
        for at in sorted({opens for spans in days for opens, _ in spans}):
            # In a break nobody is there to audit.
            if all(any(opens <= at < closes for opens, closes in spans) for spans in days):
                return at
        return max((spans[0][0] for spans in days), default=9 * 60)


def collect_open_days(company: Company, site: Site) -> OpenDays:
    """Return the open days of a site: its own week where it has one, its closed days and ours."""
    # A site either has a week of its own or keeps the company's.
    week = site.opening_hours or company.opening_hours
    closed = frozenset(holiday.date for holiday in (*company.holidays, *site.holidays))
    return OpenDays(week.list_spans(), closed)

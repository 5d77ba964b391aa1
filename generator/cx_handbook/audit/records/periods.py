"""The periods of a recurrence: the one in which a day lies, and what it is called.

One audit counts for a site, a checklist and a period. The scripts compute the same
(`static/audit/periods.js`).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from cx_handbook.content.model.recurrence import RecurrenceRule, parse_rule

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FIRST_MONDAY = date(
    1970, 1, 5
)  # weeks are counted from here, so that every second one is the same


class Period(NamedTuple):
    """The days of one turn of a recurrence, first and last included."""

    first: date
    last: date

    @property
    def name(self) -> str:
        """The period as a name that sorts: 2026-11, 2026-Q4, 2026-W48, 2026, or its first day."""
        return _name_period(self)


@cache
def find_period(rule: str, day: date) -> Period:
    """Return the period of a recurrence rule in which a day lies.

    Of a month, a quarter or a year it is the calendar's, whatever day of it the rule names; of a week
    it runs from Monday. Where a rule names several days of a week, as of a daily walk, each begins a
    period, which ends before the next. Raises a validation error for a rule that is none.
    """
    parsed = parse_rule(rule)
    if parsed.frequency == "DAILY":
        return _find_days(parsed.interval, day)
    if parsed.frequency == "WEEKLY":
        return _find_weekdays(parsed, day) if len(parsed.days) > 1 else _find_weeks(parsed, day)
    return _find_months(parsed.interval * (12 if parsed.frequency == "YEARLY" else 1), day)


def _find_days(interval: int, day: date) -> Period:
    first = day - timedelta(days=(day - _FIRST_MONDAY).days % interval)
    return Period(first, first + timedelta(days=interval - 1))


def _find_weeks(rule: RecurrenceRule, day: date) -> Period:
    first = day - timedelta(days=(day - _FIRST_MONDAY).days % (7 * rule.interval))
    return Period(first, first + timedelta(days=7 * rule.interval - 1))


def _find_weekdays(rule: RecurrenceRule, day: date) -> Period:
    """Return the days from a named weekday to the one before the next, in weeks that count."""
    offsets = sorted(_WEEKDAYS.index(named.weekday) for named in rule.days)
    weeks = _find_weeks(rule, day)
    # The turn before as well: Sunday may belong to the walk of Saturday, Monday to that of last week.
    starts = [
        weeks.first + timedelta(days=offset + 7 * rule.interval * turn)
        for turn in (-1, 0, 1)
        for offset in offsets
    ]
    place = max(n for n, start in enumerate(starts) if start <= day)
    return Period(starts[place], starts[place + 1] - timedelta(days=1))


def _find_months(interval: int, day: date) -> Period:
    # Counted from year 0, so that quarters and half-years are those of the calendar.
    start = (day.year * 12 + day.month - 1) // interval * interval
    return Period(_first_of_month(start), _first_of_month(start + interval) - timedelta(days=1))


def _first_of_month(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


def _name_period(period: Period) -> str:
    first, last = period
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    # A name only for whole months: anything else would promise a month it is not.
    is_whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if is_whole and months == 1:
        return f"{first:%Y-%m}"
    if is_whole and months == 3:
        return f"{first.year}-Q{(first.month + 2) // 3}"
    if is_whole and months == 6:
        return f"{first.year}-H{(first.month + 5) // 6}"
    if is_whole and months == 12:
        return str(first.year)
    if first.weekday() == 0 and (last - first).days == 6:
        year, week, _ = first.isocalendar()
        return f"{year}-W{week:02}"
    return first.isoformat()

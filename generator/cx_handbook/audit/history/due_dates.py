"""When a checklist is due at a site: its recurrence rule as days on which the site is open.

A rule says how often, not from which day. It is counted from the checklist's `starts`; without it,
from the first day of its period (`audit/records/periods.py`), so that a quarterly checklist falls due with
the quarter. A day on which the site is closed moves to the next open one. Two days that meet there
are one: whoever walks through the shop on Tuesday need not do Monday's walk as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from cx_handbook.audit.records.periods import find_period
from cx_handbook.content.model import Checklist
from cx_handbook.content.model.open_days import OpenDays
from cx_handbook.content.model.recurrence import estimate_days_between, list_occurrences

_LONGEST_MOVE = timedelta(days=366)  # as far as the next open day is looked for


class DueDay(NamedTuple):
    """A day on which a checklist is due, and the day of its rule, which may be a closed one."""

    day: date
    planned: date


@dataclass(frozen=True)
class NextAudit:
    """When a checklist is due next at a site.

    `missed` counts the due days since the last audit whose period is over. `last` is the day on
    which the last audit was begun; None when there was none.
    """

    day: date
    missed: int = 0
    last: date | None = None


def list_due_days(
    checklist: Checklist, days: OpenDays, first: date, last: date
) -> tuple[DueDay, ...]:
    """Return the days from the first to the last, both included, on which a checklist is due."""
    # By the day on which it is due, so that days that meet are one.
    found: dict[date, DueDay] = {}
    # From earlier on: a long closure may have moved an older day into these.
    for planned in _list_planned_days(checklist, first - _LONGEST_MOVE, last):
        day = days.find_next_open(planned)
        # The last that meets there stays: on an open day it is that day's own.
        found[day] = DueDay(day, planned)
    return tuple(found[day] for day in sorted(found) if first <= day <= last)


def _list_planned_days(checklist: Checklist, first: date, last: date) -> tuple[date, ...]:
    # A period begins on a day from which the rule counts as the periods do.
    anchor = checklist.starts or find_period(checklist.repeats, first).first
    return list_occurrences(checklist.repeats, anchor, first, last)


def find_next_audit(
    checklist: Checklist, days: OpenDays, begun: Iterable[date], today: date
) -> NextAudit | None:
    """Return when a checklist is due next at a site, from the days on which audits were begun.

    After an audit it is the first due day after the period in which it was begun. Where there was no
    audit yet, it is the last due day up to today, or the first one that comes. None when the rule
    has no day any more.
    """
    reach = timedelta(days=int(2 * estimate_days_between(checklist.repeats)) + 62)
    last = max(begun, default=None)
    if last is None:
        past = list_due_days(checklist, days, today - reach, today)
        ahead = () if past else list_due_days(checklist, days, today, _find_reach(checklist, today))
        return next((NextAudit(one.day) for one in (*past[-1:], *ahead[:1])), None)
    # Whoever audits early or late has done what was due in that period, not in the next one.
    after = find_period(checklist.repeats, last).last + timedelta(days=1)
    coming = list_due_days(checklist, days, after, max(after, today) + reach)
    if not coming:
        return None
    # What can still be done in its period is overdue, and not missed.
    ended = [one for one in coming if find_period(checklist.repeats, one.day).last < today]
    return NextAudit(coming[0].day, len(ended), last)


def _find_reach(checklist: Checklist, today: date) -> date:
    reach = timedelta(days=int(2 * estimate_days_between(checklist.repeats)) + 62)
    return max(today, checklist.starts or today) + reach

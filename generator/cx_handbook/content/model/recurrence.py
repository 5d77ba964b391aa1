"""Recurrence rules: the part of RFC 5545 that can be said in a few words, in words and as days."""

import re
from datetime import date, datetime, time
from typing import NamedTuple

from cx_handbook.content.model.refusals import refuse
from cx_handbook.text_for_messages import join_words, quote_text

_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_LENGTHS = {"DAILY": 1.0, "WEEKLY": 7.0, "MONTHLY": 30.4, "YEARLY": 365.2}  # days
_WEEKDAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday",
    "FR": "Friday", "SA": "Saturday", "SU": "Sunday",
}  # fmt: skip
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_NAMED = {
    ("DAILY", 1): "every day",
    ("MONTHLY", 3): "every quarter",
    ("MONTHLY", 6): "every half-year",
}
_HINT = "write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, and if needed INTERVAL and BYDAY"
_DAY_HINT = "write BYDAY=MO,TU for weeks and BYDAY=1MO (the first Monday) for months"
_SHORTEST_RUN = 3  # weekdays in a row that are said as *Monday to Wednesday*


class RuleDay(NamedTuple):
    """A weekday of a rule; `ordinal` says which one of a month or year, and is 0 in a week."""

    ordinal: int
    weekday: str


class RecurrenceRule(NamedTuple):
    """The parts of a recurrence rule: every how many days, weeks, months or years, on which days."""

    frequency: str
    interval: int
    days: tuple[RuleDay, ...]


def parse_rule(rule: str) -> RecurrenceRule:
    """Return the parts of a recurrence rule such as `FREQ=MONTHLY;BYDAY=1MO`.

    Raises a validation error for every rule with a part that cannot be said: nothing is left out in
    silence. What passes, dateutil understands as well; a test compares them.
    """
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    frequency, interval = parts.get("FREQ", ""), parts.get("INTERVAL", "1")
    if (
        frequency not in _UNITS
        or set(parts) - {"FREQ", "INTERVAL", "BYDAY"}
        or len(parts) != rule.count(";") + 1
        or not re.fullmatch(r"[1-9]\d?", interval)
    ):
        refuse(f"{quote_text(rule, 60)} is no recurrence rule we know", _HINT)
    written = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    days = tuple(_parse_day(day, frequency, rule) for day in written)
    if days and frequency == "DAILY":
        wrong = f"{quote_text(rule, 60)}: BYDAY cannot be combined with FREQ=DAILY"
        refuse(wrong, "write FREQ=WEEKLY with BYDAY")
    if len(set(days)) < len(days):
        refuse(f"{quote_text(rule, 60)} names a day twice", "name it once")
    return RecurrenceRule(frequency, int(interval), days)


def _parse_day(day: str, frequency: str, rule: str) -> RuleDay:
    match = re.fullmatch(r"(-1|[1-4])?(MO|TU|WE|TH|FR|SA|SU)", day)
    has_ordinal = match is not None and match[1] is not None
    if match is None or has_ordinal != (frequency in ("MONTHLY", "YEARLY")):
        wrong = f"{quote_text(day, 20)} in {quote_text(rule, 60)} is no day we know"
        refuse(wrong, _DAY_HINT)
    return RuleDay(int(match[1] or 0), match[2])


def describe_rule(rule: str) -> str:
    """Return a recurrence rule in words: `FREQ=MONTHLY;BYDAY=1MO` is *every month, on the first Monday*.

    Raises a validation error for a rule that cannot be said whole.
    """
    frequency, n, days = parse_rule(rule)
    unit = _UNITS[frequency]
    words = _NAMED.get((frequency, n)) or (f"every {unit}" if n == 1 else f"every {n} {unit}s")
    if not days:
        return words
    run = _describe_run([day.weekday for day in days])
    if run and frequency == "WEEKLY":
        return run if words == "every week" else f"{words}, {run}"
    return f"{words}, on {join_words([_describe_day(day) for day in days], 'and')}"


def _describe_day(day: RuleDay) -> str:
    name = _WEEKDAYS[day.weekday]
    return f"the {_ORDINALS[day.ordinal]} {name}" if day.ordinal else name


def _describe_run(weekdays: list[str]) -> str | None:
    """Return several weekdays in a row as *Monday to Saturday*, or None."""
    week = list(_WEEKDAYS)
    start = week.index(weekdays[0])
    if len(weekdays) < _SHORTEST_RUN or weekdays != week[start : start + len(weekdays)]:
        return None
    return f"{_WEEKDAYS[weekdays[0]]} to {_WEEKDAYS[weekdays[-1]]}"


def estimate_days_between(rule: str) -> float:
    """Return about how many days lie between two occurrences, to put the frequent ones first."""
    frequency, interval, days = parse_rule(rule)
    return _LENGTHS[frequency] * interval / max(len(days), 1)


def list_occurrences(rule: str, anchor: date, first: date, last: date) -> tuple[date, ...]:
    """Return the days on which a rule falls, from the first to the last day, both included.

    The rule counts from the anchor: an interval of two weeks starts with its week, a month without a
    named day falls on its day of the month, and months without such a day are left out (RFC 5545,
    section 3.3.10). No day before the anchor is returned.
    """
    from dateutil import rrule

    frequency, interval, days = parse_rule(rule)
    weekdays = [getattr(rrule, day.weekday)(day.ordinal or None) for day in days]
    occurrences = rrule.rrule(
        getattr(rrule, frequency),
        dtstart=datetime.combine(anchor, time.min),
        interval=interval,
        byweekday=weekdays or None,
    )
    start, end = datetime.combine(first, time.min), datetime.combine(last, time.min)
    return tuple(moment.date() for moment in occurrences.between(start, end, inc=True))

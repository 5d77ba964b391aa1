"""Recurrence rules in words: the part of RFC 5545 that a checklist can use."""

from __future__ import annotations

import re

from cx_handbook.content.model.refusals import refuse
from cx_handbook.text_for_messages import join_words

_UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}
_LENGTHS = {"DAILY": 1.0, "WEEKLY": 7.0, "MONTHLY": 30.4, "YEARLY": 365.2}
_DAYS = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday",
    "FR": "Friday", "SA": "Saturday", "SU": "Sunday",
}  # fmt: skip
_ORDINALS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
_NAMED = {
    ("DAILY", 1): "every day",
    ("MONTHLY", 3): "every quarter",
    ("MONTHLY", 6): "every half-year",
}
_HINT = "write FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, and if needed INTERVAL and BYDAY"


def describe(rule: str) -> str:
    """Return a recurrence rule in words: `FREQ=MONTHLY;BYDAY=1MO` is *every month, on the first Monday*.

    Raises a validation error for a rule that cannot be said whole: nothing is left out in silence.
    """
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    interval = parts.get("INTERVAL", "1")
    if (
        parts.get("FREQ") not in _UNITS
        or set(parts) - {"FREQ", "INTERVAL", "BYDAY"}
        or len(parts) != rule.count(";") + 1
        or not re.fullmatch(r"[1-9]\d?", interval)
    ):
        refuse(f"‘{rule[:60]}’ is no recurrence rule we know", _HINT)
    unit, n = _UNITS[parts["FREQ"]], int(interval)
    words = _NAMED.get((parts["FREQ"], n)) or (f"every {unit}" if n == 1 else f"every {n} {unit}s")
    if "BYDAY" not in parts:
        return words
    days = [_day(day, parts["FREQ"], rule) for day in parts["BYDAY"].split(",")]
    if parts["FREQ"] == "DAILY":
        refuse(f"‘{rule[:60]}’ is every day and yet not", "write FREQ=WEEKLY with BYDAY")
    if len(set(days)) < len(days):
        refuse(f"‘{rule[:60]}’ names a day twice", "name it once")
    run = _run(days)
    if run:
        return run if words == "every week" else f"{words}, {run}"
    return f"{words}, on {join_words(days, 'and')}"


def _run(days: list[str]) -> str | None:
    """Return three or more weekdays in a row as *Monday to Saturday*, or None."""
    week = list(_DAYS.values())
    if len(days) < 3 or days[0] not in week:
        return None
    start = week.index(days[0])
    in_a_row = days == week[start : start + len(days)]
    return f"{days[0]} to {days[-1]}" if in_a_row else None


def days_between(rule: str) -> float:
    """Return about how many days lie between two occurrences, to put the frequent ones first."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    days = _LENGTHS[parts["FREQ"]] * int(parts.get("INTERVAL", "1"))
    return days / len(parts.get("BYDAY", "").split(","))


def _day(day: str, freq: str, rule: str) -> str:
    match = re.fullmatch(r"(-1|[1-4])?(MO|TU|WE|TH|FR|SA|SU)", day)
    if match is None or (match[1] is not None) != (freq in ("MONTHLY", "YEARLY")):
        refuse(
            f"‘{day[:20]}’ in ‘{rule[:60]}’ is no day we know",
            "write BYDAY=MO,TU for weeks and BYDAY=1MO (the first Monday) for months",
        )
    return f"the {_ORDINALS[match[1]]} {_DAYS[match[2]]}" if match[1] else _DAYS[match[2]]

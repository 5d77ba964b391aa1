"""What is due, in the script: the same days as Python finds for the same cases and rules."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from audit.test_due_dates import DAYS, NEXT, RULES, make_checklist, open_days_of, read_day
from cx_handbook.audit.history.due_dates import list_due_days
from cx_handbook.content.model import Handbook
from cx_handbook.content.model.open_days import OpenDays
from support.audit_scripts import load_audit_scripts

CALL = "Handbook.audit.dueDates."


def describe(case: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    checklist = {"rule": case["repeats"], "starts": str(case.get("starts", ""))}
    closed = [str(day) for day in case.get("closed", ())]
    return checklist, {"closedWeekdays": [6], "closed": closed}


@pytest.mark.parametrize("says", DAYS)
def test_due_days_are_those_of_the_rule_on_open_days(says: str) -> None:
    """Each case says what it shows."""
    case = DAYS[says]
    found = load_audit_scripts().call(
        f"{CALL}listDueDays", *describe(case), str(case["first"]), str(case["last"])
    )
    assert found == [str(day) for day in case["days"]]


@pytest.mark.parametrize("says", NEXT)
def test_what_is_overdue_begins_with_what_is_due_next(says: str) -> None:
    """Up to today the first day of the list is the one that Python names; later there is none."""
    case = NEXT[says]
    begun = max((str(day) for day in case.get("begun", ())), default="")
    found = load_audit_scripts().call(
        f"{CALL}listOverdue", *describe(case), begun, str(case["today"])
    )
    assert found[:1] == ([str(case["day"])] if str(case["day"]) <= str(case["today"]) else [])


def test_drawn_rules_fall_on_the_same_days_on_both_sides(handbook: Handbook) -> None:
    """Every rule of the cases, from a day or without, with closed days: 300 drawn ones."""
    chance = random.Random(7)
    for _ in range(300):
        rule = chance.choice(list(RULES))
        first = date(2026, 1, 1) + timedelta(days=chance.randrange(700))
        last = first + timedelta(days=chance.randrange(400))
        case: dict[str, Any] = {"repeats": rule}
        if chance.random() < 0.5:
            case["starts"] = first + timedelta(days=chance.randrange(-500, 200))
        case["closed"] = [first + timedelta(days=chance.randrange(400)) for _ in range(20)]
        expected = list_due_days(make_checklist(handbook, case), open_days_of(case), first, last)
        found = load_audit_scripts().call(
            f"{CALL}listDueDays", *describe(case), first.isoformat(), last.isoformat()
        )
        assert found == [one.day.isoformat() for one in expected], (case, first, last)


def test_a_site_that_is_never_open_keeps_the_day(handbook: Handbook) -> None:
    """A closed site leaves nothing out in silence."""
    checklist = {"rule": "FREQ=MONTHLY;BYDAY=1MO", "starts": ""}
    site = {"closedWeekdays": list(range(7)), "closed": []}
    found = load_audit_scripts().call(
        f"{CALL}listDueDays", checklist, site, "2026-11-01", "2026-11-30"
    )
    python = list_due_days(
        make_checklist(handbook, {"repeats": checklist["rule"]}),
        OpenDays(((),) * 7, frozenset()),
        read_day("2026-11-01"),
        read_day("2026-11-30"),
    )
    assert found == ["2026-11-02"] == [one.day.isoformat() for one in python]

"""Recurrences become days on which the site is open, and say what is due after the last audit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from cx_handbook.audit.history.due_dates import NextAudit, find_next_audit, list_due_days
from cx_handbook.audit.records.periods import find_period
from cx_handbook.content.model import Checklist, Handbook
from cx_handbook.content.model.open_days import OpenDays, collect_open_days
from cx_handbook.content.yaml_reader import parse_yaml
from support.project import CASES

RULES_FILE = CASES / "model/recurrence.yml"
RULES: dict[str, str] = parse_yaml(RULES_FILE.read_bytes(), RULES_FILE.name).data
ALWAYS_OPEN = OpenDays((((540, 1020),),) * 7, frozenset())


def read_cases(name: str) -> dict[str, dict[str, Any]]:
    file = CASES / "due_dates" / name
    data: dict[str, dict[str, Any]] = parse_yaml(file.read_bytes(), file.name).data
    return data


DAYS, NEXT = read_cases("days.yml"), read_cases("next.yml")


def read_day(value: Any) -> date:
    return date.fromisoformat(str(value))


def make_checklist(handbook: Handbook, case: dict[str, Any]) -> Checklist:
    starts = read_day(case["starts"]) if "starts" in case else None
    return handbook.checklists[0].model_copy(update={"repeats": case["repeats"], "starts": starts})


def open_days_of(case: dict[str, Any]) -> OpenDays:
    closed = frozenset(read_day(day) for day in case.get("closed", ()))
    return OpenDays((((540, 1020),),) * 6 + ((),), closed)


@pytest.mark.parametrize("says", DAYS)
def test_due_days_are_those_of_the_rule_on_open_days(handbook: Handbook, says: str) -> None:
    """Each case says what it shows."""
    case = DAYS[says]
    found = list_due_days(
        make_checklist(handbook, case),
        open_days_of(case),
        read_day(case["first"]),
        read_day(case["last"]),
    )
    assert [one.day for one in found] == [read_day(day) for day in case["days"]]


@pytest.mark.parametrize("says", NEXT)
def test_what_is_due_next_follows_the_last_audit(handbook: Handbook, says: str) -> None:
    """Each case says what it shows."""
    case = NEXT[says]
    begun = [read_day(day) for day in case.get("begun", ())]
    checklist, today = make_checklist(handbook, case), read_day(case["today"])

    found = find_next_audit(checklist, open_days_of(case), begun, today)

    last = read_day(case["last"]) if "last" in case else None
    assert found == NextAudit(read_day(case["day"]), case.get("missed", 0), last)


@pytest.mark.parametrize("rule", RULES)
def test_every_period_of_a_rule_has_a_due_day(handbook: Handbook, rule: str) -> None:
    """However a rule is counted, no period passes without something that is due in it."""
    checklist = make_checklist(handbook, {"repeats": rule})
    first, last = date(2026, 1, 1), date(2029, 12, 31)
    due = {one.day for one in list_due_days(checklist, ALWAYS_OPEN, first, last)}

    period = find_period(rule, first)
    while (period := find_period(rule, period.last + timedelta(days=1))).last < last:
        days = (period.last - period.first).days + 1
        assert any(period.first + timedelta(days=n) in due for n in range(days)), period


def test_a_site_has_its_own_week_and_the_closed_days_of_both(handbook: Handbook) -> None:
    """The harbour shop is closed on Mondays, at its fair, and on the company's Christmas Day."""
    main_street, harbour = (
        collect_open_days(handbook.company, site) for site in handbook.company.sites
    )

    assert [main_street.is_open(date(2026, 11, day)) for day in (2, 7, 8)] == [True, True, False]
    assert [harbour.is_open(date(2026, 11, day)) for day in (2, 7, 8)] == [False, True, True]
    assert harbour.find_next_open(date(2026, 6, 13)) == date(2026, 6, 14)
    assert main_street.is_open(date(2026, 6, 13))
    assert harbour.find_next_open(date(2026, 12, 25)) == date(2026, 12, 26)
    assert (main_street.common_opening, harbour.common_opening) == (600, 660)


def test_an_audit_is_planned_for_a_time_at_which_nobody_has_a_break() -> None:
    """The time holds on every open day, where there is one; a break is none."""
    lunch, afternoon = ((510, 750), (840, 1110)), ((780, 1110),)
    assert OpenDays((lunch, afternoon, (), (), (), (), ()), frozenset()).common_opening == 840
    never_both = OpenDays((((480, 600),), ((720, 840),), (), (), (), (), ()), frozenset())
    assert never_both.common_opening == 720


def test_a_site_that_is_never_open_keeps_the_day(handbook: Handbook) -> None:
    """A closed site leaves nothing out in silence."""
    never = OpenDays(((),) * 7, frozenset())
    checklist = make_checklist(handbook, {"repeats": "FREQ=MONTHLY;BYDAY=1MO"})
    found = list_due_days(checklist, never, date(2026, 11, 1), date(2026, 11, 30))
    assert [one.day for one in found] == [date(2026, 11, 2)]

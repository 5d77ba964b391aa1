"""The period of a recurrence in which a day lies: the same in Python and in the script."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_handbook.audit.records.periods import find_period
from cx_handbook.content.yaml_reader import parse_yaml
from support.audit_scripts import load_audit_scripts
from support.project import CASES

ROWS: list[dict[str, str]] = json.loads((CASES / "periods/periods.json").read_text("utf-8"))
RULES_FILE = CASES / "model/recurrence.yml"
RULES = list(parse_yaml(RULES_FILE.read_bytes(), RULES_FILE.name).data)
FIND = "pairs => pairs.map(([rule, day]) => Handbook.audit.periods.findPeriod(rule, day))"


def find_in_python(rule: str, day: str) -> dict[str, str]:
    period = find_period(rule, date.fromisoformat(day))
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "name": period.name,
    }


def find_in_script(pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = load_audit_scripts().call(FIND, pairs)
    return found


@pytest.mark.parametrize("rule", dict.fromkeys(row["rule"] for row in ROWS))
def test_a_day_lies_in_the_period_of_the_case_file(rule: str) -> None:
    """Both sides find the first day, the last day and the name that are written down."""
    rows = [row for row in ROWS if row["rule"] == rule]
    written = [{name: row[name] for name in ("first", "last", "name")} for row in rows]

    assert [find_in_python(rule, row["day"]) for row in rows] == written
    assert find_in_script([(rule, row["day"]) for row in rows]) == written


@settings(max_examples=20)
@given(st.dates(date(1905, 1, 1), date(2190, 1, 1)))
def test_both_sides_agree_on_every_rule(start: date) -> None:
    """Each rule that can be said, on sixty days in a row."""
    days = [(start + timedelta(days=n)).isoformat() for n in range(60)]
    pairs = [(rule, day) for rule in RULES for day in days]

    assert find_in_script(pairs) == [find_in_python(rule, day) for rule, day in pairs]


def test_the_period_before_ends_on_the_day_before() -> None:
    """Of a quarter that is the quarter before, over the turn of the year as well."""
    find = "Handbook.audit.periods.findPeriodBefore"

    assert load_audit_scripts().call(find, "FREQ=MONTHLY;INTERVAL=3", "2026-02-03") == {
        "first": "2025-10-01",
        "last": "2025-12-31",
        "name": "2025-Q4",
    }

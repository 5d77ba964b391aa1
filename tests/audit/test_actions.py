"""What became of actions and findings follows from the record and its events, in one order."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cx_handbook.audit.history.actions import (
    Action,
    FindingAnswer,
    list_actions,
    list_finding_answers,
    list_stray_events,
)
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record import AuditRecord
from support.project import CASES

FILES = sorted((CASES / "actions").glob("*.json"))
CHALLENGE_DAYS = 10


def read_case(file: Path) -> tuple[dict[str, Any], AuditRecord, list[AuditEvent]]:
    case = json.loads(file.read_text("utf-8"))
    head = {
        "format": 2, "state": "finished", "form": "0" * 64, "checklist": "monthly",
        "site": "harbour",
    }  # fmt: skip
    record = AuditRecord.model_validate({**head, **case["record"]})
    return case, record, [AuditEvent.model_validate(event) for event in case["events"]]


def describe_action(action: Action, today: date) -> dict[str, Any]:
    described = {
        "name": action.name, "state": action.state, "what": action.what,
        "overdue": action.is_overdue(today), "history": [event.id for event in action.history],
        "due": action.due and action.due.isoformat(), "who": action.who,
        "standard": action.standard,
    }  # fmt: skip
    return {name: value for name, value in described.items() if value is not None}


def describe_finding(finding: FindingAnswer) -> dict[str, Any]:
    return {
        "standard": finding.standard, "state": finding.state,
        "last_day": finding.last_day.isoformat(), "days_late": finding.days_late,
        "waits": finding.waits, "history": [event.id for event in finding.history],
    }  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_actions_and_findings_are_as_their_events_say(file: Path) -> None:
    """Each case says in a sentence what it shows; the order in which events are read is no matter."""
    case, record, events = read_case(file)
    random.Random(file.stem).shuffle(events)
    today = date.fromisoformat(case["today"])

    actions = [describe_action(one, today) for one in list_actions(record, events)]
    findings = [
        describe_finding(one) for one in list_finding_answers(record, events, CHALLENGE_DAYS)
    ]

    assert (actions, findings) == (case["actions"], case["findings"])
    assert [e.id for e in list_stray_events(record, events)] == case.get("strays", [])

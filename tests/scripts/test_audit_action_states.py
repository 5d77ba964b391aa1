"""What became of actions and findings, in the script: the same as Python finds for each case."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from audit.test_actions import FILES, read_case
from support.audit_scripts import load_audit_scripts

CALL = """(draft, events) => [
    Handbook.audit.actionStates.listActions(draft, events),
    [...Handbook.audit.actionStates.mapOpinions(draft, events)].map(([s, e]) => [s, e.event]),
]"""


def expect_action(action: dict[str, Any], events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the script says of an action: one that was moved is open, with its moves counted."""
    own = [event for event in events if event["id"] in action["history"]]
    state = "open" if action["state"] == "moved" else action["state"]
    moves = sum(event["event"] == "moved" for event in own)
    return {
        "name": action["name"], "state": state, "by": action.get("due", ""),
        "who": action.get("who", ""), "moved": moves,
    }  # fmt: skip


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_actions_and_findings_are_as_in_python(file: Path) -> None:
    """The cases of tests/audit/test_actions.py, their events in any order."""
    case, _, _ = read_case(file)
    events = random.Random(file.stem).sample(case["events"], len(case["events"]))
    draft = {"checklist": "monthly", "site": "harbour", **case["record"]}

    actions, opinions = load_audit_scripts().call(CALL, draft, events)

    expected = [expect_action(action, events) for action in case["actions"]]
    assert [{name: one[name] for name in expected[0]} for one in actions] == expected
    assert dict(opinions) == {one["standard"]: one["state"] for one in case["findings"]}

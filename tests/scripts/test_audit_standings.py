"""The scripts find the same audit that counts as the command does, from the same cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.audit_scripts import load_audit_scripts
from support.project import CASES

CASE_FILES = sorted((CASES / "counting").glob("*.json"))
FIND = """(drafts, listed, rules) => {
    const events = new Map();
    listed.forEach((event) => {
        events.set(event.audit, [...(events.get(event.audit) || []), event]);
    });
    const found = Handbook.audit.standings.findStandings(drafts, events, rules);
    return drafts.filter(({ key }) => found.get(key).counts).map(({ id }) => id);
}"""


def make_draft(data: dict[str, Any], place: int) -> dict[str, Any]:
    """Return an audit as a device keeps it."""
    days = data.get("corrected", [])
    changes = [{"revision": n, "on": day} for n, day in enumerate(days, start=2)]
    period = data.get("period", {"first": "", "last": ""})
    own = {key: value for key, value in data.items() if key not in ("corrected", "period")}
    lifecycle = {"revision": len(days) + 1, "changes": changes}
    return {**own, **period, "key": str(place), "state": "finished", "lifecycle": lifecycle}


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_the_same_audits_count_on_a_device(path: Path) -> None:
    """One for a site, a checklist and a period."""
    case = json.loads(path.read_text("utf-8"))
    drafts = [make_draft(data, place) for place, data in enumerate(case["audits"])]

    counting = load_audit_scripts().call(FIND, drafts, case["events"], case["rules"])

    expected = {name for name, standing in case["standings"].items() if standing == "counts"}
    assert sorted(counting) == sorted(expected)

"""Events in the script: taken and refused as in Python, named and put in order as there."""

from __future__ import annotations

import copy
import json
import random
from pathlib import PurePosixPath
from typing import Any

import pytest
from pydantic import ValidationError

from cx_handbook.audit.records.events import FIELDS, AuditEvent, EventKind, build_event_path
from support.audit_scripts import load_audit_scripts

READ_TEXT = "Handbook.audit.recordCheck.readText"
HEAD: dict[str, Any] = {
    "format": 1, "id": "e1a2-b3c4", "audit": "k3x9-2fq7", "checklist": "daily-floor-walk",
    "site": "millbridge", "on": "2026-11-03", "at": "10:15", "by": "Ada",
}  # fmt: skip
GIVEN: dict[str, Any] = {
    "standard": "CB-01", "action": "2", "what": "Mend it", "who": "Ben", "until": "2026-12-01",
    "why": "It was asked for.", "outcome": "upheld", "count_as": "replacement", "of": "m2n3-p4q5",
    "revision": 1, "digest": "0" * 64, "key": "0123456789abcdef", "signature": "A" * 86 + "==",
    "asked": 40, "answered": 30, "kept": 25, "log": "what-customers-said",
}  # fmt: skip
WRONG = (
    None, "", " ", 0, 101, -1, 1.5, True, "x" * 4001, "0", "1000", "a", "a-b", "2026-02-30", "24:00",
    "CB-1", [], {}, "\ud800",
)  # fmt: skip


def make_event(kind: EventKind, **changes: Any) -> dict[str, Any]:
    fields = FIELDS[kind]
    given = {name: GIVEN[name] for name in (*fields.needed, *fields.allowed)}
    return {"event": kind, **HEAD, **given, **changes}


def is_taken_in_python(event: dict[str, Any]) -> bool:
    try:
        AuditEvent.model_validate_json(json.dumps(event))
    except ValidationError:
        return False
    return True


def are_taken_in_script(events: list[dict[str, Any]]) -> list[bool]:
    read = f"texts => texts.map(text => {READ_TEXT}(text).events.length === 1)"
    taken: list[bool] = load_audit_scripts().call(read, [json.dumps(event) for event in events])
    return taken


@pytest.mark.parametrize("kind", FIELDS)
def test_both_sides_take_and_refuse_the_same_events(kind: EventKind) -> None:
    """Each field left out, given where it has no place, and given in a form that is wrong."""
    chance = random.Random(5)
    whole = make_event(kind)
    events = [whole]
    for name in whole:
        events.append({key: value for key, value in whole.items() if key != name})
        events += [{**copy.deepcopy(whole), name: value} for value in WRONG]
    events += [{**whole, name: value} for name, value in GIVEN.items()]
    events += [{**whole, **dict(chance.sample(list(GIVEN.items()), 3))} for _ in range(20)]
    events.append({**whole, "score": 10})

    assert are_taken_in_script([whole]) == [True]
    assert are_taken_in_script(events) == [is_taken_in_python(event) for event in events]


def test_records_and_events_stand_in_one_file() -> None:
    """What is wrong with one is said by its place, and holds up no other."""
    events = [make_event("done"), make_event("given_up", why=None), {"event": "lost"}]
    read = load_audit_scripts().call(READ_TEXT, json.dumps([*events, {"format": 9}]))

    assert read["events"] == [events[0]]
    assert read["records"] == []
    assert read["refusals"] == [
        "Event 2: why: the event given_up needs why",
        "Event 3: event: this is no event we know",
        "Record 4: this record has format 9, and we read format 2; open it with the newest handbook",
    ]


def test_an_event_is_named_as_its_file_is() -> None:
    """Both sides call the file the same."""
    event = make_event("moved")
    name = load_audit_scripts().call("Handbook.audit.events.nameFile", event)

    assert build_event_path(AuditEvent.model_validate(event)) == PurePosixPath(
        "millbridge", f"{name}.json"
    )


def test_events_are_in_the_order_of_day_time_and_reference() -> None:
    """One without a time comes first on its day."""
    events = [
        make_event("done", id=name, on=day, at=time)
        for name, day, time in (
            ("c-1", "2026-11-04", "09:00"), ("b-1", "2026-11-03", "09:00"),
            ("a-2", "2026-11-03", "09:00"), ("d-1", "2026-11-03", None),
        )
    ]  # fmt: skip
    for shuffled in (events, events[::-1]):
        sorted_events = load_audit_scripts().call("Handbook.audit.events.sortEvents", shuffled)
        assert [one["id"] for one in sorted_events] == ["d-1", "a-2", "b-1", "c-1"]


DRAFT = {
    "id": "k3x9-2fq7", "checklist": HEAD["checklist"], "date": "2026-11-02",
    "actions": [{"number": 2, "standard": "CB-01", "what": "Mend it", "who": "Ben", "by": "2026-11-20"},
                {"number": 3, "standard": "", "what": " ", "who": "", "by": ""}],
}  # fmt: skip


def list_states(*events: dict[str, Any]) -> list[dict[str, Any]]:
    states: list[dict[str, Any]] = load_audit_scripts().call(
        "Handbook.audit.actionStates.listActions", DRAFT, events
    )
    return states


def test_the_last_event_decides_what_an_action_is() -> None:
    """Moved, done and moved again: it is open, with the newest day, and whoever was named last."""
    moved = make_event("moved", id="a-1", until="2026-12-24", who="Cem", why=None)
    done = make_event("done", id="b-1", on="2026-11-04", why=None)
    again = make_event("moved", id="c-1", on="2026-11-05", until="2027-01-31", who=None, why=None)

    assert [one["state"] for one in list_states()] == ["open"]
    assert list_states(moved, done)[0]["state"] == "done"
    last = list_states(again, moved, done)[0]
    assert (last["state"], last["by"], last["who"], last["moved"]) == (
        "open", "2027-01-31", "Cem", 2,
    )  # fmt: skip


def test_an_action_agreed_afterwards_is_called_by_its_event() -> None:
    """Events of other audits and of other actions change nothing."""
    agreed = make_event("agreed", id="a-1")
    given_up = make_event("given_up", id="b-1", action="a-1", on="2026-11-05")
    other = make_event("done", id="c-1", audit="x-1", why=None)
    states = list_states(agreed, given_up, other)

    assert [(one["name"], one["state"]) for one in states] == [("2", "open"), ("a-1", "given_up")]

"""What the device keeps is checked before pages work with it: one damaged entry is set apart."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.content.model import Handbook
from support.audit_records import a_record, form_of
from support.audit_scripts import load_audit_scripts, plain_form

GOOD = """(record, form) => Handbook.audit.draftCheck.isReadable(
    Handbook.audit.recordFormat.fromRecord(record, form, record.id, "name").audit)"""
DAMAGED: list[tuple[str, Any]] = [
    ("key", 5), ("id", None), ("date", 20261103), ("date", None), ("name", {}), ("site", ["x"]),
    ("revision", "1"), ("written", None), ("written", []), ("written", {"CO-01": None}),
    ("written", {"CO-01": {"note": 5}}), ("written", {"CO-01": {"photos": "x"}}),
    ("written", {"CO-01": {"photos": [1]}}), ("written", {"CO-01": {"kept": "met"}}),
    ("actions", None), ("actions", [None]), ("actions", [{"what": "x"}]), ("lifecycle", "x"),
    ("start", 9), ("changed", 5),
]  # fmt: skip
CHECK = """([name, value]) => Handbook.audit.draftCheck.isReadable({
    key: "k", id: "k3x9", state: "draft", name: "n", form: "f", checklist: "c", site: "s",
    auditor: "", date: "2026-11-03", revision: 1, written: {}, actions: [], [name]: value })"""


def test_what_the_page_itself_keeps_can_be_read(handbook: Handbook) -> None:
    """A record as it is taken in, with answers, notes and actions, is no damaged entry."""
    record, form = a_record(handbook), form_of(handbook)
    plain = record.model_dump(mode="json", exclude_none=True)
    assert load_audit_scripts().call(GOOD, plain, plain_form(form)) is True
    assert load_audit_scripts().call(CHECK, ["lifecycle", None]) is True


@pytest.mark.parametrize(("name", "value"), DAMAGED)
def test_a_damaged_entry_is_told(name: str, value: Any) -> None:
    """A field of another kind than its pages work with, or one that is missing."""
    assert load_audit_scripts().call(CHECK, [name, value]) is False


@pytest.mark.parametrize("stored", [None, 5, "x", [], {}, {"id": "a", "audit": "b", "on": 5}])
def test_an_event_of_another_shape_is_left_aside(stored: Any) -> None:
    """It would stop the list of all audits."""
    assert load_audit_scripts().call("Handbook.audit.draftCheck.isReadableEvent", stored) is False

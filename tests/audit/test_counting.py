"""One audit counts for a site, a checklist and a period: the first begun, in its newest revision."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from cx_handbook.audit.history.counting import decide_standings, list_rules
from cx_handbook.audit.history.revisions import StoredRecord, gather_histories
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.events import AuditEvent, sort_events
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.content.model import Handbook
from support.audit_records import a_record, a_revision, form_of
from support.project import CASES

CASE_FILES = sorted((CASES / "counting").glob("*.json"))


def build_record(data: dict[str, Any]) -> AuditRecord:
    days = data.get("corrected", [])
    changes = [
        {"revision": n, "on": day, "why": "Counted again."} for n, day in enumerate(days, start=2)
    ]
    head = {name: value for name, value in data.items() if name != "corrected"}
    life = {"revision": len(days) + 1, "changes": changes, "replaces": "ab" * 32 if days else None}
    return AuditRecord.model_validate(
        {"format": 2, "state": "finished", "form": "0" * 64, **head, **life}
    )


def store(record: AuditRecord, handbook: Handbook, name: str = "a.json") -> StoredRecord:
    return StoredRecord(name, Audit(record, form_of(handbook)), digest_record(record))


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_what_counts_is_what_the_case_says(path: Path, handbook: Handbook) -> None:
    """In whatever order files and events are read."""
    case = json.loads(path.read_text("utf-8"))
    records = [store(build_record(data), handbook) for data in case["audits"]]
    events = [AuditEvent.model_validate({"format": 1, **data}) for data in case["events"]]
    draw = random.Random(20261128)
    for _ in range(5):
        draw.shuffle(records)
        draw.shuffle(events)
        histories, loose = gather_histories(records, events)
        decided = decide_standings(histories, case["rules"])

        assert {c.history.audit.record.id: c.standing for c in decided} == case["standings"]
        assert len(loose) == case.get("loose_events", 0)
        assert all(c.counts == (c.beside is None) for c in decided)


def test_there_are_cases_of_counting() -> None:
    """The folder of cases is not empty by mistake."""
    assert len(CASE_FILES) >= 15


def test_the_rules_are_those_of_the_checklists(handbook: Handbook) -> None:
    """Each checklist counts by its own recurrence."""
    assert set(list_rules(handbook)) == {checklist.slug for checklist in handbook.checklists}


# Revisions


def test_the_newest_revision_counts_and_the_older_ones_stay(handbook: Handbook) -> None:
    """Whatever order they are read in; what is missing between them is said."""
    first = a_record(handbook)
    second = a_revision(first, auditor="Mia")
    third = a_revision(second, auditor="Ben")
    stored = [store(record, handbook) for record in (third, first, second)]

    (history,), _ = gather_histories(stored, [])
    (gap,), _ = gather_histories(stored[:2], [])

    assert [r.audit.record.revision for r in history.revisions] == [1, 2, 3]
    assert history.audit.record.auditor == "Ben"
    assert (history.conflicts, history.is_incomplete, gap.is_incomplete) == ((), False, True)


def test_of_two_corrections_the_earlier_counts_and_the_other_is_named(handbook: Handbook) -> None:
    """On one day the smaller digest counts, so that every machine says the same."""
    first = a_record(handbook)
    later = a_revision(first, auditor="Mia")
    changes = [{**later.model_dump(mode="json")["changes"][0], "on": "2026-11-04"}]
    earlier = a_revision(first, auditor="Ben", changes=changes)
    same_day = a_revision(first, auditor="Ada")
    draw = random.Random(1)
    for pair, wins in (
        ([later, earlier], earlier),
        ([later, same_day], min(later, same_day, key=digest_record)),
    ):
        stored = [store(record, handbook, str(n)) for n, record in enumerate([first, *pair])]
        draw.shuffle(stored)
        (history,), _ = gather_histories(stored, [])

        assert history.audit.record == wins
        assert [r.audit.record for r in history.conflicts] == [r for r in pair if r != wins]


def test_the_same_record_without_its_pictures_is_no_conflict(handbook: Handbook) -> None:
    """The file with most pictures stands for both."""
    record = a_record(handbook)
    whole = StoredRecord("whole", Audit(record, form_of(handbook)), digest_record(record), 1)
    bare = StoredRecord("bare", Audit(record, form_of(handbook)), digest_record(record))

    (history,), _ = gather_histories([bare, whole], [])

    assert [stored.name for stored in history.revisions] == ["whole"]
    assert history.newest.files == ("bare", "whole")


def test_events_have_one_order_everywhere() -> None:
    """By day, then time, then reference; one without a time comes before the others of its day."""
    head = {
        "event": "done",
        "format": 1,
        "audit": "a",
        "checklist": "c",
        "site": "s",
        "action": "1",
    }
    told = [("b", "2026-11-02", None), ("d", "2026-11-02", "09:00"), ("a", "2026-11-02", "09:01"),
            ("c", "2026-11-02", "09:01"), ("e", "2026-11-01", "23:59")]  # fmt: skip
    events = [
        AuditEvent.model_validate({**head, "id": name, "on": on, "at": at}) for name, on, at in told
    ]

    assert [event.id for event in sort_events(events)] == ["e", "b", "d", "a", "c"]

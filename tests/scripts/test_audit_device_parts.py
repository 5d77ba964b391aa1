"""What the page of the device calculates: which audits count, filters, calendars, forgetting a name."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import icalendar
import pytest

from cx_handbook.audit.history.counting import decide_standings
from cx_handbook.audit.history.revisions import StoredRecord, gather_histories
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.content.model import Handbook
from support.audit_scripts import load_audit_scripts

DEVICE = "Handbook.audit."
STAND = """(drafts, events, rules, digests) => {
    const byAudit = new Map();
    Handbook.audit.events.sortEvents(events).forEach((event) =>
        byAudit.set(event.audit, [...(byAudit.get(event.audit) || []), event]));
    const found = Handbook.audit.standings.findStandings(
        drafts, byAudit, rules, new Map(Object.entries(digests)));
    return Object.fromEntries(
        [...found].map(([key, one]) => [key, one.counts ? "counts" : one.why]));
}"""


def draw_device(
    chance: random.Random, handbook: Handbook
) -> tuple[list[AuditRecord], list[AuditEvent]]:
    """Return audits of few sites, days and references, so that many meet in one period."""
    form = handbook.forms["monthly"]
    records, events = [], []
    for n in range(chance.randrange(1, 9)):
        revision = chance.choice((1, 1, 1, 2))
        changes = [{"revision": 2, "on": f"2026-12-0{chance.randrange(1, 3)}", "why": str(n)}]
        day = date(2026, chance.choice((10, 11)), chance.randrange(1, 28)).isoformat()
        records.append(
            AuditRecord.model_validate(
                {
                    "format": 2, "state": "finished", "revision": revision,
                    "replaces": "a" * 64 if revision == 2 else None,
                    "changes": changes if revision == 2 else [],
                    "id": f"audit-{chance.randrange(5)}", "form": form.fingerprint,
                    "checklist": form.checklist, "site": "harbour", "date": day,
                    "start": chance.choice((None, "09:00", "10:00")), "auditor": str(n),
                }
            )
        )  # fmt: skip
    for n in range(chance.randrange(4)):
        events.append(
            AuditEvent.model_validate(
                {
                    "event": "counted_as", "format": 1, "id": f"event-{n}",
                    "audit": f"audit-{chance.randrange(5)}", "checklist": form.checklist,
                    "site": "harbour", "on": f"2026-12-0{chance.randrange(1, 4)}",
                    "count_as": chance.choice(("replacement", "second_auditor")),
                }
            )
        )  # fmt: skip
    return records, events


def make_draft(key: str, record: AuditRecord) -> dict[str, Any]:
    plain = record.model_dump(mode="json", exclude_none=True)
    lifecycle = {"revision": record.revision, "changes": plain["changes"]}
    head = {name: plain.get(name, "") for name in ("id", "checklist", "site", "date", "start")}
    return {"key": key, "state": "finished", "first": "", "last": "", "lifecycle": lifecycle} | head


def test_the_device_and_the_folder_count_the_same_audits(handbook: Handbook) -> None:
    """Of 300 drawn devices with revisions, conflicts and decisions on second audits."""
    chance = random.Random(11)
    rules = {"monthly": "FREQ=MONTHLY"}
    for _ in range(300):
        records, events = draw_device(chance, handbook)
        form = handbook.forms["monthly"]
        stored = [
            StoredRecord(str(n), Audit(record, form), digest_record(record))
            for n, record in enumerate(records)
        ]
        histories, _ = gather_histories(stored, events)
        counted = {
            one.history.newest.name: one.standing for one in decide_standings(histories, rules)
        }
        found = load_audit_scripts().call(
            STAND,
            [make_draft(one.name, one.audit.record) for one in stored],
            [event.model_dump(mode="json", exclude_none=True) for event in events],
            rules,
            {one.name: one.digest for one in stored},
        )
        newest = {name: why for name, why in found.items() if why not in ("earlier", "conflict")}
        assert newest == counted


def test_a_calendar_is_one_that_calendars_read() -> None:
    """Commas, line breaks and long words come back; lines end in CR LF and are at most 75 bytes."""
    title = "Call back, always; with \u201cname\u201d \\ " + "\u00e4\U0001f600" * 40
    entry = {
        "uid": "action-k3x9-2fq7-1@test", "day": "2026-12-31", "stamp": "2026-11-02",
        "title": title, "text": "one\ntwo", "address": "",
    }  # fmt: skip
    text = load_audit_scripts().call(f"{DEVICE}calendar.writeCalendar", "Agreed", [entry])
    lines = text.split("\r\n")
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")

    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in lines) <= 75
    assert (event["SUMMARY"], event["DESCRIPTION"]) == (title, "one\ntwo")
    assert event["UID"] == "action-k3x9-2fq7-1@test"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 12, 31), date(2027, 1, 1))
    assert text == load_audit_scripts().call(f"{DEVICE}calendar.writeCalendar", "Agreed", [entry])


@pytest.mark.parametrize(
    ("number", "of", "name"), [(1, 1, "audits.zip"), (1, 3, "audits-1-of-3.zip")]
)
def test_files_of_an_export_are_numbered_when_there_are_several(
    number: int, of: int, name: str
) -> None:
    """One file has no number."""
    assert load_audit_scripts().call(f"{DEVICE}exportPlan.nameFile", number, of, "zip") == name


@pytest.mark.parametrize(
    ("audits", "size", "is_full"),
    [(0, 10**9, False), (499, 1, False), (500, 1, True), (1, 60 * 2**20, True)],
)
def test_a_file_has_room_for_500_audits_and_50_megabytes(
    audits: int, size: int, is_full: bool
) -> None:
    """An audit that is larger than a file stands alone in one."""
    file = {"audits": audits, "bytes": 0}
    assert load_audit_scripts().call(f"{DEVICE}exportPlan.isFull", file, size) is is_full


def test_what_an_export_takes_is_said_without_what_there_is_not() -> None:
    """Drafts and photographs are named where there are some."""
    call = load_audit_scripts().call
    describe = f"{DEVICE}exportPlan.describeContent"
    some = {"finished": 3, "drafts": 1, "photos": 12, "events": 1}
    none = {"finished": 3, "drafts": 0, "photos": 0, "events": 0}

    assert call(describe, some, True) == "3 finished, 1 draft, 12 photographs, 1 later event"
    assert call(describe, some, False) == "3 finished, 1 draft, no photographs, 1 later event"
    assert call(describe, none, True) == "3 finished"


def make_named_draft(**changes: Any) -> dict[str, Any]:
    return {
        "key": "a", "id": "a", "state": "finished", "auditor": "Mia Long", "oddities": [],
        "written": {"PR-01": {"note": "Asked Mia Long about it"}},
        "actions": [{"number": 1, "what": "Mend it", "who": "mia long ", "by": "", "standard": ""},
                    {"number": 2, "what": "Tell all", "who": "Ben", "by": "", "standard": ""}],
        "lifecycle": {"revision": 2, "replaces": "b" * 64,
                      "changes": [{"revision": 2, "on": "2026-11-03", "by": "Mia Long", "why": "x"}]},
    } | changes  # fmt: skip


def test_a_finished_audit_forgets_a_name_in_a_new_revision() -> None:
    """It names the one it replaces, and says where the name was; the others stay."""
    arguments = (make_named_draft(), " Mia long", "c" * 64, "2026-11-28")
    draft = load_audit_scripts().call(f"{DEVICE}forgetName.forgetInDraft", *arguments)

    assert draft["auditor"] == ""
    assert [action["who"] for action in draft["actions"]] == ["", "Ben"]
    assert (draft["lifecycle"]["revision"], draft["lifecycle"]["replaces"]) == (3, "c" * 64)
    old, new = draft["lifecycle"]["changes"]
    assert old == {"revision": 2, "on": "2026-11-03", "why": "x"}
    assert new["what"] == ["auditor", "actions", "changes"]
    assert "Mia" not in str({**draft, "written": {}})


def test_a_draft_forgets_a_name_without_a_revision() -> None:
    """Nobody has finished it yet."""
    given = make_named_draft(state="draft", lifecycle={})
    draft = load_audit_scripts().call(
        f"{DEVICE}forgetName.forgetInDraft", given, "Mia Long", "c" * 64, "2026-11-28"
    )
    assert draft["auditor"] == ""
    assert "revision" not in draft["lifecycle"]


def test_a_name_within_a_text_is_left_for_a_person_to_read() -> None:
    """Taking words out of a sentence may change what it says."""
    call = load_audit_scripts().call
    assert call(f"{DEVICE}forgetName.mentionsName", make_named_draft(), "mia long") is True
    assert call(f"{DEVICE}forgetName.mentionsName", make_named_draft(), "Tom") is False
    assert call(f"{DEVICE}forgetName.listPlaces", make_named_draft(), "Mia") == []


ROWS = """(drafts, saved, filter) => {
    const rows = Handbook.audit.deviceRows.listRows(
        { drafts, events: new Map(), rules: {}, saved });
    return Handbook.audit.deviceRows.filterRows(rows, filter).map((row) => row.draft.key);
}"""


@pytest.mark.parametrize(
    ("chosen", "keys"),
    [
        ({}, ["d", "c", "b", "a"]),
        ({"site": "harbour"}, ["c", "a"]),
        ({"checklist": "walk"}, ["d", "b"]),
        ({"month": "2026-10"}, ["a"]),
        ({"state": "draft"}, ["d"]),
        ({"state": "second"}, ["c"]),
        ({"state": "nowhere"}, ["d", "b", "a"]),
        ({"state": "finished", "site": "mill"}, ["b"]),
    ],
)
def test_filters_leave_the_rows_that_fit_all_of_them(
    chosen: dict[str, str], keys: list[str]
) -> None:
    """The newest comes first; what was written after it was saved elsewhere is here only."""

    def make(key: str, site: str, checklist: str, day: str, **changes: Any) -> dict[str, Any]:
        head = {"key": key, "id": key, "site": site, "checklist": checklist, "date": day}
        rest = {"state": "finished", "revision": 2, "first": "", "last": "", "start": ""}
        return head | rest | changes

    drafts = [
        make("a", "harbour", "monthly", "2026-10-31", first="2026-11-01", last="2026-11-02"),
        make("b", "mill", "walk", "2026-11-02"),
        make("c", "harbour", "monthly", "2026-11-03"),
        make("d", "mill", "walk", "2026-11-04", state="draft"),
    ]
    every = dict.fromkeys(("site", "checklist", "state", "month"), "")
    found = load_audit_scripts().call(ROWS, drafts, {"c": 2, "b": 1}, every | chosen)
    assert found == keys

"""From records to drafts and back, in the script: nothing is lost, and the bytes are Python's."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

from cx_handbook.audit.records.record import Answer, AuditRecord
from cx_handbook.audit.records.record_upgrade import upgrade_record
from cx_handbook.content.model import Form
from support.audit_pages import write_canonical
from support.audit_scripts import load_audit_scripts, plain_form
from support.random_audits import draw_audit

PHOTO = {"name": "shelf.jpg", "type": "image/jpeg", "data": "/9j/4AAQ"}

PHOTO_OUT = {"name": "shelf.png", "type": "image/png", "sha256": "0" * 64}

THERE_AND_BACK = """pairs => pairs.map(([form, record]) => {
    const format = Handbook.audit.recordFormat;
    const draft = format.fromRecord(record, form, "key", "name");
    const photos = new Map(draft.photos.map(photo => [photo.key, photo]));
    return format.toFileText(format.toRecord(draft.audit, form, photos));
})"""
TO_RECORD = """(form, changes) => {
    const format = Handbook.audit.recordFormat;
    const names = {id: "a", form: "b", checklist: "c", site: "d", date: "2026-11-03"};
    const bare = {...names, state: "draft", written: {}, actions: []};
    return format.toRecord({...bare, ...changes}, form, new Map());
}"""


def draw_record(chance: Random) -> tuple[Form, AuditRecord]:
    """Return a form and a record of it: odd answers, photos, and an answer that it does not ask."""
    form, answers = draw_audit(chance)
    strange = {"XX-99": Answer(answer="count", k=1, n=2)} if chance.random() < 0.2 else {}
    for standard in answers:
        if chance.random() < 0.2:
            answers[standard] = answers[standard].model_copy(update={"note": "Seen: “so” & <b>"})
    record = {
        "format": 2, "state": chance.choice(["draft", "finished"]),
        "id": "k3x9-2fq7", "form": form.fingerprint, "checklist": form.checklist,
        "site": "harbour", "date": "2026-11-03", "answers": {**answers, **strange},
        "auditor": chance.choice([None, "A. Ünal"]), "start": chance.choice([None, "09:30"]),
        "period": chance.choice([None, {"first": "2026-10-01", "last": "2026-10-31"}]),
        "actions": chance.choice([[], [{"number": 4, "what": "Mend it.", "by": "2026-12-01"},
                                       {"number": 2, "what": "Tell the team."}]]),
        "oddities": chance.choice([[], ["margin: see over"]]), **draw_life(chance),
    }  # fmt: skip
    data = AuditRecord.model_validate(record).model_dump(mode="json", exclude_none=True)
    if chance.random() < 0.2 and data["answers"]:
        chance.choice(list(data["answers"].values()))["photos"] = [PHOTO, PHOTO_OUT]
    return form, AuditRecord.model_validate(data)


def draw_life(chance: Random) -> dict[str, Any]:
    """Return what a record says of its revisions, draws and sources; odd white space included."""
    draw = {
        "seed": "harbour-2026-11-CB-01-k3x9-2fq7", "of": 143, "drawn": chance.choice([[], ["T-17", "T-9"]]),
        "log": chance.choice([None, " calls.csv "]), "log_digest": chance.choice([None, "1" * 64]),
        "replaced": chance.choice([[], [{"case": "T-9", "by": "T-2", "why": "It was a test call."}]]),
    }  # fmt: skip
    last = chance.choice([1, 1, 2, 3])
    changes = [
        {"revision": n, "on": "2026-11-20", "why": "Counted again.",
         "by": chance.choice([None, "Mia"]), "what": chance.choice([[], ["CB-01", "date"]])}
        for n in range(2, last + 1)
    ]  # fmt: skip
    return {
        "revision": last, "replaces": "2" * 64 if last > 1 else None, "changes": changes,
        "changed_after_result": chance.choice([0, 0, 3]),
        "draws": chance.choice([{}, {"CB-01": draw}]),
        "taken_over": chance.choice([{}, {"CB-01": ["a-1", "b-2"], "CB-02": []}]),
        "device": chance.choice([None, {"device": "k3x9-2fq7", "number": 12}]),
    }  # fmt: skip


def test_a_record_comes_back_with_the_same_bytes() -> None:
    """A thousand records, taken in and given out again."""
    chance = Random(8)
    drawn = [draw_record(chance) for _ in range(1000)]
    pairs = [(plain_form(form), json.loads(write_canonical(record))) for form, record in drawn]
    written = load_audit_scripts().call(THERE_AND_BACK, pairs)

    assert written == [f"{write_canonical(record)}\n" for _, record in drawn]


def convert_draft(**changes: Any) -> Any:
    form = draw_audit(Random(1))[0]
    return load_audit_scripts().call(TO_RECORD, plain_form(form), changes)


def test_what_has_no_place_in_a_record_is_kept_in_words() -> None:
    """Half a period, and an action that does not say what is done."""
    action = {"standard": "CO-01", "what": " \u2003", "who": " Ben ", "by": "2026-12-01"}
    record = convert_draft(first="2026-10-01", last="", actions=[action])

    assert "period" not in record
    assert "actions" not in record
    assert record["oddities"] == [
        "first day of the period: 2026-10-01",
        "an action that does not say what is done: CO-01 | Ben | 2026-12-01",
    ]


def test_texts_lose_the_white_space_that_the_model_strips() -> None:
    """What Python would strip on the way in is not written on the way out."""
    spaces = [c for c in map(chr, range(0x10000)) if not 0xD800 <= ord(c) < 0xE000]
    strip = "texts => texts.map(text => Handbook.audit.recordFormat.trimText(text) === '')"
    found = load_audit_scripts().call(strip, spaces)
    note = {
        "format": 2,
        "state": "draft",
        "id": "a",
        "form": "0" * 64,
        "checklist": "c",
        "site": "s",
        "date": "2026-11-03",
    }

    for character, is_blank in zip(spaces, found, strict=True):
        if is_blank or character.isspace():
            record = AuditRecord.model_validate({**note, "auditor": f"x{character}"})
            assert (record.auditor == "x") == is_blank, ascii(character)


def test_a_record_holds_no_more_oddities_than_it_may() -> None:
    """Those that came with it go first."""
    record = convert_draft(oddities=[f"line {n}" for n in range(200)], first="2026-10-01")

    assert len(record["oddities"]) == 200
    assert record["oddities"][-1] == "line 199"


OLD = {
    "format": 1, "id": "k3x9-2fq7", "form": "0" * 64, "checklist": "monthly", "site": "harbour",
    "date": "2026-11-03", "actions": [{"what": "Mend it."}, "odd", {"number": 9, "what": "Tell them."}],
}  # fmt: skip


def test_a_record_of_format_1_is_upgraded_as_in_python() -> None:
    """It is finished, and its actions get the numbers of their places; what is odd stays odd."""
    upgrade = "all => all.map(Handbook.audit.recordFormat.upgradeRecord)"
    given: list[Any] = [
        OLD, {**OLD, "state": "draft"}, {**OLD, "actions": None}, {**OLD, "format": 2}, {"format": 3},
        {"format": True}, {},
    ]  # fmt: skip
    expected = [
        data if data.get("format") is True else upgrade_record(copy.deepcopy(data))
        for data in given
    ]

    assert load_audit_scripts().call(upgrade, given) == expected


def test_actions_of_an_older_draft_get_the_numbers_that_its_record_would_have() -> None:
    """Those that say nothing yet come after those that do; a number that is there stays."""
    number = (
        """actions => Handbook.audit.recordFormat.numberActions(actions).map(one => one.number)"""
    )
    call = load_audit_scripts().call

    assert call(number, [{"what": "A"}, {"what": " "}, {"what": "B"}]) == [1, 3, 2]
    assert call(number, [{"number": 5, "what": "A"}, {"what": "B"}]) == [5, 6]
    assert call(number, [{"number": 200, "what": "A"}, {"what": "B"}]) == [200, 1]


def test_a_draft_travels_as_a_draft() -> None:
    """Its record says so, and the file of a correction says which."""
    name = "draft => Handbook.audit.recordFormat.nameFile(draft)"
    draft = {"id": "a-1", "checklist": "monthly", "date": "2026-11-03"}
    call = load_audit_scripts().call

    assert convert_draft(state="draft")["state"] == "draft"
    assert call(name, draft) == "2026-11-03-monthly-a-1"
    assert call(name, {**draft, "lifecycle": {"revision": 3}}) == "2026-11-03-monthly-a-1.r3"

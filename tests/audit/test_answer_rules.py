"""From the boxes of a sheet to answers: what Python reads, and that the script reads the same."""

from __future__ import annotations

import json
import re
from random import Random
from typing import Any

import pytest

from cx_handbook.audit.reading.answer_rules import RawAnswer, read_answer
from cx_handbook.audit.records.record import Answer, AuditRecord, Photo
from cx_handbook.content.model import Item
from cx_handbook.limits import LONG_TEXT
from support.audit_scripts import load_audit_scripts
from support.project import CASES
from support.score_cases import form_of

CASES = CASES / "answers"
BOXES = ("mark", "k", "n", "cases", "grade", "note")
PHOTO = {"name": "shelf.jpg", "type": "image/jpeg", "data": "/9j/4AAQ"}


def _items() -> dict[str, Item]:
    asked = {"factor": "staff", "weight": 1, "critical": False, "may_be_na": True}
    kinds = (("yes_no", None, None), ("count", 0.85, 20), ("grade", 0.7, None))
    items = [
        {"standard": f"ST-0{n}", "answer": kind, "target": target, "sample": sample, **asked}
        for n, (kind, target, sample) in enumerate(kinds)
    ]
    form = form_of({"gate": 1, "weights": {}, "items": items})
    return {item.answer: item for item in form.items}


ITEMS = _items()


def written_cases() -> list[dict[str, Any]]:
    """Return every case of tests/cases/answers: a kind of question, its boxes, the answer."""
    return [
        case
        for path in sorted(CASES.glob("*.json"))
        for case in json.loads(path.read_text("utf-8"))
    ]


def read(kind: str, boxes: dict[str, Any]) -> dict[str, Any] | None:
    answer = read_answer(ITEMS[kind], RawAnswer(**boxes))
    return None if answer is None else said(answer)


def said(record: Answer | AuditRecord) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def read_in_script(cases: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """Return what the script makes of questions and boxes."""
    read_all = """cases => cases.map(
        ([type, boxes]) => Handbook.audit.answers.readAnswer({answer: type}, boxes)
    )"""
    answers: list[Any] = load_audit_scripts().call(read_all, cases)
    return answers


@pytest.mark.parametrize("case", written_cases(), ids=lambda case: json.dumps(case["written"]))
def test_what_is_written_is_read_as_the_case_says(case: dict[str, Any]) -> None:
    """An answer where it is one, and word for word as unread where it is none."""
    assert read(case["kind"], case["written"]) == case["answer"]


def test_the_script_reads_every_case_alike() -> None:
    """The same answers and the same unread texts, in another language."""
    cases = written_cases()
    found = read_in_script([(case["kind"], case["written"]) for case in cases])

    assert found == [case["answer"] for case in cases]


ODD = "0123456789 .,-+eExX½²٣７\t\n\x1c\x85\xa0\u200b\ufeff…/ofAYyesnoNa\ud800\U0001f600"
USUAL = ("", "", "", "yes", "no", "na", "0", "7", "10", "20", "99999", "100000")


def random_cases(count: int) -> list[tuple[str, dict[str, str]]]:
    """Return questions with random boxes: often what belongs there, often not."""
    chance = Random(4)
    return [
        (
            chance.choice(list(ITEMS)),
            {
                name: chance.choice(USUAL)
                if chance.random() < 0.7
                else "".join(chance.choices(ODD, k=chance.randrange(5)))
                for name in BOXES
            },
        )
        for _ in range(count)
    ]


def test_random_boxes_are_read_alike_by_both() -> None:
    """Ten thousand questions, filled in by chance."""
    cases = random_cases(10_000)

    assert read_in_script(cases) == [read(kind, boxes) for kind, boxes in cases]


def test_nothing_written_is_dropped() -> None:
    """Whatever stands in a box stands in the answer, as a number, as a word or as unread."""
    for kind, boxes in random_cases(1000):
        answer = read(kind, boxes) or {}
        kept = " ".join(str(value) for value in answer.values())
        for name in BOXES:
            text = boxes[name].replace("\ud800", "\ufffd").strip()
            number = str(int(text)) if re.fullmatch("[0-9]+", text) else text
            assert {text, number, *MEANT.get(text, ())} & set(parts(kept)) or text in kept


MEANT = {"yes": {"met", "Yes"}, "no": {"not_met", "No"}, "na": {"not_applicable", "N/A"}}


def parts(kept: str) -> list[str]:
    return re.split(r"[ ;]+", kept)


def test_white_space_is_what_python_says_it_is() -> None:
    """Every character that one of them strips, the other strips, too."""
    spaces = [c for c in map(chr, range(0x10000)) if c.isspace()]
    list_spaces = """() => Array.from({length: 0x10000}, (_, n) => String.fromCharCode(n)).filter(
        c => Handbook.audit.answers.readAnswer({answer: "yes_no"}, {note: c}) === null
    )"""
    found = load_audit_scripts().call(list_spaces)

    assert found == spaces


@pytest.mark.parametrize("character", ["x", "\U0001f600"])
def test_a_text_too_long_for_a_record_is_cut_and_says_so(character: str) -> None:
    """Both readers keep as many characters, and end in … where some were cut."""
    for boxes in (
        {"note": character * 4000},
        {"note": character * 4001},
        {"mark": character * 9999},
    ):
        answer = read("yes_no", boxes)
        assert answer is not None
        (text,) = answer.values()
        assert len(text) == LONG_TEXT
        assert text.endswith("…") == (len(next(iter(boxes.values()))) > LONG_TEXT)
        assert read_in_script([("yes_no", boxes)]) == [answer]


def test_a_photo_is_an_answer_of_its_own_to_nothing() -> None:
    """A photo without a mark is kept, and answers nothing."""
    answer = read_answer(ITEMS["yes_no"], RawAnswer(photos=(Photo.model_validate(PHOTO),)))

    assert answer is not None
    assert said(answer) == {"photos": [PHOTO]}
    assert read_in_script([("yes_no", {"photos": [PHOTO]})]) == [{"photos": [PHOTO]}]


def test_a_record_has_the_same_bytes_in_both() -> None:
    """Canonical JSON: sorted keys, no spaces, nothing left at its default, characters as they are."""
    answers = {
        f"ST-{n:03}": read(kind, boxes) or {} for n, (kind, boxes) in enumerate(random_cases(300))
    }
    answers["ST-900"] = {
        "note": '\x00\x1f\x7f \u2028 \\ " / <b> é 😀',
        "photos": [PHOTO],
        "answer": None,
    }
    full = {
        "format": 2, "state": "finished",
        "id": "k3x9-2fq7", "form": "0" * 64, "checklist": "monthly", "site": "harbour",
        "date": "2026-11-21", "auditor": "A. Ünal", "start": "09:30", "end": None,
        "period": {"last": "2026-10-31", "first": "2026-10-01"}, "answers": answers,
        "actions": [{"number": 1, "what": "Mend it.", "by": "2026-12-01", "who": None, "standard": "ST-900"}],
    }  # fmt: skip
    for record in (full, {**full, "answers": {}, "actions": [], "period": None}):
        dumped = said(AuditRecord.model_validate(record))
        canonical = json.dumps(dumped, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        written = load_audit_scripts().call("Handbook.audit.answers.toCanonicalJson", record)
        assert written == canonical

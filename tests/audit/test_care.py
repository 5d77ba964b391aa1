"""What is asked of the auditor: in Python and in the script the same, and never in the score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cx_handbook.audit.questions.care import list_care_sentences, score_as_of
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Form
from support.audit_scripts import load_audit_scripts, plain_form
from support.score_cases import form_of, written_out

TODAY = date(2026, 11, 28)
LIST_SENTENCES = """(record, form, before, minutes, today) => {
    const { care, scoring } = Handbook.audit;
    const score = (answers) => ({answers, result: scoring.scoreAudit(form, answers)});
    const scored = {...score(record.answers), form, record};
    const known = {before: before && score(before.answers), today};
    return care.listCareSentences(scored, minutes === null ? known : {...known, minutes});
}"""
PERIOD = {"first": "2026-07-01", "last": "2026-09-30"}
COUNTS = {f"CO-{n:02}": "count" for n in range(1, 16)}
YES = {"TA-01": "yes_no"}


def make_form(scoring: int = 2) -> Form:
    """Return a form of a quarter with many counts."""
    raw = written_out({"form": {"items": {**COUNTS, **YES}}, "answers": {}}, {})["form"]
    return form_of(raw, scoring).model_copy(update={"days": 91, "minutes": 240})


def make_audit(answers: dict[str, Any] | None = None, scoring: int = 2, **changes: Any) -> Audit:
    """Return an audit of the quarter, answered with 18 of 20 everywhere unless said otherwise."""
    form = make_form(scoring)
    plain = {name: {"answer": "count", "k": 18, "n": 20} for name in COUNTS}
    record = {
        "format": 2, "state": "finished",
        "id": "k3x9-2fq7", "form": form.fingerprint, "checklist": form.checklist,
        "site": "main-street", "date": "2026-10-02", "start": "09:00", "end": "13:00",
        "period": PERIOD, "answers": {**plain, "TA-01": {"answer": "met"}, **(answers or {})},
    }  # fmt: skip
    return Audit(AuditRecord.model_validate({**record, **changes}), form)


def list_in_script(audit: Audit, before: Audit | None, minutes: float | None = None) -> list[str]:
    """Return what the script asks."""
    plain, last = (
        one and one.record.model_dump(mode="json", exclude_none=True) for one in (audit, before)
    )
    form = plain_form(audit.form)
    asked: list[str] = load_audit_scripts().call(
        LIST_SENTENCES, plain, form, last, minutes, TODAY.isoformat()
    )
    return asked


ROUND = {
    name: {"answer": "count", "k": 18, "n": 20, "cases": 20 + 5 * n}
    for n, name in enumerate(COUNTS)
}
ASKED = [
    (make_audit(), None, 0),
    (make_audit(), make_audit(), 1),
    (make_audit({"CO-01": {"answer": "count", "k": 17, "n": 20}}), make_audit(), 0),
    (make_audit(ROUND), None, 1),
    (make_audit(period=None), None, 1),
    (make_audit(date="2031-01-01"), None, 1),
    (make_audit(end="09:04"), None, 1),
    (make_audit(ROUND, end="09:04", period=None), make_audit(ROUND), 4),
]


@pytest.mark.parametrize(("audit", "before", "many"), ASKED)
def test_the_script_asks_what_python_asks(audit: Audit, before: Audit | None, many: int) -> None:
    """Dates first, then signs, in the same words; a careful audit is asked nothing."""
    asked = list(list_care_sentences(audit, before, TODAY))
    assert len(asked) == many
    assert list_in_script(audit, before) == asked


def test_the_time_worked_is_asked_about_once() -> None:
    """Where the page counted the minutes, they are asked about instead of the clock."""
    audit = make_audit(end="09:04")
    assert list_in_script(audit, None, 4)[0].startswith("You filled this in within 4 min; we allow")
    assert len(list_in_script(audit, None, 4)) == 1
    assert list_in_script(make_audit(), None, 24) == []


@pytest.mark.parametrize(
    ("seconds", "pause", "then"),
    [(0, 4_000, 4), (60, 300_000, 360), (60, 3_600_000, 360), (60, -5_000, 60)],
    ids=["a moment", "five minutes", "an hour", "a clock put back"],
)
def test_a_pause_counts_up_to_five_minutes(seconds: int, pause: int, then: int) -> None:
    """A tablet left alone is not work."""
    assert load_audit_scripts().call("Handbook.audit.care.addTime", seconds, pause) == then


def test_a_question_about_dates_keeps_the_result_from_being_final() -> None:
    """Provisional until it is answered, and nothing else changes: no point hangs on it."""
    audit = make_audit(period=None)
    scored = score_as_of(audit, TODAY)
    assert (audit.result.provisional, scored.provisional) == (False, True)
    assert replace(scored, provisional=False) == audit.result
    assert not score_as_of(make_audit(), TODAY).provisional


def test_an_audit_by_the_earlier_rules_stays_final() -> None:
    """It is asked about, and scores as it did when its form was handed out."""
    audit = make_audit(scoring=1, date="2031-01-01")
    assert list(list_care_sentences(audit, None, TODAY))
    assert score_as_of(audit, TODAY) == audit.result


def test_signs_change_no_score() -> None:
    """Round totals are asked about, and the score is that of the same counts."""
    scored = score_as_of(make_audit(ROUND), TODAY)
    assert scored.points == make_audit().result.points
    assert not scored.provisional

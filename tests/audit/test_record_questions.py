"""What is asked about the dates and times of an audit."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cx_handbook.audit.questions.record_questions import describe_question, find_record_questions
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Form
from support.audit_scripts import load_audit_scripts, plain_form
from support.score_cases import form_of, written_out
from support.statistics_cases import read_vectors

CONTENT = read_vectors("record_questions")
VECTORS = CONTENT["cases"]


def _form(vector: dict[str, Any]) -> Form:
    short = {"items": {"CO-01": "count", "TA-01": "yes_no"}}
    raw = written_out({"form": short, "answers": {}}, {})["form"]
    later = {name: vector.get(name) for name in ("minutes", "days")}
    return form_of(raw, 2 if "days" in vector else 1).model_copy(update=later)


def _record(vector: dict[str, Any], form: Form) -> AuditRecord:
    first, last = vector.get("period", (None, None))
    start, end = vector.get("time", (None, None))
    return AuditRecord.model_validate(
        {
            "format": 2,
            "state": "finished",
            "id": "k3x9-2fq7",
            "form": form.fingerprint,
            "checklist": form.checklist,
            "site": "main-street",
            "date": vector.get("date", CONTENT["today"]),
            "start": start,
            "end": end,
            "period": {"first": first, "last": last} if first else None,
        }
    )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_a_record_is_asked_what_the_vector_says(vector: dict[str, Any]) -> None:
    """In Python and in V8 the same questions, in the same words."""
    form = _form(vector)
    record = _record(vector, form)
    asked = find_record_questions(record, form, date.fromisoformat(CONTENT["today"]))
    assert [describe_question(question) for question in asked] == vector["asked"]
    assert any(question.keeps_from_final for question in asked) is vector.get("provisional", False)
    ask = """(record, form, today) => {
        const { describeQuestion, findRecordQuestions } = Handbook.audit.recordQuestions;
        const asked = findRecordQuestions(record, form, today);
        return [asked.map(describeQuestion), asked.some((one) => one.keeps_from_final)]; }"""
    given = (record.model_dump(mode="json"), plain_form(form), CONTENT["today"])
    assert load_audit_scripts().call(ask, *given) == [
        vector["asked"],
        vector.get("provisional", False),
    ]

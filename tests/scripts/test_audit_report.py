"""What the page says about a score, and the table of an audit, in the script."""

from __future__ import annotations

import csv
import io
from random import Random
from typing import Any

import pytest

from cx_handbook import labels
from cx_handbook.audit.reading.answer_rules import describe_answer
from cx_handbook.audit.records.record import Answer
from cx_handbook.csv_text import encode_csv_row
from support.audit_scripts import load_audit_scripts, plain_answers, plain_form
from support.random_audits import draw_audit

WRITE_CSV = """(form, answers, draft) => {
    const result = Handbook.audit.scoring.scoreAudit(form, answers);
    return Handbook.audit.report.writeCsv({audit: draft, form, answers, result});
}"""
LIST_REMARKS = """(form, answers, draft) => {
    const result = Handbook.audit.scoring.scoreAudit(form, answers);
    return Handbook.audit.report.listRemarks({audit: draft, answers, result});
}"""
DRAFT = {
    "id": "k3x9", "checklist": "monthly", "form": "0" * 64, "site": "harbour", "date": "2026-11-03",
    "auditor": "=HYPERLINK(1)", "actions": [],
}  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        Answer(answer="met"),
        Answer(answer="not_applicable", note="None."),
        Answer(answer="count", k=17, n=20),
        Answer(answer="count", k=17, n=20, cases=0),
        Answer(answer="grade", grade=0),
        Answer(unread="most"),
        Answer(),
    ],
    ids=lambda answer: answer.model_dump_json(exclude_none=True, exclude_defaults=True),
)
def test_an_answer_is_described_as_in_python(answer: Answer) -> None:
    """The same words in the report, the terminal and the workbook."""
    plain = plain_answers({"a": answer})["a"]
    described = load_audit_scripts().call("Handbook.audit.wording.describeAnswer", plain)

    assert described == describe_answer(answer)


def test_every_remark_is_a_whole_sentence() -> None:
    """Each remark names its numbers; none leaves a brace or nothing at all."""
    describe = "Handbook.audit.wording.describeRemark"
    values = {"k": 5, "n": 4, "cases": 3}
    for name in labels.REMARKS:
        sentence = load_audit_scripts().call(describe, name, {"sample": 20}, values)
        assert sentence == labels.describe_remark(name).format_map({**values, "sample": 20})
        assert sentence.endswith(".")


@pytest.mark.parametrize(
    "note", ["=1", "+1\n2", "-", "@x", "\t=1", 'a "b", c', "a\r\nb", " =1", "plain"]
)
def test_a_cell_of_the_table_is_written_as_python_writes_it(note: str) -> None:
    """Quoted as in RFC 4180; what a spreadsheet would run begins with an apostrophe."""
    form = draw_audit(Random(1))[0]
    answers = {form.items[0].standard: {"note": note}}
    table = load_audit_scripts().call(WRITE_CSV, plain_form(form), answers, DRAFT)

    assert f",{encode_csv_row([note]).removesuffix(chr(13) + chr(10))},," in table


def test_the_table_has_a_row_for_each_question() -> None:
    """Its columns hold what was answered, whichever type the question is of."""
    form, answers = draw_audit(Random(3))
    plain = plain_answers(answers)
    table: str = load_audit_scripts().call(WRITE_CSV, plain_form(form), plain, DRAFT)
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline="")))

    assert [row["standard"] for row in rows] == [item.standard for item in form.items]
    for row in rows:
        given = plain.get(row["standard"], {})
        for name in ("answer", "k", "n", "cases", "grade", "note", "unread"):
            assert row[name] == str(given.get(name, ""))
    assert rows[0]["auditor"] == "'=HYPERLINK(1)"


def test_remarks_name_what_is_kept_and_not_counted() -> None:
    """An answer that the form does not ask, and what stood in the margin."""
    form: Any = plain_form(draw_audit(Random(1))[0])
    draft = {**DRAFT, "oddities": ["margin: see over"]}
    remarks = load_audit_scripts().call(LIST_REMARKS, form, {"XX-99": {"answer": "met"}}, draft)

    assert remarks == [
        "XX-99: this form does not ask it. The answer is kept, not counted.",
        "On the sheet, without a box: margin: see over",
    ]

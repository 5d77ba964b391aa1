"""The worked example of the page *How we score*: a small form, its answers and their score.

Names in braces stand for what customers are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cx_handbook.audit.reading.answer_rules import describe_answer
from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import ItemScore, Result
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.content.model import Form, FormSection, Item
from cx_handbook.content.model.answer_types import NOT_APPLICABLE
from cx_handbook.content.model.checklist import Checklist, Weights
from cx_handbook.content.model.form import FORMAT
from cx_handbook.content.model.types import Factor


def _make_item(standard: str, factor: Factor, rule: str, **scoring: Any) -> Item:
    usual = {"answer": "yes_no", "sample": None, "target": None, "weight": 1, "critical": False}
    words = {"policy": "example", "rule": rule, "check": rule, "look_at": rule, "if_not": rule}
    asked = {"standard": standard, "factor": factor, "may_be_na": True, **words}
    return Item.model_validate({**usual, **asked, **scoring})


_ITEMS = (
    _make_item(
        "EX-01", "compliance", "Call-backs are made by the time we gave.",
        answer="count", sample=20, target=0.9, weight=2,
    ),
    _make_item("EX-02", "compliance", "No promise of the last week is forgotten.", critical=True),
    _make_item("EX-03", "tangibles", "The entrance is tidy at opening."),
    _make_item(
        "EX-04", "disposition", "{Customers} are greeted before they ask.",
        answer="count", sample=20, target=0.85,
    ),
    _make_item("EX-05", "staff", "The answer is complete and right.", answer="grade", target=0.8),
    _make_item("EX-06", "empathy", "A complaint is read back before it is answered."),
    _make_item(
        "EX-07", "empathy", "The {of_customer} own words are in the log.",
        answer="count", sample=16, target=0.75,
    ),
)  # fmt: skip

FORM = Form(
    format=FORMAT,
    scoring=2,
    checklist="example",
    title="Example",
    gate=Checklist.model_fields["gate"].default,
    weights=Weights(),
    sections=(FormSection(title="Example", intro=None, items=_ITEMS),),
)
ANSWERS = {
    "EX-01": Answer(answer="count", k=18, n=20),
    "EX-02": Answer(answer="met"),
    "EX-03": Answer(answer="met"),
    "EX-04": Answer(answer="count", k=15, n=20),
    "EX-05": Answer(answer="grade", grade=9),
    "EX-06": Answer(answer="not_applicable", note="No complaint this month."),
    "EX-07": Answer(answer="count", k=12, n=16, cases=16),
}
_NO_CASES = Answer(answer="not_applicable", note="No cases this month.")
LEFT_BLANK, CRITICAL_BLANK = "EX-07", "EX-02"
# Perfect manners, and no promise kept: the page shows what the gate is for.
MANNERS: dict[str, Answer] = {
    **{standard: Answer(answer="met") for standard in ("EX-02", "EX-03", "EX-06")},
    **{standard: Answer(answer="count", k=20, n=20) for standard in ("EX-04", "EX-07")},
    "EX-01": Answer(answer="count", k=0, n=20),
    "EX-05": Answer(answer="grade", grade=10),
}


@dataclass(frozen=True)
class WorkedExample:
    """The example, scored: as filled in, with a blank, with the critical one blank or left out.

    In `manners` all is perfect but the promises.
    """

    rows: tuple[tuple[ItemScore, str], ...]
    result: Result
    blank: Result
    open: Result
    critical: Result
    manners: Result


def score_example(answers: Mapping[str, Answer]) -> WorkedExample:
    """Return the example with some answers, scored in every variant that the page shows."""
    result = score_answers(FORM, answers)
    return WorkedExample(
        rows=tuple(
            (scored, _describe(answers.get(scored.item.standard))) for scored in result.items
        ),
        result=result,
        blank=score_answers(FORM, _leave_out(answers, LEFT_BLANK)),
        open=score_answers(FORM, _leave_out(answers, CRITICAL_BLANK)),
        critical=score_answers(FORM, {**answers, CRITICAL_BLANK: _NO_CASES}),
        manners=score_answers(FORM, MANNERS),
    )


def _leave_out(answers: Mapping[str, Answer], standard: str) -> dict[str, Answer]:
    return {name: answer for name, answer in answers.items() if name != standard}


def _describe(answer: Answer | None) -> str:
    """Return an answer in words, with the reason when it does not apply."""
    words = describe_answer(answer)
    if answer and answer.answer == NOT_APPLICABLE.recorded:
        return f"{words}: {answer.note or 'no reason'}"
    return words or "Blank"

"""Forms and answers by chance, good and bad, for the scorers."""

from __future__ import annotations

from random import Random
from typing import Any

from cx_handbook.audit.records.record import Answer
from cx_handbook.content.model import Form
from support.score_cases import FACTOR, form_of

Audit = tuple[Form, dict[str, Answer]]

ANSWER_TYPES = ("yes_no", "count", "grade")
TARGETS, GATES = (0, 0.29, 2 / 3, 0.85, 1), (0, 1 / 3, 5 / 6, 0.9, 1)
NOT_APPLICABLE = Answer(answer="not_applicable", note="No cases.")
ODD_ANSWERS = (
    None,
    Answer(note="Only seen."),
    Answer(unread="most"),
    NOT_APPLICABLE,
    Answer(answer="not_applicable"),
    Answer(answer="count", k=0, n=0),
    Answer(answer="count", k=5, n=4),
    Answer(answer="count", k=9, n=12, cases=3),
    Answer(answer="count", k=9, n=12, unread="many in all"),
)


def draw_audit(chance: Random, scoring: int = 1) -> Audit:
    """Return a form of a version of the scoring rules, and answers to it, by chance.

    Quicker than hypothesis, for thousands at a time.
    """
    letters = chance.choices(list(FACTOR), k=chance.randrange(1, 16))
    asked = [_draw_item(chance, f"{letter}-{n:02}") for n, letter in enumerate(letters)]
    weights = {factor: chance.randrange(1, 6) for factor in FACTOR.values()}
    raw = {"gate": chance.choice(GATES), "weights": weights, "items": asked}
    # No draw for the first version, so that its audits stay those they were.
    form = form_of({**raw, "grade": scoring == 1 or chance.random() < 0.8}, scoring)
    said = {i.standard: _draw_answer(chance, i.answer) for i in form.items}
    return form, {standard: given for standard, given in said.items() if given}


def _draw_item(chance: Random, standard: str) -> dict[str, Any]:
    kind, critical = chance.choice(ANSWER_TYPES), chance.random() < 0.2
    return {
        "standard": standard,
        "factor": FACTOR[standard[:2]],
        "answer": kind,
        "target": None if kind == "yes_no" else chance.choice(TARGETS),
        "sample": chance.randrange(1, 31) if kind == "count" else None,
        "weight": chance.randrange(1, 5),
        "critical": critical,
        "may_be_na": chance.random() < 0.5 or not critical,
    }


def _draw_answer(chance: Random, kind: str) -> Answer | None:
    if chance.random() < 0.15:
        return chance.choice(ODD_ANSWERS)
    if kind == "yes_no":
        return Answer(answer=chance.choice(["met", "met", "not_met"]))
    if kind == "grade":
        return Answer(answer="grade", grade=chance.randrange(11))
    n = chance.randrange(1, 41)
    cases = chance.choice([None, n, n + chance.randrange(1, 50)])
    return Answer(answer="count", k=round(n * chance.random() ** 0.3), n=n, cases=cases)

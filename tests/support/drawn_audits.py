"""Forms and answers of any shape, drawn by hypothesis, for what holds for every audit."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from cx_handbook.audit.records.record import Answer
from cx_handbook.content.model import Form
from support.random_audits import ANSWER_TYPES, GATES, ODD_ANSWERS, TARGETS, Audit
from support.score_cases import FACTOR, form_of


@st.composite
def draw_items(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw the questions of a form, several a factor, in any order."""
    letters = draw(st.lists(st.sampled_from(list(FACTOR)), min_size=1, max_size=9))
    return [
        {
            "standard": f"{letters[n]}-{n:02}",
            "factor": FACTOR[letters[n]],
            "answer": (kind := draw(st.sampled_from(ANSWER_TYPES))),
            "target": None if kind == "yes_no" else draw(st.sampled_from(TARGETS)),
            "sample": draw(st.integers(1, 30)) if kind == "count" else None,
            "weight": draw(st.integers(1, 4)),
            "critical": (critical := draw(st.integers(0, 5)) == 0),
            "may_be_na": draw(st.booleans()) or not critical,
        }
        for n in range(len(letters))
    ]


@st.composite
def draw_forms(draw: st.DrawFn, scoring: int) -> Form:
    """Draw a form of any shape that names a version of the scoring rules."""
    weights = {factor: draw(st.integers(1, 5)) for factor in FACTOR.values()}
    gate = draw(st.sampled_from(GATES))
    grade = draw(st.integers(0, 4)) > 0
    form = {"gate": gate, "weights": weights, "items": draw(draw_items()), "grade": grade}
    return form_of(form, scoring)


@st.composite
def draw_answer(draw: st.DrawFn, kind: str) -> Answer:
    """Draw a good answer to a question of a kind."""
    if kind == "yes_no":
        return Answer(answer=draw(st.sampled_from(["met", "not_met"])))
    if kind == "grade":
        return Answer(answer="grade", grade=draw(st.integers(0, 10)))
    n = draw(st.integers(1, 40))
    cases = draw(st.none() | st.integers(n, n + 40))
    logged = draw(st.booleans()) if cases else False
    given: dict[str, Any] = {"k": draw(st.integers(0, n)), "n": n, "cases": cases}
    return Answer(answer="count", cases_from="log" if logged else None, **given)


@st.composite
def draw_any_answer(draw: st.DrawFn, kind: str) -> Answer | None:
    """Draw what may stand in a record for a question, good or not."""
    if draw(st.integers(0, 2)):
        return draw(draw_answer(kind))
    return draw(st.sampled_from(ODD_ANSWERS) | draw_answer(draw(st.sampled_from(ANSWER_TYPES))))


@st.composite
def draw_audits(draw: st.DrawFn, scoring: int) -> Audit:
    """Draw a form and what was answered to it."""
    form = draw(draw_forms(scoring))
    said = {item.standard: draw(draw_any_answer(item.answer)) for item in form.items}
    return form, {standard: given for standard, given in said.items() if given}

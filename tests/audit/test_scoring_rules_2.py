"""The second version of the scoring rules: its vectors, and what holds for any audit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.close_calls import CloseCall
from cx_handbook.audit.scoring.result import (
    Outcome,
    Result,
    format_high_end,
    format_low_end,
    format_points,
)
from cx_handbook.audit.scoring.score_answers import score_answers
from support.drawn_audits import draw_audits
from support.random_audits import Audit
from support.score_cases import FOLDER, FOLDER_2, ScoreCase, form_of, raw_cases, score_cases
from support.score_reference_2 import expected_2

VECTORS = list(score_cases(FOLDER_2))
STATES = ("met", "not_met", "not_applicable", "unanswered")
RANK = {"below_6": 0, "broken": 0, "open": 1, "from_6": 2, "from_9": 3}
NEAR = 2e-9


def _printed(points: float | None) -> str | None:
    return None if points is None else format_points(points)


def _outcome(scored: Outcome) -> dict[str, Any]:
    points, promises, verdict = _printed(scored.points), scored.promises, scored.verdict
    return {"points": points, "promises": promises, "verdict": verdict}


def _call(call: CloseCall) -> str:
    name = call.name if call.standard is None else f"{call.name} {call.standard}"
    return f"{name}: {call.cases_to_settle}"


def describe_result(result: Result) -> dict[str, Any]:
    """Return a result as the vectors write it, without its factors and its interval."""
    return {
        "points": _printed(result.points),
        "compliance_points": _printed(result.compliance_points),
        "promises": result.promises,
        "verdict": result.verdict,
        "provisional": result.provisional,
        "worst": _outcome(result.worst),
        "best": _outcome(result.best),
        "items": {i.item.standard: i.state for i in result.items},
        "remarks": {i.item.standard: list(i.remarks) for i in result.items if i.remarks},
        "too_close": result.too_close,
        "close_calls": [_call(call) for call in result.close_calls],
        "zero_tolerance": [scored.item.standard for scored in result.zero_tolerance],
        "counts": {state: result.count_state(state) for state in STATES},
    }


def assert_as_expected(result: Result, expected: dict[str, Any]) -> None:
    """Compare a result with what a vector expects, down to the sixth decimal of the interval."""
    rest = dict(expected)
    shares, interval = rest.pop("factors"), rest.pop("interval")
    parts = {name: float(Fraction(rest.pop(name))) for name in ("not_applicable", "unanswered")}
    assert describe_result(result) == rest
    assert {name: getattr(result, name) for name in parts} == pytest.approx(parts, abs=1e-9)
    assert {f.factor: f.share for f in result.factors} == {
        factor: pytest.approx(float(Fraction(share)), abs=1e-9) for factor, share in shares.items()
    }
    assert (result.interval is None) == (interval is None)
    if result.interval and interval:
        assert format_low_end(result.interval.low) == interval["low"]
        assert format_high_end(result.interval.high) == interval["high"]
        assert f"{result.interval.low:.6f}" == interval["low6"]
        assert f"{result.interval.high:.6f}" == interval["high6"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_every_vector_scores_as_expected(vector: ScoreCase) -> None:
    """All that is printed is the same to the last digit."""
    assert_as_expected(score_answers(vector.form, vector.answers), vector.expected)


def test_the_vectors_are_calculated_in_fractions() -> None:
    """What a file expects is what the reference finds, without the scorer."""
    for _, raw in raw_cases(FOLDER_2):
        assert expected_2(raw["form"], raw["answers"]) == raw["expected"], raw["name"]


@pytest.mark.parametrize(
    "raw", [raw for _, raw in raw_cases(FOLDER)], ids=lambda raw: str(raw["name"])
)
def test_the_audits_of_the_first_version_score_as_the_reference_says(raw: dict[str, Any]) -> None:
    """The vectors of the first version, asked by the second: scorer and reference agree."""
    answers = {standard: Answer.model_validate(said) for standard, said in raw["answers"].items()}
    result = score_answers(form_of(raw["form"], 2), answers)
    assert_as_expected(result, expected_2(raw["form"], raw["answers"]))


def test_the_form_says_which_rules_hold() -> None:
    """The same answers, on a form of each version: the verdict speaks the words of its version."""
    _, raw = next(iter(raw_cases(FOLDER_2)))
    answers = {standard: Answer.model_validate(said) for standard, said in raw["answers"].items()}
    first, second = (score_answers(form_of(raw["form"], version), answers) for version in (1, 2))
    assert (first.rules, second.rules) == (1, 2)
    assert (first.verdict, second.verdict) == ("delighted", "from_9")


def test_ends_are_printed_outwards() -> None:
    """The printed interval is never narrower than the calculated one; 6.3 stays 6.3."""
    assert (format_low_end(8.176113), format_high_end(9.396458)) == ("8.1", "9.4")
    assert (format_low_end(6.3), format_high_end(6.3)) == ("6.3", "6.3")
    assert (format_low_end(0), format_high_end(10)) == ("0.0", "10.0")


@settings(max_examples=60, deadline=None)
@given(draw_audits(2), st.data())
def test_leaving_a_promise_out_makes_broken_promises_at_best_open(
    audit: Audit, data: st.DataObject
) -> None:
    """Not applicable, or left blank, a decisive question never turns *broken* into *kept* alone.

    Only where the rest, with at least 80 % of compliance, keeps the gate by itself.
    """
    form, said = audit
    critical = [item for item in form.items if item.critical]
    if critical:
        item = data.draw(st.sampled_from(critical))
        left_out = {**said, item.standard: Answer(answer="not_applicable", note="None.")}
        assert score_answers(form, left_out).promises != "kept"

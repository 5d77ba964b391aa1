"""The score: what the vectors expect, and what holds for any audit."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import Outcome, Result, format_points
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.statistics.rounding import round_down
from support.drawn_audits import draw_answer, draw_audits
from support.random_audits import NOT_APPLICABLE, Audit
from support.score_cases import ScoreCase, raw_cases, score_cases
from support.score_reference import expected as reckoned

VECTORS = list(score_cases())
NEAR = 2e-9  # each of two numbers may have been rounded to nine decimals


def printed(points: float | None) -> str | None:
    return None if points is None else format_points(points)


def case(scored: Outcome) -> dict[str, Any]:
    return {
        "points": printed(scored.points),
        "promises": scored.promises,
        "verdict": scored.verdict,
    }


def as_written(result: Result) -> dict[str, Any]:
    """Return a result as the vectors write it, without its factors and its interval."""
    return {
        "points": printed(result.points),
        "compliance_points": printed(result.compliance_points),
        "promises": result.promises,
        "verdict": result.verdict,
        "provisional": result.provisional,
        "worst": case(result.worst),
        "best": case(result.best),
        "items": {i.item.standard: i.state for i in result.items},
        "remarks": {i.item.standard: list(i.remarks) for i in result.items if i.remarks},
        "too_close": result.too_close,
        "counts": {
            s: result.count_state(s) for s in ("met", "not_met", "not_applicable", "unanswered")
        },
    }


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_every_vector_scores_as_reckoned_by_hand(vector: ScoreCase) -> None:
    """All that is printed is the same to the last digit; shares and intervals to nine decimals."""
    result = score_answers(vector.form, vector.answers)
    expected = dict(vector.expected)
    shares, interval = expected.pop("factors"), expected.pop("interval")

    assert as_written(result) == expected
    assert {f.factor: f.share for f in result.factors} == {
        factor: pytest.approx(float(Fraction(share)), abs=1e-9) for factor, share in shares.items()
    }
    if interval is None:
        assert result.interval is None
        return
    assert result.interval is not None
    assert printed(result.interval.low) == interval["low"]
    assert printed(result.interval.high) == interval["high"]
    assert f"{result.interval.low:.6f}" == interval["low6"]
    assert f"{result.interval.high:.6f}" == interval["high6"]
    assert result.interval.sampled == pytest.approx(float(Fraction(interval["sampled"])), abs=1e-9)


def test_the_vectors_are_reckoned_in_fractions() -> None:
    """The expectations are recalculated by an independent reference in fractions."""
    for _, raw in raw_cases():
        assert reckoned(raw["form"], raw["answers"]) == raw["expected"], raw["name"]


def test_there_are_enough_vectors_and_each_has_its_name() -> None:
    """At least sixty, and a failure names one."""
    assert len({vector.name for vector in VECTORS}) == len(VECTORS) >= 60


# What is printed


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (8.99, "8.9"),
        (9.0, "9.0"),
        (8.999999999, "8.9"),
        (6.3, "6.3"),
        (0.35 * 6, "2.1"),
        (0, "0.0"),
    ],
)
def test_points_are_rounded_down(points: float, said: str) -> None:
    """A printed grade is never above the exact one, and 6.3 stays 6.3."""
    assert format_points(points) == said


@pytest.mark.parametrize(
    ("points", "left"),
    [(30 / 7, 4.28), (0.9 * 6, 5.4), (0.7 * 6, 4.2), (5 / 6 * 6, 5), (6, 6), (0, 0)],
)
def test_two_decimals_are_rounded_down_too(points: float, left: float) -> None:
    """A limit is never printed above its exact value."""
    assert round_down(points, 2) == left


# What holds for any audit

RANKS = {
    1: {"dissatisfied": 0, "open": 1, "satisfied": 2, "delighted": 3},
    2: {"below_6": 0, "broken": 0, "open": 1, "from_6": 2, "from_9": 3},
}  # verdicts by version of the rules; one that is not named is below them all


@pytest.mark.parametrize("version", RANKS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_grade_lies_between_0_and_10_and_within_its_interval(
    version: int, data: st.DataObject
) -> None:
    """Whatever was answered; the worst case is no better, and the best no worse."""
    result = score_answers(*data.draw(draw_audits(version)))
    if result.points is not None:
        assert result.worst.points is not None
        assert result.best.points is not None
        assert 0 <= result.worst.points <= result.points <= result.best.points <= 10
    for value, interval, most in (
        (result.points, result.interval, 10),
        *((factor.share, factor.interval, 1) for factor in result.factors),
    ):
        if interval is not None:
            assert value is not None
            assert 0 <= interval.low <= value + NEAR
            assert value - NEAR <= interval.high <= most


@pytest.mark.parametrize("version", RANKS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_better_answer_lowers_neither_the_grade_nor_the_verdict(
    version: int, data: st.DataObject
) -> None:
    """One question answered better, all else left as it was."""
    rank = RANKS[version]
    form, said = data.draw(draw_audits(version))
    item = data.draw(st.sampled_from(form.items))
    one, other = data.draw(draw_answer(item.answer)), data.draw(draw_answer(item.answer))
    if item.answer == "count":
        other = one.model_copy(update={"k": data.draw(st.integers(0, one.n or 0))})
    results = [score_answers(form, {**said, item.standard: given}) for given in (one, other)]
    low, high = sorted(results, key=lambda r: next(i.share or 0 for i in r.items if i.item is item))

    assert (low.points is None) == (high.points is None)
    assert (low.points or 0) <= (high.points or 0) + NEAR
    assert rank.get(low.verdict or "", -1) <= rank.get(high.verdict or "", -1)


@settings(max_examples=60)
@given(draw_audits(1), st.randoms(use_true_random=False))
def test_the_order_of_questions_and_answers_does_not_matter(audit: Audit, chance: Random) -> None:
    """The same questions in another order give the same score."""
    form, said = audit
    questions, mixed = list(form.items), list(said.items())
    chance.shuffle(questions)
    chance.shuffle(mixed)
    sections = tuple(form.sections[0].model_copy(update={"items": (i,)}) for i in questions)
    before, after = (
        score_answers(form, said),
        score_answers(form.model_copy(update={"sections": sections}), dict(mixed)),
    )

    assert {i.item.standard: i for i in after.items} == {i.item.standard: i for i in before.items}
    assert (after.promises, after.verdict, after.too_close) == (
        before.promises, before.verdict, before.too_close,
    )  # fmt: skip
    assert numbers(after) == pytest.approx(numbers(before), abs=NEAR)


def numbers(result: Result) -> list[float]:
    """Return every number of a result but those of its items; one that is missing is -1."""
    ends = [(i.low, i.high, i.sampled) if i else (-1, -1, -1) for i in [result.interval]]
    points = (result.points, result.compliance_points, result.worst.points, result.best.points)
    shares = [factor.share for factor in result.factors]
    return [*ends[0], *(-1 if p is None else p for p in points), *shares]


@settings(max_examples=60)
@given(draw_audits(1), st.data())
def test_not_applicable_never_changes_another_factor(audit: Audit, data: st.DataObject) -> None:
    """Only the share of its own factor changes."""
    form, said = audit
    item = data.draw(st.sampled_from(form.items))
    before, after = (
        score_answers(form, said),
        score_answers(form, {**said, item.standard: NOT_APPLICABLE}),
    )

    assert [f for f in after.factors if f.factor != item.factor] == [
        f for f in before.factors if f.factor != item.factor
    ]
    assert [i for i in after.items if i.item is not item] == [
        i for i in before.items if i.item is not item
    ]


@settings(max_examples=60)
@given(draw_audits(1), st.data())
def test_a_blank_never_gives_a_better_verdict_than_the_worst_answer(
    audit: Audit, data: st.DataObject
) -> None:
    """Leaving a question out never gives a better verdict, at most an open one."""
    form, said = audit
    item = data.draw(st.sampled_from(form.items))
    blank = score_answers(form, {i: given for i, given in said.items() if i != item.standard})
    worst = score_answers(form, {**said, item.standard: WORST[item.answer]})

    assert blank.verdict in (worst.verdict, "open")
    assert blank.promises in (worst.promises, "open")


WORST = {
    "yes_no": Answer(answer="not_met"),
    "count": Answer(answer="count", k=0, n=20),
    "grade": Answer(answer="grade", grade=0),
}

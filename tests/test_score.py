"""The grade: six points for kept promises, four for the rest, and the gate."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.score import grade, one_decimal, rounded_down

EVEN = {"tangibles": 1, "disposition": 1, "staff": 1, "empathy": 1}
GATE = 5 / 6
SHARES = st.fixed_dictionaries({name: st.floats(0, 1) for name in ("compliance", *EVEN)})


def shares(compliance: float, others: float) -> dict[str, float]:
    return {"compliance": compliance, **dict.fromkeys(EVEN, others)}


@pytest.mark.parametrize(
    ("compliance", "others", "points", "verdict"),
    [
        (1, 1, 10, "delighted"),
        (1, 0, 6, "satisfied"),  # what compliance alone can earn: the customer buys again
        (0, 1, 4, "dissatisfied"),  # what everything else can earn: not enough
        (2 / 6, 1, 6, "dissatisfied"),  # the sum would pass; the gate does not
        (5 / 6, 1, 9, "delighted"),  # just on the gate
        (5 / 6 - 1e-6, 1, 9, "dissatisfied"),
        (1, 0.75, 9, "delighted"),
        (5 / 6, 0.2, 5.8, "dissatisfied"),
    ],
)
def test_the_sum_and_the_gate_decide_the_verdict(
    compliance: float, others: float, points: float, verdict: str
) -> None:
    """The cases of source 002, and both sides of each boundary."""
    result = grade(shares(compliance, others), EVEN, GATE)

    assert result is not None
    assert result.points == pytest.approx(points, abs=1e-5)
    assert result.verdict == verdict


def test_five_sixths_meet_the_gate_whatever_the_binary_digits_say() -> None:
    """Weights 2, 3, 1 with 19, 17 and 11 of 20 are five sixths exactly; added up they fall short."""
    counted = ((2, 19), (3, 17), (1, 11))
    compliance = sum(weight * (met / 20) for weight, met in counted) / 6
    assert sum(weight * Fraction(met, 20) for weight, met in counted) / 6 == Fraction(5, 6)
    assert compliance < GATE

    result = grade(shares(compliance, 1), EVEN, GATE)

    assert result is not None
    assert result.promises_kept


def test_a_critical_failure_breaks_the_promise_and_leaves_the_number() -> None:
    """A failed critical standard decides the verdict; the points stay visible."""
    result = grade(shares(1, 1), EVEN, GATE, critical_failed=True)

    assert result is not None
    assert (result.points, result.promises_kept, result.verdict) == (10, False, "dissatisfied")


@pytest.mark.parametrize(
    "missing", [{"compliance"}, {"staff", "empathy"}, {"tangibles", "disposition", "staff"}]
)
def test_leaving_factors_out_cannot_buy_a_grade(missing: set[str]) -> None:
    """Without compliance, or with fewer than three others, there is no grade."""
    some = {name: share for name, share in shares(1, 1).items() if name not in missing}

    assert grade(some, EVEN, GATE) is None


def test_weights_move_the_mean_of_the_others() -> None:
    """A factor of weight three counts three times as much as one of weight one."""
    uneven = shares(1, 0) | {"empathy": 1}
    result = grade(uneven, EVEN | {"empathy": 3}, GATE)

    assert result is not None
    assert result.points == pytest.approx(6 + 4 * 3 / 6)


@given(SHARES, st.sampled_from(["compliance", *EVEN]), st.floats(0, 1))
def test_a_better_share_never_lowers_the_grade(
    some: dict[str, float], name: str, better: float
) -> None:
    """Points stay within 0 and 10, and grow with each share."""
    before = grade(some, EVEN, GATE)
    after = grade(some | {name: max(some[name], better)}, EVEN, GATE)

    assert before is not None
    assert after is not None
    assert 0 <= before.points <= after.points <= 10
    assert before.promises_kept <= after.promises_kept


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
    """What is printed never claims a step that was not reached, and 6.3 stays 6.3."""
    assert one_decimal(points) == said


@pytest.mark.parametrize(
    ("points", "left"),
    [(30 / 7, 4.28), (0.9 * 6, 5.4), (0.7 * 6, 4.2), (5 / 6 * 6, 5), (6, 6), (0, 0)],
)
def test_two_decimals_are_rounded_down_too(points: float, left: float) -> None:
    """Nobody who stands exactly on a limit is measured against one rounded up."""
    assert rounded_down(points, 2) == left

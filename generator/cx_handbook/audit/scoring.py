"""The score of a self-audit: six points for kept promises, four for everything else, and a gate.

Source 002 gives the six and the four as an analogy; the gate and the cut at nine are our choice.
Scoring uses only the issued form and the answers. The same rules are implemented in
`static/audit/scoring.js` and in the formulas of the workbook; the cases in `tests/cases/score/`
test all three.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cx_handbook.audit.confidence import mover_interval, wilson_interval
from cx_handbook.audit.record import Answer
from cx_handbook.content.model import Form, Item
from cx_handbook.content.model.answer_types import CHOICES, NOT_APPLICABLE, ByRule
from cx_handbook.content.model.checklist import Weights
from cx_handbook.content.model.types import FACTORS, Factor

COMPLIANCE_POINTS = 6
OTHER_POINTS = 4
# Our choice: with two, a branch could leave out what it is worst at and still be graded.
LEAST_OTHER_FACTORS = 3
DELIGHTED_FROM = 9
SATISFIED_FROM = 6
LEAST_SAMPLED = 0.5  # the least sampled share of the grade's weight for which it has an interval

State = Literal["met", "not_met", "not_applicable", "unanswered"]
Remark = Literal[
    "wrong_kind",  # an answer of another type than the question's
    "na_not_allowed",  # not applicable, where the question does not allow it
    "na_without_reason",
    "none_looked_at",  # 0 of 0
    "more_met_than_looked_at",
    "fewer_cases_than_looked_at",  # the number of cases is not used
    "below_sample",  # fewer cases than the sample, and not all there were
    "unread",
]
Promises = Literal["kept", "broken", "open"]
Verdict = Literal["delighted", "satisfied", "dissatisfied", "open"]


@dataclass(frozen=True)
class ItemScore:
    """One question: its state, its share from 0 to 1 when it has one, and the share's interval."""

    item: Item
    state: State
    share: float | None = None
    low: float | None = None
    high: float | None = None
    remarks: tuple[Remark, ...] = ()
    # Of a count: the cases looked at, and the cases there were where that number may be used.
    looked_at: int | None = None
    cases: int | None = None

    @property
    def is_sampled(self) -> bool:
        """Whether the share is that of counted cases; the others have no sampling error."""
        return self.item.answer_type.rule == "ratio" and self.share is not None

    @property
    def is_open(self) -> bool:
        """Whether the question is unanswered."""
        return self.state == "unanswered"


@dataclass(frozen=True)
class ConfidenceInterval:
    """A 95 % interval, and which share of the weight behind it was sampled, from 0 to 1."""

    low: float
    high: float
    sampled: float


@dataclass(frozen=True)
class FactorScore:
    """The share of one factor from 0 to 1, with its interval when any of it was sampled."""

    factor: Factor
    share: float
    interval: ConfidenceInterval | None


@dataclass(frozen=True)
class Outcome:
    """What the audit comes to under one assumption: points out of 10, promises, verdict."""

    points: float | None
    promises: Promises | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Result:
    """The score of one audit. Points are out of 10, compliance points out of 6, shares from 0 to 1.

    `points` is the grade of what was answered; None when too little is answered.
    `verdict` is the expected verdict. It counts each unanswered question as its worst answer. It is
    open while a compliance or critical question is unanswered, unless promises are broken even at
    best. It is None when the form has too few factors for a grade.
    `promises` is None when there is neither a compliance question nor a critical one.
    `worst` and `best` differ only while questions are unanswered.
    `too_close` is true when the interval of compliance contains the gate and nothing else decides.
    """

    items: tuple[ItemScore, ...]
    factors: tuple[FactorScore, ...]
    points: float | None
    compliance_points: float | None
    promises: Promises | None
    verdict: Verdict | None
    provisional: bool
    worst: Outcome
    best: Outcome
    interval: ConfidenceInterval | None
    too_close: bool

    def count_state(self, state: State) -> int:
        """Return how many questions are in a state."""
        return sum(item.state == state for item in self.items)

    @property
    def findings(self) -> tuple[ItemScore, ...]:
        """The standards not met: critical ones first, then compliance, then by what they cost."""
        # In this order somebody with an hour of time should take them.
        missed = [scored for scored in self.items if scored.state == "not_met"]
        return tuple(
            sorted(
                missed,
                key=lambda scored: (
                    not scored.item.critical,
                    scored.item.factor != "compliance",
                    -scored.item.weight * (1 - (scored.share or 0)),
                ),
            )
        )


def score_answers(form: Form, answers: Mapping[str, Answer]) -> Result:
    """Return the score of the answers to a form; a standard without an answer is unanswered."""
    items = tuple(_score_item(item, answers.get(item.standard)) for item in form.items)
    # Blanks are scored twice, so that nobody gains by leaving a question out.
    worst, best = (_outcome(form, _fill_open(items, share)) for share in (0.0, 1.0))
    factors = tuple(_score_factors(items))
    shares = {scored.factor: scored.share for scored in factors}
    points = compute_grade(shares, form.weights)
    promises = _judge_promises(items, worst, best)
    return Result(
        items=items,
        factors=factors,
        points=points,
        compliance_points=_scale_share(shares.get("compliance"), COMPLIANCE_POINTS),
        promises=promises,
        verdict=None if worst.points is None else judge_verdict(worst.points, promises),
        provisional=any(scored.is_open or "below_sample" in scored.remarks for scored in items),
        worst=worst,
        best=best,
        interval=None if points is None else _grade_interval(form, items),
        too_close=_straddles_gate(form, items, factors, promises),
    )


# One question


def _score_item(item: Item, answer: Answer | None) -> ItemScore:
    if answer is None or answer.answer is None:
        unread: tuple[Remark, ...] = ("unread",) if answer and answer.unread else ()
        return ItemScore(item, "unanswered", remarks=unread)
    scored = _score_answer(item, answer)
    return replace(scored, remarks=(*scored.remarks, "unread")) if answer.unread else scored


def _score_answer(item: Item, answer: Answer) -> ItemScore:
    if answer.answer == NOT_APPLICABLE.recorded:
        # Refused here and not in the reader: the question still counts, as unanswered.
        if not item.may_be_na:
            return ItemScore(item, "unanswered", remarks=("na_not_allowed",))
        if not answer.note:
            return ItemScore(item, "unanswered", remarks=("na_without_reason",))
        return ItemScore(item, "not_applicable")
    if answer.answer not in item.answer_type.recorded:
        return ItemScore(item, "unanswered", remarks=("wrong_kind",))
    return _SCORE_BY_RULE[item.answer_type.rule](item, answer)


def _score_choice(item: Item, answer: Answer) -> ItemScore:
    shares = {choice.recorded: choice.share for choice in CHOICES.values()}
    return _with_share(item, shares[answer.answer or "not_applicable"] or 0.0)


def _score_ratio(item: Item, answer: Answer) -> ItemScore:
    k, n, cases = answer.k or 0, answer.n or 0, answer.cases
    if n == 0 or k > n:
        wrong: Remark = "none_looked_at" if n == 0 and k == 0 else "more_met_than_looked_at"
        return ItemScore(item, "unanswered", remarks=(wrong,))
    remarks: tuple[Remark, ...] = ()
    if cases is not None and cases < n:
        cases, remarks = None, ("fewer_cases_than_looked_at",)
    if n < (item.sample or 0) and n != cases:
        remarks = (*remarks, "below_sample")
    # Where all cases are known, those not looked at are fewer: the interval shrinks.
    low, high = wilson_interval(k, n, cases)
    return replace(_with_share(item, k / n), low=low, high=high, remarks=remarks)


def _score_linear(item: Item, answer: Answer) -> ItemScore:
    box = item.answer_type.boxes[0]
    value: int = getattr(answer, box.name)
    return _with_share(item, (value - box.lowest) / (box.highest - box.lowest))


_SCORE_BY_RULE: ByRule[Callable[[Item, Answer], ItemScore]] = ByRule(
    choice=_score_choice, ratio=_score_ratio, linear=_score_linear
)


def _with_share(item: Item, share: float) -> ItemScore:
    target = 1.0 if item.target is None else item.target
    # 18 of 20 must meet 90 %, whatever the last binary digit of 0.9 is.
    met = round9(share) >= round9(target)
    return ItemScore(item, "met" if met else "not_met", share, share, share)


# Factors and the grade


def compute_grade(shares: Mapping[Factor, float], weights: Weights) -> float | None:
    """Return 6 x compliance + 4 x the weighted mean of the other factors' shares.

    None without compliance, or with fewer than three of the others: leaving things out buys nothing.
    """
    others = [factor for factor in shares if factor != "compliance"]
    if "compliance" not in shares or len(others) < LEAST_OTHER_FACTORS:
        return None
    counts = {factor: getattr(weights, factor) for factor in others}
    mean = left_to_right_sum(counts[factor] * shares[factor] for factor in others) / sum(
        counts.values()
    )
    return round9(COMPLIANCE_POINTS * shares["compliance"] + OTHER_POINTS * mean)


def _score_factors(items: Sequence[ItemScore]) -> Iterable[FactorScore]:
    for factor in FACTORS:
        scored = [i for i in items if i.item.factor == factor and i.share is not None]
        if scored:
            parts = _weigh_items(scored, 1.0)
            share = min(
                left_to_right_sum(c * (i.share or 0) for c, i in parts), 1.0
            )  # rounded only to compare
            yield FactorScore(factor, share, _combined_interval(parts, 1))


def _weigh_items(items: Sequence[ItemScore], points: float) -> list[tuple[float, ItemScore]]:
    """Return what each item's share counts for when all of them together earn so many points."""
    total = sum(scored.item.weight for scored in items)
    return [(points * scored.item.weight / total, scored) for scored in items]


def _combined_interval(
    parts: Sequence[tuple[float, ItemScore]], most: float
) -> ConfidenceInterval | None:
    sampled = left_to_right_sum(c for c, scored in parts if scored.is_sampled) / most
    if not sampled:
        return None
    low, high = mover_interval((c, i.share or 0, i.low or 0, i.high or 0) for c, i in parts)
    return ConfidenceInterval(_clip_points(low, most), _clip_points(high, most), round9(sampled))


def _grade_interval(form: Form, items: Sequence[ItemScore]) -> ConfidenceInterval | None:
    """Return the grade's interval when at least half of its weight was sampled."""
    by_factor = {
        factor: scored
        for factor in FACTORS
        if (scored := [i for i in items if i.item.factor == factor and i.share is not None])
    }
    weights = {f: getattr(form.weights, f) for f in by_factor if f != "compliance"}
    points: dict[Factor, float] = {"compliance": COMPLIANCE_POINTS}
    points |= {f: OTHER_POINTS * w / sum(weights.values()) for f, w in weights.items()}
    parts = [
        part
        for factor, scored in by_factor.items()
        for part in _weigh_items(scored, points[factor])
    ]
    interval = _combined_interval(parts, COMPLIANCE_POINTS + OTHER_POINTS)
    return interval if interval and interval.sampled >= LEAST_SAMPLED else None


# Promises and verdicts


def _fill_open(items: Iterable[ItemScore], share: float) -> list[ItemScore]:
    """Return the items with each unanswered one answered at its worst or at its best."""
    return [_with_share(scored.item, share) if scored.is_open else scored for scored in items]


def _outcome(form: Form, items: Sequence[ItemScore]) -> Outcome:
    shares = {scored.factor: scored.share for scored in _score_factors(items)}
    points = compute_grade(shares, form.weights)
    critical = [i for i in items if i.item.critical and i.state != "not_applicable"]
    promises: Promises | None = None
    if "compliance" in shares or critical:
        kept = round9(shares.get("compliance", 1.0)) >= round9(form.gate)
        promises = "kept" if kept and all(i.state == "met" for i in critical) else "broken"
    return Outcome(points, promises, None if points is None else judge_verdict(points, promises))


def _judge_promises(items: Iterable[ItemScore], worst: Outcome, best: Outcome) -> Promises | None:
    """Return what is certain: an open question decides nothing, unless nothing can save it."""
    if best.promises == "broken":
        return "broken"
    waiting = any(i.is_open and (i.item.critical or i.item.factor == "compliance") for i in items)
    return "open" if waiting else worst.promises


def judge_verdict(points: float | None, promises: Promises | None) -> Verdict:
    """Return the expected verdict of points out of 10; promises broken or open decide first."""
    if promises == "open":
        return "open"
    if promises == "broken" or points is None or points < SATISFIED_FROM:
        return "dissatisfied"
    return "delighted" if points >= DELIGHTED_FROM else "satisfied"


def _straddles_gate(
    form: Form, items: Iterable[ItemScore], factors: Iterable[FactorScore], promises: object
) -> bool:
    """Tell whether the interval of compliance reaches across the gate, and nothing else decides."""
    compliance = next((f.interval for f in factors if f.factor == "compliance"), None)
    # A critical question that failed decides alone; compliance then changes nothing.
    failed = any(i.item.critical and i.state == "not_met" for i in items)
    if compliance is None or failed or promises not in ("kept", "broken"):
        return False
    return round9(compliance.low) < round9(form.gate) <= round9(compliance.high)


# Numbers


def left_to_right_sum(values: Iterable[float]) -> float:
    """Return the sum of the values, added one after the other.

    `sum()` compensates rounding since Python 3.12; browsers do not, and all of them must have the
    same digits.
    """
    total = 0.0
    for value in values:
        total += value
    return total


def round9(value: float) -> float:
    """Return a value rounded to nine decimals, halves up. All comparisons use such values."""
    return math.floor(value * 1e9 + 0.5) / 1e9


def _scale_share(share: float | None, points: int) -> float | None:
    return None if share is None else round9(points * share)


def _clip_points(value: float, most: float) -> float:
    return round9(min(max(value, 0.0), most))


def format_points(points: float) -> str:
    """Return points as printed: one decimal, rounded down, so that 8.99 is never shown as 9.0."""
    return f"{round_down(points, 1):.1f}"


def round_down(value: float, decimals: int) -> float:
    """Return a value cut after so many decimals, at most nine.

    It is rounded to nine decimals first: 6.3 stays 6.3, though its binary digits are below it.
    """
    # Whole numbers from here on: they have no rounding error.
    billionths = math.floor(value * 1e9 + 0.5)
    return float(billionths // 10 ** (9 - decimals) / 10**decimals)

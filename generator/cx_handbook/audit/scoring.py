"""The score of a self-audit: six points for kept promises, four for everything else, and a gate.

Source 002 gives the six and the four as an analogy; the gate and the cut at nine are ours.
Everything is reckoned from the form that was filled in, and from nothing else.
The same rules stand in `static/audit/scoring.js` and in the formulas of the workbook; the cases in
`tests/cases/score/` hold all three together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cx_handbook.audit.confidence import mover, wilson
from cx_handbook.audit.record import Answer
from cx_handbook.content.model import Form, Item
from cx_handbook.content.model.checklist import Weights
from cx_handbook.content.model.types import FACTORS, Factor

COMPLIANCE_POINTS = 6
OTHER_POINTS = 4
LEAST_OTHER_FACTORS = 3
DELIGHTED_FROM = 9
SATISFIED_FROM = 6
LEAST_SAMPLED = 0.5  # an interval is given when at least so much of the grade's weight was sampled

State = Literal["met", "not_met", "not_applicable", "unanswered"]
Remark = Literal[
    "wrong_kind",  # an answer of another kind than the question asks for
    "na_not_allowed",  # not applicable, where that is no answer
    "na_without_reason",
    "none_looked_at",  # 0 of 0
    "more_met_than_looked_at",
    "fewer_cases_than_looked_at",  # the number of cases is left aside
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

    @property
    def sampled(self) -> bool:
        """Whether the share is that of counted cases; the others carry no sampling error."""
        return self.item.answer == "count" and self.share is not None

    @property
    def open(self) -> bool:
        """Whether the question waits for an answer."""
        return self.state == "unanswered"


@dataclass(frozen=True)
class Interval:
    """A 95 % interval, and the share of the weight behind it that was sampled, from 0 to 1."""

    low: float
    high: float
    sampled: float


@dataclass(frozen=True)
class FactorScore:
    """The share of one factor from 0 to 1, with its interval when any of it was sampled."""

    factor: Factor
    share: float
    interval: Interval | None


@dataclass(frozen=True)
class Case:
    """One way the audit may come out: points out of 10, promises, verdict."""

    points: float | None
    promises: Promises | None
    verdict: Verdict | None


@dataclass(frozen=True)
class Result:
    """The score of one audit. Points are out of 10, compliance points out of 6, shares from 0 to 1.

    `points` is the grade of what was answered, None when that is too little. The verdict is the
    expected one; it counts every unanswered question as its worst answer, and is open while a
    compliance or critical question is unanswered, unless promises are broken even at best. It
    is None when even with the blanks filled in there is too little for a grade. Promises are None
    when there is neither compliance nor a critical question to judge by. `worst` and `best` differ
    only while questions are unanswered.
    """

    items: tuple[ItemScore, ...]
    factors: tuple[FactorScore, ...]
    points: float | None
    compliance_points: float | None
    promises: Promises | None
    verdict: Verdict | None
    provisional: bool
    worst: Case
    best: Case
    interval: Interval | None
    too_close: bool

    def count(self, state: State) -> int:
        """Return how many questions are in a state."""
        return sum(item.state == state for item in self.items)

    @property
    def findings(self) -> tuple[ItemScore, ...]:
        """The standards not met: critical ones first, then compliance, then by what they cost."""
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


def score(form: Form, answers: Mapping[str, Answer]) -> Result:
    """Return the score of the answers to a form; a standard without an answer is unanswered."""
    items = tuple(_item(item, answers.get(item.standard)) for item in form.items)
    worst, best = (_case(form, _filled(items, share)) for share in (0.0, 1.0))
    factors = tuple(_factors(items))
    shares = {scored.factor: scored.share for scored in factors}
    points = grade_of(shares, form.weights)
    promises = _promises(items, worst, best)
    return Result(
        items=items,
        factors=factors,
        points=points,
        compliance_points=_rounded_or_none(shares.get("compliance"), COMPLIANCE_POINTS),
        promises=promises,
        verdict=None if worst.points is None else verdict_of(worst.points, promises),
        provisional=any(scored.open or "below_sample" in scored.remarks for scored in items),
        worst=worst,
        best=best,
        interval=None if points is None else _grade_interval(form, items),
        too_close=_too_close(form, items, factors, promises),
    )


# One question


def _item(item: Item, answer: Answer | None) -> ItemScore:
    if answer is None or answer.answer is None:
        unread: tuple[Remark, ...] = ("unread",) if answer and answer.unread else ()
        return ItemScore(item, "unanswered", remarks=unread)
    scored = _answered(item, answer)
    return replace(scored, remarks=(*scored.remarks, "unread")) if answer.unread else scored


def _answered(item: Item, answer: Answer) -> ItemScore:
    if answer.answer == "not_applicable":
        if not item.may_be_na:
            return ItemScore(item, "unanswered", remarks=("na_not_allowed",))
        if not answer.note:
            return ItemScore(item, "unanswered", remarks=("na_without_reason",))
        return ItemScore(item, "not_applicable")
    if answer.answer == "count" and item.answer == "count":
        return _counted(item, answer.k or 0, answer.n or 0, answer.cases)
    if answer.answer == "grade" and item.answer == "grade":
        return _with_share(item, (answer.grade or 0) / 10)
    if answer.answer in ("met", "not_met") and item.answer == "yes_no":
        return _with_share(item, 1.0 if answer.answer == "met" else 0.0)
    return ItemScore(item, "unanswered", remarks=("wrong_kind",))


def _counted(item: Item, k: int, n: int, cases: int | None) -> ItemScore:
    if n == 0 or k > n:
        wrong: Remark = "none_looked_at" if n == 0 and k == 0 else "more_met_than_looked_at"
        return ItemScore(item, "unanswered", remarks=(wrong,))
    remarks: tuple[Remark, ...] = ()
    if cases is not None and cases < n:
        cases, remarks = None, ("fewer_cases_than_looked_at",)
    if n < (item.sample or 0) and n != cases:
        remarks = (*remarks, "below_sample")
    low, high = wilson(k, n, cases)
    return replace(_with_share(item, k / n), low=low, high=high, remarks=remarks)


def _with_share(item: Item, share: float) -> ItemScore:
    target = 1.0 if item.target is None else item.target
    met = rounded(share) >= rounded(target)
    return ItemScore(item, "met" if met else "not_met", share, share, share)


# Factors and the grade


def grade_of(shares: Mapping[Factor, float], weights: Weights) -> float | None:
    """Return 6 x compliance + 4 x the weighted mean of the other factors' shares.

    None without compliance, or with fewer than three of the others: leaving things out buys nothing.
    """
    others = [factor for factor in shares if factor != "compliance"]
    if "compliance" not in shares or len(others) < LEAST_OTHER_FACTORS:
        return None
    counts = {factor: getattr(weights, factor) for factor in others}
    mean = added(counts[factor] * shares[factor] for factor in others) / sum(counts.values())
    return rounded(COMPLIANCE_POINTS * shares["compliance"] + OTHER_POINTS * mean)


def _factors(items: Sequence[ItemScore]) -> Iterable[FactorScore]:
    for factor in FACTORS:
        scored = [i for i in items if i.item.factor == factor and i.share is not None]
        if scored:
            parts = _parts(scored, 1.0)
            share = min(added(c * (i.share or 0) for c, i in parts), 1.0)  # rounded only to compare
            yield FactorScore(factor, share, _interval(parts, 1))


def _parts(items: Sequence[ItemScore], points: float) -> list[tuple[float, ItemScore]]:
    """Return what each item's share counts for when all of them together earn so many points."""
    total = sum(scored.item.weight for scored in items)
    return [(points * scored.item.weight / total, scored) for scored in items]


def _interval(parts: Sequence[tuple[float, ItemScore]], most: float) -> Interval | None:
    sampled = added(c for c, scored in parts if scored.sampled) / most
    if not sampled:
        return None
    low, high = mover((c, i.share or 0, i.low or 0, i.high or 0) for c, i in parts)
    return Interval(_clipped(low, most), _clipped(high, most), rounded(sampled))


def _grade_interval(form: Form, items: Sequence[ItemScore]) -> Interval | None:
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
        part for factor, scored in by_factor.items() for part in _parts(scored, points[factor])
    ]
    interval = _interval(parts, COMPLIANCE_POINTS + OTHER_POINTS)
    return interval if interval and interval.sampled >= LEAST_SAMPLED else None


# Promises and verdicts


def _filled(items: Iterable[ItemScore], share: float) -> list[ItemScore]:
    """Return the items with each unanswered one answered at its worst or at its best."""
    return [_with_share(scored.item, share) if scored.open else scored for scored in items]


def _case(form: Form, items: Sequence[ItemScore]) -> Case:
    shares = {scored.factor: scored.share for scored in _factors(items)}
    points = grade_of(shares, form.weights)
    critical = [i for i in items if i.item.critical and i.state != "not_applicable"]
    promises: Promises | None = None
    if "compliance" in shares or critical:
        kept = rounded(shares.get("compliance", 1.0)) >= rounded(form.gate)
        promises = "kept" if kept and all(i.state == "met" for i in critical) else "broken"
    return Case(points, promises, None if points is None else verdict_of(points, promises))


def _promises(items: Iterable[ItemScore], worst: Case, best: Case) -> Promises | None:
    """Return what is certain: an open question decides nothing, unless nothing can save it."""
    if best.promises == "broken":
        return "broken"
    waiting = any(i.open and (i.item.critical or i.item.factor == "compliance") for i in items)
    return "open" if waiting else worst.promises


def verdict_of(points: float | None, promises: Promises | None) -> Verdict:
    """Return the expected verdict of points out of 10; promises broken or open decide first."""
    if promises == "open":
        return "open"
    if promises == "broken" or points is None or points < SATISFIED_FROM:
        return "dissatisfied"
    return "delighted" if points >= DELIGHTED_FROM else "satisfied"


def _too_close(
    form: Form, items: Iterable[ItemScore], factors: Iterable[FactorScore], promises: object
) -> bool:
    """Tell whether the interval of compliance reaches across the gate, and nothing else decides."""
    compliance = next((f.interval for f in factors if f.factor == "compliance"), None)
    failed = any(i.item.critical and i.state == "not_met" for i in items)
    if compliance is None or failed or promises not in ("kept", "broken"):
        return False
    return rounded(compliance.low) < rounded(form.gate) <= rounded(compliance.high)


# Numbers


def added(values: Iterable[float]) -> float:
    """Return a sum, added one after the other, so that each Python and each browser has the same digits.

    Since 3.12 `sum` is cleverer than that.
    """
    total = 0.0
    for value in values:
        total += value
    return total


def rounded(value: float) -> float:
    """Return a value to nine decimals, halves up: what is compared, so that ties are ties."""
    return math.floor(value * 1e9 + 0.5) / 1e9


def _rounded_or_none(share: float | None, points: int) -> float | None:
    return None if share is None else rounded(points * share)


def _clipped(value: float, most: float) -> float:
    return rounded(min(max(value, 0.0), most))


def one_decimal(points: float) -> str:
    """Return points as printed: one decimal, rounded down, so that 8.99 never reads as 9.0."""
    return f"{rounded_down(points, 1):.1f}"


def rounded_down(points: float, decimals: int) -> float:
    """Return points cut after so many decimals, at most nine: 6.3 stays 6.3 in binary digits too."""
    billionths = math.floor(points * 1e9 + 0.5)
    return float(billionths // 10 ** (9 - decimals) / 10**decimals)

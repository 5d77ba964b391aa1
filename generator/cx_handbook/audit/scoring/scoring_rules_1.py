"""The first version of the scoring rules: for forms that were handed out before there was another.

Nothing here may change: an audit of any year is scored as it was when its form was handed out. The
cases in `tests/cases/score/` hold it, with the scripts and the formulas of the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.confidence import mover_interval, wilson_interval
from cx_handbook.audit.scoring.item_scores import fill_in, give_share, score_item
from cx_handbook.audit.scoring.result import (
    ConfidenceInterval,
    FactorScore,
    ItemScore,
    Outcome,
    Promises,
    Remark,
    Result,
    Verdict,
)
from cx_handbook.audit.scoring.scoring_limits import (
    COMPLIANCE_POINTS,
    DELIGHTED_FROM,
    LEAST_SAMPLED,
    OTHER_POINTS,
    SATISFIED_FROM,
    clip_points,
    compute_grade,
    weigh_items,
)
from cx_handbook.content.model import Form, Item
from cx_handbook.content.model.types import FACTORS, Factor
from cx_handbook.statistics.rounding import left_to_right_sum, round9


def score_by_rules_1(form: Form, answers: Mapping[str, Answer]) -> Result:
    """Return the score of the answers to a form; a standard without an answer is unanswered."""
    items = tuple(score_item(item, answers.get(item.standard), _score_ratio) for item in form.items)
    # Blanks are scored twice, so that nobody gains by leaving a question out.
    worst, best = (_outcome(form, fill_in(items, share)) for share in (0.0, 1.0))
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
    return replace(give_share(item, k / n), low=low, high=high, remarks=remarks)


# Factors and the grade


def _score_factors(items: Sequence[ItemScore]) -> Iterable[FactorScore]:
    for factor in FACTORS:
        scored = [i for i in items if i.item.factor == factor and i.share is not None]
        if scored:
            parts = weigh_items(scored, 1.0)
            share = min(
                left_to_right_sum(c * (i.share or 0) for c, i in parts), 1.0
            )  # rounded only to compare
            yield FactorScore(factor, share, _combined_interval(parts, 1))


def _combined_interval(
    parts: Sequence[tuple[float, ItemScore]], most: float
) -> ConfidenceInterval | None:
    sampled = left_to_right_sum(c for c, scored in parts if scored.is_sampled) / most
    if not sampled:
        return None
    low, high = mover_interval((c, i.share or 0, i.low or 0, i.high or 0) for c, i in parts)
    return ConfidenceInterval(clip_points(low, most), clip_points(high, most), round9(sampled))


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
        part for factor, scored in by_factor.items() for part in weigh_items(scored, points[factor])
    ]
    interval = _combined_interval(parts, COMPLIANCE_POINTS + OTHER_POINTS)
    return interval if interval and interval.sampled >= LEAST_SAMPLED else None


# Promises and verdicts


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


def _scale_share(share: float | None, points: int) -> float | None:
    return None if share is None else round9(points * share)

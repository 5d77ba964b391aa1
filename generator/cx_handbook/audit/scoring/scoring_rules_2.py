"""The second version of the scoring rules. Forms name the version that they are scored by.

What differs from the first version, and why:

- The interval is Wilson's with the effective sample size (`pooled_share`); the first version's held
  the truth in 92 of 100 audits instead of 95.
- Where an interval holds a limit, it is too close to call: for the gate, for a critical count that
  was missed, and for the cuts at 6 and at 9 (`close_calls`).
- With too little of the form answered there is no grade, and promises stay open (`form_coverage`).
- A critical question that is not applicable leaves promises open.
- A number of cases that the auditor wrote down makes a small count neither final nor certain: it is
  a claim. From a log it is evidence.
- A checklist may give no grade. Then critical questions alone judge promises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.close_calls import (
    CloseCall,
    LimitName,
    find_cases_to_settle,
    is_too_close,
)
from cx_handbook.audit.scoring.form_coverage import FormCoverage, measure_coverage
from cx_handbook.audit.scoring.item_scores import fill_in, give_share, score_item
from cx_handbook.audit.scoring.result import (
    ConfidenceInterval,
    FactorScore,
    ItemScore,
    Outcome,
    Promises,
    Remark,
    Result,
    State,
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
)
from cx_handbook.content.form_points import FormPoints, find_form_points
from cx_handbook.content.model import Form, Item
from cx_handbook.content.model.types import FACTORS, Factor
from cx_handbook.statistics.pooled_share import PooledShare, SampledShare, pool_shares
from cx_handbook.statistics.rounding import left_to_right_sum, round9


def score_by_rules_2(form: Form, answers: Mapping[str, Answer]) -> Result:
    """Return the score of the answers to a form; a standard without an answer is unanswered."""
    items = tuple(score_item(item, answers.get(item.standard), _score_count) for item in form.items)
    full = find_form_points(form)
    worst = best = _find_outcome(form, full, fill_in(items, 0.0))
    if any(scored.is_open for scored in items):
        best = _find_outcome(form, full, fill_in(items, 1.0))
    factors = tuple(_score_factors(items))
    points = _compute_points(form, full, items)
    promises = _judge_promises(form, full, items, worst, best)
    interval = None if points is None else _find_grade_interval(form, items)
    close_calls = tuple(_find_close_calls(form, items, promises, interval))
    shares = {scored.factor: scored.share for scored in factors}
    compliance = shares.get("compliance")
    return Result(
        items=items,
        factors=factors,
        points=points,
        compliance_points=None if compliance is None else round9(COMPLIANCE_POINTS * compliance),
        promises=promises,
        verdict=None if worst.points is None else judge_verdict(worst.points, promises),
        provisional=any(_is_provisional(scored) for scored in items),
        worst=worst,
        best=best,
        interval=interval,
        too_close=bool(close_calls),
        rules=2,
        close_calls=close_calls,
        zero_tolerance=tuple(scored for scored in items if _is_zero_tolerance(scored)),
        not_applicable=_find_part(full, items, "not_applicable"),
        unanswered=_find_part(full, items, "unanswered"),
    )


# One question


def _score_count(item: Item, answer: Answer) -> ItemScore:
    k, n, cases = answer.k or 0, answer.n or 0, answer.cases
    if n == 0 or k > n:
        wrong: Remark = "none_looked_at" if n == 0 and k == 0 else "more_met_than_looked_at"
        return ItemScore(item, "unanswered", remarks=(wrong,))
    remarks: tuple[Remark, ...] = ()
    if cases is not None and cases < n:
        cases, remarks = None, ("fewer_cases_than_looked_at",)
    from_log = cases is not None and answer.cases_from == "log"
    sample = item.sample or n
    if n < sample and not (from_log and n == cases):
        remarks = (*remarks, "below_sample")
    if n > sample and n % sample and n != cases:
        # Whoever may stop at any case stops when it looks good; whole samples leave no such choice.
        remarks = (*remarks, "between_samples")
    if n < sample and not from_log:
        cases = None  # a claim: "one of one, one in all" must not look certain
    scored = replace(give_share(item, k / n), remarks=remarks, looked_at=n, cases=cases)
    low, high = _pool([(1.0, scored)]).limits
    return replace(scored, low=low, high=high)


def _is_provisional(scored: ItemScore) -> bool:
    """Tell whether a question keeps the result from being final."""
    return scored.is_open or bool({"below_sample", "between_samples"} & set(scored.remarks))


def _is_zero_tolerance(scored: ItemScore) -> bool:
    """Tell whether a count of which not one case may fail was missed, without deciding anything."""
    item = scored.item
    return (
        scored.state == "not_met"
        and item.answer == "count"
        and item.target is not None
        and round9(item.target) >= 1
        and not item.critical
    )


# Factors, grade, intervals


def _score_factors(items: Sequence[ItemScore]) -> Iterator[FactorScore]:
    for factor, share in _find_shares(items).items():
        parts = _list_parts(items, factor, 1.0)
        yield FactorScore(factor, share, _find_interval(parts, 1.0))


def _find_shares(items: Sequence[ItemScore]) -> dict[Factor, float]:
    """Return the share of each factor that has an answer, in the order of the factors."""
    shares: dict[Factor, float] = {}
    for factor in FACTORS:
        if parts := _list_parts(items, factor, 1.0):
            sum_of_parts = left_to_right_sum(points * (one.share or 0) for points, one in parts)
            shares[factor] = min(sum_of_parts, 1.0)
    return shares


def _list_parts(
    items: Iterable[ItemScore], factor: Factor, points: float
) -> list[tuple[float, ItemScore]]:
    """Return what each answered question of a factor counts for, of so many points together."""
    scored = [one for one in items if one.item.factor == factor and one.share is not None]
    total = sum(one.item.weight for one in scored)
    return [(points * one.item.weight / total, one) for one in scored]


def _list_parts_of_grade(form: Form, items: Sequence[ItemScore]) -> list[tuple[float, ItemScore]]:
    answered = [
        f for f in FACTORS if any(i.item.factor == f and i.share is not None for i in items)
    ]
    weights = {f: getattr(form.weights, f) for f in answered if f != "compliance"}
    points: dict[Factor, float] = {
        f: COMPLIANCE_POINTS
        if f == "compliance"
        else OTHER_POINTS * weights[f] / sum(weights.values())
        for f in answered
    }
    return [part for f in answered for part in _list_parts(items, f, points[f])]


def _split(
    parts: Iterable[tuple[float, ItemScore]],
) -> tuple[list[SampledShare], float]:
    """Return the sampled questions, and the points of the others, which have no sampling error."""
    sampled, fixed = [], 0.0
    for points, one in parts:
        share = one.share or 0.0
        if one.looked_at is None:
            fixed += points * share
        else:
            sampled.append(SampledShare(points, share, one.looked_at, one.cases))
    return sampled, fixed


def _pool(parts: Iterable[tuple[float, ItemScore]]) -> PooledShare:
    return pool_shares(*_split(parts))


def _find_interval(
    parts: Sequence[tuple[float, ItemScore]], most: float
) -> ConfidenceInterval | None:
    sampled = left_to_right_sum(points for points, one in parts if one.looked_at is not None) / most
    if not sampled:
        return None
    low, high = _pool(parts).limits
    return ConfidenceInterval(clip_points(low, most), clip_points(high, most), round9(sampled))


def _find_grade_interval(form: Form, items: Sequence[ItemScore]) -> ConfidenceInterval | None:
    """Return the grade's interval when at least half of its points were sampled."""
    parts = _list_parts_of_grade(form, items)
    interval = _find_interval(parts, COMPLIANCE_POINTS + OTHER_POINTS)
    return interval if interval and interval.sampled >= LEAST_SAMPLED else None


def _measure(full: FormPoints, items: Iterable[ItemScore]) -> FormCoverage:
    return measure_coverage(full, {i.item.standard for i in items if i.share is not None})


def _compute_points(form: Form, full: FormPoints, items: Sequence[ItemScore]) -> float | None:
    if not form.grade or not _measure(full, items).is_enough:
        return None
    return compute_grade(_find_shares(items), form.weights)


def _find_part(full: FormPoints, items: Iterable[ItemScore], state: State) -> float:
    """Return the part of the form's points whose questions are in a state, from 0 to 1."""
    points = full.by_standard
    of_state = left_to_right_sum(points[one.item.standard] for one in items if one.state == state)
    return round9(of_state / left_to_right_sum(points.values()))


# Promises and verdicts


def _find_outcome(form: Form, full: FormPoints, items: Sequence[ItemScore]) -> Outcome:
    points = _compute_points(form, full, items)
    promises = _compare_with_limits(form, items)
    return Outcome(points, promises, None if points is None else judge_verdict(points, promises))


def _compare_with_limits(form: Form, items: Sequence[ItemScore]) -> Promises | None:
    """Return whether compliance reaches the gate and every critical question is met."""
    compliance = _find_shares(items).get("compliance")
    critical = [one for one in items if one.item.critical and one.state != "not_applicable"]
    is_judged_by_gate = form.grade and compliance is not None
    if not is_judged_by_gate and not critical:
        return None
    kept = not is_judged_by_gate or round9(compliance or 0.0) >= round9(form.gate)
    return "kept" if kept and all(one.state == "met" for one in critical) else "broken"


def _judge_promises(
    form: Form, full: FormPoints, items: Sequence[ItemScore], worst: Outcome, best: Outcome
) -> Promises | None:
    """Return what is certain of promises, as far as point estimates can say.

    Broken is certain when no answer to an open question could save them. Where too little of
    compliance is answered, a question that does not apply counts as open here: leaving questions
    out must not save a branch either.
    """
    by_gate = form.grade and any(item.factor == "compliance" for item in form.items)
    enough = not by_gate or _measure(full, items).is_enough_of_compliance
    if enough:
        broken = best.promises == "broken"
    else:
        filled = fill_in(items, 1.0, ("unanswered", "not_applicable"))
        broken = _compare_with_limits(form, filled) == "broken"
    if broken:
        return "broken"
    waiting = any(
        one.is_open and (one.item.critical or (by_gate and one.item.factor == "compliance"))
        for one in items
    )
    left_out = any(one.item.critical and one.state == "not_applicable" for one in items)
    return "open" if waiting or left_out or not enough else worst.promises


def judge_verdict(points: float, promises: Promises | None) -> Verdict:
    """Return the verdict of points out of 10; promises broken or open decide first."""
    if promises in ("broken", "open"):
        return "broken" if promises == "broken" else "open"
    if points >= DELIGHTED_FROM:
        return "from_9"
    return "from_6" if points >= SATISFIED_FROM else "below_6"


# Too close to call


def _find_close_calls(
    form: Form,
    items: Sequence[ItemScore],
    promises: Promises | None,
    interval: ConfidenceInterval | None,
) -> Iterator[CloseCall]:
    """Yield the limits that the sample leaves open, unless promises are clearly broken anyway."""
    if promises not in ("kept", "broken"):
        return
    missed = [one for one in items if one.item.critical and one.state == "not_met"]
    close_ones = [one for one in missed if _is_close_to_target(one)]
    gate = _find_gate_call(form, items)
    compliance = _find_shares(items).get("compliance")
    below = form.grade and compliance is not None and round9(compliance) < round9(form.gate)
    if len(close_ones) < len(missed) or (below and gate is None):
        return
    if gate:
        yield gate
    for one in close_ones:
        yield _make_call("critical", [(1.0, one)], one.item.target or 1.0, one.item.standard)
    if interval:
        parts = _list_parts_of_grade(form, items)
        cuts: tuple[tuple[LimitName, int], ...] = (
            ("satisfied", SATISFIED_FROM),
            ("delighted", DELIGHTED_FROM),
        )
        for name, cut in cuts:
            if is_too_close(_pool(parts).limits, cut):
                yield _make_call(name, parts, float(cut))


def _find_gate_call(form: Form, items: Sequence[ItemScore]) -> CloseCall | None:
    parts = _list_parts(items, "compliance", 1.0)
    if not form.grade or not parts or not is_too_close(_pool(parts).limits, form.gate):
        return None
    return _make_call("gate", parts, form.gate)


def _is_close_to_target(scored: ItemScore) -> bool:
    """Tell whether the interval of a missed count reaches its target, where that is below 100 %."""
    target = 1.0 if scored.item.target is None else scored.item.target
    if scored.looked_at is None or round9(target) >= 1:
        return False
    return is_too_close((scored.low or 0.0, scored.high or 0.0), target)


def _make_call(
    name: LimitName,
    parts: Sequence[tuple[float, ItemScore]],
    limit: float,
    standard: str | None = None,
) -> CloseCall:
    sampled, fixed = _split(parts)
    pooled = pool_shares(sampled, fixed)
    low, high = pooled.limits
    settle = find_cases_to_settle(sampled, limit, fixed)
    return CloseCall(name, limit, low, high, int(pooled.looked_at), settle, standard)

"""A result in words: its headline, the limits that are too close to call, and why there is no grade.

The scripts say the same in the same words (`static/audit/result_wording.js`); the sentences are in
`labels`. Results of the first version of the rules have none of this but the grade.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from cx_handbook import labels
from cx_handbook.audit.scoring.close_calls import MOST_CASES_TO_SETTLE, CloseCall
from cx_handbook.audit.scoring.form_coverage import (
    LEAST_ANSWERED,
    LEAST_ANSWERED_OF_FACTOR,
    FormCoverage,
    is_too_small,
    measure_coverage,
)
from cx_handbook.audit.scoring.result import (
    ItemScore,
    Result,
    format_high_end,
    format_low_end,
    format_percent,
    format_points,
)
from cx_handbook.audit.scoring.scoring_limits import (
    COMPLIANCE_POINTS,
    LEAST_OTHER_FACTORS,
    OTHER_POINTS,
)
from cx_handbook.content.form_points import find_form_points
from cx_handbook.content.model import Form

NoGradeCause = Literal["never", "yet", "none", "left_out"]
MOST_POINTS = COMPLIANCE_POINTS + OTHER_POINTS


# The headline


def describe_headline(form: Form, result: Result) -> str:
    """Return what stands above everything else, or nothing: then the verdict is the headline.

    *Too close to call* wins over the verdict, because whoever acts on the verdict alone acts on
    chance. Then comes that too little is answered.
    """
    if result.too_close:
        return labels.TOO_CLOSE
    is_graded = form.grade and find_no_grade_cause(form, result) in ("yet", "left_out")
    return labels.TOO_LITTLE if result.rules > 1 and is_graded else ""


def describe_headline_in_list(form: Form, result: Result) -> str:
    """Return the headline with the limits it is about, for a line in a list; nothing without one."""
    headline = describe_headline(form, result)
    names = ", ".join(name_close_call(call) for call in result.close_calls)
    return f"{headline}: {names}" if names else headline


def describe_verdict(result: Result) -> str:
    """Return the verdict as a line of its own, without what the line on promises says already.

    By the second version a band is not named while there is no grade to lie in it; why there is none
    stands below.
    """
    is_band = result.verdict in ("from_9", "from_6", "below_6")
    is_said = result.verdict == "broken" or (result.verdict is None and result.rules > 1)
    if is_said or (is_band and result.points is None):
        return ""
    return labels.describe_verdict(result.verdict)


# Too close to call


def name_close_call(call: CloseCall) -> str:
    """Return the limit that a close call is about, within a line."""
    return labels.CLOSE_CALL_NAMES[call.name].format(standard=call.standard)


def describe_close_call(call: CloseCall) -> str:
    """Return what was seen of a limit, and what would settle it, in sentences."""
    return f"{_describe_span(call)} {_describe_settling(call)}"


def _describe_span(call: CloseCall) -> str:
    sentence = labels.CLOSE_CALLS[call.name]
    if call.name == "critical":
        return sentence.format(
            standard=call.standard,
            low=format_percent(call.low),
            high=format_percent(call.high, up=True),
            limit=format_percent(call.limit, decimals=1),
        )
    points = COMPLIANCE_POINTS if call.name == "gate" else 1
    return sentence.format(
        low=format_low_end(points * call.low),
        high=format_high_end(points * call.high),
        limit=format_points(points * call.limit),
    )


def _describe_settling(call: CloseCall) -> str:
    if call.cases_to_settle is None:
        return labels.NEVER_SETTLED.format(most=MOST_CASES_TO_SETTLE)
    return labels.SETTLED_BY.format(looked_at=call.looked_at, cases=call.cases_to_settle)


# Promises


def explain_promises(form: Form, result: Result) -> str:
    """Return why promises are broken or open, to stand after a colon; nothing when enough are kept."""
    if result.rules == 1 or result.promises not in ("broken", "open"):
        return ""
    find = _find_reasons_of_broken if result.promises == "broken" else _find_reasons_of_open
    return "; ".join(find(form, result))


def _find_reasons_of_broken(form: Form, result: Result) -> Iterator[str]:
    for one in result.factors:
        if form.grade and one.factor == "compliance" and is_too_small(one.share, form.gate):
            yield labels.PROMISE_REASONS["gate"].format(
                points=format_points(COMPLIANCE_POINTS * one.share),
                gate=format_points(COMPLIANCE_POINTS * form.gate),
            )
    missed = [one for one in result.items if one.item.critical and one.state == "not_met"]
    yield from _name_standards("missed", missed)


def _find_reasons_of_open(form: Form, result: Result) -> Iterator[str]:
    critical = [one for one in result.items if one.item.critical]
    yield from _name_standards("left_out", [i for i in critical if i.state == "not_applicable"])
    blank = [
        one
        for one in result.items
        if one.is_open and (one.item.critical or (form.grade and one.item.factor == "compliance"))
    ]
    yield from _name_standards("blank", blank)
    if form.grade and not _measure(form, result).is_enough_of_compliance:
        yield labels.PROMISE_REASONS["little"]


def _name_standards(reason: str, items: Sequence[ItemScore]) -> Iterator[str]:
    if items:
        standards = ", ".join(one.item.standard for one in items)
        yield labels.PROMISE_REASONS[reason].format(standards=standards)


# The grade


def describe_grade(result: Result) -> str:
    """Return a grade with its interval: *8.4 of 10 (8.1 to 9.2)*; nothing without a grade.

    By the second version the ends are rounded outwards; by the first they stay as they were printed.
    """
    if result.points is None:
        return ""
    grade = f"{format_points(result.points)} of {MOST_POINTS}"
    if result.interval is None:
        return grade
    low, high = result.interval.low, result.interval.high
    end = format_points(high) if result.rules == 1 else format_high_end(high)
    return f"{grade} ({format_low_end(low)} to {end})"


def find_no_grade_cause(form: Form, result: Result) -> NoGradeCause | None:
    """Return why there is no grade, None when there is one."""
    if result.points is not None:
        return None
    if result.rules == 1:
        return "never" if result.worst.points is None else "yet"
    if not form.grade:
        return "none"
    asked = {item.factor for item in form.items}
    if "compliance" not in asked or len(asked) <= LEAST_OTHER_FACTORS:
        return "never"
    return "left_out" if result.worst.points is None else "yet"


def explain_no_grade(form: Form, result: Result) -> str:
    """Return why there is no grade, with how much is answered; nothing when there is one."""
    cause = find_no_grade_cause(form, result)
    if cause is None:
        return ""
    reason = labels.NO_GRADE_REASONS[cause]
    if result.rules == 1 or cause in ("never", "none"):
        return reason
    return " ".join([reason, *_list_shortfalls(_measure(form, result))])


def _measure(form: Form, result: Result) -> FormCoverage:
    answered = {one.item.standard for one in result.items if one.share is not None}
    return measure_coverage(find_form_points(form), answered)


def _list_shortfalls(coverage: FormCoverage) -> Iterator[str]:
    if is_too_small(coverage.form, LEAST_ANSWERED):
        yield _describe_shortfall("form", coverage.form, LEAST_ANSWERED)
    for factor, share in coverage.factors.items():
        least = LEAST_ANSWERED if factor == "compliance" else LEAST_ANSWERED_OF_FACTOR
        if is_too_small(share, least):
            yield _describe_shortfall("factor", share, least, labels.FACTOR_NAMES[factor])


def _describe_shortfall(name: str, share: float, least: float, factor: str = "") -> str:
    return labels.SHORTFALLS[name].format(
        share=format_percent(share), least=format_percent(least), factor=labels.lower_first(factor)
    )


# What stands beside the grade


def describe_left_out(result: Result) -> Iterator[str]:
    """Yield how much of the form's points does not apply, and how much is blank, where any is."""
    for name, share in (
        ("not_applicable", result.not_applicable),
        ("unanswered", result.unanswered),
    ):
        if share:
            yield labels.LEFT_OUT_PARTS[name].format(share=format_percent(share, up=True))


def describe_grade_span(result: Result) -> str:
    """Return what the grade's interval means, where no close call has said it; nothing without one."""
    said = any(call.name in ("satisfied", "delighted") for call in result.close_calls)
    if result.rules == 1 or result.interval is None or said:
        return ""
    return labels.GRADE_SPAN.format(
        low=format_low_end(result.interval.low),
        high=format_high_end(result.interval.high),
        sampled=format_percent(result.interval.sampled),
    )


def list_details(form: Form, result: Result) -> Iterator[str]:
    """Yield what stands below the score: what is too close, why no grade, what may never fail."""
    for call in result.close_calls:
        yield describe_close_call(call)
    if result.close_calls:
        yield labels.HOW_SURE
    for sentence in (
        describe_grade_span(result),
        explain_no_grade(form, result),
        describe_zero_tolerance(result),
    ):
        if sentence:
            yield sentence


def describe_zero_tolerance(result: Result) -> str:
    """Return which standards failed of which no case may fail; nothing when none did."""
    if not result.zero_tolerance:
        return ""
    standards = ", ".join(one.item.standard for one in result.zero_tolerance)
    return labels.ZERO_TOLERANCE.format(standards=standards)

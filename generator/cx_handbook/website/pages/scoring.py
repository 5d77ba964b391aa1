"""How a self-audit is scored, with a worked example."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cx_handbook import addresses
from cx_handbook.audit import worked_example
from cx_handbook.audit.scoring import scoring_limits
from cx_handbook.audit.scoring.close_calls import MOST_CASES_TO_SETTLE
from cx_handbook.audit.scoring.form_coverage import LEAST_ANSWERED, LEAST_ANSWERED_OF_FACTOR
from cx_handbook.audit.scoring.result import Result, format_high_end, format_points
from cx_handbook.audit.wording.result_wording import (
    describe_close_call,
    describe_grade,
    describe_headline_in_list,
    describe_verdict,
    explain_no_grade,
    explain_promises,
)
from cx_handbook.content.model import ServiceModel
from cx_handbook.content.model.answer_types import ANSWER_TYPES
from cx_handbook.content.model.types import FACTORS
from cx_handbook.labels import HOW_SURE, VERDICTS, describe_promises
from cx_handbook.statistics.pooled_share import find_wilson_limits
from cx_handbook.statistics.rounding import round_down, round_up
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page

_SAMPLE = (17, 20)  # cases met and looked at, to show how little a sample says
# The page speaks of one example, so these words differ from those of a report.
_STATES = {
    "met": "met",
    "not_met": "not met",
    "not_applicable": "left out",
    "unanswered": "unanswered",
}


def render_scoring(context: SiteContext) -> Iterator[Page]:
    """Yield the page that explains the score."""
    example = worked_example.score_example(worked_example.ANSWERS)
    low, high = find_wilson_limits(_SAMPLE[0] / _SAMPLE[1], _SAMPLE[1])
    yield render_page(
        context,
        "scoring",
        addresses.SCORING,
        "How we score",
        "Six points for kept promises, four for everything else, and a gate.",
        score=scoring_limits,
        format_points=format_points,
        format_high_end=format_high_end,
        round_down=round_down,
        least_answered=(LEAST_ANSWERED, LEAST_ANSWERED_OF_FACTOR),
        most_cases=MOST_CASES_TO_SETTLE,
        verdicts=VERDICTS,
        say=_describe_result,
        how_sure=HOW_SURE,
        answer_types=ANSWER_TYPES.values(),
        gate=worked_example.FORM.gate,
        example=example,
        states=_STATES,
        sample=(*_SAMPLE, round_down(100 * low, 0), round_up(100 * high, 0)),
        picture=next((m for m in context.handbook.models if _shows_factors(m)), None),
    )


def _shows_factors(model: ServiceModel) -> bool:
    """Return whether the parts of a model are the five factors that are scored, whatever its name."""
    return sorted(part.factor or "" for part in model.parts) == sorted(FACTORS)


def _describe_result(result: Result) -> dict[str, Any]:
    """Return a result of the example in the words of every medium."""
    form = worked_example.FORM
    promises = describe_promises(result.promises, result.rules) if result.promises else ""
    return {
        "headline": describe_headline_in_list(form, result),
        "close_calls": [describe_close_call(call) for call in result.close_calls],
        "grade": describe_grade(result),
        "no_grade": explain_no_grade(form, result),
        "verdict": describe_verdict(result),
        "promises": ": ".join(filter(None, (promises, explain_promises(form, result)))),
    }

"""How a self-audit is scored, with a worked example."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.audit import scoring_limits, worked_example
from cx_handbook.audit.confidence import wilson_interval
from cx_handbook.audit.result import format_points
from cx_handbook.content.model.answer_types import ANSWER_TYPES
from cx_handbook.statistics.rounding import round_down
from cx_handbook.website.context import SiteContext, render_page
from cx_handbook.website.page import Page

# The service model whose parts are the factors that are scored; the page shows its picture.
FIVE_FACTORS = "five-factors"
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
    yield render_page(
        context,
        "scoring",
        addresses.SCORING,
        "How we score",
        "Six points for kept promises, four for everything else, and a gate.",
        score=scoring_limits,
        format_points=format_points,
        round_down=round_down,
        answer_types=ANSWER_TYPES.values(),
        gate=worked_example.FORM.gate,
        example=worked_example.score_example(worked_example.ANSWERS),
        states=_STATES,
        sample=(*_SAMPLE, *wilson_interval(*_SAMPLE)),
        # A handbook may lack this model; the page then has no picture.
        picture=next((m for m in context.handbook.models if m.slug == FIVE_FACTORS), None),
    )

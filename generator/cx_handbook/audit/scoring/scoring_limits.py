"""The limits of the scoring rules, and what both versions of the rules calculate with them.

Source 002 gives the six and the four as an analogy; the gate and the cut at nine are our choice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cx_handbook.audit.scoring.result import ItemScore
from cx_handbook.content.form_points import COMPLIANCE_POINTS, LEAST_OTHER_FACTORS, OTHER_POINTS
from cx_handbook.content.model.checklist import Weights
from cx_handbook.content.model.types import Factor
from cx_handbook.statistics.rounding import left_to_right_sum, round9

__all__ = ["COMPLIANCE_POINTS", "LEAST_OTHER_FACTORS", "OTHER_POINTS"]

DELIGHTED_FROM = 9
SATISFIED_FROM = 6
LEAST_SAMPLED = 0.5  # the least sampled share of the grade's weight for which it has an interval


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


def weigh_items(items: Sequence[ItemScore], points: float) -> list[tuple[float, ItemScore]]:
    """Return what each item's share counts for when all of them together earn so many points."""
    total = sum(scored.item.weight for scored in items)
    return [(points * scored.item.weight / total, scored) for scored in items]


def clip_points(value: float, most: float) -> float:
    """Return an end of an interval, between 0 and the most there is, to nine decimals."""
    return round9(min(max(value, 0.0), most))

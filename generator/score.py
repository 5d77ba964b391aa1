"""The grade of a self-audit: six points for kept promises, four for everything else, and a gate.

Source 002 gives the six and the four as an analogy; the gate and the cut at nine are ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

COMPLIANCE_POINTS = 6
OTHER_POINTS = 4
LEAST_OTHER_FACTORS = 3
DELIGHTED_FROM = 9
SATISFIED_FROM = 6

Verdict = Literal["delighted", "satisfied", "dissatisfied"]


@dataclass(frozen=True)
class Grade:
    """Points out of 10, the compliance points out of 6 among them, and the expected verdict."""

    points: float
    compliance_points: float
    promises_kept: bool
    verdict: Verdict


def grade(
    shares: Mapping[str, float],
    weights: Mapping[str, int],
    gate: float,
    *,
    critical_failed: bool = False,
) -> Grade | None:
    """Return the grade of factor shares from 0 to 1, or None when too few factors were looked at.

    6 x compliance + 4 x the weighted mean of the other factors. Compliance under the gate, or a
    failed critical standard, makes the verdict *dissatisfied* whatever the sum.
    """
    others = {factor: share for factor, share in shares.items() if factor != "compliance"}
    if "compliance" not in shares or len(others) < LEAST_OTHER_FACTORS:
        return None
    weight = sum(weights[factor] for factor in others)
    mean = sum(share * weights[factor] for factor, share in others.items()) / weight
    compliance_points = COMPLIANCE_POINTS * shares["compliance"]
    points = round(compliance_points + OTHER_POINTS * mean, 9)
    kept = round(shares["compliance"], 9) >= round(gate, 9) and not critical_failed
    return Grade(points, compliance_points, kept, _verdict(points, kept))


def one_decimal(points: float) -> str:
    """Return points as printed: one decimal, rounded down, so that 8.99 never reads as 9.0."""
    return f"{rounded_down(points, 1):.1f}"


def rounded_down(points: float, decimals: int) -> float:
    """Return points cut after so many decimals; 6.3 stays 6.3, whatever its binary digits say."""
    steps: int = 10**decimals
    return math.floor(round(points * steps, 8)) / steps


def _verdict(points: float, kept: bool) -> Verdict:
    if not kept or points < SATISFIED_FROM:
        return "dissatisfied"
    return "delighted" if points >= DELIGHTED_FROM else "satisfied"

"""The points out of 10 that each question of a form carries when every question is answered."""

from __future__ import annotations

from collections.abc import Sequence

from cx_handbook.content.model import Form
from cx_handbook.content.model.form import Item
from cx_handbook.content.model.types import FACTORS, Factor

COMPLIANCE_POINTS = 6
OTHER_POINTS = 4


def group_items(form: Form) -> dict[Factor, Sequence[Item]]:
    """Return the questions of each factor that the form asks about."""
    by_factor = {factor: [i for i in form.items if i.factor == factor] for factor in FACTORS}
    return {factor: items for factor, items in by_factor.items() if items}


def list_points(form: Form) -> dict[str, float]:
    """Return the points of each question, by standard.

    A factor's points are shared by the weights of its questions. A form that does not ask about
    compliance has no more than the four points of the other factors.
    """
    asked = group_items(form)
    weights = sum(getattr(form.weights, factor) for factor in asked if factor != "compliance")
    points: dict[str, float] = {}
    for factor, items in asked.items():
        of_factor = (
            float(COMPLIANCE_POINTS)
            if factor == "compliance"
            else OTHER_POINTS * getattr(form.weights, factor) / weights
        )
        total = sum(item.weight for item in items)
        points |= {item.standard: of_factor * item.weight / total for item in items}
    return points

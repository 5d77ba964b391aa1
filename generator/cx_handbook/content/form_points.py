"""The points out of 10 that each question of a form carries when every question is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cx_handbook.content.model import Form
from cx_handbook.content.model.form import Item
from cx_handbook.content.model.types import FACTORS, Factor

COMPLIANCE_POINTS = 6
OTHER_POINTS = 4
# Our choice: with two, a branch could leave out what it is worst at and still be graded.
LEAST_OTHER_FACTORS = 3


class FormPoints(NamedTuple):
    """The points of each question, by standard, and the standards of each factor that is asked about."""

    by_standard: Mapping[str, float]
    by_factor: Mapping[Factor, tuple[str, ...]]


def group_items(form: Form) -> dict[Factor, Sequence[Item]]:
    """Return the questions of each factor that the form asks about."""
    asked = form.items  # gathered anew each time
    by_factor = {factor: [i for i in asked if i.factor == factor] for factor in FACTORS}
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


def find_form_points(form: Form) -> FormPoints:
    """Return the points of a form, for who asks for them several times."""
    standards = {
        factor: tuple(item.standard for item in items)
        for factor, items in group_items(form).items()
    }
    return FormPoints(list_points(form), standards)

"""How much of a form was answered, in points: with too little there is no grade.

Leaving questions out must not buy a grade. Each question carries the points that it has in the
whole form; *not applicable* and blank questions do not pass theirs on to the others here.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from cx_handbook.content.form_points import FormPoints
from cx_handbook.content.model.types import Factor
from cx_handbook.statistics.rounding import round9

# House choices. A single question that does not apply must not stop an audit: in the smaller
# factors of our forms it carries a third, so there half is enough. A factor left out as a whole
# would let the worst one go.
LEAST_ANSWERED = 0.8  # of the form's points, and of compliance's
LEAST_ANSWERED_OF_FACTOR = 0.5  # of the points of each other factor that the form asks about


@dataclass(frozen=True)
class FormCoverage:
    """The answered part of a form's points, and of each factor's, from 0 to 1.

    `factors` holds the factors that the form asks about, and no others.
    """

    form: float
    factors: Mapping[Factor, float]

    @property
    def is_enough(self) -> bool:
        """Whether a grade may be given for what was answered."""
        return not is_too_small(self.form, LEAST_ANSWERED) and not any(
            is_too_small(
                share, LEAST_ANSWERED if factor == "compliance" else LEAST_ANSWERED_OF_FACTOR
            )
            for factor, share in self.factors.items()
        )

    @property
    def is_enough_of_compliance(self) -> bool:
        """Whether promises may be judged by compliance: on this much of it, and of the form."""
        compliance = self.factors.get("compliance", 0.0)
        return not (
            is_too_small(self.form, LEAST_ANSWERED) or is_too_small(compliance, LEAST_ANSWERED)
        )


def measure_coverage(points: FormPoints, answered: Container[str]) -> FormCoverage:
    """Return how much of a form with these points is answered by the standards that have a share.

    Standards that are blank or not applicable are not among `answered`.
    """
    return FormCoverage(
        form=_find_part(points.by_standard, tuple(points.by_standard), answered),
        factors={
            factor: _find_part(points.by_standard, standards, answered)
            for factor, standards in points.by_factor.items()
        },
    )


def _find_part(
    points: Mapping[str, float], standards: tuple[str, ...], answered: Container[str]
) -> float:
    have = lost = 0.0
    for standard in standards:
        if standard in answered:
            have += points[standard]
        else:
            lost += points[standard]
    return have / (have + lost)


def is_too_small(share: float, least: float) -> bool:
    """Compare to nine decimals, so that four of five equal questions are 80 % in binary digits."""
    return round9(share) < round9(least)

"""Audits drawn at random from a branch whose true rates are known, many at a time.

Needs numpy. The interval is that of `cx_handbook.statistics.pooled_share`, written a second time for
whole arrays; `check_against_package` holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cx_handbook.content.form_points import list_points
from cx_handbook.content.model import Form, Item
from cx_handbook.statistics.pooled_share import SampledShare, Z, pool_shares

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class CountedQuestions:
    """The counted questions of a form, one an array element, and the points that are not counted."""

    items: tuple[Item, ...]
    points: Numbers
    sizes: NDArray[np.int64]
    fixed: float

    @classmethod
    def of_form(cls, form: Form, factor: str | None = None) -> CountedQuestions:
        """Return the counted questions of a form, or of one factor."""
        points = list_points(form)
        asked = [item for item in form.items if factor in (None, item.factor)]
        counted = tuple(item for item in asked if item.answer == "count")
        fixed = sum(points[item.standard] for item in asked if item.answer != "count")
        return cls(
            counted,
            np.array([points[item.standard] for item in counted]),
            np.array([item.sample or 0 for item in counted]),
            fixed,
        )


def draw_counts(
    sizes: NDArray[np.int64], rates: Numbers, audits: int, draw: np.random.Generator
) -> Numbers:
    """Return the shares of right cases: a row an audit, a column a question."""
    return draw.binomial(sizes, rates, size=(audits, len(sizes))) / sizes


def find_wilson(share: Numbers, size: Numbers) -> tuple[Numbers, Numbers]:
    """Return Wilson's 95 % limits, element by element."""
    z2 = Z * Z / size
    middle = (share + z2 / 2) / (1 + z2)
    half = np.sqrt(z2 * share * (1 - share) + z2 * z2 / 4) / (1 + z2)
    return np.maximum(0, np.minimum(middle - half, share)), np.minimum(
        1, np.maximum(middle + half, share)
    )


def find_limits(questions: CountedQuestions, shares: Numbers) -> tuple[Numbers, Numbers]:
    """Return the limits of the sum of counted points in each audit."""
    c, n = questions.points, questions.sizes
    points = c.sum()
    mean = np.minimum(shares @ c / points, 1)
    by_points = points**2 / (c**2 / n).sum()
    size = np.full(len(shares), by_points)
    if len(c) > 1:
        weights = (c / points) ** 2 / np.maximum(n - 1, 1)
        variance = (shares * (1 - shares)) @ weights
        some = variance > 0
        size[some] = np.minimum(by_points, mean[some] * (1 - mean[some]) / variance[some])
    low, high = find_wilson(mean, size)
    return points * low, points * high


def check_against_package(questions: CountedQuestions, shares: Numbers, first: int = 50) -> None:
    """Raise AssertionError unless the package finds the same limits in the first audits."""
    lows, highs = find_limits(questions, shares[:first])
    for audit in range(min(first, len(shares))):
        pooled = pool_shares(
            SampledShare(*one)
            for one in zip(
                questions.points.tolist(),
                shares[audit].tolist(),
                questions.sizes.tolist(),
                strict=True,
            )
        )
        np.testing.assert_allclose(pooled.limits, (lows[audit], highs[audit]), atol=1e-9)

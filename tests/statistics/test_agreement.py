"""Agreement of two auditors has the published figures, and stays undefined where it is."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.statistics.agreement import (
    PairedRatings,
    find_stricter_chance,
    has_enough_for_alpha,
    measure_ac1,
    measure_agreement,
    measure_alpha,
    measure_kappa,
)
from support.statistics_cases import read_vectors


@pytest.mark.parametrize(
    "case", read_vectors("agreement")["cases"], ids=lambda case: case["says"][:40]
)
def test_agreement_has_the_published_figures(case: dict[str, Any]) -> None:
    ratings = PairedRatings(*case["ratings"])
    alpha = measure_alpha(ratings)

    assert list(measure_agreement(ratings)) == pytest.approx(case["agreement"], abs=5e-5)
    assert measure_kappa(ratings) == pytest.approx(case["kappa"], abs=5e-5)
    assert list(measure_ac1(ratings)) == pytest.approx(case["ac1"], abs=5e-5)
    assert (alpha and list(alpha)) == pytest.approx(case["alpha"], abs=5e-5)
    stricter = find_stricter_chance(ratings.first_right, ratings.second_right)
    assert stricter == pytest.approx(case["stricter"], abs=5e-5)


def test_alpha_needs_cases_of_both_sorts() -> None:
    """Twenty cases, and five ratings of the rarer sort."""
    assert has_enough_for_alpha(PairedRatings(17, 1, 2, 1))
    assert not has_enough_for_alpha(PairedRatings(17, 1, 2, 0))
    assert not has_enough_for_alpha(PairedRatings(10, 3, 3, 3))

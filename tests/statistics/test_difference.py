"""Differences of shares and grades have the published intervals, and say when nothing can be told."""

from __future__ import annotations

from typing import Any

import pytest

from cx_handbook.statistics.difference import (
    Estimate,
    count_needed_cases,
    subtract_estimates,
    subtract_shares,
)
from support.statistics_cases import read_count, read_vectors

VECTORS = read_vectors("difference")


@pytest.mark.parametrize("case", VECTORS["shares"], ids=lambda case: case["says"][:40])
def test_two_shares_differ_within_the_published_limits(case: dict[str, Any]) -> None:
    found = subtract_shares(read_count(case["after"]), read_count(case["before"]))

    assert (found.low, found.high) == pytest.approx(case["limits"], abs=5e-5)
    assert found.is_told == case["told"]


@pytest.mark.parametrize("case", VECTORS["grades"], ids=lambda case: case["says"][:40])
def test_two_grades_differ_by_their_own_intervals(case: dict[str, Any]) -> None:
    found = subtract_estimates(Estimate(*case["after"]), Estimate(*case["before"]))

    assert (found.low, found.high) == pytest.approx(case["limits"], abs=5e-5)
    assert found.is_told == case["told"]


@pytest.mark.parametrize("case", VECTORS["needed"], ids=str)
def test_it_says_how_many_cases_would_tell(case: dict[str, Any]) -> None:
    assert count_needed_cases(case["before"], case["after"]) == case["cases"]

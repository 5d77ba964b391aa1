"""Funnel plots have the published limits, and name no site that chance explains."""

from __future__ import annotations

import random
from typing import Any

import pytest

from cx_handbook.statistics.funnel import (
    WIDE,
    PlaceRange,
    SiteCount,
    find_discoveries,
    find_dispersed_limits,
    find_funnel_limits,
    find_middle_chance,
    find_place_ranges,
    measure_dispersion,
    pool_counts,
)
from support.statistics_cases import read_count, read_vectors

VECTORS = read_vectors("funnel")


def read_sites(short: list[str]) -> list[SiteCount]:
    return [SiteCount(*read_count(one)) for one in short]


@pytest.mark.parametrize("case", VECTORS["limits"], ids=lambda case: case["says"][:40])
def test_limits_are_the_published_ones(case: dict[str, Any]) -> None:
    found = find_funnel_limits(case["looked_at"], case["met"] / case["of"], case["inside"])

    assert found == pytest.approx(case["limits"], abs=5e-5)


@pytest.mark.parametrize("case", VECTORS["discoveries"], ids=lambda case: case["says"][:40])
def test_discoveries_are_the_published_ones(case: dict[str, Any]) -> None:
    """The smallest are kept, whatever order they come in."""
    kept = find_discoveries(case["chances"])
    turned = find_discoveries(case["chances"][::-1])

    assert kept == [n < case["kept"] for n in range(len(kept))]
    assert turned == kept[::-1]


@pytest.mark.parametrize("case", VECTORS["places"], ids=lambda case: case["says"][:40])
def test_places_are_ranges(case: dict[str, Any]) -> None:
    assert [list(place) for place in find_place_ranges(read_sites(case["sites"]))] == case["places"]


@pytest.mark.parametrize("case", VECTORS["dispersion"], ids=lambda case: case["says"][:40])
def test_sites_that_differ_by_nature_get_wider_limits(case: dict[str, Any]) -> None:
    sites = read_sites(case["sites"])
    share = pool_counts(sites)
    found = measure_dispersion(sites, share)

    assert found.added == pytest.approx(case["added"], abs=3e-4)
    low, high = find_dispersed_limits(1000, share, found.added, 3.09)
    if found.added:
        assert low < find_funnel_limits(1000, share, WIDE)[0] < high


def test_chance_leaves_two_in_a_thousand_sites_outside() -> None:
    """Of 5,000 sites that are all alike, at most the promised share lies outside the wide limits."""
    drawn = random.Random("funnel")
    counts = [sum(drawn.random() < 0.9 for _ in range(60)) for _ in range(5000)]
    low, high = find_funnel_limits(60, 0.9, WIDE)
    outside = sum(not low <= met / 60 <= high for met in counts)

    assert outside / 5000 == pytest.approx(0.002, abs=0.002)
    named = find_discoveries([find_middle_chance(met, 60, 0.9) for met in counts])
    assert sum(named) <= 1


def test_of_equal_sites_one_is_discovered_as_rarely_as_the_rate_says() -> None:
    """Where all sites are equal, every discovery is false: one in twenty comparisons has any."""
    drawn = random.Random(2)
    named = sum(any(find_discoveries([drawn.random() for _ in range(20)])) for _ in range(4000))

    assert named / 4000 == pytest.approx(0.05, abs=0.01)


def test_equal_sites_share_all_places() -> None:
    """In at least 95 of 100 comparisons of sites that are alike, none is parted from the others."""
    drawn = random.Random(3)
    parted = 0
    for _ in range(400):
        counts = [sum(drawn.random() < 0.85 for _ in range(60)) for _ in range(6)]
        ranges = find_place_ranges([SiteCount(met, 60) for met in counts])
        parted += ranges != [PlaceRange(1, 6)] * 6

    assert parted / 400 <= 0.05

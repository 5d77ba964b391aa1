"""How the finder hears danger: phrases of people in danger, and ordinary ones that sound alike.

`benchmarks/danger.py` prints the figures; here bounds hold them, a little beside what was measured.
"""

from __future__ import annotations

from typing import get_args

import pytest

from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model.danger import Danger
from support.danger import HALVES, measure_half
from support.finder import Finder
from support.project import PROJECT, load_shipped

SAMPLES = PROJECT / "generator/cx_handbook/samples"
# Shares from 0 to 1: at least, of dangers, and at most, of ordinary phrases. Measured: seen 0.994,
# 0.000; unseen 0.953, 0.022.
BOUNDS = {"seen": (0.98, 0.01), "unseen": (0.94, 0.03)}


@pytest.fixture(scope="module")
def finder() -> Finder:
    """Return the finder of the shipped content."""
    return Finder(load_shipped())


@pytest.mark.parametrize("half", HALVES)
def test_danger_comes_first_and_what_sounds_alike_does_not(finder: Finder, half: str) -> None:
    """People in danger reach the right urgent page first, and next to nobody else does."""
    found = measure_half(finder, load_shipped(), half)

    least, most = BOUNDS[half]
    misses = found.misses if half == "seen" else []
    assert found.found >= least, misses
    assert found.urgent["ordinary"][0] <= most, misses


def test_a_page_for_danger_is_second_to_what_only_sounds_alike(finder: Finder) -> None:
    """Nobody is led away from danger: the urgent page still stands in sight, behind the other."""
    paths = finder.find_entries("your driver was rude to me")["paths"]

    assert paths[0] != "situations/one-of-us-is-accused.html"
    assert "situations/one-of-us-is-accused.html" in paths[:3]


@pytest.mark.parametrize("name", ["starter", "clinic", "hotel"])
def test_every_sample_has_a_page_for_every_kind_of_danger(name: str) -> None:
    """Whoever begins with a sample has an urgent situation for each kind."""
    handbook = load_handbook(SAMPLES / name)
    answered = {kind for situation in handbook.situations for kind in situation.danger}

    assert answered == set(get_args(Danger))

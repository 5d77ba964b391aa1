"""How the finder hears danger: phrases of people in danger, and ordinary ones that sound alike.

`benchmarks/danger.py` prints the figures; here bounds hold them.
"""

from __future__ import annotations

from typing import get_args

import pytest

from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model.danger import Danger
from support.danger import judge_phrases, read_phrases
from support.depth import WHOLE, choose_some
from support.finder import Finder
from support.project import PROJECT, load_shipped

SAMPLES = PROJECT / "generator/cx_handbook/samples"
COLLAPSES = "situations/somebody-collapses-or-is-attacked.html"
HURT = "situations/somebody-may-be-hurt.html"
ACCUSED = "situations/one-of-us-is-accused.html"
FIRE = "situations/gas-smoke-or-fire.html"
# Shares from 0 to 1: at least, of dangers, and at most, of ordinary phrases. Of phrases that nobody
# saw while patterns were written, benchmarks/danger.py prints how many are heard: patterns miss
# words that nobody thought of.
LEAST_HEARD, MOST_ALARMED = 0.98, 0.01
EVERY = 4  # phrases from one that is tried each time to the next


@pytest.fixture(scope="module")
def finder() -> Finder:
    """Return the finder of the shipped content."""
    return Finder(load_shipped())


@pytest.mark.parametrize("whole", WHOLE)
def test_danger_comes_first_and_what_sounds_alike_does_not(finder: Finder, whole: bool) -> None:
    """People in danger reach the right urgent page first, and next to nobody else does."""
    tried = choose_some(read_phrases("seen"), whole, EVERY)
    found = judge_phrases(finder, load_shipped(), tried)

    assert found.found >= LEAST_HEARD, found.misses
    assert found.urgent["ordinary"][0] <= MOST_ALARMED, found.misses


def test_a_page_for_danger_is_second_to_what_only_sounds_alike(finder: Finder) -> None:
    """Nobody is led away from danger: the urgent page still stands in sight, behind the other."""
    paths = finder.find_entries("your driver was rude to me")["paths"]

    assert paths[0] != "situations/one-of-us-is-accused.html"
    assert "situations/one-of-us-is-accused.html" in paths[:3]


def test_a_slip_in_a_word_that_matters_is_put_right(finder: Finder) -> None:
    """People in danger type in a hurry; a word that only looks like one of theirs stays."""
    assert find_first(finder, "an old man has colapsed") == COLLAPSES
    assert find_first(finder, "the film is streaming in the waiting room") != COLLAPSES


def test_a_thing_that_hits_somebody_is_no_violence(finder: Finder) -> None:
    """What says who did what goes over what says less."""
    assert find_first(finder, "the shelf came down and hit my son") == HURT
    assert find_first(finder, "a man came in and hit my son") == COLLAPSES
    assert find_first(finder, "your driver came in and hit my son") == ACCUSED


def test_words_of_an_urgent_page_in_a_figure_of_speech_come_second(finder: Finder) -> None:
    """A fire door is no fire, though the page about fire has both words."""
    paths = finder.find_entries("fire door for the kitchen")["paths"]

    assert paths[0] != FIRE
    assert FIRE in paths[:3]


def find_first(finder: Finder, query: str) -> str:
    """Return the address of the first page."""
    return str(finder.find_entries(query)["paths"][0])


@pytest.mark.parametrize("name", ["starter", "clinic", "hotel"])
def test_every_sample_has_a_page_for_every_kind_of_danger(name: str) -> None:
    """Whoever begins with a sample has an urgent situation for each kind."""
    handbook = load_handbook(SAMPLES / name)
    answered = {kind for situation in handbook.situations for kind in situation.danger}

    assert answered == set(get_args(Danger))

"""Did you mean: only what is really near is suggested."""

from __future__ import annotations

import pytest

from cx_handbook import suggestions
from cx_handbook.suggestions import edit_distance, find_nearest, suggest

CHOICES = ["agent", "dentist", "receptionist", "team-lead", "on-time", "CB-01", "company.phone"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("agents", "agent"),
        ("agnet", "agent"),
        ("AGENT", "agent"),
        ("recepcionist", "receptionist"),
        ("lead", "team-lead"),
        ("seen-on-time", "on-time"),
        ("cb-01", "CB-01"),
        ("CB-1", "CB-01"),
        ("CD-01", "CB-01"),
        ("company.phone2", "company.phone"),
        ("hygienist", None),
        ("CB-02", None),
        ("CB-10", None),
        ("PR-01", None),
        ("art", None),
        ("", None),
        ("a" * 81, None),
    ],
)
def test_only_a_near_choice_is_suggested(word: str, meant: str | None) -> None:
    """A few mistakes, or something before or behind, lead to a choice; likeness alone does not."""
    assert find_nearest(word, CHOICES) == meant


def test_the_nearest_of_several_is_suggested_whatever_their_order() -> None:
    """The fewest mistakes decide, then the alphabet, so that a message is the same each time."""
    assert find_nearest("situations", ["situation-a", "situation"]) == "situation"
    assert find_nearest("bat", ["rat", "cat"]) == find_nearest("bat", ["cat", "rat"]) == "cat"


def test_without_a_near_choice_the_other_advice_is_given() -> None:
    """A message always says what to write instead."""
    assert suggest("titel", ["title"], "remove it") == "did you mean title?"
    assert suggest("nonsense", ["title"], "remove it") == "remove it"


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [
        ("", "abc", 3),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
    ],
)
def test_the_distance_is_that_of_the_optimal_string_alignment(
    a: str, b: str, distance: int
) -> None:
    """Insertions, deletions, substitutions and swaps of neighbours count one each."""
    assert edit_distance(a, b) == edit_distance(b, a) == distance


def test_few_of_a_thousand_names_are_compared_letter_by_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file full of wrong names does not hold up the check: what differs at a glance is left out."""
    compared = []

    def count(a: str, b: str) -> int:
        compared.append((a, b))
        return edit_distance(a, b)

    monkeypatch.setattr(suggestions, "edit_distance", count)
    choices = [f"policy-number-{'abcdefghij'[n % 10]}-{n:04}" for n in range(1000)]
    for n in range(200):
        find_nearest(f"nothing-of-the-kind-{n}", choices)
    assert len(compared) <= 200  # one each, that with the same number

"""Find what a mistyped word was probably meant to be: did you mean …?

A suggestion that is merely similar does harm: an author who trusts it writes the wrong role or the
wrong standard. Words are compared by edit distance, and only near ones are suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST_WORD = 80  # characters; a longer one is no mistyped name, and would take long to compare
_LETTERS_PER_MISTAKE = 4
_DIGITS = re.compile("[0-9]+")
_SHORTEST_STEM = 4  # characters that two words must have in common at their start or end


def suggest(word: str, choices: Iterable[str], otherwise: str) -> str:
    """Return `did you mean …?` with the choice that was probably meant, or the other advice."""
    near = find_nearest(word, choices)
    return f"did you mean {near}?" if near else otherwise


def find_nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that a mistyped word was probably meant to be, or None.

    One mistake in four letters is allowed, upper and lower case are the same, and a word may be a
    choice with something before or behind it (`lead` and `leader`, `on-time` and `seen-on-time`).
    Where both hold digits, these must agree: CB-02 is not CB-01 mistyped, but another standard.
    Among equally near choices, the first in alphabetical order is returned.
    """
    if not 0 < len(word) <= _LONGEST_WORD:
        return None
    lower, numbers = word.lower(), _find_numbers(word)
    ranked = ((_measure_distance(lower, numbers, choice.lower()), choice) for choice in choices)
    return min(((n, choice) for n, choice in ranked if n is not None), default=(0, None))[1]


def _measure_distance(word: str, numbers: list[int], choice: str) -> int | None:
    """Return how many mistakes turn a choice into a word, or None where it was not meant.

    The word's numbers are given: it is compared with many choices. What costs least is looked at
    first.
    """
    if len(choice) > _LONGEST_WORD:
        return None
    short, long = (word, choice) if len(word) <= len(choice) else (choice, word)
    is_part = len(short) >= _SHORTEST_STEM and (long.startswith(short) or long.endswith(short))
    at_most = max(1, len(long) // _LETTERS_PER_MISTAKE)
    if not is_part and len(long) - len(short) > at_most:
        return None
    others = _find_numbers(choice)
    if numbers and others and numbers != others:
        return None
    if is_part:
        return len(long) - len(short)
    distance = edit_distance(short, long)
    return distance if distance <= at_most else None


def _find_numbers(text: str) -> list[int]:
    return [int(digits) for digits in _DIGITS.findall(text)]


def edit_distance(a: str, b: str) -> int:
    """Return the fewest insertions, deletions, substitutions and swaps of neighbours from a to b.

    This is the optimal string alignment distance: no part of a text is changed twice.
    """
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        row = [i]
        for j, other in enumerate(b, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]

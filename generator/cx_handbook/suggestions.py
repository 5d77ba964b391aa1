"""Find what a mistyped word was probably meant to be: did you mean …?

A suggestion that is merely similar does harm: an author who trusts it writes the wrong role or the
wrong standard. Words are compared by edit distance, and only near ones are suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_LONGEST_WORD = 80  # characters; a longer one is no mistyped name, and would take long to compare
_LETTERS_PER_MISTAKE = 4
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
    lower = word.lower()
    ranked = ((_measure_distance(lower, choice.lower()), choice) for choice in choices)
    return min(((n, choice) for n, choice in ranked if n is not None), default=(0, None))[1]


def _measure_distance(word: str, choice: str) -> int | None:
    """Return how many mistakes turn a choice into a word, or None where it was not meant."""
    if len(choice) > _LONGEST_WORD or _have_other_digits(word, choice):
        return None
    short, long = sorted((word, choice), key=len)
    if len(short) >= _SHORTEST_STEM and (long.startswith(short) or long.endswith(short)):
        return len(long) - len(short)
    at_most = max(1, len(long) // _LETTERS_PER_MISTAKE)
    if len(long) - len(short) > at_most:
        return None
    distance = edit_distance(short, long)
    return distance if distance <= at_most else None


def _have_other_digits(word: str, choice: str) -> bool:
    numbers = [[int(digits) for digits in re.findall("[0-9]+", text)] for text in (word, choice)]
    return all(numbers) and numbers[0] != numbers[1]


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

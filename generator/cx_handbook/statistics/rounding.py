"""Sums and rounding that come out the same in every Python and in every browser."""

from __future__ import annotations

import math
from collections.abc import Iterable


def left_to_right_sum(values: Iterable[float]) -> float:
    """Return the sum of the values, added one after the other.

    `sum()` compensates rounding since Python 3.12; browsers do not, and all of them must have the
    same digits.
    """
    total = 0.0
    for value in values:
        total += value
    return total


def round9(value: float) -> float:
    """Return a value rounded to nine decimals, halves up. All comparisons use such values."""
    return math.floor(value * 1e9 + 0.5) / 1e9


def round_down(value: float, decimals: int) -> float:
    """Return a value cut after so many decimals, at most nine.

    It is rounded to nine decimals first: 6.3 stays 6.3, though its binary digits are below it.
    """
    # Whole numbers from here on: they have no rounding error.
    billionths = math.floor(value * 1e9 + 0.5)
    return float(billionths // 10 ** (9 - decimals) / 10**decimals)


def round_up(value: float, decimals: int) -> float:
    """Return a value raised to so many decimals, at most nine; 6.3 stays 6.3."""
    billionths = math.floor(value * 1e9 + 0.5)
    return float(-(-billionths // 10 ** (9 - decimals)) / 10**decimals)

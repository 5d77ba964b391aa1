"""How far a sample may be off: against published values, and at the limits."""

from __future__ import annotations

import pytest

from cx_handbook.audit.scoring.confidence import mover_interval, wilson_interval

# The last four are R. G. Newcombe's examples, Statistics in Medicine 17 (1998), 857-872: score method
# without continuity correction.
TABLE = [
    (17, 20, 0.6396, 0.9476),
    (0, 10, 0.0, 0.2775),
    (10, 10, 0.7225, 1.0),
    (5, 10, 0.2366, 0.7634),
    (1, 1, 0.2065, 1.0),
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("k", "n", "low", "high"), TABLE)
def test_intervals_are_those_of_the_literature(k: int, n: int, low: float, high: float) -> None:
    """Newcombe's table, and others, to four decimals."""
    assert wilson_interval(k, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize("k", [0, 7, 20])
def test_when_all_cases_were_looked_at_nothing_is_uncertain(k: int) -> None:
    """When all cases were looked at, both ends are the share."""
    assert wilson_interval(k, 20, 20) == (k / 20, k / 20)
    assert wilson_interval(1, 1, 1) == (1.0, 1.0)


@pytest.mark.parametrize("k", [0, 7, 20])
def test_among_very_many_cases_the_interval_is_the_plain_one(k: int) -> None:
    """The finite-population correction narrows the interval as the sample grows, down to nothing."""
    assert wilson_interval(k, 20, 10**9) == pytest.approx(wilson_interval(k, 20), abs=1e-7)
    ends = [wilson_interval(k, 20, cases) for cases in (20, 21, 25, 40, 100, 99_999)]
    widths = [high - low for low, high in ends]
    assert widths == sorted(widths)
    assert widths[-1] < wilson_interval(k, 20)[1] - wilson_interval(k, 20)[0]


def test_the_share_lies_within_its_interval() -> None:
    """This holds in binary digits, also at 0 of n and at n of n."""
    for n in range(1, 60):
        for k in range(n + 1):
            for cases in (None, n, n + 1, 3 * n):
                low, high = wilson_interval(k, n, cases)
                assert 0 <= low <= k / n <= high <= 1


def test_a_sum_of_independent_estimates_adds_the_squares_of_its_errors() -> None:
    """Three to the left and four make five; nothing certain adds anything."""
    low, high = mover_interval([(1, 0.5, 0.2, 0.5), (1, 0.5, 0.1, 0.6), (2, 1, 1, 1)])

    assert low == pytest.approx(3 - 0.5)
    assert high == pytest.approx(3 + 0.1)


def test_the_interval_of_one_part_is_its_own() -> None:
    """MOVER of a single share is that share's interval, times its weight."""
    low, high = wilson_interval(17, 20)

    assert mover_interval([(6, 17 / 20, low, high)]) == pytest.approx((6 * low, 6 * high))

"""Exact probabilities of counts: binomial, hypergeometric, and Holm's correction for several tests.

Products without factorials or gamma functions, so that Python and the scripts of the browser agree
to ten digits and nothing overflows for up to 100,000 cases.
"""

from __future__ import annotations

from collections.abc import Sequence


def list_binomial(n: int, p: float) -> list[float]:
    """Return the probability of k successes in n trials for each k from 0 to n; 0 <= p <= 1."""
    # From the most likely count outwards, so that no start underflows; then scaled to a sum of 1.
    mode = min(n, int((n + 1) * p))
    chances = [0.0] * (n + 1)
    chances[mode] = 1.0
    for k in range(mode, n):
        chances[k + 1] = chances[k] * (n - k) / (k + 1) * (p / (1 - p)) if p < 1 else 0.0
    for k in range(mode, 0, -1):
        chances[k - 1] = chances[k] * k / (n - k + 1) * ((1 - p) / p)
    total = sum(chances)
    return [chance / total for chance in chances]


def find_binomial_at_least(k: int, n: int, p: float) -> float:
    """Return the probability of at least k successes in n trials of probability p."""
    return min(1.0, sum(reversed(list_binomial(n, p)[max(k, 0) :])))


def find_hypergeometric_at_most(k: int, drawn: int, marked: int, cases: int) -> float:
    """Return the probability of at most k marked cases among `drawn` of `cases` at random.

    0 <= marked <= cases and 0 <= drawn <= cases.
    """
    fewest, most = max(0, drawn - (cases - marked)), min(drawn, marked)
    mode = min(most, max(fewest, (drawn + 1) * (marked + 1) // (cases + 2)))
    chances = {mode: 1.0}
    for i in range(mode, most):
        odds = (marked - i) * (drawn - i) / ((i + 1) * (cases - marked - drawn + i + 1))
        chances[i + 1] = chances[i] * odds
    for i in range(mode, fewest, -1):
        odds = i * (cases - marked - drawn + i) / ((marked - i + 1) * (drawn - i + 1))
        chances[i - 1] = chances[i] * odds
    below = sum(chances[i] for i in range(fewest, min(k, most) + 1))
    return min(1.0, below / sum(chances[i] for i in range(fewest, most + 1)))


def correct_by_holm(chances: Sequence[float]) -> list[float]:
    """Return the probabilities corrected for their number, in the same order.

    S. Holm, *A simple sequentially rejective multiple test procedure*, Scandinavian Journal of
    Statistics 6 (1979), 65-70.
    """
    order = sorted(range(len(chances)), key=lambda i: chances[i])
    corrected = [1.0] * len(chances)
    highest = 0.0
    for place, i in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - place) * chances[i]))
        corrected[i] = highest
    return corrected

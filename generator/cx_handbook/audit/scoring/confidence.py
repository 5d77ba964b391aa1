"""Confidence intervals of sampled shares: Wilson's interval, and MOVER for weighted sums of them.

E. B. Wilson, *Probable inference, the law of succession, and statistical inference*, Journal of the
American Statistical Association 22 (1927), 209-212.
G. Y. Zou and A. Donner, *Construction of confidence limits about effect measures: a general
approach*, Statistics in Medicine 27 (2008), 1693-1702.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

Z = 1.959963984540054  # two-sided 95 %


def wilson_interval(k: int, n: int, cases: int | None = None) -> tuple[float, float]:
    """Return the 95 % interval of a share of which `k` of `n` sampled cases were met.

    Shares from 0 to 1; 0 <= k <= n, n >= 1. Where the number of cases in the period is known, n or
    more, the variance has the finite-population correction (cases - n) / (cases - 1). When all
    cases were looked at, the interval is the share itself.
    """
    share = k / n
    if cases is not None and cases <= n:
        return share, share
    z2 = Z * Z * ((cases - n) / (cases - 1) if cases is not None else 1)
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    # The share lies within; binary rounding would put it outside at 0 of n and at n of n.
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))


def mover_interval(parts: Iterable[tuple[float, float, float, float]]) -> tuple[float, float]:
    """Return the interval of a weighted sum of independent estimates, from their own intervals.

    A part is (coefficient >= 0, estimate, low, high). A part without sampling error has both ends
    on its estimate.
    """
    total = below = above = 0.0
    for coefficient, estimate, low, high in parts:
        total += coefficient * estimate
        below += (coefficient * (estimate - low)) ** 2
        above += (coefficient * (high - estimate)) ** 2
    return total - sqrt(below), total + sqrt(above)

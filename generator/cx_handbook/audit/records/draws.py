"""Draw cases by a seed, so that nobody chooses them and anybody can draw them again.

The scripts draw the same (`static/audit/draws.js`): the vectors in `tests/cases/draws/` hold both.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cx_handbook.audit.records.record import Draw, Replacement

# What Unicode calls white space: the scripts strip the same characters from a reference.
WHITE_SPACE = (
    "\t\n\x0b\x0c\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
MOST_RESERVES = 20  # cases that stand ready to take the place of one that cannot be looked at


@dataclass(frozen=True)
class References:
    """The references of a log, each once, in the order of the log, and what was odd about them.

    `rows` is how many entries there were; `blank` are the numbers of entries without a reference,
    counted from 1; `repeated` are the references that stand more than once.
    """

    names: tuple[str, ...]
    rows: int
    blank: tuple[int, ...]
    repeated: tuple[str, ...]


def make_seed(site: str, period: str, standard: str, audit: str) -> str:
    """Return the seed of a draw. Each audit has its own reference, so each draws other cases."""
    return "|".join((site, period, standard, audit))


def sort_out_references(texts: Iterable[str]) -> References:
    """Return the references in the entries of a log, without white space around them.

    A reference that stands twice is one case, and can be drawn once. An entry without a reference
    cannot be drawn; it is counted.
    """
    stripped = [text.strip(WHITE_SPACE) for text in texts]
    counts: dict[str, int] = {}
    for name in stripped:
        if name:
            counts[name] = counts.get(name, 0) + 1
    return References(
        names=tuple(counts),
        rows=len(stripped),
        blank=tuple(n for n, name in enumerate(stripped, start=1) if not name),
        repeated=tuple(name for name, count in counts.items() if count > 1),
    )


def order_cases(seed: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return references in the order of the draw: by the SHA-256 of the seed, a bar and the reference.

    Nobody can tell the order before the seed is fixed, and a case that comes in later moves no other.
    """
    return tuple(sorted(names, key=lambda name: _digest(f"{seed}|{name}")))


def digest_references(names: Iterable[str]) -> str:
    """Return the SHA-256 of references, sorted, a line each: it tells whether a log is the same."""
    # Sorted by their bytes in UTF-8, which is the order of their code points.
    return _digest("".join(f"{name}\n" for name in sorted(names)))


def draw_cases(
    seed: str,
    names: Sequence[str],
    size: int,
    log: str,
    *,
    by: str | None = None,
    strata: Mapping[str, str] | None = None,
) -> Draw:
    """Return the draw of `size` cases from a log's references, or of all when there are fewer.

    The next ones in the order stand ready, to take the place of cases that cannot be looked at. With
    `strata`, the stratum of each reference, the cases are shared out over them; `by` says what they
    are. A case in reserve may be of another stratum than the one whose place it takes.
    """
    order = order_cases(seed, names)
    drawn = _draw_from_strata(order, size, strata) if strata else order[:size]
    chosen = set(drawn)
    reserve = [name for name in order if name not in chosen]
    return Draw(
        seed=seed,
        of=len(order),
        drawn=drawn,
        reserve=tuple(reserve[:MOST_RESERVES]),
        log=log,
        by=by,
        log_digest=digest_references(names),
    )


def _draw_from_strata(
    order: Sequence[str], size: int, strata: Mapping[str, str]
) -> tuple[str, ...]:
    """Return the first cases of each stratum, as many as its share, in the order of the draw."""
    # By name, so that the order of the log's rows decides nothing.
    counts = dict(sorted(Counter(strata[name] for name in order).items()))
    left = share_out(size, counts)
    drawn = []
    for name in order:
        if left[strata[name]]:
            left[strata[name]] -= 1
            drawn.append(name)
    return tuple(drawn)


def replace_case(draw: Draw, case: str, why: str) -> Draw:
    """Return a draw in which the next case takes the place of one that cannot be looked at.

    Raises ValueError when the case is not among those to look at, when no case is left, or without
    a reason.
    """
    if case not in list_cases(draw):
        raise ValueError(f"{case} is not one of the drawn cases")
    if not why.strip(WHITE_SPACE):
        raise ValueError("say why it cannot be looked at")
    following = find_next_case(draw)
    if following is None:
        raise ValueError("there is no further case in the log; look at one less")
    replacement = Replacement(case=case, by=following, why=why)
    return draw.model_copy(update={"replaced": (*draw.replaced, replacement)})


def find_next_case(draw: Draw) -> str | None:
    """Return the case that would take the place of one that cannot be looked at, if there is one."""
    used = {replacement.by for replacement in draw.replaced}
    return next((name for name in draw.reserve if name not in used), None)


def list_cases(draw: Draw) -> tuple[str, ...]:
    """Return the cases that are looked at, in the order of the draw, replaced ones in their places."""
    instead = {replacement.case: replacement.by for replacement in draw.replaced}
    return tuple(_follow(name, instead) for name in draw.drawn)


def share_out(size: int, strata: Mapping[str, int]) -> dict[str, int]:
    """Return how many of `size` cases are drawn from each stratum, in proportion to its cases.

    Rounded by the largest remainder; of equal ones, the first gets the case. No stratum gives more
    cases than it has.
    """
    total = sum(strata.values())
    size = min(size, total)
    if total == 0:
        return dict.fromkeys(strata, 0)
    shares = {name: divmod(size * cases, total) for name, cases in strata.items()}
    given = {name: whole for name, (whole, _) in shares.items()}
    # Sorting keeps the order of equal remainders.
    by_remainder = sorted(shares, key=lambda name: -shares[name][1])
    for name in by_remainder[: size - sum(given.values())]:
        given[name] += 1
    return given


def _follow(name: str, instead: Mapping[str, str]) -> str:
    """Return the case that stands in a place in the end: a replacement may have been replaced."""
    seen = {name}
    while name in instead and instead[name] not in seen:
        name = instead[name]
        seen.add(name)
    return name


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

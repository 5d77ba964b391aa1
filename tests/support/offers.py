"""How often what the finder offers by meaning is right, and how often it would lead astray."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from support.finder import FinderByMeaning


@dataclass(frozen=True)
class OfferFigures:
    """Numbers of queries. Of those that fit a page: `asked` is how many were worth asking by meaning,
    `offered` for how many something was offered, `right` where the right page was among it, `harmful`
    where the words alone had it first. Of those that fit nothing: `stray`, `stray_offered`."""

    fitting: int
    asked: int
    offered: int
    right: int
    harmful: int
    first: int  # the words had the right page first, whatever was offered
    stray: int
    stray_offered: int

    def __add__(self, other: OfferFigures) -> OfferFigures:
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return OfferFigures(*(one + more for one, more in pairs))


def measure_offers(
    finder: FinderByMeaning, queries: Sequence[tuple[str, str | None]]
) -> OfferFigures:
    """Ask for each query, given with the address of the page that is right; None where none is."""
    found = finder.offer_many([text for text, _ in queries])
    pairs = list(zip(queries, found, strict=True))
    fitting = [(wanted, one) for (_, wanted), one in pairs if wanted is not None]
    stray = [one for (_, wanted), one in pairs if wanted is None]
    offered = [(wanted, one) for wanted, one in fitting if one["offered"]]
    return OfferFigures(
        len(fitting),
        sum(one["isAsked"] for _, one in fitting),
        len(offered),
        sum(wanted in one["offered"] for wanted, one in offered),
        sum(one["first"] == [wanted] for wanted, one in offered),
        sum(one["first"] == [wanted] for wanted, one in fitting),
        len(stray),
        sum(bool(one["offered"]) for one in stray),
    )

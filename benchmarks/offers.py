"""Measure what the finder offers by meaning: `python benchmarks/offers.py [FILE.csv ...]`.

Above the list that words found, a page offers what is nearer in meaning. For each file it is counted
how often something is offered, how often the right page is among it, how often the words had that
page first already, so that the offer leads astray, and how often something is offered to what fits
nothing. Files and handbooks are those of `benchmarks/search.py`.

Limits were chosen on every second phrase, by a sum of its letters; the figures of the others stand
beside them. Same files, same figures.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parent))

from search import OWN, OWN_PARTS, ROOT, Query, handbook_of, own, read

from cx_handbook.content.loader import load_handbook
from support.finder import FinderByMeaning
from support.offers import OfferFigures, measure_offers

SETS = ("another-trade.csv", "few-shared-words.csv")
HALVES = ("chosen on", "not")


def main() -> int:
    """Print the figures of each file, or of ours."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, help="labelled phrases: text,label")
    parser.add_argument("--phrases", type=int, default=10, help="phrases that a policy gets")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for title, finder, queries in _sets(given.files, given.phrases, Path(name)):
            print_figures(title, measure_offers(finder, [(q.text, q.wanted) for q in queries]))
    return 0


def _sets(
    files: list[Path], phrases: int, folder: Path
) -> Iterator[tuple[str, FinderByMeaning, list[Query]]]:
    for n, path in enumerate(files or [OWN / name for name in SETS]):
        handbook, queries = handbook_of(read(path), phrases, folder / f"handbook-{n}")
        finder = FinderByMeaning(handbook, folder, makes_new=True)
        for half, some in zip(HALVES, split_halves(queries), strict=True):
            yield f"{path.name}, {half}", finder, some
    if not files:
        finder = FinderByMeaning(load_handbook(ROOT), ROOT, makes_new=True)
        for part in OWN_PARTS:
            yield f"our own situations, {part}", finder, own(part)


def split_halves(queries: list[Query]) -> tuple[list[Query], list[Query]]:
    """Return the queries on which limits may be chosen, and the others."""

    def is_chosen(query: Query) -> bool:
        return int(sha256(query.text.encode()).hexdigest(), 16) % 2 == 0

    chosen = [query for query in queries if is_chosen(query)]
    return chosen, [query for query in queries if not is_chosen(query)]


def print_figures(title: str, found: OfferFigures) -> None:
    """Print the figures of a set, with the numbers that they are made of."""
    print(f"{title}: {found.fitting} queries that fit, {found.first} of them first by words")
    made, right = found.offered, found.right
    share = f", {right / made:.3f} right" if made else ""
    print(f"  offered: {made} of {found.asked} asked{share}, {found.harmful} harmful")
    if found.stray:
        print(f"  offered where nothing fits: {found.stray_offered} of {found.stray}")


if __name__ == "__main__":
    sys.exit(main())

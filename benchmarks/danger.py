"""Measure how the finder hears danger: `python benchmarks/danger.py [--show]`.

The phrases are in `benchmarks/phrases/danger-seen.csv` and `danger-unseen.csv`, with the kind of
danger as their label, or `ordinary` for what only sounds alike, or `grief`, which is no danger. The
unseen ones were written before the patterns were tuned on the rest, and nobody reads them while
that is done: only their figures are printed. Once they were read, they belong to the seen ones, and
new ones are written. Those in `danger-sideways.csv` are by twelve writers who were asked for what nobody
else would think of, danger in harmless words and the reverse; nothing was learnt from them, and every
ninth is tried.

The shipped content is searched by the scripts that pages load, in V8: by words alone, as before the
encoder is there and where there is none, and by meaning as well. Same files, same figures, except for
the times.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from cx_handbook.content.model import Handbook
from support.danger import HALVES, NO_DANGER, SIDEWAYS, measure_half, measure_slowest
from support.finder import Finder, FinderByMeaning
from support.project import PROJECT, load_shipped


def main() -> int:
    """Print the shares of each part and the slowest query."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="name what goes wrong in the seen half")
    given = parser.parse_args()
    handbook = load_shipped()
    finder = Finder(handbook)
    print_figures(finder, handbook, "", shows=given.show)
    milliseconds, text = measure_slowest(finder)
    print(f"slowest of the long queries: {milliseconds:.1f} ms ({text[:40]!r} …)")
    by_meaning = FinderByMeaning(handbook, PROJECT)
    print_figures(by_meaning, handbook, ", by meaning as well", shows=given.show)
    return 0


def print_figures(finder: Finder, handbook: Handbook, how: str, *, shows: bool) -> None:
    """Print the shares of each part; `how` says by what was searched."""
    for half in (*HALVES, SIDEWAYS):
        found = measure_half(finder, handbook, half)
        name = f"{half}{how}"
        print(f"{name}: {found.found:.3f} of {found.dangers} dangers reach the right page first")
        for label in NO_DANGER:
            share, number = found.urgent[label]
            print(f"{name}: {share:.3f} of {number} {label} phrases get an urgent page first")
        if shows and half == "seen":
            print("\n".join(f"  {miss}" for miss in found.misses))


if __name__ == "__main__":
    sys.exit(main())

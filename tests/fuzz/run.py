"""Read a hundred thousand damaged files, and count what became of each.

    .venv/bin/python tests/fuzz/run.py [--part 1.0] [--first 0] [SORT …]

Each file is named by its sort and a number and is the same each time, so that a fault can be looked at
again. What went wrong once belongs into tests/cases/fuzz.json: `make test` reads it each time.
Exit codes: 0 no fault, 1 a traceback, an abort, a hang, a wrong record or an unprintable word.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from support.fuzzing import PARTS, Fuzzer, end_children

SHOWN = 12  # outcomes of a sort; the others are one line


def main() -> int:
    """Run. Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sorts", nargs="*", metavar="SORT", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--part", type=float, default=1.0, help="the part of a whole run")
    parser.add_argument("--first", type=int, default=0, help="the number to begin with")
    options = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        fuzzer = Fuzzer(Path(folder))
        for sort in options.sorts or PARTS:
            many = max(1, round(PARTS[sort] * options.part))
            faults += run_sort(fuzzer, sort, range(options.first, options.first + many))
    print(f"{faults} faults")
    return 1 if faults else 0


def run_sort(fuzzer: Fuzzer, sort: str, numbers: range) -> int:
    """Read the files of a sort and print what became of them; return how many faults there were."""
    counted: Counter[str] = Counter()
    slowest, faults, begun = (0.0, 0), 0, time.monotonic()
    for number in numbers:
        outcome = fuzzer.judge(sort, number)
        counted[outcome.said] += 1
        slowest = max(slowest, (outcome.seconds, number))
        if outcome.fault:
            faults += 1
            print(f"FAULT {sort} {number}: {outcome.fault}", flush=True)
    end_children()
    print(
        f"{sort}: {len(numbers):,} in {time.monotonic() - begun:.0f} s, "
        f"slowest {slowest[0]:.2f} s (number {slowest[1]})"
    )
    for said, many in counted.most_common(SHOWN):
        print(f"  {many:>6}  {said}")
    if left := sum(counted.values()) - sum(many for _, many in counted.most_common(SHOWN)):
        print(f"  {left:>6}  in other words", flush=True)
    return faults


if __name__ == "__main__":
    sys.exit(main())

"""Kill every command that writes, and the browser, hundreds of times; let eight add at once a hundred times.

    .venv/bin/python tests/fuzz/faults.py [--kills 300] [--adders 100] [--seed 2026] [COMMAND …]

Each kill comes before a named step: all steps in turn, the moment within each drawn by the seed.
Afterwards the command runs again. What is printed is Markdown.
Exit codes: 0 nothing lost, 1 anything that is neither the old nor the new, or a record that was lost.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cx_handbook.content.loader import load_handbook
from support.adders import Added, add_at_once
from support.audit_records import issued
from support.bare_site import write_bare_site
from support.browser import a_browser
from support.browser_kills import kill_browsers
from support.kills import WRITERS, Killed, kill_many, prepare_content, start_driver
from support.project import CASES, load_shipped

BROWSER, ADDERS = "browser", "adders"
COMMANDS = (*WRITERS, BROWSER, ADDERS)
WRITERS_AT_ONCE, RECORDS = 8, 3


def main(arguments: list[str] | None = None) -> int:
    """Run. Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help=f"of {', '.join(COMMANDS)}")
    parser.add_argument("--kills", type=int, default=300, help="of each command and of the browser")
    parser.add_argument("--adders", type=int, default=100, help="how often eight add at once")
    parser.add_argument("--seed", default="2026", help="what draws the moments")
    options = parser.parse_args(arguments)
    if unknown := set(options.commands) - set(COMMANDS):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(COMMANDS)}")
    # Today is the day of the tests, so that a run can be repeated.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1795219200")
    chosen = [name for name in COMMANDS if name in (options.commands or COMMANDS)]
    print(f"Seed {options.seed}.\n", flush=True)
    faults = list(
        run_kills([name for name in chosen if name != ADDERS], options.kills, options.seed)
    )
    if ADDERS in chosen:
        faults += run_adders(options.adders)
    print("", *faults, f"{len(faults)} faults", sep="\n")
    return 1 if faults else 0


def run_kills(names: list[str], many: int, seed: str) -> Iterator[str]:
    """Kill each command, and print what was there by its steps; yield what is wrong."""
    if names:
        print("| killed | before | kills | old kept | new there | some files of each | else |")
        print("|---|---|---|---|---|---|---|")
    for name in names:
        share = WRITERS[name].share if name in WRITERS else 1
        kills = max(1, round(many * share))
        with tempfile.TemporaryDirectory() as folder:
            killed = kill_one_command(name, Path(folder), kills, f"{seed} {name}")
        for step, counted in sorted(killed.counts.items()):
            print_row(name, step, [counted.get(end, 0) for end in ("old", "new", "some", "other")])
        counts = [killed.count(end) for end in ("old", "new", "some", "other")]
        print_row(f"**{name}**", "**all**", counts)
        if sum(counts) != kills:
            yield f"{name}: {sum(counts)} kills instead of {kills}"
        yield from (f"{name}: {fault}" for fault in killed.faults)


def kill_one_command(name: str, folder: Path, many: int, seed: str) -> Killed:
    if name != BROWSER:
        return kill_many(WRITERS[name], folder, many, seed)
    write_bare_site(load_shipped(), folder / "site")
    with a_browser() as browser:
        return kill_browsers(browser.browser_type, folder / "site", folder, many, seed)


def print_row(name: str, step: str, counts: list[int]) -> None:
    numbers = " | ".join(str(count) for count in (sum(counts), *counts))
    print(f"| {name} | {step} | {numbers} |", flush=True)


def run_adders(runs: int) -> list[str]:
    """Let eight add at once, again and again; print and return what is wrong."""
    handbook, done = load_handbook(CASES / "handbook"), []
    with (
        tempfile.TemporaryDirectory() as folder,
        start_driver(Path(folder), "audit", "cli", "content") as drive,
    ):
        for run in range(runs):
            root = Path(folder, str(run), "handbook")
            prepare_content(root)
            done.append(add_at_once(issued(root), handbook, drive, WRITERS_AT_ONCE, RECORDS))
    print_adders(done)
    faults = [fault for added in done for fault in added.faults]
    return [f"{ADDERS}: {fault}" for fault in faults] + [
        f"{ADDERS}: {added.lost} lost" for added in done if added.lost
    ]


def print_adders(done: list[Added]) -> None:
    given, there, lost = (sum(counts) for counts in zip(*(a[:3] for a in done), strict=True))
    print("\n| eight add at once | records given | there | lost |\n|---|---|---|---|")
    print(f"| {len(done)} runs | {given:,} | {there:,} | {lost:,} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""Measure what the documentation claims: `make bench`.

Every figure is a ratio of two things measured in the same run, in CPU seconds (user and system)
of whole processes, because absolute times say more about the machine than about the program.
"""

from __future__ import annotations

import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import ROOT, generate

YARDSTICK = [sys.executable, "-c", "import pydantic, yaml, click"]
HOOKS = f"\nhooks:\n  - {Path(__file__).parent / 'through_markdown.py'}\n"
# As installed, a module is compiled once. Where bytecode may not be written, it would be each time.
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ENV |= {"NO_MKDOCS_2_WARNING": "1"}


@dataclass(frozen=True)
class Claim:
    """A measured ratio and the most it may be."""

    what: str
    ratio: float
    at_most: float

    def __str__(self) -> str:
        verdict = "ok  " if self.ratio <= self.at_most else "OVER"
        return f"{verdict} {self.ratio:5.2f} of at most {self.at_most:.2f}  {self.what}"


def main() -> int:
    """Measure everything, print it, and return 1 when a claim does not hold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        claims = [*check_claims(folder), *build_claims(folder)]
    print()
    for claim in claims:
        print(claim)
    return int(any(claim.ratio > claim.at_most for claim in claims))


def check_claims(folder: Path) -> list[Claim]:
    """Compare `handbook check` with importing what it is made of, turn and turn about."""
    generate(500, folder / "check-500")
    commands = {
        "yardstick": YARDSTICK,
        "starter": _handbook(ROOT, "check"),
        "500 policies": _handbook(folder / "check-500", "check"),
    }
    for command in commands.values():
        _cpu(command)
    times = _alternating({name: lambda c=command: _cpu(c) for name, command in commands.items()}, 9)
    _say("importing pydantic, yaml and click", times["yardstick"])
    _say("handbook check, starter content", times["starter"])
    _say("handbook check, 500 policies", times["500 policies"])
    return [
        Claim("check of the starter content / imports", times["starter"] / times["yardstick"], 4),
        Claim("check of 500 policies / imports", times["500 policies"] / times["yardstick"], 8),
    ]


def build_claims(folder: Path) -> list[Claim]:
    """Compare finished HTML with Python-Markdown, and 3,000 pages with 300."""
    for count in (300, 1000, 3000):
        generate(count, folder / f"build-{count}")
    runs: dict[str, Callable[[], float]] = {
        f"finished {n}": lambda n=n: _build(folder / f"build-{n}") for n in (300, 1000, 3000)
    }
    runs["markdown 1000"] = lambda: _build(folder / "build-1000", through_markdown=True)
    times = _alternating(runs, 3)
    for name, seconds in times.items():
        _say(f"mkdocs build, {name}", seconds)
    _compare_texts(folder / "build-1000")
    per_page = {n: times[f"finished {n}"] / n for n in (300, 3000)}
    return [
        Claim(
            "1,000 policies as finished HTML / through Python-Markdown",
            times["finished 1000"] / times["markdown 1000"],
            0.75,
        ),
        Claim("cost of a page among 3,000 / among 300", per_page[3000] / per_page[300], 1.5),
    ]


def _build(root: Path, *, through_markdown: bool = False) -> float:
    settings = root / "mkdocs.yml"
    if through_markdown:
        settings = root / "markdown.yml"
        settings.write_text((root / "mkdocs.yml").read_text("utf-8") + HOOKS, encoding="utf-8")
    target = root / ("site-markdown" if through_markdown else "site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    return _cpu([*command, "--config-file", str(settings), "--site-dir", str(target)])


def _compare_texts(root: Path) -> None:
    """Stop when a page does not show the same text either way."""
    pages = sorted((root / "site").rglob("*.html"))
    for page in pages:
        other = root / "site-markdown" / page.relative_to(root / "site")
        if visible_text(page.read_text("utf-8")) != visible_text(other.read_text("utf-8")):
            sys.exit(
                f"{page.relative_to(root / 'site')} shows another text through Python-Markdown"
            )
    print(f"same visible text on all {len(pages)} pages")


def visible_text(html: str) -> str:
    """Return the words of a page, without markup, scripts and styles."""
    html = re.sub(r"<(script|style|head)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def _handbook(root: Path, command: str) -> list[str]:
    """Return the command as it is installed; run as a module, its file would be compiled each time."""
    run = "import sys; from generator.cli import main; sys.exit(main())"
    return [sys.executable, "-c", run, "--root", str(root), command]


def _alternating(runs: dict[str, Callable[[], float]], times: int) -> dict[str, float]:
    """Return the median of each run; turn about, so that a slow spell meets all alike."""
    measured: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            measured[name].append(run())
    return {name: statistics.median(seconds) for name, seconds in measured.items()}


def _cpu(command: list[str]) -> float:
    """Run a command and return its CPU seconds, those of its children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, env=ENV, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _say(what: str, seconds: float) -> None:
    print(f"{seconds:7.3f} s CPU  {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""Measure the preview: from a saved file to its page, beside a whole build in the same run.

    python benchmarks/preview.py [SAVES]

Each preview runs as it is used, in a process of its own. A save is written to the disk, and its page
is asked for until it has the new words; that is what somebody waits for who writes. A whole build is
what the preview did at every save before. Seconds are those of the clock, because notices, waits and
the build in the background count for whoever waits; the ratios compare them within one run.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from generate import ROOT, generate

SERVE = """
import sys
from cx_handbook.cli.main import main
sys.exit(main())
"""
WAITS = 0.005  # seconds between two requests
MOST = 0.1  # of a whole build


class Measured(NamedTuple):
    """One handbook: seconds to the page of each save, and seconds of each whole build."""

    name: str
    limit: float
    saves: list[float]
    builds: list[float]

    def __str__(self) -> str:
        save, build = statistics.median(self.saves), statistics.median(self.builds)
        holds = save <= self.limit and save <= MOST * build
        return (
            f"{'ok  ' if holds else 'OVER'} {self.name}: a save {save:.2f} s (at most "
            f"{self.limit}), slowest {max(self.saves):.2f} s; a whole build {build:.2f} s; "
            f"ratio {save / build:.3f} (at most {MOST})"
        )


class Preview:
    """A running preview of a handbook."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, "--root", str(root), "serve", "--address", "127.0.0.1:0"],
            stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )  # fmt: skip
        self.url = re.findall(r"http://\S+/", self.wait_for("Serving on"))[0]

    def wait_for(self, words: str) -> str:
        """Return the line in which the preview says some words."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if words in line:
                return line
        sys.exit(f"the preview of {self.root} ended before it said: {words}")

    def save(self, file: Path, page: str, words: str) -> float:
        """Write words into a promise, and return the seconds until its page has them."""
        text = file.read_text("utf-8")
        began = time.perf_counter()
        file.write_text(re.sub("promise: .*", f"promise: {words}", text, count=1), "utf-8")
        while words.encode() not in self.get(page):
            time.sleep(WAITS)
        return time.perf_counter() - began

    def build(self) -> float:
        """Touch the settings, and return the seconds until the whole site is built."""
        settings = self.root / "mkdocs.yml"
        began = time.perf_counter()
        settings.write_text(f"{settings.read_text('utf-8')}\n# Looked through.\n", "utf-8")
        self.wait_for("Documentation built in")
        return time.perf_counter() - began

    def get(self, page: str) -> bytes:
        """Return a page as it is answered."""
        with urllib.request.urlopen(f"{self.url}{page}") as answer:
            content: bytes = answer.read()
        return content

    def stop(self) -> None:
        """End it as Ctrl+C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


def measure(name: str, limit: float, root: Path, page: str, saves: int) -> Measured:
    """Save a policy so many times, with a whole build in between."""
    preview = Preview(root)
    file = root / "policies" / page.replace(".html", ".yml")
    done = Measured(name, limit, [], [])
    for n in range(saves):
        done.saves.append(preview.save(file, page, f"We ring you within {n + 2} opening hours."))
        preview.wait_for("The whole site is up to date.")
        if n < 3:  # three are enough for a median, and they take long
            done.builds.append(preview.build())
    preview.stop()
    return done


def main() -> int:
    """Measure both handbooks, print what was found, and return 1 where a limit does not hold."""
    saves = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shipped = folder / "shipped"
        for part in ("policies", "checklists", "logs", "docs"):
            shutil.copytree(ROOT / part, shipped / part)
        shutil.copy(ROOT / "mkdocs.yml", shipped)
        generate(1000, folder / "generated")
        found = [
            measure("the shipped content", 0.3, shipped, "apologies/late-delivery.html", saves),
            measure(
                "1,000 policies", 0.5, folder / "generated",
                "section-020/ring-back-00410.html", saves,
            ),
        ]  # fmt: skip
    print(*found, sep="\n")
    return int(any(str(one).startswith("OVER") for one in found))


if __name__ == "__main__":
    sys.exit(main())

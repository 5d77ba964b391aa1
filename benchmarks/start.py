"""Start as a newcomer does: the built wheel, an empty environment, an empty folder, no repository.

    .venv/bin/python benchmarks/start.py [SAMPLE...] [--uv UVX]

Builds the wheel, installs it with everything it needs from the package index, and for each sample
(default: all) runs init, check, build, print and serve, and starts a policy of one's own while the
preview runs. Prints how long each step took; what is typed by hand is not in it. With --uv, `init`
is run once by the uvx of that path as well. Exit codes: 0 done, 1 when a step failed.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = "127.0.0.1:8347"
OURS = "shoes-off-at-the-door"
PATIENCE = 600  # seconds for a page to come; a busy machine needs long
BETWEEN = 0.2  # seconds between two looks


def main() -> int:
    """Run every step; a step that fails stops with what it said."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("samples", nargs="*")
    parser.add_argument("--uv", help="the path of uvx")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="start-") as folder:
        place = Path(folder)
        wheel = build_wheel(place)
        if options.uv:
            start = ["--from", str(wheel), "handbook", "init", "by-uvx", "--name", "Ours"]
            measure("uvx … init", lambda: run([options.uv, *start], place))
        handbook = measure("pip install", lambda: install_wheel(place, wheel))
        for sample in options.samples or list_samples(place):
            print(sample)
            try_sample(handbook, place, sample)
    return 0


def measure(name: str, step: Callable[[], T]) -> T:
    """Run a step, and print how many seconds it took by the clock and of CPU."""
    clock, cpu = time.monotonic(), sum(os.times()[2:4])
    result = step()
    took, worked = time.monotonic() - clock, sum(os.times()[2:4]) - cpu
    print(f"  {name:<24} {took:6.1f} s, CPU {worked:5.1f} s", flush=True)
    return result


def run(command: list[str], folder: Path) -> str:
    """Run a command to its end and return what it printed. Exits with what it said when it fails."""
    # Without what leads to the repository.
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=folder, env=own, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return done.stdout


def build_wheel(place: Path) -> Path:
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)], ROOT)
    return next(place.glob("*.whl"))


def install_wheel(place: Path, wheel: Path) -> str:
    """Install the wheel with all it needs into an environment that has nothing; return the command."""
    run([sys.executable, "-m", "venv", "venv"], place)
    programs = place / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run([str(programs / "pip"), "install", "--quiet", str(wheel)], place)
    return str(programs / "handbook")


def list_samples(place: Path) -> list[str]:
    cards = place.glob("venv/**/cx_handbook/samples/*/sample.yml")
    return sorted(card.parent.name for card in cards)


def try_sample(handbook: str, place: Path, sample: str) -> None:
    """Go through the first hour with one sample."""
    began = time.monotonic()
    options = ["--from", sample, "--name", "Ours"]
    measure("init", lambda: run([handbook, "init", sample, *options], place))
    ours = place / sample
    measure("check", lambda: run([handbook, "check"], ours))
    preview = subprocess.Popen(
        [handbook, "serve", "--address", ADDRESS], cwd=ours, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        measure("serve: the home page", lambda: wait_for_page(preview, "index.html", "Ours"))
        measure("new policy", lambda: write_policy(handbook, ours))
        address = f"{find_section(ours)}/{OURS}.html"
        measure(
            "serve: the own policy", lambda: wait_for_page(preview, address, "Our socks are warm")
        )
        print(f"  own policy on screen     {time.monotonic() - began:6.1f} s after init began")
    finally:
        preview.send_signal(signal.SIGINT)
        preview.wait()
    measure("build", lambda: run([handbook, "build"], ours))
    if (ours / "checklists").is_dir():
        measure("print", lambda: run([handbook, "print"], ours))


def write_policy(handbook: str, ours: Path) -> None:
    """Start a policy, and put words of one's own where the skeleton asks for them."""
    run([handbook, "new", "policy", "practice", OURS], ours)
    path = next(ours.glob(f"policies/*/{OURS}.yml"))
    text = re.sub(r"Write: [^\"\n]*", "Our socks are warm.", path.read_text("utf-8"))
    path.write_text(text, "utf-8")


def find_section(ours: Path) -> str:
    return next(ours.glob(f"policies/*/{OURS}.yml")).parent.name


def wait_for_page(preview: subprocess.Popen[bytes], address: str, words: str) -> None:
    """Wait until the preview shows a page with these words."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and preview.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{ADDRESS}/{address}") as page:
                if words in page.read().decode():
                    return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(BETWEEN)
    sys.exit(f"{address} does not show “{words}”")


if __name__ == "__main__":
    sys.exit(main())

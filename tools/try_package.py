"""Install a wheel or a source archive into an environment of its own, and make a handbook with it.

    python tools/try_package.py dist/cx_handbook-0.1.0-py3-none-any.whl [--pdfs]

As somebody would who has the file and nothing else of the repository: with the versions that
requirements.txt pins, on Linux, Windows or macOS. Exit codes: 0 all went well, 1 something did not,
which is printed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements.txt"
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet", "install")
# What the built site of the smallest sample has to hold, whatever the system.
EXPECTED = ("index.html", "sw.js", "pages.json", "_headers", "how-to-use.html")


def main(arguments: list[str]) -> int:
    """Try one file. Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path, help="the wheel or the source archive")
    parser.add_argument("--pdfs", action="store_true", help="fail when no PDF is made")
    options = parser.parse_args(arguments)
    if not options.file.is_file():
        print(f"there is no file {options.file}; make dist writes it")
        return 1
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            python = install_file(options.file.resolve(), Path(folder) / "environment")
            make_handbook(python, Path(folder))
        except subprocess.CalledProcessError as error:
            print(f"this failed: {' '.join(map(str, error.cmd))}")
            return 1
        missing = list_missing(Path(folder) / "ours" / "site", pdfs=options.pdfs)
    for name in missing:
        print(f"the built site has no {name}")
    return 1 if missing else 0


def install_file(file: Path, environment: Path) -> Path:
    """Install a file and what it needs into a new environment; return the Python that has it."""
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run([python, *PIP, "--require-hashes", "--requirement", REQUIREMENTS], environment)
    # The build backend is among what is pinned, so a source archive is built without asking anybody.
    run([python, *PIP, "--no-deps", "--no-build-isolation", "--no-index", file], environment)
    return python


def make_handbook(python: Path, folder: Path) -> None:
    """Start a handbook from a sample, check it, build it, and print its headers."""
    ours = folder / "ours"
    # Isolated, so that nothing of the folder from which this was called is imported.
    handbook: list[str | Path] = [python, "-I", "-m", "cx_handbook"]
    run([*handbook, "--version"], folder)
    run([*handbook, "init", "ours", "--from", "starter", "--name", "Trial"], folder)
    for command in ("check", "build", "headers"):
        run([*handbook, command], ours)


def list_missing(site: Path, *, pdfs: bool) -> list[str]:
    """Return what a built site should hold and does not."""
    missing = [name for name in EXPECTED if not (site / name).is_file()]
    if pdfs and not list(site.rglob("*.pdf")):
        missing.append("PDF")
    return missing


def run(command: list[str | Path], folder: Path) -> None:
    """Run a command that has to succeed, in a folder; nobody can be asked."""
    print(" ".join(map(str, command)), flush=True)
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Compare each vendored file with what its author published, and say in which package it was found.

    .venv/bin/python tools/vendored.py

Asks the npm registry, through npm, which has to be installed: `npm pack` fetches the version that
vendor.json names and checks it against the hash that the registry published. Exit codes: 0 all files are
in it to the byte, 1 one is not, 2 npm is missing or the registry does not answer.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (
    "generator/cx_handbook/static/vendor",
    "generator/cx_handbook/website/finder/data/vendor",
    "tests/vendor",
)
SAME, DIFFERENT, CANNOT = 0, 1, 2


def main() -> int:
    """Compare all vendored files. Return the exit code."""
    npm = shutil.which("npm")
    if npm is None:
        print("npm is missing; it comes with Node.js")
        return CANNOT
    code = SAME
    for folder in FOLDERS:
        for part in json.loads((ROOT / folder / "vendor.json").read_text(encoding="utf-8")):
            try:
                published, integrity = fetch_package(npm, part["package"], part["version"])
            except (subprocess.CalledProcessError, OSError, ValueError) as error:
                print(f"{part['package']} {part['version']} cannot be fetched: {error}")
                return CANNOT
            print(f"{part['package']} {part['version']} ({integrity})")
            for line, is_same in compare_files(ROOT / folder / part["folder"], part, published):
                print(f"  {line}")
                code = code if is_same else DIFFERENT
    return code


def fetch_package(npm: str, name: str, version: str) -> tuple[dict[str, str], str]:
    """Return the name of each file in a published package by its SHA-256, and the package's hash."""
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"{name}@{version}", "--json", "--pack-destination", folder]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
        (packed,) = json.loads(done.stdout)
        with tarfile.open(Path(folder, packed["filename"])) as archive:
            return dict(_list_digests(archive)), packed["integrity"]


def _list_digests(archive: tarfile.TarFile) -> Iterator[tuple[str, str]]:
    for member in archive:
        # Read, and never written to the disk.
        if stream := archive.extractfile(member):
            yield hashlib.sha256(stream.read()).hexdigest(), member.name


def compare_files(
    folder: Path, part: dict[str, Any], published: dict[str, str]
) -> Iterator[tuple[str, bool]]:
    """Yield a line for each file of a part, and whether it is what was published."""
    for file, listed in part["sha256"].items():
        found = hashlib.sha256((folder / file).read_bytes()).hexdigest()
        if found != listed:
            yield f"{file}: CHANGED, it is not what vendor.json says", False
        elif found in published:
            yield f"{file}: as published, {published[found]}", True
        else:
            yield f"{file}: NOT in the package as it was published", False


if __name__ == "__main__":
    sys.exit(main())

"""The files that are handed out: the source archive, and the wheel that is built from it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from support.project import PROJECT

QUIET = ("--disable-pip-version-check", "--quiet", "--no-input")


@dataclass(frozen=True)
class Installed:
    """What was built, and the package as it is installed from that: away from this repository."""

    dist: Path
    source: Path
    packages: Path

    @property
    def package(self) -> Path:
        return self.packages / "cx_handbook"

    def run(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the installed command in a folder. Nobody can be asked."""
        # What is named here comes before the repository; only the libraries are those of the tests.
        environment = {**os.environ, "PYTHONPATH": str(self.packages)}
        return subprocess.run(
            [sys.executable, "-m", "cx_handbook", *arguments],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip


def list_built(folder: Path) -> Installed:
    """Return what `build_files` made in a folder."""
    (source,) = (folder / "source").iterdir()
    return Installed(folder / "dist", source, folder / "packages")


def build_files(folder: Path) -> None:
    """Build the source archive, the wheel from what is in it alone, and install that offline."""
    dist = folder / "dist"
    _build("sdist", PROJECT, dist)
    (archive,) = dist.glob("*.tar.gz")
    shutil.unpack_archive(archive, folder / "source")
    _build("wheel", list_built(folder).source, dist)
    (wheel,) = dist.glob("*.whl")
    target = ("--no-deps", "--no-index", "--no-compile", "--target", str(folder / "packages"))
    _run("pip", *QUIET, "install", *target, str(wheel), folder=folder)


def _build(target: str, source: Path, dist: Path) -> None:
    _run("hatchling", "build", "-t", target, "-d", str(dist), folder=source)


def _run(module: str, *arguments: str, folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=folder, check=True, capture_output=True
    )

"""A handbook that somebody has just begun, and commands that are run in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner, Result

from cx_handbook.cli.main import main
from cx_handbook.content.loader import examine_content
from support.project import DAY


def start_folder(root: Path, sample: str = "starter", *options: str) -> Path:
    """Begin a handbook in a folder, and return it."""
    command = ["--root", str(root.parent), "init", root.name, "--from", sample]
    result = CliRunner().invoke(main, [*command, "--name", "Brightsmile", *options])
    assert result.exit_code == 0, result.output
    return root


def run_in(root: Path, *arguments: str, said: str = "") -> Result:
    """Run a command in a folder."""
    return CliRunner().invoke(main, ["--root", str(root), *arguments], input=said)


def list_faults(root: Path) -> list[str]:
    """Return the errors that `check` finds."""
    return [str(problem) for problem in examine_content(root, DAY).errors]


def read_folder(root: Path) -> dict[str, bytes]:
    """Return every file of a folder with what it holds."""
    return {name: (root / name).read_bytes() for name in _list_files(root)}


def _list_files(root: Path) -> Iterator[str]:
    return (p.relative_to(root).as_posix() for p in sorted(root.rglob("*")) if p.is_file())

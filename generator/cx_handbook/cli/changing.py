"""Shared by the commands that change content: show the diff, ask, write, say what is left to do."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.errors import FOUND_PROBLEMS
from cx_handbook.cli.problem_list import format_problems
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError, HandbookError

if TYPE_CHECKING:
    from cx_handbook.authoring.editing.file_changes import FileChanges
    from cx_handbook.content.examination import Examination
    from cx_handbook.content.model import Handbook
    from cx_handbook.errors import Problem

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def is_terminal() -> bool:
    """Tell whether somebody sits there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def examine_own(root: Path) -> tuple[Examination, Handbook]:
    """Return what `check` says of this handbook, and the handbook.

    Raises HandbookError when it cannot be read.
    """
    from cx_handbook.build_date import get_build_day
    from cx_handbook.content.loader import examine_content

    examined = examine_content(root, get_build_day())
    if examined.handbook is None:
        raise HandbookError(examined.errors)
    return examined, examined.handbook


def show_diff(changes: FileChanges) -> None:
    """Print what changes, line by line."""
    from cx_handbook.authoring.editing.file_changes import list_diff

    for line in list_diff(changes):
        echo(line, colour=_COLOURS.get(line[:1]))


def may_write(question: str, *, yes: bool, otherwise: str) -> bool:
    """Tell whether somebody agrees, by an option or when asked.

    Where nobody can be asked, say what to give instead.
    """
    if yes:
        return True
    if is_terminal():
        return click.confirm(question)
    echo(otherwise)
    return False


def write_changes(root: Path, changes: FileChanges) -> None:
    """Make the changes, all of them or none, and name the files."""
    from cx_handbook.authoring.editing.file_changes import apply_changes

    apply_changes(root, changes)
    for name, content in changes.new.items():
        if content is None:
            echo(f"Removed {name}")
        else:
            echo(f"{'Wrote' if changes.old[name] is None else 'Changed'} {name}")


def renew_schemas(root: Path, before: Handbook, after: Handbook | None) -> None:
    """Let an editor complete the names that there are now, where it knew those that there were."""
    if after is None or not (root / "schemas").is_dir():
        return
    from cx_handbook.authoring.json_schema import find_outdated, gather_own_names, write_schemas

    old, new = gather_own_names(before), gather_own_names(after)
    # Schemas that fit every handbook, or are somebody's own, stay as they are.
    if old != new and not find_outdated(root, old):
        write_schemas(root, new)


def tell_what_remains(problems: Iterable[Problem]) -> None:
    """Name what `check` will still report, and exit with 1 when it is anything."""
    problems = tuple(problems)
    if not problems:
        return
    echo("\nLeft for you to do:", err=True)
    for line in format_problems(problems):
        echo(line, err=True)
    sys.exit(FOUND_PROBLEMS)


def refuse_problems(what: str, problems: Iterable[Problem]) -> None:
    """Raise CannotRunError with problems that keep anything from being written, if there are any."""
    lines = list(format_problems(tuple(problems)))
    if lines:
        raise CannotRunError(what, *lines)

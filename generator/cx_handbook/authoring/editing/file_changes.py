"""Changes to several files of a handbook: shown as a diff, tried on a copy, made as one."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cx_handbook.content.examination import Examination
from cx_handbook.content.file_layout import CHECKLISTS, COMPANY, LOGS, POLICIES
from cx_handbook.content.loader import examine_content
from cx_handbook.content.notices import SETTINGS
from cx_handbook.content.page_addresses import PUBLISHED
from cx_handbook.content.yaml_reader import read_yaml
from cx_handbook.errors import CannotRunError, Problem
from cx_handbook.files import write_atomically

UNDO = ".handbook-undo"
"""The folder in which files lie as they were, while others are being written."""


@dataclass(frozen=True)
class FileChanges:
    """What files are to hold, by name from the handbook's root; None for one that goes.

    `old` is what they held when the changes were worked out, None for one that was not there.
    """

    new: Mapping[str, bytes | None]
    old: Mapping[str, bytes | None] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.new)


def plan_changes(root: Path, files: Mapping[str, bytes | None]) -> FileChanges:
    """Return the changes that give files their new content; those that have it already are left out."""
    old = {name: _read_if_there(root / name) for name in files}
    new = {name: content for name, content in sorted(files.items()) if content != old[name]}
    return FileChanges(new, {name: old[name] for name in new})


def _read_if_there(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CannotRunError(f"{path} cannot be read ({error.strerror})") from None


def list_diff(changes: FileChanges) -> Iterator[str]:
    """Yield the lines of a diff: of a file that goes only its name, of a new one all it holds."""
    for name, content in changes.new.items():
        old = changes.old[name]
        if content is None:
            yield f"--- {name}"
            yield "+++ (removed)"
            continue
        yield from difflib.unified_diff(
            _split_lines(old),
            _split_lines(content),
            name if old is not None else "(new)",
            name,
            lineterm="",
        )


def _split_lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("utf-8", "replace").splitlines()


def examine_changed(root: Path, changes: FileChanges, today: date) -> Examination:
    """Return what `check` would say of a handbook once the changes are made; nothing is written."""
    with tempfile.TemporaryDirectory(prefix="handbook-") as temporary:
        copy = Path(temporary)
        for name in (POLICIES, CHECKLISTS, LOGS):
            if (root / name).is_dir():
                shutil.copytree(root / name, copy / name)
        for name in (SETTINGS, PUBLISHED, *_find_logo(root)):
            if (root / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(root / name, copy / name)
        _write_all(copy, changes.new)
        return examine_content(copy, today)


def _find_logo(root: Path) -> Iterator[str]:
    """Yield the file of the company's logo, if it is a file of this folder."""
    data = read_yaml(root / COMPANY, COMPANY).data
    brand = data.get("brand") if isinstance(data, dict) else None
    logo = brand.get("logo") if isinstance(brand, dict) else None
    if isinstance(logo, str) and (root / logo).resolve().is_relative_to(root.resolve()):
        yield logo


def find_new_errors(before: Examination, after: Examination) -> tuple[Problem, ...]:
    """Return the errors that were not there before, wherever their lines are now."""
    known = {(problem.file, problem.wrong) for problem in before.errors}
    return tuple(p for p in after.errors if (p.file, p.wrong) not in known)


def check_leftovers(root: Path) -> None:
    """Raise CannotRunError when an earlier change was broken off half-way."""
    if (root / UNDO).exists():
        raise CannotRunError(
            f"an earlier change was broken off: {UNDO}/ holds the files as they were before it; copy "
            "them back or keep what is there now, remove that folder, and run it again"
        )


def apply_changes(root: Path, changes: FileChanges) -> None:
    """Make all changes, or none.

    Raises CannotRunError when a file is no longer as it was when they were worked out, when the disk
    refuses, and as `check_leftovers` does.
    """
    check_leftovers(root)
    for name, old in changes.old.items():
        if _read_if_there(root / name) != old:
            raise CannotRunError(f"{name} was changed meanwhile; run it again")
    kept = root / UNDO
    try:
        # First, so that even a power cut loses nothing.
        _write_all(kept, {name: old for name, old in changes.old.items() if old is not None})
        _write_all(root, changes.new)
    except (OSError, CannotRunError):
        _write_all(root, changes.old)
        shutil.rmtree(kept, ignore_errors=True)
        raise
    shutil.rmtree(kept, ignore_errors=True)


def _write_all(root: Path, files: Mapping[str, bytes | None]) -> None:
    for name, content in files.items():
        if content is None:
            (root / name).unlink(missing_ok=True)
        else:
            write_atomically(root / name, content)

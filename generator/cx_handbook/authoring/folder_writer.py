"""Write a new folder whole or not at all, into a place where nothing is yet."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cx_handbook.errors import CannotRunError
from cx_handbook.leftovers import is_left_behind, mark_process

_VERSION_CONTROL = ".git"
_UNFINISHED = ".handbook-new."
_NAMED = 5  # of what is in the way; a whole drive would fill the screen


def check_target(folder: Path) -> None:
    """Raise CannotRunError when a new handbook cannot be written here: something is there already.

    An empty repository is empty.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CannotRunError(f"{folder} is a file; name a folder that is empty or not there yet")
    # Named, so that whoever mistyped a folder sees which one it is.
    there = sorted(path.name for path in folder.iterdir() if path.name != _VERSION_CONTROL)
    if there:
        more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
        raise CannotRunError(
            f"{folder} is not empty: it holds {', '.join(there[:_NAMED])}{more}; "
            "name a folder that is empty or not there yet"
        )


def write_folder(folder: Path, files: Mapping[str, bytes], check: Callable[[Path], None]) -> None:
    """Write a new handbook, all of it or nothing.

    It is written beside its place first, and `check` looks at it there; what that raises is passed
    on. Raises CannotRunError when the folder is not empty or the disk refuses.
    """
    check_target(folder)
    # On the same disk, so that what was written is moved by its name alone.
    beside = next(parent for parent in folder.parents if parent.is_dir())
    try:
        with _temporary_folder(beside) as temporary:
            new = temporary / "new"
            for name, content in files.items():
                path = new / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            # Still beside its place: what does not pass is never seen there.
            check(new)
            _move_content(new, folder)
    except OSError as error:
        raise CannotRunError(
            f"cannot write {folder} ({error.strerror}); nothing was written"
        ) from None


@contextmanager
def _temporary_folder(beside: Path) -> Iterator[Path]:
    """Yield a folder that is gone afterwards; those of commands that were killed go first."""
    for left in beside.glob(f"{_UNFINISHED}*"):
        if is_left_behind(left, time.time()):
            shutil.rmtree(left, ignore_errors=True)
    folder = beside / f"{_UNFINISHED}{mark_process()}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _move_content(new: Path, folder: Path) -> None:
    """Move a folder to its place; into one that is there, entry by entry, or back again."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        new.rename(folder)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(new.iterdir()):
            moved.append(entry.rename(folder / entry.name))
    except OSError:
        for entry in moved:
            entry.rename(new / entry.name)
        raise

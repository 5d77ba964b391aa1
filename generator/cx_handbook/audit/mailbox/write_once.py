"""The folder `audits/`: a mailbox in which several machines lay files that are written once.

It may lie on a shared drive. Nobody locks anything: a file is created whole and under a name that
was free, and never changed afterwards.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from cx_handbook.errors import CannotRunError
from cx_handbook.files import create_exclusively, write_atomically
from cx_handbook.leftovers import remove_left_files

FOLDER = "audits"
QUARANTINE, KEYS = "set-aside", "keys"
OWN_FOLDERS = (QUARANTINE, KEYS)
"""Folders in it that are no site's."""
REASON_SUFFIX = ".why.txt"
_LONGEST_WAIT = 2.0  # seconds until an empty file is believed to stay empty
_EVENT_NAME = re.compile(r"[^.]+\.[a-z][a-z_]+-[a-z0-9-]+\.json")


class Placement(NamedTuple):
    """Where a file lies, and whether it was laid there now."""

    path: Path
    is_new: bool


def list_stored_files(root: Path) -> tuple[Path, ...]:
    """Return the files of all stored records and events, ordered by site and name.

    Raises CannotRunError when the folder, or one in it, cannot be read: what lies there would be
    left out without a word.
    """
    folder = root / FOLDER
    if not folder.is_dir():
        if folder.exists() or folder.is_symlink():
            raise CannotRunError(f"{folder} is no folder; move it away, or mend the link")
        return ()
    sites = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    return tuple(
        file for site in sites if site.name not in OWN_FOLDERS for file in walk_folder(site)
    )


def walk_folder(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder by name, without hidden ones, links and reasons.

    Raises CannotRunError for a folder that cannot be read.
    """
    for place, folders, names in os.walk(folder, onerror=_refuse_folder):  # follows no links
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if (
                not name.startswith(".")
                and not name.endswith(REASON_SUFFIX)
                and not path.is_symlink()
            ):
                yield path


def _refuse_folder(error: OSError) -> None:
    """Stop for a folder that cannot be read; one that went away meanwhile is none."""
    if not isinstance(error, FileNotFoundError):
        raise CannotRunError(f"cannot read {error.filename} ({error.strerror})") from None


def is_event_name(name: str) -> bool:
    """Return whether a file of that name holds an event: a record's name has a revision at most."""
    return bool(_EVENT_NAME.fullmatch(name))


def keep_once(name_copy: Callable[[int], Path], content: bytes) -> Placement:
    """Lay a file under the first free name; the same content is kept once.

    `name_copy` returns the name of a copy, counted from 1. Raises CannotRunError when the disk
    refuses.
    """
    copy = 1
    while True:
        path = name_copy(copy)
        # Another machine may take the name at any moment, so only creating it tells.
        if not path.exists() and create_exclusively(path, content):
            return Placement(path, True)
        if has_content(path, content):
            return Placement(path, False)
        copy += 1


def has_content(path: Path, content: bytes) -> bool:
    """Return whether a file holds just this; one that is being written is waited for."""
    end = time.monotonic() + _LONGEST_WAIT
    try:
        # Where there are no links, a name is taken by an empty file first.
        while path.stat().st_size == 0 and content and time.monotonic() < end:
            time.sleep(0.02)
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def quarantine_file(root: Path, file: Path, raw: bytes, reason: str) -> Path | None:
    """Copy a refused file into quarantine, with the reason beside it; return the copy.

    The same content is copied once. A file that could not be read at all is not copied.
    """
    folder = root / FOLDER / QUARANTINE
    if not raw:
        return None
    # A file from quarantine that is refused again stays where it is.
    if file.resolve().is_relative_to(folder.resolve()):
        return file
    path = folder / _name_in_quarantine(file, raw)
    create_exclusively(path, raw)
    write_atomically(path.with_name(path.name + REASON_SUFFIX), f"{reason}\n".encode())
    return path


def _name_in_quarantine(file: Path, raw: bytes) -> str:
    """Return a safe file name: plain characters of the original name, and a hash of the content."""
    # A name from outside may hold anything, path separators included.
    stem, suffix = (re.sub(r"[^a-z0-9]+", "-", part.lower()) for part in (file.stem, file.suffix))
    suffix = suffix.strip("-")[:8]
    name = f"{stem.strip('-')[:60] or 'file'}-{hashlib.sha256(raw).hexdigest()[:12]}"
    return f"{name}.{suffix}" if suffix else name


def remove_unfinished(root: Path, now: float) -> None:
    """Remove what killed commands left half written in it; `now` is in seconds of the epoch."""
    folder = root / FOLDER
    # Drafts as well, whose folder is hidden.
    below = [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    remove_left_files((folder, *below), now)

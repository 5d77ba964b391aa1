"""Notices which files were saved, by what the disk says of them, and waits until they are whole.

Asking the disk a few times a second costs little, and works where a system tells nobody of changes:
on network drives, in containers, in a folder that a cloud keeps in step.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event
from typing import NamedTuple

from cx_handbook.content.file_layout import LEFTOVER

_OFTEN = 0.05  # seconds between two looks, where looking is quick
_RARELY = 0.4  # seconds between two looks, however long one takes
_SHARE = (
    25  # a look at many files costs more: until then, a twenty-fifth of a processor is spent on it
)
_SETTLES = 0.02  # seconds without a change, after which a save counts as done
_PATIENCE = 0.3  # seconds for a file that is empty or gone: an editor may be about to write it
_LONGEST = 2.0  # seconds, then what is there is taken, however often it changes


class FileState(NamedTuple):
    """What the disk says of a file: when it was written, how many bytes it has, and its place."""

    written: int
    size: int
    place: int


Snapshot = dict[str, FileState]


class Watcher:
    """Knows the state of all files in some folders, and tells which have changed since.

    A folder that is not there yet is watched as well. Hidden files are no content, nor is what editors
    leave beside a file.
    """

    def __init__(self, watched: Iterable[Path]) -> None:
        self._wanted = self._watched = tuple(dict.fromkeys(watched))
        self._known = self._look()

    def watch(self, watched: Iterable[Path]) -> None:
        """Watch other files from the next look on; those that are new to it count as known."""
        self._wanted = tuple(dict.fromkeys(watched))

    def wait_for_save(self, stop: Event) -> frozenset[str]:
        """Return the paths of what was saved, came or went; nothing when `stop` is set."""
        pause = _OFTEN
        while not stop.wait(pause):
            began = (
                time.thread_time()
            )  # of a slow disk or a busy machine, nobody should wait longer
            if self._wanted != self._watched:
                self._watched = self._wanted
                self._known = {**self._look(), **self._known}
            seen = self._look()
            if seen != self._known:
                return self._settle(seen, stop)
            pause = min(_RARELY, max(_OFTEN, _SHARE * (time.thread_time() - began)))
        return frozenset()

    def _settle(self, seen: Snapshot, stop: Event) -> frozenset[str]:
        """Look until nothing changes any more and nothing is half written; return what is new."""
        began = time.monotonic()
        while not stop.wait(_SETTLES):
            before, seen = seen, self._look()
            waited = time.monotonic() - began
            is_whole = waited > _PATIENCE or not any(self._list_half_written(seen))
            if (seen == before and is_whole) or waited > _LONGEST:
                break
        changed = _compare_snapshots(self._known, seen)
        self._known = seen
        return changed

    def _list_half_written(self, seen: Snapshot) -> Iterator[str]:
        """Yield files that lost their content: some programs empty or remove a file to write it."""
        for path, known in self._known.items():
            state = seen.get(path)
            if state is None or (known.size and not state.size):
                yield path

    def _look(self) -> Snapshot:
        found: Snapshot = {}
        folders: set[tuple[int, int]] = set()
        for path in self._watched:
            _look_at(str(path), found, folders)
        return found


def _look_at(path: str, found: Snapshot, folders: set[tuple[int, int]]) -> None:
    """Note the state of a file, or of all files in a folder; what cannot be looked at is not there."""
    try:
        state = Path(path).stat()
        if not stat.S_ISDIR(state.st_mode):
            found[path] = FileState(state.st_mtime_ns, state.st_size, state.st_ino)
            return
        # A link may lead round in a circle.
        if (place := (state.st_dev, state.st_ino)) in folders:
            return
        folders.add(place)
        with os.scandir(path) as entries:
            _look_at_entries(entries, found, folders)
    except OSError:
        return


def _look_at_entries(
    entries: Iterable[os.DirEntry[str]], found: Snapshot, folders: set[tuple[int, int]]
) -> None:
    for entry in entries:
        if entry.name.startswith(".") or LEFTOVER.fullmatch(entry.name):
            continue
        if entry.is_dir():
            _look_at(entry.path, found, folders)
        else:
            try:
                state = entry.stat()
            except OSError:  # gone since the folder was read
                continue
            found[entry.path] = FileState(state.st_mtime_ns, state.st_size, state.st_ino)


def _compare_snapshots(before: Snapshot, after: Snapshot) -> frozenset[str]:
    changed = (path for path, state in after.items() if before.get(path) != state)
    return frozenset((*changed, *(before.keys() - after.keys())))

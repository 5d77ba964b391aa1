"""What a killed command left behind: told by the process in its name, and removed once that has ended."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

UNFINISHED_SUFFIX = ".new"
"""How the hidden name of a file ends that is being written."""
GIVEN_UP_AFTER = 24 * 3600
"""Seconds after which nobody writes a file or builds a folder any more."""
_MARK = re.compile(r"\.(?P<machine>[0-9a-f]{6})-(?P<process>[0-9]{1,10})-[0-9a-f]{6}(?:\.new)?")


def mark_process() -> str:
    """Return what the name of something unfinished ends with: the machine, the process, a random part."""
    # Two machines on one shared drive may have the same process ID.
    return f"{_name_machine()}-{os.getpid()}-{os.urandom(3).hex()}"


def is_left_behind(path: Path, now: float) -> bool:
    """Return whether nobody works on something unfinished any more; `now` is in seconds of the epoch.

    A process of this machine is asked for. Of another machine's nothing is known, so only its age
    tells. Raises OSError when it went away.
    """
    found = _MARK.search(path.name)
    if found and found["machine"] == _name_machine() and not _may_run(int(found["process"])):
        return True
    return path.lstat().st_mtime < now - GIVEN_UP_AFTER


def remove_left_files(folders: Iterable[Path], now: float) -> None:
    """Remove the files that killed commands left half written in these folders.

    Nothing is lost with them: a file that was laid in its place has another name.
    """
    for folder in folders:
        for path in folder.glob(f".*{UNFINISHED_SUFFIX}"):
            try:
                if is_left_behind(path, now):
                    path.unlink()
            except OSError:
                continue  # another machine was quicker, or it is not ours


@cache
def _name_machine() -> str:
    # Not by `platform`, which every check would have to import.
    name = os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename
    return sha256(name.encode()).hexdigest()[:6]


def _may_run(process: int) -> bool:
    """Return whether a process of this machine may still be running."""
    if sys.platform == "win32":
        return True  # there, asking with signal 0 would end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # somebody else's
    return True

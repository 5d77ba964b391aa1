"""What killed commands left is told from what somebody works on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cx_handbook.leftovers import GIVEN_UP_AFTER, is_left_behind, mark_process, remove_left_files


def mark_dead_process() -> str:
    """Return the mark of a process of this machine that has ended."""
    code = "from cx_handbook.leftovers import mark_process; print(mark_process())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_only_what_nobody_works_on_is_removed(tmp_path: Path) -> None:
    """A running process keeps its file, a dead one does not; another machine's is kept for a day."""
    ours, dead = (
        tmp_path / f".a.json.{mark}.new" for mark in (mark_process(), mark_dead_process())
    )
    other, old = (tmp_path / f".{name}.json.00000f-7-abcdef.new" for name in ("new", "old"))
    foreign = tmp_path / "a.new"
    for path in (ours, dead, other, old, foreign):
        path.write_bytes(b"half")
    now = time.time()
    os.utime(old, (now, now - GIVEN_UP_AFTER - 1))

    remove_left_files((tmp_path, tmp_path / "not there"), now)

    assert sorted(tmp_path.iterdir()) == sorted((ours, other, foreign))


def test_a_file_that_went_away_is_nobodys(tmp_path: Path) -> None:
    """Whoever asks hears that it is gone."""
    with pytest.raises(FileNotFoundError):
        is_left_behind(tmp_path / f".a.{mark_process()}.new", time.time())

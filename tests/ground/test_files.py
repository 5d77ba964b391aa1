"""A file is written whole or not at all."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cx_handbook.errors import CannotRunError
from cx_handbook.files import create_exclusively, write_atomically

LIMIT = 4096


@contextmanager
def full_disk() -> Iterator[None]:
    """Let the system end every write of this process after so many bytes, as a full disk does."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


def test_a_write_that_fails_half_way_keeps_the_old_file(tmp_path: Path) -> None:
    """What was there stays to the byte, and no half of the new file lies beside it."""
    path = tmp_path / "kept.json"
    path.write_bytes(b"old")

    with pytest.raises(CannotRunError, match=r"^cannot write .*kept\.json \("), full_disk():
        write_atomically(path, b"new" * LIMIT)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_first_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """Where no file was, there is none afterwards."""
    with pytest.raises(CannotRunError), full_disk():
        write_atomically(tmp_path / "never.json", b"new" * LIMIT)

    assert list(tmp_path.iterdir()) == []


def test_nobody_else_may_change_what_people_typed(tmp_path: Path) -> None:
    """Whatever the umask, which decides who may read it."""
    before = os.umask(0)
    try:
        create_exclusively(tmp_path / "record.json", b"{}")
        write_atomically(tmp_path / "draft.json", b"{}", to_disk=True)
    finally:
        os.umask(before)

    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o664}


def test_a_file_is_replaced_and_its_folders_are_made(tmp_path: Path) -> None:
    """Writing twice leaves the second content, wherever the file lies."""
    path = tmp_path / "a" / "b" / "file.txt"

    write_atomically(path, b"first")
    write_atomically(path, b"second")

    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]

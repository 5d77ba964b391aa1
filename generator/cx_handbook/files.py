"""Write a file whole or not at all, so that nobody finds half of one."""

from __future__ import annotations

import os
from pathlib import Path

from cx_handbook.errors import CannotRunError


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there; folders are made as needed.

    Raises CannotRunError when the disk refuses; what was there before stays.
    """
    # The process ID keeps apart two commands that write the same file at once.
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_bytes(content)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise CannotRunError(f"cannot write {path} ({error.strerror})") from None

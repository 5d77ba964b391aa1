"""Write a file whole or not at all, so that nobody finds half of one."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from cx_handbook.errors import CannotRunError
from cx_handbook.leftovers import UNFINISHED_SUFFIX, mark_process

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.ENOENT, errno.EIO)


def write_atomically(path: Path, content: bytes, *, to_disk: bool = False) -> None:
    """Write a file beside its place and move it there; folders are made as needed.

    With `to_disk`, the new content survives a power cut once this returns: for what people typed and
    nothing can make again. Raises CannotRunError when the disk refuses; what was there before stays.
    """
    unfinished = _name_unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            if to_disk:
                _write_to_disk(unfinished, content, 0o666)
            else:
                unfinished.write_bytes(content)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        if to_disk:
            _sync_folder(path.parent)
    except OSError as error:
        raise CannotRunError(f"cannot write {path} ({error.strerror})") from None


def create_exclusively(path: Path, content: bytes, mode: int = 0o666) -> bool:
    """Create a file with all of its content; return False when there is one of that name.

    Of several machines that create one name at once, one succeeds. When this returns, the content
    survives a power cut. Folders are made as needed; `mode` limits who may read the file. Raises
    CannotRunError when the disk refuses.
    """
    unfinished = _name_unfinished(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_to_disk(unfinished, content, mode)
            is_created = _put_in_place(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
        if is_created:
            _sync_folder(path.parent)
    except OSError as error:
        raise CannotRunError(f"cannot write {path} ({error.strerror})") from None
    return is_created


def _name_unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name[:180]}.{mark_process()}{UNFINISHED_SUFFIX}")


def _write_to_disk(path: Path, content: bytes, mode: int) -> None:
    place = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(place, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _put_in_place(unfinished: Path, path: Path) -> bool:
    """Give a finished file its name, unless that is taken. Return whether it got it."""
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        # A network drive may repeat a request of ours whose answer was lost, and find our own link.
        return path.exists() and path.samefile(unfinished)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise
        return _claim_and_replace(unfinished, path)
    return True


def _claim_and_replace(unfinished: Path, path: Path) -> bool:
    """Do the same where there are no links, as on a stick: claim the name, then take it.

    For a moment an empty file stands under the name. A reader takes it for one that is not there yet.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileExistsError:
        return False
    try:
        unfinished.replace(path)
    except OSError:
        path.unlink(missing_ok=True)
        raise
    return True


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut, where the system can."""
    try:
        place = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders, and does this by itself
        return
    try:
        os.fsync(place)
    except OSError as error:
        # Some network drives refuse this for a folder; the content is on the disk already.
        if error.errno in (errno.EIO, errno.ENOSPC):
            raise
    finally:
        os.close(place)

"""What stands for all files below some folders: another one when any of them has other bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from cx_handbook.website.page_keys import NO_KEY


def digest_folders(root: Path, names: Iterable[str], besides: object = None) -> str:
    """Return it for the named files and folders, and for what is told besides; none if one cannot be read."""
    told = sha256(repr(besides).encode())
    try:
        for part in _digest_files(root, names):
            told.update(part)
    except OSError:
        return NO_KEY
    return told.hexdigest()


def _digest_files(root: Path, names: Iterable[str]) -> Iterator[bytes]:
    """Yield the name and the digest of each file below some folders. Raises OSError as reading does."""
    for name in names:
        path = root / name
        alone = [str(path)] if path.exists() else []
        files = sorted(_list_files(path)) if path.is_dir() else alone
        for file in files:
            name = file[len(str(root)) + 1 :].replace(os.sep, "/")
            told = f"\n{name} ".encode("utf-8", "surrogateescape")
            # A path of two thousand files takes longer than their digests.
            with open(file, "rb") as stream:  # noqa: PTH123
                yield told + sha256(stream.read()).digest()


def _list_files(folder: Path) -> Iterator[str]:
    # Links are followed, as MkDocs does.
    for place, _, names in os.walk(folder, followlinks=True):
        yield from (os.path.join(place, name) for name in names)  # noqa: PTH118

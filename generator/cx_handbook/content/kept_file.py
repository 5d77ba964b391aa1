"""A file in `.cache/` that an earlier run left for the next one: whole and of this disk, or not used.

It is never needed: what is missing, damaged, foreign or cannot be written costs only time.
"""

from __future__ import annotations

import contextlib
import os
import stat
from hashlib import sha256
from pathlib import Path as FilePath

from cx_handbook.leftovers import UNFINISHED_SUFFIX, mark_process
from cx_handbook.limits import KEPT_FILE


def read_kept_lines(kept: FilePath, basis: bytes) -> dict[str, str]:
    """Return the lines that were kept, by the key each begins with.

    None of them where the file is damaged, came from elsewhere, or rests on another basis: what has
    to be as it was for the lines to be true.
    """
    try:
        # Asked first: opening a pipe would wait for somebody to write into it.
        if not stat.S_ISREG(kept.stat().st_mode):
            return {}
        with kept.open("rb") as stream:
            found = os.fstat(stream.fileno())
            raw = stream.read(KEPT_FILE) if found.st_size <= KEPT_FILE else b""
            seal, _, body = raw.partition(b"\n")
            if seal != make_seal(found, basis, body):
                return {}
    except OSError:
        return {}
    lines = (line.partition(" ") for line in body.decode().split("\n"))
    return {key: told for key, _, told in lines}


def write_kept_lines(kept: FilePath, basis: bytes, lines: dict[str, str]) -> None:
    """Write lines by their keys, which hold no space; whole, or not at all."""
    body = "\n".join(f"{key} {told}" for key, told in lines.items()).encode()
    # A folder where nobody may write, or a full disk: the next run takes as long as this one.
    with contextlib.suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        unfinished = kept.with_name(f".{kept.name}.{mark_process()}{UNFINISHED_SUFFIX}")
        try:
            with unfinished.open("xb") as stream:
                seal = make_seal(os.fstat(stream.fileno()), basis, body)
                stream.write(b"%s\n%s" % (seal, body))
            unfinished.replace(kept)
        finally:
            unfinished.unlink(missing_ok=True)


def make_seal(place: os.stat_result, basis: bytes, body: bytes) -> bytes:
    """Return the checksum of what is kept, of what it rests on, and of its place on this disk.

    With the place, a file that came along with somebody's copy of the handbook is not believed: it
    could say of a YAML file what does not stand there.
    """
    told = sha256(f"{place.st_dev} {place.st_ino} ".encode())
    told.update(basis)
    told.update(body)
    return told.hexdigest().encode()

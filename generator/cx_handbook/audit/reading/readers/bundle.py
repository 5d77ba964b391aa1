"""Read a zip that a browser exported: `audits.json`, and photographs beside it as files."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.readers.json_file import JsonObject, refuse_file
from cx_handbook.audit.records.record import PHOTO_CHARACTERS

LIST_NAME = "audits.json"
MOST_ENTRIES = 100_000
MOST_TIMES_LARGER = 200  # our lists become 5 to 40 times smaller; a bomb a thousand times
_SMALL_LIST = 10_000_000  # bytes that no list is refused for
_MOST_PICTURE = PHOTO_CHARACTERS * 3 // 4
_SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_ENTRY = re.compile(r"audits\.json|photos/|photos/[0-9a-f]{64}\.(?:jpg|png|webp)")
_DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)


def is_bundle(path: Path) -> bool:
    """Return whether a zip is an export of ours; a workbook is a zip as well."""
    try:
        with ZipFile(path) as archive:
            return LIST_NAME in archive.namelist()
    except _DAMAGE:
        return False


class Bundle:
    """An export that is open for reading. No entry of it is ever written to the disk."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._entries = _check_entries(archive.infolist())

    @contextmanager
    def open_list(self) -> Iterator[IO[bytes]]:
        """Open the list of records and events. Raises UnreadableError while it is read."""
        entry = self._entries[LIST_NAME]
        most = max(_SMALL_LIST, entry.compress_size * MOST_TIMES_LARGER)
        with refuse_damage(), self._archive.open(entry) as stream:
            yield _LimitedStream(stream, most)  # type: ignore[misc]

    def insert_pictures(self, data: JsonObject) -> JsonObject:
        """Return a record as plain data with the pictures that lie beside it.

        One that is not there stays left out. Raises UnreadableError for one that was changed.
        """
        answers = data.get("answers")
        if not isinstance(answers, dict):
            return data
        return {**data, "answers": {name: self._fill_answer(a) for name, a in answers.items()}}

    def _fill_answer(self, answer: Any) -> Any:
        if not isinstance(answer, dict) or not isinstance(answer.get("photos"), list):
            return answer
        return {**answer, "photos": [self._fill_photo(photo) for photo in answer["photos"]]}

    def _fill_photo(self, photo: Any) -> Any:
        if not isinstance(photo, dict) or "data" in photo:
            return photo
        digest, suffix = photo.get("sha256"), _SUFFIXES.get(str(photo.get("type")))
        entry = self._entries.get(f"photos/{digest}.{suffix}")
        if entry is None:
            return photo
        with refuse_damage(), self._archive.open(entry) as stream:
            picture = stream.read(_MOST_PICTURE + 1)
        if len(picture) > _MOST_PICTURE or hashlib.sha256(picture).hexdigest() != digest:
            refuse_file(f"{entry.filename} in the zip is not the picture that its name says")
        rest = {name: value for name, value in photo.items() if name != "sha256"}
        return {**rest, "data": base64.b64encode(picture).decode()}


@contextmanager
def open_bundle(path: Path) -> Iterator[Bundle]:
    """Open an export. Raises UnreadableError when it is damaged or holds what no export of ours has."""
    with refuse_damage(), ZipFile(path) as archive:
        yield Bundle(archive)


@contextmanager
def refuse_damage() -> Iterator[None]:
    """Turn what a damaged archive raises into an UnreadableError."""
    try:
        yield
    except _DAMAGE as error:
        raise UnreadableError(
            "this zip is damaged or cut short; save it again where it was exported"
        ) from error


def _check_entries(entries: list[ZipInfo]) -> dict[str, ZipInfo]:
    """Return entries by name. Raises UnreadableError for any that an export cannot have."""
    if len(entries) > MOST_ENTRIES:
        refuse_file(f"this zip has {len(entries):,} entries", "export fewer audits at once")
    found: dict[str, ZipInfo] = {}
    for entry in entries:
        # Other methods are never used by our export and take much memory; bit 0 says encrypted.
        is_plain = entry.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not entry.flag_bits & 1
        # A second entry of a name is how a harmless file hides another; a path leads elsewhere.
        if not is_plain or not _ENTRY.fullmatch(entry.filename) or entry.filename in found:
            refuse_file("this zip holds something that no export has", "export the audits again")
        found[entry.filename] = entry
    return found


class _LimitedStream:
    """A stream that refuses to give more than so many bytes: the declared size may be false."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left = stream, most

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            refuse_file("unpacked, this zip is far larger than an export of ours")
        return data

"""Take a file that travels apart: a record, an event, a list of both, or a zip with photographs.

A list may have any size. It is read part by part, and a damaged part does not stop the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.importer import detect_file_type, read_file_bytes
from cx_handbook.audit.reading.readers.bundle import is_bundle, open_bundle
from cx_handbook.audit.reading.readers.json_file import JsonObject, parse_object, refuse_file
from cx_handbook.audit.reading.readers.json_list import split_list

_BEGINNING = 1024  # bytes within which a list begins

Complete = Callable[[JsonObject], JsonObject]


@dataclass(frozen=True)
class Part:
    """One record or event of a file, or the whole file where it is no JSON.

    `number` counts the parts of a list from 1; it is 0 for a file that is no list. `data` is what
    the JSON says; `reason` says why a part cannot be read.
    """

    raw: bytes
    number: int = 0
    data: JsonObject | None = None
    reason: str = ""

    @property
    def is_event(self) -> bool:
        """Whether it says that it is an event."""
        return self.data is not None and "event" in self.data


def read_parts(file: Path) -> Iterator[Part]:
    """Yield what a file holds, part by part. A file that cannot be read is one part with a reason."""
    try:
        beginning = _read_beginning(file)
        if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
            with file.open("rb") as stream:
                yield from _read_list(stream, _keep_as_it_is)
        elif beginning.startswith(b"PK\x03\x04") and is_bundle(file):
            with open_bundle(file) as bundle, bundle.open_list() as packed:
                yield from _read_list(packed, bundle.insert_pictures)
        else:
            raw = read_file_bytes(file)
            is_json = detect_file_type(raw) == "record"
            yield from _unwrap(Part(raw, data=parse_object(raw) if is_json else None))
    except UnreadableError as error:
        yield Part(_read_to_copy(file), reason=str(error))


def _read_to_copy(file: Path) -> bytes:
    """Return a file that is set aside; nothing where it cannot be read or is too large for that."""
    try:
        return read_file_bytes(file)
    except UnreadableError:
        return b""


def _read_beginning(file: Path) -> bytes:
    if not file.is_file():  # reading a pipe would never end
        raise UnreadableError("this is not a file; name the file that was filled in")
    try:
        with file.open("rb") as stream:
            return stream.read(_BEGINNING)
    except OSError as error:
        raise UnreadableError(
            f"it cannot be opened ({error.strerror}); close it elsewhere"
        ) from None


def _keep_as_it_is(data: JsonObject) -> JsonObject:
    return data


def _read_list(stream: IO[bytes], complete: Complete) -> Iterator[Part]:
    number = 0
    for number, raw in enumerate(split_list(stream), start=1):
        yield from _unwrap(_read_element(raw, number, complete))
    if not number:
        refuse_file("this file holds no record", "name a file that holds one")


def _read_element(raw: bytes, number: int, complete: Complete) -> Part:
    try:
        return Part(raw, number, complete(parse_object(raw)))
    except UnreadableError as error:
        return Part(raw, number, reason=str(error))


def _unwrap(part: Part) -> Iterator[Part]:
    """Yield a part, or what an export of the command has in it: a record, and events beside it."""
    data: Any = part.data
    if data is None or "format" in data or not isinstance(data.get("record"), dict):
        yield part
        return
    yield Part(part.raw, part.number, data["record"])
    events = data.get("events", ())
    for event in events if isinstance(events, list) else ():
        if isinstance(event, dict):
            yield Part(part.raw, part.number, event)

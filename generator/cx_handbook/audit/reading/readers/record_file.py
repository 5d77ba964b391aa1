"""Read and write audit records. Input is untrusted; output is byte-for-byte reproducible."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from pathlib import PurePosixPath

from pydantic import ValidationError

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.readers.json_file import (
    JsonObject,
    describe_faults,
    parse_object,
    refuse_file,
)
from cx_handbook.audit.records.record import FORMAT, OLDEST_FORMAT, Answer, AuditRecord, Photo
from cx_handbook.audit.records.record_upgrade import upgrade_record
from cx_handbook.text_for_messages import show_name

_NOT_A_RECORD = "this is not an audit record"

_PHOTO_SIGNATURES: dict[str, Callable[[bytes], bool]] = {
    "image/jpeg": lambda raw: raw.startswith(b"\xff\xd8\xff"),
    "image/png": lambda raw: raw.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/webp": lambda raw: raw[:4] == b"RIFF" and raw[8:12] == b"WEBP",
}


def read_record(raw: bytes) -> AuditRecord:
    """Return the record in a file's bytes.

    Raises UnreadableError: what is wrong, and what to do instead.
    """
    # The order matters: sizes and characters are checked before the model sees the data.
    return validate_record(parse_object(raw))


def validate_record(data: JsonObject) -> AuditRecord:
    """Return the record in plain data. Raises as read_record does."""
    _check_format(data)
    data = upgrade_record(data)
    try:
        record = AuditRecord.model_validate(data)
    except ValidationError as error:
        raise UnreadableError(describe_faults(error, AuditRecord, data)) from None
    _check_photos(record)
    # A browser writes an empty answer for a question that was touched and cleared.
    blank = Answer()
    answers = {name: answer for name, answer in record.answers.items() if answer != blank}
    return record.model_copy(update={"answers": answers})


def encode_record(record: AuditRecord) -> bytes:
    """Return the bytes of a record's file: the same for the same record."""
    data = dump_record(record)
    return f"{json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)}\n".encode()


def dump_record(record: AuditRecord) -> JsonObject:
    """Return a record as plain data, without fields that are at their default."""
    return record.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


def build_record_path(record: AuditRecord, copy: int = 1) -> PurePosixPath:
    """Return the path of a record below `audits/`; a second one of that name is copy 2.

    Every part of it was validated as a slug, a date or a reference, so it cannot leave the folder.
    """
    # A reference has no point in it, so no audit's name is that of another one's revision.
    revision = "" if record.revision == 1 else f".r{record.revision}"
    suffix = "" if copy == 1 else f"-{copy}"
    name = f"{record.date.isoformat()}-{record.checklist}-{record.id}{revision}{suffix}.json"
    return PurePosixPath(record.site, name)


def _check_format(data: JsonObject) -> None:
    version = data.get("format")
    if type(version) is not int:
        refuse_file("there is no format number in it", _NOT_A_RECORD)
    if version > FORMAT:
        refuse_file(
            f"this record was written by a newer handbook (format {version}; this one reads "
            f"up to {FORMAT})", "update the handbook, then add it",
        )  # fmt: skip
    if version < OLDEST_FORMAT:
        refuse_file(f"there is no format {version}", _NOT_A_RECORD)


# What the model refuses, and photographs, which it cannot check


def _check_photos(record: AuditRecord) -> None:
    for standard, answer in record.answers.items():
        for photo in answer.photos:
            if wrong := _find_photo_fault(photo):
                refuse_file(f"answers.{standard}.photos: {show_name(photo.name)} {wrong}")


def _find_photo_fault(photo: Photo) -> str | None:
    if photo.data is None:
        return None
    try:
        raw = base64.b64decode(photo.data, validate=True)
    except binascii.Error:
        return "is damaged"
    return None if _PHOTO_SIGNATURES[photo.type](raw) else f"is not {photo.type}"

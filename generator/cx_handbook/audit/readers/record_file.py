"""Read and write audit records. Input is untrusted; output is byte-for-byte reproducible."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, NoReturn

from pydantic import ValidationError

from cx_handbook.audit.filled_sheet import UnreadableError
from cx_handbook.audit.record import FORMAT, OLDEST_FORMAT, Answer, AuditRecord, Photo
from cx_handbook.audit.record_upgrade import upgrade_record
from cx_handbook.content.validation_messages import explain
from cx_handbook.text_for_messages import to_one_line

MOST_BYTES = 64_000_000  # a record with a photo to each of forty questions has about this many
_FAULTS_SHOWN = 5
_BEGINNING = 1024  # bytes within which a list begins
_MOST_DIGITS = 18  # Python would take minutes to convert a number of a million digits
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_AGAIN = "save it again where it was filled in"
_NOT_A_RECORD = "this is not an audit record"

JsonObject = dict[str, Any]

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
    data = _parse_object(raw)
    _check_format(data)
    data = upgrade_record(data)
    try:
        record = AuditRecord.model_validate(data)
    except ValidationError as error:
        raise UnreadableError(_describe_faults(error, data)) from None
    _check_photos(record)
    # A browser writes an empty answer for a question that was touched and cleared.
    blank = Answer()
    answers = {name: answer for name, answer in record.answers.items() if answer != blank}
    return record.model_copy(update={"answers": answers})


def split_records(raw: bytes) -> tuple[bytes, ...]:
    """Return the records in a file's bytes: a browser exports a list of several.

    Raises UnreadableError when the list is damaged or empty.
    """
    if not raw[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        return (raw,)
    records = _parse_json(raw)
    if not records:
        _refuse("this file holds no record", "name a file that holds one")
    return tuple(json.dumps(record).encode() for record in records)


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


# From bytes to data


def _refuse(wrong: str, instead: str = _AGAIN) -> NoReturn:
    raise UnreadableError(f"{wrong}; {instead}")


def refuse_size() -> NoReturn:
    """Raise UnreadableError for a file that is too large."""
    _refuse(f"this file is larger than {MOST_BYTES // 1_000_000} MB", "leave photos out of it")


def _parse_object(raw: bytes) -> JsonObject:
    data = _parse_json(raw)
    if not isinstance(data, dict):
        _refuse("this file holds no record", "name a file that holds one")
    _check_characters(raw, data)
    return data


def _parse_json(raw: bytes) -> Any:
    if len(raw) > MOST_BYTES:
        refuse_size()
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_refuse_duplicates,
            parse_constant=_refuse_constant,
            parse_int=_parse_integer,
        )
    except UnicodeDecodeError:
        _refuse("this file is damaged: it is not UTF-8")
    except RecursionError:
        _refuse("this file is nested too deep", _NOT_A_RECORD)
    except json.JSONDecodeError as error:
        _refuse(f"this file is damaged or cut short: line {error.lineno} is not JSON")


def _check_characters(raw: bytes, data: JsonObject) -> None:
    """Refuse unpaired surrogates: JSON can escape them, but no UTF-8 file can hold them."""
    if not _SURROGATE_ESCAPE.search(raw):
        return
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        _refuse("this file is damaged: a text in it holds half a character")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> JsonObject:
    # A second value of the same name would win in silence.
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        _refuse(f"the field {to_one_line(double)} stands twice")
    return data


def _refuse_constant(name: str) -> NoReturn:
    _refuse(f"{name} is not a number that a record may hold")


def _parse_integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        _refuse(f"a number of {len(digits)} digits is too long")
    return int(digits)


def _check_format(data: JsonObject) -> None:
    version = data.get("format")
    if type(version) is not int:
        _refuse("there is no format number in it", _NOT_A_RECORD)
    if version > FORMAT:
        _refuse(
            f"this record was written by a newer handbook (format {version}; this one reads "
            f"up to {FORMAT})", "update the handbook, then add it",
        )  # fmt: skip
    if version < OLDEST_FORMAT:
        _refuse(f"there is no format {version}", _NOT_A_RECORD)


# What the model refuses, and photographs, which it cannot check


def _describe_faults(error: ValidationError, data: JsonObject) -> str:
    found = [(path, wrong) for path, wrong, _ in explain(error, AuditRecord, data)]
    faults = [
        f"{to_one_line('.'.join(map(str, path)))}: {to_one_line(wrong)}" if path else wrong
        for path, wrong in found[:_FAULTS_SHOWN]
    ]
    if len(found) > _FAULTS_SHOWN:
        faults.append(f"{len(found) - _FAULTS_SHOWN} more of this sort")
    return f"{', '.join(faults)}; {_AGAIN}"


def _check_photos(record: AuditRecord) -> None:
    for standard, answer in record.answers.items():
        for photo in answer.photos:
            if wrong := _find_photo_fault(photo):
                _refuse(f"answers.{standard}.photos: {to_one_line(photo.name)} {wrong}")


def _find_photo_fault(photo: Photo) -> str | None:
    if photo.data is None:
        return None
    try:
        raw = base64.b64decode(photo.data, validate=True)
    except binascii.Error:
        return "is damaged"
    return None if _PHOTO_SIGNATURES[photo.type](raw) else f"is not {photo.type}"

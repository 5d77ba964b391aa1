"""The digest of an audit record: what a later revision and a seal name it by."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cx_handbook.audit.records.record import AuditRecord, Photo


def digest_record(record: AuditRecord) -> str:
    """Return the SHA-256 of a record, in hexadecimal digits: the same on every medium.

    It is that of the record's canonical JSON (sorted names, no spaces, nothing at its default), in
    which the SHA-256 of each photograph stands for its picture. So it stays the same when a
    photograph is moved beside the record, or removed. The scripts compute the same
    (`static/audit/record_digest.js`).
    """
    data = record.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    for answer in data.get("answers", {}).values():
        if "photos" in answer:
            answer["photos"] = [_replace_picture(photo) for photo in answer["photos"]]
    return hashlib.sha256(encode_canonical(data)).hexdigest()


def digest_picture(data: str) -> str:
    """Return the SHA-256 of a picture that is given in base64."""
    return hashlib.sha256(base64.b64decode(data)).hexdigest()


def encode_canonical(data: Any) -> bytes:
    """Return plain data as canonical JSON: sorted names, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _replace_picture(photo: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in photo.items() if name != "data"}
    return {**rest, "sha256": digest_picture(photo["data"])} if "data" in photo else rest


def leave_out_pictures(record: AuditRecord) -> AuditRecord:
    """Return a record with the SHA-256 of each picture in its place; its digest stays the same."""
    answers = {
        name: answer.model_copy(
            update={"photos": tuple(_leave_out_picture(photo) for photo in answer.photos)}
        )
        if answer.photos
        else answer
        for name, answer in record.answers.items()
    }
    return record.model_copy(update={"answers": answers})


def _leave_out_picture(photo: Photo) -> Photo:
    if photo.data is None:
        return photo
    return photo.model_copy(update={"data": None, "sha256": digest_picture(photo.data)})


def count_pictures(record: AuditRecord) -> int:
    """Return how many photographs of a record have their picture in it."""
    return sum(p.data is not None for answer in record.answers.values() for p in answer.photos)

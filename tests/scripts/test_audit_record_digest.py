"""The digest of a record: the script takes it of the same bytes as Python does."""

from __future__ import annotations

import hashlib
import json
from random import Random
from typing import Any

from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.records.record_digest import digest_picture, digest_record
from scripts.test_audit_record_format import draw_record
from support.audit_pages import write_canonical
from support.audit_scripts import load_audit_scripts

TO_TEXTS = """pairs => pairs.map(([record, digests]) =>
    Handbook.audit.recordDigest.toDigestText(record, new Map(digests)))"""


def list_digests(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the SHA-256 of each picture in a record, by its base64."""
    answers = data.get("answers", {}).values()
    photos = [photo for answer in answers for photo in answer.get("photos", [])]
    return [(photo["data"], digest_picture(photo["data"])) for photo in photos if "data" in photo]


def digest_in_script(records: list[AuditRecord]) -> list[str]:
    given = [json.loads(write_canonical(record)) for record in records]
    texts = load_audit_scripts().call(TO_TEXTS, [(data, list_digests(data)) for data in given])
    return [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def test_both_sides_compute_the_same_digest() -> None:
    """Three hundred records with notes, photographs, corrections and draws."""
    chance = Random(12)
    records = [draw_record(chance)[1] for _ in range(300)]

    assert digest_in_script(records) == [digest_record(record) for record in records]


def test_a_picture_that_is_moved_out_changes_no_digest() -> None:
    """Its SHA-256 stands for it either way."""
    chance = Random(3)
    record = next(
        record
        for _, record in (draw_record(chance) for _ in range(100))
        if any(photo.data for answer in record.answers.values() for photo in answer.photos)
    )
    data = json.loads(write_canonical(record))
    for answer in data["answers"].values():
        for photo in answer.get("photos", []):
            if "data" in photo:
                photo["sha256"] = digest_picture(photo.pop("data"))
    moved = AuditRecord.model_validate(data)

    assert digest_in_script([record, moved]) == [digest_record(record)] * 2

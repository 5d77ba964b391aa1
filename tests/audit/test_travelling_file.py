"""Exports of any size are taken part by part; what is no export is refused before it does harm."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from cx_handbook.audit.folder.store import MOST_REFUSED, AuditStore
from cx_handbook.audit.folder.travelling_file import Part, read_parts
from cx_handbook.audit.history.counting import list_rules
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.readers import bundle, json_file
from cx_handbook.audit.reading.readers.json_list import split_list
from cx_handbook.audit.reading.readers.record_file import dump_record
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.content.model import Handbook
from support.audit_records import PNG, a_record, make_test_importer

PICTURE = base64.b64decode(PNG)
DIGEST = hashlib.sha256(PICTURE).hexdigest()
EVENT: dict[str, Any] = {
    "event": "done", "format": 1, "id": "e-1", "audit": "k3x9-2fq7", "checklist": "monthly",
    "site": "harbour", "on": "2026-11-20", "action": "1",
}  # fmt: skip


def split(raw: bytes) -> list[bytes]:
    return list(split_list(io.BytesIO(raw)))


def parts_of(path: Path) -> list[Part]:
    return list(read_parts(path))


def write(path: Path, content: bytes | Any) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


# Lists


def test_a_list_is_split_as_a_parser_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its texts hold, and wherever the parts end in which it is read."""
    texts = ['a"b', "\\", "\\\\", '\\"', "[{,}]", "é\U0001f600", "\n", '\\u005c"', "", "]"]
    draw = random.Random(20261128)
    for size in (1, 2, 3, 7, 1_000):
        monkeypatch.setattr("cx_handbook.audit.reading.readers.json_list._CHUNK", size)
        for _ in range(60):
            data = [
                {draw.choice(texts): [draw.choice(texts), {"x": draw.choice(texts)}, n, None]}
                for n in range(draw.randrange(1, 5))
            ]
            indent = draw.choice((None, 1))
            raw = json.dumps(data, indent=indent, ensure_ascii=draw.random() < 0.5).encode()
            assert [json.loads(one) for one in split(b"\xef\xbb\xbf " + raw + b" \n")] == data


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        (b'[{"a": 1}', "its list does not end"),
        (b'[{"a": "', "its list does not end"),
        (b"[", "its list does not end"),
        (b"", "its list does not end"),
        (b'[{"a": 1}] {"b": 2}', "something stands outside of its list"),
        (b"[1] 2", "something stands outside of its list"),
        (b"[1]]", "something stands outside of its list"),
        (b"[" * 60, "this file is nested too deep"),
    ],
)
def test_a_list_that_is_damaged_is_refused_where_it_is(raw: bytes, wrong: str) -> None:
    """What stands before the damage was given out already."""
    with pytest.raises(UnreadableError, match=wrong):
        split(raw)


def test_an_empty_list_has_no_elements() -> None:
    """Two commas with nothing between them are damage, which the parser of the element names."""
    assert split(b" [ ] ") == []
    assert split(b"[1,,2]") == [b"1", b"", b"2"]


def test_a_list_larger_than_memory_should_be_is_read_in_parts(tmp_path: Path) -> None:
    """Fifty megabytes need a few; the limit of a record holds for each element alone."""
    element = json.dumps({"x": "y" * 100_000}).encode()
    file = tmp_path / "large.json"
    with file.open("wb") as stream:
        stream.write(b"[" + element)
        for _ in range(500):
            stream.write(b"," + element)
        stream.write(b"]")
    tracemalloc.start()
    counted = sum(1 for _ in read_parts(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert counted == 501
    assert peak < 12_000_000


def test_one_element_is_no_larger_than_a_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an end it would fill the memory."""
    monkeypatch.setattr("cx_handbook.audit.reading.readers.json_list.MOST_BYTES", 1_000)
    monkeypatch.setattr(json_file, "MOST_BYTES", 1_000)

    (part,) = parts_of(write(tmp_path / "a.json", b'[{"a": "' + b"x" * 2_000))

    assert part.reason.startswith("this file is larger than ")


def test_records_and_events_travel_together(tmp_path: Path, handbook: Handbook) -> None:
    """An export of the command has the events beside the record; both sorts are taken apart."""
    record = dump_record(a_record(handbook))
    wrapped = {"file": "x", "record": record, "result": {}, "events": [EVENT, EVENT]}
    found = parts_of(write(tmp_path / "a.json", [record, EVENT, wrapped, {"format": 1}]))

    assert [(part.number, part.is_event) for part in found] == [
        (1, False), (2, True), (3, False), (3, True), (3, True), (4, False),
    ]  # fmt: skip
    assert [part.data for part in found[:3]] == [record, EVENT, record]


def test_whole_records_before_the_damage_are_added(tmp_path: Path, handbook: Handbook) -> None:
    """A download that was cut short gives what it has; the rest is refused in a sentence."""
    records = [dump_record(a_record(handbook, id=f"a-{n}")) for n in range(3)]
    raw = json.dumps(records).encode()
    file = write(tmp_path / "cut.json", raw[:-200])

    results = list(AuditStore(tmp_path, make_test_importer(handbook)).add_file(file))

    assert [result.outcome for result in results] == ["added", "added", "refused"]
    assert results[2].reason == (
        "this file is damaged or cut short: its list does not end; "
        "save it again where it was filled in"
    )


def test_what_was_added_from_an_export_does_not_stay_in_memory(
    tmp_path: Path, handbook: Handbook
) -> None:
    """Of each record a few kilobytes, whatever was answered in it: an export has tens of thousands."""
    answers = {
        "SO-02": {"answer": "met", "note": "x" * 4_000},
        "OF-01": {"answer": "grade", "grade": 8},
    }
    records = [
        dump_record(
            a_record(
                handbook, id=f"a-{n}", date=f"2025-{n % 12 + 1:02}-{n // 12 % 28 + 1:02}",
                period=None, answers={**answers, "CB-01": {"note": "y" * 4_000}}, draws={},
            )
        )
        for n in range(80)
    ]  # fmt: skip
    export = write(tmp_path / "export.json", records)
    store = AuditStore(tmp_path, make_test_importer(handbook), list_rules(handbook))

    tracemalloc.start()
    grown = [tracemalloc.get_traced_memory()[0] for _ in store.add_file(export)]
    assert list(store.find_late_conflicts()) == []
    tracemalloc.stop()

    assert len(grown) == len(records)
    half = len(grown) // 2
    assert (grown[-1] - grown[half]) / half < 7_000


def test_a_list_of_rubbish_is_left_after_a_hundred_parts(
    tmp_path: Path, handbook: Handbook
) -> None:
    """Nobody waits for twenty million refusals."""
    file = write(tmp_path / "rubbish.json", b"[" + b"{}," * 100_000 + b"{}]")

    results = list(AuditStore(tmp_path, make_test_importer(handbook)).add_file(file))

    assert len(results) == MOST_REFUSED + 2
    assert "the rest was left out" in results[-1].reason


# Zips


def pack(path: Path, entries: dict[str, bytes], **more: Any) -> Path:
    with zipfile.ZipFile(path, "w", **more) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def without_picture(handbook: Handbook) -> dict[str, Any]:
    data = dump_record(a_record(handbook))
    (photo,) = data["answers"]["SO-02"]["photos"]
    del photo["data"]
    photo["sha256"] = DIGEST
    return data


def test_a_zip_brings_the_pictures_beside_the_records(tmp_path: Path, handbook: Handbook) -> None:
    """In the folder they are in the record again; its digest is the same with and without."""
    content = {
        "audits.json": json.dumps([without_picture(handbook), EVENT]).encode(),
        f"photos/{DIGEST}.png": PICTURE,
    }
    file = pack(tmp_path / "audits.zip", content, compression=zipfile.ZIP_DEFLATED)
    results = list(AuditStore(tmp_path, make_test_importer(handbook)).add_file(file))

    assert [result.outcome for result in results] == ["added", "added"]
    assert results[0].audit is not None
    assert results[0].audit.record == a_record(handbook)


def test_a_picture_that_is_not_there_stays_left_out(tmp_path: Path, handbook: Handbook) -> None:
    """Its SHA-256 says which it was."""
    file = pack(
        tmp_path / "a.zip", {"audits.json": json.dumps([without_picture(handbook)]).encode()}
    )
    (result,) = AuditStore(tmp_path, make_test_importer(handbook)).add_file(file)

    assert result.audit is not None
    (photo,) = result.audit.record.answers["SO-02"].photos
    assert (photo.data, photo.sha256) == (None, DIGEST)
    assert digest_record(result.audit.record) == digest_record(a_record(handbook))


def test_a_record_that_has_its_pictures_later_keeps_both_and_counts_once(
    tmp_path: Path, handbook: Handbook
) -> None:
    """The pictures are worth keeping, and the same record is no conflict."""
    bare = write(tmp_path / "bare.json", without_picture(handbook))
    whole = write(tmp_path / "whole.json", dump_record(a_record(handbook)))
    store = AuditStore(tmp_path, make_test_importer(handbook))
    results = [result for file in (bare, whole, bare) for result in store.add_file(file)]

    assert [result.outcome for result in results] == ["added", "added", "known"]
    assert results[1].others == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../../evil.json", b"{}"),
        ("/etc/passwd", b"x"),
        ("photos/../../x.png", b"x"),
        (f"photos/{DIGEST}.svg", b"<svg/>"),
        ("photos/evil.png", b"x"),
        ("notes.txt", b"x"),
    ],
)
def test_a_zip_with_anything_else_in_it_is_refused(
    tmp_path: Path, handbook: Handbook, name: str, content: bytes
) -> None:
    """No path is ever followed, and nothing is unpacked to the disk."""
    inner = json.dumps([dump_record(a_record(handbook))]).encode()
    file = pack(tmp_path / "in.zip", {"audits.json": inner, name: content})
    (result,) = AuditStore(tmp_path / "hb", make_test_importer(handbook)).add_file(file)

    assert result.reason == ("this zip holds something that no export has; export the audits again")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["hb", "in.zip"]


def test_a_second_entry_of_a_name_is_refused(tmp_path: Path) -> None:
    """It is how a harmless file hides another."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("audits.json", "[]")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("audits.json", "[{}]")

    (part,) = parts_of(tmp_path / "a.zip")

    assert part.reason.startswith("this zip holds something that no export has")


def test_a_picture_that_was_changed_is_refused(tmp_path: Path, handbook: Handbook) -> None:
    """The record says which picture it was; the other records of the zip are added."""
    other = dump_record(a_record(handbook, id="other-1"))
    content = {
        "audits.json": json.dumps([without_picture(handbook), other]).encode(),
        f"photos/{DIGEST}.png": PICTURE + b"x",
    }
    results = list(
        AuditStore(tmp_path, make_test_importer(handbook)).add_file(
            pack(tmp_path / "a.zip", content)
        )
    )

    assert [result.outcome for result in results] == ["refused", "added"]
    assert results[0].reason.startswith(
        f"record 1: photos/{DIGEST}.png in the zip is not the picture that its name says"
    )


@pytest.mark.parametrize("filling", [b" " * 40_000_000, b'{"a":"' + b"x" * 40_000_000])
def test_a_zip_that_unpacks_to_far_more_is_refused(tmp_path: Path, filling: bytes) -> None:
    """A list becomes at most forty times smaller; a bomb a thousand times."""
    file = pack(
        tmp_path / "bomb.zip", {"audits.json": b"[" + filling}, compression=zipfile.ZIP_DEFLATED
    )
    assert file.stat().st_size < 60_000
    tracemalloc.start()
    (part,) = parts_of(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert part.reason == (
        "unpacked, this zip is far larger than an export of ours; "
        "save it again where it was filled in"
    )
    assert peak < 45_000_000


def test_a_picture_that_unpacks_to_far_more_is_refused(tmp_path: Path, handbook: Handbook) -> None:
    """The limit of a photograph is on what really comes out."""
    content = {
        "audits.json": json.dumps([without_picture(handbook)]).encode(),
        f"photos/{DIGEST}.png": b"\0" * 50_000_000,
    }
    file = pack(tmp_path / "bomb.zip", content, compression=zipfile.ZIP_DEFLATED)
    tracemalloc.start()
    (part,) = parts_of(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "is not the picture that its name says" in part.reason
    assert peak < 10_000_000


def test_a_zip_that_was_flipped_or_cut_anywhere_never_breaks_the_command(
    tmp_path: Path, handbook: Handbook
) -> None:
    """It is refused in a sentence, or what is whole in it is read."""
    records = [without_picture(handbook), dump_record(a_record(handbook, id="other-1"))]
    content = {"audits.json": json.dumps(records).encode(), f"photos/{DIGEST}.png": PICTURE}
    whole = pack(tmp_path / "a.zip", content, compression=zipfile.ZIP_DEFLATED).read_bytes()
    draw = random.Random(20261128)
    for _ in range(1_500):
        raw = bytearray(whole)
        for _ in range(draw.choice((1, 1, 3))):
            raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
        if draw.random() < 0.2:
            del raw[draw.randrange(len(raw)) :]
        for part in parts_of(write(tmp_path / "b.zip", bytes(raw))):
            assert part.data is not None or part.reason or part.raw


def test_a_workbook_is_no_export(tmp_path: Path) -> None:
    """Both are zips; an export is known by its list."""
    workbook = pack(tmp_path / "a.xlsx", {"xl/workbook.xml": b"<x/>"})
    export = pack(tmp_path / "a.zip", {bundle.LIST_NAME: b"[]"})

    assert (bundle.is_bundle(workbook), bundle.is_bundle(export)) == (False, True)

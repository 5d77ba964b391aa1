"""Record files are written the same way each time and read as if an enemy had written them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.readers import json_file
from cx_handbook.audit.reading.readers.record_file import (
    build_record_path,
    encode_record,
    read_record,
)
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.authoring.json_schema import generate_schemas
from cx_handbook.content.model import Handbook
from support.audit_records import a_record, a_revision
from support.project import CASES

CASES = CASES / "records"
AGAIN = "save it again where it was filled in"


@pytest.fixture(scope="module")
def whole(handbook: Handbook) -> bytes:
    return encode_record(a_record(handbook))


def refusal(raw: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_record(raw)
    return str(caught.value)


def changed(raw: bytes, **fields: Any) -> bytes:
    return json.dumps({**json.loads(raw), **fields}).encode()


def test_a_record_comes_back_as_it_was_written(handbook: Handbook, whole: bytes) -> None:
    """Reading what was written gives the same record, and writing it again the same bytes."""
    assert read_record(whole) == a_record(handbook)
    assert encode_record(read_record(whole)) == whole
    assert whole.endswith(b"}\n")


def test_the_schema_describes_what_is_written(whole: bytes) -> None:
    """A record that is written follows the published schema."""
    schema = json.loads(generate_schemas()["schemas/audit.schema.json"])

    Draft202012Validator(schema).validate(json.loads(whole))


def test_order_and_blank_answers_make_no_difference(handbook: Handbook, whole: bytes) -> None:
    """The order of fields, a byte order mark and empty answers do not change the record."""
    data = json.loads(whole)
    data["answers"] = dict(reversed(data["answers"].items()))
    data = dict(reversed(data.items()))
    bare = a_record(handbook, answers={})

    assert encode_record(read_record(b"\xef\xbb\xbf" + json.dumps(data).encode())) == whole
    assert read_record(changed(encode_record(bare), answers={"CB-01": {}})) == bare


def test_a_record_lies_below_its_site(handbook: Handbook) -> None:
    """Its name says when, which checklist and which audit; a second one says so."""
    record = a_record(handbook)

    assert build_record_path(record).as_posix() == "harbour/2026-11-03-monthly-k3x9-2fq7.json"
    assert build_record_path(record, 2).as_posix() == "harbour/2026-11-03-monthly-k3x9-2fq7-2.json"


def test_a_later_revision_lies_beside_the_first(handbook: Handbook) -> None:
    """Its name says which revision it is, so no revision takes the place of another."""
    record = a_revision(a_record(handbook))

    assert build_record_path(record).as_posix() == "harbour/2026-11-03-monthly-k3x9-2fq7.r2.json"
    assert build_record_path(record, 2).name == "2026-11-03-monthly-k3x9-2fq7.r2-2.json"


UPGRADES = sorted((CASES / "upgraded").glob("*.json"))


@pytest.mark.parametrize("path", UPGRADES, ids=lambda path: path.stem)
def test_a_record_of_format_1_becomes_one_of_today(path: Path) -> None:
    """Each case is a file as an earlier handbook wrote it, and what is kept of it."""
    case = json.loads(path.read_text("utf-8"))

    record = read_record(json.dumps(case["format_1"]).encode())

    assert json.loads(encode_record(record)) == case["today"]


CASE_FILES = sorted(CASES.glob("*.json"))


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_what_is_no_record_is_refused_in_a_sentence(path: Path, whole: bytes) -> None:
    """Each case changes fields of a record that is right and names the whole refusal."""
    case = json.loads(path.read_text("utf-8"))
    data = json.loads(whole)
    data.update(case.get("fields", {}))
    for name in case.get("without", []):
        del data[name]

    assert refusal(json.dumps(data).encode()) == case["refused"]


def test_there_are_cases_of_refused_records() -> None:
    """The folder of cases is not empty by mistake."""
    assert len(CASE_FILES) >= 20


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "this file is damaged or cut short: line 1 is not JSON"),
        (b'{"format": 1, "format": 1}', "the field format stands twice"),
        (b'{"a": {"\\u001b[31m": 1, "\\u001b[31m": 2}}', "the field <U+001B>[31m stands twice"),
        (b'{"format": NaN}', "NaN is not a number that a record may hold"),
        (b'{"format": -Infinity}', "-Infinity is not a number that a record may hold"),
        (b'{"format": ' + b"9" * 5000 + b"}", "a number of 5000 digits is too long"),
        (b'{"format": "\xff"}', "this file is damaged: it is not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(raw: bytes, said: str) -> None:
    """JSON has no duplicate keys, no NaN, no endless numbers, and is UTF-8."""
    assert refusal(raw) == f"{said}; {AGAIN}"


@pytest.mark.parametrize("raw", [b"[" * 200_000, b'{"a":' * 200_000, b"[]", b"3", b'"text"'])
def test_what_is_no_record_at_all_is_refused(raw: bytes) -> None:
    """Nesting without end and other JSON are no records; the interpreter's stack is safe."""
    assert refusal(raw) in (
        "this file is nested too deep; this is not an audit record",
        "this file holds no record; name a file that holds one",
    )


def test_a_record_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is checked before anything is decoded."""
    monkeypatch.setattr(json_file, "MOST_BYTES", 1_000_000)

    assert refusal(b"\xff" * 1_000_001) == ("this file is larger than 1 MB; leave photos out of it")


def test_every_prefix_of_a_record_is_refused(whole: bytes) -> None:
    """A record that was cut short anywhere is never taken for a whole one."""
    for length in range(len(whole) - 2):
        refusal(whole[:length])

    assert read_record(whole[:-1]) == read_record(whole)  # only the line's end is missing


def test_a_flipped_byte_is_refused_or_is_another_valid_record(whole: bytes) -> None:
    """After any flipped byte, the file is refused with a reason or read as exactly what it says.

    A flip inside a free text or a number may give another valid record, and no format without a
    checksum could tell; but then every value in the file is in the record and the other way round.
    """
    draw = random.Random(20261124)
    read = 0
    for _ in range(10_000):
        raw = bytearray(whole)
        for _ in range(draw.choice((1, 1, 1, 2, 5))):
            raw[draw.randrange(len(raw))] ^= 1 << draw.randrange(8)
        record = read_or_refused(bytes(raw))
        if record is None:
            continue
        read += 1
        assert leaves(json.loads(encode_record(record))) == leaves(json.loads(bytes(raw)))

    assert 0 < read < 10_000


def read_or_refused(raw: bytes) -> AuditRecord | None:
    """Return the record, or None when it was refused as it should be: in one printable sentence."""
    try:
        return read_record(raw)
    except UnreadableError as error:
        said = str(error)
    assert "; " in said
    assert said.isprintable()
    return None


def leaves(value: Any) -> Any:
    """Return JSON data with texts as a record keeps them: without spaces around."""
    if isinstance(value, dict):
        return {key: leaves(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [leaves(inner) for inner in value]
    return value.strip() if isinstance(value, str) else value


def test_a_hostile_value_anywhere_is_refused_in_a_sentence(whole: bytes) -> None:
    """Any value in place of any field gives a record or a reason, never a traceback."""
    values: list[Any] = [
        None, True, -1, 10**17, 1.5, 1e308, "", " ", "../../x", "/etc/passwd", "\x00", "\ud800",
        "x" * 5000, [], [[]], [None], {}, {"a": {}}, {"\ud800": "\ud800"}, [{"answer": 1}],
        "=1+1", "2026-02-30", "9999-12-31", "CON", "a" * 61,
    ]  # fmt: skip
    data = json.loads(whole)
    for path in list(paths(data)):
        for value in values:
            raw = json.dumps(replaced(data, path, value)).encode()
            if record := read_or_refused(raw):
                assert ".." not in build_record_path(record).parts
                assert len(build_record_path(record).parts) == 2


def paths(value: Any, path: tuple[Any, ...] = ()) -> Any:
    if path:
        yield path
    if not isinstance(value, dict | list):
        return
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        yield from paths(below, (*path, key))


def replaced(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = data.copy()
    copy[path[0]] = replaced(data[path[0]], path[1:], value)
    return copy

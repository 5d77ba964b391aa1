"""The check of records in JavaScript: it takes and refuses the same files as the one in Python."""

from __future__ import annotations

import base64
import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.readers.record_file import encode_record, read_record
from cx_handbook.content.model import Handbook
from support.audit_records import a_record
from support.audit_scripts import load_audit_scripts
from support.project import CASES
from support.v8 import JSEvalException

CASE_FILES = sorted((CASES / "records").glob("*.json"))
READ_TEXT = "Handbook.audit.recordCheck.readText"
CHECK = """(schema, data) =>
    new Handbook.audit.schemaCheck.SchemaChecker(schema, {}, {}).checkData(data)"""

Data = dict[str, Any]


LIFE: Data = {
    "revision": 2, "replaces": "0" * 64, "changed_after_result": 1,
    "changes": [{"revision": 2, "on": "2026-11-20", "by": "Mia", "why": "Counted again.", "what": ["CB-01"]}],
    "draws": {"CB-01": {
        "seed": "harbour", "of": 143, "drawn": ["T-9", "T-2"], "log": "calls.csv", "log_digest": "1" * 64,
        "replaced": [{"case": "T-9", "by": "T-5", "why": "A test call."}],
    }},
    "taken_over": {"CB-02": ["a-1"]}, "device": {"device": "d-1", "number": 3},
}  # fmt: skip


@pytest.fixture(scope="module")
def record(handbook: Handbook) -> Data:
    """Return a record in its first revision, as plain data."""
    data: Data = json.loads(encode_record(a_record(handbook)))
    return data


@pytest.fixture(scope="module")
def full_record(handbook: Handbook) -> Data:
    """Return a record with something in every field, as plain data."""
    data: Data = json.loads(encode_record(a_record(handbook, **LIFE)))
    return data


def is_taken_in_python(text: str) -> bool:
    try:
        read_record(text.encode("utf-8", "surrogatepass"))
    except UnreadableError:
        return False
    return True


def are_taken_in_script(texts: list[str]) -> list[bool]:
    read_all = f"""texts => texts.map(text => {{
        const {{ records, refusals }} = {READ_TEXT}(text);
        if (records.length + refusals.length !== 1 || refusals.includes("")) {{
            throw new Error("neither taken nor refused: " + text);
        }}
        return records.length === 1;
    }})"""
    taken: list[bool] = load_audit_scripts().call(read_all, texts)
    return taken


def refuse_in_script(text: str) -> list[str]:
    refusals: list[str] = load_audit_scripts().call(READ_TEXT, text)["refusals"]
    return refusals


# Whole sentences


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.stem)
def test_what_is_no_record_is_refused_in_a_sentence(path: Path, record: Data) -> None:
    """Each case that Python refuses; `refused_by_script` is what the page says about it."""
    case = json.loads(path.read_text("utf-8"))
    data = {**record, **case.get("fields", {})}
    for name in case.get("without", []):
        del data[name]

    assert refuse_in_script(json.dumps(data)) == [case["refused_by_script"]]


def test_a_record_that_is_right_is_taken_as_it_is(record: Data) -> None:
    """Nothing in it is changed, and a field that holds nothing is as good as none."""
    blank = {**record, "auditor": None, "start": None, "period": None}
    for data in (record, blank):
        read = load_audit_scripts().call(READ_TEXT, json.dumps(data))
        assert read == {"records": [data], "events": [], "refusals": []}


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "this file is damaged, or no audit record at all"),
        ("[" * 100_000, "this file is damaged, or no audit record at all"),
        ("[" * 2000 + "]" * 2000, "this is not an audit record"),
        ('{"format": NaN}', "this file is damaged, or no audit record at all"),
        ("null", "this is not an audit record"),
        ("[3]", "this is not an audit record"),
        ('{"format": 1, "format": 1}', "a field in this file stands twice"),
        (f'{{"note": "{chr(92)}n{chr(92)}":"}}', "this is not an audit record of format 1 or 2"),
    ],
    ids=[
        "nothing", "never-closed", "nested", "not-a-number", "null", "number", "twice", "quoted-colon",
    ],
)  # fmt: skip
def test_what_is_no_data_of_a_record_is_refused(text: str, refusal: str) -> None:
    """Whatever JSON it is, or none."""
    assert refuse_in_script(text) == [refusal]


def test_one_record_that_is_refused_does_not_hold_up_the_others(record: Data) -> None:
    """The reason names its place in the list."""
    bad = {**record, "answers": {"CB-01": {"answer": "grade", "grade": 8.0}}}
    read = load_audit_scripts().call(READ_TEXT, json.dumps([record, bad, record]))

    assert read["records"] == [record, record]
    assert read["refusals"] == [
        "Record 2: answers.CB-01.grade: this is not a whole number from 0 to 10"
    ]


def test_a_list_that_is_too_long_is_refused() -> None:
    """A page that checks too many at once would stand still."""
    assert refuse_in_script(json.dumps([{}] * 20_001)) == [
        "this file holds more than 20000 records"
    ]


def test_a_text_without_end_is_refused_without_an_error(record: Data) -> None:
    """A text of two million escapes is too long, and nothing worse."""
    text = json.dumps({**record, "auditor": "\n" * 1_000_000 + '"' * 1_000_000 + "."})

    assert refuse_in_script(text) == ["auditor: this is longer than 200 characters"]


def test_a_record_of_format_1_is_read_and_upgraded(record: Data) -> None:
    """It is finished and in its first revision; its actions get the numbers of their places."""
    old = {name: value for name, value in record.items() if name not in (*LIFE, "state")}
    old |= {"format": 1, "actions": [{"what": "Mend it"}, {"what": "Tell them"}]}
    read = load_audit_scripts().call(READ_TEXT, json.dumps(old))["records"]
    numbered = [{"number": 1, "what": "Mend it"}, {"number": 2, "what": "Tell them"}]

    assert read == [{**old, "format": 2, "state": "finished", "actions": numbered}]
    assert is_taken_in_python(json.dumps(old))


# The schema


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "minProperties": 1},
        {"type": "object", "properties": {"a": {"type": "number"}}},
        {"type": "object", "properties": {"a": {"type": "string", "format": "email"}}},
        {"type": "object", "additionalProperties": {"type": "string"}},
        {"type": "array", "items": {"type": "string", "not": "x"}},
        {"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}},
        {"$defs": {"A": {"type": "object", "not": {}}}, "$ref": "#/$defs/A"},
        {"$defs": {"A": {"type": "string"}}, "$ref": "#/$defs/A", "maxLength": 3},
    ],
    ids=["keyword", "type", "format", "additional", "not", "any-of", "in-definition", "beside-ref"],
)  # fmt: skip
def test_a_schema_that_cannot_be_checked_stops_the_script(schema: Data) -> None:
    """A keyword that a new field brings along is either checked or noticed at once."""
    with pytest.raises(JSEvalException, match="this part of a schema cannot be checked"):
        load_audit_scripts().call(CHECK, schema, {})


def test_the_schema_of_a_record_is_checked_in_every_keyword() -> None:
    """It loads; the scripts would not be there otherwise."""
    assert (
        load_audit_scripts().call("() => typeof Handbook.audit.recordCheck.readFile") == "function"
    )


# The same verdict as Python

VALUES = (
    None, True, False, -1, 0, 1, 10, 11, 99_999, 100_000, 10**17, 1.0, 1.5, 1e308, "", " ", "\ufeff",
    "\u2003x\x85", "\x1c", "../../x", "/etc/passwd", "\x00", "\ud800", "\U0001f600", "x" * 200,
    "x" * 201, "x" * 4000, " " + "x" * 4000, "x" * 4001, "\U0001f600" * 200, "a" * 40, "a" * 41, "a" * 60,
    "a" * 61, "a-b", "a--b", "A", "f" * 64, "CB-01", "CB-1", "CB-001\n", "09:30", "24:00", "2026-02-28",
    "2026-02-29", "2024-02-29", "2026-02-30", "1899-12-31", "1900-01-01", "2199-12-31", "2200-01-01",
    "02026-01-01", "2026-1-1", "met", "not_met", "count", "grade", "not_applicable", "image/webp",
    "image/png", "image/jpeg", "AAAA", "AAA=", "AA==", "A===", "AAA", "/9j/", "/9j/4A==", "iVBORw0KGgo=",
    "iVBORw0KGgs=", "UklGRgAAAABXRUJQ", "UklGRv///wBXRUJQ", "UklGRgAAAABXRUJR", [], [[]], [None], {},
    {"a": {}}, {"\ud800": "\ud800"}, [{"answer": 1}], {"answer": "met"}, {"answer": "count", "k": 1, "n": 2},
    {"answer": "grade", "grade": 3}, {"answer": "count", "k": 1, "n": 2, "grade": None}, {"what": "x"},
    {"first": "2026-01-01", "last": "2025-01-01"},
)  # fmt: skip
NAMES = (
    "format", "id", "form", "checklist", "site", "date", "auditor", "start", "end", "period", "answers",
    "actions", "oddities", "answer", "k", "n", "cases", "grade", "note", "unread", "photos", "name", "type",
    "data", "standard", "what", "who", "by", "first", "last", "state", "revision", "replaces", "changes",
    "draws", "taken_over", "device", "number", "sha256", "changed_after_result", "CB-02",
    "ABCD-999", "toString",
    "__proto__", "",
)  # fmt: skip


def list_paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value within a record, the record's own left out."""
    if isinstance(value, dict | list):
        members = value.items() if isinstance(value, dict) else enumerate(value)
        below = [inner for key, one in members for inner in list_paths(one, (*path, key))]
    else:
        below = []
    return [path, *below] if path else below


def find_holder(data: Any, path: tuple[Any, ...]) -> Any:
    """Return the object or the list that holds the value at a path."""
    for key in path[:-1]:
        data = data[key]
    return data


def mutate(chance: random.Random, text: str) -> str:
    """Return a record in which up to three values were replaced, added, left out or swapped.

    Drawn without hypothesis, which takes three times as long as both checks.
    """
    data: Data = json.loads(text)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice(list_paths(data))
        holder, last = find_holder(data, path), path[-1]
        value = copy.deepcopy(draw_value(chance))
        match chance.choice(["replace", "replace", "add", "remove", "swap"]):
            case "replace":
                holder[last] = value
            case "remove":
                del holder[last]
            case "swap":
                holder[last] = copy.deepcopy(chance.choice(list(data.values())))
            case _ if isinstance(holder, dict):
                holder[chance.choice(NAMES)] = value
            case _:
                holder.append(value)
    return json.dumps(data)


def draw_value(chance: random.Random) -> Any:
    """Return a value of the list above, a short text of any characters, or a whole number of any size."""
    kind = chance.randrange(3)
    if kind == 0:
        return chance.choice(VALUES)
    if kind == 1:
        ranges = [(0, 0x7F), (0x80, 0x24FF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF)]
        return "".join(
            chr(chance.randint(*chance.choice(ranges))) for _ in range(chance.randrange(6))
        )
    return chance.choice([-1, 1]) * chance.getrandbits(chance.choice([1, 4, 8, 32, 64, 128]))


def test_mutated_records_have_the_same_verdict(full_record: Data) -> None:
    """Thousands of records with wrong values, names and types: taken by both, or by none."""
    chance, whole = random.Random(7), json.dumps(full_record)
    texts = [mutate(chance, whole) for _ in range(4000)]

    found = are_taken_in_script(texts)
    for text, taken in zip(texts, found, strict=True):
        assert taken == is_taken_in_python(text), text
    assert 300 < sum(found) < len(texts) - 300


def test_every_value_in_every_place_has_the_same_verdict(full_record: Data) -> None:
    """Each value of the list above, in place of each value of a record."""
    texts = []
    for path in list_paths(full_record):
        holder, last = find_holder(full_record, path), path[-1]
        whole = holder[last]
        for value in VALUES:
            holder[last] = value
            texts.append(json.dumps(full_record))
        holder[last] = whole

    found = are_taken_in_script(texts)
    for text, taken in zip(texts, found, strict=True):
        assert taken == is_taken_in_python(text), text
    assert 500 < sum(found) < len(texts) - 500


PICTURES = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\r",
    "image/webp": b"RIFF\x24\x00\xf9\x00WEBPVP8 ",
}


@pytest.mark.parametrize("media_type", PICTURES)
def test_pictures_are_told_by_their_first_bytes(record: Data, media_type: str) -> None:
    """Every value of every byte at the beginning, and every length."""
    whole = PICTURES[media_type]
    pictures = [whole[:length] for length in range(1, len(whole))]
    for place in range(len(whole)):
        pictures += [whole[:place] + bytes([value]) + whole[place + 1 :] for value in range(256)]
    texts = []
    for picture in pictures:
        photo = {"name": "a", "type": media_type, "data": base64.b64encode(picture).decode()}
        texts.append(json.dumps({**record, "answers": {"CB-01": {"photos": [photo]}}}))
    found = are_taken_in_script(texts)

    assert found == [is_taken_in_python(text) for text in texts]
    assert 256 < sum(found) < len(texts)


def test_cut_and_damaged_files_have_the_same_verdict(record: Data) -> None:
    """Each prefix and two thousand byte flips; what is not UTF-8 never comes this far."""
    whole = json.dumps(record, ensure_ascii=False).encode()
    chance = random.Random(4)
    damaged = [whole[:length] for length in range(len(whole))]
    for _ in range(2000):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        damaged.append(bytes(flipped))
    texts = [text for raw in damaged if (text := decode_text(raw)) is not None]

    found = are_taken_in_script(texts)
    for text, taken in zip(texts, found, strict=True):
        assert taken == is_taken_in_python(text), text
    assert sum(found) > 100


def decode_text(raw: bytes) -> str | None:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return None

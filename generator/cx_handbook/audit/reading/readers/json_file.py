"""Read JSON that somebody else wrote, within limits, and say in a sentence what is wrong with it."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from pydantic import BaseModel, ValidationError

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.content.validation_messages import explain
from cx_handbook.text_for_messages import show_name

MOST_BYTES = 64_000_000  # a record with a photo to each of forty questions has about this many
MOST_SIGNS = 200_000
"""Brackets, braces and commas of one record; the largest of ours has some ten thousand."""
_SIGNS = (b"{", b"[", b",")
_MOST_EXPLAINED = 1_000  # faults of one file; each costs as much time as reading it
AGAIN = "save it again where it was filled in"
_FAULTS_SHOWN = 5
_MOST_DIGITS = 18  # Python would take minutes to convert a number of a million digits
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")

JsonObject = dict[str, Any]


def refuse_file(wrong: str, instead: str = AGAIN) -> NoReturn:
    """Raise UnreadableError: what is wrong, and what to do instead."""
    raise UnreadableError(f"{wrong}; {instead}")


def refuse_size() -> NoReturn:
    """Raise UnreadableError for a file that is too large."""
    refuse_file(f"this file is larger than {MOST_BYTES // 1_000_000} MB", "leave photos out of it")


def parse_object(raw: bytes) -> JsonObject:
    """Return the JSON object in a file's bytes. Raises UnreadableError with the reason."""
    data = parse_json(raw)
    if not isinstance(data, dict):
        refuse_file("this file holds no record", "name a file that holds one")
    _check_characters(raw, data)
    return data


def describe_faults(
    error: ValidationError, model: type[BaseModel], data: JsonObject, instead: str = AGAIN
) -> str:
    """Return what a model refused, in a sentence that names the first few fields."""
    if error.error_count() > _MOST_EXPLAINED:
        return f"more than {_MOST_EXPLAINED:,} things in it do not fit; {instead}"
    found = [(path, wrong) for path, wrong, _ in explain(error, model, data)]
    faults = [
        f"{show_name('.'.join(map(str, path)))}: {show_name(wrong)}" if path else wrong
        for path, wrong in found[:_FAULTS_SHOWN]
    ]
    if len(found) > _FAULTS_SHOWN:
        faults.append(f"{len(found) - _FAULTS_SHOWN} more of this sort")
    return f"{', '.join(faults)}; {instead}"


def parse_json(raw: bytes) -> Any:
    """Return the data in a file's bytes. Raises UnreadableError with the reason."""
    if len(raw) > MOST_BYTES:
        refuse_size()
    # Looked at before it is parsed: each of them becomes an object of a hundred bytes or more.
    if sum(map(raw.count, _SIGNS)) > MOST_SIGNS:
        refuse_file(
            f"this file has more than {MOST_SIGNS:,} values in it", "this is not an audit record"
        )
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_refuse_duplicates,
            parse_constant=_refuse_constant,
            parse_int=_parse_integer,
        )
    except UnicodeDecodeError:
        refuse_file("this file is damaged: it is not UTF-8")
    except RecursionError:
        refuse_file("this file is nested too deep", "this is not an audit record")
    except json.JSONDecodeError as error:
        refuse_file(f"this file is damaged or cut short: line {error.lineno} is not JSON")


def _check_characters(raw: bytes, data: JsonObject) -> None:
    """Refuse unpaired surrogates: JSON can escape them, but no UTF-8 file can hold them."""
    if not _SURROGATE_ESCAPE.search(raw):
        return
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        refuse_file("this file is damaged: a text in it holds half a character")


def _refuse_duplicates(pairs: list[tuple[str, Any]]) -> JsonObject:
    # A second value of the same name would win in silence.
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        refuse_file(f"the field {show_name(double)} stands twice")
    return data


def _refuse_constant(name: str) -> NoReturn:
    refuse_file(f"{name} is not a number that a record may hold")


def _parse_integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        refuse_file(f"a number of {len(digits)} digits is too long")
    return int(digits)

"""Read and write the events beside an audit. Input is untrusted; output is reproducible."""

from __future__ import annotations

import json

from pydantic import ValidationError

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.readers.json_file import (
    JsonObject,
    describe_faults,
    parse_object,
    refuse_file,
)
from cx_handbook.audit.records.events import EVENT_FORMAT, AuditEvent
from cx_handbook.limits import CONTENT_FILE

_AGAIN = "save it again where it was written"


def read_event(raw: bytes) -> AuditEvent:
    """Return the event in a file's bytes.

    Raises UnreadableError: what is wrong, and what to do instead.
    """
    if len(raw) > CONTENT_FILE:
        refuse_file("this is too large for an event", _AGAIN)
    data = parse_object(raw)
    if "event" not in data:
        refuse_file("this is not an event of an audit", _AGAIN)
    return build_event(data)


def build_event(data: JsonObject) -> AuditEvent:
    """Return the event in plain data. Raises UnreadableError with what is wrong."""
    version = data.get("format")
    if type(version) is int and version > EVENT_FORMAT:
        refuse_file(
            f"this event was written by a newer handbook (format {version}; this one reads up to "
            f"{EVENT_FORMAT})", "update the handbook, then add it",
        )  # fmt: skip
    try:
        return AuditEvent.model_validate(data)
    except ValidationError as error:
        raise UnreadableError(describe_faults(error, AuditEvent, data, _AGAIN)) from None


def encode_event(event: AuditEvent) -> bytes:
    """Return the bytes of an event's file: the same for the same event."""
    data = dump_event(event)
    return f"{json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)}\n".encode()


def dump_event(event: AuditEvent) -> JsonObject:
    """Return an event as plain data, without what it does not say."""
    return event.model_dump(mode="json", exclude_none=True)

"""Read and write the events beside an audit. Input is untrusted; output is reproducible."""

from __future__ import annotations

import json
from typing import Any

from pydantic import ValidationError

from cx_handbook.audit.events import EVENT_FORMAT, AuditEvent
from cx_handbook.audit.filled_sheet import UnreadableError
from cx_handbook.content.validation_messages import explain
from cx_handbook.limits import CONTENT_FILE
from cx_handbook.text_for_messages import to_one_line

_AGAIN = "save it again where it was written"


def read_event(raw: bytes) -> AuditEvent:
    """Return the event in a file's bytes.

    Raises UnreadableError: what is wrong, and what to do instead.
    """
    if len(raw) > CONTENT_FILE:
        raise UnreadableError(f"this is too large for an event; {_AGAIN}")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise UnreadableError(f"this file is damaged or cut short; {_AGAIN}") from None
    if not isinstance(data, dict) or "event" not in data:
        raise UnreadableError(f"this is not an event of an audit; {_AGAIN}")
    version = data.get("format")
    if isinstance(version, int) and not isinstance(version, bool) and version > EVENT_FORMAT:
        raise UnreadableError(
            f"this event was written by a newer handbook (format {version}; this one reads "
            f"up to {EVENT_FORMAT}); update the handbook, then add it"
        )
    return build_event(data)


def build_event(data: dict[str, Any]) -> AuditEvent:
    """Return the event in plain data. Raises UnreadableError with what is wrong."""
    try:
        return AuditEvent.model_validate(data)
    except ValidationError as error:
        found = explain(error, AuditEvent, data)
        faults = [
            f"{to_one_line('.'.join(map(str, path)))}: {to_one_line(wrong)}" if path else wrong
            for path, wrong, _ in found
        ]
        raise UnreadableError(f"{', '.join(faults[:5])}; {_AGAIN}") from None


def encode_event(event: AuditEvent) -> bytes:
    """Return the bytes of an event's file: the same for the same event."""
    data = event.model_dump(mode="json", exclude_none=True)
    return f"{json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)}\n".encode()

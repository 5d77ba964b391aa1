"""Take a person's name out of records and events. The scripts do the same (`forget_name.js`)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from cx_handbook.audit.entry.correction import add_revision
from cx_handbook.audit.folder.person_names import contains_name, is_same_name
from cx_handbook.audit.history.revisions import NAME_REMOVED
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record import AuditRecord


class NamePlaces(NamedTuple):
    """Where a record has a name: fields that are the name, and texts in which it stands."""

    fields: tuple[str, ...]
    texts: tuple[str, ...]


def find_name_in_record(record: AuditRecord, name: str) -> NamePlaces:
    """Return where a record has a name."""
    fields = {
        "auditor": is_same_name(record.auditor, name),
        "actions": any(is_same_name(action.who, name) for action in record.actions),
        "changes": any(is_same_name(change.by, name) for change in record.changes),
    }
    written = {
        **{standard: f"{a.note} {a.unread}" for standard, a in record.answers.items()},
        "actions": " ".join(action.what for action in record.actions),
        "changes": " ".join(change.why for change in record.changes),
        "oddities": " ".join(record.oddities),
    }
    texts = tuple(place for place, text in written.items() if contains_name(text, name))
    return NamePlaces(tuple(place for place, is_there in fields.items() if is_there), texts)


def forget_in_record(record: AuditRecord, name: str, on: date) -> AuditRecord:
    """Return the next revision of a record, without the name as auditor, doer or corrector."""
    what = find_name_in_record(record, name).fields
    actions = tuple(
        action.model_copy(update={"who": None}) if is_same_name(action.who, name) else action
        for action in record.actions
    )
    changes = tuple(
        change.model_copy(update={"by": None}) if is_same_name(change.by, name) else change
        for change in record.changes
    )
    auditor = None if is_same_name(record.auditor, name) else record.auditor
    bare = record.model_copy(update={"auditor": auditor, "actions": actions, "changes": changes})
    return add_revision(bare, replaced=record, what=what, why=NAME_REMOVED, by=None, on=on)


def names_in_event(event: AuditEvent, name: str) -> bool:
    """Return whether an event says that name as who says so, or who does it."""
    return is_same_name(event.by, name) or is_same_name(event.who, name)


def forget_in_event(event: AuditEvent, name: str) -> AuditEvent:
    """Return an event without the name. It keeps its reference, by which others name it."""
    kept = {
        field: None if is_same_name(value, name) else value
        for field, value in (("by", event.by), ("who", event.who))
    }
    return event.model_copy(update=kept)

"""Put together what is stored of one audit: its revisions, and the events beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.events import AuditEvent, sort_events

NAME_REMOVED = "A name was removed"
"""Why there is a revision without a name; what it replaces was deleted (`forget_name.js`)."""
AuditKey = tuple[str, str]
"""Checklist and reference, which name an audit: a correction may change its site and its date."""


@dataclass(frozen=True)
class StoredRecord:
    """A finished record that lies in a file.

    `name` is the file's, `digest` the record's. `pictures` counts the photographs that are in it,
    `copies` are other files of the same record, which have fewer.
    """

    name: str
    audit: Audit
    digest: str
    pictures: int = 0
    copies: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """All files that hold this record, with pictures or without."""
        return (*self.copies, self.name)


@dataclass(frozen=True)
class AuditHistory:
    """All revisions of one audit, the oldest first, and its events in their order.

    Of several files of one revision, the one that counts stands last.
    """

    revisions: tuple[StoredRecord, ...]
    events: tuple[AuditEvent, ...] = ()

    @property
    def newest(self) -> StoredRecord:
        """The revision that counts."""
        return self.revisions[-1]

    @property
    def audit(self) -> Audit:
        """The audit as its newest revision has it."""
        return self.newest.audit

    @property
    def key(self) -> AuditKey:
        """Checklist and reference."""
        return find_key(self.audit)

    @property
    def conflicts(self) -> tuple[StoredRecord, ...]:
        """Other files of the newest revision: somebody has to say which of them holds."""
        newest = self.audit.record.revision
        return tuple(r for r in self.revisions[:-1] if r.audit.record.revision == newest)

    @property
    def is_incomplete(self) -> bool:
        """Whether the revision that the newest one replaces is not stored."""
        record = self.audit.record
        if record.replaces is None or record.changes[-1].why == NAME_REMOVED:
            return False
        return all(stored.digest != record.replaces for stored in self.revisions)


def find_key(audit: Audit) -> AuditKey:
    """Return what an audit is named by."""
    return audit.record.checklist, audit.record.id


def gather_histories(
    records: Iterable[StoredRecord], events: Iterable[AuditEvent]
) -> tuple[tuple[AuditHistory, ...], tuple[AuditEvent, ...]]:
    """Return the history of each audit, in the order of records, and the events without an audit.

    An event may come before its audit does: folders are merged in any order.
    """
    # By checklist and reference, not by file name: a correction may change site and date.
    revisions: dict[AuditKey, list[StoredRecord]] = defaultdict(list)
    for record in records:
        revisions[find_key(record.audit)].append(record)
    beside: dict[AuditKey, list[AuditEvent]] = defaultdict(list)
    for event in events:
        beside[event.checklist, event.audit].append(event)
    histories = tuple(
        AuditHistory(_sort_revisions(found), sort_events(beside.pop(key, ())))
        for key, found in revisions.items()
    )
    return histories, sort_events(event for left in beside.values() for event in left)


def _sort_revisions(records: Iterable[StoredRecord]) -> tuple[StoredRecord, ...]:
    """Return revisions, the oldest first; of two of one number, the earlier correction last."""
    same: dict[str, list[StoredRecord]] = defaultdict(list)
    for record in records:
        same[record.digest].append(record)
    latest_first = sorted(
        map(_join_copies, same.values()), key=lambda r: (_find_day(r), r.digest), reverse=True
    )
    return tuple(sorted(latest_first, key=lambda r: r.audit.record.revision))


def _join_copies(records: list[StoredRecord]) -> StoredRecord:
    """Return one record for files that hold the same, with their pictures or without."""
    best, *others = sorted(records, key=lambda record: (-record.pictures, record.name))
    return replace(best, copies=tuple(other.name for other in others)) if others else best


def _find_day(record: StoredRecord) -> date:
    changes = record.audit.record.changes
    return changes[-1].on if changes else date.min

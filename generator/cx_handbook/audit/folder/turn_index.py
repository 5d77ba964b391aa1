"""Find the audits of one site, checklist and period in a large folder without reading all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cx_handbook.audit.folder.stored_audits import read_stored_event, read_stored_record
from cx_handbook.audit.history.counting import (
    CountedAudit,
    Rules,
    Turn,
    decide_standings,
    find_turn,
)
from cx_handbook.audit.history.revisions import AuditKey, StoredRecord, find_key, gather_histories
from cx_handbook.audit.mailbox.name_index import NameIndex
from cx_handbook.audit.mailbox.write_once import FOLDER, is_event_name
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.importer import Audit, Importer
from cx_handbook.audit.records.events import AuditEvent

_LATEST_BEGIN = timedelta(days=366)
"""Days after a period within which an audit of it is begun. Who looks back further is asked later."""

_NO_ANSWERS: dict[str, Any] = {
    "answers": {},
    "actions": (),
    "draws": {},
    "taken_over": {},
    "oddities": (),
}


class TurnIndex:
    """The audits of a folder by what they are for; each file is read once, when it is needed.

    Of a record it keeps what decides which one counts, and not what was answered: an export may hold
    tens of thousands.
    """

    def __init__(self, root: Path, importer: Importer, rules: Rules, names: NameIndex) -> None:
        self.root, self.importer, self.rules, self.names = root, importer, rules, names
        self._seen: set[Path] = set()
        self._records: dict[AuditKey, list[StoredRecord]] = defaultdict(list)
        self._events: dict[AuditKey, list[AuditEvent]] = defaultdict(list)
        self._turns: dict[Turn, set[AuditKey]] = defaultdict(set)

    def add_record(self, path: Path, stored: StoredRecord) -> None:
        """Take in a record that was just stored."""
        self._seen.add(path)
        key = find_key(stored.audit)
        self._records[key].append(_leave_out_answers(stored))
        self._turns[find_turn(stored.audit.record, self.rules)].add(key)

    def add_event(self, path: Path, event: AuditEvent) -> None:
        """Take in an event that was just stored."""
        self._seen.add(path)
        self._events[event.checklist, event.audit].append(event)

    def decide_turn(self, turn: Turn) -> tuple[CountedAudit, ...]:
        """Return the audits for a site, checklist and period, and which of them counts."""
        for path in self._list_files(turn):
            if path not in self._seen:
                self._read_file(path)
        keys = sorted(self._turns[turn])
        histories, _loose = gather_histories(
            (record for key in keys for record in self._records[key]),
            (event for key in keys for event in self._events[key]),
        )
        # A correction may have moved an audit to another period.
        here = [h for h in histories if find_turn(h.audit.record, self.rules) == turn]
        return decide_standings(here, self.rules)

    def _list_files(self, turn: Turn) -> Iterator[Path]:
        site, checklist, (first, last) = turn
        folder = self.root / FOLDER / site
        latest = min(last, date.max - _LATEST_BEGIN) + _LATEST_BEGIN
        for name in self.names.list_between(site, checklist, first, latest):
            yield folder / name
        for name in self.names.list_decisions(site, checklist):
            yield folder / name

    def _read_file(self, path: Path) -> None:
        self._seen.add(path)
        try:
            if is_event_name(path.name):
                self.add_event(path, read_stored_event(self.root, path))
            else:
                self.add_record(path, read_stored_record(self.root, path, self.importer))
        # Whoever adds an audit is not to blame for another one.
        except (UnreadableError, FileNotFoundError):
            return


def _leave_out_answers(stored: StoredRecord) -> StoredRecord:
    """Return a record as its turn needs it: who, where, when and which revision."""
    bare = stored.audit.record.model_copy(update=_NO_ANSWERS)
    return replace(stored, audit=Audit(bare, stored.audit.form))

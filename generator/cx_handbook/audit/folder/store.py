"""Add audits and events to the folder `audits/`; quarantine files that cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from cx_handbook.audit.folder.stored_audits import (
    read_stored_bytes,
    read_stored_event,
    read_stored_record,
)
from cx_handbook.audit.folder.travelling_file import Part, read_parts
from cx_handbook.audit.folder.turn_index import TurnIndex
from cx_handbook.audit.history.counting import CountedAudit, Rules, find_turn
from cx_handbook.audit.history.revisions import AuditKey, StoredRecord, find_key, gather_histories
from cx_handbook.audit.history.seals import SealCheck, check_seals, read_keys
from cx_handbook.audit.mailbox.name_index import NameIndex
from cx_handbook.audit.mailbox.write_once import (
    FOLDER,
    has_content,
    keep_once,
    list_stored_files,
    quarantine_file,
    walk_folder,
)
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.importer import Audit, Importer
from cx_handbook.audit.reading.readers.event_file import build_event, encode_event
from cx_handbook.audit.reading.readers.record_file import (
    build_record_path,
    encode_record,
    validate_record,
)
from cx_handbook.audit.records.events import AuditEvent, build_event_path
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.records.record_digest import (
    count_pictures,
    digest_record,
    leave_out_pictures,
)
from cx_handbook.errors import CannotRunError
from cx_handbook.files import create_exclusively
from cx_handbook.text_for_messages import show_name

MOST_FILES = 20_000
MOST_REFUSED = 100
"""Parts of one file that are refused one by one; after that, the file is none of ours."""

ImportOutcome = Literal["added", "known", "conflict", "draft", "refused"]


@dataclass(frozen=True)
class ImportResult:
    """What was done with one file, or with one part of it.

    `stored` is the file of the record or event, or the quarantined copy of what was refused or is
    not finished. `others` are files that contradict it: of the same reference and revision.
    `replaced` is the revision before this one, and `is_incomplete` that it should be there and is
    not; `newer` is a later revision that is stored already. `reason` says why it was refused.
    `before` is the last audit of the site by the same checklist, where this one was added; `turn` are
    the audits for its site, checklist and period, and which of them counts.
    """

    file: Path
    outcome: ImportOutcome
    stored: Path | None = None
    others: tuple[Path, ...] = ()
    audit: Audit | None = None
    event: AuditEvent | None = None
    reason: str = ""
    before: Audit | None = None
    replaced: StoredRecord | None = None
    newer: StoredRecord | None = None
    is_incomplete: bool = False
    turn: tuple[CountedAudit, ...] = ()


# Input files


def list_input_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files named, and all files in the folders named, each once.

    In folders, hidden files, links and the reasons beside quarantined files are skipped.
    Raises CannotRunError when there are more than MOST_FILES: then the folder is a mistake.
    """
    found: list[Path] = []
    for path in paths:
        for file in walk_folder(path) if path.is_dir() else (path,):
            found.append(file)
            if len(found) > MOST_FILES:
                raise CannotRunError(f"more than {MOST_FILES:,} files; add them in parts")
    # A file may be named twice: by itself and with its folder.
    return tuple(dict.fromkeys(found))


def find_stored_before(root: Path, audit: Audit, importer: Importer) -> Audit | None:
    """Return the last stored audit of an audit's site by the same checklist, of an earlier day."""
    return AuditStore(root, importer).find_audit_before(audit)


# Adding


class AuditStore:
    """Adds audits and events to the folder `audits/` of a handbook.

    The names in it are listed once, however many files are added. Other machines may add at the same
    time: what they lay there meanwhile is seen when a name is taken, and by find_late_conflicts.
    `rules` are the recurrences of the checklists; without them nobody is asked about second audits.
    """

    def __init__(self, root: Path, importer: Importer, rules: Rules | None = None) -> None:
        self.root, self.folder, self.importer, self.rules = root, root / FOLDER, importer, rules
        self._names = NameIndex(list_stored_files(root))
        self._turns = TurnIndex(root, importer, rules or {}, self._names)
        self._touched: dict[AuditKey, None] = {}
        self._own: dict[Path, tuple[AuditKey, Path, frozenset[Path]]] = {}

    def add_file(self, file: Path) -> Iterator[ImportResult]:
        """Store what a file holds, and yield what was done with each part of it.

        The file itself is not changed. A copy of what cannot be read is quarantined.
        Raises CannotRunError when the disk refuses.
        """
        refused = 0
        for part in read_parts(file):
            place = f"record {part.number}: " if part.number else ""
            result = self._add_part(file, part, place)
            yield result
            refused += result.outcome == "refused"
            if refused > MOST_REFUSED:
                reason = (
                    f"more than {MOST_REFUSED} parts of it cannot be read; the rest was left out"
                )
                yield ImportResult(file, "refused", reason=reason)
                return

    def _add_part(self, file: Path, part: Part, place: str) -> ImportResult:
        if part.reason:
            return self._refuse(file, part.raw, f"{place}{part.reason}")
        try:
            if part.data is None:
                audit = self.importer.read_audit(part.raw)
            elif part.is_event:
                return self.store_event(build_event(part.data), file)
            else:
                audit = self.importer.take_record(validate_record(part.data))
        except UnreadableError as error:
            return self._refuse(file, part.raw, f"{place}{error}")
        if audit.record.state == "draft":
            return self._set_draft_aside(file, part.raw, audit)
        return self.store_audit(audit, file)

    def _refuse(self, file: Path, raw: bytes, reason: str) -> ImportResult:
        stored = quarantine_file(self.root, file, raw, reason)
        return ImportResult(file, "refused", stored=stored, reason=reason)

    def _set_draft_aside(self, file: Path, raw: bytes, audit: Audit) -> ImportResult:
        open_ones, asked = audit.result.count_state("unanswered"), len(audit.form.items)
        reason = f"not finished: {open_ones} of {asked} open; finish it where it was begun"
        stored = quarantine_file(self.root, file, raw, reason)
        return ImportResult(file, "draft", stored=stored, audit=audit, reason=reason)

    def store_event(self, event: AuditEvent, file: Path) -> ImportResult:
        """Lay an event into the folder, once. Another one of its name is never overwritten."""
        content, path = encode_event(event), self.folder / build_event_path(event)
        if not create_exclusively(path, content):
            if has_content(path, content):
                return ImportResult(file, "known", path, event=event)
            reason = f"another event of this reference is there already, as {path.name}"
            return replace(self._refuse(file, content, reason), others=(path,))
        self._names.add_path(path)
        self._turns.add_event(path, event)
        self._touched[event.checklist, event.audit] = None
        return ImportResult(file, "added", path, event=event)

    def store_audit(self, audit: Audit, file: Path) -> ImportResult:
        """Lay a record into the folder, once; an existing file is never overwritten.

        A record that differs from another one of the same revision is stored beside it: nobody but
        the auditor can say which of the two is right.
        """
        record, content = audit.record, encode_record(audit.record)
        own = _describe_stored(Path(), audit, self.root)
        self._touched[find_key(audit)] = None
        same = self._read_files(find_key(audit), self._names.find_revisions(*find_key(audit)))
        # The same again is no conflict, so adding twice is harmless.
        if found := _find_known(own, content, same):
            return _compare(ImportResult(file, "known", found, audit=audit), own, same)
        before = self.find_audit_before(audit)
        path, is_new = keep_once(lambda n: self.folder / build_record_path(record, n), content)
        if not is_new:
            return ImportResult(file, "known", path, audit=audit)
        own = replace(own, name=_name_file(path, self.root))
        self._names.add_path(path)
        # Another machine may have taken names since they were listed.
        taken = _list_earlier_copies(path, record, self.folder) - set(same)
        same |= self._read_files(find_key(audit), taken)
        result = _compare(ImportResult(file, "added", path, audit=audit, before=before), own, same)
        self._own[path] = (find_key(audit), result.file, frozenset(same))
        return replace(result, turn=self._decide_turn(path, own))

    def _decide_turn(self, path: Path, own: StoredRecord) -> tuple[CountedAudit, ...]:
        if self.rules is None:
            return ()
        self._turns.add_record(path, own)
        return self._turns.decide_turn(find_turn(own.audit.record, self.rules))

    def find_late_conflicts(self) -> Iterator[ImportResult]:
        """Yield a conflict for each record added here that another machine contradicted meanwhile.

        Two of them may see neither of the other's files when they look, but whoever looks last sees
        both.
        """
        now = NameIndex(list_stored_files(self.root))
        for path, (key, file, known) in self._own.items():
            late = set(now.find_revisions(*key)) - known - {path}
            # Read again where that is needed: all that were added may be more than memory holds.
            own = self._read_files(key, [path]).get(path) if late else None
            if own is None:
                continue
            same = self._read_files(key, late)
            result = _compare(ImportResult(file, "added", path, audit=own.audit), own, same)
            if result.outcome == "conflict":
                yield result

    def find_wrong_seals(self) -> Iterator[tuple[str, SealCheck]]:
        """Yield reference and seal of each audit added here that was changed after it was sealed."""
        keys = read_keys(self.root, [])
        for key in self._touched:
            seals = list(self._read_seals(key))
            files = self._read_files(key, self._names.find_revisions(*key)) if seals else {}
            histories, _loose = gather_histories((one for one in files.values() if one), seals)
            for check in (check for one in histories for check in check_seals(one, keys)):
                if check.is_wrong:
                    yield key[1], check

    def _read_seals(self, key: AuditKey) -> Iterator[AuditEvent]:
        for path in self._names.find_seals(*key):
            try:
                yield read_stored_event(self.root, path)
            except (UnreadableError, FileNotFoundError):
                continue

    def find_audit_before(self, audit: Audit) -> Audit | None:
        """Return the last stored audit of the site by the same checklist, of an earlier day.

        What cannot be read is passed over: whoever adds an audit is not to blame for another one.
        """
        record = audit.record
        for name in self._names.list_before(record.site, record.checklist, record.date):
            try:
                found = self.importer.read_audit(
                    read_stored_bytes(self.folder / record.site / name)
                )
            except (UnreadableError, FileNotFoundError):
                continue
            # Another checklist's name may begin with this one's.
            if found.record.checklist == record.checklist:
                return found
        return None

    def _read_files(self, key: AuditKey, paths: Iterable[Path]) -> dict[Path, StoredRecord | None]:
        """Return what files hold that seem to be of one audit; None for what cannot be read."""
        found: dict[Path, StoredRecord | None] = {}
        for path in sorted(paths, key=lambda path: (path.parent, path.stem)):
            try:
                stored = read_stored_record(self.root, path, self.importer)
            except FileNotFoundError:
                continue
            except UnreadableError:
                found[path] = None
                continue
            if find_key(stored.audit) == key:
                found[path] = stored
        return found


def _describe_stored(path: Path, audit: Audit, root: Path) -> StoredRecord:
    bare = leave_out_pictures(audit.record)
    pictures = count_pictures(audit.record)
    name = _name_file(path, root) if path.name else ""
    return StoredRecord(name, Audit(bare, audit.form), digest_record(bare), pictures)


def _name_file(path: Path, root: Path) -> str:
    return show_name(path.relative_to(root).as_posix())


def _find_known(
    own: StoredRecord, content: bytes, same: Mapping[Path, StoredRecord | None]
) -> Path | None:
    """Return the file in which a record is stored already, with all of its pictures."""
    for path, stored in same.items():
        # A record without its pictures is known by the one that has them; not the other way round.
        is_same = stored and stored.digest == own.digest and stored.pictures >= own.pictures
        if is_same or (stored is None and has_content(path, content)):
            return path
    return None


def _list_earlier_copies(path: Path, record: AuditRecord, folder: Path) -> set[Path]:
    """Return the names that were taken when a record got its own: another machine's, or damaged."""
    copies: set[Path] = set()
    while (copy := folder / build_record_path(record, len(copies) + 1)) != path:
        copies.add(copy)
    return copies


def _compare(
    result: ImportResult, own: StoredRecord, same: Mapping[Path, StoredRecord | None]
) -> ImportResult:
    """Return a result with what other files of the same audit mean for it."""
    record = own.audit.record
    others = tuple(
        path
        for path, stored in same.items()
        if stored is None
        or (stored.audit.record.revision == record.revision and stored.digest != own.digest)
    )
    stored = [one for one in same.values() if one is not None]
    replaced = next((one for one in stored if one.digest == record.replaces), None)
    newer = [one for one in stored if one.audit.record.revision > record.revision]
    return replace(
        result,
        outcome="conflict" if others and result.outcome == "added" else result.outcome,
        others=others,
        replaced=replaced,
        is_incomplete=record.replaces is not None and replaced is None,
        newer=max(newer, key=lambda one: one.audit.record.revision, default=None),
    )

"""Store audit records in the folder `audits/`; quarantine files that cannot be read."""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cx_handbook.audit.filled_sheet import UnreadableError
from cx_handbook.audit.importer import Audit, Importer, read_file_bytes
from cx_handbook.audit.readers.record_file import build_record_path, encode_record, split_records
from cx_handbook.audit.record import AuditRecord
from cx_handbook.errors import CannotRunError
from cx_handbook.files import write_atomically

FOLDER = "audits"
QUARANTINE = "set-aside"
REASON_SUFFIX = ".why.txt"
MOST_FILES = 20_000
_DATE_LENGTH = len("2026-11-30-")
_RECORD_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-(.+)\.json")

ImportOutcome = Literal["added", "known", "conflict", "refused"]


@dataclass(frozen=True)
class ImportResult:
    """What was done with one file.

    `stored` is the record's file, or the quarantined copy of a refused file. `others` are the files
    of other records with the same checklist and reference. `reason` says why it was refused.
    `before` is the last audit of the site by the same checklist, where this one was added.
    """

    file: Path
    outcome: ImportOutcome
    stored: Path | None = None
    others: tuple[Path, ...] = ()
    audit: Audit | None = None
    reason: str = ""
    before: Audit | None = None


# Input files


def list_input_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files named, and all files in the folders named, each once.

    In folders, hidden files, links and the reasons beside quarantined files are skipped.
    Raises CannotRunError when there are more than MOST_FILES: then the folder is a mistake.
    """
    found: list[Path] = []
    for path in paths:
        for file in _walk_folder(path) if path.is_dir() else (path,):
            found.append(file)
            if len(found) > MOST_FILES:
                raise CannotRunError(f"more than {MOST_FILES:,} files; add them in parts")
    # A file may be named twice: by itself and with its folder.
    return tuple(dict.fromkeys(found))


def _walk_folder(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):  # follows no links
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if (
                not name.startswith(".")
                and not name.endswith(REASON_SUFFIX)
                and not path.is_symlink()
            ):
                yield path


# Stored records


def list_stored_files(root: Path) -> tuple[Path, ...]:
    """Return the files of all stored records, ordered by site and name."""
    folder = root / FOLDER
    if not folder.is_dir():
        return ()
    sites = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    return tuple(file for site in sites if site.name != QUARANTINE for file in _walk_folder(site))


def find_stored_before(root: Path, audit: Audit, importer: Importer) -> Audit | None:
    """Return the last stored audit of an audit's site by the same checklist, of an earlier day."""
    return AuditStore(root, importer).find_audit_before(audit)


def read_stored_audit(root: Path, path: Path, importer: Importer) -> Audit:
    """Return the audit in a stored file.

    Raises UnreadableError when the file is damaged, or its name is not that of its record: it was
    copied or edited by hand.
    """
    audit = importer.read_audit(read_file_bytes(path))
    # Site and date are in the path, so a copied file would count for another site.
    own = build_record_path(audit.record).as_posix().removesuffix(".json")
    name = path.relative_to(root / FOLDER).as_posix()
    if not re.fullmatch(re.escape(own) + r"(-[0-9]+)?\.json", name):
        raise UnreadableError(
            f"its name is not that of the record in it; rename it to {FOLDER}/{own}.json"
        )
    return audit


# Import


class AuditStore:
    """Stores audits in the folder `audits/` of a handbook.

    The names in it are listed once, however many files are added.
    """

    def __init__(self, root: Path, importer: Importer) -> None:
        self.folder, self.importer = root / FOLDER, importer
        self._by_reference: dict[str, list[Path]] = {}
        self._by_site: dict[str, list[str]] = {}  # names, in the order of their dates
        for path in list_stored_files(root):
            self._index_file(path)

    def add_file(self, file: Path) -> tuple[ImportResult, ...]:
        """Store what a file holds: one audit, or each of a list that a browser exported.

        The file itself is not changed. A copy of what cannot be read is quarantined.
        Raises CannotRunError when the disk refuses.
        """
        # Stays empty when the file cannot be read; then there is nothing to quarantine.
        raw = b""
        try:
            raw = read_file_bytes(file)
            records = split_records(raw)
        except UnreadableError as error:
            return (self._refuse_file(file, raw, str(error)),)
        many = len(records) if len(records) > 1 else 0
        return tuple(
            self._add_record(file, record, f"record {n} of {many}: " if many else "")
            for n, record in enumerate(records, start=1)
        )

    def _add_record(self, file: Path, raw: bytes, place: str) -> ImportResult:
        try:
            audit = self.importer.read_audit(raw)
        except UnreadableError as error:
            return self._refuse_file(file, raw, f"{place}{error}")
        return self.store_audit(audit, file)

    def _refuse_file(self, file: Path, raw: bytes, reason: str) -> ImportResult:
        stored = self._quarantine(file, raw, reason)
        return ImportResult(file, "refused", stored=stored, reason=reason)

    def store_audit(self, audit: Audit, file: Path) -> ImportResult:
        """Write a record to its place; an existing file is never overwritten.

        A record that differs from another one of the same checklist and reference is stored beside
        it: nobody but the auditor can say which of the two is right.
        """
        content, earlier = encode_record(audit.record), tuple(self._find_same(audit.record))
        # The same content again is no conflict, so adding twice is harmless.
        for path in earlier:
            if _has_content(path, content):
                others = tuple(other for other in earlier if other != path)
                return ImportResult(file, "known", path, others, audit)
        before = self.find_audit_before(audit)
        path = self._find_free_path(audit.record)
        write_atomically(path, content)
        self._index_file(path)
        outcome: ImportOutcome = "conflict" if earlier else "added"
        return ImportResult(file, outcome, path, earlier, audit, before=before)

    def find_audit_before(self, audit: Audit) -> Audit | None:
        """Return the last stored audit of the site by the same checklist, of an earlier day.

        What cannot be read is passed over: whoever adds an audit is not to blame for another one.
        """
        record = audit.record
        stored = self._by_site.get(record.site, [])
        for place in range(bisect_left(stored, record.date.isoformat()) - 1, -1, -1):
            if not stored[place].startswith(f"{record.checklist}-", _DATE_LENGTH):
                continue
            try:
                path = self.folder / record.site / stored[place]
                found = self.importer.read_audit(read_file_bytes(path))
            except UnreadableError:
                continue
            # Another checklist's name may begin with this one's.
            if found.record.checklist == record.checklist:
                return found
        return None

    def _find_same(self, record: AuditRecord) -> Iterator[Path]:
        """Yield the files of records with this checklist and reference, whatever site or date."""
        # Copies are numbered without a gap, so the first missing number ends the search.
        copy, name = 1, f"{record.checklist}-{record.id}"
        while paths := self._by_reference.get(name):
            yield from paths
            copy += 1
            name = f"{record.checklist}-{record.id}-{copy}"

    def _find_free_path(self, record: AuditRecord) -> Path:
        copy = 1
        while (path := self.folder / build_record_path(record, copy)).exists():
            copy += 1
        return path

    def _index_file(self, path: Path) -> None:
        if match := _RECORD_NAME.fullmatch(path.name):
            self._by_reference.setdefault(match[1], []).append(path)
            insort(self._by_site.setdefault(path.parent.name, []), path.name)

    def _quarantine(self, file: Path, raw: bytes, reason: str) -> Path | None:
        """Copy a refused file into quarantine, with the reason beside it.

        The same content is copied once. A file that could not be read at all is not copied.
        """
        if not raw:
            return None
        # A file from quarantine that is refused again stays where it is.
        if file.resolve().is_relative_to((self.folder / QUARANTINE).resolve()):
            return file
        path = self.folder / QUARANTINE / _build_quarantine_name(file, raw)
        if not path.exists():
            write_atomically(path, raw)
        write_atomically(path.with_name(path.name + REASON_SUFFIX), f"{reason}\n".encode())
        return path


def _has_content(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _build_quarantine_name(file: Path, raw: bytes) -> str:
    """Return a safe file name: plain characters of the original name, and a hash of the content."""
    # A name from outside may hold anything, path separators included.
    stem, suffix = (re.sub(r"[^a-z0-9]+", "-", part.lower()) for part in (file.stem, file.suffix))
    suffix = suffix.strip("-")[:8]
    name = f"{stem.strip('-')[:60] or 'file'}-{hashlib.sha256(raw).hexdigest()[:12]}"
    return f"{name}.{suffix}" if suffix else name

"""The folder `audits/`: what is there, and what is added, kept beside or set aside."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cx_handbook.audit.filled_sheet import UnreadableError
from cx_handbook.audit.importer import Audit, Intake, file_bytes
from cx_handbook.audit.readers.record_file import parts, record_bytes, record_path
from cx_handbook.audit.record import AuditRecord
from cx_handbook.errors import CannotRunError
from cx_handbook.files import write_whole

FOLDER = "audits"
ASIDE = "set-aside"
WHY = ".why.txt"
MOST_FILES = 20_000
_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-(.+)\.json")

Outcome = Literal["added", "known", "conflict", "refused"]


@dataclass(frozen=True)
class Added:
    """What became of one file: where it is kept now, and what else stands under its reference."""

    file: Path
    outcome: Outcome
    kept: Path | None = None
    beside: tuple[Path, ...] = ()
    audit: Audit | None = None
    reason: str = ""


# Which files are meant


def files_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files that are meant: those named, and all in the folders named.

    In folders, hidden files, links and the reasons beside what was set aside are passed over.
    Raises CannotRunError when there are more than a mistake explains.
    """
    found: list[Path] = []
    for path in paths:
        for file in _below(path) if path.is_dir() else (path,):
            found.append(file)
            if len(found) > MOST_FILES:
                raise CannotRunError(f"more than {MOST_FILES:,} files; add them in parts")
    return tuple(dict.fromkeys(found))


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):  # which follows no links
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and not name.endswith(WHY) and not path.is_symlink():
                yield path


# What is there


def kept_files(root: Path) -> tuple[Path, ...]:
    """Return the files of all records that are kept, by site, then by name."""
    folder = root / FOLDER
    if not folder.is_dir():
        return ()
    sites = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    return tuple(file for site in sites if site.name != ASIDE for file in _below(site))


def read_kept(root: Path, path: Path, intake: Intake) -> Audit:
    """Return the audit that is kept in a file. Raises UnreadableError when it is damaged."""
    audit = intake.read(file_bytes(path))
    own = record_path(audit.record).as_posix().removesuffix(".json")
    name = path.relative_to(root / FOLDER).as_posix()
    if not re.fullmatch(re.escape(own) + r"(-[0-9]+)?\.json", name):
        raise UnreadableError(
            f"its name is not that of the record in it; rename it to {FOLDER}/{own}.json"
        )
    return audit


# What is added


class Store:
    """Adds files to `audits/`. Names that are there are listed once, however many are added."""

    def __init__(self, root: Path, intake: Intake) -> None:
        self.folder, self.intake = root / FOLDER, intake
        self._named: dict[str, list[Path]] = {}
        for path in kept_files(root):
            self._note(path)

    def add(self, file: Path) -> tuple[Added, ...]:
        """Add what a file holds: one audit, or each of a list that a browser exported.

        The file stays as it is; a copy of what cannot be read is set aside.
        Raises CannotRunError when the disk refuses.
        """
        raw = b""
        try:
            raw = file_bytes(file)
            found = parts(raw)
        except UnreadableError as error:
            return (self._refused(file, raw, str(error)),)
        many = len(found) if len(found) > 1 else 0
        return tuple(
            self._added(file, part, f"record {n} of {many}: " if many else "")
            for n, part in enumerate(found, start=1)
        )

    def _added(self, file: Path, raw: bytes, place: str) -> Added:
        try:
            audit = self.intake.read(raw)
        except UnreadableError as error:
            return self._refused(file, raw, f"{place}{error}")
        return self.keep(audit, file)

    def _refused(self, file: Path, raw: bytes, reason: str) -> Added:
        return Added(file, "refused", kept=self._aside(file, raw, reason), reason=reason)

    def keep(self, audit: Audit, file: Path) -> Added:
        """Write a record where it belongs; nothing that is there is ever overwritten."""
        content, earlier = record_bytes(audit.record), tuple(self._same(audit.record))
        for path in earlier:
            if _holds(path, content):
                others = tuple(other for other in earlier if other != path)
                return Added(file, "known", path, others, audit)
        path = self._free(audit.record)
        write_whole(path, content)
        self._note(path)
        return Added(file, "conflict" if earlier else "added", path, earlier, audit)

    def _same(self, record: AuditRecord) -> Iterator[Path]:
        """Yield the files of records with this checklist and reference, whatever site or date."""
        copy, name = 1, f"{record.checklist}-{record.id}"
        while paths := self._named.get(name):
            yield from paths
            copy += 1
            name = f"{record.checklist}-{record.id}-{copy}"

    def _free(self, record: AuditRecord) -> Path:
        copy = 1
        while (path := self.folder / record_path(record, copy)).exists():
            copy += 1
        return path

    def _note(self, path: Path) -> None:
        if match := _DATED.fullmatch(path.name):
            self._named.setdefault(match[1], []).append(path)

    def _aside(self, file: Path, raw: bytes, reason: str) -> Path | None:
        """Copy what was refused, with the reason beside it; the same again changes nothing.

        What could not be read at all is only named: there is nothing to copy.
        """
        if not raw:
            return None
        if file.resolve().is_relative_to((self.folder / ASIDE).resolve()):
            return file
        path = self.folder / ASIDE / _aside_name(file, raw)
        if not path.exists():
            write_whole(path, raw)
        write_whole(path.with_name(path.name + WHY), f"{reason}\n".encode())
        return path


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _aside_name(file: Path, raw: bytes) -> str:
    """Return a name that no file's own name can lead astray: a hash keeps like names apart."""
    stem, ending = (re.sub(r"[^a-z0-9]+", "-", part.lower()) for part in (file.stem, file.suffix))
    ending = ending.strip("-")[:8]
    name = f"{stem.strip('-')[:60] or 'file'}-{hashlib.sha256(raw).hexdigest()[:12]}"
    return f"{name}.{ending}" if ending else name

"""What lies in the folder `audits/set-aside/`: how old it is, and whom it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from cx_handbook.audit.folder.person_names import contains_name
from cx_handbook.audit.mailbox.write_once import FOLDER, QUARANTINE, REASON_SUFFIX, walk_folder
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.readers.json_file import MOST_BYTES, parse_json

_PICTURE = re.compile(r'"data"\s*:\s*"[^"]*"')
_NO_PICTURE = '"picture"'


@dataclass(frozen=True)
class QuarantinedFile:
    """A copy that was set aside, with the file of its reason.

    `day` is that of the audit in it where it can be read, else the day of the copy.
    """

    files: tuple[str, ...]
    day: date
    text: str
    is_text: bool

    @property
    def has_pictures(self) -> bool:
        """Whether it is a record with pictures, or a file that may hold some."""
        return not self.is_text or _NO_PICTURE in self.text

    def names(self, name: str) -> bool:
        """Return whether a name stands in it."""
        return contains_name(self.text, name)


def list_quarantined(root: Path) -> Iterator[QuarantinedFile]:
    """Yield the files that were set aside."""
    folder = root / FOLDER / QUARANTINE
    if not folder.is_dir():
        return
    for path in walk_folder(folder):
        reason = path.with_name(path.name + REASON_SUFFIX)
        files = [path, reason] if reason.exists() else [path]
        names = tuple(file.relative_to(root).as_posix() for file in files)
        try:
            raw = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b"\xff"
            copied = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
            words = reason.read_text("utf-8", "replace") if reason.exists() else ""
        except OSError:
            continue  # it went away
        text, is_text = _decode(raw)
        yield QuarantinedFile(names, _find_day(raw) or copied, f"{text} {words}", is_text)


def _decode(raw: bytes) -> tuple[str, bool]:
    """Return the text of a file, and whether it is one; a PDF and a workbook are packed."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", False
    # JSON may write a letter as an escape.
    unescaped = text.encode().decode("raw_unicode_escape", "replace") if "\\u" in text else ""
    # A picture in base64 is no text in which a name could stand.
    read = _PICTURE.sub(_NO_PICTURE, f"{text} {unescaped}")
    return read, not raw.startswith((b"%PDF", b"PK"))


def _find_day(raw: bytes) -> date | None:
    if not raw.lstrip().startswith(b"{"):
        return None
    try:
        data = parse_json(raw)
        return date.fromisoformat(data["date"])
    except (UnreadableError, KeyError, TypeError, ValueError):
        return None

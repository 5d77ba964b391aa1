"""Read all that lies in the folder `audits/`: records and events, put together as histories."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cx_handbook.audit.history.counting import CountedAudit, decide_standings, list_rules
from cx_handbook.audit.history.revisions import StoredRecord, gather_histories
from cx_handbook.audit.history.seals import PublicKey, read_keys
from cx_handbook.audit.mailbox.write_once import FOLDER, is_event_name, list_stored_files
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.importer import Audit, Importer, make_importer, read_file_bytes
from cx_handbook.audit.reading.readers.event_file import read_event
from cx_handbook.audit.reading.readers.record_file import build_record_path
from cx_handbook.audit.records.events import AuditEvent, build_event_path
from cx_handbook.audit.records.record_digest import (
    count_pictures,
    digest_record,
    leave_out_pictures,
)
from cx_handbook.content.model import Handbook
from cx_handbook.text_for_messages import show_name


@dataclass(frozen=True)
class StoredAudits:
    """What lies in `audits/`.

    `loose_events` are those whose audit is not there. `damaged` says of each file that cannot be
    read why, in a sentence that begins with its name. `keys` are those that are listed for seals.
    """

    audits: tuple[CountedAudit, ...] = ()
    loose_events: tuple[AuditEvent, ...] = ()
    damaged: tuple[str, ...] = ()
    keys: Mapping[str, PublicKey] = field(default_factory=dict)


def read_stored_audits(root: Path, handbook: Handbook) -> StoredAudits:
    """Return all audits of a handbook with their histories, and whether each of them counts.

    They are in the order of their sites and of the names of their oldest files. Pictures are left
    out: a year of a chain with photographs does not fit into memory.
    """
    importer = make_importer(handbook)
    records: list[StoredRecord] = []
    events: list[AuditEvent] = []
    damaged: list[str] = []
    for path in list_stored_files(root):
        name = show_name(path.relative_to(root).as_posix())
        try:
            if is_event_name(path.name):
                events.append(read_stored_event(root, path))
            else:
                records.append(read_stored_record(root, path, importer))
        # Somebody tidied or moved it since it was listed: it is not there.
        except FileNotFoundError:
            continue
        except UnreadableError as error:
            damaged.append(f"{name}: left out: {error}")
    histories, loose = gather_histories(records, events)
    standings, keys = decide_standings(histories, list_rules(handbook)), read_keys(root, damaged)
    return StoredAudits(standings, loose, tuple(damaged), keys)


def read_stored_record(root: Path, path: Path, importer: Importer) -> StoredRecord:
    """Return a stored record without its pictures.

    Raises as read_stored_audit does, and UnreadableError for a draft, which is no audit.
    """
    audit = read_stored_audit(root, path, importer)
    if audit.record.state == "draft":
        raise UnreadableError("it is a draft; finish it where it was begun, and add it then")
    pictures = count_pictures(audit.record)
    bare = leave_out_pictures(audit.record) if pictures else audit.record
    name = show_name(path.relative_to(root).as_posix())
    return StoredRecord(name, Audit(bare, audit.form), digest_record(bare), pictures)


def read_stored_audit(root: Path, path: Path, importer: Importer) -> Audit:
    """Return the audit in a stored file.

    Raises UnreadableError when the file is damaged, or its name is not that of its record: it was
    copied or edited by hand. Raises FileNotFoundError when it went away.
    """
    audit = importer.read_audit(read_stored_bytes(path))
    # Site and date are in the path, so a copied file would count for another site.
    own = build_record_path(audit.record).as_posix().removesuffix(".json")
    name = path.relative_to(root / FOLDER).as_posix()
    if not re.fullmatch(re.escape(own) + r"(-[0-9]+)?\.json", name):
        raise UnreadableError(
            f"its name is not that of the record in it; rename it to {FOLDER}/{own}.json"
        )
    return audit


def read_stored_event(root: Path, path: Path) -> AuditEvent:
    """Return the event in a stored file. Raises as read_stored_audit does."""
    event = read_event(read_stored_bytes(path))
    own = build_event_path(event).as_posix()
    if path.relative_to(root / FOLDER).as_posix() != own:
        raise UnreadableError(
            f"its name is not that of the event in it; rename it to {FOLDER}/{own}"
        )
    return event


def read_stored_bytes(path: Path) -> bytes:
    """Return the bytes of a stored file; one that is not there is looked for once more.

    An editor and a program that synchronises folders move a file away for a moment when they save
    it. Raises FileNotFoundError when it stays away.
    """
    raw = _read_if_there(path)
    if not raw:  # an empty one may be on its way as well
        time.sleep(0.05)
        raw = _read_if_there(path)
    if raw is None:
        raise FileNotFoundError(path)
    return raw


def _read_if_there(path: Path) -> bytes | None:
    try:
        return read_file_bytes(path)
    except UnreadableError:
        if path.exists():
            raise
        return None

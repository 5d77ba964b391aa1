"""Read the audits that count and the events beside them, and write an event, for a command."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cx_handbook.build_date import get_build_day
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.actions import Action
    from cx_handbook.audit.events import AuditEvent
    from cx_handbook.audit.importer import Audit
    from cx_handbook.content.model import Handbook

_EVENT_NAME = re.compile(r"\.[a-z_]+-[a-z0-9-]+\.json$")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


@dataclass(frozen=True)
class AuditLives:
    """The audits that count, each in its newest revision, and all events, as they were read.

    `damaged` names the files that were left out, with the reason.
    """

    root: Path
    handbook: Handbook
    audits: tuple[Audit, ...]
    events: tuple[AuditEvent, ...]
    damaged: tuple[str, ...]

    def list_actions(self) -> list[Action]:
        """Return the actions of all audits that count, the earliest day first."""
        from cx_handbook.audit.action_list import sort_actions
        from cx_handbook.audit.actions import list_actions

        return sort_actions(
            action for one in self.audits for action in list_actions(one.record, self.events)
        )

    def find_audit(self, reference: str) -> Audit:
        """Return the audit with a reference. Raises CannotRunError when there is not just one."""
        found = [one for one in self.audits if one.record.id == reference.lower()]
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"{one.record.checklist} at {one.record.site}" for one in found)
            raise CannotRunError(
                f"{reference} is the reference of {len(found)} audits: {names}; "
                "give one of them another reference where it was filled in"
            )
        raise CannotRunError(
            f"no audit that counts has the reference {reference}; handbook audit list shows them"
        )


def read_audit_lives(root: Path) -> AuditLives:
    """Return the audits that count and the events beside them."""
    from cx_handbook.audit.filled_sheet import UnreadableError
    from cx_handbook.audit.importer import make_importer, read_file_bytes
    from cx_handbook.audit.readers.event_file import read_event
    from cx_handbook.audit.report import relative_name
    from cx_handbook.audit.store import list_stored_files, read_stored_audit
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    importer = make_importer(handbook)
    audits: dict[tuple[str, str], Audit] = {}
    events: list[AuditEvent] = []
    damaged: list[str] = []
    for path in list_stored_files(root):
        try:
            if _EVENT_NAME.search(path.name):
                events.append(read_event(read_file_bytes(path)))
                continue
            one = read_stored_audit(root, path, importer)
        except UnreadableError as error:
            damaged.append(f"{relative_name(path, root)}: left out: {error}")
            continue
        key = (one.record.checklist, one.record.id)
        if one.record.state == "finished" and (
            key not in audits or audits[key].record.revision < one.record.revision
        ):
            audits[key] = one
    return AuditLives(root, handbook, tuple(audits.values()), tuple(events), tuple(damaged))


def make_event(audit: Audit, handbook: Handbook, on: date | None, **fields: Any) -> AuditEvent:
    """Return an event of an audit, now by the clock of its site, or on a day that is given.

    Raises CannotRunError when a text in it is too long.
    """
    from cx_handbook.audit.events import EVENT_FORMAT
    from cx_handbook.audit.filled_sheet import UnreadableError
    from cx_handbook.audit.readers.event_file import build_event

    record = audit.record
    day, at = (on, None) if on else _read_clock(handbook, record.site)
    head = {
        "format": EVENT_FORMAT,
        "id": draw_reference(),
        "audit": record.id,
        "checklist": record.checklist,
        "site": record.site,
        "on": day,
        "at": at,
    }
    try:
        return build_event({**head, **fields})
    except UnreadableError as error:
        raise CannotRunError(str(error).rpartition("; ")[0]) from None


def _read_clock(handbook: Handbook, site: str) -> tuple[date, str | None]:
    from zoneinfo import ZoneInfo

    # A day that was set for repeating a run has no time.
    if "SOURCE_DATE_EPOCH" in os.environ:
        return get_build_day(), None
    zone = next((one.timezone for one in handbook.company.sites if one.id == site), "UTC")
    now = datetime.now(ZoneInfo(zone))
    return now.date(), f"{now:%H:%M}"


def draw_reference() -> str:
    """Return a reference drawn by chance, such as k3x9-2fq7."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def write_event(root: Path, event: AuditEvent) -> Path:
    """Write an event beside its audit; an existing file is never overwritten. Return the file."""
    from cx_handbook.audit.events import build_event_path
    from cx_handbook.audit.readers.event_file import encode_event
    from cx_handbook.audit.store import FOLDER

    path = root / FOLDER / build_event_path(event)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(encode_event(event))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise CannotRunError(f"cannot write {path} ({error.strerror})") from None
    return path

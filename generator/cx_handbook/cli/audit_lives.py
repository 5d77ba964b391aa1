"""Read the audits that count and the events beside them, and write an event, for a command."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cx_handbook.build_date import get_build_day
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.history.actions import Action, FindingAnswer
    from cx_handbook.audit.reading.importer import Audit
    from cx_handbook.audit.records.events import AuditEvent
    from cx_handbook.content.model import Handbook

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another


@dataclass(frozen=True)
class AuditLives:
    """The audits that count, each in its newest revision, and all events, as they were read.

    `second_audits` are those of a second auditor: they stand for no period, yet what was agreed in
    them was agreed. `damaged` names the files that were left out, with the reason.
    """

    root: Path
    handbook: Handbook
    audits: tuple[Audit, ...]
    second_audits: tuple[Audit, ...]
    events: tuple[AuditEvent, ...]
    damaged: tuple[str, ...]

    def list_actions(self) -> list[Action]:
        """Return the actions of audits that count or are a second auditor's, the earliest day first."""
        from cx_handbook.audit.history.action_list import sort_actions
        from cx_handbook.audit.history.actions import list_all_actions

        audits = (*self.audits, *self.second_audits)
        return sort_actions(list_all_actions((one.record for one in audits), self.events))

    def list_findings(self, site: str | None = None) -> list[FindingAnswer]:
        """Return what was said to the findings of the same audits, or of those of a site."""
        from cx_handbook.audit.history.actions import group_events, list_finding_answers

        days, own = self.handbook.company.audits.challenge_days, group_events(self.events)
        return [
            one
            for record in (audit.record for audit in (*self.audits, *self.second_audits))
            if site in (None, record.site)
            for one in list_finding_answers(
                record, own.get((record.id, record.checklist), ()), days
            )
        ]

    def find_audit(self, reference: str) -> Audit:
        """Return the audit with a reference. Raises CannotRunError when there is not just one."""
        audits = (*self.audits, *self.second_audits)
        found = [one for one in audits if one.record.id == reference.lower()]
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
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    stored = read_stored_audits(root, handbook)
    audits = tuple(one.history.audit for one in stored.audits if one.counts)
    second = tuple(one.history.audit for one in stored.audits if one.standing == "second_auditor")
    events = (event for one in stored.audits for event in one.history.events)
    return AuditLives(
        root, handbook, audits, second, (*events, *stored.loose_events), stored.damaged
    )


def make_event(audit: Audit, handbook: Handbook, on: date | None, **fields: Any) -> AuditEvent:
    """Return an event of an audit, now by the clock of its site, or on a day that is given.

    Raises CannotRunError when a text in it is too long.
    """
    from cx_handbook.audit.reading.filled_sheet import UnreadableError
    from cx_handbook.audit.reading.readers.event_file import build_event
    from cx_handbook.audit.records.events import EVENT_FORMAT

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
    """Write an event beside its audit; an existing file is never overwritten. Return the file.

    Raises CannotRunError when the disk refuses.
    """
    from cx_handbook.audit.mailbox.write_once import FOLDER
    from cx_handbook.audit.reading.readers.event_file import encode_event
    from cx_handbook.audit.records.events import build_event_path
    from cx_handbook.files import create_exclusively

    path = root / FOLDER / build_event_path(event)
    if not create_exclusively(path, encode_event(event)):
        raise CannotRunError(f"{path.name} is there already; start the command again")
    return path

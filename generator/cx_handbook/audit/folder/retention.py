"""What is removed from the folder `audits/` after its time, and in which order.

A plan is a list of steps. Each can be done again: whoever stops half way starts the command once
more, and what is left to do is planned anew. What is removed is written into a log first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cx_handbook.audit.folder.forgetting import find_name_in_record, names_in_event
from cx_handbook.audit.folder.person_names import is_same_name
from cx_handbook.audit.folder.quarantine import QuarantinedFile
from cx_handbook.audit.history.revisions import AuditHistory
from cx_handbook.audit.mailbox.write_once import FOLDER, QUARANTINE
from cx_handbook.audit.records.events import AuditEvent, build_event_path

LOG = "removed.log"

RemovalKind = Literal["remove", "bare", "revise", "rename"]


@dataclass(frozen=True)
class RemovalStep:
    """One file that is removed or written anew, and why, in words without a person's name.

    *bare*: its pictures are replaced by their SHA-256. *revise*: a revision without the name is
    written beside it. *rename*: the event is written anew without the name.
    """

    kind: RemovalKind
    path: str
    why: str


@dataclass(frozen=True)
class Plan:
    """Steps in the order in which they are done, and what a person has to look at."""

    steps: tuple[RemovalStep, ...] = ()
    remarks: tuple[str, ...] = ()


def find_cutoff(today: date, age: tuple[int, str]) -> date:
    """Return the day before which everything is older than an age in days, months or years."""
    number, unit = age
    if unit == "d":
        return today - timedelta(days=number)
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1)
    if months < 12:
        return date.min
    year, month = divmod(months, 12)
    last = (date(year + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(today.day, last))


def plan_removal(
    histories: Iterable[AuditHistory],
    loose: Iterable[AuditEvent],
    aside: Iterable[QuarantinedFile],
    cutoff: date,
) -> Plan:
    """Return how audits that were begun before a day are removed, with all that belongs to them."""
    why = f"older than {cutoff}"
    steps: list[RemovalStep] = []
    for history in histories:
        if history.audit.record.date < cutoff:
            # The newest last: an older one would count if it stood alone.
            names = [name for stored in history.revisions for name in stored.files]
            events = [name_event(event) for event in history.events]
            steps += [RemovalStep("remove", name, why) for name in (*names, *events)]
    steps += [RemovalStep("remove", name_event(event), why) for event in loose if event.on < cutoff]
    for file in aside:
        if file.day < cutoff:
            steps += [RemovalStep("remove", name, f"set aside, {why}") for name in file.files]
    return Plan(tuple(steps))


def plan_photo_removal(
    histories: Iterable[AuditHistory], aside: Iterable[QuarantinedFile], cutoff: date
) -> Plan:
    """Return how the pictures of audits are removed that were begun before a day; seals still hold."""
    why = f"pictures, older than {cutoff}"
    old = (history for history in histories if history.audit.record.date < cutoff)
    steps = [
        RemovalStep("bare", name, why)
        for history in old
        for stored in history.revisions
        for name in (stored.files if stored.pictures else ())
    ]
    for file in aside:
        if file.day < cutoff and file.has_pictures:
            steps += [RemovalStep("remove", name, f"set aside, {why}") for name in file.files]
    return Plan(tuple(steps))


def plan_forgetting(
    histories: Iterable[AuditHistory],
    loose: Iterable[AuditEvent],
    aside: Iterable[QuarantinedFile],
    keys: Iterable[tuple[str, str]],
    name: str,
) -> Plan:
    """Return how a name is taken out of everything; `keys` are file and owner of public keys."""
    steps: list[RemovalStep] = []
    remarks: list[str] = []
    for history in histories:
        found, said = _plan_forgetting_audit(history, name)
        steps += found
        remarks += said
    steps += _plan_events(loose, name)
    for path, owner in keys:
        if is_same_name(owner, name):
            steps.append(
                RemovalStep("remove", path, "a name was forgotten; seals by this key prove nothing")
            )
    for file in aside:
        if file.names(name):
            steps += [
                RemovalStep("remove", part, "set aside, a name was forgotten")
                for part in file.files
            ]
        elif not file.is_text:
            remarks.append(f"{file.files[0]} cannot be searched for a name; look into it yourself")
    return Plan(tuple(steps), tuple(remarks))


def _plan_forgetting_audit(history: AuditHistory, name: str) -> tuple[list[RemovalStep], list[str]]:
    record, newest = history.audit.record, history.newest
    named = [s for s in history.revisions if find_name_in_record(s.audit.record, name).fields]
    events = _plan_events(history.events, name)
    remarks = []
    if texts := find_name_in_record(record, name).texts:
        remarks.append(f"{newest.name} has the name within a text ({', '.join(texts)}); read it")
    if not named:
        return events, remarks
    if history.conflicts:
        said = f"{newest.name}: there are two files of one revision; correct the audit first"
        return [], [*remarks, f"{said}, then forget the name"]
    why = "a name was forgotten"
    steps = [RemovalStep("revise", newest.name, why)] if newest in named else []
    older = history.revisions if newest in named else history.revisions[:-1]
    steps += [RemovalStep("remove", file, why) for stored in older for file in stored.files]
    # A seal names a record that is gone, and whoever sealed it.
    kept = newest.digest if newest not in named else None
    sealed = (e for e in history.events if e.event == "sealed" and e.digest != kept)
    gone = [
        RemovalStep("remove", name_event(e), f"{why}; the seal is gone with the record")
        for e in sealed
    ]
    removed = {step.path for step in gone}
    return [*steps, *gone, *(step for step in events if step.path not in removed)], remarks


def _plan_events(events: Iterable[AuditEvent], name: str) -> list[RemovalStep]:
    steps = []
    for event in events:
        if names_in_event(event, name):
            # Without its name a seal is not what was signed.
            kind: RemovalKind = "remove" if event.event == "sealed" else "rename"
            steps.append(RemovalStep(kind, name_event(event), "a name was forgotten"))
    return steps


def name_event(event: AuditEvent) -> str:
    """Return the name of an event's file below the handbook's folder."""
    return f"{FOLDER}/{build_event_path(event).as_posix()}"


def log_removal(step: RemovalStep, day: date) -> str:
    """Return the line of the log for a step. No name of a person is in it."""
    done = {"bare": "took the pictures out of", "rename": "took a name out of"}
    what = done.get(
        step.kind, "wrote a revision without a name of" if step.kind == "revise" else "removed"
    )
    # A copy that was set aside is called as the file was, perhaps after a person.
    path = re.sub(rf"(?<={QUARANTINE}/).*-(?=[0-9a-f]{{12}}\b)", "…-", step.path)
    return f"{day} {what} {path} ({step.why})\n"

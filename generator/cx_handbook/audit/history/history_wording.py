"""Say in words what happened to an audit: its revisions, and whether it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cx_handbook.audit.history.counting import CountedAudit
from cx_handbook.audit.history.revisions import AuditHistory, StoredRecord
from cx_handbook.audit.history.seals import PublicKey, SealCheck, check_seals
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record import AuditRecord, Change
from cx_handbook.customer_words import DEFAULT_WORDS, CustomerWords
from cx_handbook.labels import EVENTS
from cx_handbook.text_for_messages import to_one_line

_LONGEST = 500  # characters of a reason, in a line


def describe_change_made(change: Change) -> str:
    """Return what a correction changed, who made it and why."""
    what = ", ".join(to_one_line(name) for name in change.what) or "what was changed is not said"
    by = to_one_line(change.by) if change.by else "somebody who gave no name"
    return f"{what}, by {by} on {change.on}: {to_one_line(change.why, _LONGEST)}"


def describe_replacement(record: AuditRecord) -> str:
    """Return that a revision replaces the one before it, with who, what and why; or nothing."""
    if not record.changes:
        return ""
    return (
        f"revision {record.revision} replaces revision {record.revision - 1} "
        f"({describe_change_made(record.changes[-1])})"
    )


def describe_standing(counted: CountedAudit) -> str:
    """Return that an audit does not count, and why; nothing for one that does."""
    # Only what does not count stands beside another audit.
    if counted.beside is None:
        return ""
    other, period = counted.beside.audit.record, counted.turn.period.name
    begun = f"{other.id}, begun {describe_begin(other)},"
    return {
        "second": f"does not count: {begun} is the audit of {period}; say what this one is",
        "second_auditor": f"does not count: a second auditor beside {other.id}, for {period}",
        "replaced": f"does not count: {other.id} replaces it for {period}{_find_why(counted)}",
        "counts": "",
    }[counted.standing]


def describe_begin(record: AuditRecord) -> str:
    """Return when an audit was begun."""
    return f"{record.date} {record.start}" if record.start else str(record.date)


def _find_why(counted: CountedAudit) -> str:
    """Return the reason that was given for the audit that counts instead."""
    beside = counted.beside
    events = reversed(beside.events) if beside else ()
    # The last word holds; earlier ones stay in the history.
    why = next((event.why for event in events if event.event == "counted_as" and event.why), None)
    return f", because: {to_one_line(why, _LONGEST)}" if why else ""


def suggest_decision(counted: CountedAudit) -> Iterator[str]:
    """Yield the commands that say what a second audit is."""
    command = f"handbook audit decide {counted.history.audit.record.id} --as"
    yield f'{command} replacement --why "…" when it is to count instead'
    yield f"{command} second-auditor when two people looked, to compare them"


def describe_conflicts(history: AuditHistory) -> Iterator[str]:
    """Yield what is wrong with the revisions of an audit: two of one number, one that is missing."""
    record, newest = history.audit.record, history.newest
    if history.conflicts:
        others = ", ".join(one.name for one in history.conflicts)
        yield (
            f"CONFLICT: there are {len(history.conflicts) + 1} files of revision {record.revision}; "
            f"{newest.name} counts, not {others}; compare them, then correct the audit: "
            f"handbook audit correct {record.id}"
        )
    if history.is_incomplete:
        yield f"revision {record.revision - 1}, which this one replaces, is not here"


def describe_revision(stored: StoredRecord) -> str:
    """Return one revision in a line: its number, what it changed, its file."""
    record = stored.audit.record
    made = f"finished {record.date}" + (
        f" by {to_one_line(record.auditor)}" if record.auditor else ""
    )
    said = describe_change_made(record.changes[-1]) if record.changes else made
    return f"revision {record.revision}: {said} ({stored.name})"


def describe_history_event(event: AuditEvent, words: CustomerWords = DEFAULT_WORDS) -> str:
    """Return what happened to an audit afterwards in a line."""
    day = f"{event.on} {event.at}" if event.at else str(event.on)
    about = {
        "counted_as": (event.count_as or "").replace("_", " "),
        "settled": event.outcome,
        "sealed": f"revision {event.revision}, key {event.key}",
    }.get(event.event)
    parts = (
        words.fill(EVENTS[event.event]), about, event.standard, event.action and f"action {event.action}",
        event.what and to_one_line(event.what, _LONGEST), event.who and to_one_line(event.who),
        event.until and f"until {event.until}", event.by and f"by {to_one_line(event.by)}",
        event.why and to_one_line(event.why, _LONGEST),
    )  # fmt: skip
    return f"{day}: {', '.join(part for part in parts if part)}"


def describe_seals(history: AuditHistory, keys: Mapping[str, PublicKey]) -> Iterator[str]:
    """Yield what the seals of an audit say, and that its newest revision has none."""
    checks = check_seals(history, keys)
    for check in checks:
        yield describe_seal(check)
    newest = history.audit.record.revision
    if checks and all(check.event.revision != newest for check in checks):
        yield f"revision {newest} is not sealed"


def describe_seal(check: SealCheck) -> str:
    """Return what one seal says."""
    event = check.event
    owner = to_one_line(check.owner or event.by or "somebody")
    sealed = f"revision {event.revision}, sealed by {owner} on {event.on}"
    return {
        "unchanged": f"{sealed}, is unchanged",
        "changed": f"SEALED AND CHANGED: {sealed}, is not what was sealed",
        "broken": f"SEAL CHANGED: {sealed}: its seal was changed itself, and proves nothing",
        "unlisted": f"{sealed}: its key {event.key} is not listed in audits/keys/, so it proves nothing",
        "gone": f"{sealed}, is not here any more",
    }[check.state]

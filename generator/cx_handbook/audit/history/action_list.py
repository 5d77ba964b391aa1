"""Actions in words and as data: lines in a terminal, a table, JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from cx_handbook.audit.history.actions import Action, FindingAnswer
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.csv_text import encode_csv_row
from cx_handbook.labels import ACTION_STATES, FINDING_STATES
from cx_handbook.text_for_messages import to_one_line

_COLUMNS = (
    "site", "checklist", "audit", "action", "standard", "what", "who", "by", "state",
    "days overdue", "agreed on", "changed on", "changed by", "why",
)  # fmt: skip
_LONGEST = 500  # characters of what somebody wrote, in a line


def sort_actions(actions: Iterable[Action]) -> list[Action]:
    """Return actions by their day, the earliest first; those without a day come last."""
    return sorted(
        actions,
        key=lambda one: (one.due or date.max, one.record.site, one.record.id, one.name),
    )


def describe_action_line(action: Action, today: date) -> str:
    """Return an action in one line, its audit and number first: commands take these two."""
    record = action.record
    parts = [record.site, f"{record.id} {action.name}"]
    about = f"{action.standard}: " if action.standard else ""
    said = to_one_line(action.what, _LONGEST)
    who = f" – {to_one_line(action.who)}" if action.who else ""
    return f"{'  '.join(parts)}  {about}{said}{who}{_describe_day(action, today)}"


def _describe_day(action: Action, today: date) -> str:
    if not action.is_open:
        last = action.history[-1]
        why = f": {to_one_line(last.why, _LONGEST)}" if last.why else ""
        return f", {ACTION_STATES[action.state]} {last.on}{why}"
    if action.due is None:
        return ", no day agreed"
    moved = f", moved {_count(_count_moves(action), 'time')}" if action.state == "moved" else ""
    days = (today - action.due).days
    late = f", {_count(days, 'day')} ago" if days > 0 else ", today" * (days == 0)
    return f", by {action.due}{late}{moved}"


def describe_challenge(finding: FindingAnswer) -> str:
    """Return a challenged finding in one line: where, by whom, why, and whether it was in time."""
    record, event = finding.record, finding.history[-1]
    by = f" by {to_one_line(event.by)}" if event.by else ""
    days = _count(finding.days_late, "day")
    late = f" ({days} after the last day, {finding.last_day})" if finding.days_late else ""
    why = to_one_line(event.why or "", _LONGEST)
    return (
        f"{record.site}  {record.id} {finding.standard}  {FINDING_STATES[finding.state]}{by} "
        f"on {event.on}{late}: {why}"
    )


def describe_event(event: AuditEvent) -> str:
    """Return an event of an action's or finding's history in one line."""
    parts = [
        f"{event.on}{f' {event.at}' if event.at else ''}",
        event.event.replace("_", " "),
        f"until {event.until}" if event.until else "",
        event.outcome or "",
        f"by {to_one_line(event.by)}" if event.by else "",
    ]
    why = f": {to_one_line(event.why, _LONGEST)}" if event.why else ""
    return f"{' '.join(filter(None, parts))}{why}"


def _count_moves(action: Action) -> int:
    return sum(event.event == "moved" for event in action.history)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def export_actions_csv(actions: Iterable[Action], today: date) -> Iterator[bytes]:
    """Yield a table of actions, a line each, in UTF-8 with a byte order mark."""
    yield encode_csv_row(_COLUMNS).encode("utf-8-sig")
    for action in actions:
        yield encode_csv_row(_list_cells(action, today)).encode()


def _list_cells(action: Action, today: date) -> Iterator[object]:
    record = action.record
    yield from (record.site, record.checklist, record.id, action.name, action.standard)
    yield from (action.what, action.who, action.due, ACTION_STATES[action.state])
    yield count_days_overdue(action, today)
    yield action.agreed
    # The last word, as a spreadsheet has one cell for it; JSON has the whole history.
    last = action.history[-1] if action.history else None
    yield from (last.on, last.by, last.why) if last else (None, None, None)


def count_days_overdue(action: Action, today: date) -> int:
    """Return how many days an action is past its day; 0 when it is not, or is done."""
    return (today - action.due).days if action.due and action.is_overdue(today) else 0


def dump_action(action: Action, today: date) -> dict[str, Any]:
    """Return an action as plain data, its history included."""
    record = action.record
    return {
        "site": record.site,
        "checklist": record.checklist,
        "audit": record.id,
        "action": action.name,
        "standard": action.standard,
        "what": action.what,
        "who": action.who,
        "by": action.due and action.due.isoformat(),
        "state": action.state,
        "overdue": action.is_overdue(today),
        "days_overdue": count_days_overdue(action, today),
        "agreed": action.agreed.isoformat(),
        "history": [event.model_dump(mode="json", exclude_none=True) for event in action.history],
    }

"""What became of the actions and findings of an audit, from its record and the events beside it.

An action is open until an event says that it is done, moved or given up; the last of these counts,
and all of them stay as its history. A finding is accepted, or challenged and then settled.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from cx_handbook.audit.records.events import AuditEvent, EventKind, sort_events
from cx_handbook.audit.records.record import AuditRecord

ActionState = Literal["open", "moved", "done", "given_up"]
FindingState = Literal["accepted", "challenged", "settled"]

_STATE_OF: dict[EventKind, ActionState] = {
    "moved": "moved", "done": "done", "given_up": "given_up",
}  # fmt: skip
_FINDING_STATE_OF: dict[EventKind, FindingState] = {
    "accepted": "accepted", "challenged": "challenged", "settled": "settled",
}  # fmt: skip


@dataclass(frozen=True)
class Action:
    """An action of an audit as it stands now: `due` is the day it was moved to, if it was moved.

    `name` is its number in the record, or the reference of the event in which it was agreed.
    """

    record: AuditRecord
    name: str
    standard: str | None
    what: str
    who: str | None
    due: date | None
    agreed: date
    state: ActionState = "open"
    history: tuple[AuditEvent, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done: it is open, or was moved to a later day."""
        return self.state in ("open", "moved")

    def is_overdue(self, today: date) -> bool:
        """Tell whether it is still open after its day."""
        return self.is_open and self.due is not None and self.due < today


@dataclass(frozen=True)
class FindingAnswer:
    """What the person who was audited says to a finding, and how a challenge was settled.

    `days_late` is how many days after the last allowed one it was challenged; 0 is in time.
    """

    record: AuditRecord
    standard: str
    state: FindingState
    last_day: date
    days_late: int = 0
    history: tuple[AuditEvent, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether a challenge waits to be settled."""
        return self.state == "challenged"


def group_events(events: Iterable[AuditEvent]) -> dict[tuple[str, str], list[AuditEvent]]:
    """Return events by the reference and the checklist of their audit, for many audits at once."""
    groups: dict[tuple[str, str], list[AuditEvent]] = {}
    for event in events:
        groups.setdefault((event.audit, event.checklist), []).append(event)
    return groups


def list_all_actions(
    records: Iterable[AuditRecord], events: Iterable[AuditEvent]
) -> tuple[Action, ...]:
    """Return the actions of many audits, audit by audit."""
    own = group_events(events)
    return tuple(
        action
        for record in records
        for action in list_actions(record, own.get((record.id, record.checklist), ()))
    )


def list_actions(record: AuditRecord, events: Iterable[AuditEvent]) -> tuple[Action, ...]:
    """Return the actions of an audit: those of its record by number, then those agreed afterwards.

    Events of other audits are passed over.
    """
    own = _find_own_events(record, events)
    # In the order of the record; what was agreed later follows in the order of its events.
    actions = {
        str(one.number): Action(
            record, str(one.number), one.standard, one.what, one.who, one.by, record.date
        )
        for one in record.actions
    }
    for event in own:
        if event.event == "agreed":
            actions[event.id] = Action(
                record, event.id, event.standard, event.what or "", event.who, event.until, event.on
            )
    # After all that was agreed: an event may come before that of its action, where clocks differ.
    for event in own:
        if event.event in _STATE_OF and event.action in actions:
            actions[event.action] = _apply_event(actions[event.action], event)
    return tuple(actions.values())


def list_stray_events(record: AuditRecord, events: Iterable[AuditEvent]) -> tuple[AuditEvent, ...]:
    """Return the events of an audit that name an action which it has not."""
    own = _find_own_events(record, events)
    known = {str(one.number) for one in record.actions}
    known |= {event.id for event in own if event.event == "agreed"}
    return tuple(event for event in own if event.event in _STATE_OF and event.action not in known)


def list_finding_answers(
    record: AuditRecord, events: Iterable[AuditEvent], challenge_days: int
) -> tuple[FindingAnswer, ...]:
    """Return what was said to the findings of an audit, in the order in which it was first said."""
    by_standard: dict[str, list[AuditEvent]] = {}
    for event in _find_own_events(record, events):
        if event.event in _FINDING_STATE_OF and event.standard:
            by_standard.setdefault(event.standard, []).append(event)
    return tuple(
        _judge_finding(record, standard, said, challenge_days)
        for standard, said in by_standard.items()
    )


def find_last_challenge_day(record: AuditRecord, standard: str, challenge_days: int) -> date:
    """Return the last day on which a finding may be challenged.

    The days count from the day of the audit, or of the last correction that changed the answer.
    """
    # A correction of another answer gives nobody a reason to look at this one again.
    corrected = [change.on for change in record.changes if standard in change.what]
    return max([record.date, *corrected]) + timedelta(days=challenge_days)


def _find_own_events(record: AuditRecord, events: Iterable[AuditEvent]) -> tuple[AuditEvent, ...]:
    # The same reference may have been given to a sheet of another checklist.
    return sort_events(
        event for event in events if (event.audit, event.checklist) == (record.id, record.checklist)
    )


def _apply_event(action: Action, event: AuditEvent) -> Action:
    return Action(
        action.record,
        action.name,
        action.standard,
        action.what,
        # What an event does not say stays as it was.
        event.who or action.who,
        event.until or action.due,
        action.agreed,
        _STATE_OF[event.event],
        (*action.history, event),
    )


def _judge_finding(
    record: AuditRecord, standard: str, said: list[AuditEvent], challenge_days: int
) -> FindingAnswer:
    last_day = find_last_challenge_day(record, standard, challenge_days)
    challenges = [event for event in said if event.event == "challenged"]
    late = (challenges[-1].on - last_day).days if challenges else 0
    settled = [event for event in said if event.event == "settled"]
    # Of one day the settlement is the later one, whatever the clocks of two devices say.
    if settled and (not challenges or settled[-1].on >= challenges[-1].on):
        state: FindingState = "settled"
    else:
        state = _FINDING_STATE_OF[said[-1].event]
    return FindingAnswer(record, standard, state, last_day, max(late, 0), tuple(said))

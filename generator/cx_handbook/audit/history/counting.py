"""Decide which audit counts for a site, a checklist and a period: one, the first that was begun.

Whoever audits until it looks good changes nothing by it: a second audit counts only where an event
says that it replaces the first, and why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cx_handbook.audit.history.revisions import AuditHistory
from cx_handbook.audit.records.events import AuditEvent, sort_events
from cx_handbook.audit.records.periods import Period, find_period
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Handbook

CALENDAR_MONTH = "FREQ=MONTHLY"
"""The recurrence of a checklist that is gone."""

Rules = Mapping[str, str]
"""The recurrence rule of each checklist of today, by its name."""

Standing = Literal["counts", "second", "second_auditor", "replaced"]


class Turn(NamedTuple):
    """What only one audit counts for."""

    site: str
    checklist: str
    period: Period


@dataclass(frozen=True)
class CountedAudit:
    """An audit, and whether it counts for its site, checklist and period.

    *second*: another one was begun before it, and nobody has said yet what this one is. *replaced*:
    another one counts instead. `beside` is the audit that counts, where it is not this one.
    """

    history: AuditHistory
    turn: Turn
    standing: Standing
    beside: AuditHistory | None = None

    @property
    def counts(self) -> bool:
        """Whether its result stands for the period."""
        return self.standing == "counts"


def list_rules(handbook: Handbook) -> Rules:
    """Return the recurrence rules of a handbook's checklists."""
    return {checklist.slug: checklist.repeats for checklist in handbook.checklists}


def find_turn(record: AuditRecord, rules: Rules) -> Turn:
    """Return what an audit is for: its period is that in which the last day looked at lies."""
    day = record.period.last if record.period else record.date
    rule = rules.get(record.checklist, CALENDAR_MONTH)
    return Turn(record.site, record.checklist, find_period(rule, day))


def decide_standings(histories: Iterable[AuditHistory], rules: Rules) -> tuple[CountedAudit, ...]:
    """Return each audit with whether it counts, in the order given."""
    histories = tuple(histories)
    # Each turn by itself: what is decided in October changes nothing in November.
    turns: dict[Turn, list[AuditHistory]] = defaultdict(list)
    for history in histories:
        turns[find_turn(history.audit.record, rules)].append(history)
    decided = {
        counted.history.key: counted
        for turn, found in turns.items()
        for counted in _decide_turn(turn, found)
    }
    return tuple(decided[history.key] for history in histories)


def _decide_turn(turn: Turn, histories: list[AuditHistory]) -> list[CountedAudit]:
    begun = sorted(histories, key=lambda history: _find_begin(history.audit.record))
    said = {history.key: find_decision(history) for history in begun}
    standing: dict[tuple[str, str], Standing] = {
        key: "second_auditor" if event and event.count_as == "second_auditor" else "second"
        for key, event in said.items()
    }
    # Somebody who is a second auditor never comes first, however early the audit was begun.
    first = next((h for h in begun if standing[h.key] == "second"), begun[0])
    counting = _find_replacement(begun, said) or first
    if counting is not first:
        standing[first.key] = "replaced"
    # A replacement that was replaced itself no longer waits for anybody's word.
    for key, event in said.items():
        if event and event.count_as == "replacement":
            standing[key] = "replaced"
    return [
        CountedAudit(history, turn, "counts")
        if history is counting
        else CountedAudit(history, turn, standing[history.key], counting)
        for history in begun
    ]


def _find_begin(record: AuditRecord) -> tuple[str, str, str]:
    return record.date.isoformat(), record.start or "", record.id


def find_decision(history: AuditHistory) -> AuditEvent | None:
    """Return the last event that says what a second audit is."""
    return next((e for e in reversed(history.events) if e.event == "counted_as"), None)


def _find_replacement(
    begun: list[AuditHistory], said: Mapping[tuple[str, str], AuditEvent | None]
) -> AuditHistory | None:
    """Return the audit that was made the replacement last."""
    replacing = sort_events(e for e in said.values() if e and e.count_as == "replacement")
    if not replacing:
        return None
    return next(history for history in begun if said[history.key] is replacing[-1])

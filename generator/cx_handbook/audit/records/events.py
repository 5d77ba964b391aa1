"""What happens to an audit after it is finished: events, each a file that is written once.

A finished audit is never changed. That an action is done, that a finding is challenged, or that an
audit was sealed, stands in an event beside it. So folders are merged by copying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, StrictInt, StringConstraints, model_validator

from cx_handbook.audit.records.record import Cases, Note, Reference, Revision, Short, TimeOfDay
from cx_handbook.content.model.base import Record
from cx_handbook.content.model.form import Fingerprint
from cx_handbook.content.model.refusals import refuse_each
from cx_handbook.content.model.types import Day, Slug, StandardId

EVENT_FORMAT = 1

EventKind = Literal[
    "agreed", "moved", "done", "given_up", "accepted", "challenged", "settled", "counted_as", "sealed",
    "heard",
]  # fmt: skip


class EventFields(NamedTuple):
    """The fields of an event beside those that all have: what it needs, and what it may have."""

    needed: tuple[str, ...]
    allowed: tuple[str, ...] = ()


FIELDS: dict[EventKind, EventFields] = {
    "agreed": EventFields(("what",), ("standard", "who", "until")),
    "moved": EventFields(("action", "until"), ("who", "why")),
    "done": EventFields(("action",), ("why",)),
    "given_up": EventFields(("action", "why")),
    "accepted": EventFields(("standard",), ("why",)),
    "challenged": EventFields(("standard", "why")),
    "settled": EventFields(("standard", "outcome", "why")),
    "counted_as": EventFields(("count_as",), ("of", "why")),
    "sealed": EventFields(("revision", "digest", "key", "signature")),
    "heard": EventFields(("asked", "answered", "kept"), ("log",)),
}
"""The fields of each kind of event. Every other field of the table is refused."""

# An action of the record by its number, one that was agreed afterwards by its event.
ActionName = Annotated[
    str,
    StringConstraints(pattern=r"^(?:[1-9][0-9]{0,2}|[a-z0-9]+(?:-[a-z0-9]+)+)$", max_length=40),
]
KeyName = Annotated[str, StringConstraints(pattern="^[0-9a-f]{16}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}==$")]


class AuditEvent(Record):
    """`audits/<site>/<day>-<checklist>-<audit>.<event>-<id>.json`: one thing that happened.

    Day and time are those of the site's clock.
    """

    event: EventKind = Field(description="What happened.")
    format: Annotated[StrictInt, Field(ge=EVENT_FORMAT, le=EVENT_FORMAT)] = Field(
        description="Version of this format."
    )
    id: Reference = Field(description="The event's own reference, drawn by chance.")
    audit: Reference = Field(description="Reference of the audit.")
    checklist: Slug = Field(description="The audit's checklist.")
    site: Slug = Field(description="The audit's site.")
    on: Day = Field(description="The day on which it happened.")
    at: TimeOfDay | None = Field(default=None, description="The time, as 09:30.")
    by: Short | None = Field(default=None, description="Who says so.")
    standard: StandardId | None = Field(default=None, description="The standard it is about.")
    action: ActionName | None = Field(
        default=None,
        description="The action: its number in the record, or the reference of the event in which it "
        "was agreed.",
    )
    what: Note | None = Field(default=None, description="Of *agreed*: what is done.")
    who: Short | None = Field(default=None, description="Who does it.")
    until: Day | None = Field(default=None, description="By which day.")
    why: Note | None = Field(default=None, description="The reason.")
    outcome: Literal["upheld", "changed"] | None = Field(
        default=None,
        description="Of *settled*: whether the finding stands, or the audit is corrected.",
    )
    count_as: Literal["replacement", "second_auditor"] | None = Field(
        default=None, description="Of a second audit of one period: why there are two."
    )
    of: Reference | None = Field(default=None, description="The audit that was begun first.")
    revision: Revision | None = Field(default=None, description="Of *sealed*: the revision.")
    digest: Fingerprint | None = Field(
        default=None, description="Of *sealed*: the record's digest."
    )
    key: KeyName | None = Field(default=None, description="Of *sealed*: the key's name.")
    asked: Cases | None = Field(
        default=None, description="Of *heard*: customers who were asked in the audit's period."
    )
    answered: Cases | None = Field(default=None, description="Of *heard*: those who answered.")
    kept: Cases | None = Field(
        default=None, description="Of *heard*: those who said that we did what we said."
    )
    log: Short | None = Field(default=None, description="Of *heard*: the log they stand in.")
    signature: Signature | None = Field(
        default=None,
        description="Of *sealed*: Ed25519 signature, in base64, of the event's canonical JSON without "
        "this field.",
    )

    @model_validator(mode="after")
    def _check_fields(self) -> Self:
        refuse_each(self._find_misfits())
        return self

    def _find_misfits(self) -> Iterator[tuple[tuple[str], str, str]]:
        """Yield a fault for each field that this kind of event needs and has not, or cannot have."""
        # Every field of the other kinds is refused, or a typing error would be kept as if it meant something.
        own = FIELDS[self.event]
        for name in dict.fromkeys(
            name for one in FIELDS.values() for name in (*one.needed, *one.allowed)
        ):
            is_given = getattr(self, name) is not None
            if name in own.needed and not is_given:
                yield (name,), f"the event {self.event} needs {name}", "add it"
            elif is_given and name not in (*own.needed, *own.allowed):
                yield (name,), f"the event {self.event} has no {name}", "remove it"
        # Each is part of the next, so they can only rise.
        counts = [self.kept, self.answered, self.asked]
        if None not in counts and counts != sorted(counts, key=lambda count: count or 0):
            wrong = "more kept than answered, or more answered than asked"
            yield ("asked",), wrong, "correct the three numbers"


def sort_events(events: Iterable[AuditEvent]) -> tuple[AuditEvent, ...]:
    """Return events in the order in which every machine reads them: day, time, reference."""
    return tuple(sorted(events, key=lambda event: (event.on, event.at or "", event.id)))


def build_event_path(event: AuditEvent) -> PurePosixPath:
    """Return the path of an event below `audits/`. Every part of it was validated."""
    name = f"{event.on.isoformat()}-{event.checklist}-{event.audit}.{event.event}-{event.id}.json"
    return PurePosixPath(event.site, name)

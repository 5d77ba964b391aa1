"""Audit records: what was answered on which form, by whom, where and when."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, StrictInt, StringConstraints, model_validator

from cx_handbook import limits
from cx_handbook.content.model.answer_types import (
    ANSWER_TYPES,
    NUMBER_BOXES,
    Recorded,
    check_box_fields,
)
from cx_handbook.content.model.base import Record
from cx_handbook.content.model.form import Fingerprint
from cx_handbook.content.model.refusals import refuse, refuse_each
from cx_handbook.content.model.types import Day, Slug, StandardId, Text, match_pattern
from cx_handbook.identifiers import REFERENCE
from cx_handbook.limits import LONG_TEXT, SHORT_TEXT
from cx_handbook.text_for_messages import join_words

FORMAT = 2
OLDEST_FORMAT = 1  # read, and upgraded
MOST_REVISIONS = 100
MOST_DRAWN = 1_000  # cases of one question; nobody looks at more by hand
MOST_PHOTOS, PHOTO_CHARACTERS = 5, 2_000_000  # of base64: about 1.5 MB a photo

Short = Annotated[Text, StringConstraints(max_length=SHORT_TEXT)]
Note = Annotated[Text, StringConstraints(max_length=LONG_TEXT)]
Cases = Annotated[StrictInt, Field(ge=0, le=limits.CASES)]
Reference = Annotated[
    str,
    match_pattern(
        f"^{REFERENCE}$",
        "small letters, digits and single hyphens, such as k3x9-2fq7",
        max_length=limits.REFERENCE,
    ),
]
Revision = Annotated[StrictInt, Field(ge=1, le=MOST_REVISIONS)]
ActionNumber = Annotated[StrictInt, Field(ge=1, le=limits.ACTIONS)]
MOST_CHANGED = 500  # names in one correction: the questions of the largest form, and the head
TakenFrom = Annotated[tuple[Reference, ...], Field(max_length=100)]
TimeOfDay = Annotated[
    str, match_pattern(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", "hours and minutes, as 09:30")
]


class Photo(Record):
    """A photograph as evidence, scaled down, inside the record.

    Its picture may be left out, and its SHA-256 stands in its place: it lies beside the record, or
    was removed.
    """

    name: Short = Field(description="File name, without a folder.")
    type: Literal["image/jpeg", "image/png", "image/webp"] = Field(description="Media type.")
    data: (
        Annotated[
            str,
            StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=PHOTO_CHARACTERS),
        ]
        | None
    ) = Field(default=None, description="The picture, in base64.")
    sha256: Fingerprint | None = Field(
        default=None, description="SHA-256 of a picture that is left out."
    )

    @model_validator(mode="after")
    def _check_picture(self) -> Self:
        if (self.data is None) == (self.sha256 is None):
            refuse("a photograph has either data or sha256", "give one of them")
        return self


class Answer(Record):
    """The answer to one question, as it was given. The scorer decides whether it counts.

    What was written and cannot be read as an answer is kept under `unread`.
    """

    answer: Recorded | None = Field(default=None, description="Nothing means unanswered.")
    k: Cases | None = Field(default=None, description="Of a count: cases that met the rule.")
    n: Cases | None = Field(default=None, description="Of a count: cases looked at.")
    cases: Cases | None = Field(
        default=None, description="Of a count: cases there were in the period, where known."
    )
    cases_from: Literal["log"] | None = Field(
        default=None,
        description="Where the number of cases comes from, when a log counted them; nothing that is "
        "filled in by hand says so.",
    )
    grade: Annotated[StrictInt, Field(ge=0, le=10)] | None = Field(
        default=None, description="Of a grade: 0, not at all, to 10, in full."
    )
    note: Note | None = Field(
        default=None, description="What was seen; of *not applicable*, the reason."
    )
    unread: Note | None = Field(
        default=None, description="What was written where an answer belongs and cannot be read."
    )
    photos: Annotated[tuple[Photo, ...], Field(max_length=MOST_PHOTOS)] = Field(
        default=(), description="Photographs as evidence."
    )

    @model_validator(mode="after")
    def _check_numbers(self) -> Self:
        refuse_each(self._find_misfits())
        return self

    def _find_misfits(self) -> Iterator[tuple[tuple[str], str, str]]:
        """Yield a fault for each number that the answer's type needs, has not, or limits."""
        asked = next((one for one in ANSWER_TYPES.values() if one.name == self.answer), None)
        own = {box.name: box for box in asked.boxes} if asked else {}
        for name in NUMBER_BOXES:
            value, box = getattr(self, name), own.get(name)
            if value is not None and box is None:
                owners = join_words(
                    (one.noun for one in ANSWER_TYPES.values() if name in one.box_names), "and"
                )
                yield (name,), f"{owners} alone has {name}", "remove it"
            elif value is None and asked and box and box.needed:
                yield (name,), f"{asked.noun} needs {name}", box.title
            elif value is not None and asked and box and not box.lowest <= value <= box.highest:
                wrong = f"{asked.noun} goes from {box.lowest} to {box.highest}"
                yield (name,), wrong, "correct it"
        if self.cases_from is not None and self.cases is None:
            yield ("cases_from",), "there is no number of cases", "remove it"


check_box_fields("Answer", Answer.model_fields)


class CorrectiveAction(Record):
    """What was agreed for a finding: what, who, by when.

    `number` is what events name it by. It stays the same through all revisions of the audit.
    """

    number: ActionNumber = Field(description="Its number within the audit, from 1.")
    standard: StandardId | None = Field(default=None, description="The standard it is about.")
    what: Note = Field(description="What is done.")
    who: Short | None = Field(default=None, description="Who does it.")
    by: Day | None = Field(default=None, description="By which day.")


class AuditPeriod(Record):
    """The days that were looked at, first and last included."""

    first: Day = Field(description="The first day.")
    last: Day = Field(description="The last day.")


class Change(Record):
    """One correction of a finished audit: who changed what, and why."""

    revision: Revision = Field(description="The revision that it made.")
    on: Day = Field(description="The day of the correction.")
    by: Short | None = Field(default=None, description="Who corrected it.")
    why: Note = Field(description="The reason.")
    what: Annotated[tuple[Short, ...], Field(max_length=MOST_CHANGED)] = Field(
        default=(), description="IDs of the standards, and names of the fields, that it changed."
    )


class Replacement(Record):
    """A drawn case that could not be looked at, and the next one that was taken in its place."""

    case: Short = Field(description="Reference of the case that could not be looked at.")
    by: Short = Field(description="Reference of the case that was looked at instead.")
    why: Note = Field(description="The reason.")


class Draw(Record):
    """Cases that were drawn by a seed, before anybody looked at them."""

    seed: Short = Field(description="The seed: site, period, standard and audit.")
    of: Cases = Field(description="How many cases there were to draw from.")
    drawn: Annotated[tuple[Short, ...], Field(max_length=MOST_DRAWN)] = Field(
        description="References of the drawn cases, in the order of the draw."
    )
    log: Short | None = Field(default=None, description="The log that they were drawn from.")
    by: Short | None = Field(
        default=None,
        description="The column of the log over whose entries the cases were shared out.",
    )
    log_digest: Fingerprint | None = Field(
        default=None, description="SHA-256 of the references in the log, sorted, a line each."
    )
    reserve: Annotated[tuple[Short, ...], Field(max_length=MOST_DRAWN)] = Field(
        default=(),
        description="The next cases in the order of the draw: they take the place of drawn ones that "
        "cannot be looked at, the first one first.",
    )
    replaced: Annotated[tuple[Replacement, ...], Field(max_length=MOST_DRAWN)] = Field(
        default=(), description="Cases that others took the place of."
    )


class DeviceNumber(Record):
    """Which audit of its device this is: a gap in the numbers shows that one was deleted."""

    device: Reference = Field(description="The device, as it names itself.")
    number: Annotated[StrictInt, Field(ge=1, le=limits.CASES)] = Field(
        description="The running number of the audit on it."
    )


class AuditRecord(Record):
    """`audits/<site>/<date>-<checklist>-<id>.json`: one audit, always scored from its own form.

    Date and times are those of the site's clock. A finished audit is never changed: a correction is
    a new revision. Records of format 1 are read and upgraded by `audit/records/record_upgrade.py`.
    """

    format: Annotated[StrictInt, Field(ge=FORMAT, le=FORMAT)] = Field(
        description="Version of this format."
    )
    state: Literal["draft", "finished"] = Field(
        description="A draft is still being filled in, and is never scored as an audit."
    )
    revision: Revision = Field(default=1, description="1, and one more with each correction.")
    replaces: Fingerprint | None = Field(
        default=None, description="Digest of the revision that this one replaces."
    )
    changes: Annotated[tuple[Change, ...], Field(max_length=MOST_REVISIONS)] = Field(
        default=(), description="The corrections so far, the oldest first."
    )
    changed_after_result: Annotated[StrictInt, Field(ge=0, le=limits.CASES)] = Field(
        default=0, description="Answers that were changed after somebody had seen the result."
    )
    id: Reference = Field(description="The audit's reference: the same on paper and on screen.")
    form: Fingerprint = Field(description="Fingerprint of the form that was filled in.")
    checklist: Slug = Field(description="The checklist's file name.")
    site: Slug = Field(description="The site, from company.yml.")
    date: Day = Field(description="The day on which it was begun.")
    auditor: Short | None = Field(default=None, description="Who filled it in.")
    start: TimeOfDay | None = Field(default=None, description="When it was begun, as 09:30.")
    end: TimeOfDay | None = Field(default=None, description="When it was finished.")
    period: AuditPeriod | None = Field(default=None, description="The days that were looked at.")
    answers: dict[StandardId, Answer] = Field(
        default={}, description="Answers by standard; one that is missing is unanswered."
    )
    actions: Annotated[tuple[CorrectiveAction, ...], Field(max_length=limits.ACTIONS)] = Field(
        default=(), description="What was agreed."
    )
    draws: dict[StandardId, Draw] = Field(
        default={}, description="Cases that were drawn, by standard."
    )
    taken_over: dict[StandardId, TakenFrom] = Field(
        default={},
        description="References of the audits whose counts were added up for an answer, by standard.",
    )
    device: DeviceNumber | None = Field(
        default=None, description="The running number of an audit that was filled in on a device."
    )
    oddities: Annotated[tuple[Note, ...], Field(max_length=limits.UNMAPPED)] = Field(
        default=(), description="What stood on the sheet and has no place above, in words."
    )

    @model_validator(mode="after")
    def _check_life(self) -> Self:
        refuse_each(self._find_life_faults())
        return self

    def _find_life_faults(self) -> Iterator[tuple[tuple[str], str, str]]:
        """Yield a fault for each part that contradicts another about revisions and actions."""
        # One for each revision, or a correction could hide behind another's reason.
        if [change.revision for change in self.changes] != list(range(2, self.revision + 1)):
            wrong = f"revision {self.revision} does not fit the corrections that are listed"
            yield (
                ("changes",),
                wrong,
                "list one for each revision after the first, the oldest first",
            )
        if (self.replaces is None) != (self.revision == 1):
            yield ("replaces",), "only a later revision replaces one, and each does", "correct it"
        # Events name an action by its number, and would be taken for the other's.
        numbers = [action.number for action in self.actions]
        if len(set(numbers)) < len(numbers):
            yield ("actions",), "two actions have the same number", "give each its own"

"""Audit records: what was answered on which form, by whom, where and when."""

from typing import Annotated, Literal, Self

from pydantic import Field, StrictInt, StringConstraints, model_validator

from cx_handbook.content.model.form import Fingerprint
from cx_handbook.content.model.types import (
    Day,
    Record,
    Slug,
    StandardId,
    Text,
    formed,
    refuse_each,
)

FORMAT = 1
MOST_CASES = 99_999
MOST_PHOTOS, PHOTO_CHARACTERS = 5, 2_000_000  # of base64: about 1.5 MB a photo

Said = Literal["met", "not_met", "count", "grade", "not_applicable"]
Short = Annotated[Text, StringConstraints(max_length=200)]
Note = Annotated[Text, StringConstraints(max_length=4000)]
Cases = Annotated[StrictInt, Field(ge=0, le=MOST_CASES)]
Reference = Annotated[
    str,
    formed(
        r"^[a-z0-9]+(?:-[a-z0-9]+)*$",  # not the very pattern of a slug, which has its own words
        "small letters, digits and single hyphens, such as k3x9-2fq7",
        max_length=40,
    ),
]
Clock = Annotated[str, formed(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", "hours and minutes, as 09:30")]


class Photo(Record):
    """A photograph as evidence, scaled down, inside the record."""

    name: Short = Field(description="File name, without a folder.")
    type: Literal["image/jpeg", "image/png", "image/webp"] = Field(description="Media type.")
    data: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=PHOTO_CHARACTERS),
    ] = Field(description="The picture, in base64.")


class Answer(Record):
    """What was answered to one question. Whether it counts is the scorer's to say.

    Nothing that was written is dropped: what cannot be read as an answer stands under `unread`.
    """

    answer: Said | None = Field(default=None, description="Nothing means unanswered.")
    k: Cases | None = Field(default=None, description="Of a count: cases that met the rule.")
    n: Cases | None = Field(default=None, description="Of a count: cases looked at.")
    cases: Cases | None = Field(
        default=None, description="Of a count: cases there were in the period, where known."
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
    def _numbers_fit(self) -> Self:
        counted = self.answer == "count"
        faults = [
            ((name,), f"a count {'needs' if counted else 'alone has'} {name}", instead)
            for name, instead in (("k", "cases that met"), ("n", "cases looked at"))
            if (getattr(self, name) is not None) != counted
        ]
        if self.cases is not None and not counted:
            faults.append((("cases",), "a count alone has cases", "remove it"))
        if (self.grade is not None) != (self.answer == "grade"):
            faults.append((("grade",), "a grade and its number go together", "write both or none"))
        refuse_each(faults)
        return self


class Action(Record):
    """What was agreed for a finding: what, who, by when."""

    standard: StandardId | None = Field(default=None, description="The standard it is about.")
    what: Note = Field(description="What is done.")
    who: Short | None = Field(default=None, description="Who does it.")
    by: Day | None = Field(default=None, description="By which day.")


class Period(Record):
    """The days that were looked at, first and last included."""

    first: Day = Field(description="The first day.")
    last: Day = Field(description="The last day.")


class AuditRecord(Record):
    """`audits/<site>/<date>-<checklist>-<id>.json`: one audit, always scored from its own form.

    Date and times are those of the site's clock.
    """

    format: Annotated[StrictInt, Field(ge=FORMAT, le=FORMAT)] = Field(
        description="Version of this format."
    )
    id: Reference = Field(description="The audit's reference: the same on paper and on screen.")
    form: Fingerprint = Field(description="Fingerprint of the form that was filled in.")
    checklist: Slug = Field(description="The checklist's file name.")
    site: Slug = Field(description="The site, from company.yml.")
    date: Day = Field(description="The day on which it was begun.")
    auditor: Short | None = Field(default=None, description="Who filled it in.")
    start: Clock | None = Field(default=None, description="When it was begun, as 09:30.")
    end: Clock | None = Field(default=None, description="When it was finished.")
    period: Period | None = Field(default=None, description="The days that were looked at.")
    answers: dict[StandardId, Answer] = Field(
        default={}, description="Answers by standard; one that is missing is unanswered."
    )
    actions: Annotated[tuple[Action, ...], Field(max_length=200)] = Field(
        default=(), description="What was agreed."
    )
    oddities: Annotated[tuple[Note, ...], Field(max_length=200)] = Field(
        default=(), description="What stood on the sheet and has no place above, in words."
    )

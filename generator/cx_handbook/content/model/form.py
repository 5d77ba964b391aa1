"""Forms: the questions of a checklist as they were handed out, with everything scoring needs."""

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    SerializerFunctionWrapHandler,
    StrictFloat,
    StrictInt,
    StringConstraints,
    model_serializer,
)

from cx_handbook import identifiers
from cx_handbook.content.model.answer_types import ANSWER_TYPES, AnswerName, AnswerType
from cx_handbook.content.model.base import Record
from cx_handbook.content.model.checklist import Weights
from cx_handbook.content.model.types import Count, Factor, Flag, Slug, StandardId, Text

FORMAT = 1  # of issued forms; a form that was handed out keeps the format it has
SHORTEST_MONTH = 28  # days
FIELDS_OF_SCORING_2 = ("scoring", "grade", "minutes", "days")
Fingerprint = Annotated[str, StringConstraints(pattern=f"^{identifiers.FINGERPRINT}$")]
ExactShare = Annotated[StrictFloat, Field(ge=0, le=1)]


class Item(Record):
    """One question of a form: a standard, frozen as it was asked."""

    standard: StandardId
    policy: Slug
    rule: Text
    check: Text
    look_at: Text
    sample: Count | None
    answer: AnswerName
    target: ExactShare | None
    weight: Count
    factor: Factor
    critical: Flag
    may_be_na: Flag
    if_not: Text

    @property
    def answer_type(self) -> AnswerType:
        """How it is answered: its entry in the table of answer types."""
        return ANSWER_TYPES[self.answer]


class FormSection(Record):
    """A section of a form."""

    title: Text
    intro: Text | None
    items: Annotated[tuple[Item, ...], Field(min_length=1)]

    @property
    def counted_items(self) -> tuple[Item, ...]:
        """The items answered by counting cases: they share a case sheet."""
        return tuple(item for item in self.items if item.answer_type.rule == "ratio")


class Form(Record):
    """Everything that is asked, in order, and everything needed to score the answers.

    `scoring` is the version of the rules by which its answers are scored for ever. Forms that were
    handed out before there was a second version do not name one: they are scored by the first, and
    have none of the fields that came with the second. So their fingerprints stay what they were.
    `grade` is false where the checklist gives none; `minutes` is how long it allows, and `days` about
    how many days lie between two times.
    """

    format: Annotated[StrictInt, Field(ge=FORMAT, le=FORMAT)]
    checklist: Slug
    title: Text
    gate: ExactShare
    weights: Weights
    sections: Annotated[tuple[FormSection, ...], Field(min_length=1)]
    scoring: Literal[1, 2] = 1
    grade: Flag = True
    minutes: Count | None = None
    days: Count | None = None

    @model_serializer(mode="wrap")
    def _leave_out_later_fields(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = handler(self)
        if self.scoring == 1:
            for name in FIELDS_OF_SCORING_2:
                data.pop(name, None)
        return data

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order in which they are asked."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def is_counted_by_month(self) -> bool:
        """Whether it gives no grade and comes so often that its results are counted by the month."""
        return not self.grade and self.days is not None and self.days < SHORTEST_MONTH

    def encode_canonical(self) -> bytes:
        """Return the form as canonical JSON: sorted keys, no spaces, UTF-8."""
        # A single other byte would give every form another fingerprint, and no sheet that is out
        # there could be scored any more.
        data = self.model_dump(mode="json")
        text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return text.encode("utf-8")

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the canonical JSON, in 64 hexadecimal digits."""
        return hashlib.sha256(self.encode_canonical()).hexdigest()


class IssuedForm(Record):
    """`checklists/issued/*.json`: a form as it was handed out, with its fingerprint."""

    fingerprint: Fingerprint
    form: Form

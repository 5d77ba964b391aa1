"""Policies: what all of them have, their steps and standards, and what each kind says of itself."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, NamedTuple, Self, get_args

from pydantic import Field, model_validator

from cx_handbook.content.model.answer_types import (
    ANSWER_TYPES,
    AnswerName,
    AnswerType,
    names_that_need,
)
from cx_handbook.content.model.base import PageRecord, SharedRecord
from cx_handbook.content.model.company import Company
from cx_handbook.content.model.durations import Duration, ReviewInterval
from cx_handbook.content.model.markers import (
    AvoidedText,
    ChannelRef,
    FinderText,
    PolicyRef,
    ProductRef,
    RoleRef,
    SiteRef,
    SourceRef,
    SpokenText,
    StaffText,
    TextUse,
    ToldText,
    find_unmarked_fields,
    gather_texts,
)
from cx_handbook.content.model.refusals import refuse, refuse_each
from cx_handbook.content.model.types import (
    FACTORS,
    Count,
    Day,
    Factor,
    Flag,
    Share,
    StandardId,
    Text,
    list_citations,
)
from cx_handbook.errors import Path
from cx_handbook.text_for_messages import join_words

# For the descriptions of fields: the types of answers that need them.
_SAMPLED = join_words(names_that_need("sample"), "and")
_WITH_TARGET = join_words(names_that_need("target"), "and")


class Step(SharedRecord):
    """One step of a procedure."""

    do: StaffText = Field(description="What to do, as an instruction.")
    say: tuple[SpokenText, ...] = Field(
        default=(), description="Words that work, ready to be said."
    )
    avoid: tuple[AvoidedText, ...] = Field(
        default=(),
        description="Words to leave out. A reason may follow, after a dash between spaces: words – reason.",
    )
    within: Duration | None = Field(default=None, description="By when, such as 30 minutes.")
    who: RoleRef | None = Field(
        default=None, description="The role that does it, if not whoever reads."
    )
    channels: tuple[ChannelRef, ...] = Field(
        default=(), description="Only where the step holds for these channels alone."
    )


class Evidence(SharedRecord):
    """Where the auditor looks, and at how many cases."""

    look_at: Text = Field(description="The record, place or conversation to look at.")
    sample: Count | None = Field(
        default=None,
        description=f"How many cases to look at; mandatory for {_SAMPLED}.",
    )


class Standard(SharedRecord):
    """One observable rule and the question that audits it."""

    id: StandardId = Field(
        description="Permanent ID, never reused: letters, hyphen, digits, CB-01."
    )
    rule: Text = Field(description="What must be true, in one sentence.")
    check: Text = Field(description="The auditor's question, one thing at a time.")
    evidence: Evidence = Field(description="What to look at, and how many cases.")
    answer: AnswerName = Field(
        description=f"{'; '.join(one.description for one in ANSWER_TYPES.values())}."
    )
    critical: Flag = Field(
        default=False, description="true when failing it breaks the promise whatever the rest."
    )
    may_be_na: Flag | None = Field(
        default=None,
        description="Whether not applicable is an answer; true unless the standard is critical.",
    )
    weight: Count = Field(default=1, description="Weight within its factor, a whole number from 1.")
    target: Share | None = Field(
        default=None,
        description=f"The share at which it is met; mandatory for {_WITH_TARGET}.",
    )
    factor: Factor | None = Field(default=None, description="Where it differs from the policy's.")
    sources: tuple[SourceRef, ...] = Field(
        default=(), description="IDs of the source items this standard audits."
    )
    within: Duration | None = Field(
        default=None,
        description="The time limit its rule names, such as 5 minutes, for the timer on the page.",
    )
    if_not: Text = Field(description="What to do when it fails: the improvement text.")

    @model_validator(mode="after")
    def _answer_is_complete(self) -> Self:
        refuse_each(self._find_gaps())
        return self

    def _find_gaps(self) -> Iterator[tuple[Path, str, str]]:
        # The answer type says what it needs, so a new one needs no change here.
        asked = self.answer_type
        if asked.needs_sample and self.evidence.sample is None:
            yield (
                ("evidence",),
                f"{asked.noun} needs a sample",
                "add sample: how many cases to look at",
            )
        if asked.needs_target and self.target is None:
            yield (
                (), f"{asked.noun} needs a target",
                "add the share at which the standard is met, such as target: 90%",
            )  # fmt: skip
        if not asked.needs_target and self.target is not None:
            others = join_words(f"answer: {name}" for name in names_that_need("target"))
            yield ("target",), f"{asked.noun} has no target", f"remove it, or write {others}"

    @property
    def answer_type(self) -> AnswerType:
        """How its question is answered: its entry in the table of answer types."""
        return ANSWER_TYPES[self.answer]

    @property
    def not_applicable(self) -> bool:
        """Whether *not applicable* may be answered: never for a critical standard unless allowed."""
        return not self.critical if self.may_be_na is None else self.may_be_na


class Line(SharedRecord):
    """One line of a dialogue: the customer's or ours."""

    customer: Text | None = Field(default=None, description="What the customer says.")
    staff: ToldText | None = Field(default=None, description="What we say.")

    @model_validator(mode="after")
    def _one_speaker(self) -> Self:
        # Both or neither.
        if (self.customer is None) == (self.staff is None):
            refuse("each line has one speaker", "write either customer: or staff:")
        return self


class Example(SharedRecord):
    """A short dialogue, first as it should not go, then better."""

    situation: Text = Field(description="What happened, in a few words.")
    # The mark keeps the house rules from judging what is shown as a bad example.
    poor: Annotated[tuple[Line, ...], TextUse.AVOIDED] = Field(
        min_length=1, description="The dialogue as it should not go."
    )
    better: tuple[Line, ...] = Field(min_length=1, description="The same dialogue, done well.")
    lesson: Text | None = Field(default=None, description="What made the difference.")


class HouseChoice(SharedRecord):
    """A decision that the sources leave open and that we took ourselves."""

    decided: Text = Field(description="What we decided: a time, a limit, a rule.")
    reason: Text = Field(description="Why, and what it does not rest on.")


class PageSection(NamedTuple):
    """The section that a kind adds to the page of a policy; the template is named after the kind.

    `jump_label` is its name in the list at the top of the page, which leaves it out without one.
    """

    anchor: str
    heading: str
    jump_label: str = ""
    after_steps: bool = False  # where it stands: before the steps unless set
    ranks_high: bool = False  # whether the search ranks it as high as a whole page


class PhrasePair(NamedTuple):
    """Words to say beside words to leave out, and the step they belong to, if it is one."""

    say: tuple[str, ...]
    avoid: tuple[str, ...]
    step: Step | None


Conflict = tuple[Path, str, str]  # where, what is wrong, what to write instead


class Policy(PageRecord):
    """What every policy has, whatever its kind.

    A kind is a class below this one (`kinds.py`). It says everything about itself: its label, the
    prefix of its standards' IDs, the section of the page that shows its own fields, and by the
    types of these fields what each text is for and what each ID names (`markers.py`). Its page
    template and its skeleton are found by its name.
    """

    label: ClassVar[str]
    id_prefix: ClassVar[str]
    page_section: ClassVar[PageSection | None]

    title: Text = Field(description="The page's heading, short.")
    promise: FinderText = Field(
        description="One sentence in the customer's terms: what they can count on."
    )
    why: Text = Field(description="The reason, so that staff can judge the case nobody wrote down.")
    factor: Factor = Field(description=f"The service factor it serves: {', '.join(FACTORS)}.")
    roles: tuple[RoleRef, ...] = Field(min_length=1, description="Whom it binds, from company.yml.")
    channels: tuple[ChannelRef, ...] = Field(
        min_length=1, description="Where it holds, from company.yml."
    )
    customers_say: tuple[Text, ...] = Field(
        min_length=3, description="Three or more phrases as customers really put it."
    )
    steps: tuple[Step, ...] = Field(min_length=1, description="The procedure, in order.")
    limits: tuple[Text, ...] = Field(default=(), description="Where it ends, and who decides then.")
    standards: tuple[Standard, ...] = Field(default=(), description="The observable rules.")
    examples: tuple[Example, ...] = Field(default=(), description="Short dialogues.")
    house_choices: tuple[HouseChoice, ...] = Field(
        default=(), description="Times, limits and rules that are our own decision."
    )
    sources: tuple[SourceRef, ...] = Field(
        default=(),
        description="IDs of source items its steps rest on, where no standard audits them and no "
        "text cites them.",
    )
    owner: RoleRef = Field(description="The role that answers for it, from company.yml.")
    reviewed: Day = Field(description="When it was last looked at, as 2026-11-30.")
    review_every: ReviewInterval = Field(
        description="How long a review stays valid, such as 6 months."
    )
    see_also: tuple[PolicyRef, ...] = Field(default=(), description="Other policies, by file name.")
    products: tuple[ProductRef, ...] = Field(
        default=(), description="Only where it does not hold for all."
    )
    sites: tuple[SiteRef, ...] = Field(
        default=(), description="Only where it does not hold for all."
    )
    kind: str = Field(description="What sort of policy it is.")

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a kind that leaves something about itself unsaid, when the program starts."""
        super().__pydantic_init_subclass__(**kwargs)
        faults = list(_find_unsaid(cls))
        # At import, so that a kind that leaves something out never runs.
        if faults:
            raise TypeError("\n".join(faults))

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not (self.all_source_items or self.house_choices):
            refuse(
                "the policy rests on nothing: on no source item and on no decision of ours",
                "write under house_choices what you decided and why, or name a source item under "
                "sources",
            )
        return self

    @property
    def next_review(self) -> date:
        """The day by which it has to be looked at again."""
        return self.review_every.find_end(self.reviewed)

    @property
    def cited_items(self) -> tuple[str, ...]:
        """The source items that its prose cites in brackets, in the order of their mention."""
        choices = (text for c in self.house_choices for text in (c.decided, c.reason))
        lessons = (example.lesson for example in self.examples)
        return list_citations((self.why, *choices, *lessons))

    @property
    def all_source_items(self) -> tuple[str, ...]:
        """Every source item it rests on: audited, cited, or named for the policy as a whole."""
        # Each item once, in the order in which a reader meets it.
        audited = (item for standard in self.standards for item in standard.sources)
        return tuple(dict.fromkeys((*audited, *self.cited_items, *self.sources)))

    @classmethod
    def get_kind_name(cls) -> str:
        """Return what a policy of this kind writes under `kind`."""
        (name,) = get_args(cls.model_fields["kind"].annotation)
        return str(name)

    @classmethod
    def list_own_fields(cls) -> frozenset[str]:
        """Return the fields that this kind adds to those of every policy."""
        return frozenset(cls.model_fields) - frozenset(Policy.model_fields)

    def list_own_texts(self, use: TextUse) -> tuple[str, ...]:
        """Return the texts for some uses that stand in the fields of this kind alone."""
        return tuple(text.words for text in gather_texts(self, use, self.list_own_fields()))

    def list_phrase_pairs(self) -> Iterator[PhrasePair]:
        """Yield what to say beside what to leave out: from each step, then from the kind's fields."""
        for step in self.steps:
            if step.say and step.avoid:
                yield PhrasePair(step.say, step.avoid, step)
        say, avoid = self.list_own_texts(TextUse.PHRASE), self.list_own_texts(TextUse.AVOIDED)
        if say and avoid:
            yield PhrasePair(say, avoid, None)

    def find_conflicts(self, company: Company | None) -> Iterator[Conflict]:  # noqa: ARG002 - kinds override it
        """Yield what the company's file forbids this policy. A kind with limits overrides it."""
        yield from ()


def _find_unsaid(kind: type[Policy]) -> Iterator[str]:
    """Yield a sentence for each thing that a kind's class has to say and does not."""
    name = kind.__name__
    names = get_args(kind.model_fields["kind"].annotation)
    if len(names) != 1:
        yield f'{name}: write kind: Literal["..."] with the one word that policies use'
    for attribute in ("label", "id_prefix", "page_section"):
        if attribute not in vars(kind):
            yield f"{name}: write {attribute} = ...; every kind says it of itself"
    if kind.list_own_fields() and vars(kind).get("page_section", ...) is None:
        yield f"{name}: write page_section = PageSection(...); without one no page shows its fields"
    for place in find_unmarked_fields(kind, kind.list_own_fields()):
        yield (
            f"{place}: say what it is for by its type, one of those in markers.py, such as "
            "SpokenText, StaffText or RoleRef"
        )

"""Policies: the five kinds, their steps and standards, and what makes each kind invalid."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from cx_handbook.content.language import blaming, is_open_question
from cx_handbook.content.model.types import (
    Count,
    Day,
    Duration,
    Factor,
    Filed,
    Flag,
    Interval,
    Money,
    Part,
    Record,
    Share,
    Slug,
    SourceId,
    StandardId,
    Text,
    cited,
    refuse,
    refuse_each,
)
from cx_handbook.errors import Path
from cx_handbook.text_for_messages import quote_value

Answer = Literal["yes_no", "count", "grade"]


class Step(Part):
    """One step of a procedure."""

    do: Text = Field(description="What to do, as an instruction.")
    say: tuple[Text, ...] = Field(default=(), description="Words that work, ready to be said.")
    avoid: tuple[Text, ...] = Field(
        default=(),
        description="Words to leave out. A reason may follow, after a dash between spaces: words – reason.",
    )
    within: Duration | None = Field(default=None, description="By when, such as 30 minutes.")
    who: Slug | None = Field(
        default=None, description="The role that does it, if not whoever reads."
    )
    channels: tuple[Slug, ...] = Field(
        default=(), description="Only where the step holds for these channels alone."
    )


class Evidence(Part):
    """Where the auditor looks, and at how many cases."""

    look_at: Text = Field(description="The record, place or conversation to look at.")
    sample: Count | None = Field(
        default=None, description="How many cases to look at; mandatory for count."
    )


class Standard(Part):
    """One observable rule and the question that audits it."""

    id: StandardId = Field(
        description="Permanent ID, never reused: letters, hyphen, digits, CB-01."
    )
    rule: Text = Field(description="What must be true, in one sentence.")
    check: Text = Field(description="The auditor's question, one thing at a time.")
    evidence: Evidence = Field(description="What to look at, and how many cases.")
    answer: Answer = Field(description="yes_no; count: k of n cases looked at; grade: 0 to 10.")
    critical: Flag = Field(
        default=False, description="true when failing it breaks the promise whatever the rest."
    )
    may_be_na: Flag | None = Field(
        default=None,
        description="Whether not applicable is an answer; true unless the standard is critical.",
    )
    weight: Count = Field(default=1, description="Weight within its factor, a whole number from 1.")
    target: Share | None = Field(
        default=None, description="The share at which it is met; mandatory for count and grade."
    )
    factor: Factor | None = Field(default=None, description="Where it differs from the policy's.")
    sources: tuple[SourceId, ...] = Field(
        default=(), description="IDs of the source items this standard audits."
    )
    within: Duration | None = Field(
        default=None,
        description="The time limit its rule names, such as 5 minutes, for the timer on the page.",
    )
    if_not: Text = Field(description="What to do when it fails: the improvement text.")

    @model_validator(mode="after")
    def _answer_is_complete(self) -> Self:
        refuse_each(self._holes())
        return self

    def _holes(self) -> Iterator[tuple[Path, str, str]]:
        if self.answer == "count" and self.evidence.sample is None:
            yield ("evidence",), "a count needs a sample", "add sample: how many cases to look at"
        if self.answer != "yes_no" and self.target is None:
            yield (
                (), f"a {self.answer} needs a target",
                "add the share at which the standard is met, such as target: 90%",
            )  # fmt: skip
        if self.answer == "yes_no" and self.target is not None:
            wrong = "a yes/no question has no target"
            yield ("target",), wrong, "remove it, or write answer: count or answer: grade"

    @property
    def not_applicable(self) -> bool:
        """Whether *not applicable* may be answered: never for a critical standard unless allowed."""
        return not self.critical if self.may_be_na is None else self.may_be_na


class Line(Part):
    """One line of a dialogue: the customer's or ours."""

    customer: Text | None = Field(default=None, description="What the customer says.")
    staff: Text | None = Field(default=None, description="What we say.")

    @model_validator(mode="after")
    def _one_speaker(self) -> Self:
        if (self.customer is None) == (self.staff is None):
            refuse("each line has one speaker", "write either customer: or staff:")
        return self


class Example(Part):
    """A short dialogue, first as it should not go, then better."""

    situation: Text = Field(description="What happened, in a few words.")
    poor: tuple[Line, ...] = Field(min_length=1, description="The dialogue as it should not go.")
    better: tuple[Line, ...] = Field(min_length=1, description="The same dialogue, done well.")
    lesson: Text | None = Field(default=None, description="What made the difference.")


class Choice(Part):
    """A decision that the sources leave open and that we took ourselves."""

    decided: Text = Field(description="What we decided: a time, a limit, a rule.")
    reason: Text = Field(description="Why, and what it does not rest on.")


class Common(Filed):
    """What every policy has, whatever its kind."""

    title: Text = Field(description="The page's heading, short.")
    promise: Text = Field(
        description="One sentence in the customer's terms: what they can count on."
    )
    why: Text = Field(description="The reason, so that staff can judge the case nobody wrote down.")
    factor: Factor = Field(
        description="The service factor it serves: tangibles, compliance, disposition, staff, empathy."
    )
    roles: tuple[Slug, ...] = Field(min_length=1, description="Whom it binds, from company.yml.")
    channels: tuple[Slug, ...] = Field(
        min_length=1, description="Where it holds, from company.yml."
    )
    customers_say: tuple[Text, ...] = Field(
        min_length=3, description="Three or more phrases as customers really put it."
    )
    steps: tuple[Step, ...] = Field(min_length=1, description="The procedure, in order.")
    limits: tuple[Text, ...] = Field(default=(), description="Where it ends, and who decides then.")
    standards: tuple[Standard, ...] = Field(default=(), description="The observable rules.")
    examples: tuple[Example, ...] = Field(default=(), description="Short dialogues.")
    house_choices: tuple[Choice, ...] = Field(
        default=(), description="Times, limits and rules that are our own decision."
    )
    sources: tuple[SourceId, ...] = Field(
        default=(),
        description="IDs of source items its steps rest on, where no standard audits them and no "
        "text cites them.",
    )
    owner: Slug = Field(description="The role that answers for it, from company.yml.")
    reviewed: Day = Field(description="When it was last looked at, as 2026-11-30.")
    review_every: Interval = Field(description="How long a review stays valid, such as 6 months.")
    see_also: tuple[Slug, ...] = Field(default=(), description="Other policies, by file name.")
    products: tuple[Slug, ...] = Field(
        default=(), description="Only where it does not hold for all."
    )
    sites: tuple[Slug, ...] = Field(default=(), description="Only where it does not hold for all.")

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not self.items:
            refuse(
                "the policy rests on no source item",
                "name one under sources of a standard, in brackets in why, or under sources",
            )
        return self

    @property
    def cites(self) -> tuple[str, ...]:
        """The source items that its prose cites in brackets, in the order of their mention."""
        choices = (text for c in self.house_choices for text in (c.decided, c.reason))
        lessons = (example.lesson for example in self.examples)
        return cited((self.why, *choices, *lessons))

    @property
    def items(self) -> tuple[str, ...]:
        """Every source item it rests on: audited, cited, or named for the policy as a whole."""
        audited = (item for standard in self.standards for item in standard.sources)
        return tuple(dict.fromkeys((*audited, *self.cites, *self.sources)))


class Gesture(Record):
    """What may be offered to put things right, by whom, up to what amount."""

    offer: Text = Field(description="What is offered.")
    role: Slug = Field(description="Who may offer it without asking.")
    limit: Money = Field(description="The most it may cost, in the company's currency.")


class Components(Record):
    """The parts of an apology that are used, each with its words."""

    acknowledge: Text | None = Field(default=None, description="Name what happened to them.")
    take_responsibility: Text | None = Field(default=None, description="Say that it was us.")
    explain: Text | None = Field(default=None, description="Say why, without excusing.")
    regret: Text | None = Field(default=None, description="Say sorry.")
    repair: Text | None = Field(default=None, description="Say what we do now, and by when.")
    follow_up: Text | None = Field(default=None, description="Say how we will make sure.")

    @field_validator("*")
    @classmethod
    def _no_blame(cls, words: str | None) -> str | None:
        if words and (phrase := blaming(words)):
            refuse(
                f"{quote_value(phrase)} shifts the blame to the customer",
                "say what happened and what we do about it",
            )
        return words

    def used(self) -> tuple[tuple[str, str], ...]:
        """Return the parts that are used, in the order in which they are said, with their words."""
        return tuple(
            (name, words) for name in type(self).model_fields if (words := getattr(self, name))
        )


class Cause(Record):
    """How to apologise for one cause of the trouble."""

    words: Components = Field(description="The components to use, each with its words.")
    gestures: tuple[Gesture, ...] = Field(
        default=(), description="Who may offer what, up to what limit."
    )

    @field_validator("words")
    @classmethod
    def _says_something(cls, words: Components) -> Components:
        if not words.used():
            refuse("an apology without a word", "write at least acknowledge: and its words")
        return words


class Causes(Record):
    """The causes of trouble that an apology policy covers."""

    ours: Cause | None = Field(default=None, description="It was our fault.")
    partner: Cause | None = Field(default=None, description="Someone we work with caused it.")
    unclear: Cause | None = Field(default=None, description="Nobody knows yet.")
    customer: Cause | None = Field(default=None, description="The customer's own doing.")

    @model_validator(mode="after")
    def _our_fault_is_ours(self) -> Self:
        if not self.used():
            refuse("no cause is covered", "write at least one of ours, partner, unclear, customer")
        if self.ours:
            refuse_each(
                (
                    ("ours", "words"),
                    f"an apology for our own fault without {word}",
                    f"add {part}: the words for it",
                )
                for part, word in (("take_responsibility", "responsibility"), ("repair", "repair"))
                if getattr(self.ours.words, part) is None
            )
        return self

    def used(self) -> tuple[tuple[str, Cause], ...]:
        """Return the causes that are covered, ours first."""
        return tuple(
            (name, cause) for name in type(self).model_fields if (cause := getattr(self, name))
        )


class Apology(Common):
    """Saying sorry: which parts, which words, which gesture, by cause."""

    kind: Literal["apology"] = Field(description="apology")
    causes: Causes = Field(description="What to say and offer, by cause of the trouble.")


AgreedTime = Literal["the time agreed with the customer"]


class Achieved(Record):
    """What is really met nine times in ten, and how we know."""

    within: Duration = Field(description="The time met nine times in ten.")
    basis: Literal["measured", "estimate"] = Field(description="measured or estimate.")
    measured_on: Day | None = Field(default=None, description="When it was measured.")

    @model_validator(mode="after")
    def _measured_has_a_date(self) -> Self:
        if self.basis == "measured" and self.measured_on is None:
            refuse("measured, but not when", "write measured_on: the date, or basis: estimate")
        if self.basis == "estimate" and self.measured_on is not None:
            refuse(
                "an estimate with a date of measurement",
                "write basis: measured, or remove measured_on",
            )
        return self


class Attempts(Record):
    """How often we try when nobody answers."""

    times: Annotated[Count, Field(le=10, description="How many tries.")]
    apart: Duration = Field(description="How long between two tries.")
    then: Text = Field(description="What we do after the last one.")


class Takeover(Record):
    """Who calls when the one who promised cannot."""

    role: Slug = Field(description="The role that takes over.")
    when: Text = Field(description="When they take over.")


class Callback(Common):
    """A call-back: offered when, promised for when, kept how."""

    kind: Literal["callback"] = Field(description="callback")
    offer_when: tuple[Text, ...] = Field(min_length=1, description="When to offer a call-back.")
    promise_within: AgreedTime | Duration = Field(
        union_mode="left_to_right",
        description="What we promise, such as 4 opening hours, or: the time agreed with the customer.",
    )
    achieved_within: Achieved = Field(description="What is met nine times in ten.")
    hours: Text = Field(description="Which hours count, in words for the customer.")
    no_news: Text = Field(description="What we do when the time comes and there is no news yet.")
    attempts: Attempts = Field(description="How often we try, and what then.")
    takeover: Takeover = Field(description="Who takes over, and when.")

    @model_validator(mode="after")
    def _promise_can_be_kept(self) -> Self:
        promised, achieved = self.promise_within, self.achieved_within.within
        if isinstance(promised, str):
            return self
        wrong = instead = ""
        if promised.clock != achieved.clock:
            wrong = f"{promised} and what is achieved ({achieved}) run on different clocks"
            instead = "write both in opening hours, both in working days, or both without"
        elif promised.seconds < achieved.seconds:
            wrong = f"the promise ({promised}) is faster than what is achieved ({achieved})"
            instead = "promise the time that is met nine times in ten, or a longer one"
        refuse_each([(("promise_within",), wrong, instead)] if wrong else [])
        return self


class Offer(Record):
    """One thing we can do instead, and what it is worth to the customer."""

    offer: Text = Field(description="What we can do.")
    value: Text = Field(description="What the customer gets out of it.")
    say: Text | None = Field(default=None, description="Words to offer it with.")
    limit: Text | None = Field(default=None, description="How far it goes.")
    role: Slug = Field(description="Who may offer it without asking.")
    also: tuple[Slug, ...] = Field(
        default=(), description="Other roles that may offer it without asking."
    )

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that may offer it without asking."""
        return tuple(dict.fromkeys((self.role, *self.also)))


class Alternative(Common):
    """Never just no: what is asked, why not, and what instead."""

    kind: Literal["alternative"] = Field(description="alternative")
    asked_for: Text = Field(description="What the customer asks for.")
    because: Text = Field(description="Why it cannot be done, in words for the customer.")
    instead: tuple[Offer, ...] = Field(
        min_length=1, description="What we can offer, best first, each with its value."
    )
    never_say: tuple[Text, ...] = Field(min_length=1, description="Words that shut the door.")


class Listening(Common):
    """Listening: what to ask, what to listen for, how to read back, what to hand over."""

    kind: Literal["listening"] = Field(description="listening")
    ask_first: tuple[Text, ...] = Field(
        min_length=1, description="Questions to start with; the first one open."
    )
    listen_for: tuple[Text, ...] = Field(min_length=1, description="What to listen for.")
    read_back: tuple[Text, ...] = Field(min_length=1, description="Words to read it back with.")
    hand_over: tuple[Text, ...] = Field(
        min_length=1, description="What must be passed on word for word."
    )

    @field_validator("ask_first")
    @classmethod
    def _first_is_open(cls, questions: tuple[str, ...]) -> tuple[str, ...]:
        if not is_open_question(questions[0]):
            wrong = f"{quote_value(questions[0])} is no open question"
            instead = "start with one that cannot be answered yes or no: what, how, tell me"
            refuse_each([((0,), wrong, instead)])
        return questions


class Practice(Common):
    """Everything else that we do as one."""

    kind: Literal["practice"] = Field(description="practice")


Policy = Apology | Callback | Alternative | Listening | Practice
KINDS: dict[str, type[Policy]] = {
    "apology": Apology,
    "callback": Callback,
    "alternative": Alternative,
    "listening": Listening,
    "practice": Practice,
}

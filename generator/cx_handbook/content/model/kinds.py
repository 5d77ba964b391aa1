"""The kinds of policy. Each is one class that says everything about itself.

To add a kind: write its class here, its page template `templates/pages/kinds/<kind>.html.j2`, its
skeleton `templates/skeletons/kinds/<kind>.yml` (both only for a kind with fields of its own), and a
paragraph with an example in `docs/authoring.md`. Whatever is left out is an error at start, when
the site is built, when `handbook new` is called, or in the tests.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from cx_handbook.content.language.wording import Wording, find_wording
from cx_handbook.content.model.base import Origin, Record
from cx_handbook.content.model.company import Company
from cx_handbook.content.model.durations import Duration
from cx_handbook.content.model.markers import (
    AvoidedText,
    FinderText,
    ReasonText,
    RoleRef,
    SpokenText,
    StaffText,
    ToldText,
)
from cx_handbook.content.model.money import Amount, Limit
from cx_handbook.content.model.policy import Conflict, PageSection, Policy
from cx_handbook.content.model.refusals import refuse, refuse_each
from cx_handbook.content.model.types import Count, Day, Flag
from cx_handbook.errors import Path
from cx_handbook.text_for_messages import quote_value


def _find_wording(info: ValidationInfo) -> Wording | None:
    """Return the patterns for the language of the file that is read, or None where there are none."""
    return find_wording(_find_origin(info).language)


def _find_origin(info: ValidationInfo) -> Origin:
    return info.context if isinstance(info.context, Origin) else Origin("", "")


class Gesture(Record):
    """What may be offered to put things right, by whom, up to what amount."""

    offer: StaffText = Field(description="What is offered.")
    role: RoleRef = Field(description="Who may offer it without asking.")
    limit: Limit = Field(description="The most it may cost, in the company's currency.")


class Components(Record):
    """The parts of an apology that are used, each with its words."""

    acknowledge: SpokenText | None = Field(default=None, description="Name what happened to them.")
    take_responsibility: SpokenText | None = Field(default=None, description="Say that it was us.")
    explain: SpokenText | None = Field(default=None, description="Say why, without excusing.")
    regret: SpokenText | None = Field(default=None, description="Say sorry.")
    repair: SpokenText | None = Field(default=None, description="Say what we do now, and by when.")
    follow_up: SpokenText | None = Field(default=None, description="Say how we will make sure.")

    @field_validator("*")
    @classmethod
    def _no_blame(cls, words: str | None, info: ValidationInfo) -> str | None:
        wording = _find_wording(info)
        if words and wording and (phrase := wording.find_blame(words)):
            refuse(
                f"{quote_value(phrase)} shifts the blame to the {_find_origin(info).customer}",
                "say what happened and what we do about it",
            )
        return words

    def list_used(self) -> tuple[tuple[str, str], ...]:
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
        if not words.list_used():
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
        if not self.list_used():
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

    def list_used(self) -> tuple[tuple[str, Cause], ...]:
        """Return the causes that are covered, ours first."""
        return tuple(
            (name, cause) for name in type(self).model_fields if (cause := getattr(self, name))
        )


class Apology(Policy):
    """Saying sorry: which parts, which words, which gesture, by cause."""

    label = "Apology"
    id_prefix = "AP"
    page_section = PageSection("sorry", "Words for saying sorry", "Words", after_steps=True)

    kind: Literal["apology"] = Field(description="apology")
    causes: Causes = Field(description="What to say and offer, by cause of the trouble.")

    def find_conflicts(self, company: Company | None) -> Iterator[Conflict]:
        """Yield gestures of roles that the policy does not bind, and those above their role's limit."""
        named = {*self.roles, *(gesture.role for _, gesture in self._list_gestures())}
        known = {role.id for role in company.roles} if company else named
        for at, gesture in self._list_gestures():
            if gesture.role not in known:
                continue  # reported as a reference that leads nowhere
            # Nor is a role reported as unbound while one of those bound is misspelt.
            if gesture.role not in self.roles and known.issuperset(self.roles):
                yield (
                    (*at, "role"),
                    f"{gesture.role} may offer it, but the policy does not bind that role",
                    "add the role to roles:, or name another here",
                )
            if company:
                yield from _check_gesture_limit(at, gesture, company)

    def _list_gestures(self) -> Iterator[tuple[Path, Gesture]]:
        for name, cause in self.causes.list_used():
            for n, gesture in enumerate(cause.gestures):
                yield ("causes", name, "gestures", n), gesture


def _check_gesture_limit(at: Path, gesture: Gesture, company: Company) -> Iterator[Conflict]:
    place = (*at, "limit")
    faults = list(company.find_currency_faults(gesture.limit))
    yield from ((place, wrong, instead) for wrong, instead in faults)
    # A role without a limit may give nothing.
    limit = company.gesture_limits.get(gesture.role)
    allowed = {one.currency: one.number for one in company.list_amounts(limit)} if limit else {}
    for amount in () if faults else company.list_amounts(gesture.limit):
        most = allowed.get(amount.currency)
        if most is None or amount.number > most:
            yield (
                place,
                f"{_say_amount(amount.number, amount, company)} is more than {gesture.role} may give "
                f"({'nothing' if most is None else f'at most {_say_amount(most, amount, company)}'})",
                "lower it, name a role that may, or raise gesture_limits in policies/company.yml",
            )


def _say_amount(number: Decimal, amount: Amount, company: Company) -> str:
    # One currency goes without saying.
    return str(number) if amount.currency == company.currency else f"{number} {amount.currency}"


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
    then: StaffText = Field(description="What we do after the last one.")


class Takeover(Record):
    """Who calls when the one who promised cannot."""

    role: RoleRef = Field(description="The role that takes over.")
    when: StaffText = Field(description="When they take over.")


class Callback(Policy):
    """A call-back: offered when, promised for when, kept how."""

    label = "Call-back"
    id_prefix = "CB"
    page_section = PageSection("the-promise", "The call-back")

    kind: Literal["callback"] = Field(description="callback")
    offer_when: tuple[StaffText, ...] = Field(
        min_length=1, description="When to offer a call-back."
    )
    promise_within: AgreedTime | Duration = Field(
        union_mode="left_to_right",
        description="What we promise, such as 4 opening hours, or: the time agreed with the customer.",
    )
    achieved_within: Achieved = Field(description="What is met nine times in ten.")
    hours: ToldText = Field(description="Which hours count, in words for the customer.")
    no_news: StaffText = Field(
        description="What we do when the time comes and there is no news yet."
    )
    attempts: Attempts = Field(description="How often we try, and what then.")
    takeover: Takeover = Field(description="Who takes over, and when.")

    @model_validator(mode="after")
    def _promise_can_be_kept(self) -> Self:
        promised, achieved = self.promise_within, self.achieved_within.within
        # A time agreed with the customer cannot be faster than what is achieved.
        if isinstance(promised, str):
            return self
        wrong = instead = ""
        # Four opening hours and a day cannot be compared without a calendar.
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

    offer: FinderText = Field(description="What we can do.")
    value: StaffText = Field(description="What the customer gets out of it.")
    say: SpokenText | None = Field(default=None, description="Words to offer it with.")
    limit: StaffText | None = Field(default=None, description="How far it goes.")
    role: RoleRef = Field(description="Who may offer it without asking.")
    also: tuple[RoleRef, ...] = Field(
        default=(), description="Other roles that may offer it without asking."
    )

    @property
    def all_roles(self) -> tuple[str, ...]:
        """Every role that may offer it without asking."""
        return tuple(dict.fromkeys((self.role, *self.also)))


class Alternative(Policy):
    """Never just no: what is asked, why not, and what instead."""

    label = "Alternative"
    id_prefix = "AL"
    page_section = PageSection("instead", "What we can do instead", "Instead", ranks_high=True)

    kind: Literal["alternative"] = Field(description="alternative")
    asked_for: FinderText = Field(description="What the customer asks for.")
    because: ReasonText = Field(description="Why it cannot be done, in words for the customer.")
    money: Flag = Field(
        default=False,
        description="true where money may help beside the offers: the guide then shows what each "
        "role may give.",
    )
    instead: tuple[Offer, ...] = Field(
        min_length=1, description="What we can offer, best first, each with its value."
    )
    never_say: tuple[AvoidedText, ...] = Field(
        min_length=1, description="Words that shut the door."
    )


class Listening(Policy):
    """Listening: what to ask, what to listen for, how to read back, what to hand over."""

    label = "Listening"
    id_prefix = "LI"
    page_section = PageSection("listening", "Ask, listen, read back")

    kind: Literal["listening"] = Field(description="listening")
    ask_first: tuple[SpokenText, ...] = Field(
        min_length=1, description="Questions to start with; the first one open."
    )
    listen_for: tuple[StaffText, ...] = Field(min_length=1, description="What to listen for.")
    read_back: tuple[SpokenText, ...] = Field(
        min_length=1, description="Words to read it back with."
    )
    hand_over: tuple[StaffText, ...] = Field(
        min_length=1, description="What must be passed on word for word."
    )

    @field_validator("ask_first")
    @classmethod
    def _first_is_open(cls, questions: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        wording = _find_wording(info)
        if wording and not wording.is_open_question(questions[0]):
            wrong = f"{quote_value(questions[0])} is no open question"
            instead = "start with one that cannot be answered yes or no: what, how, tell me"
            refuse_each([((0,), wrong, instead)])
        return questions


class Practice(Policy):
    """Everything else that we do as one."""

    label = "Practice"
    id_prefix = "PR"
    page_section = None

    kind: Literal["practice"] = Field(description="practice")


def _collect_kinds() -> dict[str, type[Policy]]:
    """Return every kind by what policies write under `kind`, in the order in which they stand above."""
    kinds: dict[str, type[Policy]] = {}
    prefixes: dict[str, str] = {}
    # Every subclass is a kind: none has to be entered in a list.
    for kind in Policy.__subclasses__():
        for taken, key in ((kinds, kind.get_kind_name()), (prefixes, kind.id_prefix)):
            if key in taken:
                raise TypeError(f"{kind.__name__}: {key} is taken by another kind; choose another")
        kinds[kind.get_kind_name()] = kind
        prefixes[kind.id_prefix] = kind.get_kind_name()
    return kinds


KINDS = _collect_kinds()

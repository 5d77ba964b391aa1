"""Checklists: a purpose, a recurrence rule, and sections that pick standards."""

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from cx_handbook.content.model.base import PageRecord, Record
from cx_handbook.content.model.kinds import KINDS
from cx_handbook.content.model.markers import ChannelRef, PolicyRef, RoleRef, SiteRef, StandardRef
from cx_handbook.content.model.policy import Policy, Standard
from cx_handbook.content.model.recurrence import describe_rule, estimate_days_between
from cx_handbook.content.model.refusals import refuse
from cx_handbook.content.model.types import FACTORS, Count, Day, Factor, Flag, Share, Text

if TYPE_CHECKING:
    PolicyKind = str
else:
    PolicyKind = Literal[tuple(KINDS)]  # the kinds there are; a list of its own would fall behind
USUAL_GATE = 5 / 6  # house choice: one promise in six may be broken
RecurrenceText = Annotated[str, AfterValidator(lambda rule: describe_rule(rule) and rule)]


class Pick(Record):
    """Which standards a section asks. Conditions written together must all hold."""

    ids: tuple[StandardRef, ...] = Field(default=(), description="These standards, in this order.")
    policy: PolicyRef | None = Field(default=None, description="All standards of this policy.")
    kind: PolicyKind | None = Field(default=None, description="Standards of policies of this kind.")
    factor: Factor | None = Field(default=None, description="Standards that serve this factor.")
    channel: ChannelRef | None = Field(
        default=None, description="Standards that hold in this channel."
    )
    role: RoleRef | None = Field(default=None, description="Standards that bind this role.")
    critical: Flag | None = Field(
        default=None, description="Only critical standards, or only others."
    )
    sample: Count | None = Field(
        default=None,
        description="How many cases are looked at of each counted standard picked here; "
        "the number in the standard unless set.",
    )

    @model_validator(mode="after")
    def _picks_something(self) -> Self:
        others = (self.policy, self.kind, self.factor, self.channel, self.role, self.critical)
        if not self.ids and all(other is None for other in others):
            refuse("an empty pick", "write ids, policy, kind, factor, channel, role or critical")
        return self

    def meets_conditions(self, standard: Standard, policy: Policy) -> bool:
        """Tell whether a standard of a policy meets every condition of this pick."""
        # Conditions that are left out hold for every standard.
        return (
            (not self.ids or standard.id in self.ids)
            and self.policy in (None, policy.slug)
            and self.kind in (None, policy.kind)
            and self.factor in (None, standard.factor or policy.factor)
            and (self.channel is None or self.channel in policy.channels)
            and (self.role is None or self.role in policy.roles)
            and self.critical in (None, standard.critical)
        )


class ChecklistSection(Record):
    """A part of a checklist: one pause, one place, or one pile of records."""

    title: Text = Field(description="The section's heading.")
    intro: Text | None = Field(default=None, description="Where to go or what to fetch first.")
    pick: tuple[Pick, ...] = Field(min_length=1, description="The standards it asks.")


class Weights(Record):
    """Weights of the four factors beside compliance."""

    tangibles: Count = Field(default=1, description="Weight, a whole number from 1.")
    disposition: Count = Field(default=1, description="Weight, a whole number from 1.")
    staff: Count = Field(default=1, description="Weight, a whole number from 1.")
    empathy: Count = Field(default=1, description="Weight, a whole number from 1.")


class Checklist(PageRecord):
    """`checklists/*.yml`: which standards are looked at together, by whom, how often."""

    title: Text = Field(description="The sheet's heading.")
    purpose: Text = Field(description="One sentence: what we want to know.")
    roles: tuple[RoleRef, ...] = Field(min_length=1, description="Who fills it in.")
    repeats: RecurrenceText = Field(
        description="Recurrence rule (RFC 5545), such as FREQ=DAILY or FREQ=MONTHLY;INTERVAL=3."
    )
    starts: Day | None = Field(
        default=None,
        description="A day from which the rule is counted, where it names no weekday or leaves out "
        "weeks or months: every quarter from 2026-02-09 falls on the 9th of February, May, August "
        "and November. Unless set, on the first day of each week, month, quarter or year.",
    )
    sites: tuple[SiteRef, ...] = Field(
        default=(), description="Where it is filled in. Empty means at every site."
    )
    minutes: Count = Field(description="How long to allow, in minutes.")
    how_to: tuple[Text, ...] = Field(min_length=1, description="How to go about it, step by step.")
    gate: Share = Field(
        default=USUAL_GATE,
        description="Compliance share below which promises count as broken; 5/6 unless set.",
    )
    weights: Weights = Field(
        default=Weights(), description="Weights of the four factors beside compliance."
    )
    grade: Flag = Field(
        default=True,
        description="False for a checklist that gives no grade: a daily walk, or one without "
        "questions about compliance.",
    )
    show_grade: Flag = Field(
        default=False,
        description="True to show the grade while it is filled in. Otherwise it is hidden until the "
        "audit is finished, so that nobody answers for the grade.",
    )
    sections: tuple[ChecklistSection, ...] = Field(min_length=1, description="The parts, in order.")
    owner: RoleRef = Field(description="The role that answers for it.")
    revised: Day = Field(description="When the sheet was last changed; printed in its footer.")

    @property
    def days_between(self) -> float:
        """About how many days lie between two times: the most frequent checklist comes first."""
        return estimate_days_between(self.repeats)

    def is_for_site(self, site: str) -> bool:
        """Tell whether it is filled in at a site, by its ID."""
        return not self.sites or site in self.sites

    @property
    def how_often(self) -> str:
        """How often it is filled in, in words."""
        return describe_rule(self.repeats)


OTHER_FACTORS: tuple[Factor, ...] = tuple(f for f in FACTORS if f != "compliance")

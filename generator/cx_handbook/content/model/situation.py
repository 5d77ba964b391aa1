"""A situation: what happens to staff, and the policies and steps that answer it."""

from typing import Self

from pydantic import Field, model_validator

from cx_handbook.content.model.base import PageRecord, Record
from cx_handbook.content.model.danger import Danger
from cx_handbook.content.model.markers import ChannelRef, PolicyRef, SectionRef, SpokenText
from cx_handbook.content.model.policy import Step
from cx_handbook.content.model.refusals import refuse
from cx_handbook.content.model.types import Flag, Text


class SituationAction(Record):
    """One thing to do in a situation: follow a policy, or take a single step."""

    policy: PolicyRef | None = Field(
        default=None, description="The policy to follow, by file name."
    )
    step: Step | None = Field(default=None, description="A single step that needs no policy.")
    because: Text | None = Field(default=None, description="A few words on why this comes now.")
    say: tuple[SpokenText, ...] = Field(
        default=(), description="Words for this situation, beside the policy's own."
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.policy is None) == (self.step is None):
            refuse("each entry is one policy or one step", "write either policy: or step:")
        # One place for words, so that the house rules and the page show them at the step.
        if self.step is not None and self.say:
            refuse("words outside the step", "write them as say: inside the step")
        return self


class Situation(PageRecord):
    """`policies/situations/*.yml`: one everyday situation and its one ordered procedure."""

    name: Text = Field(description="What happened, in a few words, as staff would say it.")
    customers_say: tuple[Text, ...] = Field(
        min_length=3, description="Three or more phrases as customers really put it."
    )
    heard: tuple[Text, ...] = Field(
        default=(),
        description="More ways in which customers put it. The finder knows them, and the page "
        "folds them away.",
    )
    notes: tuple[Text, ...] = Field(
        default=(),
        description="Short notes by which colleagues look for it, such as: no receipt, wants cash. "
        "The finder knows them, and no page shows them.",
    )
    channels: tuple[ChannelRef, ...] = Field(min_length=1, description="Where it happens.")
    not_in: dict[ChannelRef, Text] = Field(
        default={},
        description="Channels in which it does not happen although its policies hold there: why.",
    )
    urgent: Flag = Field(
        default=False,
        description="true when it comes before everything else; the home page shows it first.",
    )
    danger: tuple[Danger, ...] = Field(
        default=(),
        description="Of an urgent situation: the kinds of danger that the finder brings here, whatever "
        "else was typed.",
    )
    group: SectionRef | None = Field(
        default=None,
        description="The section it is listed under, if not that of its first policy.",
    )
    do: tuple[SituationAction, ...] = Field(
        min_length=1, description="Policies and steps, in the order in which to take them."
    )

    @model_validator(mode="after")
    def _danger_is_urgent(self) -> Self:
        if self.danger and not self.urgent:
            refuse("danger goes before everything else", "write urgent: true as well")
        return self

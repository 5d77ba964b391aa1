"""Danger: its kinds, and the numbers to ring."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from cx_handbook.content.model.base import Record
from cx_handbook.content.model.types import Text

Danger = Literal[
    "self-harm", "staff-assault", "fire", "violence", "medical", "child", "injury",
]  # fmt: skip


class EmergencyNumber(Record):
    """A number to ring in danger. A wrong one is worse than none, so each has its source."""

    number: Text = Field(description="The number as it is dialled, such as 999.")
    answers: Text = Field(description="Who answers, in a few words: police, ambulance, fire.")
    danger: tuple[Danger, ...] = Field(
        min_length=1, description="In which kinds of danger it is shown."
    )
    country: Text = Field(
        description="Where it is right: a country's code, such as GB. Shown where a site has its clock."
    )
    source: Text = Field(description="The public page it is taken from. Have it checked.")

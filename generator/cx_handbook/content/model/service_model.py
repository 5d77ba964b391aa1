"""Models of service: a picture, its parts, and the policies that carry them."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cx_handbook.content.model.base import PageRecord, Record
from cx_handbook.content.model.markers import PolicyRef
from cx_handbook.content.model.refusals import refuse_each
from cx_handbook.content.model.types import Day, Factor, Text, list_citations
from cx_handbook.errors import Path

POINTS = 10
Points = Annotated[float, Field(strict=True, ge=0, le=POINTS)]


class ModelPart(Record):
    """One part of a model, and the policies that carry it."""

    name: Text = Field(description="The part's name, short enough for the picture.")
    meaning: Text = Field(description="What it means, in a sentence or two.")
    span: tuple[Points, Points] | None = Field(
        default=None, description="Bar only: from and to, on the scale from 0 to 10."
    )
    factor: Factor | None = Field(
        default=None, description="Carried by every policy that serves this factor."
    )
    policies: tuple[PolicyRef, ...] = Field(
        default=(), description="The policies that carry it, by file name."
    )


class Mark(Record):
    """A line across a bar."""

    at: Points = Field(description="Where it stands, on the scale from 0 to 10.")
    name: Text = Field(description="What it is called.")


class ServiceModel(PageRecord):
    """`policies/models/*.yml`: a way of looking at service, drawn, and led back to the policies."""

    title: Text = Field(description="The page's heading.")
    summary: Text = Field(description="One sentence.")
    picture: Literal["bar", "pillars", "ring"] = Field(
        description="bar: parts along a scale from 0 to 10; pillars: side by side; ring: around."
    )
    alt: Text = Field(description="The picture in words, for those who do not see it.")
    text: Text = Field(description="What the model says and where it ends.")
    parts: Annotated[tuple[ModelPart, ...], Field(min_length=2, max_length=9)] = Field(
        description="Its parts, in the order of the picture, 2 to 9 of them."
    )
    marks: tuple[Mark, ...] = Field(default=(), description="Bar only: lines across it.")
    use: Text = Field(description="How to use it at work.")
    revised: Day = Field(description="When it was last changed, as 2026-11-30.")

    @model_validator(mode="after")
    def _picture_can_be_drawn(self) -> Self:
        refuse_each(self._find_bar_faults() if self.picture == "bar" else self._find_other_faults())
        return self

    def _find_bar_faults(self) -> Iterator[tuple[Path, str, str]]:
        end: float = 0
        for n, part in enumerate(self.parts):
            # Only the first fault: whatever follows a gap does not fit either.
            if part.span is None:
                yield ("parts", n), "a part of a bar without a span", "add span: [from, to]"
                return
            if part.span[0] != end or part.span[1] <= end:
                yield (
                    ("parts", n, "span"), f"this part does not go on from {end:g}",
                    f"write [{end:g}, and a larger number]",
                )  # fmt: skip
                return
            end = part.span[1]
        if end != POINTS:
            at: Path = ("parts", len(self.parts) - 1, "span")
            yield at, f"the bar ends at {end:g}", f"let the last part reach {POINTS}"

    def _find_other_faults(self) -> Iterator[tuple[Path, str, str]]:
        for n, part in enumerate(self.parts):
            if part.span is not None:
                yield ("parts", n, "span"), "only a bar has spans", "remove it, or draw a bar"
        if self.marks:
            yield ("marks",), "only a bar has marks", "remove them, or draw a bar"

    @property
    def cited_items(self) -> tuple[str, ...]:
        """The source items that its texts cite in brackets."""
        meanings = (part.meaning for part in self.parts)
        return list_citations((self.text, *meanings, self.use))

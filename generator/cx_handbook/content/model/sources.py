"""The sources: the documents our rules rest on, item by item."""

from collections.abc import Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StrictInt, field_validator, model_validator

from cx_handbook import identifiers
from cx_handbook.content.model.base import FileRecord, Record
from cx_handbook.content.model.refusals import find_repeated_ids, refuse_each
from cx_handbook.content.model.types import Flag, OneOrMore, SourceId, Text, Url, match_pattern
from cx_handbook.errors import Path

DocumentId = Annotated[
    str,
    match_pattern(f"^{identifiers.DOCUMENT_ID}$", "2 to 8 capital letters or digits, such as ISO"),
]

StatementKind = Literal[
    "belief", "claim", "context", "exercise", "factor", "figure", "method", "model", "moral",
    "pitfall", "principle", "procedure", "question", "reason", "rule", "scope", "standard", "story",
    "wording",
]  # fmt: skip
Need = Literal["question", "citation", "case"]
NEEDS: tuple[Need, ...] = get_args(Need)

# The least that a statement of each kind needs; the other kinds need at least one of the three.
NEEDED: dict[StatementKind, Need] = {
    **dict.fromkeys(
        (
            "rule", "standard", "procedure", "factor", "question",
            "principle", "moral", "pitfall", "wording",
        ),
        "question",
    ),
    **dict.fromkeys(("belief", "claim", "figure", "reason"), "citation"),
    "story": "case",
}  # fmt: skip


class Source(Record):
    """A document that some of our rules rest on."""

    id: DocumentId = Field(description="Short permanent name: the first part of its items' IDs.")
    title: Text = Field(description="Title as it would stand in a bibliography.")
    author: Text | None = Field(default=None, description="Who wrote or published it.")
    year: Annotated[StrictInt, Field(ge=1900, le=2100)] | None = Field(
        default=None, description="Year of publication."
    )
    url: Url | None = Field(default=None, description="Where it can be read, if it can.")
    in_full: Flag = Field(
        default=False,
        description="Whether every item of it is listed here: coverage counts these documents.",
    )


class SourceItem(Record):
    """One thing a document says, in our words."""

    id: SourceId = Field(description="Document ID, hyphen, two digits, such as 001-17.")
    kind: Annotated[tuple[StatementKind, ...], Field(min_length=1), OneOrMore()] = Field(
        description="What sort of statement it is: one word, or a list when it is several."
    )
    text: Text = Field(description="The item in one line, in our words.")
    needs: Annotated[tuple[Need, ...], Field(min_length=1), OneOrMore()] = Field(
        description="question: a standard that a checklist asks; citation: named where it is "
        "used; case: retold in training. One word, or a list."
    )

    @model_validator(mode="after")
    def _needs_what_its_kind_needs(self) -> Self:
        refuse_each(self._find_missing_needs())
        return self

    def _find_missing_needs(self) -> Iterator[tuple[Path, str, str]]:
        for kind in self.kind:
            # A statement may need more than its kind does, but not less.
            need = NEEDED.get(kind)
            if need and need not in self.needs:
                yield ("needs",), f"a {kind} needs a {need}", f"write {need} here as well"

    @property
    def document(self) -> str:
        """The ID of the document this item stands in."""
        # The model has checked the form, so the hyphen is there.
        return self.id.rpartition("-")[0]


class ScoringSources(Record):
    """The items that the page *How we score* names for what it takes from somebody else.

    Written out, and never looked up by an ID of ours: the same ID may be another company's document.
    """

    factors: SourceId | None = Field(
        default=None, description="Says that customers judge by five factors, promises before all."
    )
    groups: SourceId | None = Field(
        default=None, description="Tells delighted, satisfied and dissatisfied customers apart."
    )
    delighted: SourceId | None = Field(
        default=None, description="Says that delighted customers buy again and tell others."
    )
    satisfied: SourceId | None = Field(
        default=None, description="Says that satisfied customers buy again."
    )
    dissatisfied: SourceId | None = Field(
        default=None, description="Says that dissatisfied customers stay away, at 5 or less."
    )


class Sources(FileRecord):
    """`policies/sources.yml`: the documents and their items. A handbook may do without."""

    documents: tuple[Source, ...] = Field(default=(), description="The documents.")
    items: tuple[SourceItem, ...] = Field(default=(), description="What they say, item by item.")
    scoring: ScoringSources = Field(
        default=ScoringSources(), description="What the page about the score rests on, if anything."
    )

    @field_validator("documents")
    @classmethod
    def _documents_differ(cls, documents: tuple[Source, ...]) -> tuple[Source, ...]:
        refuse_each(find_repeated_ids((document.id for document in documents), "document"))
        return documents

    @field_validator("items")
    @classmethod
    def _items_differ(cls, items: tuple[SourceItem, ...]) -> tuple[SourceItem, ...]:
        refuse_each(find_repeated_ids((item.id for item in items), "item"))
        return items

    @model_validator(mode="after")
    def _items_belong(self) -> Self:
        documents = {document.id for document in self.documents}
        refuse_each(
            (
                ("items", n, "id"),
                f"there is no document {item.document}",
                "correct the item's ID, or add the document under documents",
            )
            for n, item in enumerate(self.items)
            if item.document not in documents
        )
        return self

    @model_validator(mode="after")
    def _scoring_rests_on_items(self) -> Self:
        items = {item.id for item in self.items}
        refuse_each(
            (
                ("scoring", part),
                f"there is no source item {name}",
                "name one that stands under items",
            )
            for part, name in self.scoring
            if name is not None and name not in items
        )
        return self

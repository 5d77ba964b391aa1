"""Logs: what is written down each time something happens, and which questions that answers."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from cx_handbook.content.model.base import PageRecord, Record
from cx_handbook.content.model.markers import RoleRef, StandardRef
from cx_handbook.content.model.refusals import find_repeated_ids, refuse_each
from cx_handbook.content.model.types import Count, Day, Flag, Slug, Text, match_pattern
from cx_handbook.errors import Path

ColumnKind = Literal["reference", "moment", "date", "time", "text", "words", "choice"]
WIDTH = 97  # percent of the paper that columns have: the number of the row takes the rest
MOST_COLUMNS, MOST_CHOICES, MOST_ROWS = 30, 20, 60

Width = Annotated[Count, Field(le=WIDTH)]
Title = Annotated[Text, StringConstraints(max_length=60)]
Prefix = Annotated[str, match_pattern("^[A-Z]{1,4}$", "1 to 4 capital letters, such as CB")]


class LogColumn(Record):
    """A column of a log: its heading, what is written in it, and its place on paper."""

    id: Slug = Field(description="Short permanent name within the log.")
    title: Title = Field(description="The heading.")
    kind: ColumnKind = Field(
        description="What is written in it. reference: the number of the entry, which a device gives "
        "by itself; moment: a day with a time; date; time; text: a few words; words: sentences; "
        "choice: one of `choices`."
    )
    hint: Title | None = Field(default=None, description="In small print below the heading.")
    choices: Annotated[tuple[Title, ...], Field(max_length=MOST_CHOICES)] = Field(
        default=(), description="Of a choice: what may be chosen; on paper, boxes to tick."
    )
    width: Width | None = Field(
        default=None,
        description=f"Share of the paper's width, in percent; all together {WIDTH}. A column without "
        "it is not on paper: only in the workbook and on the device.",
    )


class EntryCondition(Record):
    """Which entries are meant: what one column says in them. What is written here must all hold."""

    column: Slug = Field(description="The column, by its ID.")
    is_one_of: tuple[Title, ...] = Field(default=(), description="It says one of these.")
    filled: Flag | None = Field(
        default=None, description="true: something stands there; false: nothing does."
    )


class LogEvidence(Record):
    """Questions that are answered by looking at entries of this log."""

    standards: tuple[StandardRef, ...] = Field(
        min_length=1, description="Standards that are answered by counting cases."
    )
    only: tuple[EntryCondition, ...] = Field(
        default=(), description="The entries that are cases of them; all of them unless set."
    )


class Heard(Record):
    """Which column holds a customer's own answer to whether we did what we said."""

    column: Slug = Field(description="The column, by its ID.")
    kept: tuple[Title, ...] = Field(min_length=1, description="What stands there when we did.")
    no_answer: tuple[Title, ...] = Field(
        default=(), description="What stands there when somebody would rather not answer."
    )


class Log(PageRecord):
    """`logs/*.yml`: what staff write down as it happens: on paper, in a workbook or on a device."""

    title: Title = Field(description="The log's heading.")
    purpose: Text = Field(description="One sentence: what stands here, and until when.")
    how_to: tuple[Text, ...] = Field(min_length=1, description="How to keep it, step by step.")
    columns: Annotated[tuple[LogColumn, ...], Field(min_length=2, max_length=MOST_COLUMNS)] = Field(
        description="The columns, in order."
    )
    cases: Slug = Field(
        description="The column whose entries name a case, by its ID: audits draw from it."
    )
    day: Slug = Field(
        description="The column that says when a case was, by its ID: audits draw from one period."
    )
    prefix: Prefix = Field(description="The letters that the numbers of entries begin with.")
    rows: Annotated[Count, Field(le=MOST_ROWS)] = Field(description="Rows on a printed page.")
    evidence: tuple[LogEvidence, ...] = Field(
        default=(), description="Which questions are answered by looking at entries."
    )
    heard: Heard | None = Field(
        default=None,
        description="Of a log of what customers said: which answer counts. It stands beside an audit's "
        "verdict and is never part of it.",
    )
    owner: RoleRef = Field(description="The role that answers for it.")
    revised: Day = Field(description="When the log was last changed; printed in its footer.")

    @property
    def name(self) -> str:
        """The name of its printed sheet and of its files."""
        return f"log-{self.slug}"

    @property
    def printed_columns(self) -> tuple[LogColumn, ...]:
        """The columns that are on paper."""
        return tuple(column for column in self.columns if column.width is not None)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that is printed, so that an old print of the log can be told from a new one."""
        # In this order, so that prints of logs that did not change keep their digits.
        whole = {
            "name": self.name,
            "revised": self.revised.isoformat(),
            "title": self.title,
            "purpose": self.purpose,
            "how_to": self.how_to,
            "columns": [
                {"title": c.title, "width": c.width, "boxes": c.choices, "hint": c.hint or ""}
                for c in self.printed_columns
            ],
            "rows": self.rows,
        }
        return hashlib.sha256(json.dumps(whole).encode("utf-8")).hexdigest()

    def find_column(self, name: str) -> LogColumn:
        """Return a column by its ID. Raises KeyError when there is none."""
        return {column.id: column for column in self.columns}[name]

    def find_evidence(self, standard: str) -> LogEvidence | None:
        """Return which entries are cases of a standard; None when the log is no evidence for it."""
        return next((one for one in self.evidence if standard in one.standards), None)

    @model_validator(mode="after")
    def _check_columns(self) -> Self:
        refuse_each(self._find_faults())
        return self

    def _find_faults(self) -> Iterator[tuple[Path, str, str]]:
        repeated = find_repeated_ids((column.id for column in self.columns), "column")
        yield from ((("columns", *path), wrong, instead) for path, wrong, instead in repeated)
        yield from self._find_column_faults()
        yield from self._check_named_column("cases", self.cases, ("reference",))
        yield from self._check_named_column("day", self.day, ("moment", "date"))
        yield from self._find_evidence_faults()
        if self.heard:
            yield from self._find_heard_faults(self.heard)
        widths = sum(column.width or 0 for column in self.columns)
        if widths != WIDTH:
            wrong = f"the widths add up to {widths} percent"
            yield ("columns",), wrong, f"make them {WIDTH}: the number of the row takes the rest"

    def _find_column_faults(self) -> Iterator[tuple[Path, str, str]]:
        # A file is read by its headings, in whatever order its columns stand.
        titles = Counter(column.title.casefold() for column in self.columns)
        for n, column in enumerate(self.columns):
            if titles[column.title.casefold()] > 1:
                wrong = f"two columns have the heading {column.title}"
                yield ("columns", n, "title"), wrong, "give each column a heading of its own"
            if column.kind == "choice" and len(column.choices) < 2:
                yield ("columns", n), "a choice needs choices", "write two or more under choices"
            if column.kind != "choice" and column.choices:
                wrong = f"a column of the kind {column.kind} has no choices"
                yield ("columns", n, "choices"), wrong, "remove them, or write kind: choice"

    def _check_named_column(
        self, field: str, name: str, kinds: tuple[str, ...]
    ) -> Iterator[tuple[Path, str, str]]:
        fitting = [column.id for column in self.columns if column.kind in kinds]
        if name not in fitting:
            wrong = f"there is no column {name} of the kind {' or '.join(kinds)}"
            known = f"name one of {', '.join(fitting)}" if fitting else "add such a column"
            yield (field,), wrong, known

    def _find_heard_faults(self, heard: Heard) -> Iterator[tuple[Path, str, str]]:
        columns = {column.id: column for column in self.columns if column.kind == "choice"}
        if heard.column not in columns:
            known = f"name one of {', '.join(columns)}" if columns else "add a column of that kind"
            yield ("heard", "column"), f"there is no choice {heard.column}", known
            return
        choices = columns[heard.column].choices
        for field in ("kept", "no_answer"):
            for n, text in enumerate(getattr(heard, field)):
                if text not in choices:
                    wrong = f"{text} is no choice of {heard.column}"
                    yield ("heard", field, n), wrong, f"write one of {', '.join(choices)}"

    def _find_evidence_faults(self) -> Iterator[tuple[Path, str, str]]:
        columns = {column.id: column for column in self.columns}
        # A standard in two parts would be drawn from two sets of cases.
        asked = Counter(name for one in self.evidence for name in set(one.standards))
        for n, evidence in enumerate(self.evidence):
            for s, standard in enumerate(evidence.standards):
                if asked[standard] > 1:
                    at = ("evidence", n, "standards", s)
                    yield at, f"{standard} stands in two parts of evidence", "name it in one"
            for c, condition in enumerate(evidence.only):
                at = ("evidence", n, "only", c)
                yield from (
                    ((*at, *path), wrong, instead)
                    for path, wrong, instead in _check_condition(condition, columns)
                )


def _check_condition(
    condition: EntryCondition, columns: dict[str, LogColumn]
) -> Iterator[tuple[Path, str, str]]:
    column = columns.get(condition.column)
    if column is None:
        wrong = f"there is no column {condition.column}"
        yield ("column",), wrong, f"name one of {', '.join(columns)}"
        return
    if not condition.is_one_of and condition.filled is None:
        yield (), "a condition that says nothing", "write is_one_of or filled"
    for n, text in enumerate(condition.is_one_of):
        if column.choices and text not in column.choices:
            wrong = f"{text} is no choice of {column.id}"
            yield ("is_one_of", n), wrong, f"write one of {', '.join(column.choices)}"

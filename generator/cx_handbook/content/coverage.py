"""From source items to questions and back: what carries each item, and where the chain has holes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from cx_handbook.content.model import (
    Checklist,
    Handbook,
    Policy,
    ServiceModel,
    Source,
    SourceItem,
    Standard,
    TrainingCase,
)
from cx_handbook.content.model.sources import Need
from cx_handbook.csv_text import encode_csv_row
from cx_handbook.errors import Fault

T = TypeVar("T")
Citing = Policy | TrainingCase | ServiceModel
MISSING: dict[Need, str] = {
    "question": "no checklist asks a standard that names it",
    "citation": "no text cites it",
    "case": "no training case retells it",
}
_HINTS: dict[Need, str] = {
    "question": "name it under sources of a standard that a checklist asks",
    "citation": "cite it as [{item}] where a why, a decision, a case or a model uses it",
    "case": "name it under sources of a case in policies/cases/",
}


@dataclass(frozen=True)
class Asked:
    """A standard that audits an item, and the checklists that ask it."""

    standard: Standard
    policy: Policy
    checklists: tuple[Checklist, ...]


@dataclass(frozen=True)
class Carried:
    """One source item with everything that carries it.

    `named_by` are the policies that rest on it without an audit or a citation; they show where it
    is at work, and count for nothing.
    """

    item: SourceItem
    standards: tuple[Asked, ...]
    cited_in: tuple[Citing, ...]
    cases: tuple[TrainingCase, ...]
    named_by: tuple[Policy, ...]

    @property
    def holes(self) -> tuple[Need, ...]:
        """What the item needs and does not have."""
        have: dict[Need, bool] = {
            "question": any(asked.checklists for asked in self.standards),
            "citation": bool(self.cited_in),
            "case": bool(self.cases),
        }
        return tuple(need for need in self.item.needs if not have[need])


@dataclass(frozen=True)
class Coverage:
    """All source items of a handbook with what carries them."""

    handbook: Handbook

    @cached_property
    def asked_in(self) -> dict[str, tuple[Checklist, ...]]:
        """Checklists by the standard they ask."""
        asked: dict[str, list[Checklist]] = {}
        for checklist in self.handbook.checklists:
            for picked in self.handbook.pick_results[checklist.slug]:
                for standard, _ in picked.found:
                    asked.setdefault(standard.id, []).append(checklist)
        return {standard: tuple(checklists) for standard, checklists in asked.items()}

    @cached_property
    def carried(self) -> dict[str, Carried]:
        """Every item by its ID, in the order of sources.yml, with what carries it."""
        book = self.handbook
        standards: dict[str, list[Asked]] = {}
        cited: dict[str, list[Citing]] = {}
        cases: dict[str, list[TrainingCase]] = {}
        named: dict[str, list[Policy]] = {}
        for policy in book.policies:
            for standard in policy.standards:
                asked = Asked(standard, policy, self.asked_in.get(standard.id, ()))
                _note(standards, standard.sources, asked)
            _note(named, policy.sources, policy)
        texts: tuple[Citing, ...] = (*book.policies, *book.cases, *book.models)
        for citing in texts:
            _note(cited, citing.cites, citing)
        for case in book.cases:
            _note(cases, case.sources, case)
        return {
            item.id: Carried(
                item,
                tuple(standards.get(item.id, ())),
                tuple(cited.get(item.id, ())),
                tuple(cases.get(item.id, ())),
                tuple(named.get(item.id, ())),
            )
            for item in book.sources.items
        }

    def of(self, document: Source) -> tuple[Carried, ...]:
        """Return the items of one document."""
        return tuple(c for c in self.carried.values() if c.item.document == document.id)

    def count(self, documents: tuple[Source, ...]) -> tuple[int, int]:
        """Return how many items of some documents have all they need, and how many there are."""
        ids = {document.id for document in documents}
        items = [c for c in self.carried.values() if c.item.document in ids]
        return sum(not carried.holes for carried in items), len(items)

    @property
    def in_full(self) -> tuple[Source, ...]:
        """The documents whose items are all listed."""
        return tuple(d for d in self.handbook.sources.documents if d.in_full)

    @property
    def quoted(self) -> tuple[Source, ...]:
        """The documents of which only what is used is listed."""
        return tuple(d for d in self.handbook.sources.documents if not d.in_full)


def holes(handbook: Handbook) -> Iterator[Fault]:
    """Yield every item of the sources that lacks what it needs."""
    carried = Coverage(handbook).carried
    for n, item in enumerate(handbook.sources.items):
        for need in carried[item.id].holes:
            yield Fault(
                handbook.sources.file, ("items", n), f"{item.id} needs a {need}, but {MISSING[need]}",
                _HINTS[need].format(item=item.id),
            )  # fmt: skip


def table(coverage: Coverage) -> str:
    """Return the chain as CSV: a line for each item with each way in which it is carried."""
    heads = ("item", "document", "kind", "text", "needs", "covered",
             "carried by", "file", "standard", "question", "checklists")  # fmt: skip
    lines = [encode_csv_row(heads)]
    for carried in coverage.carried.values():
        item = carried.item
        first = [
            item.id, item.document, " ".join(item.kind), item.text, " ".join(item.needs),
            "no" if carried.holes else "yes",
        ]  # fmt: skip
        for row in list(_rows(carried)) or [["nothing", "", "", "", ""]]:
            lines.append(encode_csv_row((*first, *row)))
    return "".join(lines)


def _rows(carried: Carried) -> Iterator[list[str]]:
    for asked in carried.standards:
        names = " ".join(checklist.slug for checklist in asked.checklists)
        standard = asked.standard
        yield ["standard", asked.policy.file, standard.id, standard.check, names]
    yield from (["citation", citing.file, "", "", ""] for citing in carried.cited_in)
    yield from (["case", case.file, "", "", ""] for case in carried.cases)
    yield from (["policy", policy.file, "", "", ""] for policy in carried.named_by)


def _note(lists: dict[str, list[T]], names: tuple[str, ...], value: T) -> None:
    for name in names:
        lists.setdefault(name, []).append(value)

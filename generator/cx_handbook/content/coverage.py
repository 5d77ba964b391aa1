"""Traceability: which standards, citations and cases cover each source item, and what is uncovered.

Each item of the sources says what it needs: a question that a checklist asks, a citation, a training
case. An item without one of these has a gap, which the house rule `uncovered-source` reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

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
MISSING_NEEDS: dict[Need, str] = {
    "question": "no checklist asks a standard that names it",
    "citation": "no text cites it",
    "case": "no training case retells it",
}
_ADVICE: dict[Need, str] = {
    "question": "name it under sources of a standard that a checklist asks",
    "citation": "cite it as [{item}] where a why, a decision, a case or a model uses it",
    "case": "name it under sources of a case in policies/cases/",
}


class AuditingStandard(NamedTuple):
    """A standard that audits a source item, its policy, and the checklists that ask it."""

    standard: Standard
    policy: Policy
    checklists: tuple[Checklist, ...]


class ItemCoverage(NamedTuple):
    """A source item with everything that covers it.

    `named_by` are the policies that rest on it without an audit or a citation. They show where the
    item is applied, and cover none of its needs.
    """

    item: SourceItem
    standards: tuple[AuditingStandard, ...]
    cited_in: tuple[Citing, ...]
    cases: tuple[TrainingCase, ...]
    named_by: tuple[Policy, ...]

    @property
    def gaps(self) -> tuple[Need, ...]:
        """What the item needs and does not have."""
        have: dict[Need, bool] = {
            "question": any(auditing.checklists for auditing in self.standards),
            "citation": bool(self.cited_in),
            "case": bool(self.cases),
        }
        return tuple(need for need in self.item.needs if not have[need])


@dataclass(frozen=True)
class Coverage:
    """The coverage of all source items of a handbook. Each part is worked out when first asked for."""

    handbook: Handbook

    @cached_property
    def checklists_by_standard(self) -> dict[str, tuple[Checklist, ...]]:
        """The checklists that ask each standard, by its ID; standards that none asks are left out."""
        asked: dict[str, list[Checklist]] = {}
        for checklist in self.handbook.checklists:
            for picked in self.handbook.pick_results[checklist.slug]:
                for standard, _ in picked.found:
                    asked.setdefault(standard.id, []).append(checklist)
        return {standard: tuple(checklists) for standard, checklists in asked.items()}

    @cached_property
    def by_item(self) -> dict[str, ItemCoverage]:
        """The coverage of every item, by its ID, in the order of sources.yml."""
        book = self.handbook
        standards: dict[str, list[AuditingStandard]] = {}
        cited: dict[str, list[Citing]] = {}
        cases: dict[str, list[TrainingCase]] = {}
        named: dict[str, list[Policy]] = {}
        for policy in book.policies:
            for standard in policy.standards:
                auditing = AuditingStandard(
                    standard, policy, self.checklists_by_standard.get(standard.id, ())
                )
                _append_each(standards, standard.sources, auditing)
            _append_each(named, policy.sources, policy)
        # These are the files whose prose may cite an item.
        texts: tuple[Citing, ...] = (*book.policies, *book.cases, *book.models)
        for citing in texts:
            _append_each(cited, citing.cited_items, citing)
        for case in book.cases:
            _append_each(cases, case.sources, case)
        return {
            item.id: ItemCoverage(
                item,
                tuple(standards.get(item.id, ())),
                tuple(cited.get(item.id, ())),
                tuple(cases.get(item.id, ())),
                tuple(named.get(item.id, ())),
            )
            for item in book.sources.items
        }

    def list_items(self, document: Source) -> tuple[ItemCoverage, ...]:
        """Return the coverage of the items of one document."""
        return tuple(c for c in self.by_item.values() if c.item.document == document.id)

    def count_covered(self, documents: tuple[Source, ...]) -> tuple[int, int]:
        """Return how many items of some documents have all they need, and how many there are."""
        ids = {document.id for document in documents}
        items = [c for c in self.by_item.values() if c.item.document in ids]
        # An item counts when all of its needs are covered, not one of them.
        return sum(not item.gaps for item in items), len(items)

    @property
    def complete_documents(self) -> tuple[Source, ...]:
        """The documents whose items are all listed."""
        return tuple(d for d in self.handbook.sources.documents if d.in_full)

    @property
    def quoted_documents(self) -> tuple[Source, ...]:
        """The documents of which only what is used is listed."""
        return tuple(d for d in self.handbook.sources.documents if not d.in_full)


def find_gaps(handbook: Handbook) -> Iterator[Fault]:
    """Yield a fault for each need of a source item that nothing covers.

    Checklists and cases are optional: where a handbook has none, no item is asked for one.
    """
    coverage = Coverage(handbook).by_item
    optional: dict[Need, bool] = {
        "question": not handbook.checklists,
        "citation": False,
        "case": not handbook.cases,
    }
    for n, item in enumerate(handbook.sources.items):
        for need in coverage[item.id].gaps:
            if optional[need]:
                continue
            yield Fault(
                handbook.sources.file, ("items", n), f"{item.id} needs a {need}, but {MISSING_NEEDS[need]}",
                _ADVICE[need].format(item=item.id),
            )  # fmt: skip


def format_csv(coverage: Coverage) -> str:
    """Return the coverage as CSV: a line for each item and each way in which it is covered."""
    heads = ("item", "document", "kind", "text", "needs", "covered",
             "carried by", "file", "standard", "question", "checklists")  # fmt: skip
    lines = [encode_csv_row(heads)]
    for covered in coverage.by_item.values():
        item = covered.item
        first = [
            item.id, item.document, " ".join(item.kind), item.text, " ".join(item.needs),
            "no" if covered.gaps else "yes",
        ]  # fmt: skip
        # An item that nothing covers keeps its line, so that the table is complete.
        for row in list(_list_rows(covered)) or [["nothing", "", "", "", ""]]:
            lines.append(encode_csv_row((*first, *row)))
    return "".join(lines)


def _list_rows(covered: ItemCoverage) -> Iterator[list[str]]:
    for auditing in covered.standards:
        names = " ".join(checklist.slug for checklist in auditing.checklists)
        standard = auditing.standard
        yield ["standard", auditing.policy.file, standard.id, standard.check, names]
    yield from (["citation", citing.file, "", "", ""] for citing in covered.cited_in)
    yield from (["case", case.file, "", "", ""] for case in covered.cases)
    yield from (["policy", policy.file, "", "", ""] for policy in covered.named_by)


def _append_each(lists: dict[str, list[T]], names: tuple[str, ...], value: T) -> None:
    for name in names:
        lists.setdefault(name, []).append(value)

"""What comes along of the sources that adopted files rest on: documents, items, citations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cx_handbook.authoring.editing.yaml_values import append_entries
from cx_handbook.authoring.yaml_edit import quote_if_needed
from cx_handbook.content.file_layout import SOURCES
from cx_handbook.content.model import Handbook, Source, SourceItem
from cx_handbook.errors import CannotRunError

_LONGEST_ID = 8


@dataclass(frozen=True)
class SourcePlan:
    """What each item of a sample is called here, None where it stays away, and what is added."""

    items: Mapping[str, str | None]
    documents: tuple[Source, ...] = ()
    added: tuple[SourceItem, ...] = ()


def plan_sources(own: Handbook, sample: Handbook, used: Iterable[str]) -> SourcePlan:
    """Return what comes along of the items that a sample's files rest on.

    Nothing, where this handbook has no sources. A document of the same title is the same document;
    an item of the same words is the same item. Where an ID is another's already, the next one is taken.
    """
    rested_on = set(used)
    wanted = [item for item in sample.sources.items if item.id in rested_on]
    if not own.sources.documents:
        return SourcePlan({item.id: None for item in wanted})
    by_title = {document.title: document.id for document in own.sources.documents}
    taken = {document.id for document in own.sources.documents}
    documents: list[Source] = []
    names: dict[str, str | None] = {}
    added: list[SourceItem] = []
    known = {(item.document, item.text): item.id for item in own.sources.items}
    items = set(own.source_items_by_id)
    theirs = {document.id: document for document in sample.sources.documents}
    for item in wanted:
        document = theirs[item.document]
        if document.title not in by_title:
            by_title[document.title] = _choose_document_id(document.id, taken)
            taken.add(by_title[document.title])
            # Not all of its items come along.
            update = {"id": by_title[document.title], "in_full": False}
            documents.append(document.model_copy(update=update))
        home = by_title[document.title]
        if (home, item.text) not in known:
            new = _choose_item_id(home, item.id, items)
            items.add(new)
            known[(home, item.text)] = new
            added.append(item.model_copy(update={"id": new}))
        names[item.id] = known[(home, item.text)]
    return SourcePlan(names, tuple(documents), tuple(added))


def _choose_document_id(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    # 002 is followed by the next free number, ISO by ISO2.
    start = name if not name.isdigit() else ""
    numbers = range(2, 1000) if start else range(int(name) + 1, 1000)
    for number in numbers:
        new = f"{start}{number}" if start else f"{number:0{len(name)}d}"
        if new not in taken and len(new) <= _LONGEST_ID:
            return new
    raise CannotRunError(f"there is no free ID for the document {name}; rename it by hand")


def _choose_item_id(document: str, name: str, taken: set[str]) -> str:
    wanted = f"{document}-{name.rpartition('-')[2]}"
    if wanted not in taken:
        return wanted
    number = 1 + max(int(i[-2:]) for i in taken if re.fullmatch(rf"{document}-\d\d", i))
    if number > 99:
        raise CannotRunError(
            f"the document {document} has no free ID for an item; number it by hand"
        )
    return f"{document}-{number:02d}"


def add_sources(text: str, plan: SourcePlan) -> str:
    """Return the text of `policies/sources.yml` with what comes along at the end of each list."""
    if plan.documents:
        entries = [list(_write_document(document)) for document in plan.documents]
        text = append_entries(text, "documents", entries, SOURCES)
    if plan.added:
        entries = [list(_write_item(item)) for item in plan.added]
        text = append_entries(text, "items", entries, SOURCES)
    return text


def _write_document(document: Source) -> Iterator[str]:
    for name in ("id", "title", "author", "year", "url"):
        value = getattr(document, name)
        if value is not None:
            yield f"{name}: {value if isinstance(value, int) else quote_if_needed(value)}"


def _write_item(item: SourceItem) -> Iterator[str]:
    yield f"id: {quote_if_needed(item.id)}"
    yield f"kind: [{', '.join(item.kind)}]"
    yield f"text: {quote_if_needed(item.text)}"
    yield f"needs: [{', '.join(item.needs)}]"

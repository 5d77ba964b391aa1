"""References: every ID names something that exists, and no ID or file name is used twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cx_handbook.content.model import (
    Checklist,
    Company,
    Handbook,
    Policy,
    Quiz,
    RolePlay,
    Sections,
    ServiceModel,
    Situation,
    TrainingCase,
)
from cx_handbook.content.model.markers import ReferenceGroup, gather_references
from cx_handbook.content.model.sources import Sources
from cx_handbook.content.model.types import FileRecord
from cx_handbook.content.pick_checks import find_pick_faults
from cx_handbook.errors import Fault, Path
from cx_handbook.suggestions import suggest


@dataclass(frozen=True)
class Parts:
    """The records that could be read, apart from those that there is only one of."""

    policies: tuple[Policy, ...]
    situations: tuple[Situation, ...]
    checklists: tuple[Checklist, ...]
    cases: tuple[TrainingCase, ...]
    role_plays: tuple[RolePlay, ...]
    models: tuple[ServiceModel, ...]
    quiz: Quiz | None


@dataclass(frozen=True)
class Known:
    """The names that may be referred to, those in files that could not be read included."""

    roles: frozenset[str]
    channels: frozenset[str]
    products: frozenset[str]
    sites: frozenset[str]
    policies: frozenset[str]
    situations: frozenset[str]
    standards: frozenset[str]
    source_items: frozenset[str]
    sections: frozenset[str]


# What one of a group is called, and what to write when no known name is near.
_GROUPS: dict[ReferenceGroup, tuple[str, str]] = {
    "roles": ("role", "name one that stands under roles in policies/company.yml, or add it there"),
    "channels": (
        "channel", "name one that stands under channels in policies/company.yml, or add it there",
    ),
    "products": (
        "product", "name one that stands under products in policies/company.yml, or add it there",
    ),
    "sites": ("site", "name one that stands under sites in policies/company.yml, or add it there"),
    "policies": ("policy", "write the file name of a policy, without .yml"),
    "situations": ("situation", "write the file name of a situation, without .yml"),
    "standards": ("standard", "write the ID of a standard that stands in a policy"),
    "sections": ("section", "write the ID of a section in policies/sections.yml"),
    "source_items": ("source item", "write the ID of an item in policies/sources.yml"),
}  # fmt: skip


def faults(company: Company | None, parts: Parts, known: Known) -> Iterator[Fault]:
    """Yield every reference that leads nowhere, and every ID and file name that is taken."""
    for record in _records(company, parts):
        yield from unknown_references(record, known)
    for policy in parts.policies:
        for path, wrong, instead in policy.refusals_by(company):
            yield Fault(policy.file, path, wrong, instead)
    yield from duplicate_standards(parts.policies)


def _records(company: Company | None, parts: Parts) -> Iterator[FileRecord]:
    if company:
        yield company
    yield from (*parts.policies, *parts.situations, *parts.checklists)
    yield from (*parts.cases, *parts.role_plays, *parts.models)
    if parts.quiz:
        yield parts.quiz


def unknown_references(record: FileRecord, known: Known) -> Iterator[Fault]:
    """Yield the references of one file that lead nowhere, and those that a list names twice."""
    listed: set[tuple[Path, str]] = set()
    for path, name, group, in_list in gather_references(record):
        entry = (path[:-1], name)
        if in_list and entry in listed:
            yield Fault(record.file, path, f"{name} stands twice", "name it once")
        elif name not in getattr(known, group):
            yield unknown_name(record.file, path, name, group, known)
        if in_list:
            listed.add(entry)


def unknown_name(file: str, path: Path, name: str, group: ReferenceGroup, known: Known) -> Fault:
    """Return the fault of a name that a group does not have, with the nearest name it has."""
    one, otherwise = _GROUPS[group]
    hint = suggest(name, getattr(known, group), otherwise)
    return Fault(file, path, f"there is no {one} {name}", hint)


def known_names(
    company: Company | None,
    sections: Sections | None,
    sources: Sources | None,
    policies: Iterable[tuple[str, Any]],
    situations: Iterable[str] = (),
) -> Known:
    """Gather what may be referred to.

    Policies come as slug and raw data, so that a reference to a policy whose file has a problem of
    its own is not reported as well. A whole list that is missing knows every name.
    """
    everything = _Everything()
    standards: frozenset[str] = frozenset()
    slugs: set[str] = set()
    for slug, data in policies:
        slugs.add(slug)
        written = _standard_ids(data)
        standards = everything if written is None else standards | written
    return Known(
        roles=_ids(company.roles) if company else everything,
        channels=_ids(company.channels) if company else everything,
        products=_ids(company.products) if company else everything,
        sites=_ids(company.sites) if company else everything,
        policies=frozenset(slugs),
        situations=frozenset(situations),
        standards=standards,
        source_items=_ids(sources.items) if sources else everything,
        sections=_ids(sections.sections) if sections else everything,
    )


class _Everything(frozenset[str]):
    """Stands for a list that could not be read: no name is unknown to it."""

    def __contains__(self, _: object) -> bool:
        return True

    def __or__(self, _: object) -> _Everything:
        return self


def _standard_ids(data: Any) -> frozenset[str] | None:
    """Return the standards' IDs in a policy as it was written, or None when they cannot be told."""
    written = data.get("standards", []) if isinstance(data, dict) else None
    if not isinstance(written, list):
        return None
    ids = [standard.get("id") if isinstance(standard, dict) else None for standard in written]
    names = frozenset(name for name in ids if isinstance(name, str))
    return names if None not in ids else None


def _ids(entries: Iterable[Any]) -> frozenset[str]:
    return frozenset(entry.id for entry in entries)


def duplicate_standards(handbook_policies: Iterable[Policy]) -> Iterator[Fault]:
    """Yield standards whose ID is taken already, and policies whose file name is."""
    first: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for policy in handbook_policies:
        if policy.slug in slugs:
            yield Fault(
                policy.file, (), f"the file name {policy.slug} is taken by {slugs[policy.slug]}",
                "give each policy a file name of its own, whatever its folder",
            )  # fmt: skip
        slugs.setdefault(policy.slug, policy.file)
        for n, standard in enumerate(policy.standards):
            if standard.id in first:
                where = first[standard.id]
                where = "earlier in this file" if where == policy.file else f"in {where}"
                yield Fault(
                    policy.file, ("standards", n, "id"), f"the ID {standard.id} is taken {where}",
                    "give each standard an ID that was never used before",
                )  # fmt: skip
            first.setdefault(standard.id, policy.file)


def handbook_faults(handbook: Handbook) -> Iterator[Fault]:
    """Yield what only the whole shows: picks that find nothing new, and targets below a gate."""
    for checklist in handbook.checklists:
        yield from find_pick_faults(handbook, checklist)

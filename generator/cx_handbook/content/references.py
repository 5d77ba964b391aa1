"""References: every ID names something that exists, and no ID or file name is used twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cx_handbook.content.model import (
    Company,
    Policy,
    Sections,
)
from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.model.form import IssuedForm
from cx_handbook.content.model.markers import ReferenceGroup, gather_references
from cx_handbook.content.model.sources import Sources
from cx_handbook.errors import Fault, Path
from cx_handbook.suggestions import suggest
from cx_handbook.text_for_messages import join_words


class KnownNames(NamedTuple):
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
    retired_standards: frozenset[str] = frozenset()  # those that no new standard may be called
    repeated_standards: tuple[str, ...] = ()  # those that two standards have


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
    "source_items": ("source item", "write the ID of an item in policies/sources.yml, or take it out"),
}  # fmt: skip


def find_repetitions(
    policies: Sequence[Policy], known: KnownNames, issued: Iterable[IssuedForm]
) -> Iterator[Fault]:
    """Yield every file name and every ID that is used twice, or was used before."""
    yield from find_repeated_file_names(policies)
    yield from find_repeated_standards(policies, issued)
    yield from find_retired_standards(policies, known.retired_standards)


def note_repeated_standards(known: KnownNames, policies: Iterable[Policy]) -> KnownNames:
    """Return the known names with the standards that several places claim."""
    written = Counter(standard.id for policy in policies for standard in policy.standards)
    repeated = tuple(name for name, count in written.items() if count > 1)
    return known._replace(repeated_standards=repeated)


def find_unknown_references(record: FileRecord, known: KnownNames) -> Iterator[Fault]:
    """Yield the references of one file that lead nowhere, and those that a list names twice."""
    # The same name in two lists is fine; twice in one is a slip.
    listed: set[tuple[Path, str]] = set()
    for path, name, group, in_list in gather_references(record):
        entry = (path[:-1], name)
        if in_list and entry in listed:
            yield Fault(record.file, path, f"{name} stands twice", "name it once")
        elif name not in getattr(known, group):
            yield make_unknown_fault(record.file, path, name, group, known)
        if in_list:
            listed.add(entry)


def make_unknown_fault(
    file: str, path: Path, name: str, group: ReferenceGroup, known: KnownNames
) -> Fault:
    """Return the fault of a name that a group does not have, with the nearest name it has."""
    one, otherwise = _GROUPS[group]
    if group == "standards" and known.repeated_standards:
        # Whoever typed one ID too many overwrote another, and this file is not to blame.
        twice = join_words(known.repeated_standards)
        otherwise = f"mend {twice} first, which stands twice: one of the two may be meant here"
    # Letters of an ID mean nothing to a reader: AL-02 is no AP-02 mistyped.
    choices = () if group in ("standards", "source_items") else getattr(known, group)
    hint = suggest(name, choices, otherwise)
    return Fault(file, path, f"there is no {one} {name}", hint)


def gather_known_names(
    company: Company | None,
    sections: Sections | None,
    sources: Sources | None,
    policies: Mapping[str, Any],
    situations: Iterable[str],
) -> KnownNames:
    """Gather what may be referred to.

    Policies come as file and raw data, so that a reference to a policy whose file has a problem of
    its own is not reported as well. A whole list that is missing knows every name.
    """
    # One missing file should give one problem, not one for each name in it.
    everything = _Everything()
    written = [_collect_standard_ids(data) for data in policies.values()]
    told = [ids for ids in written if ids is not None]
    standards = everything if len(told) < len(written) else frozenset().union(*told)
    return KnownNames(
        roles=_collect_ids(company.roles) if company else everything,
        channels=_collect_ids(company.channels) if company else everything,
        products=_collect_ids(company.products) if company else everything,
        sites=_collect_ids(company.sites) if company else everything,
        policies=frozenset(_read_slug(file) for file in policies),
        situations=frozenset(_read_slug(file) for file in situations),
        standards=standards,
        source_items=_collect_ids(sources.items) if sources else everything,
        sections=_collect_ids(sections.sections) if sections else everything,
        retired_standards=frozenset(sections.retired_standards if sections else ()),
    )


def _read_slug(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".yml")


class _Everything(frozenset[str]):
    """Stands for a list that could not be read: no name is unknown to it."""

    def __contains__(self, _: object) -> bool:
        return True

    def __or__(self, _: object) -> _Everything:
        return self


def _collect_standard_ids(data: Any) -> frozenset[str] | None:
    """Return the standards' IDs in a policy as it was written, or None when they cannot be told."""
    written = data.get("standards", []) if isinstance(data, dict) else None
    if not isinstance(written, list):
        return None
    # Read as written: the model may have refused the rest of the policy.
    ids = [standard.get("id") if isinstance(standard, dict) else None for standard in written]
    names = frozenset(name for name in ids if isinstance(name, str))
    return names if None not in ids else None


def _collect_ids(entries: Iterable[Any]) -> frozenset[str]:
    return frozenset(entry.id for entry in entries)


def find_repeated_file_names(policies: Iterable[Policy]) -> Iterator[Fault]:
    """Yield the policies whose file name another policy has: it is the page's name in links."""
    first: dict[str, str] = {}
    for policy in policies:
        if policy.slug in first:
            yield Fault(
                policy.file, (), f"the file name {policy.slug} is taken by {first[policy.slug]}",
                "give each policy a file name of its own, whatever its folder",
            )  # fmt: skip
        first.setdefault(policy.slug, policy.file)


class _StandardPlace(NamedTuple):
    """Where a standard is written."""

    policy: Policy
    path: Path


def find_repeated_standards(
    policies: Sequence[Policy], issued: Iterable[IssuedForm]
) -> Iterator[Fault]:
    """Yield the standards that have the ID of another one.

    Which of them is new, the files cannot tell, but the forms that were issued can: an ID belongs to
    the policy under which it was asked. Without such a form, every one of them is reported.
    """
    places: dict[str, list[_StandardPlace]] = {}
    for policy in policies:
        for n, standard in enumerate(policy.standards):
            place = _StandardPlace(policy, ("standards", n, "id"))
            places.setdefault(standard.id, []).append(place)
    repeated = {name: found for name, found in places.items() if len(found) > 1}
    if not repeated:
        return
    owners = _find_owners(issued)
    for name, found in repeated.items():
        yield from _explain_repetition(name, found, owners, known=places.keys())


def _find_owners(issued: Iterable[IssuedForm]) -> dict[str, set[str]]:
    """Return the slugs of the policies under which each standard was ever asked, by its ID."""
    owners: dict[str, set[str]] = {}
    for form in issued:
        for item in form.form.items:
            owners.setdefault(item.standard, set()).add(item.policy)
    return owners


def _explain_repetition(
    name: str,
    found: Sequence[_StandardPlace],
    owners: Mapping[str, set[str]],
    known: Collection[str],
) -> Iterator[Fault]:
    # The policy under which an ID was issued keeps it.
    owning = [p.policy.file for p in found if p.policy.slug in owners.get(name, ())]
    owner = owning[0] if len(set(owning)) == 1 else None
    seen: set[str] = set()
    for place in found:
        file = place.policy.file
        others = [other.policy.file for other in found if other.policy.file != file]
        if file in seen:
            where = "earlier in this file"
        elif others and file != owner:
            where = f"in {owner or others[0]}"
        else:
            where = ""
        seen.add(file)
        if where:
            instead = _suggest_id(place.policy, owners, known)
            yield Fault(file, place.path, f"the ID {name} is taken {where}", instead)


def _suggest_id(policy: Policy, owners: Mapping[str, set[str]], known: Collection[str]) -> str:
    """Return the advice for a repeated ID; an ID that the policy has lost is probably the right one."""
    # An author who typed one ID too many usually overwrote another one.
    lost = [name for name, slugs in owners.items() if policy.slug in slugs and name not in known]
    if len(lost) == 1:
        return f"write {lost[0]} again, which was issued and is gone, or an ID that was never used before"
    return "give each standard an ID that was never used before"


def find_retired_standards(policies: Iterable[Policy], retired: Collection[str]) -> Iterator[Fault]:
    """Yield the standards that have the ID of one that was taken out."""
    for policy in policies:
        for n, standard in enumerate(policy.standards):
            if standard.id in retired:
                yield Fault(
                    policy.file, ("standards", n, "id"),
                    f"the ID {standard.id} is that of a standard that was taken out",
                    "give it an ID that was never used before",
                )  # fmt: skip

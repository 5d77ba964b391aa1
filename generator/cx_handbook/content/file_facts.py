"""What one file says, gathered before it is compared with the others: its faults, names, emphases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cx_handbook.content.blanks import find_blank_faults
from cx_handbook.content.citations import find_citation_faults
from cx_handbook.content.cross_references import Emphasis, find_emphases, find_title_faults
from cx_handbook.content.kept_findings import KeptFindings
from cx_handbook.content.model import Company, Policy, Situation
from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.model.markers import gather_references
from cx_handbook.content.page_addresses import find_address_faults
from cx_handbook.content.parts import Parts
from cx_handbook.content.references import (
    KnownNames,
    find_repetitions,
    find_unknown_references,
    note_repeated_standards,
)
from cx_handbook.content.yaml_file import YamlFile
from cx_handbook.errors import Fault


class FileFacts(NamedTuple):
    """What is known of a file from itself, the company's file and the sources.

    `names` are those it refers to, by group. `names_twice` tells whether a list names one twice.
    """

    faults: tuple[Fault, ...]
    names: Mapping[str, tuple[str, ...]]
    names_twice: bool
    emphases: tuple[Emphasis, ...]


def gather_all_facts(
    parts: Parts, files: Mapping[str, YamlFile], findings: KeptFindings, known: KnownNames
) -> dict[str, FileFacts]:
    """Return the facts of each file that may refer to others; earlier runs may have gathered them."""
    facts = {}
    for record in parts.list_referring():
        file = files[record.file]
        kept = findings.find("facts", (file.key,)) if file.key else None
        if kept is not None:
            facts[record.file] = _read_facts(kept)
            continue
        found = facts[record.file] = gather_facts(record, file, parts.company, known)
        if file.key:
            findings.note("facts", (file.key,), found)
    return facts


def compare_files(
    parts: Parts, facts: Mapping[str, FileFacts], known: KnownNames
) -> Iterator[Fault]:
    """Yield the faults of all files, those alone and those beside the others."""
    known = note_repeated_standards(known, parts.policies)
    records = tuple(parts.list_referring())
    for own in facts.values():
        yield from own.faults
    yield from find_wrong_names(records, facts, known)
    yield from find_repetitions(parts.policies, known, parts.issued)
    yield from find_address_faults(records)
    emphases = {file: own.emphases for file, own in facts.items()}
    yield from find_title_faults(records, emphases)


def gather_facts(
    record: FileRecord, file: YamlFile, company: Company | None, known: KnownNames
) -> FileFacts:
    """Return the facts of a file. Of the known names, only the source items are looked at."""
    faults = list(find_citation_faults(file.name, file.text, file.data, known))
    if isinstance(record, Policy):
        conflicts = record.find_conflicts(company)
        faults += (Fault(record.file, *conflict) for conflict in conflicts)
    if isinstance(record, Policy | Situation):
        faults += find_blank_faults(record, file)
    names: dict[str, dict[str, None]] = {}
    listed = set()
    names_twice = False
    for path, name, group, in_list in gather_references(record):
        names.setdefault(group, {})[name] = None
        if in_list:
            # The same name in two lists is fine.
            names_twice |= (path[:-1], name) in listed
            listed.add((path[:-1], name))
    named = {group: tuple(found) for group, found in names.items()}
    # Most files have none, nor anything filled in that could hold one.
    has_emphases = any(sign in file.text for sign in ("*", "[[", "{{"))
    emphases = tuple(find_emphases(record)) if has_emphases else ()
    return FileFacts(tuple(faults), named, names_twice, emphases)


def find_wrong_names(
    records: Iterable[FileRecord], facts: Mapping[str, FileFacts], known: KnownNames
) -> Iterator[Fault]:
    """Yield the references that lead nowhere, and those that a list names twice."""
    for record in records:
        own = facts[record.file]
        # Only then is it worth while to find out where each name stands.
        if own.names_twice or any(
            name not in getattr(known, group)
            for group, names in own.names.items()
            for name in names
        ):
            yield from find_unknown_references(record, known)


def _read_facts(kept: Any) -> FileFacts:
    """Return facts as they were before JSON made lists of their tuples."""
    faults, names, names_twice, emphases = kept
    return FileFacts(
        tuple(Fault(file, tuple(path), *rest) for file, path, *rest in faults),
        names,
        names_twice,
        tuple(Emphasis(tuple(path), words) for path, words in emphases),
    )

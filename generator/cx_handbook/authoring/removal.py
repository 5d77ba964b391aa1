"""Work out what a handbook looks like without some of its files; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path as FilePath

from cx_handbook.authoring.editing.cuts import NothingLeftError, plan_cuts
from cx_handbook.authoring.editing.yaml_values import remove_values
from cx_handbook.authoring.yaml_edit import replace_field
from cx_handbook.content.file_layout import SECTIONS
from cx_handbook.content.model import Handbook
from cx_handbook.content.model.base import FileRecord, Origin
from cx_handbook.content.model.markers import gather_references
from cx_handbook.content.model.policy import Policy
from cx_handbook.content.model.situation import Situation
from cx_handbook.content.yaml_file import format_path
from cx_handbook.content.yaml_reader import parse_yaml, read_yaml
from cx_handbook.errors import CannotRunError, Path
from cx_handbook.suggestions import suggest

_REVISED = re.compile(r"^revised: .*$", re.MULTILINE)


@dataclass(frozen=True)
class Pointer:
    """A place that refers to what is taken out: the record, the path in it, and the name there."""

    record: FileRecord
    path: Path
    name: str
    line: int

    def __str__(self) -> str:
        return f"{self.record.file}:{self.line}: {format_path(self.path)}: {self.name}"


def find_own_records(own: Handbook, names: Iterable[str]) -> tuple[FileRecord, ...]:
    """Return the records that names mean: `slug`, `section/slug`, or `situations/slug` and the like.

    Raises CannotRunError with every name that means nothing here, or more than one thing.
    """
    # The company, the sections and the sources have no folder of their own: nobody takes them out.
    there = [record for record in own.list_records() if _get_folder(record)]
    found: list[FileRecord] = []
    faults = []
    for name in dict.fromkeys(names):
        folder, _, slug = name.removesuffix(".yml").rpartition("/")
        matches = [
            record
            for record in there
            if record.slug == slug
            and folder in ("", _get_folder(record), record.file.rpartition("/")[0])
        ]
        if len(matches) == 1:
            found += matches
        elif matches:
            several = " or ".join(f"{_get_folder(r)}/{r.slug}" for r in matches)
            faults.append(f"{name} means more than one thing; write {several}")
        else:
            known = {r.slug for r in there} | {f"{_get_folder(r)}/{r.slug}" for r in there}
            hint = suggest(name, known, "write the file name of a policy, without .yml")
            faults.append(f"there is no {name} here; {hint}")
    if faults:
        raise CannotRunError(*faults)
    return tuple(found)


def _get_folder(record: FileRecord) -> str:
    parts = record.file.split("/")
    # policies/quiz.yml and its like lie directly in the first folder.
    return parts[-2] if len(parts) == 3 or parts[0] != "policies" else ""


def find_pointers(root: FilePath, own: Handbook, gone: Sequence[FileRecord]) -> tuple[Pointer, ...]:
    """Return every place that refers to records that go, or to standards in them."""
    files = {record.file for record in gone}
    names = {("policies", record.slug) for record in gone if isinstance(record, Policy)}
    names |= {("situations", record.slug) for record in gone if isinstance(record, Situation)}
    names |= {("standards", name) for name in _list_standards(gone)}
    pointers = []
    for record in own.list_records():
        if record.file in files:
            continue
        found = [r for r in gather_references(record) if (r.group, r.name) in names]
        file = read_yaml(root / record.file, record.file) if found else None
        for reference in found:
            line = file.find_place(reference.path)[0] if file else 1
            pointers.append(Pointer(record, reference.path, reference.name, line))
    return tuple(pointers)


def find_mentions(root: FilePath, own: Handbook, gone: Sequence[FileRecord]) -> Iterator[str]:
    """Yield the lines whose words name a page that goes, by its title in asterisks."""
    files = {record.file for record in gone}
    titles = [r.title if isinstance(r, Policy) else r.name
              for r in gone if isinstance(r, Policy | Situation)]  # fmt: skip
    for record in own.list_records():
        if record.file in files:
            continue
        text = (root / record.file).read_text("utf-8-sig")
        for number, line in enumerate(text.split("\n"), start=1):
            for title in titles:
                if f"*{title}*" in line:
                    yield f"{record.file}:{number}: its words name *{title}*; write them anew"


def plan_removal(
    root: FilePath, own: Handbook, gone: Sequence[FileRecord]
) -> dict[str, bytes | None]:
    """Return the files that change when records go, references to them aside.

    Their standards' IDs are kept in `policies/sections.yml`, where no issued form holds them: an ID
    is never given twice.
    """
    files: dict[str, bytes | None] = {record.file: None for record in gone}
    issued = {item.standard for form in own.issued for item in form.form.items}
    retired = [name for name in _list_standards(gone) if name not in issued]
    if retired:
        text = (root / SECTIONS).read_text("utf-8-sig")
        every = ", ".join(dict.fromkeys((*own.sections.retired_standards, *retired)))
        lines = [f"retired_standards: [{every}]"]
        if not own.sections.retired_standards:
            lines = [
                "",
                "# Standards that were taken out. No other one is ever called so again.",
                *lines,
            ]
        files[SECTIONS] = replace_field(text, "retired_standards", lines).encode()
    return files


def mend_references(
    root: FilePath, own: Handbook, pointers: Iterable[Pointer], today: date
) -> dict[str, bytes | None]:
    """Return the files without their references to what goes, with as little else as is possible.

    Raises CannotRunError with every file of which nothing would be left.
    """
    by_file: dict[str, list[Pointer]] = {}
    for pointer in pointers:
        by_file.setdefault(pointer.record.file, []).append(pointer)
    files: dict[str, bytes | None] = {}
    faults = []
    for file, found in by_file.items():
        try:
            files[file] = _mend_file(root, own, found, today)
        except NothingLeftError as error:
            name = next(p.name for p in found if p.path == error.path)
            faults.append(
                f"{file} would be nothing without {name} ({format_path(error.path)}); give it something "
                "else first, or remove it as well"
            )
    if faults:
        raise CannotRunError("nothing is written:", *faults)
    return files


def _mend_file(root: FilePath, own: Handbook, found: Sequence[Pointer], today: date) -> bytes:
    record = found[0].record
    text = (root / record.file).read_text("utf-8-sig")
    company = own.company
    origin = Origin(
        record.file, record.slug, record.section, company.language, company.customer_words.one
    )
    data = parse_yaml(text.encode(), record.file).data
    cuts = plan_cuts(record, data, [pointer.path for pointer in found], origin)
    text = remove_values(text, cuts, record.file)
    # A sheet says in its footer when it was last changed.
    return _REVISED.sub(f"revised: {today}", text).encode()


def _list_standards(gone: Iterable[FileRecord]) -> list[str]:
    return [s.id for record in gone if isinstance(record, Policy) for s in record.standards]

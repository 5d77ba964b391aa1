"""The roles, channels and sections of a sample, and which of a company's own stand for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from cx_handbook.content.model import Handbook
from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.model.markers import gather_references
from cx_handbook.content.model.policy import Policy
from cx_handbook.errors import CannotRunError
from cx_handbook.suggestions import suggest

MappedGroup = Literal["roles", "channels", "sections"]
ONE_OF: dict[MappedGroup, str] = {"roles": "role", "channels": "channel", "sections": "section"}


@dataclass(frozen=True)
class MissingName:
    """A name of a sample that this handbook lacks: what staff read there, and the files that use it."""

    group: MappedGroup
    name: str
    label: str
    files: tuple[str, ...]


NameMap = Mapping[tuple[MappedGroup, str], str | None]
"""What stands here for a sample's name; None where it is left out."""


def list_own_names(own: Handbook, group: MappedGroup) -> tuple[str, ...]:
    """Return the IDs of a handbook's own roles, channels or sections."""
    return tuple(_list_labels(own, group))


def _list_labels(book: Handbook, group: MappedGroup) -> dict[str, str]:
    """Return what staff read for each ID."""
    if group == "sections":
        return {section.id: section.title for section in book.sections.sections}
    entries = book.company.roles if group == "roles" else book.company.channels
    return {entry.id: entry.name for entry in entries}


def find_missing_names(
    own: Handbook, records: Iterable[tuple[Handbook, FileRecord]], names: NameMap
) -> tuple[MissingName, ...]:
    """Return the roles, channels and sections that records use and nobody has found a name for."""
    used: dict[tuple[MappedGroup, str], list[tuple[Handbook, str]]] = {}
    for sample, record in records:
        # The group of a situation can be done without, and the folder of a policy cannot.
        found: list[tuple[MappedGroup, str]] = [
            (r.group, r.name)
            for r in gather_references(record)
            if r.group == "roles" or r.group == "channels"
        ]
        if isinstance(record, Policy):
            found.append(("sections", record.section))
        for group, name in dict.fromkeys(found):
            if name not in list_own_names(own, group) and (group, name) not in names:
                used.setdefault((group, name), []).append((sample, record.file))
    return tuple(
        MissingName(
            group, name, _list_labels(places[0][0], group)[name], tuple(f for _, f in places)
        )
        for (group, name), places in used.items()
    )


def read_names(own: Handbook, group: MappedGroup, texts: Iterable[str]) -> NameMap:
    """Return what options such as `delivery-crew=porter` say; nothing after the sign leaves it out.

    Raises CannotRunError for a name that this handbook does not have.
    """
    names: dict[tuple[MappedGroup, str], str | None] = {}
    known = list_own_names(own, group)
    option = f"--{ONE_OF[group]}"
    for text in texts:
        theirs, sign, ours = (part.strip() for part in text.partition("="))
        if not (theirs and sign):
            raise CannotRunError(f"{option} {text}: write the sample's name, = and yours")
        if ours and ours not in known:
            hint = suggest(ours, known, f"write one of {', '.join(known)}")
            raise CannotRunError(
                f"{option} {text}: there is no {ONE_OF[group]} {ours} here; {hint}"
            )
        names[(group, theirs)] = ours or None
    return names


def explain_missing(own: Handbook, missing: Iterable[MissingName]) -> str:
    """Return what to write for names that nobody could be asked about."""
    lines = ["names of the sample are not known here; say which of yours stands for each:"]
    for one in missing:
        known = ", ".join(list_own_names(own, one.group))
        more = f" and {len(one.files) - 1} more" if len(one.files) > 1 else ""
        lines.append(f"  --{ONE_OF[one.group]} {one.name}=…   {one.label}, in {one.files[0]}{more}")
        lines.append(f"      yours: {known}{_LEAVE_OUT[one.group]}")
    return "\n".join(lines)


_LEAVE_OUT: dict[MappedGroup, str] = {
    "roles": "; nothing after = leaves it out",
    "channels": "; nothing after = leaves it out",
    "sections": "",
}

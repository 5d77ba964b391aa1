"""Rewrite a file of a sample so that it refers only to what its new handbook has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from cx_handbook.authoring.adopting.names import NameMap
from cx_handbook.authoring.editing.cuts import NothingLeftError, plan_cuts
from cx_handbook.authoring.editing.yaml_values import (
    change_citations,
    remove_values,
    rename_keys,
    replace_values,
)
from cx_handbook.authoring.yaml_edit import replace_field
from cx_handbook.content.model.base import FileRecord, Origin
from cx_handbook.content.model.kinds import Apology
from cx_handbook.content.model.markers import NamedId, ReferenceGroup, gather_references
from cx_handbook.content.model.policy import Policy
from cx_handbook.content.yaml_file import format_path
from cx_handbook.content.yaml_reader import parse_yaml
from cx_handbook.errors import CannotRunError, Path

_REVIEWED = re.compile(r"^(reviewed|revised): .*$", re.MULTILINE)
_DECISION = """house_choices:
  - decided: "Write: what you decided here, such as a time or a limit."
    reason: "Write: why. In the sample this page rested on sources, which you do not keep."
"""


@dataclass(frozen=True)
class NewHome:
    """What a handbook has that a file comes into.

    `known` are the names of each group there, adopted ones included. `standards` and `items` say what
    the sample's are called there, `limits` how much each role may give away; `today` is the day from
    which reviews run.
    """

    known: Mapping[ReferenceGroup, frozenset[str]]
    names: NameMap
    standards: Mapping[str, str]
    items: Mapping[str, str | None]
    limits: Mapping[str, Any]
    language: str
    customer: str
    today: date


@dataclass
class Rewritten:
    """A file as it is to be written, and what is to be told about it."""

    text: str
    notes: list[str] = field(default_factory=list)


def rewrite_file(text: str, record: FileRecord, file: str, home: NewHome) -> Rewritten:
    """Return a file of a sample as it is to stand in its new home under a name.

    Raises CannotRunError when nothing would be left of it.
    """
    data = parse_yaml(text.encode(), file).data
    found = _sort_references(record, data, home)
    rewritten = Rewritten(replace_values(text, found.replaced, file))
    rewritten.notes += found.notes
    rewritten.text = change_citations(rewritten.text, home.items, file)
    if _needs_decision(record, home):
        # Before what is removed: without anything to rest on, a policy is none.
        rewritten.text = replace_field(
            rewritten.text, "house_choices", _DECISION.splitlines(), after="standards"
        )
        rewritten.notes.append(
            "it rested on sources alone: write under house_choices what you decided"
        )
    cuts = _plan_cuts(rewritten.text, record, file, found.gone, home)
    rewritten.text = remove_values(rewritten.text, cuts, file)
    rewritten.notes += _describe_cuts(cuts, found.gone)
    kept = {path: new for path, new in found.renamed.items() if path not in cuts}
    rewritten.text = rename_keys(rewritten.text, kept, file)
    # The addresses it once had are another company's.
    rewritten.text = replace_field(rewritten.text, "formerly", [])
    rewritten.text = _REVIEWED.sub(rf"\1: {home.today}", rewritten.text)
    return rewritten


@dataclass
class _Found:
    """References to write otherwise, fields named by one to call otherwise, and those to take out."""

    replaced: dict[Path, str | float] = field(default_factory=dict)
    renamed: dict[Path, str] = field(default_factory=dict)
    gone: dict[Path, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def _sort_references(record: FileRecord, data: Any, home: NewHome) -> _Found:
    found = _Found()
    listed: set[tuple[Path, str]] = set()
    for reference in gather_references(record):
        path, name = reference.path, reference.name
        new = _find_new_name(reference, home)
        is_key = _follow(data, path) != name
        # Two of theirs may be one of ours, and a list names it once.
        twice = (reference.in_list or is_key) and new and (path[:-1], new) in listed
        # Nor is one of ours both where it happens and where it does not.
        twice = twice or (path[:1] == ("not_in",) and (("channels",), new) in listed)
        if new is None:
            found.gone[path] = name
        elif twice:
            found.gone[path] = ""
        elif new != name:
            (found.renamed if is_key else found.replaced)[path] = new
        if new is not None:
            listed.add((path[:-1], new))
    if isinstance(record, Policy):
        _number_standards(record, home, found)
    if isinstance(record, Apology):
        _fit_gestures(record, home, found)
    return found


def _number_standards(record: Policy, home: NewHome, found: _Found) -> None:
    told = []
    for n, standard in enumerate(record.standards):
        new = home.standards.get(standard.id, standard.id)
        if new != standard.id:
            found.replaced[("standards", n, "id")] = new
            told.append(f"{standard.id} is {new}")
    if told:
        found.notes.append(f"{', '.join(told)} here: those IDs were given already")


def _find_new_name(reference: NamedId, home: NewHome) -> str | None:
    """Return what a name is called here, or None where there is nothing of it."""
    group, name = reference.group, reference.name
    if group == "source_items":
        return home.items.get(name)
    if group == "standards":
        return home.standards.get(name)
    if name in home.known[group]:
        return name
    if group in ("roles", "channels", "sections"):
        return home.names.get((group, name))
    return None


def _fit_gestures(record: Apology, home: NewHome, found: _Found) -> None:
    """Lower what may be offered to what the role may give away here."""
    for cause, words in record.causes.list_used():
        for n, gesture in enumerate(words.gestures):
            path: Path = ("causes", cause, "gestures", n)
            role = str(found.replaced.get((*path, "role"), gesture.role))
            most, wanted = home.limits.get(role), gesture.limit
            if (*path, "role") in found.gone:
                continue
            # Amounts in several currencies cannot be set against each other.
            if not isinstance(most, Decimal) or not isinstance(wanted, Decimal):
                found.gone[path] = f"a gesture of {role}, who may give away nothing here"
            elif wanted > most:
                found.replaced[(*path, "limit")] = int(most) if most == int(most) else float(most)
                found.notes.append(f"{role} may give {most} here, and not {wanted}")


def _needs_decision(record: FileRecord, home: NewHome) -> bool:
    """Tell whether a policy has lost all that it rested on."""
    if not isinstance(record, Policy) or record.house_choices:
        return False
    return not any(home.items.get(item) for item in record.all_source_items)


def _plan_cuts(
    text: str, record: FileRecord, file: str, gone: Mapping[Path, str], home: NewHome
) -> list[Path]:
    data = parse_yaml(text.encode(), file).data
    origin = Origin(file, record.slug, record.section, home.language, home.customer)
    try:
        return plan_cuts(record, data, gone, origin)
    except NothingLeftError as error:
        name = gone[error.path]
        raise CannotRunError(
            f"{record.file}: nothing would be left of it without {name} "
            f"({format_path(error.path)}); adopt what it needs along with it, or name one of yours"
        ) from None


def _describe_cuts(cuts: list[Path], gone: Mapping[Path, str]) -> Iterator[str]:
    """Say what was left out and where, in the order of the file; sources are told of as a whole."""
    told: dict[str, list[str]] = {}
    for cut in sorted(cuts, key=format_path):
        names = [n for path, n in gone.items() if n and path[: len(cut)] == cut]
        if names and "sources" not in cut:
            # Entries of one list are told of together.
            is_entry = cut in gone and isinstance(cut[-1], int)
            told.setdefault(format_path(cut[:-1] if is_entry else cut), []).extend(names)
    for place, names in told.items():
        yield f"left out at {place}: {', '.join(dict.fromkeys(names))}"


def _follow(data: Any, path: Path) -> Any:
    for part in path[:-1]:
        data = data[part]
    # A name that is a field's is no value of it.
    return data[path[-1]]

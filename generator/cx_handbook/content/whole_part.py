"""The part of a handbook that can be used while other files are broken, and what it lacks.

To print one checklist or to begin one file, nobody should have to wait for somebody else's
half-written policy. What a sheet is made of has to be whole, though: a question that is missing in
silence would be worse than no sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cx_handbook import identifiers
from cx_handbook.content.model import Checklist, Handbook
from cx_handbook.content.model.checklist import Pick
from cx_handbook.content.model.markers import ReferenceGroup, gather_references
from cx_handbook.content.parts import Parts
from cx_handbook.content.yaml_file import YamlFile
from cx_handbook.errors import HandbookError, Problem
from cx_handbook.text_for_messages import count_things

MOST_NAMED = 3  # files named in a notice
_STANDARD = re.compile(rf"^[ \t-]*id:[ \t]*[\"']?({identifiers.STANDARD_ID})\b", re.MULTILINE)


@dataclass(frozen=True)
class WholePart:
    """The whole part of a handbook.

    `problems` are those of the files left out. `causes` names for each file left out the files whose
    problems it was left out for, itself among them or not. `taken` are IDs of standards that stand
    in policies left out: no new standard may have them.
    """

    handbook: Handbook
    problems: tuple[Problem, ...] = ()
    causes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()

    def require_files(self, is_needed: Callable[[str], bool]) -> None:
        """Raise HandbookError with the problems behind files left out, if one of them is needed."""
        behind = {
            cause for file, causes in self.causes.items() if is_needed(file) for cause in causes
        }
        if behind:
            raise HandbookError(problem for problem in self.problems if problem.file in behind)

    @property
    def notice(self) -> str:
        """What to say of the files left out, once it is known that they are not needed; or nothing."""
        files = sorted({problem.file for problem in self.problems})
        if not files:
            return ""
        named = ", ".join(files[:MOST_NAMED]) + ", …" * (len(files) > MOST_NAMED)
        return (
            f"notice: {count_things(len(self.problems), 'problem')} in "
            f"{count_things(len(files), 'file')} not needed here: {named}; handbook check lists them"
        )


def find_causes(
    parts: Parts, broken: Iterable[str], policies: Mapping[str, YamlFile]
) -> dict[str, frozenset[str]]:
    """Return for each file that cannot be used the broken files behind it, itself included.

    `policies` are the broken policies by file name.
    """
    texts = {name: file.text for name, file in policies.items()}
    kinds = {
        name: file.data.get("kind") if isinstance(file.data, dict) else None
        for name, file in policies.items()
    }
    causes = {file: frozenset((file,)) for file in broken}
    lost = _list_lost_names(causes, texts)
    for record in parts.list_printed():
        behind = {
            lost[group][name]
            for _, name, group, _ in gather_references(record)
            if name in lost.get(group, {})
        }
        if isinstance(record, Checklist):
            behind |= {file for pick in _list_picks(record) for file in _find_picked(pick, kinds)}
        if behind:
            causes[record.file] = causes.get(record.file, frozenset()) | behind
    return causes


def find_taken_ids(texts: Iterable[str]) -> frozenset[str]:
    """Return the IDs of standards in texts that may be no YAML at all."""
    return frozenset(name for text in texts for name in _STANDARD.findall(text))


def _list_lost_names(
    broken: Iterable[str], texts: Mapping[str, str]
) -> dict[ReferenceGroup, dict[str, str]]:
    """Return the names that only broken files give, by group, each with its file."""
    slugs = {file: file.rpartition("/")[2].removesuffix(".yml") for file in broken}
    return {
        "policies": {slugs[file]: file for file in texts},
        "standards": {
            name: file for file, text in texts.items() for name in find_taken_ids([text])
        },
        "situations": {
            slug: file for file, slug in slugs.items() if file.startswith("policies/situations/")
        },
    }


def _list_picks(checklist: Checklist) -> Iterator[Pick]:
    return (pick for section in checklist.sections for pick in section.pick)


def _find_picked(pick: Pick, kinds: Mapping[str, Any]) -> Iterator[str]:
    """Yield the broken policies that a pick by condition may ask about."""
    # IDs and policies are named: those that are lost were found by their names.
    if pick.ids or pick.policy:
        return
    for file, kind in kinds.items():
        if pick.kind is None or kind is None or kind == pick.kind:
            yield file

"""The records of a handbook as they were read, whole or not, and the handbook they make."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from cx_handbook.content.model import (
    Checklist,
    Company,
    Handbook,
    Log,
    Policy,
    Quiz,
    RolePlay,
    Sections,
    ServiceModel,
    Situation,
    Sources,
    TrainingCase,
)
from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.model.form import IssuedForm


class Parts(NamedTuple):
    """What was read. A single file that was refused or is missing is None, one of many is left out."""

    company: Company | None
    sections: Sections | None
    sources: Sources | None
    policies: tuple[Policy, ...]
    situations: tuple[Situation, ...]
    checklists: tuple[Checklist, ...]
    issued: tuple[IssuedForm, ...]
    cases: tuple[TrainingCase, ...]
    role_plays: tuple[RolePlay, ...]
    models: tuple[ServiceModel, ...]
    quiz: Quiz | None
    logs: tuple[Log, ...]

    def list_referring(self) -> Iterator[FileRecord]:
        """Yield the records that may refer to others, the company first."""
        if self.company:
            yield self.company
        yield from (*self.policies, *self.situations)
        yield from self.list_printed()
        yield from self.models

    def list_printed(self) -> Iterator[FileRecord]:
        """Yield the records that become sheets or parts of a pack."""
        yield from (*self.checklists, *self.logs, *self.cases, *self.role_plays)
        if self.quiz:
            yield self.quiz

    def without(self, files: Collection[str]) -> Parts:
        """Return the parts without the records of some files."""
        kept: dict[str, Any] = {
            name: tuple(record for record in getattr(self, name) if record.file not in files)
            for name in (
                "policies",
                "situations",
                "checklists",
                "cases",
                "role_plays",
                "models",
                "logs",
            )
        }
        for name in ("company", "sections", "sources", "quiz"):
            record = getattr(self, name)
            kept[name] = record if record and record.file not in files else None
        return self._replace(**kept)

    def build_handbook(self, keys: Mapping[str, str]) -> Handbook | None:
        """Return the handbook, or None when one of the files that it needs is missing.

        `keys` stand for what each file says.
        """
        if not (self.company and self.sections and self.sources):
            return None
        return Handbook(**self._asdict(), keys=keys)

    def build_part(self, company: Company) -> Handbook:
        """Return a handbook of what is there. Without their files it has no section and no source."""
        there = self._asdict() | {
            "company": company,
            "sections": self.sections or Sections.model_construct(sections=()),
            "sources": self.sources or Sources(),
        }
        return Handbook(**there)


def rank_case(case: TrainingCase) -> tuple[bool, tuple[str, ...]]:
    """Return where a case stands: in the order of what it retells, and last when it is our own."""
    return not case.sources, case.sources[:1]

"""The handbook as a whole: every record that was read, and the ways from one to another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from cx_handbook.content.model.base import FileRecord
from cx_handbook.content.model.checklist import Checklist
from cx_handbook.content.model.company import Company, Sections, Site
from cx_handbook.content.model.form import Form, IssuedForm
from cx_handbook.content.model.form_builder import PickResult, build_form, resolve_picks
from cx_handbook.content.model.log import Log
from cx_handbook.content.model.policy import Policy, Standard
from cx_handbook.content.model.service_model import ServiceModel
from cx_handbook.content.model.situation import Situation
from cx_handbook.content.model.sources import SourceItem, Sources
from cx_handbook.content.model.training import Quiz, RolePlay, TrainingCase

T = TypeVar("T")


@dataclass(frozen=True)
class Handbook:
    """Everything that was read.

    Policies stand in the order of their sections, then by file name; checklists by how often they
    are filled in; cases in the order of the source items they retell, those of our own last; the
    rest by name. Without a `sources.yml`, `sources` is empty. `keys` have for each file that was read
    what stands for all that it says, with what was filled in; a file without one may say anything.
    """

    company: Company
    sections: Sections
    sources: Sources
    policies: tuple[Policy, ...]
    situations: tuple[Situation, ...]
    checklists: tuple[Checklist, ...]
    issued: tuple[IssuedForm, ...] = field(default=())
    cases: tuple[TrainingCase, ...] = field(default=())
    role_plays: tuple[RolePlay, ...] = field(default=())
    models: tuple[ServiceModel, ...] = field(default=())
    quiz: Quiz | None = None
    logs: tuple[Log, ...] = field(default=())
    keys: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    _derived: dict[Callable[..., Any], Any] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def derive(self, make: Callable[[Handbook], T]) -> T:
        """Return what a function makes of this handbook, made when it is first asked for."""
        if make not in self._derived:
            self._derived[make] = make(self)
        found: T = self._derived[make]
        return found

    @cached_property
    def policies_by_slug(self) -> dict[str, Policy]:
        """Policies by slug."""
        return {policy.slug: policy for policy in self.policies}

    @cached_property
    def standards_by_id(self) -> dict[str, tuple[Standard, Policy]]:
        """Standards by ID, each with the policy it stands in."""
        return {s.id: (s, policy) for policy in self.policies for s in policy.standards}

    @cached_property
    def taken_standard_ids(self) -> frozenset[str]:
        """The IDs of standards that no new one may have: in use, ever handed out, or retired."""
        issued = (item.standard for form in self.issued for item in form.form.items)
        return frozenset((*self.standards_by_id, *issued, *self.sections.retired_standards))

    @cached_property
    def source_items_by_id(self) -> dict[str, SourceItem]:
        """Source items by ID."""
        return {item.id: item for item in self.sources.items}

    @cached_property
    def situations_by_slug(self) -> dict[str, Situation]:
        """Situations by slug."""
        return {situation.slug: situation for situation in self.situations}

    @cached_property
    def _by_section(self) -> dict[str, list[Policy]]:
        sections: dict[str, list[Policy]] = {}
        for policy in self.policies:
            # Policies are in order already, so each list is.
            sections.setdefault(policy.section, []).append(policy)
        return sections

    @cached_property
    def pick_results(self) -> dict[str, tuple[PickResult, ...]]:
        """What the picks of each checklist find, by the checklist's slug."""
        return {c.slug: tuple(resolve_picks(c, self.standards_by_id)) for c in self.checklists}

    @cached_property
    def forms(self) -> dict[str, Form]:
        """The form of each checklist as the handbook stands now, by slug; built once."""
        return {c.slug: build_form(c, self.pick_results[c.slug]) for c in self.checklists}

    def list_sites_of(self, checklist: Checklist) -> tuple[Site, ...]:
        """Return the sites at which a checklist is filled in."""
        return tuple(site for site in self.company.sites if checklist.is_for_site(site.id))

    def list_records(self) -> Iterator[FileRecord]:
        """Yield every record that fills a file of its own."""
        yield from (self.company, self.sections)
        # Without its file, an empty record stands for the sources.
        if self.sources.file:
            yield self.sources
        yield from (*self.policies, *self.situations, *self.checklists)
        yield from (*self.cases, *self.role_plays, *self.models)
        yield from self.logs
        if self.quiz:
            yield self.quiz

    def in_section(self, section: str) -> tuple[Policy, ...]:
        """Return the policies of one section."""
        return tuple(self._by_section.get(section, ()))

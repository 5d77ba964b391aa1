"""The handbook as a whole: every record that was read, and the ways from one to another."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from generator.model.checklist import Checklist
from generator.model.company import Company, Sections
from generator.model.form import IssuedForm
from generator.model.policy import Policy, Standard
from generator.model.situation import Situation
from generator.model.sources import SourceItem, Sources


@dataclass(frozen=True)
class Handbook:
    """Everything that was read.

    Policies stand in the order of their sections, then by file name; situations by name;
    checklists by how often they are filled in.
    """

    company: Company
    sections: Sections
    sources: Sources
    policies: tuple[Policy, ...]
    situations: tuple[Situation, ...]
    checklists: tuple[Checklist, ...]
    issued: tuple[IssuedForm, ...] = field(default=())

    @cached_property
    def policy(self) -> dict[str, Policy]:
        """Policies by slug."""
        return {policy.slug: policy for policy in self.policies}

    @cached_property
    def standard(self) -> dict[str, tuple[Standard, Policy]]:
        """Standards by ID, each with the policy it stands in."""
        return {s.id: (s, policy) for policy in self.policies for s in policy.standards}

    @cached_property
    def source_item(self) -> dict[str, SourceItem]:
        """Source items by ID."""
        return {item.id: item for item in self.sources.items}

    @cached_property
    def citing(self) -> dict[str, tuple[Policy, ...]]:
        """Policies by the source item they cite."""
        cited: dict[str, list[Policy]] = {}
        for policy in self.policies:
            for item in policy.sources:
                cited.setdefault(item, []).append(policy)
        return {item: tuple(policies) for item, policies in cited.items()}

    @cached_property
    def _by_section(self) -> dict[str, list[Policy]]:
        sections: dict[str, list[Policy]] = {}
        for policy in self.policies:
            sections.setdefault(policy.section, []).append(policy)
        return sections

    def in_section(self, section: str) -> tuple[Policy, ...]:
        """Return the policies of one section."""
        return tuple(self._by_section.get(section, ()))

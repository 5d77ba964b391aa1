"""Every reference in the handbook points at something that exists, and allows what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cx_handbook import identifiers
from cx_handbook.content.model import (
    Apology,
    Callback,
    Case,
    Checklist,
    Company,
    Handbook,
    Policy,
    Quiz,
    RolePlay,
    Sections,
    ServiceModel,
    Situation,
)
from cx_handbook.content.model.policy import Alternative, Step
from cx_handbook.content.model.sources import Sources
from cx_handbook.content.model.types import CITATION
from cx_handbook.content.pick_checks import find_pick_faults
from cx_handbook.errors import Fault, Path
from cx_handbook.suggestions import suggest


@dataclass(frozen=True)
class Parts:
    """The records that could be read, apart from those that there is only one of."""

    policies: tuple[Policy, ...]
    situations: tuple[Situation, ...]
    checklists: tuple[Checklist, ...]
    cases: tuple[Case, ...]
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
_GROUPS = {
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

Report = Callable[[Path, str, str], Fault]

# The fields whose texts may cite a source item, by the folder below policies/ they stand in.
_CITING = {
    "cases": {"what_happened", "answer", "lesson"},
    "models": {"text", "meaning", "use"},
    "situations": set(),
    "role-plays": set(),
}
_CITING_POLICY = {"why", "decided", "reason", "lesson"}
_ID = rf"{identifiers.DOCUMENT_ID}-[0-9]+"
_MEANT = re.compile(rf"\[({_ID}(?:[,; ]+{_ID})*)\]")  # what was probably meant as a citation


def faults(company: Company | None, parts: Parts, known: Known) -> Iterator[Fault]:
    """Yield every reference that leads nowhere, and every ID and file name that is taken."""
    if company:
        yield from company_faults(company, known)
    for policy in parts.policies:
        yield from policy_faults(policy, known, company)
    for situation in parts.situations:
        yield from situation_faults(situation, known)
    for checklist in parts.checklists:
        yield from checklist_faults(checklist, known)
    yield from duplicate_standards(parts.policies)
    yield from training_faults(parts, known)


def company_faults(company: Company, known: Known) -> Iterator[Fault]:
    """Yield the references in company.yml that lead nowhere."""
    report = _reporter(company.file)
    for n, level in enumerate(company.escalation):
        yield from _unknown(
            report, ("escalation", n, "role"), [level.role], known, "roles", single=True
        )
    for role in company.gesture_limits:
        yield from _unknown(report, ("gesture_limits", role), [role], known, "roles", single=True)


def policy_faults(policy: Policy, known: Known, company: Company | None) -> Iterator[Fault]:
    """Yield the references of one policy that lead nowhere, and gestures above their role's limit."""
    report = _reporter(policy.file)
    for name, group in (
        ("roles", "roles"), ("channels", "channels"), ("products", "products"), ("sites", "sites"),
        ("sources", "source_items"), ("see_also", "policies"),
    ):  # fmt: skip
        yield from _unknown(report, (name,), getattr(policy, name), known, group)
    yield from _unknown(report, ("owner",), [policy.owner], known, "roles", single=True)
    for n, standard in enumerate(policy.standards):
        at: Path = ("standards", n, "sources")
        yield from _unknown(report, at, standard.sources, known, "source_items")
    for n, step in enumerate(policy.steps):
        yield from _step_faults(report, ("steps", n), step, known)
    if isinstance(policy, Apology):
        yield from _gesture_faults(report, policy, known, company)
    if isinstance(policy, Callback):
        yield from _unknown(
            report, ("takeover", "role"), [policy.takeover.role], known, "roles", single=True
        )
    if isinstance(policy, Alternative):
        for n, offer in enumerate(policy.instead):
            yield from _unknown(
                report, ("instead", n, "role"), [offer.role], known, "roles", single=True
            )
            yield from _unknown(report, ("instead", n, "also"), offer.also, known, "roles")


def situation_faults(situation: Situation, known: Known) -> Iterator[Fault]:
    """Yield the references of one situation that lead nowhere."""
    report = _reporter(situation.file)
    yield from _unknown(report, ("channels",), situation.channels, known, "channels")
    for channel in situation.not_in:
        yield from _unknown(report, ("not_in", channel), [channel], known, "channels", single=True)
    if situation.group:
        at: Path = ("group",)
        yield from _unknown(report, at, [situation.group], known, "sections", single=True)
    for n, action in enumerate(situation.do):
        if action.policy:
            yield from _unknown(
                report, ("do", n, "policy"), [action.policy], known, "policies", single=True
            )
        if action.step:
            yield from _step_faults(report, ("do", n, "step"), action.step, known)


def checklist_faults(checklist: Checklist, known: Known) -> Iterator[Fault]:
    """Yield the references of one checklist that lead nowhere."""
    report = _reporter(checklist.file)
    yield from _unknown(report, ("roles",), checklist.roles, known, "roles")
    yield from _unknown(report, ("owner",), [checklist.owner], known, "roles", single=True)
    for s, section in enumerate(checklist.sections):
        for p, pick in enumerate(section.pick):
            at: Path = ("sections", s, "pick", p)
            yield from _unknown(report, (*at, "ids"), pick.ids, known, "standards")
            for name, group in (("policy", "policies"), ("channel", "channels"), ("role", "roles")):
                if value := getattr(pick, name):
                    yield from _unknown(report, (*at, name), [value], known, group, single=True)


def training_faults(parts: Parts, known: Known) -> Iterator[Fault]:
    """Yield the references of cases, role-plays, models and the quiz that lead nowhere."""
    for case in parts.cases:
        report = _reporter(case.file)
        yield from _unknown(report, ("sources",), case.sources, known, "source_items")
        for n, instead in enumerate(case.would_have):
            at: Path = ("would_have", n, "policy")
            yield from _unknown(report, at, [instead.policy], known, "policies", single=True)
    for play in parts.role_plays:
        report = _reporter(play.file)
        at = ("situation",)
        yield from _unknown(report, at, [play.situation], known, "situations", single=True)
        yield from _unknown(report, ("observe",), play.observe, known, "standards")
    for model in parts.models:
        for n, part in enumerate(model.parts):
            at = ("parts", n, "policies")
            yield from _unknown(_reporter(model.file), at, part.policies, known, "policies")
    if parts.quiz:
        report = _reporter(parts.quiz.file)
        for n, question in enumerate(parts.quiz.questions):
            at = ("questions", n, "policy")
            yield from _unknown(report, at, [question.policy], known, "policies", single=True)


def citation_faults(file: str, text: str, data: Any, known: Known) -> Iterator[Fault]:
    """Yield citations of items that do not exist, and those where no page would show them."""
    if not _MEANT.search(text):
        return
    parts = file.split("/")
    folder = parts[1] if len(parts) == 3 and parts[0] == "policies" else ""
    fields = _CITING.get(folder, _CITING_POLICY if folder else set())
    bracketed: list[tuple[Path, str]] = []
    _gather_bracketed((), data, bracketed)
    for path, value in bracketed:
        for item in _MEANT.findall(value):
            if not fields.intersection(path):
                where = f"cite in {', '.join(sorted(fields))}" if fields else "write it without"
                yield Fault(file, path, f"the citation [{item}] does not belong here", where)
            elif not CITATION.fullmatch(f"[{item}]"):
                wrong = f"[{item}] is no citation"
                yield Fault(file, path, wrong, "write each item in brackets of its own: [001-17]")
            else:
                yield from _unknown(
                    _reporter(file), path, [item], known, "source_items", single=True
                )


def _gather_bracketed(path: Path, value: Any, found: list[tuple[Path, str]]) -> None:
    if isinstance(value, str):
        if "[" in value:
            found.append((path, value))
    elif isinstance(value, dict):
        for key, entry in value.items():
            _gather_bracketed((*path, key), entry, found)
    elif isinstance(value, list):
        for n, entry in enumerate(value):
            _gather_bracketed((*path, n), entry, found)


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


def _reporter(file: str) -> Report:
    return lambda path, wrong, instead: Fault(file, path, wrong, instead)


def _unknown(
    report: Report,
    path: Path,
    names: Sequence[str],
    known: Known,
    group: str,
    *,
    single: bool = False,
) -> Iterator[Fault]:
    choices: frozenset[str] = getattr(known, group)
    for n, name in enumerate(names):
        if name in names[:n]:
            yield report((*path, n), f"{name} stands twice", "name it once")
            continue
        if name in choices:
            continue
        one, otherwise = _GROUPS[group]
        hint = suggest(name, choices, otherwise)
        yield report(path if single else (*path, n), f"there is no {one} {name}", hint)


def _step_faults(report: Report, path: Path, step: Step, known: Known) -> Iterator[Fault]:
    yield from _unknown(report, (*path, "channels"), step.channels, known, "channels")
    if step.who:
        yield from _unknown(report, (*path, "who"), [step.who], known, "roles", single=True)


def _gesture_faults(
    report: Report, policy: Apology, known: Known, company: Company | None
) -> Iterator[Fault]:
    for name, cause in policy.causes.used():
        for n, gesture in enumerate(cause.gestures):
            at: Path = ("causes", name, "gestures", n)
            yield from _unknown(report, (*at, "role"), [gesture.role], known, "roles", single=True)
            bound = all(role in known.roles for role in policy.roles)
            if bound and gesture.role in known.roles and gesture.role not in policy.roles:
                yield report(
                    (*at, "role"),
                    f"{gesture.role} may offer it, but the policy does not bind that role",
                    "add the role to roles:, or name another here",
                )
            if company is None or gesture.role not in known.roles:
                continue
            limit = company.gesture_limits.get(gesture.role)
            if limit is None or gesture.limit > limit:
                allowed = "nothing" if limit is None else f"at most {limit}"
                yield report(
                    (*at, "limit"),
                    f"{gesture.limit} is more than {gesture.role} may give ({allowed})",
                    "lower it, name a role that may, or raise gesture_limits in policies/company.yml",
                )


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

"""From a checklist to its form: which standards are asked, in which order, frozen as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cx_handbook.content.model import (
    Checklist,
    Form,
    FormSection,
    Handbook,
    Item,
    Pick,
    Policy,
    Standard,
)
from cx_handbook.content.model.form import FORMAT
from cx_handbook.errors import Fault, Path

Asked = tuple[Standard, Policy]


@dataclass(frozen=True)
class Picked:
    """What one pick found, and the IDs it names in vain: asked already, or left out by itself."""

    path: Path
    found: tuple[Asked, ...]
    repeated: tuple[str, ...]
    excluded: tuple[str, ...]


def build_form(handbook: Handbook, checklist: Checklist) -> Form:
    """Return the form of a checklist as the handbook stands now."""
    by_section: dict[int, list[Asked]] = {}
    for picked in picks(handbook, checklist):
        by_section.setdefault(int(picked.path[1]), []).extend(picked.found)
    return Form(
        format=FORMAT,
        checklist=checklist.slug,
        title=checklist.title,
        gate=checklist.gate,
        weights=checklist.weights,
        sections=tuple(
            FormSection(
                title=section.title,
                intro=section.intro,
                items=tuple(_item(standard, policy) for standard, policy in by_section[n]),
            )
            for n, section in enumerate(checklist.sections)
        ),
    )


def picks(handbook: Handbook, checklist: Checklist) -> Iterator[Picked]:
    """Yield what each pick of a checklist finds, in order.

    A pick by condition leaves out what an earlier pick asks; naming it again by ID is a fault.
    """
    asked: set[str] = set()
    for s, section in enumerate(checklist.sections):
        for p, pick in enumerate(section.pick):
            matches = tuple(_matches(handbook, pick))
            matched = {standard.id for standard, _ in matches}
            found = tuple((st, po) for st, po in matches if st.id not in asked)
            repeated = tuple(i for i in pick.ids if i in asked)
            excluded = tuple(i for i in pick.ids if i not in matched)
            asked |= {standard.id for standard, _ in found}
            yield Picked(("sections", s, "pick", p), found, repeated, excluded)


def pick_faults(handbook: Handbook, checklist: Checklist) -> Iterator[Fault]:
    """Yield picks that find nothing or ask twice, and compliance targets below the gate."""
    for picked in picks(handbook, checklist):
        for name in picked.repeated:
            yield Fault(
                checklist.file,
                picked.path,
                f"{name} is asked earlier in this checklist",
                "name it once",
            )
        for name in picked.excluded:
            yield Fault(
                checklist.file,
                picked.path,
                f"{name} does not meet the other conditions of this pick",
                "remove it from ids, or remove the condition that leaves it out",
            )
        if not picked.found and not picked.repeated and not picked.excluded:
            yield Fault(
                checklist.file,
                picked.path,
                "this pick finds no standard that is not asked already",
                "widen it, or remove it",
            )
        for standard, policy in picked.found:
            yield from _below_gate(checklist, picked.path, standard, policy)


def _below_gate(
    checklist: Checklist, path: Path, standard: Standard, policy: Policy
) -> Iterator[Fault]:
    target, gate = standard.target, _percent(checklist.gate)
    if (standard.factor or policy.factor) != "compliance" or target is None:
        return
    if round(target, 9) < round(checklist.gate, 9):
        yield Fault(
            checklist.file, path,
            f"{standard.id} is met at {_percent(target)}, but the gate asks {gate} of compliance",
            f"raise its target in {policy.file}, or lower the gate: nobody should fail with every target met",
        )  # fmt: skip


def _percent(share: float) -> str:
    return f"{round(share * 100, 1):g}%"


def _matches(handbook: Handbook, pick: Pick) -> Iterator[Asked]:
    if pick.ids:
        candidates: Iterator[Asked] = (
            handbook.standard[i] for i in pick.ids if i in handbook.standard
        )
    else:
        candidates = (
            (standard, policy) for policy in handbook.policies for standard in policy.standards
        )
    return (asked for asked in candidates if pick.takes(*asked))


def _item(standard: Standard, policy: Policy) -> Item:
    return Item(
        standard=standard.id,
        policy=policy.slug,
        rule=standard.rule,
        check=standard.check,
        look_at=standard.evidence.look_at,
        sample=standard.evidence.sample,
        answer=standard.answer,
        target=standard.target,
        weight=standard.weight,
        factor=standard.factor or policy.factor,
        critical=standard.critical,
        may_be_na=standard.not_applicable,
        if_not=standard.if_not,
    )

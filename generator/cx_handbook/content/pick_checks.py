"""Check the picks of a checklist: each finds something new, and no target lies below the gate."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.content.model import Checklist, Handbook, Policy, Standard
from cx_handbook.errors import Fault, Path


def find_pick_faults(handbook: Handbook, checklist: Checklist) -> Iterator[Fault]:
    """Yield picks that find nothing or ask twice, and compliance targets below the gate."""
    for result in handbook.pick_results[checklist.slug]:
        for name in result.repeated:
            yield Fault(
                checklist.file,
                result.path,
                f"{name} is asked earlier in this checklist",
                "name it once",
            )
        for name in result.excluded:
            yield Fault(
                checklist.file,
                result.path,
                f"{name} does not meet the other conditions of this pick",
                "remove it from ids, or remove the condition that leaves it out",
            )
        if not result.found and not result.repeated and not result.excluded:
            yield Fault(
                checklist.file,
                result.path,
                "this pick finds no standard that is not asked already",
                "widen it, or remove it",
            )
        for standard, policy in result.found:
            yield from _find_target_below_gate(checklist, result.path, standard, policy)


def _find_target_below_gate(
    checklist: Checklist, path: Path, standard: Standard, policy: Policy
) -> Iterator[Fault]:
    target, gate = standard.target, _format_percent(checklist.gate)
    if (standard.factor or policy.factor) != "compliance" or target is None:
        return
    if round(target, 9) < round(checklist.gate, 9):
        yield Fault(
            checklist.file, path,
            f"{standard.id} is met at {_format_percent(target)}, but the gate asks {gate} of compliance",
            f"raise its target in {policy.file}, or lower the gate: nobody should fail with every target met",
        )  # fmt: skip


def _format_percent(share: float) -> str:
    return f"{round(share * 100, 1):g}%"

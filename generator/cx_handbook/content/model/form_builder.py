"""Build the form of a checklist: which standards are asked, in which order, frozen as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from cx_handbook.content.model.checklist import Checklist, Pick
from cx_handbook.content.model.form import FORMAT, Form, FormSection, Item
from cx_handbook.content.model.policy import Policy, Standard
from cx_handbook.errors import Path

SCORING: Literal[1, 2] = 2  # the version of the rules that new forms name
StandardInPolicy = tuple[Standard, Policy]


class PickResult(NamedTuple):
    """What one pick finds, and the IDs it names in vain: asked earlier, or excluded by itself."""

    path: Path
    found: tuple[StandardInPolicy, ...]
    repeated: tuple[str, ...]
    excluded: tuple[str, ...]


def resolve_picks(
    checklist: Checklist, standards: Mapping[str, StandardInPolicy]
) -> Iterator[PickResult]:
    """Yield what each pick of a checklist finds, in order.

    `standards` holds all standards by ID, in the order of the handbook. A pick by condition leaves
    out what an earlier pick asks; an ID that is named again is returned as repeated.
    """
    # A question is asked once in a checklist, in the first section that picks it.
    asked: set[str] = set()
    for s, section in enumerate(checklist.sections):
        for p, pick in enumerate(section.pick):
            matches = tuple(_find_matches(pick, standards))
            matched = {standard.id for standard, _ in matches}
            found = tuple((st, po) for st, po in matches if st.id not in asked)
            repeated = tuple(i for i in pick.ids if i in asked)
            # An ID that its own conditions exclude is a mistake, and would be silent otherwise.
            excluded = tuple(i for i in pick.ids if i not in matched)
            asked |= {standard.id for standard, _ in found}
            yield PickResult(("sections", s, "pick", p), found, repeated, excluded)


def build_form(checklist: Checklist, results: Iterable[PickResult]) -> Form:
    """Return the form of a checklist from what its picks find."""
    by_section: dict[int, list[Item]] = {}
    for result in results:
        section, pick = int(result.path[1]), int(result.path[3])
        sample = checklist.sections[section].pick[pick].sample
        by_section.setdefault(section, []).extend(
            _build_item(standard, policy, sample) for standard, policy in result.found
        )
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
                items=tuple(by_section[n]),
            )
            for n, section in enumerate(checklist.sections)
        ),
        scoring=SCORING,
        grade=checklist.grade,
        minutes=checklist.minutes,
        days=max(1, round(checklist.days_between)),
    )


def _find_matches(
    pick: Pick, standards: Mapping[str, StandardInPolicy]
) -> Iterator[StandardInPolicy]:
    # Named standards come in the order in which they are named, the others in the handbook's.
    named = (standards[i] for i in pick.ids if i in standards)
    candidates = named if pick.ids else standards.values()
    return (candidate for candidate in candidates if pick.meets_conditions(*candidate))


def _build_item(standard: Standard, policy: Policy, sample: int | None) -> Item:
    """Return a standard as it is asked; `sample` is what the checklist sets, if it does."""
    own = standard.evidence.sample
    return Item(
        standard=standard.id,
        policy=policy.slug,
        rule=standard.rule,
        check=standard.check,
        look_at=standard.evidence.look_at,
        sample=own if sample is None or own is None else sample,
        answer=standard.answer,
        target=standard.target,
        weight=standard.weight,
        # The form is read without the handbook, so defaults are written out.
        factor=standard.factor or policy.factor,
        critical=standard.critical,
        may_be_na=standard.not_applicable,
        if_not=standard.if_not,
    )

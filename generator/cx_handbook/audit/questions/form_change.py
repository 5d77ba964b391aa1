"""Compare two audits of a site whose checklist was changed in between, on the questions of both.

Otherwise an easier checklist would look like a better branch. A question is the same when standard,
check, what to look at, and kind of answer agree. Both audits are scored on those questions by the
newer form's weights, gate and rules.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from cx_handbook import labels
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.scoring.form_coverage import is_too_small
from cx_handbook.audit.scoring.result import format_points
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.content.form_points import list_points
from cx_handbook.content.model import Form, Item
from cx_handbook.statistics.rounding import left_to_right_sum

LEAST_COMMON = 0.8  # house choice: of either form's points, as for a grade


@dataclass(frozen=True)
class FormChange:
    """Grades before and after a change of the checklist; None where there is no grade.

    `before` and `now` are by each audit's own questions, the other two on the `common` ones of the
    `asked` questions of the newer form. Those are None when too few are in common.
    """

    asked: int
    common: int
    before: float | None
    now: float | None
    common_before: float | None
    common_now: float | None


def compare_audits(audit: Audit, before: Audit) -> FormChange | None:
    """Return how an audit compares with the one before; None when both have the same form."""
    if audit.record.form == before.record.form:  # fingerprints
        return None
    common = find_common_standards(audit.form, before.form)
    is_enough = bool(common) and not any(
        is_too_small(measure_part(form, common), LEAST_COMMON) for form in (audit.form, before.form)
    )
    grades: list[float | None] = [None, None]
    if is_enough:
        form = keep_questions(audit.form, common)
        grades = [score_answers(form, one.record.answers).points for one in (before, audit)]
    return FormChange(
        asked=len(audit.form.items),
        common=len(common),
        before=before.result.points,
        now=audit.result.points,
        common_before=grades[0],
        common_now=grades[1],
    )


def find_common_standards(form: Form, other: Form) -> frozenset[str]:
    """Return the standards that both forms ask in the same way."""
    asked = {describe_question(item) for item in other.items}
    return frozenset(item.standard for item in form.items if describe_question(item) in asked)


def describe_question(item: Item) -> tuple[str, ...]:
    """Return what makes two questions the same: standard, check, what to look at, kind of answer."""
    return item.standard, item.check, item.look_at, item.answer


def keep_questions(form: Form, standards: Container[str]) -> Form:
    """Return a form with some of its questions, and nothing else changed."""
    sections = [
        section.model_copy(
            update={"items": tuple(item for item in section.items if item.standard in standards)}
        )
        for section in form.sections
    ]
    return form.model_copy(update={"sections": tuple(s for s in sections if s.items)})


def measure_part(form: Form, standards: Container[str]) -> float:
    """Return which part of a form's points some standards carry, from 0 to 1."""
    points = list_points(form)
    kept = left_to_right_sum(value for name, value in points.items() if name in standards)
    return kept / left_to_right_sum(points.values())


# In words


def describe_change(audit: Audit, before: Audit | None) -> Iterator[str]:
    """Yield how the grades compare where the questions have changed since the last audit."""
    change = compare_audits(audit, before) if before else None
    if before is None or change is None or not (audit.form.grade and before.form.grade):
        return
    numbers = {"common": change.common, "asked": change.asked}
    sentences = [labels.FORM_CHANGE["before"].format(before=_format_grade(change.before))]
    if change.common_before is None or change.common_now is None:
        sentences.append(labels.FORM_CHANGE["too_few"].format(**numbers))
    else:
        then, now = format_points(change.common_before), format_points(change.common_now)
        sentences.append(labels.FORM_CHANGE["common"].format(**numbers, then=then, now=now))
    yield " ".join(sentences)


def _format_grade(points: float | None) -> str:
    return labels.lower_first(labels.NO_GRADE["never"]) if points is None else format_points(points)

"""What a trend can show: the grade, the cases of a factor, or those of a single standard.

A factor or a standard is a part of the form, so two forms are compared on that part alone: a new
question about tangibles says nothing about the line of one standard of empathy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from cx_handbook.audit.questions.form_change import keep_questions
from cx_handbook.audit.scoring.result import ItemScore
from cx_handbook.content.model import Form, Item
from cx_handbook.content.model.types import FACTORS
from cx_handbook.reports.series import ComparableAudit, PeriodAudit

MeasureKind = Literal["grade", "factor", "standard"]


class Measure(NamedTuple):
    """What a chart is of; `name` is `grade`, a factor, or the ID of a standard."""

    kind: MeasureKind
    name: str

    def covers(self, item: Item) -> bool:
        """Return whether a question belongs to what is measured."""
        if self.kind == "grade":
            return True
        return self.name == (item.factor if self.kind == "factor" else item.standard)


GRADE = Measure("grade", "grade")
COMPLIANCE = Measure("factor", "compliance")


class CountedCases(NamedTuple):
    """Right cases of those looked at."""

    met: int
    looked_at: int


def list_measures(audits: Sequence[PeriodAudit]) -> list[Measure]:
    """Return the factors and standards that some audits ask about, those of the newest form first."""
    forms = {one.audit.record.form: one.audit.form for one in reversed(audits)}
    items = [item for form in forms.values() for item in form.items]
    factors = [factor for factor in FACTORS if any(item.factor == factor for item in items)]
    return [
        *(Measure("factor", factor) for factor in factors),
        *(Measure("standard", name) for name in dict.fromkeys(item.standard for item in items)),
    ]


def choose_part(audits: Sequence[PeriodAudit], measure: Measure) -> list[PeriodAudit]:
    """Return the audits that ask about what is measured, each with that part of its form alone."""
    if measure.kind == "grade":
        return list(audits)
    # Audits share a few forms, and cutting one copies it.
    parts: dict[str, Form] = {}
    for one in audits:
        form = one.audit.form
        if one.audit.record.form not in parts:
            names = {item.standard for item in form.items if measure.covers(item)}
            parts[one.audit.record.form] = keep_questions(form, names)
    cut = [replace(one, part=parts[one.audit.record.form]) for one in audits]
    return [one for one in cut if one.form.sections]


def count_cases(audit: ComparableAudit) -> CountedCases | None:
    """Return the cases of an audit's questions, a yes or no as one case; None without any.

    A blank counts as a sample that is all wrong: its worst case. A grade from 0 to 10 is no count.
    """
    counted = [scored for scored in audit.items if scored.item.answer != "grade"]
    counts = [count_question(audit, scored) for scored in counted]
    looked_at = sum(count.looked_at for count in counts)
    return CountedCases(sum(count.met for count in counts), looked_at) if looked_at else None


def count_question(audit: ComparableAudit, scored: ItemScore) -> CountedCases:
    """Return the cases of one question of an audit; a blank is a sample that is all wrong."""
    if scored.state == "not_applicable":
        return CountedCases(0, 0)
    if scored.share is None:
        return CountedCases(0, scored.item.sample or 1)
    # From the record: the first version of the rules keeps no cases with a score.
    answer = audit.source.audit.record.answers[scored.item.standard]
    if scored.is_sampled:
        return CountedCases(answer.k or 0, answer.n or 0)
    return CountedCases(round(scored.share), 1)


def find_grade_given(audit: ComparableAudit) -> float | None:
    """Return the one question's grade out of 10; None where it is a count, or there is no answer."""
    graded = [scored for scored in audit.items if scored.item.answer == "grade"]
    # Several grades in a factor have weights, which is what the grade of the audit is for.
    if len(graded) != 1 or len(audit.items) != 1:
        return None
    share = graded[0].share
    if share is None:
        return 0.0 if graded[0].is_open else None
    return 10 * share

"""A series of audits of one site by one checklist, made comparable over changes of the questions.

Whoever makes the questions easier gets a better grade, so a line is drawn only over questions that
all its audits were asked. Where too few are left, the line is broken.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cx_handbook.audit.questions.form_change import (
    LEAST_COMMON,
    find_common_standards,
    keep_questions,
    measure_part,
)
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.periods import Period
from cx_handbook.audit.scoring.form_coverage import is_too_small
from cx_handbook.audit.scoring.result import ItemScore, Result
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.content.model import Form


@dataclass(frozen=True)
class PeriodAudit:
    """The audit that counts for a period. `is_open` says that its dates keep it provisional.

    `part` are the questions that are looked at, where they are not those of the whole form.
    """

    period: Period
    audit: Audit
    is_open: bool = False
    part: Form | None = None

    @property
    def form(self) -> Form:
        """The questions that are looked at."""
        return self.audit.form if self.part is None else self.part


@dataclass(frozen=True)
class ComparableAudit:
    """An audit scored on the questions that its stretch of the series has in common."""

    source: PeriodAudit
    form: Form

    @cached_property
    def result(self) -> Result:
        """The score by the newest questions and weights of the stretch.

        How many cases to look at stays what the audit's own form asked for: nobody could know that
        more would be asked later.
        """
        record, own = self.source.audit.record, self.source.audit.form
        # A part of a form is judged by its cases, and an audit that is provisional stays so.
        if self.form is own or self.source.part:
            return self.source.audit.result
        answers = {
            item.standard: record.answers[item.standard]
            for item in self.form.items
            if item.standard in record.answers
        }
        return score_answers(_keep_samples(self.form, own), answers)

    @property
    def items(self) -> tuple[ItemScore, ...]:
        """The scores of the questions that the stretch has in common, as they were answered."""
        asked = {item.standard for item in self.form.items}
        return tuple(one for one in self.source.audit.result.items if one.item.standard in asked)

    @property
    def is_provisional(self) -> bool:
        """Whether blanks, too small samples or questions about its dates keep it from being final."""
        return self.source.is_open or self.result.provisional

    @property
    def grade(self) -> float | None:
        """The grade out of 10, at its worst while it is provisional; None without a grade."""
        return self.result.worst.points if self.is_provisional else self.result.points


def _keep_samples(form: Form, own: Form) -> Form:
    samples = {item.standard: item.sample for item in own.items}
    sections = [
        section.model_copy(
            update={
                "items": tuple(
                    item.model_copy(update={"sample": samples[item.standard]})
                    for item in section.items
                )
            }
        )
        for section in form.sections
    ]
    return form.model_copy(update={"sections": tuple(sections)})


@dataclass(frozen=True)
class QuestionChange:
    """A change of the checklist between two audits.

    `common` of the `asked` questions of the newer form were asked in the same way before. `added`,
    `removed` and `changed` are IDs of standards, in the order of the forms. `breaks` says that too
    little is in common for one line.
    """

    before: PeriodAudit
    after: PeriodAudit
    asked: int
    common: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    breaks: bool


@dataclass(frozen=True)
class Series:
    """Stretches of audits that one line may join, the oldest first, and the changes between forms."""

    stretches: tuple[tuple[ComparableAudit, ...], ...]
    changes: tuple[QuestionChange, ...]

    @property
    def audits(self) -> tuple[ComparableAudit, ...]:
        """All audits of the series, the oldest first."""
        return tuple(audit for stretch in self.stretches for audit in stretch)


def build_series(audits: Sequence[PeriodAudit]) -> Series:
    """Return the series of audits that are given in the order of their periods."""
    # Between neighbours only: a form that comes back is a change as well.
    changes = [
        _describe_change(before, after)
        for before, after in itertools.pairwise(audits)
        if before.audit.record.form != after.audit.record.form
    ]
    stretches = [_score_stretch(stretch) for stretch in _cut_stretches(audits)]
    # A line is broken before the first audit of each later stretch.
    firsts = {id(stretch[0].source) for stretch in stretches[1:]}
    marked = [replace(change, breaks=id(change.after) in firsts) for change in changes]
    return Series(tuple(stretches), tuple(one for one in marked if _is_told(one)))


def _is_told(change: QuestionChange) -> bool:
    """Return whether a change concerns what is looked at: another form may ask a part alike."""
    is_part = change.after.part is not None
    return not is_part or bool(change.added or change.removed or change.changed)


def _cut_stretches(audits: Sequence[PeriodAudit]) -> list[list[PeriodAudit]]:
    """Cut a series where the questions that all audits of a stretch share carry too little.

    From the newest backwards, because the newest stretch is the one that people look at.
    """
    stretches: list[list[PeriodAudit]] = []
    for audit in reversed(audits):
        # All of a stretch together: three forms may share less than any two of them.
        if stretches and _share_enough([audit, *stretches[0]]):
            stretches[0].insert(0, audit)
        else:
            stretches.insert(0, [audit])
    return stretches


def _share_enough(audits: Sequence[PeriodAudit]) -> bool:
    forms = _list_forms(audits)
    common = _find_common(forms)
    # Of either form's points, or a large form could swallow a small one.
    return bool(common) and not any(
        is_too_small(measure_part(form, common), LEAST_COMMON) for form in forms
    )


def _list_forms(audits: Sequence[PeriodAudit]) -> list[Form]:
    """Return each form of some audits once; the newest audit's is the last."""
    forms = {one.audit.record.form: one.form for one in reversed(audits)}
    return list(forms.values())[::-1]


def _find_common(forms: Sequence[Form]) -> frozenset[str]:
    """Return the standards that all forms ask in the same way as the newest one."""
    # The newest form says how a question is asked today.
    newest = forms[-1]
    common = frozenset(item.standard for item in newest.items)
    for form in forms[:-1]:
        common &= find_common_standards(newest, form)
    return common


def _score_stretch(stretch: Sequence[PeriodAudit]) -> tuple[ComparableAudit, ...]:
    forms = _list_forms(stretch)
    if len(forms) == 1:
        return tuple(ComparableAudit(one, one.form) for one in stretch)
    form = keep_questions(forms[-1], _find_common(forms))
    return tuple(ComparableAudit(one, form) for one in stretch)


def _describe_change(before: PeriodAudit, after: PeriodAudit) -> QuestionChange:
    old, new = before.form, after.form
    common = find_common_standards(new, old)
    asked_before = {item.standard for item in old.items}
    asked_now = {item.standard for item in new.items}
    return QuestionChange(
        before=before,
        after=after,
        asked=len(new.items),
        common=len(common),
        added=tuple(i.standard for i in new.items if i.standard not in asked_before),
        removed=tuple(i.standard for i in old.items if i.standard not in asked_now),
        changed=tuple(
            i.standard for i in new.items if i.standard in asked_before and i.standard not in common
        ),
        breaks=False,
    )

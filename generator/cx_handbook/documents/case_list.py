"""The case sheet of a draw: which cases to look at, with room to tick and to note."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from cx_handbook import addresses
from cx_handbook.audit.records.draws import list_cases
from cx_handbook.audit.sampling.draw_sample import (
    CaseSample,
    QuestionCases,
    name_days,
    say_no_cases,
)
from cx_handbook.documents.document import DocumentRenderer, Sheet

NAME = "cases"
REPLACEMENTS = 6  # rows for cases that cannot be looked at; more are written beside them


class CaseRow(NamedTuple):
    """A row of the sheet: two cases beside each other; the second may be missing."""

    left: tuple[int, str]
    right: tuple[int, str] | None


def render_case_list(renderer: DocumentRenderer, sample: CaseSample, day: date) -> Sheet:
    """Return the case sheet of a draw that was made on a day."""
    return renderer.render(
        "drawn-cases",
        name=NAME,
        title=f"Cases to look at: {sample.form.title}",
        revised=day,
        fingerprint=sample.form.fingerprint,
        online=addresses.checklist_path(sample.form.checklist),
        back=f"../{sample.form.checklist}.html",
        sample=sample,
        period=name_days(sample.period),
        no_cases=say_no_cases(sample),
        questions=[(question, _pair_cases(question)) for question in sample.questions],
        replacements=REPLACEMENTS,
    )


def _pair_cases(question: QuestionCases) -> list[CaseRow]:
    """Return the cases in two columns, the first half on the left."""
    numbered = list(enumerate(list_cases(question.draw), start=1))
    half = (len(numbered) + 1) // 2
    left, right = numbered[:half], numbered[half:]
    return [CaseRow(one, other) for one, other in zip_longest(left, right) if one is not None]

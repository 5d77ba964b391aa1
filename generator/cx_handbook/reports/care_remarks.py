"""What was asked of auditors about their audits: dates, minutes, and answers that look unseen.

The questions are those that the auditor reads before the audit is finished. They change no figure, so
the report repeats them beside the chart, where a month that is too good would else be believed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cx_handbook.audit.questions.care import list_care_sentences
from cx_handbook.reports.sentences import name_in_words
from cx_handbook.reports.series import PeriodAudit


def list_remarks(audits: Sequence[PeriodAudit], today: date) -> Iterator[str]:
    """Yield the questions about the audits of one site and checklist, each with its period.

    `audits` are in the order of their periods; the one before is what an audit is compared with.
    """
    before = None
    for one in audits:
        for sentence in list_care_sentences(one.audit, before, today):
            name = name_in_words(one.period)
            yield f"{name[0].upper()}{name[1:]}: {sentence}"
        before = one.audit

"""What is asked of the auditor about an audit: its dates, and answers that look unseen.

Both are questions to the person who filled it in, and to others only as questions. They change no
score. A question about dates may keep the result from being final. The scripts ask the same
(`static/audit/care.js`), and ask before the audit is finished how long somebody worked on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from cx_handbook.audit.questions.careless_signs import CaseCount, describe_sign, find_signs
from cx_handbook.audit.questions.record_questions import describe_question, find_record_questions
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.scoring.result import Result


def score_as_of(audit: Audit, today: date) -> Result:
    """Return the score of an audit; provisional as well while a question about its dates is open.

    Audits by the first version of the rules stay what they were.
    """
    is_kept = is_kept_from_final(audit, today)
    return replace(audit.result, provisional=audit.result.provisional or is_kept)


def is_kept_from_final(audit: Audit, today: date) -> bool:
    """Whether a question about its dates keeps an audit provisional, whatever its answers are."""
    asked = find_record_questions(audit.record, audit.form, today)
    return audit.form.scoring > 1 and any(question.keeps_from_final for question in asked)


def list_date_questions(audit: Audit, today: date) -> Iterator[str]:
    """Yield what is asked about the dates and times of an audit, in sentences."""
    for question in find_record_questions(audit.record, audit.form, today):
        yield describe_question(question)


def list_care_sentences(audit: Audit, before: Audit | None, today: date) -> Iterator[str]:
    """Yield all that is asked about an audit, in sentences; `before` is the site's last one."""
    yield from list_date_questions(audit, today)
    totals = [answer.cases for answer in audit.record.answers.values() if answer.cases is not None]
    last = count_cases(before) if before else {}
    for sign in find_signs(count_cases(audit), before=last, totals=totals):
        yield describe_sign(sign)


def count_cases(audit: Audit) -> dict[str, CaseCount]:
    """Return the answers that say how many cases were right, by standard; a yes or no is one case."""
    # From the answers, not from a score: the last audit is read for each one that is added.
    found = {}
    for item in audit.form.items:
        answer = audit.record.answers.get(item.standard)
        if answer is None or answer.answer is None:
            continue
        met, looked_at = answer.k or 0, answer.n or 0
        if item.answer == answer.answer == "count" and met <= looked_at and looked_at:
            found[item.standard] = CaseCount(met, looked_at)
        elif item.answer == "yes_no" and answer.answer in ("met", "not_met"):
            found[item.standard] = CaseCount(int(answer.answer == "met"), 1)
    return found

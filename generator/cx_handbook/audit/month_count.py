"""Count over a month how often each question was met: one daily walk tells too little for a grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cx_handbook.audit.reading.importer import Audit
from cx_handbook.markdown import plain_text


@dataclass(frozen=True)
class QuestionCount:
    """One question over several audits: on how many it was met, of those on which it has an answer."""

    standard: str
    check: str
    met: int
    answered: int


def count_questions(audits: Iterable[Audit]) -> tuple[QuestionCount, ...]:
    """Return the count of each question, in the order of the forms.

    Blank and not applicable are not counted. A question that changed its words keeps the newest.
    """
    counts: dict[str, QuestionCount] = {}
    for audit in sorted(audits, key=lambda audit: audit.record.date):
        for scored in audit.result.items:
            item = scored.item
            before = counts.get(item.standard)
            counts[item.standard] = QuestionCount(
                item.standard,
                plain_text(item.check),
                (before.met if before else 0) + (scored.state == "met"),
                (before.answered if before else 0) + (scored.state in ("met", "not_met")),
            )
    return tuple(counts.values())


def describe_count(counts: Iterable[QuestionCount]) -> Iterator[str]:
    """Yield a line for each question, and one for all of them together."""
    met = answered = 0
    for one in counts:
        yield f"{one.standard}: met on {one.met} of {one.answered} – {one.check}"
        met, answered = met + one.met, answered + one.answered
    yield f"All questions: met {met} of {answered} times. No grade: this is a count, not a verdict."

"""What earlier audits of a site tell the next one: what fell short, what was agreed, what was counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cx_handbook.audit.history.actions import Action, list_all_actions
from cx_handbook.audit.reading.answer_rules import describe_answer
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record import Answer, AuditRecord
from cx_handbook.text_for_messages import to_one_line

_LONGEST = 500  # characters of what somebody wrote, in a line


@dataclass(frozen=True)
class TakenCounts:
    """Counts of other sheets added up for one question: `sources` are the audits they come from."""

    k: int
    n: int
    cases: int | None
    sources: tuple[AuditRecord, ...]

    @property
    def typed(self) -> str:
        """The counts as somebody types them: 54/60, or 54/60/412 with the number of cases."""
        return f"{self.k}/{self.n}{f'/{self.cases}' if self.cases is not None else ''}"


@dataclass(frozen=True)
class EarlierAudits:
    """The audits of one site that count, and the events beside them."""

    audits: tuple[Audit, ...] = ()
    events: tuple[AuditEvent, ...] = ()

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """All actions of these audits as they stand now."""
        return list_all_actions((one.record for one in self.audits), self.events)

    def list_open_actions(self, before: date | None, reference: str) -> tuple[Action, ...]:
        """Return the open actions of the audits before a day, the earliest agreed first.

        `reference` is that of the audit at hand, which is never before itself.
        """
        found = [
            action
            for action in self.actions
            if action.is_open and _is_before(action.record, before, reference)
        ]
        return tuple(sorted(found, key=lambda one: (one.agreed, one.record.id, one.name)))

    def find_last(self, checklist: str, before: date | None, reference: str) -> Audit | None:
        """Return the last audit by a checklist before a day; None when there is none."""
        found = [
            one
            for one in self.audits
            if one.record.checklist == checklist and _is_before(one.record, before, reference)
        ]
        return max(found, key=lambda one: (one.record.date, one.record.id), default=None)

    def add_up_counts(
        self, standard: str, checklist: str, first: date, last: date
    ) -> TakenCounts | None:
        """Return the counts of a question on other checklists' sheets of a period, added up.

        Counted are the audits whose days all lie in the period. Where several checklists asked the
        same question, those of the one with the most cases are taken: two sheets of one month may
        have drawn the same cases, or one may have taken over what the other counted.
        """
        by_checklist: dict[str, list[tuple[AuditRecord, Answer]]] = {}
        for one in self.audits:
            record, answer = one.record, one.record.answers.get(standard)
            is_other = record.checklist != checklist and _lies_within(record, first, last)
            if is_other and answer is not None and _is_count(answer):
                by_checklist.setdefault(record.checklist, []).append((record, answer))
        found = [_add_up(by_checklist[slug]) for slug in sorted(by_checklist)]
        return max(found, key=lambda one: one.n, default=None)


def _is_before(record: AuditRecord, before: date | None, reference: str) -> bool:
    return record.id != reference and (before is None or record.date < before)


def _lies_within(record: AuditRecord, first: date, last: date) -> bool:
    period = record.period
    # Without a period nobody knows which days were looked at; the day itself is one of them.
    begins, ends = (period.first, period.last) if period else (record.date, record.date)
    return first <= begins and ends <= last


def _is_count(answer: Answer) -> bool:
    k, n = answer.k, answer.n
    return answer.answer == "count" and k is not None and n is not None and n > 0 and k <= n


def _add_up(counted: list[tuple[AuditRecord, Answer]]) -> TakenCounts:
    in_order = sorted(counted, key=lambda pair: (pair[0].date, pair[0].id))
    answers = [answer for _, answer in in_order]
    cases = [answer.cases for answer in answers if answer.cases is not None]
    return TakenCounts(
        sum(answer.k or 0 for answer in answers),
        sum(answer.n or 0 for answer in answers),
        # Without the number of one sheet nothing is known about all.
        sum(cases) if len(cases) == len(answers) else None,
        tuple(record for record, _ in in_order),
    )


# In words


def describe_shortfall(last: Audit | None, standard: str) -> Iterable[str]:
    """Yield a line when a question fell short in the last audit: the day, the answer, the note."""
    if last is None:
        return
    # By its own form: what fell short then fell short by the rules of then.
    missed = {scored.item.standard for scored in last.result.findings}
    answer = last.record.answers.get(standard)
    if standard in missed and answer is not None:
        note = f" – {to_one_line(answer.note, _LONGEST)}" if answer.note else ""
        yield f"On {last.record.date} it fell short: {describe_answer(answer)}{note}"


def describe_agreed(action: Action) -> str:
    """Return in a line what was agreed for a question, by whom and by when."""
    who = f" – {to_one_line(action.who)}" if action.who else ""
    moved = " (moved)" if action.state == "moved" else ""
    by = f", by {action.due}{moved}" if action.due else ""
    return f"Agreed on {action.agreed}: {to_one_line(action.what, _LONGEST)}{who}{by}"


def describe_counts(counts: TakenCounts) -> str:
    """Return in a line what can be taken over: the sheets, and their counts added up."""
    sheets = ", ".join(f"{one.checklist} {one.date}" for one in counts.sources)
    cases = f" of {counts.cases} in all" if counts.cases is not None else ""
    return f"Counted already on {sheets}: {counts.k} of {counts.n}{cases}. + takes it over."

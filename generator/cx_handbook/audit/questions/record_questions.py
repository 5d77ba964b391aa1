"""What is asked about the dates and times of an audit: put to the auditor first, in every medium.

Some of it is only asked. Some keeps the result from being final, because it would let somebody
choose the cases by choosing the days: a period that is missing, that lies ahead, that runs backwards
or that covers less than the time since the last audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Form

# House choices. A month of 28 days and a quarter of 90 are whole ones; a week of a month is not.
LEAST_OF_RHYTHM, MOST_OF_RHYTHM = 0.8, 2.0
LEAST_TIME = 0.1  # of the checklist's minutes, between start and end

QuestionName = Literal[
    "date_ahead", "period_missing", "period_backwards", "period_ahead", "period_short",
    "period_long", "time_backwards", "quick",
]  # fmt: skip
KEEP_FROM_FINAL: tuple[QuestionName, ...] = (
    "date_ahead", "period_missing", "period_backwards", "period_ahead", "period_short",
)  # fmt: skip


@dataclass(frozen=True)
class RecordQuestion:
    """A question about the dates of an audit; `numbers` are what its sentence speaks about."""

    name: QuestionName
    numbers: Mapping[str, int | str]

    @property
    def keeps_from_final(self) -> bool:
        """Whether the result is provisional until it is answered."""
        return self.name in KEEP_FROM_FINAL


def find_record_questions(record: AuditRecord, form: Form, today: date) -> list[RecordQuestion]:
    """Return what is asked about the dates and times of a record, in the order of the sheet.

    Forms of the first version of the scoring rules do not say how often they are filled in, nor how
    long they take; what depends on that is not asked then.
    """
    found = []
    if record.date > today:
        found.append(RecordQuestion("date_ahead", {"date": record.date.isoformat()}))
    return [*found, *_ask_about_period(record, form), *_ask_about_time(record, form)]


def _ask_about_period(record: AuditRecord, form: Form) -> list[RecordQuestion]:
    period = record.period
    if period is None:
        counts = any(item.answer == "count" for item in form.items)
        return [RecordQuestion("period_missing", {})] if form.days and counts else []
    if period.first > period.last:
        return [RecordQuestion("period_backwards", {})]
    found = []
    if period.last > record.date:
        found.append(RecordQuestion("period_ahead", {"last": period.last.isoformat()}))
    days = (period.last - period.first).days + 1
    if form.days and days < LEAST_OF_RHYTHM * form.days:
        found.append(
            RecordQuestion("period_short", {"days": _count(days, "day"), "usual": form.days})
        )
    if form.days and days > MOST_OF_RHYTHM * form.days:
        found.append(
            RecordQuestion("period_long", {"days": _count(days, "day"), "usual": form.days})
        )
    return found


def _ask_about_time(record: AuditRecord, form: Form) -> list[RecordQuestion]:
    if record.start is None or record.end is None:
        return []
    start, end = (
        datetime.fromisoformat(f"{record.date}T{at}") for at in (record.start, record.end)
    )
    minutes = (end - start) // timedelta(minutes=1)
    if minutes < 0:
        return [RecordQuestion("time_backwards", {"start": record.start, "end": record.end})]
    if form.minutes and minutes < LEAST_TIME * form.minutes:
        return [
            RecordQuestion("quick", {"minutes": _count(minutes, "minute"), "allowed": form.minutes})
        ]
    return []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# What the auditor reads

QUESTIONS: Mapping[QuestionName, str] = {
    "date_ahead": "The date {date} is still to come. Which day was it?",
    "period_missing": "Which days did you look at? Without the first and the last it is provisional.",
    "period_backwards": "The first day lies after the last. Did they change places?",
    "period_ahead": "The period runs until {last}, after the audit was begun. Which days were meant?",
    "period_short": (
        "The period has {days}, and this checklist looks at about {usual} days. "
        "Were the other days left out? Until the rest is counted, it is provisional."
    ),
    "period_long": (
        "The period has {days}, and this checklist looks at about {usual} days. "
        "Do some of them belong to the audit before?"
    ),
    "time_backwards": "It ends at {end}, before it starts at {start}. Which is right?",
    "quick": (
        "It took {minutes}, and we allow {allowed}. "
        "If you only typed in what you had looked at before, all is well. "
        "If not, take your time."
    ),
}


def describe_question(question: RecordQuestion) -> str:
    """Return a question in words for the person who filled in the sheet."""
    return QUESTIONS[question.name].format(**question.numbers)

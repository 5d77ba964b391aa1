"""Draw the cases of an audit from a log: for which questions, from which entries, and how many.

Nothing here reads a file or asks the clock: the command and the tests hand over what they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.log_table import (
    LogTable,
    Selection,
    find_case_column,
    find_heading,
    select_cases,
)
from cx_handbook.audit.records.draws import draw_cases, make_seed
from cx_handbook.audit.records.periods import Period
from cx_handbook.audit.records.record import (
    FORMAT,
    MOST_DRAWN,
    Answer,
    AuditPeriod,
    AuditRecord,
    Draw,
)
from cx_handbook.content.model import Company, Form, Item, Log
from cx_handbook.labels import LOG_NOTES, NO_CASES
from cx_handbook.limits import LONG_TEXT, SHORT_TEXT
from cx_handbook.text_for_messages import show_name
from cx_handbook.written_days import parse_day

_PERIOD = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:(?P<month>[0-9]{2})|Q(?P<quarter>[1-4])|H(?P<half>[12])"
    r"|W(?P<week>[0-9]{2})))?"
)
_NAMES_SHOWN = 10


@dataclass(frozen=True)
class QuestionCases:
    """A question, the cases drawn for it, and what was left out of the log."""

    item: Item
    draw: Draw
    selection: Selection


@dataclass(frozen=True)
class CaseSample:
    """The cases of an audit that is about to begin."""

    form: Form
    site: str
    period: Period
    audit: str
    log: str
    entries: int
    questions: tuple[QuestionCases, ...]


# Periods


def parse_period(text: str) -> Period:
    """Return the days of 2026-10, 2026-Q4, 2026-H2, 2026-W48, 2026, 2026-10-05 or of one day..another.

    Raises ValueError for anything else.
    """
    first, dots, last = text.partition("..")
    if dots:
        found = Period(parse_day(first), parse_day(last))
        if found.first > found.last:
            raise ValueError(text)
        return found
    match = _PERIOD.fullmatch(text)
    if match is None:
        day = parse_day(text)
        return Period(day, day)
    year = int(match["year"])
    if match["week"]:
        monday = date.fromisocalendar(year, int(match["week"]), 1)
        return Period(monday, monday + timedelta(days=6))
    for name, months in (("month", 1), ("quarter", 3), ("half", 6)):
        if match[name]:
            return _take_months(year, (int(match[name]) - 1) * months + 1, months)
    return _take_months(year, 1, 12)


def name_days(period: Period) -> str:
    """Return the name of a period in a seed: that of the calendar, or its first and last day."""
    first, last = period
    is_named = first == last or period.name != first.isoformat()
    return period.name if is_named else f"{first.isoformat()}..{last.isoformat()}"


def _take_months(year: int, month: int, many: int) -> Period:
    first = date(year, month, 1)
    after = year * 12 + month - 1 + many
    return Period(first, date(after // 12, after % 12 + 1, 1) - timedelta(days=1))


# Which log, which questions


def choose_log(logs: Sequence[Log], table: LogTable) -> Log | None:
    """Return the log that a file is a copy of: the one with most of its headings; None when unsure."""
    # By most of its headings: people add columns, and rename one or two.
    scored = [(sum(_has_heading(table, one.title) for one in log.columns), log) for log in logs]
    likely = [
        (many, log)
        for many, log in scored
        if many * 2 >= len(log.columns) and _has_heading(table, log.find_column(log.cases).title)
    ]
    most = max((many for many, _ in likely), default=0)
    best = [log for many, log in likely if many == most]
    return best[0] if len(best) == 1 else None


def list_questions(form: Form, log: Log | None, standards: Sequence[str]) -> tuple[Item, ...]:
    """Return the questions of a form whose cases are drawn: those named, or those the log answers.

    Raises UnreadableError for a name that the form does not count.
    """
    counted = {item.standard: item for section in form.sections for item in section.counted_items}
    for standard in standards:
        if standard not in counted:
            raise UnreadableError(
                f"{form.checklist} counts no cases of {show_name(standard, 20)}; "
                f"it does of {', '.join(counted) or 'nothing'}"
            )
    if standards:
        return tuple(item for name, item in counted.items() if name in standards)
    answered = [item for name, item in counted.items() if log and log.find_evidence(name)]
    if not answered:
        raise UnreadableError(
            f"no question of {form.checklist} is answered by {log.name if log else 'this log'}; name "
            f"one with --standard: {', '.join(counted) or 'it counts nothing'}"
        )
    return tuple(answered)


def _has_heading(table: LogTable, heading: str) -> bool:
    return heading.casefold() in (one.casefold() for one in table.headings)


# The draw


def draw_sample(
    form: Form,
    items: Iterable[Item],
    table: LogTable,
    log: Log | None,
    *,
    column: str | None,
    source: str,
    company: Company,
    site: str,
    period: Period,
    audit: str,
    by: str | None = None,
) -> CaseSample:
    """Return the cases drawn for each question.

    `source` names the file where it is no log of ours. `by` names a column over whose entries the
    cases are shared out. Raises UnreadableError when a column is missing, or a reference is longer
    than a record may hold.
    """
    place = find_case_column(table, log, column)
    name = log.title if log else source[:SHORT_TEXT]
    strata = _find_strata(table, place, by) if by else None
    questions = tuple(
        _draw_question(
            item, table, place, log, name, company.language, site, period, audit, by, strata
        )
        for item in items
    )
    return CaseSample(form, site, period, audit, name, len(table.entries), questions)


def _find_strata(table: LogTable, place: int, by: str) -> dict[str, str]:
    """Return what stands in a column beside each reference; of one that stands twice, the first."""
    column = find_heading(table, by)
    if column is None:
        there = ", ".join(show_name(heading, 40) for heading in table.headings if heading)
        raise UnreadableError(f"there is no column {show_name(by, 40)}; choose one of {there}")
    return {row[place]: row[column] for row in reversed(table.entries)}


def _draw_question(
    item: Item,
    table: LogTable,
    place: int,
    log: Log | None,
    name: str,
    language: str,
    site: str,
    period: Period,
    audit: str,
    by: str | None,
    strata: Mapping[str, str] | None,
) -> QuestionCases:
    evidence = log.find_evidence(item.standard) if log else None
    only = evidence.only if evidence else ()
    selection = select_cases(table, place, log, only, period, language)
    for reference in selection.references.names:
        if len(reference) > SHORT_TEXT:
            raise UnreadableError(
                f"a reference is longer than {SHORT_TEXT} characters: {show_name(reference, 60)}; "
                "name the column with the references, with --column"
            )
    # The reference is part of the seed, so nobody can try seeds until the cases suit.
    seed = make_seed(site, name_days(period), item.standard, audit)
    size = min(item.sample or 0, MOST_DRAWN)
    names = selection.references.names
    draw = draw_cases(seed, names, size, name, by=by, strata=strata)
    return QuestionCases(item, draw, selection)


def build_draft(sample: CaseSample, day: date) -> AuditRecord:
    """Return the draft of the audit, with its draws, to go on with in the browser or at the terminal.

    Where there was no case, *not applicable* is proposed with that reason. Whoever fills it in decides.
    """
    return AuditRecord(
        format=FORMAT,
        state="draft",
        id=sample.audit,
        form=sample.form.fingerprint,
        checklist=sample.form.checklist,
        site=sample.site,
        date=day,
        period=AuditPeriod(first=sample.period.first, last=sample.period.last),
        answers={
            question.item.standard: Answer(answer="not_applicable", note=say_no_cases(sample))
            for question in sample.questions
            if not question.draw.of and question.item.may_be_na
        },
        draws={question.item.standard: question.draw for question in sample.questions},
    )


# In words


def say_no_cases(sample: CaseSample) -> str:
    """Return the reason for *not applicable* where a log has no case."""
    text = NO_CASES.format(log=sample.log, period=name_days(sample.period))
    return text[:LONG_TEXT]


def describe_selection(selection: Selection) -> Iterator[str]:
    """Yield a sentence for each sort of entries that was left out, or was odd."""
    found = {
        "outside": selection.outside,
        "other": selection.other,
        "undated": selection.undated,
        "blank": _list_some(map(str, selection.references.blank)),
        "repeated": _list_some(selection.references.repeated),
    }
    for name, value in found.items():
        if value:
            yield LOG_NOTES[name].format(value=value)


def _list_some(names: Iterable[str]) -> str:
    names = [show_name(name, 40) for name in names]
    more = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


def find_columns(log: Log | None, column: str | None) -> tuple[str, ...]:
    """Return the headings that tell where the headings of a workbook stand."""
    titles = (one.title for one in log.columns) if log else ()
    return (*([column] if column else []), *titles)


def has_day(table: LogTable, log: Log | None) -> bool:
    """Return whether a file says when its cases were, so that those of a period can be told."""
    if log is None:
        return False
    return find_heading(table, log.find_column(log.day).title, log.day) is not None

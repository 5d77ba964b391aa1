"""What is asked about the dates and times of an audit, as formulas of the sheet Result.

The rules and the sentences are those of `audit/questions/record_questions.py`. How often the checklist
is filled in and how long it takes are known when the workbook is written, and stand in the formulas as
numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.audit.questions.record_questions import (
    KEEP_FROM_FINAL,
    LEAST_OF_RHYTHM,
    LEAST_TIME,
    MOST_OF_RHYTHM,
    QUESTIONS,
    QuestionName,
)
from cx_handbook.audit.reading.workbook_layout import AUDIT, FIELDS
from cx_handbook.content.model import Form
from cx_handbook.documents.workbook.formulas import fill_in_formula

_FIRST_ROW = 4  # of the fields in the head of the sheet Audit, counted from 1
_CELL = {name: f"{AUDIT}!$B${row}" for row, name in enumerate(FIELDS, start=_FIRST_ROW)}


def count_open_questions_formula(form: Form) -> str:
    """Return a formula that counts the questions that keep the result from being final."""
    open_ones = [
        f"IF({condition},1,0)"
        for name, condition in _list_conditions(form)
        if name in KEEP_FROM_FINAL
    ]
    return "+".join(open_ones)


def ask_formula(form: Form) -> str:
    """Return a formula that joins all that is asked, in the order of the sheet."""
    values = _list_values(form)
    return "&".join(
        f'IF({condition},{fill_in_formula(QUESTIONS[name], values)}&" ","")'
        for name, condition in _list_conditions(form)
    )


def _list_conditions(form: Form) -> Iterator[tuple[QuestionName, str]]:
    """Yield each question that the form may lead to, and when it is asked, as a formula."""
    day, first, last = (_CELL[name] for name in ("date", "first", "last"))
    has_period = f"AND(ISNUMBER({first}),ISNUMBER({last}))"
    yield "date_ahead", _ask_if(f"ISNUMBER({day})", f"{day}>TODAY()")
    if form.days and any(item.answer == "count" for item in form.items):
        yield "period_missing", f"NOT({has_period})"
    yield "period_backwards", _ask_if(has_period, f"{first}>{last}")
    is_forward = _ask_if(has_period, f"{first}<={last}")
    yield "period_ahead", _ask_if(f"AND({is_forward},ISNUMBER({day}))", f"{last}>{day}")
    if form.days:
        # Rounded, so that 80 % of a number of days has no binary digits left over.
        least, most = (round(part * form.days, 6) for part in (LEAST_OF_RHYTHM, MOST_OF_RHYTHM))
        days = _count_days()
        yield "period_short", _ask_if(is_forward, f"{days}<{least:g}")
        yield "period_long", _ask_if(is_forward, f"{days}>{most:g}")
    yield from _list_conditions_of_time(form)


def _list_conditions_of_time(form: Form) -> Iterator[tuple[QuestionName, str]]:
    start, end = _CELL["start"], _CELL["end"]
    has_times = f"AND(ISNUMBER({start}),ISNUMBER({end}))"
    yield "time_backwards", _ask_if(has_times, f"{end}<{start}")
    if form.minutes:
        least = round(LEAST_TIME * form.minutes, 6)
        is_forward = _ask_if(has_times, f"{end}>={start}")
        yield "quick", _ask_if(is_forward, f"{_count_minutes()}<{least:g}")


def _ask_if(known: str, condition: str) -> str:
    """Return a condition that is false where its cells hold no numbers; AND would fail on a text."""
    return f"IF({known},{condition},FALSE)"


def _count_days() -> str:
    return f"({_CELL['last']}-{_CELL['first']}+1)"


def _count_minutes() -> str:
    return f"ROUND(({_CELL['end']}-{_CELL['start']})*1440,0)"


def _list_values(form: Form) -> dict[str, str]:
    """Return what the sentences speak about, as formulas."""
    return {
        "date": _write_day(_CELL["date"]),
        "last": _write_day(_CELL["last"]),
        "days": _write_count(_count_days(), "day"),
        "usual": f'"{form.days}"',
        "start": _write_time(_CELL["start"]),
        "end": _write_time(_CELL["end"]),
        "minutes": _write_count(_count_minutes(), "minute"),
        "allowed": f'"{form.minutes}"',
    }


# The codes of TEXT depend on the language of the spreadsheet, so days and times are put together.


def _write_day(cell: str) -> str:
    return f'YEAR({cell})&"-"&RIGHT("0"&MONTH({cell}),2)&"-"&RIGHT("0"&DAY({cell}),2)'


def _write_time(cell: str) -> str:
    return f'RIGHT("0"&HOUR({cell}),2)&":"&RIGHT("0"&MINUTE({cell}),2)'


def _write_count(number: str, noun: str) -> str:
    return f'{number}&IF({number}=1," {noun}"," {noun}s")'

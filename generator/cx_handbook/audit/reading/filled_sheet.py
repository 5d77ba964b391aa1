"""A filled-in sheet as text, the same for every medium, and the audit record made from it.

What has no place in a record is kept in words under its `oddities`.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cx_handbook import identifiers, limits
from cx_handbook.audit.reading.answer_rules import RawAnswer, read_answer
from cx_handbook.audit.records.record import (
    FORMAT,
    Answer,
    AuditPeriod,
    AuditRecord,
    CorrectiveAction,
)
from cx_handbook.content.model import Company, Form
from cx_handbook.content.model.answer_types import BOXES, NOTE
from cx_handbook.limits import LONG_TEXT, SHORT_TEXT
from cx_handbook.text_for_messages import make_printable, quote_text

_PIECE = LONG_TEXT - 200  # of an unmapped text: with what it is about, no longer than a note
_ISO_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
_NUMERIC_DAY = re.compile(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{4}|[0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h ]?([0-9]{2}))(?::00)? ?([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_REFERENCE = re.compile(f"(?=.{{1,{limits.REFERENCE}}}$){identifiers.REFERENCE}")


class UnreadableError(Exception):
    """A file that came back cannot be read. The text says what is wrong and what to do instead."""

    def __init__(self, said: str) -> None:
        super().__init__(make_printable(said))  # it may quote the file


@dataclass(frozen=True)
class RawAction:
    """One row of the table of actions, as text."""

    standard: str = ""
    what: str = ""
    who: str = ""
    by: str = ""


@dataclass(frozen=True)
class FilledSheet:
    """A filled-in sheet as it was read: the texts in its boxes; a blank box is empty.

    `form` is the fingerprint on the sheet. `answers` holds the boxes of each question by its
    standard, `unmapped` what was found and belongs to no box of the sheet.
    """

    form: str
    reference: str = ""
    site: str = ""
    auditor: str = ""
    date: str = ""
    start: str = ""
    end: str = ""
    first: str = ""
    last: str = ""
    answers: dict[str, RawAnswer] = field(default_factory=dict)
    actions: tuple[RawAction, ...] = ()
    unmapped: tuple[str, ...] = ()


def build_record(
    sheet: FilledSheet,
    form: Form,
    company: Company,
    *,
    site: str | None = None,
    day: date | None = None,
) -> AuditRecord:
    """Return the record of a filled-in sheet; what has no place in it is kept in its oddities.

    `site` (an ID) and `day` are used where the sheet names none that can be read. Raises
    UnreadableError when there is no site or no date even so.
    """
    return _RecordBuilder(sheet, form, company, list(sheet.unmapped)).build_record(site, day)


@dataclass
class _RecordBuilder:
    """Builds the record of one sheet and gathers what has no place in it."""

    sheet: FilledSheet
    form: Form
    company: Company
    unmapped: list[str]

    def build_record(self, site: str | None, day: date | None) -> AuditRecord:
        # Site and day first: without them there is no record at all.
        site_id, begun = self._read_site(site), self._read_date(day)
        auditor = self._read_short("auditor", self.sheet.auditor)
        fields = {
            "format": FORMAT,
            # What is handed in on paper, by PDF or workbook is finished with.
            "state": "finished",
            "id": self._read_reference(site_id, begun, auditor or ""),
            "form": self.form.fingerprint,
            "checklist": self.form.checklist,
            "site": site_id,
            "date": begun,
            "auditor": auditor,
            "start": self._read_time("start", self.sheet.start),
            "end": self._read_time("end", self.sheet.end),
            "period": self._read_period(),
            "answers": self._read_answers(),
            "actions": self._read_actions(),
        }
        return AuditRecord.model_validate({**fields, "oddities": self._limit_unmapped()})

    # The head

    def _read_site(self, default: str | None) -> str:
        text = _tidy_text(self.sheet.site)
        if found := self.company.find_site(text):
            return found.id
        if default is None:
            known = ", ".join(site.id for site in self.company.sites)
            wrong = f"there is no site {quote_text(text, 60)}" if text else "it names no site"
            raise UnreadableError(f"{wrong}; add it with --site and one of {known}")
        self._note_unmapped("site", text)
        return default

    def _read_date(self, default: date | None) -> date:
        text = _tidy_text(self.sheet.date)
        if found := read_day(text, self.company.language):
            return found
        if default is None:
            wrong = f"{quote_text(text, 60)} is not a date" if text else "it names no date"
            raise UnreadableError(f"{wrong}; add it with --date and the day, such as 2026-11-30")
        self._note_unmapped("date", text)
        return default

    def _read_reference(self, site: str, day: date, auditor: str) -> str:
        text = _tidy_text(self.sheet.reference)
        if _REFERENCE.fullmatch(text.lower()):
            return text.lower()
        self._note_unmapped("reference", text)
        return derive_reference(self.form.fingerprint, site, day, auditor)

    def _read_time(self, name: str, text: str) -> str | None:
        found = read_time(_tidy_text(text))
        if found is None:
            self._note_unmapped(name, text)
        return found

    def _read_period(self) -> AuditPeriod | None:
        # Half a period, or one turned round, is no period.
        texts = self.sheet.first, self.sheet.last
        first, last = (read_day(_tidy_text(text), self.company.language) for text in texts)
        if first and last and first <= last:
            return AuditPeriod(first=first, last=last)
        self._note_unmapped("first day of the period", texts[0])
        self._note_unmapped("last day of the period", texts[1])
        return None

    # The body

    def _read_answers(self) -> dict[str, Answer]:
        answers = {}
        for item in self.form.items:
            raw = self.sheet.answers.get(item.standard)
            answer = read_answer(item, self._fit_limits(item.standard, raw)) if raw else None
            # A blank answer says nothing that a missing one does not.
            if answer and answer != Answer():
                answers[item.standard] = answer
        # An old sheet may ask what this form does not; its text is kept.
        asked = {item.standard for item in self.form.items}
        for standard, raw in self.sheet.answers.items():
            if standard not in asked:
                self._note_unmapped(f"{standard}, which this form does not ask", _list_boxes(raw))
        return answers

    def _fit_limits(self, standard: str, raw: RawAnswer) -> RawAnswer:
        """Return the boxes with no text too long for a record; what is cut off is kept as unmapped."""
        texts: dict[str, Any] = {
            name: _tidy_text(getattr(raw, name), one_line=name != NOTE) for name in BOXES
        }
        for name, text in texts.items():
            most = LONG_TEXT if name == NOTE else SHORT_TEXT
            self._note_unmapped(f"{standard}, more of its {name}", text[most:])
            texts[name] = text[:most]
        return replace(raw, **texts)

    def _read_actions(self) -> tuple[CorrectiveAction, ...]:
        rows = [row for row in self.sheet.actions if any(vars(row).values())]
        for row in rows[limits.ACTIONS :]:
            self._note_unmapped("an action too many", _describe_row(row))
        read = [self._read_action(row) for row in rows[: limits.ACTIONS]]
        known = (fields for fields in read if fields)
        return tuple(
            CorrectiveAction(number=n, **fields) for n, fields in enumerate(known, start=1)
        )

    def _read_action(self, row: RawAction) -> dict[str, Any] | None:
        what = _tidy_text(row.what, one_line=False)
        if not what or len(what) > LONG_TEXT:
            self._note_unmapped("an action that does not say what is done", _describe_row(row))
            return None
        standard = self._find_standard(_tidy_text(row.standard))
        day = read_day(_tidy_text(row.by), self.company.language)
        if day is None:
            self._note_unmapped(f"the day of the action {what[:40]}", row.by)
        who = self._read_short(f"who does the action {what[:40]}", row.who)
        return {"standard": standard, "what": what, "who": who, "by": day}

    def _find_standard(self, text: str) -> str | None:
        for item in self.form.items:
            if item.standard == text.upper():
                return item.standard
        self._note_unmapped("an action for a standard this form does not ask", text)
        return None

    # What has no place

    def _read_short(self, name: str, text: str) -> str | None:
        tidied = _tidy_text(text)
        if len(tidied) <= SHORT_TEXT:
            return tidied or None
        self._note_unmapped(name, tidied)
        return None

    def _note_unmapped(self, what: str, text: str) -> None:
        tidied = _tidy_text(text, one_line=False)
        for start in range(0, len(tidied), _PIECE):
            self.unmapped.append(f"{what}: {tidied[start : start + _PIECE]}")

    def _limit_unmapped(self) -> tuple[str, ...]:
        """Return what is unmapped as a record can hold it; the last entry counts what is left out."""
        tidied = [_tidy_text(text, one_line=False)[:LONG_TEXT] for text in self.unmapped]
        found = [text for text in tidied if text]
        if len(found) > limits.UNMAPPED:
            left = len(found) - limits.UNMAPPED + 1
            found[limits.UNMAPPED - 1 :] = [f"{left} more oddities stand only on the sheet"]
        return tuple(found)


def derive_reference(fingerprint: str, site: str, day: date, auditor: str) -> str:
    """Return the reference of an audit whose sheet has none: the same each time it is read.

    It is the start of a hash, because a random reference would make each import a new audit.
    """
    key = f"{fingerprint}|{site}|{day.isoformat()}|{auditor}"
    return hashlib.sha256(key.encode()).hexdigest()[:12]


# Dates and times as people write them


def read_day(text: str, language: str) -> date | None:
    """Return the day that a text names, or None: as 2026-11-30, or in the order of the language.

    Days of years outside those of `limits` are mistakes and not read.
    """
    if match := _ISO_DAY.fullmatch(text):
        return _make_day(*(int(part) for part in match.groups()))
    if match := _NUMERIC_DAY.fullmatch(text):
        # 11/30 or 30/11: the company's language decides, as it did on the sheet.
        day, month = int(match[1]), int(match[2])
        if is_month_first(language):
            day, month = month, day
        return _make_day(int(match[3]) + (2000 if len(match[3]) == 2 else 0), month, day)
    return None


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        is_near = limits.FIRST_YEAR <= year <= limits.LAST_YEAR
        return date(year, month, day) if is_near else None
    except ValueError:
        return None


def is_month_first(language: str) -> bool:
    """Return whether a language writes the month before the day."""
    from babel import Locale

    pattern: str = Locale.parse(language, sep="-").date_formats["short"].pattern
    return pattern.index("M") < pattern.index("d")


def read_time(text: str) -> str | None:
    """Return a time of day as 09:30, from 9:30, 09.30, 0930 or 9:30 am; None when it is none."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        # 12 am is midnight, 12 pm is noon.
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


# Texts


def _tidy_text(text: str, *, one_line: bool = True) -> str:
    """Return a text as a record may hold it: without unpaired surrogates, trimmed."""
    # Spreadsheets and PDFs can hold half of a pair; UTF-8 cannot.
    text = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(text.split()) if one_line else text.strip()


def _list_boxes(raw: RawAnswer) -> str:
    texts = ((name, getattr(raw, name).strip()) for name in BOXES)
    return ", ".join(f"{name} {text}" for name, text in texts if text)


def _describe_row(row: RawAction) -> str:
    return " | ".join(text for text in (row.standard, row.what, row.who, row.by) if text.strip())

"""What comes back on a filled-in sheet, in whatever medium, and the record it becomes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cx_handbook.audit.answer_rules import Written, read_answer
from cx_handbook.audit.record import FORMAT, Action, Answer, AuditRecord, Period
from cx_handbook.content.model import Company, Form

_SHORT, _NOTE, _MOST_ROWS, _MOST_ODDITIES = 200, 4000, 200, 200
_PIECE = 3800  # of an odd text: with what it is about, no longer than a note
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T ]00:00(?::00)?)?")
_NUMERIC = re.compile(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{4}|[0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2})(?:[:.h ]?([0-9]{2}))(?::00)? ?([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_REFERENCE = re.compile(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*")


class UnreadableError(Exception):
    """What came back cannot be read; the reason is a sentence: what is wrong, what to do instead."""


@dataclass(frozen=True)
class WrittenAction:
    """One row of the table of actions, as text."""

    standard: str = ""
    what: str = ""
    who: str = ""
    by: str = ""


@dataclass(frozen=True)
class Returned:
    """A filled-in sheet as it was read: texts as they stand in its boxes, blank is empty.

    `form` is the fingerprint that the sheet carries. `written` holds the boxes of each question by
    its standard, `oddities` what was found that no box of the sheet explains.
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
    written: dict[str, Written] = field(default_factory=dict)
    actions: tuple[WrittenAction, ...] = ()
    oddities: tuple[str, ...] = ()


def to_record(
    returned: Returned,
    form: Form,
    company: Company,
    *,
    site: str | None = None,
    day: date | None = None,
) -> AuditRecord:
    """Return the record that a sheet becomes; what has no place in it stands in its oddities.

    `site` (an ID) and `day` stand in where the sheet names none that can be read. Raises
    UnreadableError when there is no site or no date even so.
    """
    return _Sheet(returned, form, company, list(returned.oddities)).record(site, day)


@dataclass
class _Sheet:
    """The state of turning one sheet into a record: the oddities so far."""

    returned: Returned
    form: Form
    company: Company
    oddities: list[str]

    def record(self, site: str | None, day: date | None) -> AuditRecord:
        place, begun = self._site(site), self._begun(day)
        auditor = self._short("auditor", self.returned.auditor)
        said = {
            "format": FORMAT,
            "id": self._reference(place, begun, auditor or ""),
            "form": self.form.fingerprint,
            "checklist": self.form.checklist,
            "site": place,
            "date": begun,
            "auditor": auditor,
            "start": self._clock("start", self.returned.start),
            "end": self._clock("end", self.returned.end),
            "period": self._period(),
            "answers": self._answers(),
            "actions": self._actions(),
        }
        return AuditRecord.model_validate({**said, "oddities": self._kept()})

    # The head

    def _site(self, instead: str | None) -> str:
        written = _tidy(self.returned.site)
        if found := site_named(self.company, written):
            return found
        if instead is None:
            known = ", ".join(site.id for site in self.company.sites)
            wrong = f"there is no site {_quoted(written)}" if written else "it names no site"
            raise UnreadableError(f"{wrong}; add it with --site and one of {known}")
        self._odd("site", written)
        return instead

    def _begun(self, instead: date | None) -> date:
        written = _tidy(self.returned.date)
        if found := read_day(written, self.company.language):
            return found
        if instead is None:
            wrong = f"{_quoted(written)} is not a date" if written else "it names no date"
            raise UnreadableError(f"{wrong}; add it with --date and the day, such as 2026-11-30")
        self._odd("date", written)
        return instead

    def _reference(self, site: str, day: date, auditor: str) -> str:
        written = _tidy(self.returned.reference)
        if _REFERENCE.fullmatch(written.lower()):
            return written.lower()
        self._odd("reference", written)
        return derived_reference(self.form.fingerprint, site, day, auditor)

    def _clock(self, name: str, text: str) -> str | None:
        found = read_time(_tidy(text))
        if found is None:
            self._odd(name, text)
        return found

    def _period(self) -> Period | None:
        texts = self.returned.first, self.returned.last
        first, last = (read_day(_tidy(text), self.company.language) for text in texts)
        if first and last and first <= last:
            return Period(first=first, last=last)
        self._odd("first day of the period", texts[0])
        self._odd("last day of the period", texts[1])
        return None

    # The body

    def _answers(self) -> dict[str, Answer]:
        answers = {}
        for item in self.form.items:
            written = self.returned.written.get(item.standard)
            answer = read_answer(item, self._fitting(item.standard, written)) if written else None
            if answer and answer != Answer():
                answers[item.standard] = answer
        asked = {item.standard for item in self.form.items}
        for standard, written in self.returned.written.items():
            if standard not in asked and (said := _boxes(written)):
                self._odd(f"{standard}, which this form does not ask", said)
        return answers

    def _fitting(self, standard: str, written: Written) -> Written:
        """Return the boxes with no text too long for a record; what is cut off is kept as odd."""
        texts: dict[str, Any] = {
            name: _tidy(getattr(written, name), line=name != "note")
            for name in ("mark", "k", "n", "cases", "grade", "note")
        }
        for name, text in texts.items():
            most = _NOTE if name == "note" else _SHORT
            self._odd(f"{standard}, more of its {name}", text[most:])
            texts[name] = text[:most]
        return replace(written, **texts)

    def _actions(self) -> tuple[Action, ...]:
        rows = [row for row in self.returned.actions if any(vars(row).values())]
        for row in rows[_MOST_ROWS:]:
            self._odd("an action too many", _row(row))
        return tuple(action for row in rows[:_MOST_ROWS] if (action := self._action(row)))

    def _action(self, row: WrittenAction) -> Action | None:
        what = _tidy(row.what, line=False)
        if not what or len(what) > _NOTE:
            self._odd("an action that does not say what is done", _row(row))
            return None
        standard = self._standard(_tidy(row.standard))
        day = read_day(_tidy(row.by), self.company.language)
        if day is None:
            self._odd(f"the day of the action {what[:40]}", row.by)
        who = self._short(f"who does the action {what[:40]}", row.who)
        return Action(standard=standard, what=what, who=who, by=day)

    def _standard(self, written: str) -> str | None:
        for item in self.form.items:
            if item.standard == written.upper():
                return item.standard
        self._odd("an action for a standard this form does not ask", written)
        return None

    # What has no place

    def _short(self, name: str, text: str) -> str | None:
        tidied = _tidy(text)
        if len(tidied) <= _SHORT:
            return tidied or None
        self._odd(name, tidied)
        return None

    def _odd(self, what: str, text: str) -> None:
        tidied = _tidy(text, line=False)
        for start in range(0, len(tidied), _PIECE):
            self.oddities.append(f"{what}: {tidied[start : start + _PIECE]}")

    def _kept(self) -> tuple[str, ...]:
        """Return the oddities as a record can hold them; the last one says when some are not."""
        tidied = [_tidy(oddity, line=False)[:_NOTE] for oddity in self.oddities]
        found = [oddity for oddity in tidied if oddity]
        if len(found) > _MOST_ODDITIES:
            left = len(found) - _MOST_ODDITIES + 1
            found[_MOST_ODDITIES - 1 :] = [f"{left} more oddities stand only on the sheet"]
        return tuple(found)


def site_named(company: Company, text: str) -> str | None:
    """Return the ID of the site with this ID or name, whatever its capitals."""
    wanted = text.casefold()
    named = (site.id for site in company.sites if site.name.casefold() == wanted)
    return next((site.id for site in company.sites if site.id == wanted), next(named, None))


def derived_reference(fingerprint: str, site: str, day: date, auditor: str) -> str:
    """Return the reference of an audit whose sheet has none: the same each time it is read."""
    told = f"{fingerprint}|{site}|{day.isoformat()}|{auditor}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


# Dates and times as people write them


def read_day(text: str, language: str) -> date | None:
    """Return the day that a text names: as 2026-11-30, or in figures in a language's order."""
    if match := _ISO.fullmatch(text):
        return _day(*(int(part) for part in match.groups()))
    if match := _NUMERIC.fullmatch(text):
        day, month = int(match[1]), int(match[2])
        if _month_first(language):
            day, month = month, day
        return _day(int(match[3]) + (2000 if len(match[3]) == 2 else 0), month, day)
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year <= 2199 else None
    except ValueError:
        return None


def _month_first(language: str) -> bool:
    from babel import Locale

    pattern: str = Locale.parse(language, sep="-").date_formats["short"].pattern
    return pattern.index("M") < pattern.index("d")


def read_time(text: str) -> str | None:
    """Return a time of day as 09:30, from 9:30, 09.30, 0930 or 9:30 am."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


# Texts


def _tidy(text: str, *, line: bool = True) -> str:
    """Return a text without what no record may hold; on one line unless it is a note."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(text.split()) if line else text.strip()


def _quoted(text: str) -> str:
    return f"‘{text[:60]}…’" if len(text) > 60 else f"‘{text}’"


def _boxes(written: Written) -> str:
    names = ("mark", "k", "n", "cases", "grade", "note")
    said = [f"{name} {text}" for name in names if (text := getattr(written, name).strip())]
    return ", ".join(said)


def _row(row: WrittenAction) -> str:
    return " | ".join(text for text in (row.standard, row.what, row.who, row.by) if text.strip())

"""Typing in an audit: the questions one by one in the order of the sheet, and what was said so far.

Nothing here reads a key or shows a letter: a text goes in, the next question comes out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from cx_handbook.audit.answer_rules import Written, read_answer
from cx_handbook.audit.filled_sheet import (
    Returned,
    UnreadableError,
    WrittenAction,
    read_day,
    read_time,
    site_named,
    to_record,
)
from cx_handbook.audit.record import AuditRecord
from cx_handbook.audit.report import REMARKS
from cx_handbook.audit.scoring import ItemScore, score
from cx_handbook.content.model import Company, Form, Item
from cx_handbook.text_for_messages import to_one_line

KEEP, CLEAR, BACK, HELP, STOP = "=", "-", "b", "?", "q"
HELP_TEXT = (
    "Enter leaves a box blank, or keeps what is there. - clears it. b goes back. q stops; all is "
    "kept until you start the same command again. A text after = is kept as it stands on the sheet, "
    "though it is no answer."
)
_COUNT = re.compile(
    r"([0-9]{1,5}) ?(?:/|of|out of) ?([0-9]{1,5})(?: ?(?:/|of|out of) ?([0-9]{1,5}))?"
)
_MARKS = {
    "y": "yes", "yes": "yes", "n": "no", "no": "no",
    "na": "na", "n/a": "na", "not applicable": "na",
}  # fmt: skip
_HOW = {
    "yes_no": "y or n",
    "count": "met of looked at, as 17/20, or 17 of 20 of 143 when there were 143 in all",
    "grade": "0 to 10",
}
_MOST = {"note": 4000, "what": 4000}  # characters; every other box holds 200

Check = Callable[[str], str]  # returns what is kept of a text; raises ValueError with the reason


@dataclass(frozen=True)
class Step:
    """One box to fill: what is shown above it, what is asked, and what fits into it."""

    key: str
    ask: str
    check: Check
    above: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Entry:
    """An audit that is being typed in: the form, what stands in each box, and the box asked now."""

    form: Form
    company: Company
    texts: Mapping[str, str] = field(default_factory=dict)
    at: str = ""  # the key of the box; nothing means the first one that is blank

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every box in the order in which they are asked; findings add boxes for their actions."""
        steps = (*self._head(), *self._questions(), *self._actions())
        return {step.key: step for step in steps}

    @property
    def step(self) -> Step | None:
        """The box asked now, or None when all were asked."""
        if self.at == _DONE:
            left = (s for s in self.steps.values() if s.needed and s.key not in self.texts)
            return next(left, None)
        if self.at in self.steps:
            return self.steps[self.at]
        return next((step for key, step in self.steps.items() if key not in self.texts), None)

    def told(self, text: str) -> tuple[Entry, str]:
        """Return what follows from a text, and what there is to say about it."""
        step, text = self.step, text.strip()
        if text == BACK:
            return self._back()
        if step is None or text == HELP:
            return self, HELP_TEXT
        if not text and step.needed and step.key not in self.texts:
            return self, "This is needed: without it nobody can tell what was audited."
        if not text:
            return self._after(step.key, self.texts), ""
        if text == CLEAR:
            rest = {key: value for key, value in self.texts.items() if key != step.key}
            return replace(self, texts=rest, at=step.key), "Cleared."
        try:
            kept = step.check(text)
        except ValueError as error:
            return self, str(error)
        return self._after(step.key, {**self.texts, step.key: kept})._remarked(step.key)

    def _after(self, key: str, texts: Mapping[str, str]) -> Entry:
        """Go on to the box that follows; which one may depend on what was just said."""
        there = replace(self, texts=texts, at=key)
        keys = list(there.steps)
        n = keys.index(key) + 1
        return replace(there, at=keys[n] if n < len(keys) else _DONE)

    def _back(self) -> tuple[Entry, str]:
        keys = list(self.steps)
        n = len(keys) if self.step is None else keys.index(self.step.key)
        return (self, "This is the first one.") if n == 0 else (replace(self, at=keys[n - 1]), "")

    def _remarked(self, key: str) -> tuple[Entry, str]:
        """Say at once what the scorer will say about an answer; a reason is still to come."""
        standard, _, box = key.partition(".")
        if box != "answer":
            return self, ""
        found = next(i for i in self._scored if i.item.standard == standard)
        said = [REMARKS[r] for r in found.remarks if r != "na_without_reason"]
        return self, f"{standard}: {'; '.join(said)}." if said else ""

    # What it comes to

    def record(self) -> AuditRecord:
        """Return the record. Raises UnreadableError when site or date are missing."""
        return to_record(self._returned(), self.form, self.company)

    def _returned(self) -> Returned:
        head: dict[str, Any] = {name: self.texts.get(f"head.{name}", "") for name in _HEAD}
        return Returned(
            form=self.form.fingerprint,
            written={i.standard: w for i in self.form.items if (w := self._written(i))},
            actions=tuple(self._rows()),
            **head,
        )

    def _written(self, item: Item) -> Written | None:
        said = self.texts.get(f"{item.standard}.answer", "")
        note = self.texts.get(f"{item.standard}.note", "")
        return replace(_boxes(said), note=note) if said or note else None

    def _rows(self) -> Iterator[WrittenAction]:
        for key, what in self.texts.items():
            of, _, box = key.removeprefix("action.").partition(".")
            if key.startswith("action.") and box == "what":
                who, by = (self.texts.get(f"action.{of}.{name}", "") for name in ("who", "by"))
                yield WrittenAction("" if of.isdigit() else of, what, who, by)

    @cached_property
    def _scored(self) -> tuple[ItemScore, ...]:
        written = ((i, self._written(i)) for i in self.form.items)
        found = {i.standard: a for i, w in written if w and (a := read_answer(i, w))}
        return score(self.form, found).items

    # The boxes

    def _head(self) -> Iterator[Step]:
        sites = ", ".join(f"{site.id} ({site.name})" for site in self.company.sites)
        day, time = self._day, _time
        yield Step("head.site", "Site", self._site, (f"Sites: {sites}",), needed=True)
        yield Step("head.reference", "Reference, if the sheet has one", read_reference)
        yield Step("head.first", "First day looked at", day)
        yield Step("head.last", "Last day looked at", day)
        yield Step("head.auditor", "Auditor", _text(200))
        yield Step("head.date", "Date", self._exact_day, needed=True)
        yield Step("head.start", "Start time", time)
        yield Step("head.end", "End time", time)

    def _questions(self) -> Iterator[Step]:
        n, many = 0, len(self.form.items)
        for section in self.form.sections:
            above: tuple[str, ...] = ("", section.title, *filter(None, [section.intro]))
            for item in section.items:
                n += 1
                shown = (*above, "", f"{n} of {many}  {_named(item)}", item.check, _looked_at(item))
                yield Step(f"{item.standard}.answer", _how(item), _answer(item), shown)
                marked = _boxes(self.texts.get(f"{item.standard}.answer", "")).mark
                ask = "Reason, needed for not applicable" if marked == "na" else "Note"
                yield Step(f"{item.standard}.note", ask, _text(4000))
                above = ()

    def _actions(self) -> Iterator[Step]:
        missed = [scored.item for scored in self._scored if scored.state == "not_met"]
        for item in missed:
            above = ("", f"Finding  {_named(item)}", item.rule, f"What helps: {item.if_not}")
            yield from self._action(item.standard, "Action", above)
        stray = {key.split(".")[1] for key in self.texts if key.startswith("action.")}
        for of in sorted(stray - {item.standard for item in missed}, key=_numbers_last):
            if f"action.{of}.what" in self.texts:
                yield from self._action(of, f"Action {of}", ("",))
        n = max((int(of) for of in stray if of.isdigit()), default=0) + 1
        yield from self._action(str(n), "Another action" if missed or n > 1 else "Action", ("",))

    def _action(self, of: str, ask: str, above: tuple[str, ...]) -> Iterator[Step]:
        yield Step(f"action.{of}.what", ask, _text(4000), above)
        if f"action.{of}.what" in self.texts:
            yield Step(f"action.{of}.who", "Who does it", _text(200))
            yield Step(f"action.{of}.by", "By which day", self._day)

    # What fits into them

    def _site(self, text: str) -> str:
        found = site_named(self.company, text)
        if found is None:
            known = ", ".join(site.id for site in self.company.sites)
            raise ValueError(f"There is no site {text[:40]}; write one of {known}.")
        return found

    def _exact_day(self, text: str) -> str:
        found = read_day(text, self.company.language)
        if found is None:
            example = date(2026, 11, 30).isoformat()
            raise ValueError(f"{text[:40]} is not a date; write it as {example}.")
        return found.isoformat()

    def _day(self, text: str) -> str:
        return _as_it_stands(text) or self._exact_day(text)


_HEAD = ("site", "reference", "first", "last", "auditor", "date", "start", "end")
_DONE = "done"


def _named(item: Item) -> str:
    return f"{item.standard}{'  CRITICAL' if item.critical else ''}"


def _looked_at(item: Item) -> str:
    sample = f" (look at {item.sample})" if item.sample else ""
    return f"Look at: {item.look_at}{sample}"


def _how(item: Item) -> str:
    how = _HOW[item.answer]
    return f"Answer: {how}, or na" if item.may_be_na else f"Answer: {how}"


def _numbers_last(of: str) -> tuple[bool, int, str]:
    return of.isdigit(), int(of) if of.isdigit() else 0, of


def _as_it_stands(text: str) -> str:
    return text.removeprefix(KEEP).strip()[:200] if text.startswith(KEEP) else ""


def _text(most: int) -> Check:
    def check(text: str) -> str:
        if len(text) > most:
            raise ValueError(f"This is longer than {most} characters; shorten it.")
        return text

    return check


def read_reference(text: str) -> str:
    """Return a reference as it is kept. Raises ValueError when it is none."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text.lower()) or len(text) > 40:
        raise ValueError("A reference has letters, digits and single hyphens, such as k3x9-2fq7.")
    return text.lower()


def _time(text: str) -> str:
    found = _as_it_stands(text) or read_time(text)
    if found is None:
        raise ValueError(f"{text[:40]} is not a time of day; write it as 9:30.")
    return found


def _answer(item: Item) -> Check:
    def check(text: str) -> str:
        kept = _as_it_stands(text)
        answer = read_answer(item, _boxes(f"{KEEP}{kept}" if kept else text))
        if kept and answer and answer.answer:
            raise ValueError("This is an answer; write it without =.")
        if kept:
            return f"{KEEP}{kept}"
        if answer is None or answer.answer is None or answer.unread:
            raise ValueError(f"{text[:40]} is no answer to this. {_how(item)}.")
        return text

    return check


def _boxes(text: str) -> Written:
    """Return the boxes of a question as they would stand on the sheet."""
    if text.startswith(KEEP):
        return Written(mark=text.removeprefix(KEEP))
    plain = " ".join(text.lower().split())
    if plain in _MARKS:
        return Written(mark=_MARKS[plain])
    if match := _COUNT.fullmatch(plain):
        return Written(k=match[1], n=match[2], cases=match[3] or "")
    return Written(grade=plain)


# Drafts


def draft_bytes(entry: Entry) -> bytes:
    """Return the file in which an entry waits to be gone on with."""
    data = {"form": entry.form.fingerprint, "texts": dict(entry.texts), "at": entry.at}
    return f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode()


def read_draft(raw: bytes, forms: Mapping[str, Form], company: Company) -> Entry:
    """Return the entry in a draft. Raises UnreadableError with the reason."""
    try:
        data = json.loads(raw)
        form, texts, at = data["form"], dict(data["texts"]), data["at"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnreadableError("this draft is damaged; move it away, or begin anew") from None
    if not all(isinstance(text, str) for text in (form, at, *texts, *texts.values())):
        raise UnreadableError("this draft is damaged; move it away, or begin anew")
    if form not in forms:
        shown = to_one_line(form, 13)
        raise UnreadableError(
            f"its form {shown} is not in checklists/issued/; restore it from version control"
        )
    return Entry(forms[form], company, texts, at)

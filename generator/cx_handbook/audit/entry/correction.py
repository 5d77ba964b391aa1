"""Correct a finished audit: what is typed becomes a new revision, with a reason and a name.

The boxes are those of the sheet, filled in with what the audit says. Actions are not among them:
what becomes of an action is said by an event.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cx_handbook import limits
from cx_handbook.audit.entry.drawn_draft import take_count_from_log
from cx_handbook.audit.entry.paper_entry import CLEAR, EntrySession
from cx_handbook.audit.entry.typed_sheet import Prompt
from cx_handbook.audit.entry.typed_texts import KEEP
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.reading.readers.record_file import dump_record, validate_record
from cx_handbook.audit.records.record import Answer, AuditRecord
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.content.model import Company

_HEAD_FIELDS = {
    "site": "site", "date": "date", "auditor": "auditor", "start": "start", "end": "end",
    "first": "period", "last": "period",
}  # fmt: skip
_MARKS = {"met": "y", "not_met": "n", "not_applicable": "na"}


@dataclass(frozen=True)
class CorrectionSession(EntrySession):
    """An audit that is being corrected, box after box."""

    @cached_property
    def prompts(self) -> dict[str, Prompt]:
        """The boxes of head and questions. The reference stays: it is what names the audit."""
        prompts = (*self._prompt_head(), *self._prompt_questions())
        return {prompt.key: prompt for prompt in prompts if prompt.key != "head.reference"}

    def list_changes(self, record: AuditRecord) -> tuple[str, ...]:
        """Return the fields and standards that differ from a record, in the order of the boxes."""
        before = write_texts(record)
        typed = [key for key in self.prompts if before.get(key) != self.texts.get(key)]
        names = dict.fromkeys(_name_change(key) for key in typed)
        found = tuple(name for name in names if name in _FIELDS or self._is_changed(record, name))
        return (*found, "taken_over") if self._find_sources(record) != record.taken_over else found

    def _is_changed(self, record: AuditRecord, standard: str) -> bool:
        # The same answer may be typed in other words.
        before = record.answers.get(standard, Answer())
        return self._correct_answer(record, standard) != before

    def build_correction(
        self, record: AuditRecord, *, why: str, by: str | None, on: date
    ) -> AuditRecord:
        """Return the next revision of a record, with what was typed.

        What did not change stays as it is, photographs included. Raises UnreadableError when site or
        date are missing, and for a reason or a name that is too long.
        """
        what, built = self.list_changes(record), self.build_record()
        corrected = {
            item.standard: self._correct_answer(record, item.standard)
            for item in self.form.items
            if item.standard in what
        }
        # Whoever corrects an audit may know its result: it counts as the same does in a browser.
        seen = min(record.changed_after_result + len(corrected), limits.CASES)
        own = record.model_copy(
            update={
                **{name: getattr(built, name) for name in what if name in _FIELDS},
                "answers": {**record.answers, **corrected},
                "taken_over": self._find_sources(record),
                "changed_after_result": seen,
            }
        )
        return add_revision(own, replaced=record, what=what, why=why, by=by, on=on)

    def _find_sources(self, record: AuditRecord) -> dict[str, tuple[str, ...]]:
        """Return whose counts are still added up: one that was corrected by hand is no such sum."""
        return {
            standard: of
            for standard, of in record.taken_over.items()
            if _leave_out_note(self._correct_answer(record, standard))
            == _leave_out_note(record.answers.get(standard, Answer()))
        }

    def _correct_answer(self, record: AuditRecord, standard: str) -> Answer:
        before, typed = record.answers.get(standard, Answer()), self.answers.get(standard)
        corrected = (typed or Answer()).model_copy(update={"photos": before.photos})
        # Who counted the cases is not typed: it stays where numbers and marks do.
        logged = corrected.model_copy(update={"cases_from": before.cases_from})
        if _leave_out_note(logged) == _leave_out_note(before):
            return logged
        is_count_again = corrected.answer == before.answer == "count" and corrected.cases is None
        # How many cases there were does not depend on how many of them were right.
        if is_count_again and (before.cases or 0) >= (corrected.n or 0):
            corrected = corrected.model_copy(update={"cases": before.cases})
        return take_count_from_log(corrected, record.draws.get(standard))


def _leave_out_note(answer: Answer) -> Answer:
    return answer.model_copy(update={"note": None})


def add_revision(
    record: AuditRecord,
    *,
    replaced: AuditRecord,
    what: tuple[str, ...],
    why: str,
    by: str | None,
    on: date,
) -> AuditRecord:
    """Return a record as the revision after another one. Raises UnreadableError for a bad reason."""
    number = replaced.revision + 1
    data = dump_record(record)
    change = {"revision": number, "on": on.isoformat(), "by": by, "why": why, "what": what}
    data |= {
        "revision": number,
        "replaces": digest_record(replaced),
        "changes": [*data.get("changes", ()), change],
    }
    return validate_record(data)


_FIELDS = frozenset(_HEAD_FIELDS.values())


def begin_correction(audit: Audit, company: Company) -> CorrectionSession:
    """Return a session in which every box says what the audit says."""
    return CorrectionSession(audit.form, company, write_texts(audit.record), "head.site")


def set_box(session: CorrectionSession, assignment: str) -> CorrectionSession:
    """Return the session after an assignment such as CB-03=17 of 20, CB-03.note=Seen or date=….

    Raises ValueError when there is no such box, or the text does not fit it.
    """
    name, equals, text = assignment.partition("=")
    name, text = name.strip(), text.strip()
    key = _find_key(session, name)
    if not equals or key is None:
        example = next(iter(session.form.items)).standard
        raise ValueError(
            f"{assignment} names nothing that can be corrected; write a question and its answer, "
            f"such as {example}=…, {example}.note=…, or one of {', '.join(_HEAD_FIELDS)}"
        )
    rest = {box: there for box, there in session.texts.items() if box != key}
    prompt = session.prompts[key]
    if text == CLEAR and prompt.needed:
        raise ValueError(f"{name} is needed; write another one")
    texts = rest if text in (CLEAR, "") else {**rest, key: prompt.check(text)}
    return CorrectionSession(session.form, session.company, texts, session.at)


def _find_key(session: CorrectionSession, name: str) -> str | None:
    for key in (f"head.{name.lower()}", f"{name.upper()}.answer", name):
        if key in session.prompts:
            return key
    standard, _, box = name.partition(".")
    key = f"{standard.upper()}.{box.lower()}"
    return key if key in session.prompts else None


def write_texts(record: AuditRecord) -> Mapping[str, str]:
    """Return what stands in each box when a record is typed in."""
    head = {
        "site": record.site, "reference": record.id, "date": record.date, "auditor": record.auditor,
        "start": record.start, "end": record.end,
        "first": record.period and record.period.first, "last": record.period and record.period.last,
    }  # fmt: skip
    texts = {f"head.{name}": str(value) for name, value in head.items() if value}
    for standard, answer in record.answers.items():
        texts[f"{standard}.answer"] = _write_answer(answer)
        texts[f"{standard}.note"] = answer.note or ""
    return {key: text for key, text in texts.items() if text}


def _write_answer(answer: Answer) -> str:
    if answer.unread is not None:
        return f"{KEEP}{answer.unread}"
    if answer.answer == "count":
        numbers = (answer.k, answer.n, answer.cases)
        return " of ".join(str(number) for number in numbers if number is not None)
    if answer.answer == "grade":
        return str(answer.grade)
    return _MARKS.get(answer.answer or "", "")


def _name_change(key: str) -> str:
    owner, _, box = key.partition(".")
    return _HEAD_FIELDS[box] if owner == "head" else owner


# Drafts


def encode_correction_draft(session: CorrectionSession, record: AuditRecord) -> bytes:
    """Return the file in which a correction is kept until it is continued."""
    data = {"of": digest_record(record), "texts": dict(session.texts), "at": session.at}
    return f"{json.dumps(data, indent=1, ensure_ascii=False)}\n".encode()


def read_correction_draft(raw: bytes, audit: Audit, company: Company) -> CorrectionSession:
    """Return the session in a draft. Raises UnreadableError with the reason."""
    damaged = "this draft is damaged; what was typed begins anew"
    try:
        data = json.loads(raw)
        of, texts, at = data["of"], dict(data["texts"]), data["at"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise UnreadableError(damaged) from None
    if not all(isinstance(text, str) for text in (of, at, *texts, *texts.values())):
        raise UnreadableError(damaged)
    if of != digest_record(audit.record):
        raise UnreadableError("somebody corrected the audit since; what was typed begins anew")
    return CorrectionSession(audit.form, company, texts, at)

"""Audits with a life, made up from a seed: drafts, corrections, draws, and what happened afterwards."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from cx_handbook.audit.entry.correction import add_revision
from cx_handbook.audit.history.seals import PLACEHOLDER, find_public_key, sign_event
from cx_handbook.audit.reading.answer_rules import RawAnswer, read_answer
from cx_handbook.audit.reading.filled_sheet import FilledSheet, build_record
from cx_handbook.audit.records.draws import draw_cases, list_cases, make_seed, replace_case
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record import Answer, AuditRecord, DeviceNumber, Draw, Photo
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.content.model import Company, Form, Item
from support.generated_audits import AUDITORS, ROWS, TEXTS, generated_audits

NO_CASE = "No case in the log Call-backs."
PRIVATE = bytes(range(32))


@dataclass(frozen=True)
class Correction:
    """One correction: what the corrected sheet says, and who wrote it when and why."""

    sheet: FilledSheet
    why: str
    by: str
    on: date


@dataclass(frozen=True)
class Life:
    """An audit from its first sheet to the last thing that happened to it.

    `sheet` is what was filled in first. `records` are its revisions, the oldest first.
    """

    sheet: FilledSheet
    corrections: tuple[Correction, ...]
    records: tuple[AuditRecord, ...]
    events: tuple[AuditEvent, ...]

    @property
    def newest(self) -> AuditRecord:
        """The revision that counts."""
        return self.records[-1]

    @property
    def newest_sheet(self) -> FilledSheet:
        """What stands on a sheet of the newest revision."""
        return self.corrections[-1].sheet if self.corrections else self.sheet

    @property
    def is_draft(self) -> bool:
        """Whether somebody is still filling it in."""
        return self.newest.state == "draft"


def generated_lives(
    form: Form, company: Company, n: int, *, seed: int = 1, reference: str = ""
) -> Iterator[Life]:
    """Yield n audits: every fifth a draft, the others corrected never, once or twice.

    All have the reference that is given, or each its own.

    What a sheet can hold is that of generated_audits. All else is drawn from the seed: drawn cases
    and replaced ones, counts taken over, device numbers, photographs, and an event of every kind.
    """
    sites = [site.id for site in company.sites]
    for number, sheet in enumerate(generated_audits(form, n, seed, sites)):
        dice = random.Random(f"life-{seed}-{number}")
        named = replace(sheet, reference=reference or sheet.reference)
        yield _live(form, company, _draw(form, named, dice), dice, number)


def _live(form: Form, company: Company, drawn: _Drawn, dice: random.Random, number: int) -> Life:
    is_draft = number % 5 == 4
    first = _enliven(build_record(drawn.sheet, form, company), form, drawn.draws, dice, number)
    first = first.model_copy(update={"state": "draft" if is_draft else "finished"})
    records, corrections = [first], []
    sheet = drawn.sheet
    for n in range(0 if is_draft else number % 3):
        found = _correct(
            form, company, sheet, drawn.draws, dice, first.date + timedelta(days=n + 1)
        )
        records.append(correct_record(records[-1], found, form, company))
        corrections.append(found)
        sheet = found.sheet
    events = () if is_draft else tuple(_list_events(records, form, dice, number))
    return Life(drawn.sheet, tuple(corrections), tuple(records), events)


# Draws


@dataclass(frozen=True)
class _Drawn:
    sheet: FilledSheet
    draws: dict[str, Draw]


def _draw(form: Form, sheet: FilledSheet, dice: random.Random) -> _Drawn:
    """Return a sheet on which half of the counts are those of drawn cases, with their draws."""
    answers, draws = dict(sheet.answers), {}
    for item in form.items:
        if item.answer == "count" and dice.random() < 0.5:
            draw = _draw_cases(item, sheet, dice)
            draws[item.standard] = draw
            answers[item.standard] = _count_drawn(draw, dice)
    return _Drawn(replace(sheet, answers=answers), draws)


def _draw_cases(item: Item, sheet: FilledSheet, dice: random.Random) -> Draw:
    period = sheet.first[:7]
    seed = make_seed(sheet.site, period, item.standard, sheet.reference)
    many = 0 if item.may_be_na and dice.random() < 0.2 else dice.choice((7, 30, 45))
    names = [
        dice.choice(("C-{}", "Übergabe {}", "<b>{}</b>", "#{}")).format(n) for n in range(many)
    ]
    strata = {name: dice.choice(("Ana", "Łucja")) for name in names}
    by = dice.choice((None, "Taken by")) if names else None
    draw = draw_cases(seed, names, item.sample or 5, "Call-backs", by=by, strata=by and strata)
    for _ in range(dice.randrange(3) if draw.reserve else 0):
        draw = replace_case(draw, dice.choice(list_cases(draw)), dice.choice(TEXTS[:9]))
    return draw


def _count_drawn(draw: Draw, dice: random.Random) -> RawAnswer:
    """Return what was counted of drawn cases; without any case, why the question does not apply."""
    if not draw.of:
        return RawAnswer(mark="na", note=NO_CASE)
    n = dice.choice((len(draw.drawn), len(draw.drawn), 1))
    return RawAnswer(k=str(dice.randrange(n + 1)), n=str(n), cases=str(draw.of))


def _mark_drawn(record: AuditRecord, draws: Mapping[str, Draw]) -> dict[str, Answer]:
    """Return the answers of a record, in which the log has counted the cases that were drawn."""
    return {
        standard: answer.model_copy(update={"cases_from": "log"})
        if standard in draws and answer.answer == "count"
        else answer
        for standard, answer in record.answers.items()
    }


# What only a device or the terminal knows


def _enliven(
    record: AuditRecord, form: Form, draws: dict[str, Draw], dice: random.Random, number: int
) -> AuditRecord:
    answers = {
        standard: answer.model_copy(update={"photos": tuple(_list_photos(dice, number))})
        for standard, answer in _mark_drawn(record, draws).items()
    }
    counted = [i.standard for i in form.items if i.answer == "count" and i.standard not in draws]
    taken = {standard: (f"m{number}-a", "m-b") for standard in counted if dice.random() < 0.3}
    device = DeviceNumber(device="tab-7f3k", number=number + 1) if dice.random() < 0.5 else None
    numbers = sorted(dice.sample(range(1, 2 * ROWS + 1), len(record.actions)))
    return record.model_copy(
        update={
            "answers": answers,
            "draws": draws,
            "taken_over": {standard: of for standard, of in taken.items() if standard in answers},
            "device": device,
            "changed_after_result": dice.choice((0, 0, 3)),
            # One that was removed again leaves its number free.
            "actions": tuple(
                action.model_copy(update={"number": n})
                for n, action in zip(numbers, record.actions, strict=True)
            ),
            "oddities": dice.choice(((), ("margin: see over",))),
        }
    )


_PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF....WEBP",
}  # fmt: skip


def _list_photos(dice: random.Random, number: int) -> Iterator[Photo]:
    """Yield some photographs; the picture of some was removed, and its SHA-256 stands there."""
    for _ in range(dice.choice((0, 0, 0, 1, 2))):
        kind = dice.choice(list(_PICTURES))
        picture = _PICTURES[kind] + f"{number} {dice.random()}".encode()
        is_gone = dice.random() < 0.3
        yield Photo(
            name=dice.choice(("desk.jpg", "Größe & “Preis”.png")),
            type=kind,
            data=None if is_gone else base64.b64encode(picture).decode(),
            sha256=hashlib.sha256(picture).hexdigest() if is_gone else None,
        )


# Corrections


def _correct(
    form: Form,
    company: Company,
    sheet: FilledSheet,
    draws: Mapping[str, Draw],
    dice: random.Random,
    on: date,
) -> Correction:
    """Return a correction of one or two answers, a note, and now and then the head."""
    answers = dict(sheet.answers)
    plain = [i for i in form.items if _is_plain(i, answers.get(i.standard), draws.get(i.standard))]
    for item in dice.sample(plain, min(2, len(plain))):
        answers[item.standard] = _answer_anew(item, answers[item.standard], dice)
    noted = dice.choice(form.items).standard
    note = dice.choice(TEXTS[:12])
    answers[noted] = replace(answers.get(noted, RawAnswer()), note=f"{note} Seen on {on}.")
    head = {
        "auditor": dice.choice((*AUDITORS[:2], "Mia")),
        "end": dice.choice((sheet.end, "17:05")),
        "site": dice.choice((sheet.site, sheet.site, company.sites[0].id)),
    }
    why = dice.choice(TEXTS[:9])
    by = dice.choice(("Mia", "Łucja & Jörg", ""))
    return Correction(replace(sheet, answers=answers, **head), why, by, on)


def _is_plain(item: Item, raw: RawAnswer | None, draw: Draw | None) -> bool:
    """Return whether a question has an answer that can be another one: no text that is none."""
    answer = read_answer(item, raw) if raw else None
    is_answer = answer is not None and answer.answer not in (None, "not_applicable")
    return is_answer and answer is not None and not answer.unread and (draw is None or draw.of > 0)


def _answer_anew(item: Item, raw: RawAnswer, dice: random.Random) -> RawAnswer:
    if item.answer == "yes_no":
        return replace(raw, mark="no" if raw.mark == "yes" else "yes")
    if item.answer == "grade":
        return replace(raw, grade=str((int(raw.grade) + dice.randrange(1, 11)) % 11))
    return replace(raw, k=str((int(raw.k) + 1) % (int(raw.n) + 1)))


def correct_record(
    record: AuditRecord, correction: Correction, form: Form, company: Company
) -> AuditRecord:
    """Return the next revision of a record, with what the corrected sheet says."""
    read = build_record(correction.sheet, form, company)
    answers = {
        standard: answer.model_copy(
            update={"photos": record.answers.get(standard, Answer()).photos}
        )
        for standard, answer in _mark_drawn(read, record.draws).items()
    }
    head = [
        name for name in ("site", "auditor", "end") if getattr(read, name) != getattr(record, name)
    ]
    changed = [
        item.standard
        for item in form.items
        if answers.get(item.standard) != record.answers.get(item.standard)
    ]
    taken = {standard: of for standard, of in record.taken_over.items() if standard not in changed}
    own = record.model_copy(
        update={
            **{name: getattr(read, name) for name in head},
            "answers": answers,
            "taken_over": taken,
            "changed_after_result": record.changed_after_result + len(changed),
        }
    )
    what = (*head, *changed, *(["taken_over"] if taken != record.taken_over else []))
    return add_revision(
        own,
        replaced=record,
        what=what,
        why=correction.why,
        by=correction.by or None,
        on=correction.on,
    )


# Events


def _list_events(
    records: list[AuditRecord], form: Form, dice: random.Random, number: int
) -> Iterator[AuditEvent]:
    """Yield most kinds of events for each audit, with a time or without, in any order."""
    newest = records[-1]
    said = list(enumerate(_list_fields(newest, form, dice, number)))
    for n, fields in dice.sample(said, len(said)):
        if dice.random() < 0.7 or fields["event"] == "agreed":
            event = AuditEvent.model_validate(
                {
                    "format": 1,
                    "id": f"{form.checklist}-{number}-{n}",
                    "audit": newest.id,
                    "checklist": newest.checklist,
                    "site": newest.site,
                    "on": newest.date + timedelta(days=dice.randrange(30)),
                    "at": dice.choice((None, "09:30", "23:59")),
                    "by": dice.choice((None, "Łucja & Jörg")),
                    **fields,
                }
            )
            yield sign_event(event, PRIVATE) if event.event == "sealed" else event


def _list_fields(
    record: AuditRecord, form: Form, dice: random.Random, number: int
) -> Iterator[dict[str, Any]]:
    """Yield the fields of one event of each kind; those about actions name one that there is."""
    until, why = record.date + timedelta(days=60), dice.choice(TEXTS[:9])
    standard = dice.choice(form.items).standard
    yield {"event": "agreed", "what": why, "standard": standard, "who": "Sam", "until": until}
    names = [f"{form.checklist}-{number}-0", *(str(action.number) for action in record.actions)]
    yield {"event": "moved", "action": dice.choice(names), "until": until, "why": why}
    yield {"event": "done", "action": dice.choice(names)}
    yield {"event": "given_up", "action": dice.choice(names), "why": why}
    yield {"event": "accepted", "standard": standard}
    yield {"event": "challenged", "standard": standard, "why": why}
    yield {"event": "settled", "standard": standard, "outcome": "upheld", "why": why}
    yield {"event": "counted_as", "count_as": "second_auditor", "of": "m-b"}
    yield {"event": "heard", "asked": 90, "answered": 40, "kept": 31, "log": "Call-backs"}
    yield {
        "event": "sealed",
        "revision": record.revision,
        "digest": digest_record(record),
        "key": find_public_key(PRIVATE, "Ana", record.date).name,
        "signature": PLACEHOLDER,
    }


# On paper

NOT_ON_PAPER = {
    "state": "whether it is still being filled in",
    "revision": "how often it was corrected",
    "replaces": "what it replaces",
    "changes": "who corrected what, and why",
    "changed_after_result": "answers that were changed after the result was seen",
    "draws": "drawn cases, and those that others took the place of",
    "taken_over": "audits whose counts were added up",
    "device": "the running number on a device",
    "oddities": "what another sheet had no place for",
    "numbers": "numbers of actions: a table has rows",
    "photos": "photographs",
    "cases_from": "whether a log counted the cases",
}
"""What a printed sheet or a workbook has no box for, by the field of the record or of its parts."""


def forget_life(record: AuditRecord) -> AuditRecord:
    """Return the record that is left when an audit goes through paper: finished, and revision 1."""
    no_box = {"photos": (), "cases_from": None}
    answers = {name: answer.model_copy(update=no_box) for name, answer in record.answers.items()}
    return record.model_copy(
        update={
            "state": "finished",
            "revision": 1,
            "replaces": None,
            "changes": (),
            "changed_after_result": 0,
            "draws": {},
            "taken_over": {},
            "device": None,
            "oddities": (),
            "answers": {name: answer for name, answer in answers.items() if answer != Answer()},
            "actions": tuple(
                action.model_copy(update={"number": n})
                for n, action in enumerate(record.actions, start=1)
            ),
        }
    )


def list_forgotten(record: AuditRecord, found: AuditRecord) -> set[str]:
    """Return the names in which a record differs from the one that came back."""
    own = {
        name for name in AuditRecord.model_fields if getattr(record, name) != getattr(found, name)
    }
    names = own - {"answers", "actions"}
    if [action.number for action in record.actions] != [action.number for action in found.actions]:
        names.add("numbers")
    answers = record.answers.values()
    names |= {"photos"} if any(answer.photos for answer in answers) else set()
    return names | ({"cases_from"} if any(answer.cases_from for answer in answers) else set())

"""Export audits: a score as plain data, all audits as JSON or as a CSV table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from cx_handbook.audit.folder.stored_audits import read_stored_bytes
from cx_handbook.audit.history.counting import CountedAudit
from cx_handbook.audit.history.history_wording import describe_change_made
from cx_handbook.audit.history.revisions import StoredRecord
from cx_handbook.audit.history.seals import PublicKey, SealCheck, check_seals
from cx_handbook.audit.questions.care import list_date_questions, score_as_of
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.reading.readers.event_file import dump_event
from cx_handbook.audit.reading.readers.json_file import JsonObject
from cx_handbook.audit.reading.readers.record_file import dump_record, read_record
from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import ConfidenceInterval, ItemScore, Outcome, Result
from cx_handbook.audit.wording.report import STATES, describe_action, describe_remarks
from cx_handbook.audit.wording.result_wording import describe_headline, describe_headline_in_list
from cx_handbook.content.model import Company, Form
from cx_handbook.content.model.answer_types import NUMBER_BOXES
from cx_handbook.csv_text import encode_csv_row


def dump_result(form: Form, result: Result) -> JsonObject:
    """Return a score as plain data; points and shares are exact, not as printed.

    `headline` is what stands above everything else: null when the verdict does.
    """
    return {
        "rules": result.rules,
        "headline": describe_headline(form, result) or None,
        "points": result.points,
        "interval": _dump_interval(result.interval),
        "compliance_points": result.compliance_points,
        "promises": result.promises,
        "verdict": result.verdict,
        "too_close": result.too_close,
        "close_calls": [vars(call).copy() for call in result.close_calls],
        "zero_tolerance": [scored.item.standard for scored in result.zero_tolerance],
        "not_applicable": result.not_applicable,
        "unanswered": result.unanswered,
        "provisional": result.provisional,
        "worst": _dump_outcome(result.worst),
        "best": _dump_outcome(result.best),
        "counts": {state: result.count_state(state) for state in STATES},
        "factors": {
            scored.factor: {"share": scored.share, "interval": _dump_interval(scored.interval)}
            for scored in result.factors
        },
        "items": {scored.item.standard: _dump_item(scored) for scored in result.items},
    }


def _dump_interval(interval: ConfidenceInterval | None) -> JsonObject | None:
    return vars(interval).copy() if interval else None


def _dump_outcome(outcome: Outcome) -> JsonObject:
    return vars(outcome).copy()


def _dump_item(scored: ItemScore) -> JsonObject:
    return {
        "state": scored.state,
        "share": scored.share,
        "low": scored.low,
        "high": scored.high,
        "remarks": list(scored.remarks),
    }


def export_json(
    audits: Iterable[CountedAudit],
    root: Path,
    today: date,
    keys: Mapping[str, PublicKey],
    *,
    every_revision: bool = False,
) -> Iterator[bytes]:
    """Yield a JSON list of audits, each with its file, whole record, result, standing and events.

    `handbook audit add` takes it again. The events stand with the newest revision. `today` decides
    which dates are still to come, and so what is asked about them.
    """
    yield b"["
    before = "\n"
    for counted in audits:
        seals = check_seals(counted.history, keys)
        for revision in _choose_revisions(counted, every_revision):
            data = _dump_audit(counted, revision, root, today)
            data["seal"] = _find_seal(seals, revision)
            yield (before + json.dumps(data, ensure_ascii=False, sort_keys=True)).encode()
            before = ",\n"
    yield b"\n]\n"


def _choose_revisions(counted: CountedAudit, every_revision: bool) -> tuple[StoredRecord, ...]:
    return counted.history.revisions if every_revision else (counted.history.newest,)


def _dump_audit(
    counted: CountedAudit, revision: StoredRecord, root: Path, today: date
) -> JsonObject:
    audit, is_newest = revision.audit, revision is counted.history.newest
    record = audit.record
    if revision.pictures:  # they were left out when the folder was read
        record = read_record(read_stored_bytes(root / revision.name))
    events = counted.history.events if is_newest else ()
    return {
        "file": revision.name,
        "record": dump_record(record),
        "digest": revision.digest,
        "counts": counted.counts and is_newest,
        "standing": counted.standing if is_newest else "revised",
        "counts_for": counted.turn.period.name,
        "events": [dump_event(event) for event in events],
        "result": dump_result(audit.form, score_as_of(audit, today)),
        "questions": list(list_date_questions(audit, today)),
    }


# As a table


def export_csv(
    audits: Iterable[CountedAudit],
    company: Company,
    today: date,
    keys: Mapping[str, PublicKey],
    *,
    every_revision: bool = False,
) -> Iterator[bytes]:
    """Yield a CSV table with a row for each question of each audit.

    It begins with a byte order mark, without which Excel does not read UTF-8. Photographs are only
    named; the JSON holds them.
    """
    yield b"\xef\xbb\xbf"
    header = True
    for counted in audits:
        seals = check_seals(counted.history, keys)
        for revision in _choose_revisions(counted, every_revision):
            # One audit at a time: a year of a chain does not fit into memory.
            seal = _find_seal(seals, revision)
            for row in _list_rows(counted, revision, seal, company, today):
                if header:
                    yield encode_csv_row(row).encode()
                    header = False
                yield encode_csv_row(row.values()).encode()


def _list_rows(
    counted: CountedAudit, revision: StoredRecord, seal: str | None, company: Company, today: date
) -> Iterator[JsonObject]:
    audit = revision.audit
    head = {
        **_list_head(revision.name, audit, company),
        **_list_life(counted, revision),
        "seal": seal,
    }
    score = _list_score(audit, today)
    for scored in audit.result.items:
        answer = audit.record.answers.get(scored.item.standard)
        columns = _list_question(scored), _list_answer(answer), _list_item_score(scored, audit)
        yield {**head, **columns[0], **columns[1], **columns[2], **score}


def _list_head(file: str, audit: Audit, company: Company) -> JsonObject:
    record = audit.record
    return {
        "file": file,
        "reference": record.id,
        "checklist": record.checklist,
        "title": audit.form.title,
        "form": record.form,
        "site": record.site,
        "site name": company.name_of("sites", record.site),
        "date": record.date.isoformat(),
        "auditor": record.auditor,
        "start": record.start,
        "end": record.end,
        "first day": record.period.first.isoformat() if record.period else None,
        "last day": record.period.last.isoformat() if record.period else None,
    }


def _find_seal(seals: tuple[SealCheck, ...], revision: StoredRecord) -> str | None:
    """Return what the seals of a revision say; what is wrong before what is right."""
    # A seal of an earlier revision says nothing about this one.
    number = revision.audit.record.revision
    states = {check.state for check in seals if check.event.revision == number}
    order = ("changed", "broken", "unlisted", "unchanged")
    return next((state for state in order if state in states), None)


def _list_life(counted: CountedAudit, revision: StoredRecord) -> JsonObject:
    record, is_newest = revision.audit.record, revision is counted.history.newest
    return {
        "audit state": record.state,
        "revision": record.revision,
        "counts": counted.counts and is_newest,
        "standing": counted.standing if is_newest else "revised",
        "counts for": counted.turn.period.name,
        "changed after result": record.changed_after_result,
        "corrected": "; ".join(describe_change_made(change) for change in record.changes),
    }


def _list_question(scored: ItemScore) -> JsonObject:
    item = scored.item
    return {
        "standard": item.standard,
        "check": item.check,
        "factor": item.factor,
        "critical": item.critical,
        "weight": item.weight,
        "target": item.target,
        "sample": item.sample,
    }


def _list_answer(answer: Answer | None) -> JsonObject:
    given = answer or Answer()
    fields = ("answer", *NUMBER_BOXES, "note", "unread")
    photos = ", ".join(photo.name for photo in given.photos)
    return {**{name: getattr(given, name) for name in fields}, "photos": photos}


def _list_item_score(scored: ItemScore, audit: Audit) -> JsonObject:
    standard = scored.item.standard
    actions = [describe_action(a) for a in audit.record.actions if a.standard == standard]
    return {
        **_dump_item(scored),
        "remarks": " ".join(describe_remarks(audit, scored)),
        "actions": "; ".join(actions),
    }


def _list_score(audit: Audit, today: date) -> JsonObject:
    result = score_as_of(audit, today)
    interval = result.interval
    actions = [describe_action(a) for a in audit.record.actions if a.standard is None]
    return {
        "headline": describe_headline_in_list(audit.form, result) or None,
        "grade of 10": result.points,
        "grade low": interval.low if interval else None,
        "grade high": interval.high if interval else None,
        "compliance of 6": result.compliance_points,
        "promises": result.promises,
        "too close": result.too_close,
        "verdict": result.verdict,
        "provisional": result.provisional,
        "worst": result.worst.points,
        "best": result.best.points,
        "part not applicable": result.not_applicable,
        "part unanswered": result.unanswered,
        "rules": result.rules,
        "questions": " ".join(list_date_questions(audit, today)),
        "other actions": "; ".join(actions),
        "oddities": "; ".join(audit.record.oddities),
    }

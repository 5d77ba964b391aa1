"""Export audits: a score as plain data, all audits as JSON or as a CSV table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from cx_handbook.audit.folder.answer_table import choose_revisions, find_seal, list_all_rows
from cx_handbook.audit.folder.stored_audits import read_stored_bytes
from cx_handbook.audit.history.counting import CountedAudit
from cx_handbook.audit.history.revisions import StoredRecord
from cx_handbook.audit.history.seals import PublicKey, check_seals
from cx_handbook.audit.questions.care import list_date_questions, score_as_of
from cx_handbook.audit.reading.readers.event_file import dump_event
from cx_handbook.audit.reading.readers.json_file import JsonObject
from cx_handbook.audit.reading.readers.record_file import dump_record, read_record
from cx_handbook.audit.scoring.result import ConfidenceInterval, ItemScore, Outcome, Result
from cx_handbook.audit.wording.report import STATES
from cx_handbook.audit.wording.result_wording import describe_headline
from cx_handbook.content.model import Company, Form
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
        for revision in choose_revisions(counted, every_revision):
            data = _dump_audit(counted, revision, root, today)
            data["seal"] = find_seal(seals, revision)
            yield (before + json.dumps(data, ensure_ascii=False, sort_keys=True)).encode()
            before = ",\n"
    yield b"\n]\n"


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

    Its columns are those of `answer_table`. It begins with a byte order mark, without which Excel
    does not read UTF-8. Photographs are only named; the JSON holds them.
    """
    yield b"\xef\xbb\xbf"
    header = True
    for row in list_all_rows(audits, company, today, keys, every_revision=every_revision):
        if header:
            yield encode_csv_row(row).encode()
            header = False
        yield encode_csv_row(row.values()).encode()

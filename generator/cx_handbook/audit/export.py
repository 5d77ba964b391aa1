"""Audits handed on: the score as plain data, all audits as JSON and as a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from cx_handbook.audit.importer import Audit
from cx_handbook.audit.readers.record_file import record_data
from cx_handbook.audit.record import Answer
from cx_handbook.audit.report import REMARKS, STATES, action_words
from cx_handbook.audit.scoring import Case, Interval, ItemScore, Result
from cx_handbook.content.model import Company

Data = dict[str, Any]


def result_data(result: Result) -> Data:
    """Return a score as plain data; points and shares are exact, not as printed."""
    return {
        "points": result.points,
        "interval": _interval_data(result.interval),
        "compliance_points": result.compliance_points,
        "promises": result.promises,
        "verdict": result.verdict,
        "too_close": result.too_close,
        "provisional": result.provisional,
        "worst": _case_data(result.worst),
        "best": _case_data(result.best),
        "counts": {state: result.count(state) for state in STATES},
        "factors": {
            scored.factor: {"share": scored.share, "interval": _interval_data(scored.interval)}
            for scored in result.factors
        },
        "items": {scored.item.standard: _item_data(scored) for scored in result.items},
    }


def _interval_data(interval: Interval | None) -> Data | None:
    return vars(interval).copy() if interval else None


def _case_data(case: Case) -> Data:
    return vars(case).copy()


def _item_data(scored: ItemScore) -> Data:
    return {
        "state": scored.state,
        "share": scored.share,
        "low": scored.low,
        "high": scored.high,
        "remarks": list(scored.remarks),
    }


def audits_json(audits: Iterable[tuple[str, Audit]]) -> Iterator[bytes]:
    """Yield a JSON list of all audits, each with its file, its whole record and its result."""
    yield b"["
    before = "\n"
    for file, audit in audits:
        data = {
            "file": file,
            "record": record_data(audit.record),
            "result": result_data(audit.result),
        }
        yield (before + json.dumps(data, ensure_ascii=False, sort_keys=True)).encode()
        before = ",\n"
    yield b"\n]\n"


# As a table

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")


def audits_csv(audits: Iterable[tuple[str, Audit]], company: Company) -> Iterator[bytes]:
    """Yield a CSV table with a row for each question of each audit.

    Nothing in it is ever run by a spreadsheet: a text that begins like a formula gets a leading '.
    Photographs are only named; the JSON has them.
    """
    yield b"\xef\xbb\xbf"
    header = True
    for file, audit in audits:
        for row in _rows(file, audit, company):
            if header:
                yield _csv(row)
                header = False
            yield _csv(row.values())


def _csv(values: Iterable[object]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerow([_cell(value) for value in values])
    return stream.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and value.startswith(_RISKY):
        return f"'{value}"
    return value


def _rows(file: str, audit: Audit, company: Company) -> Iterator[Data]:
    head, whole = _head(file, audit, company), _whole(audit)
    for scored in audit.result.items:
        answer = audit.record.answers.get(scored.item.standard)
        yield {**head, **_question(scored), **_answered(answer), **_scored(scored, audit), **whole}


def _head(file: str, audit: Audit, company: Company) -> Data:
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


def _question(scored: ItemScore) -> Data:
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


def _answered(answer: Answer | None) -> Data:
    said = answer or Answer()
    fields = ("answer", "k", "n", "cases", "grade", "note", "unread")
    photos = ", ".join(photo.name for photo in said.photos)
    return {**{name: getattr(said, name) for name in fields}, "photos": photos}


def _scored(scored: ItemScore, audit: Audit) -> Data:
    standard = scored.item.standard
    actions = [action_words(a) for a in audit.record.actions if a.standard == standard]
    return {
        **_item_data(scored),
        "remarks": "; ".join(REMARKS[remark] for remark in scored.remarks),
        "actions": "; ".join(actions),
    }


def _whole(audit: Audit) -> Data:
    result = audit.result
    interval = result.interval
    return {
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
        "other actions": "; ".join(
            action_words(a) for a in audit.record.actions if a.standard is None
        ),
        "oddities": "; ".join(audit.record.oddities),
    }

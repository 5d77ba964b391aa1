"""What the tests of audits share: a form, records of every sort, and files to put them in."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from cx_handbook.audit.reading.importer import Importer
from cx_handbook.audit.reading.readers.record_file import encode_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Form, Handbook

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nnothing but a head").decode()
ANSWERS: dict[str, Any] = {
    "CB-01": {"answer": "count", "k": 19, "n": 20, "cases": 143},
    "SO-02": {"answer": "met", "photos": [{"name": "list.png", "type": "image/png", "data": PNG}]},
    "SO-01": {"answer": "count", "k": 5, "n": 10, "note": "Two did, late: “sorry”."},
    "OF-01": {"answer": "grade", "grade": 8},
    "LI-01": {"answer": "not_applicable", "note": "No case in the period."},
    "HA-01": {"unread": "half"},
}
DRAW: dict[str, Any] = {
    "seed": "harbour 2026-10-01 2026-10-31 SO-01 k3x9-2fq7",
    "of": 143,
    "drawn": ["T-1017", "T-1102", "T-1044"],
    "log": "tickets.csv",
    "log_digest": "ab" * 32,
    "replaced": [{"case": "T-1102", "by": "T-1044", "why": "The caller had hung up."}],
}


def form_of(handbook: Handbook, slug: str = "monthly") -> Form:
    return handbook.forms[slug]


def a_record(handbook: Handbook, **changes: Any) -> AuditRecord:
    """Return an audit of the monthly checklist that has a bit of everything."""
    form = form_of(handbook)
    data = {
        "format": 2,
        "state": "finished",
        "changed_after_result": 13,
        "id": "k3x9-2fq7",
        "form": form.fingerprint,
        "checklist": form.checklist,
        "site": "harbour",
        "date": "2026-11-03",
        "auditor": "Ann Marie Østergård",
        "start": "09:30",
        "end": "10:15",
        "period": {"first": "2026-10-01", "last": "2026-10-31"},
        "answers": ANSWERS,
        "actions": [
            {"number": 1, "standard": "SO-01", "what": "Practise", "who": "Ann", "by": "2026-12-01"}
        ],
        "draws": {"SO-01": DRAW},
        "taken_over": {"CB-01": ["a1-b2", "a1-b3"]},
        "device": {"device": "tab-7f3k", "number": 12},
        "oddities": ["margin: see over"],
    }
    return AuditRecord.model_validate({**data, **changes})


def a_typed_record(handbook: Handbook, **changes: Any) -> AuditRecord:
    """Return the same audit as paper gives it: without what only a device knows."""
    of_device: dict[str, Any] = {
        "changed_after_result": 0, "draws": {}, "taken_over": {}, "device": None
    }  # fmt: skip
    return a_record(handbook, **of_device, **changes)


def a_revision(record: AuditRecord, **changes: Any) -> AuditRecord:
    """Return the next revision of a record, with other fields."""
    number = record.revision + 1
    change = {"revision": number, "on": "2026-11-05", "by": "Mia", "why": "Counted again."}
    data = record.model_dump(mode="json", exclude_none=True)
    data |= {
        "revision": number,
        "replaces": digest_record(record),
        "changes": [*data["changes"], {**change, "what": sorted(changes)}],
    }
    return AuditRecord.model_validate({**data, **changes})


def make_test_importer(handbook: Handbook) -> Importer:
    """Return an importer that knows the forms of today as issued."""
    forms = {
        form.fingerprint: form
        for slug in ("monthly", "daily")
        for form in [form_of(handbook, slug)]
    }
    return Importer(handbook.company, forms)


def issued(root: Path) -> Path:
    """Issue the forms of a handbook, as a build does, and return its folder."""
    from cx_handbook.content.issued_forms import issue_forms

    issue_forms(load_handbook(root), root)
    return root


def issue_earlier_form(root: Path, handbook: Handbook) -> Form:
    """Issue the monthly form as it was under the first version of the scoring rules."""
    form = form_of(handbook).model_copy(update={"scoring": 1})
    data = {"fingerprint": form.fingerprint, "form": form.model_dump(mode="json")}
    path = root / "checklists/issued" / f"{form.checklist}-{form.fingerprint}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), "utf-8")
    return form


def put(path: Path, record: AuditRecord) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_record(record))
    return path

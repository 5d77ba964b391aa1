"""Write audit records to measure with: two folders of 1,000, for one checklist of a handbook."""

from __future__ import annotations

import random
from pathlib import Path

from cx_handbook.audit.reading.readers.record_file import encode_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.issued_forms import issue_forms
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Form, Item

EACH = 1000
# A checklist is repeated each quarter. So many years, at each site of the company, make two or three
# audits a turn: some are second audits and corrections, as in use, and most are not.
YEARS = range(1990, 2027)


def write_records(root: Path, slug: str, folder: Path) -> None:
    """Issue the forms of the handbook below `root`; write records-first and records-second."""
    handbook = load_handbook(root)
    issue_forms(handbook, root)
    form = handbook.forms[slug]
    draw = random.Random(EACH)
    sites = [site.id for site in handbook.company.sites]
    for name in ("first", "second"):
        target = folder / f"records-{name}"
        target.mkdir()
        for n in range(EACH):
            record = _record(form, sites[n % len(sites)], f"{name}-{n}", draw)
            (target / f"{n:04}.json").write_bytes(encode_record(record))


def _record(form: Form, site: str, reference: str, draw: random.Random) -> AuditRecord:
    return AuditRecord.model_validate(
        {
            "format": 2,
            "state": "finished",
            "id": reference,
            "form": form.fingerprint,
            "checklist": form.checklist,
            "site": site,
            "date": f"{draw.choice(YEARS)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            "auditor": "Somebody Who Looks",
            "answers": {item.standard: _answer(item, draw) for item in form.items},
            "actions": [
                {"number": 1, "what": "Give the log to one person for each shift.", "who": "Ann"}
            ],
        }
    )


def _answer(item: Item, draw: random.Random) -> dict[str, object]:
    note = "The list for Tuesday was not there; asked the lead, who had it."
    if item.answer == "count":
        return {"answer": "count", "k": draw.randint(0, 20), "n": 20, "cases": 143, "note": note}
    if item.answer == "grade":
        return {"answer": "grade", "grade": draw.randint(0, 10), "note": note}
    return {"answer": draw.choice(("met", "not_met")), "note": note}

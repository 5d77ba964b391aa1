"""The table that the browser writes has the columns, and the cells, of the terminal's."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

from cx_handbook.audit.folder.answer_table import COLUMNS
from cx_handbook.audit.folder.export import export_csv
from cx_handbook.audit.history.counting import decide_standings
from cx_handbook.audit.history.revisions import StoredRecord, gather_histories
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.content.model import Handbook
from support.audit_records import a_record, form_of
from support.audit_scripts import load_audit_scripts, plain_form

TODAY = date(2026, 11, 28)
NAMES = [column.name for column in COLUMNS]
NOT_IN_THE_BROWSER = {"seal", "question", "points", "gives_grade", "counted_cases"}
WRITE = """(record, form, site, today) => {
    const { auditTable, recordFormat, recordQuestions, scoring } = Handbook.audit;
    const { audit, photos } = recordFormat.fromRecord(record, form, record.id, "");
    const again = recordFormat.toRecord(audit, form, new Map(photos.map((one) => [one.key, one])));
    const asked = recordQuestions.findRecordQuestions(again, form, today);
    const result = recordQuestions.applyQuestions(
        scoring.scoreAudit(form, again.answers), asked);
    return auditTable.writeTable([{
        audit, form, answers: again.answers, result, asked, site,
        standing: { counts: true, why: "" },
        period: Handbook.audit.standings.findPeriod(audit, { monthly: "FREQ=MONTHLY" }).name,
    }]);
}"""


def read_table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def write_both(handbook: Handbook, **changes: Any) -> tuple[list[dict[str, str]], ...]:
    """Return the table of one record as the browser and as the terminal writes it."""
    record, form = a_record(handbook, **changes), form_of(handbook)
    name = f"harbour/{record.date}-monthly-{record.id}" + (".r2" if record.revision > 1 else "")
    stored = StoredRecord(f"{name}.json", Audit(record, form), digest_record(record))
    counted = decide_standings(gather_histories([stored], [])[0], {"monthly": "FREQ=MONTHLY"})
    python = b"".join(export_csv(counted, handbook.company, TODAY, {})).decode("utf-8")
    plain = record.model_dump(mode="json", exclude_none=True)
    site = handbook.company.name_of("sites", record.site)
    script = load_audit_scripts().call(WRITE, plain, plain_form(form), site, TODAY.isoformat())
    return read_table(script), read_table(python)


def as_number(cell: str) -> str | float:
    """Return a cell as a number where it is one: Python writes 1.0 where a script writes 1."""
    return float(cell) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?", cell) else cell


def test_the_columns_are_those_that_the_documentation_lists() -> None:
    """Those that a browser can fill, in the same order."""
    head = load_audit_scripts().call(
        """() => {
            const item = { standard: "A-1", answer: "yes_no" };
            const audit = { actions: [], date: "2026-11-03", checklist: "a", id: "b", site: "c" };
            const result = { items: [{ item, remarks: [] }], worst: {}, best: {} };
            const form = { title: "", grade: false };
            return Handbook.audit.auditTable.writeTable([
                { audit, form, answers: {}, result, site: "" }]).split("\\r\\n")[0];
        }"""
    )
    columns = head.removeprefix("\ufeff").split(",")
    assert columns == [name for name in NAMES if name not in NOT_IN_THE_BROWSER]


def test_each_cell_says_what_the_terminal_says(handbook: Handbook) -> None:
    """Of an audit with answers of each type, actions, oddities, and of its correction."""
    change = {"revision": 2, "on": "2026-11-05", "by": "Ann", "why": "Counted\nagain.",
              "what": ["SO-01", "date"]}  # fmt: skip
    corrected = {"revision": 2, "replaces": "a" * 64, "changes": [change]}
    for changes in ({}, corrected, {"period": None, "auditor": None}):
        script, python = write_both(handbook, **changes)
        assert len(script) == len(python) > 0
        for own, other in zip(script, python, strict=True):
            for name in own:
                assert as_number(own[name]) == as_number(other[name]), name

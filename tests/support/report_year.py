"""A whole year of audits in short form, and the report that Python and the scripts make of it.

The file is written anew, after a change of the sample year or of a rule, by

    PYTHONPATH=tests .venv/bin/python -m support.report_year
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from cx_handbook.audit.history.counting import decide_standings, list_rules
from cx_handbook.audit.history.revisions import StoredRecord, gather_histories
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.periods import find_period
from cx_handbook.audit.records.record import Answer, AuditRecord
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Form, Handbook
from cx_handbook.reports.gather import gather_input
from cx_handbook.reports.report import Report, ReportAction
from cx_handbook.reports.series import PeriodAudit
from support.project import CASES, PROJECT, load_tool
from support.report_scripts import dump_in_python, make_report

FILE = CASES / "reports" / "year.json"
DECIMALS = 9
DIGITS = 12  # of a form's fingerprint


def read_year() -> dict[str, Any]:
    """Return the case: `audits` and `actions` in short form, `titles`, and the `report` of them."""
    content: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return content


# Short forms


def shorten_audit(one: PeriodAudit) -> str:
    """Return an audit in a line: reference, site, days, period's rule, form, and its answers in order."""
    record = one.audit.record
    answers = [_shorten_answer(record.answers.get(i.standard)) for i in one.audit.form.items]
    days = f"{one.period.first}..{one.period.last}"
    head = (record.id, record.site, record.date, days, one.period.name, record.form[:DIGITS])
    return f"{' '.join(map(str, head))}: {', '.join(answers)}"


def _shorten_answer(answer: Answer | None) -> str:
    if answer is None or answer.answer is None:
        return "-"
    if answer.answer == "count":
        return f"{answer.k}/{answer.n}"
    return f"{answer.grade} of 10" if answer.answer == "grade" else answer.answer


def read_audit(short: str, forms: dict[str, Form]) -> PeriodAudit:
    """Return an audit from its line."""
    head, answers = short.split(": ")
    reference, site, day, days, name, fingerprint = head.split(" ")
    form = forms[fingerprint]
    said = zip(form.items, answers.split(", "), strict=True)
    first, last = (date.fromisoformat(part) for part in days.split(".."))
    rule = {7: "FREQ=MONTHLY", 4: "FREQ=YEARLY"}[len(name)]
    period = find_period("FREQ=MONTHLY;INTERVAL=3" if "-Q" in name else rule, last)
    assert (period.first, period.last, period.name) == (first, last, name)
    record = AuditRecord.model_validate(
        {
            "format": 2, "state": "finished", "id": reference, "form": form.fingerprint,
            "checklist": form.checklist, "site": site, "date": day,
            "answers": {i.standard: _read_answer(text) for i, text in said if text != "-"},
        }
    )  # fmt: skip
    return PeriodAudit(period, Audit(record, form))


def _read_answer(short: str) -> dict[str, Any]:
    if "/" in short:
        k, n = map(int, short.split("/"))
        return {"answer": "count", "k": k, "n": n}
    if short.endswith(" of 10"):
        return {"answer": "grade", "grade": int(short.split(" ")[0])}
    return {"answer": short, **({"note": "None."} if short == "not_applicable" else {})}


def read_action(short: str) -> ReportAction:
    """Return an action that is done from its line: site, checklist, audit, standard, day."""
    site, checklist, audit, standard, done = short.split(" ")
    return ReportAction(
        site, checklist, audit, standard, "", None, None, "done", date.fromisoformat(done)
    )


def build_report(case: dict[str, Any]) -> Report:
    """Return the report of a case."""
    forms = {one.fingerprint[:DIGITS]: one.form for one in load_handbook(PROJECT).issued}
    audits = [read_audit(line, forms) for line in case["audits"]]
    counting = {one.audit.record.id: one.audit for one in audits}
    pairs = [
        (counting[first], read_audit(line, forms).audit)
        for first, line in (short.split(" ", 1) for short in case["seconds"])
    ]
    actions = [read_action(line) for line in case["actions"]]
    return make_report(audits, actions, case["titles"], pairs=pairs)


# Writing


def generate_case() -> dict[str, Any]:
    """Return the case of the sample year, without the daily walk, which gives no grade."""
    handbook = load_handbook(PROJECT)
    given = gather_input(handbook, _count_audits(handbook), {}, date(2026, 11, 1))
    audits = [one for one in given.audits if one.audit.form.grade]
    case = {
        "says": "The sample year: " + str(len(audits)) + " audits of three sites.",
        "titles": dict(given.titles),
        "audits": sorted(shorten_audit(one) for one in audits),
        "seconds": [_shorten_pair(first, second, audits) for first, second in given.pairs],
        "actions": sorted(
            f"{one.site} {one.checklist} {one.audit} {one.standard} {one.done}"
            for one in given.actions
            if one.done
        ),
    }
    report = dump_in_python(build_report(case))
    return {**case, "report": _round_numbers(report)}


def _shorten_pair(first: Audit, second: Audit, audits: list[PeriodAudit]) -> str:
    """Return the reference of the audit that counts, and the line of the second auditor's."""
    period = next(one.period for one in audits if one.audit.record.id == first.record.id)
    return f"{first.record.id} {shorten_audit(PeriodAudit(period, second))}"


def _count_audits(handbook: Handbook) -> Any:
    year = load_tool("sample_year").generate_year(handbook, date(2026, 10, 1))
    forms = {issued.fingerprint: issued.form for issued in handbook.issued}
    stored = [
        StoredRecord(f"audits/{n:04}.json", Audit(record, forms[record.form]), record.id)
        for n, record in enumerate(year.records)
    ]
    return decide_standings(gather_histories(stored, year.events)[0], list_rules(handbook))


def _round_numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _round_numbers(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_round_numbers(part) for part in value]
    return round(value, DECIMALS) if isinstance(value, float) else value


def _write_lines(value: Any, indent: int = 0) -> str:
    """Return JSON with a line for each list of plain values, so that a change is seen in a diff."""
    pad = " " * (indent + 1)
    if isinstance(value, dict) and value:
        parts = [f"{pad}{json.dumps(k)}: {_write_lines(v, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(parts) + f"\n{' ' * indent}}}"
    if isinstance(value, list) and any(
        isinstance(v, (list, dict)) or len(str(v)) > 80 for v in value
    ):
        parts = [pad + _write_lines(one, indent + 1) for one in value]
        return "[\n" + ",\n".join(parts) + f"\n{' ' * indent}]"
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(_write_lines(generate_case()) + "\n", "utf-8")

"""Audits of several months in short form, for the tests of reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.periods import find_period
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.model import Form
from cx_handbook.reports.series import PeriodAudit
from support.score_cases import form_of, written_out

MONTHLY = "FREQ=MONTHLY"
ITEMS = {
    "CO-01": "count", "CO-02": "count", "CO-03": "count", "TA-01": "yes_no", "DI-01": "count",
    "ST-01": "count", "EM-01": "yes_no",
}  # fmt: skip


def make_form(items: dict[str, str] | None = None, **changes: Any) -> Form:
    """Return a form of the second rules, from questions in the short form of the score cases."""
    short = {"name": "", "says": "", "answers": {}, "form": {"items": items or ITEMS, **changes}}
    return form_of(written_out(short, {})["form"], 2)


def make_audit(
    form: Form,
    month: date,
    answers: dict[str, str],
    site: str = "harbour",
    reference: str = "",
    **changes: Any,
) -> PeriodAudit:
    """Return the audit of a month; answers are in the short form of the score cases."""
    period = find_period(MONTHLY, month)
    case = written_out({"name": "", "says": "", "form": {"items": {}}, "answers": answers}, {})
    record = AuditRecord.model_validate(
        {
            "format": 2,
            "state": "finished",
            "id": reference or f"{site}-{month:%Y-%m}",
            "form": form.fingerprint,
            "checklist": form.checklist,
            "site": site,
            "date": (period.last + timedelta(days=2)).isoformat(),
            "period": {"first": period.first.isoformat(), "last": period.last.isoformat()},
            "answers": case["answers"],
            **changes,
        }
    )
    return PeriodAudit(period, Audit(record, form))


def make_year(
    form: Form, right: Sequence[int], site: str = "harbour", first: date = date(2025, 11, 1)
) -> list[PeriodAudit]:
    """Return an audit for each of several months: so many of twenty cases right in each count."""
    months = [first]
    while len(months) < len(right):
        months.append((months[-1] + timedelta(days=32)).replace(day=1))
    return [
        make_audit(form, month, answer_all(form, k), site)
        for month, k in zip(months, right, strict=True)
    ]


def answer_all(form: Form, right: int, **others: str) -> dict[str, str]:
    """Return answers to a whole form: so many of twenty right, every yes or no met."""
    said = {i.standard: f"{right}/20" if i.answer == "count" else "met" for i in form.items}
    return {**said, **{name.replace("_", "-"): text for name, text in others.items()}}

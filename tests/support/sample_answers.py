"""Tables of answers for the tests of the roll-up: the sample year, and one with every odd case."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from cx_handbook.audit.folder.answer_parquet import write_answer_parquet
from cx_handbook.audit.folder.answer_table import list_all_rows
from cx_handbook.audit.history.counting import CountedAudit, decide_standings, list_rules
from cx_handbook.audit.history.revisions import StoredRecord, gather_histories
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.content.loader import load_handbook
from support.project import PROJECT, load_tool

FACTORS = ("compliance", "tangibles", "disposition", "staff", "empathy")
Rows = list[dict[str, Any]]


@cache
def list_sample_audits(months: int = 12) -> tuple[CountedAudit, ...]:
    """Return the audits of the sample year, and whether each of them counts."""
    handbook = load_handbook(PROJECT)
    year = load_tool("sample_year").generate_year(handbook, date(2026, 10, 1), months=months)
    forms = {issued.fingerprint: issued.form for issued in handbook.issued}
    records = [
        StoredRecord(f"audits/{n:04}.json", Audit(record, forms[record.form]), record.id)
        for n, record in enumerate(year.records)
    ]
    histories, _ = gather_histories(records, year.events)
    return decide_standings(histories, list_rules(handbook))


@cache
def list_sample_rows(months: int = 12) -> Rows:
    """Return the table of answers of the sample year."""
    company = load_handbook(PROJECT).company
    return list(list_all_rows(list_sample_audits(months), company, date(2026, 11, 1), {}))


def draw_odd_rows(seed: int, sites: int = 11, periods: int = 4) -> Rows:
    """Return answers with several forms in a period, blanks, unknown cases and all cases looked at."""
    draw, rows = Random(seed), []
    for period in range(periods):
        forms = [f"form-{draw.randrange(4)}" for _ in range(draw.randint(1, 3))]
        for site in range(sites if period else 1):
            form = draw.choice(forms)
            head = {
                "checklist": "odd", "counts_for": f"2026-0{period + 1}", "form": form,
                "site": f"site-{site:02}", "date": f"2026-0{period + 2}-{draw.randint(1, 28):02}",
                "gives_grade": True, "counts": draw.random() < 0.95,
            }  # fmt: skip
            rows += [{**head, **question} for question in _draw_questions(draw, form)]
    return rows


def _draw_questions(draw: Random, form: str) -> Rows:
    own = Random(form)
    asked = [n for n in range(20) if n < 17 or own.random() < 0.5]
    counts = [sum(n % 5 == factor for n in asked) for factor in range(5)]
    found = []
    for n in asked:
        factor = n % 5
        points = (6 if factor == 0 else 1) / counts[factor]
        question = {
            "question": f"q{n:02}", "standard": f"ST-{n:02}", "factor": FACTORS[factor],
            "points": points,
        }  # fmt: skip
        found.append({**question, **_draw_answer(draw, n)})
    return found


def _draw_answer(draw: Random, n: int) -> dict[str, Any]:
    blank = {"share": None, "k": None, "n": None, "counted_cases": None}
    chance = draw.random()
    if chance < 0.08:
        return {**blank, "state": "not_applicable"}
    if chance < 0.12:
        return {**blank, "state": "unanswered", "k": 9, "n": 7}
    if n % 4 == 3:
        share = float(draw.random() < 0.8)
        return {**blank, "state": "met" if share else "not_met", "share": share}
    looked_at = draw.choice((1, 2, 5, 10, 20))
    met = sum(draw.random() < (1 if n % 6 == 0 else 0.9) for _ in range(looked_at))
    # Question 1 is looked at whole but at one site at most, question 2 never knows its cases.
    more = draw.choice((0, 1, 7, 130)) if n != 1 else draw.choice((0, 0, 0, 0, 40))
    known = n != 2 and (n % 3 or draw.random() < 0.9)
    return {
        "state": "met" if met == looked_at else "not_met",
        "share": met / looked_at,
        "k": met,
        "n": looked_at,
        "counted_cases": looked_at + more if known else None,
    }


def write_rows(rows: Rows, path: Path) -> Path:
    """Write rows to a parquet file and return its path."""
    write_answer_parquet(rows, path)
    return path

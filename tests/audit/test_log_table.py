"""Reading a log: the same cases in Python and in the browser, whatever a spreadsheet made of the file."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cx_handbook.audit.reading import log_table
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.log_table import LogTable, find_case_column, parse_csv, select_cases
from cx_handbook.audit.records.periods import Period
from cx_handbook.content.model.log import EntryCondition, Log, LogColumn
from support.project import CASES
from support.v8 import JSEvalException, Scripts

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
MONTH_FIRST = ("en-US",)
LOG = Log(
    title="Call-backs",
    purpose="Every call we promised.",
    how_to=("Write it at once.",),
    columns=(
        LogColumn(id="number", title="No.", kind="reference"),
        LogColumn(id="when", title="Promised for", kind="moment", width=40),
        LogColumn(id="kept", title="Kept?", kind="choice", choices=("Yes", "No"), width=20),
        LogColumn(id="next", title="Next entry", kind="text", width=37),
    ),
    cases="number",
    day="when",
    prefix="CB",
    rows=5,
    owner="lead",
    revised=date(2026, 1, 1),
)


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    """The same in V8."""
    return Scripts(
        "vendor/js-sha256/sha256.min.js", "audit/draws.js", "shell/csv_text.js", "logs/log_table.js"
    )


@pytest.fixture(params=sorted((CASES / "logs").glob("*.json")), ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A case of tests/cases/logs: a file, and what is drawn from in October 2026."""
    content: dict[str, Any] = json.loads(request.param.read_text("utf-8"))
    return content


def test_python_finds_the_cases_of_the_file(case: dict[str, Any]) -> None:
    """References in their order, and how many entries were left out and why."""
    if "refused" in case:
        with pytest.raises(UnreadableError) as refused:
            read(case)
        assert str(refused.value) == case["refused"]
        return
    found = read(case)
    references = found.references
    assert list(references.names) == case["names"]
    assert case["left_out"] == {
        "outside": found.outside,
        "other": found.other,
        "undated": found.undated,
        "blank": list(references.blank),
        "repeated": list(references.repeated),
    }


def read(case: dict[str, Any]) -> log_table.Selection:
    """Return the cases as Python finds them."""
    table = parse_csv(case["csv"])
    only = [EntryCondition(**condition) for condition in case.get("only", ())]
    column = find_case_column(table, LOG, None)
    return select_cases(table, column, LOG, only, OCTOBER, case.get("language", "en-GB"))


def test_v8_finds_the_cases_of_the_file(case: dict[str, Any], scripts: Scripts) -> None:
    """The browser finds the same, and refuses with the same words."""
    script = """(csv, log, only, isMonthFirst) => {
        const { table } = Handbook.logs;
        const read = table.parseCsv(csv);
        const days = { first: "2026-10-01", last: "2026-10-31" };
        const place = table.findCaseColumn(read, log);
        return table.selectCases(read, place, log, only, days, isMonthFirst);
    }"""
    is_month_first = case.get("language") in MONTH_FIRST
    given = (case["csv"], LOG.model_dump(mode="json"), case.get("only", []), is_month_first)
    if "refused" in case:
        with pytest.raises(JSEvalException) as refused:
            scripts.call(script, *given)
        assert f"Error: {case['refused']}\n" in str(refused.value)
        return
    found = scripts.call(script, *given)
    assert found["references"]["names"] == case["names"]
    assert case["left_out"] == {
        **{name: found[name] for name in ("outside", "other", "undated")},
        **{name: found["references"][name] for name in ("blank", "repeated")},
    }


def test_what_the_browser_exports_is_read_back(scripts: Scripts) -> None:
    """Quotes, line breaks, separators and formulas come back as they were typed."""
    cells = ["=1+1", 'say "soon"', "a, b; c", "two\nlines", "'quoted", "+44 20", "", "Ärger 📞"]
    headings = [f"h{n}" for n in range(len(cells))]
    text = scripts.call("Handbook.logs.table.formatCsv", headings, [cells, cells[::-1]])
    assert parse_csv(text) == LogTable(tuple(headings), (tuple(cells), tuple(cells[::-1])))
    assert scripts.call("Handbook.logs.table.parseCsv", text) == {
        "headings": headings,
        "entries": [cells, cells[::-1]],
    }


def test_more_entries_than_an_answer_can_count_are_refused() -> None:
    """One period alone has fewer; a file of years is named as such."""
    rows = "x\n" * (log_table.MOST_ENTRIES + 1)
    with pytest.raises(UnreadableError, match="has more than 99999 entries; save one period alone"):
        parse_csv(f"No.\n{rows}")


def test_a_column_of_another_name_can_be_named() -> None:
    """A log from a ticket system has headings of its own; a slip is answered with those there are."""
    table = parse_csv("Ticket,Opened\nT-1,2026-10-01\n")
    assert find_case_column(table, None, "ticket") == 0
    with pytest.raises(UnreadableError) as refused:
        find_case_column(table, None, "Tickets")
    assert str(refused.value) == (
        "there is no column Tickets; name the one with the references: Ticket, Opened"
    )

"""The formulas of the second version of the rules, in both engines, score as Python does."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

import pytest

from cx_handbook.audit.reading.readers.workbook import read_workbook
from cx_handbook.audit.scoring.result import Result
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.audit.wording.result_wording import (
    describe_headline,
    describe_left_out,
    describe_zero_tolerance,
    name_close_call,
)
from cx_handbook.content.model import Handbook
from cx_handbook.documents.workbook.score_rules_2 import ROWS
from cx_handbook.labels import CLOSE_CALLS, PROMISES, VERDICTS, ZERO_TOLERANCE, describe_promises
from support.project import Shared
from support.random_audits import draw_audit
from support.score_cases import FOLDER_2, ScoreCase, score_cases
from support.workbooks import Calculations, fill_in, list_calculations, read_sheet, read_states

pytestmark = pytest.mark.office

DRAWN = 60
FACTORS = ("compliance", "tangibles", "disposition", "staff", "empathy")
STATES = ("met", "not_met", "not_applicable", "unanswered")
# No box of a workbook says that a number of cases comes from a log.
CASES = {
    case.name: case
    for case in score_cases(FOLDER_2)
    if not any(answer.cases_from for answer in case.answers.values())
}
VERDICT_CODES = {**{label: code for code, label in VERDICTS.items()}, "–": None}
PROMISE_CODES = {**{describe_promises(code, 2): code for code in PROMISES}, "–": None}


def draw_cases() -> dict[str, ScoreCase]:
    """Return audits by chance: forms and answers of any shape, good and bad."""
    chance = Random(20261128)
    drawn = (draw_audit(chance, 2) for _ in range(DRAWN))
    return {f"drawn {n}": ScoreCase(f"drawn {n}", *audit, {}) for n, audit in enumerate(drawn)}


ALL = {**CASES, **draw_cases()}
DRAWN_CASES = {name: case for name, case in ALL.items() if name not in CASES}


def list_some(names: Mapping[str, ScoreCase]) -> list[Any]:
    """Return the calculations of some of the cases, as parameters of a test."""
    return [each for each in list_calculations(ALL) if each.values[1] in names]


@pytest.fixture(scope="session")
def calculations(handbook: Handbook, shared: Shared) -> Calculations:
    """Return the workbook of every vector and of every drawn audit, calculated."""
    return Calculations(handbook, ALL, shared, "workbooks-2")


def read_lines(content: bytes) -> dict[str, Any]:
    """Return the lines of the sheet Result by their labels, of equal ones the first."""
    rows = read_sheet(content, "Result")
    return {str(row[0]): row[1] for row in reversed(rows)}


def read_cell(content: bytes, name: str, column: str = "B") -> Any:
    """Return a cell of the hidden sheet with the score; None where it has no value."""
    value = read_sheet(content, "_score")[ROWS[name] - 1]["ABCD".index(column)]
    return None if value == "" else value


def printed(cell: object) -> str | None:
    return f"{cell:.1f}" if isinstance(cell, float) else None


def read_result(content: bytes) -> dict[str, Any]:
    """Return what the sheets Result and Audit show, in the words of the vectors."""
    lines, rows = read_lines(content), read_sheet(content, "Result")
    result = {
        "compliance_points": printed(lines["Compliance, points of 6"]),
        "promises": PROMISE_CODES[lines["Promises"]],
        "provisional": lines["State"] != "Final",
        "factors": {f: lines[f.capitalize()] for f in FACTORS if lines[f.capitalize()] != "–"},
        "counts": {state: lines[state.replace("_", " ").capitalize()] for state in STATES},
        "items": read_states(content),
    }
    if "Verdict" not in lines:
        return result
    (head,) = (n for n, row in enumerate(rows) if row[1:3] == ["Worst case", "Best case"])
    outcomes = [
        {
            "points": printed(rows[head + 1][column]),
            "promises": PROMISE_CODES[rows[head + 2][column]],
            "verdict": VERDICT_CODES[rows[head + 3][column]],
        }
        for column in (1, 2)
    ]
    return result | {
        "points": printed(lines["Grade, of 10"]),
        "verdict": VERDICT_CODES[lines["Verdict"]],
        "worst": outcomes[0],
        "best": outcomes[1],
        "span": lines["Had every case been looked at"],
    }


def expect_result(case: ScoreCase) -> dict[str, Any]:
    """Return what a vector expects of the workbook; shares are cut after a tenth of a percent."""
    given, interval = case.expected, case.expected["interval"]
    shares = {f: floor(Fraction(share) * 1000) / 1000 for f, share in given["factors"].items()}
    names = ("compliance_points", "promises", "provisional", "counts", "items")
    graded = ("points", "verdict", "worst", "best") if case.form.grade else ()
    span = {"span": f"{interval['low']} to {interval['high']}" if interval else "–"}
    return {
        **{name: given[name] for name in (*names, *graded)},
        "factors": shares,
        **(span if case.form.grade else {}),
    }


@pytest.mark.parametrize(("engine", "name"), list_some(CASES))
def test_the_workbook_scores_as_the_vectors_say(
    engine: str, name: str, calculations: Calculations
) -> None:
    """Points, promises, verdict, worst and best case, shares, states and the span, as printed."""
    assert read_result(calculations.get(engine, name)) == expect_result(CASES[name])


@pytest.mark.parametrize(("engine", "name"), list_some(CASES))
def test_the_workbook_finds_what_is_too_close(
    engine: str, name: str, calculations: Calculations
) -> None:
    """The same limits as in the vectors, in the words of every medium, and above all else."""
    case, content = CASES[name], calculations.get(engine, name)
    result = score_answers(case.form, case.answers)
    rows, lines = read_sheet(content, "Result"), read_lines(content)
    names = ", ".join(name_close_call(call) for call in result.close_calls)
    assert lines["What is too close"] == (names or "–")
    assert rows[1][0] == describe_headline(case.form, result)
    texts = [str(row[0]) for row in rows]
    for call in result.close_calls:
        opening = CLOSE_CALLS[call.name].split("{low}")[0]
        if call.name != "critical":
            assert any(text.startswith(opening) for text in texts), call
    assert lines["Left out"] == (", ".join(describe_left_out(result)) or "–")
    opening = ZERO_TOLERANCE.split("{")[0]
    missed = [text for text in texts if text.startswith(opening)]
    assert missed == [text for text in [describe_zero_tolerance(result)] if text]


def expect_figures(result: Result) -> dict[str, Any]:
    interval = result.interval
    return {
        "grade": result.points,
        "promises": result.promises,
        "verdict": result.verdict,
        "worst": result.worst.points,
        "best": result.best.points,
        "low": interval and interval.low,
        "high": interval and interval.high,
        "not applicable": result.not_applicable,
        "unanswered": result.unanswered,
        "close": len(result.close_calls),
    }


def read_figures(content: bytes) -> dict[str, Any]:
    return {
        "grade": read_cell(content, "grade"),
        "promises": read_cell(content, "promises"),
        "verdict": read_cell(content, "verdict"),
        "worst": read_cell(content, "grade", "C"),
        "best": read_cell(content, "grade", "D"),
        "low": read_cell(content, "shown low", "C"),
        "high": read_cell(content, "shown high", "C"),
        "not applicable": read_cell(content, "not applicable part"),
        "unanswered": read_cell(content, "unanswered part"),
        "close": read_cell(content, "too close"),
    }


@pytest.mark.parametrize(("engine", "name"), list_some(DRAWN_CASES))
def test_drawn_audits_score_alike_to_nine_decimals(
    engine: str, name: str, calculations: Calculations
) -> None:
    """Sixty forms and answers by chance: the workbook has the figures of Python."""
    case, figures = ALL[name], read_figures(calculations.get(engine, name))
    for figure, value in expect_figures(score_answers(case.form, case.answers)).items():
        near = pytest.approx(value, abs=1.5e-9) if isinstance(value, float) else value
        assert figures[figure] == near, figure


def test_drawn_audits_are_of_every_sort() -> None:
    """Among those drawn are final and provisional, graded, open, broken and close ones."""
    results = [score_answers(case.form, case.answers) for case in DRAWN_CASES.values()]
    assert {result.promises for result in results} == {"kept", "broken", "open", None}
    assert {result.provisional for result in results} == {True, False}
    assert any(result.interval for result in results)
    assert any(result.close_calls for result in results)
    assert any(result.zero_tolerance for result in results)


def test_what_libreoffice_saves_is_read_as_it_was_written(calculations: Calculations) -> None:
    """A workbook that another program saved has the same texts in its boxes."""
    for name, content in calculations.get_picked("libreoffice").items():
        assert read_workbook(content) == fill_in(ALL[name]), name


@pytest.mark.deep
def test_all_that_libreoffice_saves_is_read_as_it_was_written(calculations: Calculations) -> None:
    """The same of every other vector and drawn audit."""
    for name, content in calculations.get_rest("libreoffice").items():
        assert read_workbook(content) == fill_in(ALL[name]), name

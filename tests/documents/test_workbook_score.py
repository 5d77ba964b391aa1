"""The workbook's formulas, calculated by IronCalc and LibreOffice, give the score that Python gives."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import Any

import pytest

from cx_handbook.audit.reading.readers.workbook import read_workbook
from cx_handbook.content.model import Handbook
from cx_handbook.labels import VERDICTS
from support.project import Shared
from support.score_cases import ScoreCase, score_cases
from support.workbooks import Calculations, fill_in, list_calculations, read_sheet, read_states

pytestmark = pytest.mark.office

FACTORS = ("compliance", "tangibles", "disposition", "staff", "empathy")
STATES = ("met", "not_met", "not_applicable", "unanswered")
CASE = ("points", "promises", "verdict")
VERDICT_CODES = {**{label: code for code, label in VERDICTS.items()}, "–": None}
CASES = {case.name: case for case in score_cases()}


@pytest.fixture(scope="session")
def calculations(handbook: Handbook, shared: Shared) -> Calculations:
    """Return the workbook of every score vector, calculated."""
    return Calculations(handbook, CASES, shared, "workbooks")


def shown(content: bytes) -> dict[str, Any]:
    """Return what the sheet Result shows, in the words of the vectors."""
    rows = read_sheet(content, "Result")
    value = {str(row[0]).lower().replace(" ", "_"): row[1] for row in reversed(rows)}
    worst, best = (dict(zip(CASE, (row[n] for row in rows[8:11]), strict=True)) for n in (1, 2))
    return {
        "points": printed(value["grade,_of_10"]),
        "compliance_points": printed(value["compliance,_points_of_6"]),
        "promises": printed(value["promises"]),
        "verdict": VERDICT_CODES[value["expected_verdict"]],
        "provisional": value["state"] != "Final",
        "worst": {name: printed(cell) for name, cell in worst.items()},
        "best": {name: printed(cell) for name, cell in best.items()},
        "factors": {name: value[name] for name in FACTORS if value[name] != "–"},
        "counts": {name: value[name] for name in STATES},
        "items": read_states(content),
    }


def expected(case: ScoreCase) -> dict[str, Any]:
    """Return what a vector expects of the workbook; shares are cut after a tenth of a percent."""
    factors = case.expected["factors"].items()
    shares = {name: floor(Fraction(share) * 1000) / 1000 for name, share in factors}
    names = ("points", "compliance_points", "promises", "verdict", "provisional", "worst", "best")
    return {
        **{name: case.expected[name] for name in (*names, "counts", "items")},
        "factors": shares,
    }


def printed(cell: object) -> str | None:
    if isinstance(cell, float):
        return f"{cell:.1f}"
    return None if cell == "–" else str(cell).lower()


@pytest.mark.parametrize(("engine", "name"), list_calculations(CASES))
def test_the_workbook_calculates_as_python_does(
    engine: str, name: str, calculations: Calculations
) -> None:
    """Points, promises, verdicts, worst and best case, shares and states, to the last digit."""
    assert shown(calculations.get(engine, name)) == expected(CASES[name])


def test_what_libreoffice_saves_is_read_as_it_was_written(calculations: Calculations) -> None:
    """A workbook that another program saved has the same texts in its boxes."""
    for name, content in calculations.get_picked("libreoffice").items():
        assert read_workbook(content) == fill_in(CASES[name]), name


@pytest.mark.deep
def test_all_that_libreoffice_saves_is_read_as_it_was_written(calculations: Calculations) -> None:
    """The same of every other score vector."""
    for name, content in calculations.get_rest("libreoffice").items():
        assert read_workbook(content) == fill_in(CASES[name]), name

"""The formulas of the workbook, reckoned by LibreOffice, give the score that Python gives."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from math import floor
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from cx_handbook.audit.answer_rules import RawAnswer
from cx_handbook.audit.filled_sheet import FilledSheet
from cx_handbook.audit.readers.workbook import read_workbook
from cx_handbook.audit.record import Answer
from cx_handbook.content.model import Handbook
from cx_handbook.documents.workbook.writer import build_workbook
from cx_handbook.labels import VERDICTS
from support.project import Shared, load_tool
from support.score_cases import ScoreCase, score_cases

pytestmark = pytest.mark.office

FACTORS = ("compliance", "tangibles", "disposition", "staff", "empathy")
STATES = ("met", "not_met", "not_applicable", "unanswered")
CASE = ("points", "promises", "verdict")
VERDICT_CODES = {**{label: code for code, label in VERDICTS.items()}, "–": None}
MARKS = {"met": "yes", "not_met": "no", "not_applicable": "na"}
CASES = {case.name: case for case in score_cases()}


def written(answer: Answer) -> RawAnswer:
    """Return what somebody writes who means an answer."""
    texts = {
        name: "" if getattr(answer, name) is None else str(getattr(answer, name))
        for name in ("k", "n", "cases", "grade", "note")
    }
    boxes = RawAnswer(mark=MARKS.get(answer.answer or "", ""), **texts)
    if not answer.unread:
        return boxes
    return replace(boxes, **{"cases" if answer.answer == "count" else "mark": answer.unread})


def filled(case: ScoreCase) -> FilledSheet:
    texts = {standard: written(answer) for standard, answer in case.answers.items()}
    answers = {standard: boxes for standard, boxes in texts.items() if boxes != RawAnswer()}
    return FilledSheet(case.form.fingerprint, site="main-street", answers=answers)


@pytest.fixture(scope="session")
def recalculated(handbook: Handbook, shared: Shared) -> dict[str, bytes]:
    """Return the workbook of every score vector as LibreOffice saves it, all in one run."""
    names = {f"v{n}.xlsx": name for n, name in enumerate(CASES)}

    def reckon(folder: Path) -> None:
        folder.mkdir()
        for file, name in names.items():
            case = CASES[name]
            content = build_workbook(
                handbook.company, handbook.checklists[0], case.form, filled=filled(case)
            )
            (folder / file).write_bytes(content)
        recalculate(folder, list(names))

    done = shared("workbooks", reckon) / "out"
    return {name: (done / file).read_bytes() for file, name in names.items()}


def recalculate(folder: Path, files: list[str]) -> None:
    office = load_tool("setup").find_office()
    assert office, "LibreOffice is missing: `make test` installs it, or says how"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    into = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out"]
    subprocess.run(
        [office, profile, *into, *files], cwd=folder, check=True, timeout=300,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def sheet(content: bytes, name: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def shown(content: bytes) -> dict[str, Any]:
    """Return what the sheet Result shows, in the words of the vectors."""
    rows = sheet(content, "Result")
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
        "items": states(content),
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


def states(content: bytes) -> dict[str, str]:
    heads, *rows = sheet(content, "Audit")
    key, state = heads.index("key"), heads.index("state")
    return {row[key]: row[state] for row in rows if row[state]}


def printed(cell: object) -> str | None:
    if isinstance(cell, float):
        return f"{cell:.1f}"
    return None if cell == "–" else str(cell).lower()


@pytest.mark.parametrize("name", CASES)
def test_the_workbook_reckons_as_python_does(name: str, recalculated: dict[str, bytes]) -> None:
    """Points, promises, verdicts, worst and best case, shares and states, to the last digit."""
    assert shown(recalculated[name]) == expected(CASES[name])


def test_what_libreoffice_saves_is_read_as_it_was_written(recalculated: dict[str, bytes]) -> None:
    """A workbook that another program saved has the same texts in its boxes."""
    for name, case in CASES.items():
        assert read_workbook(recalculated[name]) == filled(case), name

"""Workbooks for tests: filled in as somebody would, and calculated by LibreOffice."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import FilledSheet
from cx_handbook.audit.records.record import Answer
from cx_handbook.content.model import Handbook
from cx_handbook.documents.workbook.writer import build_workbook
from support.project import load_tool
from support.score_cases import ScoreCase

# For each row that it saves, LibreOffice asks for half a megabyte and gives it back. Where the C
# library keeps it instead, an eighth of the time is saved.
KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": "536870912", "MALLOC_TRIM_THRESHOLD_": "1073741824"}
_MARKS = {"met": "yes", "not_met": "no", "not_applicable": "na"}


def write_answer(answer: Answer) -> RawAnswer:
    """Return what somebody writes who means an answer."""
    texts = {
        name: "" if getattr(answer, name) is None else str(getattr(answer, name))
        for name in ("k", "n", "cases", "grade", "note")
    }
    boxes = RawAnswer(mark=_MARKS.get(answer.answer or "", ""), **texts)
    if not answer.unread:
        return boxes
    return replace(boxes, **{"cases" if answer.answer == "count" else "mark": answer.unread})


def fill_in(case: ScoreCase) -> FilledSheet:
    """Return a sheet with the answers of a case."""
    texts = {standard: write_answer(answer) for standard, answer in case.answers.items()}
    answers = {standard: boxes for standard, boxes in texts.items() if boxes != RawAnswer()}
    return FilledSheet(case.form.fingerprint, site="main-street", answers=answers)


def recalculate(folder: Path, files: list[str]) -> None:
    office = load_tool("setup").find_office()
    assert office, "LibreOffice is missing: `make test` installs it, or says how"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    into = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "out"]
    subprocess.run(
        [office, profile, *into, *files], cwd=folder, check=True, timeout=300,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **KEEP_MEMORY},
    )  # fmt: skip


def read_sheet(content: bytes, name: str) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def read_states(content: bytes) -> dict[str, str]:
    heads, *rows = read_sheet(content, "Audit")
    key, state = heads.index("key"), heads.index("state")
    return {row[key]: row[state] for row in rows if row[state]}


def calculate_cases(handbook: Handbook, cases: Mapping[str, ScoreCase], folder: Path) -> None:
    """Write the workbook of each case into a new folder, and calculate all of them in one run."""
    folder.mkdir()
    for file, case in zip(_name_files(cases), cases.values(), strict=True):
        content = build_workbook(
            handbook.company, handbook.checklists[0], case.form, filled=fill_in(case)
        )
        (folder / file).write_bytes(content)
    recalculate(folder, _name_files(cases))


def read_calculated(cases: Mapping[str, ScoreCase], folder: Path) -> dict[str, bytes]:
    """Return the workbook of each case as LibreOffice saved it."""
    files = zip(_name_files(cases), cases, strict=True)
    return {name: (folder / "out" / file).read_bytes() for file, name in files}


def _name_files(cases: Mapping[str, ScoreCase]) -> list[str]:
    return [f"v{n}.xlsx" for n in range(len(cases))]

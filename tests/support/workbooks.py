"""Workbooks for tests: filled in as somebody would, and calculated by IronCalc and LibreOffice."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import ironcalc
import pytest
from python_calamine import CalamineWorkbook

from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import FilledSheet
from cx_handbook.audit.records.record import Answer
from cx_handbook.content.model import Handbook
from cx_handbook.documents.workbook.writer import build_workbook
from support.project import Shared, load_tool
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


def calculate_by_ironcalc(folder: Path, files: list[str]) -> None:
    """Calculate with an engine in this process: a hundredth of what LibreOffice takes."""
    (folder / "out").mkdir()
    for file in files:
        model = ironcalc.load_from_xlsx(str(folder / file), "en", "UTC")
        model.evaluate()
        model.save_to_xlsx(str(folder / "out" / file))


ENGINES: dict[str, Callable[[Path, list[str]], None]] = {
    "ironcalc": calculate_by_ironcalc,
    "libreoffice": recalculate,
}
# LibreOffice takes a fifth of a second for a workbook: each time it calculates every tenth of them,
# and all where every single one is looked at. IronCalc calculates all each time.
EVERY = 10


def pick_cases(cases: Mapping[str, ScoreCase], engine: str) -> dict[str, ScoreCase]:
    """Return the cases that an engine calculates each time."""
    every = EVERY if engine == "libreoffice" else 1
    return {name: case for n, (name, case) in enumerate(cases.items()) if n % every == 0}


def list_calculations(names: Mapping[str, ScoreCase]) -> list[Any]:
    """Return each engine with the name of each case that it calculates, as parameters of a test."""
    return [
        pytest.param(
            engine, name, id=f"{engine}-{name}",
            marks=() if name in pick_cases(names, engine) else pytest.mark.deep,
        )
        for engine in ENGINES
        for name in names
    ]  # fmt: skip


class Calculations:
    """Workbooks of cases, calculated by each engine when somebody asks for the first of them."""

    def __init__(
        self, handbook: Handbook, cases: Mapping[str, ScoreCase], shared: Shared, folder: str
    ) -> None:
        """Take the cases and the name of a folder that the tests of all processes share."""
        self._handbook, self._cases = handbook, cases
        self._shared, self._folder = shared, folder
        self._read: dict[tuple[str, bool], dict[str, bytes]] = {}

    def get(self, engine: str, name: str) -> bytes:
        """Return the workbook of a case as the engine saved it."""
        picked = pick_cases(self._cases, engine)
        is_picked = name in picked
        if (engine, is_picked) not in self._read:
            cases = {
                name: case for name, case in self._cases.items() if (name in picked) == is_picked
            }
            self._read[engine, is_picked] = self._calculate(engine, cases, is_picked)
        return self._read[engine, is_picked][name]

    def get_picked(self, engine: str) -> dict[str, bytes]:
        """Return each workbook that an engine calculates each time, by the name of its case."""
        return {name: self.get(engine, name) for name in pick_cases(self._cases, engine)}

    def get_rest(self, engine: str) -> dict[str, bytes]:
        """Return each workbook that an engine calculates only where every single one is looked at."""
        picked = pick_cases(self._cases, engine)
        return {name: self.get(engine, name) for name in self._cases if name not in picked}

    def _calculate(
        self, engine: str, cases: Mapping[str, ScoreCase], is_picked: bool
    ) -> dict[str, bytes]:
        part = "picked" if is_picked else "rest"
        folder = self._shared(
            f"{self._folder}-{engine}-{part}",
            lambda into: calculate_cases(self._handbook, cases, into, ENGINES[engine]),
        )
        return read_calculated(cases, folder)


def calculate_cases(
    handbook: Handbook,
    cases: Mapping[str, ScoreCase],
    folder: Path,
    calculate: Callable[[Path, list[str]], None],
) -> None:
    """Write the workbook of each case into a new folder, and calculate all of them in one run."""
    folder.mkdir()
    for file, case in zip(_name_files(cases), cases.values(), strict=True):
        content = build_workbook(
            handbook.company, handbook.checklists[0], case.form, filled=fill_in(case)
        )
        (folder / file).write_bytes(content)
    calculate(folder, _name_files(cases))


def read_calculated(cases: Mapping[str, ScoreCase], folder: Path) -> dict[str, bytes]:
    """Return the workbook of each case as an engine saved it."""
    files = zip(_name_files(cases), cases, strict=True)
    return {name: (folder / "out" / file).read_bytes() for file, name in files}


def _name_files(cases: Mapping[str, ScoreCase]) -> list[str]:
    return [f"v{n}.xlsx" for n in range(len(cases))]

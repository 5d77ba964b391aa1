"""Sheets that are laid out at once are the sheets that are laid out one after another."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import Sheet
from cx_handbook.documents.pdf import renderer, side_by_side
from cx_handbook.documents.pdf.side_by_side import SHEETS_EACH, lay_out_sheets
from support.sheets import log_sheets


@pytest.fixture
def sheets(handbook: Handbook, monkeypatch: pytest.MonkeyPatch) -> list[Sheet]:
    """Return short sheets, each with a word of its own, on a machine of two cores."""
    monkeypatch.setattr(side_by_side, "_count_cores", lambda: 2)
    page = "<html lang=en><title>Sheet</title><main><h1>Sheet {}</h1></main></html>"
    sheet = log_sheets(handbook, paper="a4")[0]
    return [replace(sheet, html=page.format(n)) for n in range(2 * SHEETS_EACH)]


@pytest.mark.pdf
def test_processes_give_the_same_bytes_in_the_same_order(
    sheets: list[Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is laid out here, and nobody can tell from the files."""
    one_by_one = [renderer.render_pdf(sheet) for sheet in sheets]
    monkeypatch.setattr(renderer, "render_pdf", pytest.fail)

    assert list(lay_out_sheets(sheets)) == one_by_one
    assert len(set(one_by_one)) == len(sheets)


@pytest.mark.pdf
def test_nothing_is_left_among_temporary_files(
    handbook: Handbook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A process writes its fonts down, and is stopped before it can remove them."""
    monkeypatch.setattr(side_by_side, "_count_cores", lambda: 2)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    sheet = log_sheets(handbook, paper="a4")[0]

    assert all(lay_out_sheets([sheet] * 2 * SHEETS_EACH))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    [
        [sys.executable, "-c", "raise SystemExit(1)"],
        [sys.executable, "-c", "import sys; sys.stdin.readline(); print('half of an answer')"],
        ["there-is-no-such-program"],
    ],
    ids=["stops", "says something else", "is not there"],
)
def test_a_process_that_fails_costs_time_alone(
    sheets: list[Sheet], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """Its sheets are laid out here."""
    monkeypatch.setattr(side_by_side, "_COMMAND", command)
    monkeypatch.setattr(renderer, "render_pdf", lambda sheet: sheet.html.encode())
    monkeypatch.setattr(renderer, "explain_missing_pango", lambda: None)

    assert list(lay_out_sheets(sheets)) == [sheet.html.encode() for sheet in sheets]


def test_a_few_sheets_are_laid_out_here(
    sheets: list[Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To start a process takes longer."""
    monkeypatch.setattr(side_by_side, "_COMMAND", None)
    monkeypatch.setattr(renderer, "render_pdf", lambda sheet: sheet.html.encode())

    assert len(list(lay_out_sheets(sheets[:SHEETS_EACH]))) == SHEETS_EACH

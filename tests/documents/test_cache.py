"""PDFs are laid out once for as long as nothing they are made of changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cx_handbook.content.model import Handbook
from cx_handbook.documents.pdf import cache, renderer
from cx_handbook.documents.pdf.cache import PdfCache
from cx_handbook.documents.sheets import Sheet
from support.sheets import log_sheets


@pytest.fixture
def sheet(handbook: Handbook) -> Sheet:
    """Return one short sheet."""
    return log_sheets(handbook, paper="a4")[0]


def test_an_unchanged_sheet_is_laid_out_once(
    sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time the same bytes come from the folder; a changed sheet is made anew."""
    made: list[str] = []

    def make(sheet: Sheet) -> bytes:
        made.append(sheet.html)
        return sheet.html.encode()

    monkeypatch.setattr(renderer, "render_pdf", make)
    first = PdfCache(tmp_path).get(sheet)
    second = PdfCache(tmp_path).get(sheet)
    changed = replace(sheet, html=sheet.html.replace("</main>", "!</main>"))
    third = PdfCache(tmp_path).get(changed)

    assert first == second != third
    assert made == [sheet.html, changed.html]


def test_another_library_or_look_makes_another_pdf(
    sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a PDF is made of besides its sheet is part of its name."""
    monkeypatch.setattr(renderer, "render_pdf", lambda _: b"made")
    PdfCache(tmp_path).get(sheet)
    monkeypatch.setattr(cache, "_makers", lambda: "weasyprint=0")
    PdfCache(tmp_path).get(sheet)

    assert len(list(tmp_path.iterdir())) == 2


def test_what_nobody_asks_for_is_forgotten(
    sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder holds the PDFs of the last build and no others."""
    monkeypatch.setattr(renderer, "render_pdf", lambda _: b"made")
    PdfCache(tmp_path).get(replace(sheet, html="old"))
    cache = PdfCache(tmp_path)
    cache.get(sheet)
    cache.forget_the_rest()

    assert len(list(tmp_path.iterdir())) == 1
    assert PdfCache(tmp_path).get(sheet) == b"made"

"""PDFs are laid out once for as long as nothing they are made of changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cx_handbook.content.model import Handbook
from cx_handbook.documents.pdf import cache, renderer
from cx_handbook.documents.pdf.cache import PdfCache, PlannedPdf
from cx_handbook.documents.sheets import Sheet
from support.sheets import log_sheets


@pytest.fixture
def sheet(handbook: Handbook) -> Sheet:
    """Return one short sheet."""
    return log_sheets(handbook, paper="a4")[0]


def get_pdf(cache: PdfCache, sheet: Sheet) -> bytes:
    (content,) = cache.get_all([sheet])
    return content


def test_an_unchanged_sheet_is_laid_out_once(
    sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time the same bytes come from the folder; a changed sheet is made anew."""
    made: list[str] = []

    def make(sheet: Sheet) -> bytes:
        made.append(sheet.html)
        return sheet.html.encode()

    monkeypatch.setattr(renderer, "render_pdf", make)
    first = get_pdf(PdfCache(tmp_path), sheet)
    second = get_pdf(PdfCache(tmp_path), sheet)
    changed = replace(sheet, html=sheet.html.replace("</main>", "!</main>"))
    third = get_pdf(PdfCache(tmp_path), changed)

    assert first == second != third
    assert made == [sheet.html, changed.html]


def test_another_library_or_look_makes_another_pdf(
    sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a PDF is made of besides its sheet is part of its name."""
    monkeypatch.setattr(renderer, "render_pdf", lambda _: b"made")
    get_pdf(PdfCache(tmp_path), sheet)
    monkeypatch.setattr(cache, "_digest_makers", lambda: "weasyprint=0")
    get_pdf(PdfCache(tmp_path), sheet)

    assert len(list(tmp_path.iterdir())) == 2


def test_what_nobody_asks_for_is_forgotten(
    sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder holds the PDFs of the last build and no others."""
    monkeypatch.setattr(renderer, "render_pdf", lambda _: b"made")
    get_pdf(PdfCache(tmp_path), replace(sheet, html="old"))
    cache = PdfCache(tmp_path)
    get_pdf(cache, sheet)
    cache.forget_the_rest()

    assert len(list(tmp_path.iterdir())) == 1
    assert get_pdf(PdfCache(tmp_path), sheet) == b"made"


@pytest.mark.parametrize("damage", [lambda _: b"", lambda raw: raw[:-1], lambda raw: raw + b"x"])
def test_a_damaged_file_is_made_anew(
    sheet: Sheet,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[bytes], bytes],
) -> None:
    """After a power cut a file may be empty or cut off: it is never taken for the PDF."""
    monkeypatch.setattr(renderer, "render_pdf", lambda _: b"made")
    get_pdf(PdfCache(tmp_path), sheet)
    (file,) = tmp_path.iterdir()
    file.write_bytes(damage(file.read_bytes()))

    assert get_pdf(PdfCache(tmp_path), sheet) == b"made"
    assert file.read_bytes() == b"made"


def test_a_fresh_build_uses_nothing_that_was_kept(
    sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there for whoever does not trust the folder, and leaves a good one behind."""
    monkeypatch.setattr(renderer, "render_pdf", lambda _: b"old")
    get_pdf(PdfCache(tmp_path), sheet)
    monkeypatch.setattr(renderer, "render_pdf", lambda _: b"new")
    cache = PdfCache(tmp_path, fresh=True)

    assert get_pdf(cache, sheet) == b"new"
    cache.forget_the_rest()
    assert get_pdf(PdfCache(tmp_path), sheet) == b"new"


def test_a_sheet_whose_key_is_known_is_not_even_rendered(
    sheet: Sheet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its key stands for all that it shows; another key, or a PDF that has gone, has it made again."""
    monkeypatch.setattr(renderer, "render_pdf", lambda made: made.html.encode())
    made: list[str] = []

    def plan(key: str) -> PlannedPdf:
        def make() -> Sheet:
            made.append(key)
            return sheet

        return PlannedPdf(key, make)

    def build(key: str) -> list[bytes]:
        pdfs = PdfCache(tmp_path)
        found = list(pdfs.get_planned([plan(key)]))
        pdfs.forget_the_rest()
        return found

    first = build("one")
    assert build("one") == first
    assert made == ["one"]
    build("other")
    (kept,) = tmp_path.glob("*.pdf")
    kept.unlink()
    assert build("other") == first
    assert made == ["one", "other", "other"]

"""PDFs: tagged, bookmarked, the same bytes every time, and loading nothing from elsewhere."""

from __future__ import annotations

import builtins
import hashlib
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import PAPERS, Paper, Sheet
from cx_handbook.documents.hand_scoring import BRIEF
from cx_handbook.documents.pdf import renderer
from cx_handbook.documents.sheets import render_sheets
from support.hostile import hostile_handbook
from support.pdf_tags import list_elements, list_silent_links, list_wrong_places
from support.project import PROJECT
from support.sheets import checklist_sheet

pytestmark = pytest.mark.pdf

POINTS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0)}


def sheet(handbook: Handbook, name: str, paper: Paper = "a4") -> Sheet:
    return next(s for s in render_sheets(handbook, paper=paper) if s.name == name)


@pytest.fixture
def monthly(monthly_pdf: bytes) -> bytes:
    """Return the monthly self-audit as PDF, made once."""
    return monthly_pdf


def pages(raw: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(raw)).pages]


def titles(outline: Any) -> list[str]:
    return [
        title
        for entry in outline
        for title in (titles(entry) if isinstance(entry, list) else [entry.title])
    ]


def size(raw: bytes, page: int) -> tuple[float, float]:
    box = PdfReader(BytesIO(raw)).pages[page].mediabox
    return float(box.width), float(box.height)


def test_the_questions_can_be_read_back(handbook: Handbook, monthly: bytes) -> None:
    """Every question and its ID is text in the file, not a picture of it."""
    text = " ".join(pages(monthly))

    for item in handbook.forms[handbook.checklists[-1].slug].items:
        assert item.standard in text
        assert item.check in text


def test_every_page_is_numbered_and_names_its_form(handbook: Handbook, monthly: bytes) -> None:
    """A page that went astray is found again by its footer."""
    read = pages(monthly)
    digits = handbook.forms[handbook.checklists[-1].slug].fingerprint[:12]

    for n, text in enumerate(read, start=1):
        assert f"Page {n} of {len(read)}" in text
        assert f"Monthly self-audit · revised 1 March 2026 · {digits}" in text


def test_the_metadata_come_from_the_checklist(handbook: Handbook, monthly: bytes) -> None:
    """Title, author, subject, dates and fingerprint are the checklist's; no clock is asked."""
    information = PdfReader(BytesIO(monthly)).metadata
    fingerprint = handbook.forms[handbook.checklists[-1].slug].fingerprint

    assert information is not None
    assert information.title == f"Monthly self-audit – {handbook.company.name}"
    assert information.author == handbook.company.name
    assert information.subject == "Do we keep what we promise?"
    assert information["/Keywords"] == f"monthly, fingerprint {fingerprint}"
    assert information["/CreationDate"] == information["/ModDate"] == "D:20260301"


def test_the_file_is_tagged_and_says_its_language(handbook: Handbook, monthly: bytes) -> None:
    """Screen readers are told the language, the title and what is a heading, list or table."""
    with pikepdf.open(BytesIO(monthly)) as document:
        tags = {str(element.S) for element, _ in list_elements(document)}

        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert str(document.Root.Lang) == handbook.company.language
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/THead", "/TBody", "/TH", "/TD"} <= tags


def test_lists_and_links_are_tagged_as_pdf_ua_asks(monthly: bytes) -> None:
    """Items have a body, a link's annotation is the link's, and a code to scan says what it is."""
    with pikepdf.open(BytesIO(monthly)) as document:
        assert list_wrong_places(document) == set()
        assert list_silent_links(document) == []
        links = [str(e.get("/Alt", "")) for e, _ in list_elements(document) if e.S == "/Link"]

    assert any(text.startswith("QR code of the online version") for text in links)


def test_every_header_says_its_scope(monthly: bytes) -> None:
    """A header in a table's head stands for its column, one in its body for its row."""
    with pikepdf.open(BytesIO(monthly)) as document:
        scopes = {
            ("/THead" in above, str(element.A.Scope))
            for element, above in list_elements(document)
            if element.S == "/TH"
        }

    assert scopes == {(True, "/Column"), (False, "/Row")}


def test_every_figure_has_an_alternative_text(handbook: Handbook, monthly: bytes) -> None:
    """The QR code says where it leads, the marks what they are."""
    with pikepdf.open(BytesIO(monthly)) as document:
        figures = [element for element, _ in list_elements(document) if element.S == "/Figure"]
        texts = {str(figure.Alt) for figure in figures}

    url = f"{handbook.company.handbook_url.rstrip('/')}/checklists/monthly.html"
    assert texts == {f"QR code of the online version: {url}", "tick:", "cross:", "dash:"}


def test_the_bookmarks_are_the_headings(monthly: bytes) -> None:
    """Sections, working, actions, signatures and case sheets can be jumped to."""
    assert titles(PdfReader(BytesIO(monthly)).outline) == [
        "Monthly self-audit",
        "1. Promises",
        "2. People",
        "3. The rest",
        "Work out the grade",
        "Actions",
        "Signatures",
        "Case sheet 1: Promises",
        "Case sheet 2: People",
    ]


@pytest.mark.parametrize("paper", PAPERS)
def test_sheets_come_on_both_papers(handbook: Handbook, monthly: bytes, paper: Paper) -> None:
    """Questions stand upright, case sheets and logs lie on their side, one page each."""
    raw = monthly if paper == "a4" else renderer.render_pdf(sheet(handbook, "monthly", paper))
    width, height = POINTS[paper]

    assert len(pages(raw)) == 4
    assert size(raw, 0) == pytest.approx((width, height), abs=0.1)
    assert size(raw, 3) == pytest.approx((height, width), abs=0.1)
    for log in render_sheets(handbook, paper=paper)[-2:]:
        lying = renderer.render_pdf(log)
        assert len(pages(lying)) == 1
        assert size(lying, 0) == pytest.approx((height, width), abs=0.1)


@pytest.mark.parametrize("paper", PAPERS)
def test_a_pause_point_fits_on_one_page(handbook: Handbook, paper: Paper) -> None:
    """Nine questions in three sections leave the rest of the sheet its own page."""
    checklist = next(c for c in handbook.checklists if c.slug == "daily")
    form = handbook.forms[checklist.slug]
    section = form.sections[0]
    three = section.model_copy(update={"items": section.items[:1] * (BRIEF // 3)})
    nine = form.model_copy(update={"sections": (three, three, three)})

    read = pages(renderer.render_pdf(checklist_sheet(handbook, checklist, nine, paper=paper)))

    assert len(read) == 2
    assert read[0].count("Section points") == 3
    assert "Work out the shares" in read[1]


def test_the_same_sheet_gives_the_same_bytes(handbook: Handbook, monthly: bytes) -> None:
    """A second run changes nothing, whatever was made before it in this process."""
    renderer.render_pdf(sheet(handbook, "daily"))

    assert renderer.render_pdf(sheet(handbook, "monthly")) == monthly


def test_another_process_gives_the_same_bytes(monthly: bytes) -> None:
    """Nor does a process of its own, with another seed for its hashes."""
    script = (
        "import hashlib; from pathlib import Path; "
        "from cx_handbook.content.loader import load_handbook; "
        "from cx_handbook.documents.pdf.renderer import render_pdf; "
        "from cx_handbook.documents.sheets import render_sheets; "
        "sheets = render_sheets(load_handbook(Path('tests/cases/handbook')), paper='a4'); "
        "print(hashlib.sha256(render_pdf([s for s in sheets if s.name == 'monthly'][0])).hexdigest())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=PROJECT, env={"PYTHONHASHSEED": "1", "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert ran.stdout.strip() == hashlib.sha256(monthly).hexdigest()


def test_nothing_is_said_while_a_sheet_is_made(
    handbook: Handbook, caplog: pytest.LogCaptureFixture
) -> None:
    """No picture lacks its text, no file is missing; only what browsers alone know is passed over."""
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        renderer.render_pdf(sheet(handbook, "monthly"))

    for_browsers = ("print-color-adjust", "(max-width: 760px)")
    messages = {record.getMessage() for record in caplog.records}
    assert [m for m in messages if not any(known in m for known in for_browsers)] == []


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/x.png",
        "file:///etc/hostname",
        "../../assets/handbook/../pdf.py",
        "../../assets/handbook/%2e%2e/pdf.py",
        "../../assets/handbook/missing.css",
    ],
)
def test_a_sheet_loads_only_what_lies_in_static(handbook: Handbook, address: str) -> None:
    """The network, the disk and the package's own code are out of reach, and that is said."""
    daily = sheet(handbook, "daily")
    reaching = replace(
        daily, html=daily.html.replace("</main>", f'<img alt="" src="{address}"></main>')
    )

    with pytest.raises(BaseException, match="a sheet may not load"):
        renderer.render_pdf(reaching)


def test_hostile_texts_are_printed_as_text(handbook: Handbook, tmp_path: Path) -> None:
    """Ten thousand letters without a space wrap, and nothing that is typed is a link."""
    spoiled = hostile_handbook(handbook)
    raw = renderer.render_pdf(sheet(spoiled, "daily"))
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(raw)).pages)

    assert "<script>pwned=1</script>" in text
    assert "{{ 7*7 }}" in text
    assert b"javascript" not in b"".join(_addresses(raw))
    assert text.count("w") > 30_000
    (tmp_path / "daily.pdf").write_bytes(raw)
    assert _outside(tmp_path / "daily.pdf") == []


def _addresses(raw: bytes) -> Iterator[bytes]:
    with pikepdf.open(BytesIO(raw)) as document:
        for page in document.pages:
            for note in page.get("/Annots", []):
                if note.Subtype == "/Link":
                    yield bytes(note.A.URI)


def _outside(path: Path) -> list[str]:
    """Return the words that poppler finds beyond the right edge of their page."""
    ran = subprocess.run(
        ["pdftotext", "-bbox", path, "-"], capture_output=True, text=True, check=True
    )
    found = re.findall(
        r'<word xMin="[^"]*" yMin="[^"]*" xMax="([^"]*)"[^>]*>(.*?)</word>', ran.stdout
    )
    assert found
    return [word for right, word in found if float(right) > POINTS["a4"][0]]


def test_without_pango_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The missing library is named together with the line that installs it."""
    import_ = builtins.__import__

    def without_pango(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return import_(name, *args, **kwargs)

    assert renderer.explain_missing_pango() is None
    monkeypatch.setattr(builtins, "__import__", without_pango)
    assert renderer.explain_missing_pango() == (
        "PDFs need the Pango library; on Debian and Ubuntu: "
        "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
        "on macOS: brew install pango; "
        "on Windows: see https://doc.courtbouillon.org/weasyprint/stable/first_steps.html"
    )


def test_a_long_word_may_break(handbook: Handbook) -> None:
    """A word that no line holds is laid out on several lines, and none of its letters is lost."""
    checklist = handbook.checklists[0].model_copy(update={"title": "&" * 500 + "w" * 2_000})
    form = handbook.forms[checklist.slug]

    raw = renderer.render_pdf(checklist_sheet(handbook, checklist, form, paper="a4"))

    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(raw)).pages)
    lines = [line for line in text.split() if re.fullmatch("[&w\u200b]+", line)]
    letters = "".join(lines).replace("\u200b", "")
    assert letters.count("&") == 500
    assert letters.count("w") == 2_000
    assert max(len(line) for line in lines) <= 83

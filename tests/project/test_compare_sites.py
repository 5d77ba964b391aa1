"""Two built sites are compared by what people see of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pikepdf
import pytest
import xlsxwriter

from support.project import load_tool

pytestmark = pytest.mark.pdf

compare_sites = load_tool("compare_sites")

PAGE = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta name="handbook-base" content="./"></head><body><nav><ul><li><a href="{page}">{title}</a>
<li><a href="b.html">Second</a></ul></nav>
<main><article><h1>{title}</h1><p>We call <b>you</b> back.<p>{text}
<script type="application/json">{{"questions": {number}}}</script>
<script>ignored()</script></article></main></body></html>"""


def write_page(site: Path, path: str, title: str, text: str = "Always.", number: int = 9) -> None:
    target = site / path
    target.parent.mkdir(parents=True, exist_ok=True)
    page = PAGE.format(title=title, text=text, page=Path(path).name, number=number)
    target.write_text(page, encoding="utf-8")


def write_pdf(path: Path, words: str, field: str) -> None:
    """Write a PDF of one page with one line of text and one field to fill in."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1)
    font.BaseFont = pikepdf.Name.Helvetica
    page = pdf.add_blank_page()
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = pdf.make_stream(f"BT /F 12 Tf 50 500 Td ({words}) Tj ET".encode())
    box = {"T": field, "FT": pikepdf.Name.Tx, "Subtype": pikepdf.Name.Widget, "V": "x"}
    widget = pdf.make_indirect(pikepdf.Dictionary(Rect=[50, 50, 99, 70], **box))
    page.Annots = pikepdf.Array([widget])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[widget])
    pdf.save(path)


def write_workbook(path: Path, value: str, formula: str, choices: list[str]) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Audit")
        sheet.write("A1", value)
        sheet.write_formula("B1", formula)
        sheet.data_validation("C1", {"validate": "list", "source": choices})


@pytest.fixture
def sites(tmp_path: Path) -> tuple[Path, Path]:
    """Two sites that are the same."""
    old = tmp_path / "old"
    write_page(old, "a.html", "First")
    write_page(old, "b.html", "Second")
    (old / "search").mkdir()
    entry = {"location": "a.html", "title": "First", "text": "words"}
    (old / "search/search_index.json").write_text(json.dumps({"docs": [entry]}), encoding="utf-8")
    (old / "items.csv").write_text("\ufeffitem,policy\r\n1,a\r\n", encoding="utf-8")
    (old / "script.js").write_text("one()", encoding="utf-8")
    write_pdf(old / "sheet.pdf", "Greet everybody.", "q1")
    write_workbook(old / "audit.xlsx", "Greet", "=1+1", ["met", "not met"])
    shutil.copytree(old, tmp_path / "new")
    return old, tmp_path / "new"


def compared(sites: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = compare_sites.main([str(site) for site in sites])
    return code, capsys.readouterr().out.splitlines()


COUNTS = "1 .csv, {} .html, 1 .json, 1 .pdf, 1 .xlsx compared: "


def test_equal_sites_have_no_difference(
    sites: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The text of a script is nobody's text, nor is where a line of a page's source breaks."""
    (sites[1] / "script.js").write_text("two()", encoding="utf-8")
    page = sites[1] / "a.html"
    page.write_text(page.read_text("utf-8").replace("We call", "We\n  call"), encoding="utf-8")
    summary = COUNTS.format(2) + "0 moved, 0 removed, 0 added, 0 differences in 0 files"
    assert compared(sites, capsys) == (0, [summary])


def test_every_difference_that_people_see_is_printed(
    sites: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Text, embedded data, search, rows, text and fields of a PDF, values and formulas of a workbook."""
    new = sites[1]
    write_page(new, "a.html", "First", text="Never.", number=8)
    search = new / "search/search_index.json"
    search.write_text(search.read_text("utf-8").replace("words", "phrases"), encoding="utf-8")
    (new / "items.csv").write_text("\ufeffitem,policy\r\n1,b\r\n", encoding="utf-8")
    write_pdf(new / "sheet.pdf", "Greet nobody.", "q2")
    write_workbook(new / "audit.xlsx", "Meet", "=1+2", ["met", "missed"])

    code, lines = compared(sites, capsys)
    assert code == 1
    assert lines == [
        "a.html: data",
        '  -  "questions": 9',
        '  +  "questions": 8',
        "a.html: text",
        "  - Always.",
        "  + Never.",
        "audit.xlsx: formulas of sheet1",
        "  - B1 =1+1",
        '  - dataValidation list 1 1 1 C1 "met,not met"',
        "  + B1 =1+2",
        '  + dataValidation list 1 1 1 C1 "met,missed"',
        "audit.xlsx: values of Audit",
        "  - 1:1 Greet",
        "  + 1:1 Meet",
        "items.csv: rows",
        "  - 1 | a",
        "  + 1 | b",
        "search/search_index.json: entries",
        "  - a.html: First: words",
        "  + a.html: First: phrases",
        "sheet.pdf: fields",
        "  - q1 /FT=/Tx /V=x",
        "  + q2 /FT=/Tx /V=x",
        "sheet.pdf: text",
        "  - Greet everybody.",
        "  + Greet nobody.",
        COUNTS.format(2) + "0 moved, 0 removed, 0 added, 8 differences in 5 files",
    ]


def test_a_page_that_moved_is_compared_with_its_old_self(
    sites: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A link that still leads to the same page is no difference; one to another page is."""
    old, new = sites
    for site, path in ((old, "a.html"), (new, "help/first.html")):
        (site / "a.html").unlink()
        up = "../" if "/" in path else ""
        write_page(site, path, "First", text=f"<a href='{up}b.html#x'>Second</a>")
        write_page(site, "b.html", "Second", text=f"<a href='{path}'>First</a>")
    (new / "more.html").write_text("<p>More", encoding="utf-8")
    (old / "less.html").write_text("<p>Less", encoding="utf-8")

    code, lines = compared(sites, capsys)
    assert code == 1
    assert lines == [
        "moved: a.html -> help/first.html",
        "removed: less.html",
        "added: more.html",
        COUNTS.format(2) + "1 moved, 1 removed, 1 added, 0 differences in 0 files",
    ]
    write_page(new, "b.html", "Second", text="<a href='more.html'>First</a>")
    assert compared(sites, capsys)[1][3:6] == [
        "b.html: links",
        "  - help/first.html",
        "  + more.html",
    ]


def test_a_difference_of_many_pages_is_printed_once(
    sites: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for site, entry in zip(sites, ("Second", "Third"), strict=True):
        for name in "cdefg":
            write_page(site, f"{name}.html", name)
            page = site / f"{name}.html"
            page.write_text(page.read_text("utf-8").replace("Second", entry), encoding="utf-8")
    assert compared(sites, capsys)[1] == [
        "c.html, d.html, e.html and 2 more: navigation",
        "  - Second",
        "  + Third",
        COUNTS.format(7) + "0 moved, 0 removed, 0 added, 1 differences in 5 files",
    ]

"""Copies for a list of sites: what the list may hold, and that each copy is filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from cx_handbook.audit.reading.readers.pdf import read_pdf
from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from cx_handbook.documents import printing
from cx_handbook.documents.pdf import renderer
from cx_handbook.documents.site_list import SiteCopy, read_site_list
from cx_handbook.errors import CannotRunError, HandbookError


def listed(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "sites.csv"
    path.write_text(text, encoding)
    return path


def problems(handbook: Handbook, path: Path) -> list[str]:
    with pytest.raises(HandbookError) as error:
        read_site_list(handbook.company, path)
    return [str(problem) for problem in error.value.problems]


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "print", *arguments])


@pytest.mark.pdf
def test_each_site_gets_a_copy_that_is_filled_in(handbook_root: Path, tmp_path: Path) -> None:
    """One file a site and paper, named after both; each is shown filled in and read back."""
    path = listed(
        tmp_path,
        "site,reference,auditor,date,period_from,period_to\n"
        "main-street,k3x9-2fq7,Ana Müller,2026-11-30,2026-11-01,2026-11-29\n"
        "Harbour shop,,,,,\n",
    )

    result = run(handbook_root, "daily", "--sites", str(path), "--paper", "both")

    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(p.name for p in (handbook_root / "print").iterdir()) == [
        f"daily-{site}-{paper}.pdf"
        for site in ("harbour", "main-street")
        for paper in ("a4", "letter")
    ]
    got = read_pdf((handbook_root / "print" / "daily-main-street-letter.pdf").read_bytes())
    assert (got.site, got.reference, got.auditor) == ("Main Street shop", "k3x9-2fq7", "Ana Müller")
    assert (got.date, got.first, got.last) == ("2026-11-30", "2026-11-01", "2026-11-29")
    assert got.unmapped == ()
    assert (handbook_root / "checklists" / "issued" / f"daily-{got.form}.json").exists()
    fields = PdfReader(handbook_root / "print" / "daily-harbour-a4.pdf").get_fields() or {}
    assert fields["head.site"]["/V"] == "Harbour shop"


@pytest.mark.pdf
def test_a_sheet_is_laid_out_once_for_all_copies(
    handbook: Handbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Copies cost next to nothing, and each is heard of."""
    laid_out, heard, real = [], [], renderer.render_pdf
    monkeypatch.setattr(
        renderer, "render_pdf", lambda sheet: laid_out.append(sheet.name) or real(sheet)
    )
    copies = [SiteCopy(site, {"head.site": site.name}) for site in handbook.company.sites]

    printing.print_copies(handbook, "daily", ["a4"], copies, tmp_path, heard.append)

    assert laid_out == ["daily"]
    assert heard == ["daily-main-street-a4.pdf", "daily-harbour-a4.pdf"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_list_from_a_spreadsheet_is_read(
    handbook: Handbook, tmp_path: Path, encoding: str
) -> None:
    """Semicolons, a byte order mark, capitals in the header and empty lines are what they write."""
    path = listed(tmp_path, "Site;Auditor\r\nHARBOUR;Zoë, M.\r\n;\r\n\r\n", encoding)

    (copy,) = read_site_list(handbook.company, path)

    assert copy.values == {"head.site": "Harbour shop", "head.auditor": "Zoë, M."}


def test_every_problem_is_said_with_its_line(handbook: Handbook, tmp_path: Path) -> None:
    """Nothing is printed before all of the list is right."""
    path = listed(
        tmp_path,
        "site,reference,auditor,date\n"
        "main-stret,,,\n"
        "harbour,K3 X9,,30.11.2026\n"
        f"main-street,,{'x' * 201},\n"
        "harbour,,,,,more\n"
        "harbour,,,\nharbour,,,\n",
    )

    assert problems(handbook, path) == [
        "sites.csv:5:1: there are more values than columns; "
        "put a text with a comma in it between double quotes"
    ]
    path.write_text(path.read_text("utf-8").replace(",,,,,more", ",,,"), "utf-8")
    assert problems(handbook, path) == [
        "sites.csv:2:1: site: there is no site main-stret; did you mean main-street?",
        "sites.csv:3:1: date: 30.11.2026 is no day; write it as 2026-11-30",
        "sites.csv:3:1: reference: K3 X9 is no reference; "
        "write at most 40 small letters, digits and single hyphens, such as k3x9-2fq7",
        "sites.csv:4:1: auditor: it is longer than 200 letters; write the name alone",
        "sites.csv:6:1: site: harbour stands twice; write one line a site",
        "sites.csv:7:1: site: harbour stands twice; write one line a site",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["site: this column is missing; add it", "there is no site; write a line a site"]),
        ("site\n", ["there is no site; write a line a site"]),
        ("site,site\nharbour,x\n", ["site: this column stands twice; remove one"] * 2),
        ("site,audtor\nharbour,x\n", ["audtor: there is no such column; did you mean auditor?"]),
        (
            "site,phone\nharbour,1\n",
            ["phone: there is no such column; the columns are site, reference, auditor, date, "
             "period_from, period_to"],
        ),
    ],
)  # fmt: skip
def test_the_header_is_checked(
    handbook: Handbook, tmp_path: Path, text: str, said: list[str]
) -> None:
    """A column that is missing, unknown or there twice is named."""
    path = listed(tmp_path, text)

    assert sorted(problems(handbook, path)) == sorted(f"sites.csv:1:1: {one}" for one in said)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"site\n\xff\xfe\n", "is not UTF-8; save it as CSV UTF-8"),
        (b"site\n" + b"x" * 1_000_000, "is larger than 1 MB; write a line a site"),
        (b'site\n"' + b"x" * 200_000 + b'"\n', "is no CSV file (field larger than field limit"),
    ],
)
def test_what_is_no_list_is_refused(
    handbook: Handbook, tmp_path: Path, content: bytes, said: str
) -> None:
    """Other encodings and other files are answered with what to do."""
    path = tmp_path / "sites.csv"
    path.write_bytes(content)

    with pytest.raises(CannotRunError) as error:
        read_site_list(handbook.company, path)

    assert said in str(error.value)


@pytest.mark.parametrize(
    "arguments", [[], ["log-callbacks-promised"], ["daily", "--site", "harbour"]]
)
def test_copies_are_of_one_checklist(
    handbook_root: Path, tmp_path: Path, arguments: list[str]
) -> None:
    """Logs have no fields, and a site is named in one place."""
    path = listed(tmp_path, "site\nharbour\n")

    result = run(handbook_root, *arguments, "--sites", str(path))

    assert result.exit_code == 2
    assert result.stderr == (
        "handbook: --sites needs the name of one checklist, and neither --site nor --xlsx beside it\n"
    )


def test_a_missing_list_is_said(handbook_root: Path, tmp_path: Path) -> None:
    """Exit code 2 and the reason; nothing is issued."""
    result = run(handbook_root, "daily", "--sites", str(tmp_path / "none.csv"))

    assert result.exit_code == 2
    assert "none.csv cannot be read: No such file or directory" in result.stderr
    assert not (handbook_root / "checklists" / "issued").exists()

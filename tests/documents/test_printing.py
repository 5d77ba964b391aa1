"""The command `print`: which sheets it writes, where, and what it says when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from cx_handbook.audit.reading.readers.workbook import read_workbook
from cx_handbook.cli.main import main
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.documents import printing, sheet_choice
from cx_handbook.documents.desk_cards import list_card_names
from cx_handbook.documents.pdf import renderer
from cx_handbook.errors import CannotRunError

pytestmark = pytest.mark.pdf


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "print", *arguments])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_everything_is_printed_unless_one_sheet_is_named(handbook_root: Path) -> None:
    """Checklists, logs, cards and packs go to print/ on A4, forms are issued, the files named."""
    result = run(handbook_root)

    handbook = load_handbook(handbook_root)
    slugs = [checklist.slug for checklist in handbook.checklists]
    others = ["log-callbacks-promised", "log-complaints-received", *list_card_names(handbook)]
    others += ["trainers-pack", "participants-handouts"]
    assert result.exit_code == 0
    assert names(handbook_root / "print") == sorted(f"{name}-a4.pdf" for name in slugs + others)
    assert len(names(handbook_root / "checklists" / "issued")) == len(slugs)
    assert len(result.stdout.splitlines()) == 2 * len(slugs) + len(others)
    assert result.stderr == ""


def test_one_checklist_is_printed_anywhere_on_both_papers(
    handbook_root: Path, tmp_path: Path
) -> None:
    """Folder and papers are the reader's choice; nothing else is issued or written."""
    result = run(handbook_root, "daily", "--paper", "both", "--output", str(tmp_path / "a" / "b"))

    assert result.exit_code == 0
    assert names(tmp_path / "a" / "b") == ["daily-a4.pdf", "daily-letter.pdf"]
    assert [name[:6] for name in names(handbook_root / "checklists" / "issued")] == ["daily-"]
    assert not (handbook_root / "print").exists()


def test_a_site_is_named_on_the_sheet_and_in_the_file_name(handbook_root: Path) -> None:
    """The site may be given by its ID or as it is spoken."""
    site = load_handbook(handbook_root).company.sites[0]

    for name in (site.id, site.name.upper()):
        assert run(handbook_root, "log-callbacks-promised", "--site", name).exit_code == 0

    assert names(handbook_root / "print") == [f"log-callbacks-promised-{site.id}-a4.pdf"]
    (path,) = (handbook_root / "print").iterdir()
    assert site.name in PdfReader(path).pages[0].extract_text()


@pytest.mark.parametrize("name", ["log-complaints-received", "participants-handouts"])
def test_what_is_not_scored_issues_no_form(handbook_root: Path, name: str) -> None:
    """A log or a pack has no questions that could be scored."""
    assert run(handbook_root, name).exit_code == 0

    assert names(handbook_root / "print") == [f"{name}-a4.pdf"]
    assert not (handbook_root / "checklists" / "issued").exists()


def test_workbooks_need_no_pango(handbook_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each checklist and log becomes a workbook; that of a checklist names its form, which is issued."""
    monkeypatch.setattr(
        renderer, "explain_missing_pango", lambda: "PDFs need the Pango library; get it"
    )

    result = run(handbook_root, "--xlsx")

    book = load_handbook(handbook_root)
    slugs = [checklist.slug for checklist in book.checklists]
    logs = [log.name for log in book.logs]
    assert (result.exit_code, result.stderr) == (0, "")
    assert names(handbook_root / "print") == sorted(f"{name}.xlsx" for name in (*slugs, *logs))
    assert len(result.stdout.splitlines()) == 2 * len(slugs) + len(logs)
    written = [handbook_root / "print" / f"{slug}.xlsx" for slug in slugs]
    read = [read_workbook(path.read_bytes()).form for path in written]
    assert sorted(read) == sorted(issued.fingerprint for issued in book.issued)


def test_a_workbook_for_a_site_has_it_filled_in(handbook_root: Path) -> None:
    """The site stands in the file's name and in its box."""
    site = load_handbook(handbook_root).company.sites[0]

    assert run(handbook_root, "daily", "--xlsx", "--site", site.name).exit_code == 0

    assert names(handbook_root / "print") == [f"daily-{site.id}.xlsx"]
    (path,) = (handbook_root / "print").iterdir()
    assert read_workbook(path.read_bytes()).site == site.id


def test_checklists_and_logs_become_workbooks(handbook_root: Path) -> None:
    """A pack has nothing to fill in; a name that nobody has is answered with the nearest."""
    log = run(handbook_root, "log-callbacks-promised", "--xlsx")
    pack = run(handbook_root, "trainers-pack", "--xlsx")
    slip = run(handbook_root, "montly", "--xlsx")

    assert names(handbook_root / "print") == ["log-callbacks-promised.xlsx"]
    assert (log.exit_code, pack.exit_code, slip.exit_code) == (0, 2, 2)
    assert pack.stderr == (
        "handbook: trainers-pack is neither a checklist nor a log, and only those become workbooks; "
        "print it without --xlsx\n"
    )
    assert slip.stderr == "handbook: there is no checklist montly; did you mean monthly?\n"


def test_an_unknown_checklist_is_answered_with_the_nearest(handbook: Handbook) -> None:
    """A slip is put right, and where nothing is near all names are listed."""
    with pytest.raises(CannotRunError) as near:
        sheet_choice.choose_sheets(handbook, ["montly"])
    with pytest.raises(CannotRunError) as far:
        sheet_choice.choose_sheets(handbook, ["x"])

    assert str(near.value) == "there is no checklist montly; did you mean monthly?"
    assert "choose one of" in str(far.value)
    assert "daily" in str(far.value)


def test_an_unknown_site_stops_before_anything_is_written(handbook_root: Path) -> None:
    """Exit code 2, one line, no file."""
    result = run(handbook_root, "daily", "--site", "main-stret")

    assert result.exit_code == 2
    assert result.stderr == "handbook: there is no site main-stret; did you mean main-street?\n"
    assert not (handbook_root / "checklists" / "issued").exists()


def test_without_pango_the_command_says_how_to_get_it(
    handbook_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2 with the line that installs it, and no form is issued for what was not printed."""
    monkeypatch.setattr(
        renderer, "explain_missing_pango", lambda: "PDFs need the Pango library; get it"
    )

    result = run(handbook_root)

    assert result.exit_code == 2
    assert result.stderr == "handbook: PDFs need the Pango library; get it\n"
    assert not (handbook_root / "checklists" / "issued").exists()


def test_each_finished_file_is_reported(handbook: Handbook, tmp_path: Path) -> None:
    """Whoever shows progress hears each name once, in the order of writing."""
    heard: list[str] = []

    written = printing.print_sheets(
        handbook, ["log-callbacks-promised"], ["a4", "letter"], None, tmp_path, heard.append
    )

    assert heard == [path.name for path in written]
    assert heard == ["log-callbacks-promised-a4.pdf", "log-callbacks-promised-letter.pdf"]


def test_printing_again_replaces_whole_files(handbook: Handbook, tmp_path: Path) -> None:
    """The same input gives the same bytes on disk, and nothing unfinished is left."""
    (path,) = printing.print_sheets(handbook, ["daily"], ["a4"], None, tmp_path)
    first = path.read_bytes()

    printing.print_sheets(handbook, ["daily"], ["a4"], None, tmp_path)

    assert path.read_bytes() == first
    assert names(tmp_path) == ["daily-a4.pdf"]

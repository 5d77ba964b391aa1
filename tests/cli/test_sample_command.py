"""`handbook audit sample`: the cases of an audit are drawn from its log, and everybody can draw again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from cx_handbook.audit.reading.readers.record_file import read_record
from cx_handbook.audit.records.draws import draw_cases, make_seed
from cx_handbook.audit.sampling.draw_sample import name_days, parse_period
from cx_handbook.cli.main import main
from cx_handbook.documents.workbook.log_workbook import build_log_workbook

pytestmark = pytest.mark.pdf  # a draw writes its sheet

HEADS = (
    "No.,Taken,Customer,Number to ring,What it is about,Promised by,Promised for,Called at,Kept?,"
    "Next entry,Closed"
)
AUDIT = "k3x9-2fq7"
NAME = f"cases-harbour-monthly-2026-10-{AUDIT}"


def make_log(calls: int = 40, november: int = 3) -> str:
    """Return the CSV of a log with so many calls of October, and some of November."""
    rows = [
        f"CB-2026-{n:04},,Customer {n},,,,2026-{10 if n <= calls else 11}-{n % 28 + 1:02} 15:00,,Yes,,"
        for n in range(1, calls + november + 1)
    ]
    return "\n".join((HEADS, *rows)) + "\n"


def write(folder: Path, text: str, name: str = "calls.csv") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def draw(root: Path, file: Path, *options: str, audit: str | None = AUDIT) -> Result:
    named = ["--audit", audit] if audit else []
    given = ["--checklist", "monthly", "--site", "harbour", "--period", "2026-10", *named, *options]
    return CliRunner().invoke(main, ["--root", str(root), "audit", "sample", str(file), *given])


def read_draft(root: Path, name: str = NAME) -> dict[str, object]:
    content: dict[str, object] = json.loads((root / f"print/{name}.json").read_text("utf-8"))
    return content


def test_the_cases_of_a_question_are_drawn(handbook_root: Path) -> None:
    """It says how many there were, what was left out, and which to look at in which order."""
    result = draw(handbook_root, write(handbook_root, make_log()))
    names = [f"CB-2026-{n:04}" for n in range(1, 41)]
    expected = draw_cases(f"harbour|2026-10|CB-01|{AUDIT}", names, 20, "Call-backs promised")

    assert (result.exit_code, result.stderr) == (0, "")
    said = result.stdout.splitlines()
    assert said[:4] == [
        f"Call-backs promised: 43 entries. Audit {AUDIT}, 2026-10.",
        "",
        "CB-01  How many call-backs were made in the promised time?",
        "  Left out, of other days: 3.",
    ]
    assert said[4] == "  Drawn: 20 of 40."
    assert tuple(line.split()[1] for line in said[5:25]) == expected.drawn
    assert said[25] == "  In reserve, for one that cannot be looked at: " + ", ".join(
        expected.reserve[:5]
    )
    assert read_record((handbook_root / f"print/{NAME}.json").read_bytes()).draws == {
        "CB-01": expected
    }


def test_the_draft_can_be_gone_on_with(handbook_root: Path) -> None:
    """It names form, site, period and reference, and answers nothing that nobody has looked at."""
    draw(handbook_root, write(handbook_root, make_log()))
    draft = read_record((handbook_root / f"print/{NAME}.json").read_bytes())
    assert (draft.state, draft.id, draft.site, draft.answers) == ("draft", AUDIT, "harbour", {})
    assert draft.period is not None
    assert name_days(parse_period("2026-10")) == "2026-10"
    assert (draft.period.first.isoformat(), draft.period.last.isoformat()) == (
        "2026-10-01",
        "2026-10-31",
    )


def test_drawn_again_from_the_same_log_it_is_the_same(handbook_root: Path) -> None:
    """Without a reference the draw in the folder is gone on with; no byte of it changes."""
    file = write(handbook_root, make_log())
    draw(handbook_root, file, audit=None)
    (path,) = (handbook_root / "print").glob("*.json")
    before = path.read_bytes()
    # The rows in another order, as another program exports them.
    lines = make_log().splitlines()
    again = draw(
        handbook_root, write(handbook_root, "\n".join([lines[0], *lines[:0:-1]])), audit=None
    )

    assert again.exit_code == 0
    assert "Drawn already, and the same again." in again.stdout
    assert path.read_bytes() == before
    assert len(list((handbook_root / "print").glob("*.json"))) == 1


def test_the_first_draw_stands_when_the_log_has_changed(handbook_root: Path) -> None:
    """Otherwise one could draw until the cases please; it says which questions changed."""
    file = write(handbook_root, make_log())
    draw(handbook_root, file)
    before = (handbook_root / f"print/{NAME}.json").read_bytes()
    result = draw(handbook_root, write(handbook_root, make_log(calls=41)))

    assert result.exit_code == 2
    assert (
        "holds another draw, of 2026-11-21: CB-01 changed with the log. The first draw stands"
        in (result.stderr)
    )
    assert (handbook_root / f"print/{NAME}.json").read_bytes() == before


def test_a_second_log_adds_its_draws_to_the_same_draft(handbook_root: Path) -> None:
    """An audit draws from several logs; a log of another program is named by its column."""
    draw(handbook_root, write(handbook_root, make_log()))
    tickets = write(handbook_root, "Ticket;Who\nT-1;Mia\nT-2;Jon\n", "Tickets 2026.csv")
    result = draw(handbook_root, tickets, "--column", "Ticket", "--standard", "SO-01")

    assert result.exit_code == 0
    assert (
        "No column says when a case was, so all of them count as cases of 2026-10." in result.stdout
    )
    draws = read_record((handbook_root / f"print/{NAME}.json").read_bytes()).draws
    assert sorted(draws) == ["CB-01", "SO-01"]
    assert (draws["SO-01"].log, draws["SO-01"].of) == ("Tickets 2026", 2)
    assert (handbook_root / f"print/{NAME}-tickets-2026.xlsx").exists()


def test_cases_are_shared_out_over_a_column(handbook_root: Path) -> None:
    """As many of each team as its part of the log; the record says by which column."""
    rows = "".join(f"T-{n};{'north' if n < 30 else 'south'}\n" for n in range(40))
    file = write(handbook_root, f"Ticket;Team\n{rows}", "tickets.csv")
    options = ("--column", "Ticket", "--standard", "CB-01", "--by", "team")
    assert draw(handbook_root, file, *options).exit_code == 0
    kept = read_record((handbook_root / f"print/{NAME}.json").read_bytes()).draws["CB-01"]
    assert sum(int(name[2:]) < 30 for name in kept.drawn) == 15
    assert (kept.by, kept.of) == ("team", 40)

    slip = draw(handbook_root, file, *options[:-1], "Teams")
    assert "there is no column Teams; choose one of Ticket, Team" in slip.stderr


def test_without_a_case_not_applicable_is_proposed(handbook_root: Path) -> None:
    """The reason is in the draft; whoever fills it in decides."""
    result = draw(handbook_root, write(handbook_root, make_log(calls=0, november=4)))
    answers = read_draft(handbook_root)["answers"]
    reason = "No case in the log Call-backs promised in 2026-10."
    assert answers == {"CB-01": {"answer": "not_applicable", "note": reason}}
    assert f"{reason} Proposed: not applicable." in result.stdout


def test_our_workbook_is_a_log_as_well(handbook_root: Path) -> None:
    """It is known by its headings, below its title; a blank one has no case."""
    from cx_handbook.content.loader import load_handbook

    book = load_handbook(handbook_root)
    file = handbook_root / "log.xlsx"
    file.write_bytes(build_log_workbook(book.company, book.logs[0]))
    result = draw(handbook_root, file)
    assert result.stdout.startswith(f"Call-backs promised: 0 entries. Audit {AUDIT}, 2026-10.")


def test_the_case_sheet_has_the_drawn_cases(handbook_root: Path) -> None:
    """On paper and as a workbook: each case with its place to tick, and what to do when one is gone."""
    draw(handbook_root, write(handbook_root, make_log()))
    drawn = read_record((handbook_root / f"print/{NAME}.json").read_bytes()).draws["CB-01"].drawn
    pages = PdfReader(handbook_root / f"print/{NAME}-callbacks-promised-a4.pdf").pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    book = CalamineWorkbook.from_path(handbook_root / f"print/{NAME}-callbacks-promised.xlsx")
    rows = book.get_sheet_by_name("CB-01").to_python(skip_empty_area=False)

    # Two columns: the second half stands beside the first.
    on_paper = re.findall(r"\d+ (CB-2026-\d{4}) Yes No", text)
    assert on_paper == [name for pair in zip(drawn[:10], drawn[10:], strict=True) for name in pair]
    assert "Drawn: 20 of 40." in text
    assert (
        "A case cannot be looked at? Strike it out, write why, and take the next of these" in text
    )
    assert tuple(row[1] for row in rows[7:27]) == drawn


@pytest.mark.parametrize(
    ("log", "options", "says"),
    [
        (
            "a,b\n1,2\n", (),
            "has the headings of none of our logs; say which it is with --log (callbacks-promised, "
            "complaints-received), or name the column with the references and the question, with "
            "--column and --standard",
        ),
        (make_log(), ("--log", "callbacks"), "there is no log callbacks; did you mean callbacks-promised?"),
        (
            make_log(), ("--log", "complaints-received"),
            "no question of monthly is answered by log-complaints-received; name one with --standard: "
            "CB-01, SO-01",
        ),
        (make_log(), ("--standard", "HA-01"), "monthly counts no cases of HA-01; it does of CB-01, SO-01"),
        (make_log(), ("--column", "Nr"), "there is no column Nr; name the one with the references: No."),
        (make_log(), ("--site", "pier"), "there is no site pier; choose one of main-street"),
        (make_log(), ("--checklist", "montly"), "there is no checklist montly; did you mean monthly?"),
        (make_log(), ("--period", "October"), "October is no period; write it as 2026-10, 2026-Q4"),
        (make_log(), ("--period", "2026-13"), "2026-13 is no period"),
        (make_log(), ("--audit", "../x"), "A reference has letters, digits and single hyphens"),
        (f"{HEADS}\n\"CB-1", (), "line 2 has a quotation mark that is never closed"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_before_anything_is_written(
    log: str, options: tuple[str, ...], says: str, handbook_root: Path
) -> None:
    """What is wrong, and what to write instead; no file appears."""
    result = draw(handbook_root, write(handbook_root, log), *options)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert not (handbook_root / "print").exists()


@pytest.mark.parametrize(
    ("text", "first", "last", "name"),
    [
        ("2026-02", "2026-02-01", "2026-02-28", "2026-02"),
        ("2026-Q4", "2026-10-01", "2026-12-31", "2026-Q4"),
        ("2026-H1", "2026-01-01", "2026-06-30", "2026-H1"),
        ("2026-W53", "2026-12-28", "2027-01-03", "2026-W53"),
        ("2026", "2026-01-01", "2026-12-31", "2026"),
        ("2026-10-05", "2026-10-05", "2026-10-05", "2026-10-05"),
        ("2026-10-01..2026-10-31", "2026-10-01", "2026-10-31", "2026-10"),
        ("2026-10-01..2026-11-07", "2026-10-01", "2026-11-07", "2026-10-01..2026-11-07"),
    ],
)
def test_a_period_has_one_name_however_it_is_written(
    text: str, first: str, last: str, name: str
) -> None:
    """The name is part of the seed, so the browser and the terminal have to say the same."""
    period = parse_period(text)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert name_days(period) == name


def test_the_seed_names_site_period_standard_and_audit() -> None:
    """Joined by bars, as it stands in the record."""
    assert make_seed("harbour", "2026-10", "CB-01", AUDIT) == f"harbour|2026-10|CB-01|{AUDIT}"

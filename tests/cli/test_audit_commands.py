"""`handbook audit` says what became of each file, hands everything on, and never loses what is typed."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from cx_handbook.audit.reading.readers.record_file import dump_record
from cx_handbook.audit.scoring.score_answers import score_answers
from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from cx_handbook.website.mkdocs.build import build_site
from support.audit_records import (
    ANSWERS,
    a_record,
    form_of,
    issue_earlier_form,
    issued,
    put,
)
from support.project import PROJECT

NAME = "audits/harbour/2026-11-03-monthly-k3x9-2fq7"
NO_PIER = (
    "there is no site pier; choose one of main-street, Main Street shop, harbour, Harbour shop"
)


@pytest.fixture
def root(handbook_root: Path) -> Path:
    return issued(handbook_root)


def run(root: Path, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "audit", *arguments], input=typed)


def added(root: Path, handbook: Handbook, **changes: Any) -> Path:
    """Add a record and return where it is kept."""
    before = set((root / "audits").rglob("*.json"))
    file = put(root.parent / "in" / "a.json", a_record(handbook, **changes))
    assert run(root, "add", str(file)).exit_code == 0
    (kept,) = set((root / "audits").rglob("*.json")) - before
    return kept


def test_adding_says_what_became_of_each_file(root: Path, handbook: Handbook) -> None:
    """Score, blanks, oddities and place of what was added; the reason of what was refused."""
    folder = root.parent / "in"
    put(folder / "a.json", a_record(handbook))
    (folder / "b.json").write_bytes(b"{")

    result = run(root, "add", str(folder))

    assert result.exit_code == 1
    assert result.stdout == "1 added, 1 refused.\n"
    assert result.stderr.splitlines() == [
        f"added    {folder}/a.json: too little answered; no grade, compliance 5.8 of 6, enough "
        "promises kept, 3 met, 1 not met, 1 not applicable, 1 unanswered, 8% of the points not "
        f"applicable, 8% of the points unanswered, provisional; kept as {NAME}.json",
        "         unanswered: HA-01",
        "         HA-01: What was written here cannot be read as an answer.",
        "         not understood – margin: see over",
        f"REFUSED  {folder}/b.json: this file is damaged or cut short: line 1 is not JSON; save it "
        "again where it was filled in; a copy is in audits/set-aside/b-021fb596db81.json",
    ]


def test_adding_again_says_that_it_is_there(root: Path, handbook: Handbook) -> None:
    """Nothing changes, and the exit code is 0."""
    added(root, handbook)
    file = root.parent / "in" / "a.json"

    result = run(root, "add", str(file), str(file))

    assert (result.exit_code, result.stdout) == (0, "1 there already.\n")
    assert result.stderr == f"known    {file}: is there already, as {NAME}.json\n"


def test_a_conflict_is_loud(root: Path, handbook: Handbook) -> None:
    """Both are kept and named, and the exit code says so."""
    added(root, handbook)
    file = put(root.parent / "in" / "b.json", a_record(handbook, auditor="Bob"))

    result = run(root, "add", str(file))

    assert (result.exit_code, result.stdout) == (1, "1 kept beside another.\n")
    assert result.stderr.splitlines()[-1] == (
        f"CONFLICT {file}: there is another audit of the same reference: {NAME}.json; compare them "
        "and remove the one that does not hold"
    )
    assert (root / f"{NAME}-2.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("--site", "pier"),
            NO_PIER,
        ),
        (("--date", "soon"), "soon is not a date; write it as 2026-11-30"),
        (("missing.json",), "'missing.json' does not exist"),
    ],
)
def test_adding_cannot_run_with_what_does_not_exist(
    root: Path, arguments: tuple[str, ...], said: str
) -> None:
    """A wrong option stops the command before any file is read."""
    result = run(root, "add", *arguments, str(root))

    assert result.exit_code == 2
    assert said in result.stderr


def test_an_empty_folder_is_no_problem(root: Path) -> None:
    """The command says that the folder holds no file."""
    (root.parent / "in").mkdir()

    result = run(root, "add", str(root.parent / "in"))

    assert (result.exit_code, result.stdout) == (0, "There is no file in it.\n")


def test_the_score_is_a_line_or_everything(root: Path, handbook: Handbook) -> None:
    """The line is for people, the JSON has every number."""
    rest = {"LI-01": {"answer": "met"}, "HA-01": {"answer": "met"}}
    kept = added(root, handbook, answers={**ANSWERS, **rest})

    line = run(root, "score", str(kept))
    data = json.loads(run(root, "score", "--json", str(kept)).stdout)

    assert line.stdout == (
        "too close to call: the line at 9; 8.8 of 10 (8.0 to 9.4), enough promises kept, 6 to "
        "under 9, 5 met, 1 not met, 0 not applicable, 0 unanswered\n"
    )
    assert (data["rules"], data["headline"]) == (2, "Too close to call")
    assert [call["name"] for call in data["close_calls"]] == ["delighted"]
    assert data["items"]["CB-01"]["share"] == 0.95
    assert data["counts"]["unanswered"] == 0


def test_an_audit_on_an_earlier_form_scores_as_it_did(root: Path, handbook: Handbook) -> None:
    """By the rules of its form, in the words of then, and the line says so."""
    form = issue_earlier_form(root, handbook)
    rest = {"LI-01": {"answer": "met"}, "HA-01": {"answer": "met"}}
    kept = added(root, handbook, form=form.fingerprint, answers={**ANSWERS, **rest})

    assert run(root, "score", str(kept)).stdout == (
        "8.8 of 10 (8.1 to 9.3), promises kept, expected: satisfied, 5 met, 1 not met, "
        "0 not applicable, 0 unanswered, scored by the earlier rules, those of its form\n"
    )
    data = json.loads(run(root, "export", "--json").stdout)
    assert (data[0]["result"]["rules"], data[0]["result"]["verdict"]) == (1, "satisfied")


def test_the_headline_stands_above_the_score(root: Path, handbook: Handbook) -> None:
    """Which limit, then the score, then what was seen of the limit and what would settle it."""
    rest = {"LI-01": {"answer": "met"}, "HA-01": {"answer": "met"}}
    kept = added(root, handbook, answers={**ANSWERS, **rest})

    lines = run(root, "show", str(kept)).stdout.splitlines()
    at = lines.index("Too close to call: the line at 9")

    assert lines[at + 1].startswith("8.8 of 10 (8.0 to 9.4), enough promises kept")
    below = " ".join(" ".join(lines[at + 2 :]).split())
    assert "The line at 9.0 is in between." in below
    assert "30 cases were looked at; " in below
    assert "Such a span holds the truth in 19 of 20 audits." in below


def test_every_audit_is_listed_with_its_headline(root: Path, handbook: Handbook) -> None:
    """What is too close to call or has no grade says so first; a damaged one is named.

    A gap in the running numbers of a device is asked about at the end.
    """
    rest = {"LI-01": {"answer": "met"}, "HA-01": {"answer": "met"}}
    added(root, handbook, answers={**ANSWERS, **rest})
    added(root, handbook, id="other", site="main-street")
    added(root, handbook, id="third").write_bytes(b"{")

    listed = run(root, "list")
    one_site = run(root, "list", "--site", "Harbour shop", "--checklist", "monthly")

    assert listed.exit_code == 1
    assert listed.stdout.splitlines() == [
        f"{NAME}.json: Too close to call: the line at 9, 8.8 of 10 (8.0 to 9.4), enough promises "
        "kept, 6 to under 9",
        "audits/main-street/2026-11-03-monthly-other.json: Too little answered, provisional, no "
        "grade, compliance 5.8 of 6, enough promises kept, 8% of the points not applicable, 8% "
        "of the points unanswered",
        "Numbers 1 to 11 of the device tab-7f3k are not here: given up, still on the device, or "
        "deleted?",
    ]
    assert "2026-11-03-monthly-third.json: left out: " in listed.stderr
    assert one_site.stdout.splitlines() == listed.stdout.splitlines()[:1]
    assert run(root, "list", "--checklist", "daily").stdout == ""


def test_dates_are_asked_about_when_an_audit_is_added(root: Path, handbook: Handbook) -> None:
    """A period that runs backwards is asked about, and keeps the result from being final."""
    rest = {"LI-01": {"answer": "met"}, "HA-01": {"answer": "met"}}
    record = a_record(
        handbook,
        answers={**ANSWERS, **rest},
        period={"first": "2026-10-31", "last": "2026-10-01"},
        end="09:32",
    )
    file = put(root.parent / "in" / "a.json", record)

    lines = run(root, "add", str(file)).stderr.splitlines()

    assert ", provisional; kept as" in lines[0]
    assert lines[-2:] == [
        "         to clear up: The first day lies after the last. Did they change places?",
        "         to clear up: It took 2 minutes, and we allow 45. If you only typed in what you had "
        "looked at before, all is well. If not, take your time.",
    ]
    data = json.loads(run(root, "export", "--json").stdout)
    assert data[0]["result"]["provisional"]
    assert data[0]["questions"][0].startswith("The first day lies after the last.")


def test_a_changed_checklist_is_compared_on_the_questions_of_both(
    root: Path, handbook: Handbook
) -> None:
    """After an audit with another form, what is added says what both come to on common questions."""
    earlier = issue_earlier_form(root, handbook)
    rest = {"LI-01": {"answer": "met"}, "HA-01": {"answer": "met"}}
    answers = {**ANSWERS, **rest}
    added(root, handbook, id="old", form=earlier.fingerprint, date="2026-10-02", answers=answers)
    file = put(root.parent / "in" / "a.json", a_record(handbook, answers=answers))

    lines = run(root, "add", str(file)).stderr.splitlines()

    assert lines[-1] == (
        "         The checklist has changed since the last audit, which came to 8.8. "
        "On the 6 of 6 questions that both ask: 8.8 then, 8.8 now."
    )
    shown = run(root, "show", str(root / f"{NAME}.json")).stdout
    assert "On the 6 of 6 questions that both ask: 8.8 then, 8.8" in " ".join(shown.split())


def test_a_damaged_record_is_named(root: Path, handbook: Handbook) -> None:
    """Score and show name it and exit with 1; the export leaves it out, says so and exits with 1."""
    kept = added(root, handbook)
    other = added(root, handbook, id="other")
    kept.write_bytes(kept.read_bytes()[:100])
    said = "this file is damaged or cut short: line 7 is not JSON; save it again where it was filled in"

    for command in ("score", "show"):
        result = run(root, command, str(kept))
        assert (result.exit_code, result.stderr) == (1, f"{NAME}.json: {said}\n")
    result = run(root, "export", "--json")

    assert (result.exit_code, result.stderr) == (1, f"{NAME}.json: left out: {said}\n")
    assert [a["file"] for a in json.loads(result.stdout)] == [other.relative_to(root).as_posix()]


def test_an_audit_is_shown_whole(root: Path, handbook: Handbook) -> None:
    """Head, score, factors, findings with what helps, actions, what is open, remarks, notes."""
    kept = added(root, handbook)

    shown = run(root, "show", str(kept)).stdout

    for text in (
        "Monthly self-audit", "Reference: k3x9-2fq7", "Auditor:   Ann Marie Østergård",
        "Time:      09:30 to 10:15", "Compliance", "SO-01 (5 of 10): ", "What helps: ",
        "SO-01: Practise – Ann – 2026-12-01", "Unanswered\n  HA-01\n",
        "not understood – margin: see over", "LI-01: No case in the period.", "HA-01: written: half",
    ):  # fmt: skip
        assert text in shown


def test_texts_of_others_cannot_play_with_the_terminal(root: Path, handbook: Handbook) -> None:
    """Escape sequences and markup are shown as the text they are."""
    kept = added(root, handbook, auditor="\x1b[2J[red]Ann\x07", oddities=["\x1b]0;x\x07[b]"])

    shown = run(root, "show", str(kept)).stdout

    assert "\x1b]" not in shown
    assert "\x1b[2J" not in shown
    assert "<U+001B>[2J[red]Ann<U+0007>" in shown


def test_the_table_has_a_row_for_each_question(root: Path, handbook: Handbook) -> None:
    """Answers, scores and everything else of a record is in it; text that looks like a formula is text."""
    evil = {"SO-02": {"answer": "met", "note": '=HYPERLINK("x")'}, "OF-01": {"unread": "@x"}}
    added(root, handbook, auditor="+Ann", answers=evil, oddities=["-1"])

    result = run(root, "export", "--csv")
    text = result.stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))

    assert result.exit_code == 0
    assert [row["standard"] for row in rows] == [i.standard for i in form_of(handbook).items]
    assert {row["auditor"] for row in rows} == {"'+Ann"}
    assert rows[1]["note"] == '\'=HYPERLINK("x")'
    assert (rows[1]["state"], rows[1]["share"], rows[1]["critical"]) == ("met", "1.0", "yes")
    assert (rows[3]["unread"], rows[3]["state"]) == ("'@x", "unanswered")
    assert rows[2]["actions"] == "Practise – Ann – 2026-12-01"
    assert rows[0]["oddities"] == "'-1"
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t") for row in rows for cell in row.values())


def test_the_json_has_every_record_whole(root: Path, handbook: Handbook) -> None:
    """Photographs included, so that nothing is lost on the way."""
    added(root, handbook)
    added(root, handbook, id="other", site="main-street")

    data = json.loads(
        run(root, "export", "--json", "--output", str(root / "out.json")).stdout or "0"
    )
    written = json.loads((root / "out.json").read_text("utf-8"))

    assert data == 0
    assert [a["record"]["id"] for a in written] == ["k3x9-2fq7", "other"]
    assert written[0]["record"] == dump_record(a_record(handbook))
    assert written[0]["result"]["headline"] == "Too little answered"
    assert written[0]["result"]["promises"] == "kept"


@pytest.mark.parametrize("style", ["--csv", "--json"])
def test_without_audits_the_export_is_empty(root: Path, style: str) -> None:
    """A handbook without audits gives an empty export."""
    result = run(root, "export", style)

    assert result.exit_code == 0
    assert result.stdout_bytes in (b"\xef\xbb\xbf", b"[\n]\n")


def test_the_table_is_exported_as_parquet_too(root: Path, handbook: Handbook) -> None:
    """A row for each question, as in CSV."""
    added(root, handbook)

    result = run(root, "export", "--parquet", str(root / "answers.parquet"))
    rows = duckdb.sql(f"SELECT standard FROM '{root / 'answers.parquet'}'").fetchall()

    assert result.exit_code == 0
    assert [standard for (standard,) in rows] == [i.standard for i in form_of(handbook).items]


def test_export_asks_what_is_wanted(root: Path) -> None:
    """One of the formats has to be named."""
    result = run(root, "export")

    assert result.exit_code == 2
    assert "name what you want: --csv, --json or --parquet FILE" in result.stderr


# Typing in

TYPED = "harbour\nk3x9\n\n\nAnn\n3/11/2026\n\n\n19/20\n\ny\n\n"
REST = "10/10\n\n8\n\ny\n\nn\n\nTidy up\n\n\n\n"


def records(root: Path) -> list[Path]:
    return [p for p in (root / "audits").rglob("*.json") if ".drafts" not in p.parts]


def drafts(root: Path) -> list[Path]:
    return sorted((root / "audits" / ".drafts").glob("*.json"))


def test_an_audit_is_typed_in_and_written(root: Path) -> None:
    """The record is there, the draft gone, the result shown before it is written."""
    result = run(root, "enter", "monthly", typed=f"{TYPED}{REST}y\n")

    assert result.exit_code == 0
    assert "Write the record?" in result.stdout
    assert [p.name for p in records(root)] == ["2026-11-03-monthly-k3x9.json"]
    assert drafts(root) == []
    assert json.loads(records(root)[0].read_bytes())["actions"] == [
        {"number": 1, "standard": "HA-01", "what": "Tidy up"}
    ]


def test_what_is_asked_stands_before_the_record_is_written(root: Path) -> None:
    """Nobody wrote down the days: that is asked about, and going back is still possible. What it
    comes to is not shown yet.
    """
    result = run(root, "enter", "monthly", typed=f"{TYPED}{REST}b\nq\n")
    before, _, after = result.stdout.partition("Write the record?")

    assert "Please look at this once more. It costs no points." in before
    assert (
        "- Which days did you look at? Without the first and the last it is provisional." in before
    )
    assert "All boxes were asked. The result is shown once the record is written.\n" in before
    assert not re.search(r"grade|compliance|promises|provisional,", before)
    assert "Stopped; kept in" in after
    assert records(root) == []


def test_several_drafts_wait_side_by_side(root: Path) -> None:
    """The same command offers them; a new one may be begun; what is given narrows the choice."""
    run(root, "enter", "monthly", "--site", "harbour", typed="k3x9\nq\n")
    run(root, "enter", "monthly", "--site", "main-street", typed="other\nq\n")
    assert len(drafts(root)) == 2

    narrowed = run(root, "enter", "monthly", "--reference", "other", typed="1\nq\n")
    begun = run(root, "enter", "monthly", typed="new\nharbour\nq\n")

    assert "1  main-street, other; 0 of 6 answered; form " in narrowed.stdout
    assert "2  " not in narrowed.stdout
    assert "2  " in begun.stdout
    assert len(drafts(root)) == 3


def test_stopping_before_anything_is_typed_leaves_nothing(root: Path) -> None:
    """Stopping before the first text leaves no draft."""
    result = run(root, "enter", "monthly", typed="q\n")

    assert result.exit_code == 0
    assert "Stopped; nothing was typed." in result.stdout
    assert drafts(root) == []


def test_a_damaged_draft_is_named_and_left(root: Path) -> None:
    """A damaged draft is named, and the others are offered."""
    (root / "audits" / ".drafts").mkdir(parents=True)
    (root / "audits" / ".drafts" / "monthly-x.json").write_bytes(b"{")

    result = run(root, "enter", "monthly", typed="q\n")

    assert "audits/.drafts/monthly-x.json: this draft is damaged; move it away, or begin anew" in (
        result.stderr
    )
    assert len(drafts(root)) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("monthyl",), "there is no checklist monthyl; did you mean monthly?"),
        (
            ("monthly", "--site", "pier"),
            NO_PIER,
        ),
        (
            ("monthly", "--form", "zz"),
            "no form of monthly in checklists/issued/ begins with zz; write the digits as they "
            "stand in the foot of the sheet",
        ),
        (
            ("monthly", "--reference", "a b"),
            "A reference has letters, digits and single hyphens, such as k3x9-2fq7.",
        ),
    ],
)
def test_typing_cannot_begin_with_what_does_not_exist(
    root: Path, arguments: tuple[str, ...], said: str
) -> None:
    """The message names what there is."""
    result = run(root, "enter", *arguments)

    assert (result.exit_code, result.stderr) == (2, f"handbook: {said}\n")


def test_a_sheet_of_an_older_form_is_typed_in_as_it_was_asked(
    root: Path, handbook: Handbook
) -> None:
    """The digits in the foot of the sheet choose the form."""
    digits = form_of(handbook).fingerprint[:12]
    checklist = root / "checklists" / "monthly.yml"
    checklist.write_text(checklist.read_text("utf-8").replace("gate: 5/6", "gate: 4/6"), "utf-8")

    now = run(root, "enter", "monthly", typed="q\n")
    then = run(root, "enter", "monthly", "--form", digits, typed="q\n")

    assert f"form {digits}" not in now.stdout
    assert f"form {digits}, as in the foot of the sheet." in then.stdout


class Terminal:
    """A real terminal with the command in it."""

    def __init__(self, root: Path) -> None:
        self.here, there = pty.openpty()
        command = [sys.executable, "-m", "cx_handbook", "--root", str(root), "audit", "enter"]
        self.process = subprocess.Popen(
            [*command, "monthly"], cwd=PROJECT, stdin=there, stdout=there, stderr=there,
            start_new_session=True,
        )  # fmt: skip
        os.close(there)

    def until(self, text: str) -> str:
        """Return what is shown up to a text; fail when it does not come."""
        shown, end = "", time.monotonic() + 30
        while text not in shown:
            assert time.monotonic() < end, shown
            if select.select([self.here], [], [], 1)[0]:
                try:
                    shown += os.read(self.here, 4096).decode("utf-8", "replace")
                except OSError:  # the other end was closed
                    pytest.fail(shown)
        return shown

    def type(self, texts: str) -> None:
        for text in texts.splitlines():
            self.until(" > " if text != "1" else "Go on with")
            os.write(self.here, f"{text}\n".encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.here)


def test_what_was_typed_survives_a_killed_terminal(root: Path) -> None:
    """In a real terminal, killed half way without warning, all but the box being typed is there."""
    first = Terminal(root)
    first.type(TYPED)
    first.until("Answer: met of looked at")
    os.write(first.here, b"9/1")
    first.process.send_signal(signal.SIGKILL)
    first.close()
    second = Terminal(root)
    second.type(f"1\n{REST}y\n")
    second.until("kept as audits/harbour/2026-11-03-monthly-k3x9.json")
    assert second.process.wait(10) == 0
    second.close()

    answers = json.loads(records(root)[0].read_bytes())["answers"]
    assert answers == {
        "CB-01": {"answer": "count", "k": 19, "n": 20},
        "SO-02": {"answer": "met"},
        "SO-01": {"answer": "count", "k": 10, "n": 10},
        "OF-01": {"answer": "grade", "grade": 8},
        "LI-01": {"answer": "met"},
        "HA-01": {"answer": "not_met"},
    }


def test_many_are_added_with_one_reading_of_the_handbook(
    root: Path, handbook: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The handbook is read once, however many files there are; a kept audit of the same period once."""
    from cx_handbook.audit.folder import stored_audits
    from cx_handbook.content import loader

    loaded: list[Path] = []
    really = loader.load_handbook
    monkeypatch.setattr(loader, "load_handbook", lambda root: loaded.append(root) or really(root))
    for n in range(50):
        put(root.parent / "in" / f"{n}.json", a_record(handbook, id=f"a{n}"))
    run(root, "add", str(root.parent / "in"))
    read: list[Path] = []
    really_read = stored_audits.read_stored_bytes
    monkeypatch.setattr(
        stored_audits, "read_stored_bytes", lambda path: read.append(path) or really_read(path)
    )
    for n in range(50):
        put(root.parent / "more" / f"{n}.json", a_record(handbook, id=f"b{n}"))

    result = run(root, "add", str(root.parent / "more"))

    assert result.stdout == "50 added.\n"
    assert len(loaded) == 2
    assert len(read) == len(set(read)) == 50


@pytest.mark.build
def test_audits_never_enter_the_site(root: Path, handbook: Handbook) -> None:
    """Pages may be public, so no audit record is in them."""
    settings = (PROJECT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    (root / "mkdocs.yml").write_text(settings.replace("pdf: true", "pdf: false"), "utf-8")
    (root / "docs").mkdir()
    added(root, handbook, auditor="Zenobia Quux")
    run(root, "enter", "monthly", "--site", "harbour", typed="k3x9\n\n\nZenobia Quux\nq\n")

    built = [p for p in build_site(root, str, str).parent.rglob("*") if p.is_file()]

    assert len(drafts(root)) == 1
    assert len(built) > 50
    assert [p for p in built if "audits" in p.parts or b"Zenobia" in p.read_bytes()] == []


def test_a_month_is_counted_question_by_question(root: Path, handbook: Handbook) -> None:
    """Met of answered over the audits of one month that count; blank and not applicable are left out."""
    added(root, handbook)
    added(root, handbook, id="k3x9-2fqa", date="2026-11-04", period=None)
    added(root, handbook, id="k3x9-2fqb", date="2026-12-01", period=None)
    added(root, handbook, id="k3x9-2fqc", date="2026-11-05", period=None)  # a second of November

    lines = run(root, "month", "monthly", "--month", "2026-11").stdout.splitlines()

    assert lines[0] == "monthly, November 2026: 2 audits"
    counts = {line.split(":")[0]: line.split(" – ")[0].split(": ")[1] for line in lines[1:-1]}
    form = form_of(handbook)
    assert list(counts) == [item.standard for item in form.items]
    result = score_answers(form, a_record(handbook).answers)
    for scored in result.items:
        met, answered = scored.state == "met", scored.state in ("met", "not_met")
        assert counts[scored.item.standard] == f"met on {2 * met} of {2 * answered}"
    total = (
        2 * result.count_state("met"),
        2 * (result.count_state("met") + result.count_state("not_met")),
    )
    assert lines[-1] == (
        f"All questions: met {total[0]} of {total[1]} times. "
        "No grade: this is a count, not a verdict."
    )


def test_a_month_without_audits_has_no_count(root: Path) -> None:
    """It is said that there are none; what is no month is refused."""
    assert run(root, "month", "monthly", "--month", "2026-10").stdout == (
        "monthly, October 2026: 0 audits\n"
    )
    assert (
        "soon is not a month; write it as 2026-11"
        in run(root, "month", "monthly", "--month", "soon").output
    )

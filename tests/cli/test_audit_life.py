"""A finished audit is corrected, sealed and decided about by commands; nothing it said is lost."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cx_handbook.audit.reading.readers.record_file import dump_record, read_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from support.audit_records import ANSWERS, a_record, a_revision, issued, put
from support.project import PROJECT
from support.terminal import Terminal

NAME = "audits/harbour/2026-11-03-monthly-k3x9-2fq7"
REFERENCE = "k3x9-2fq7"


@pytest.fixture
def root(handbook_root: Path, handbook: Handbook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a handbook with one audit, and a folder for settings of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(handbook_root.parent / "settings"))
    root = issued(handbook_root)
    add(root, a_record(handbook))
    return root


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "audit", *arguments])


def add(root: Path, *records: AuditRecord) -> Result:
    """Add records as one file, as a browser exports them."""
    file = root.parent / "in.json"
    file.write_text(json.dumps([dump_record(record) for record in records]), "utf-8")
    return run(root, "add", str(file))


def read(root: Path, name: str) -> AuditRecord:
    return read_record((root / name).read_bytes())


def list_events(root: Path, kind: str) -> list[Path]:
    return sorted((root / "audits").rglob(f"*.{kind}-*.json"))


def list_lines(root: Path, *options: str) -> dict[str, str]:
    """Return what the list says of each file, with the lines below it."""
    said: dict[str, str] = {}
    name = ""
    for line in run(root, "list", "--site", "harbour", *options).stdout.splitlines():
        if not line.startswith(" "):
            name, _, line = line.partition(": ")
        said[name] = f"{said.get(name, '')}{line}\n"
    return said


# Corrections


def test_a_correction_is_a_new_revision_with_its_reason(root: Path, handbook: Handbook) -> None:
    """It names what changed, by whom and why; all else stays, photographs included."""
    first = (root / f"{NAME}.json").read_bytes()

    result = run(
        root, "correct", REFERENCE, "--set", "CB-01=17 of 20", "--set", "so-02.note=Seen twice",
        "--set", "auditor=Bo", "--why", "Counted again", "--by", "Mia", "--on", "2026-11-05",
    )  # fmt: skip

    assert result.exit_code == 0
    assert (
        "revision 2 replaces revision 1 (auditor, CB-01, SO-02, taken_over, by Mia on 2026-11-05: "
        "Counted again)" in result.stdout
    )
    assert (root / f"{NAME}.json").read_bytes() == first
    before, after = a_record(handbook), read(root, f"{NAME}.r2.json")
    assert (after.revision, after.replaces) == (2, digest_record(before))
    assert after.answers["CB-01"].model_dump(exclude_none=True, exclude_defaults=True) == {
        "answer": "count", "k": 17, "n": 20, "cases": 143,
    }  # fmt: skip
    assert after.answers["SO-02"].note == "Seen twice"
    assert after.answers["SO-02"].photos == before.answers["SO-02"].photos
    assert after.taken_over == {}  # the count is no longer the sum of others
    assert after.changed_after_result == before.changed_after_result + 2  # answers
    same = {
        "revision", "replaces", "changes", "answers", "auditor", "taken_over", "changed_after_result",
    }  # fmt: skip
    assert after.model_dump(exclude=same) == before.model_dump(exclude=same)


def test_another_note_leaves_a_count_as_it_was_counted(root: Path, handbook: Handbook) -> None:
    """By the log, of drawn cases, or as the sum of other audits: a note says nothing about that."""
    drawn = {"answer": "count", "k": 3, "n": 3, "cases": 143, "cases_from": "log"}
    first = a_record(handbook, id="drawn-1", answers={**ANSWERS, "SO-01": drawn})
    add(root, first)
    run(root, "correct", "drawn-1", "--set", "SO-01.note=x", "--set", "CB-01.note=y", "--why", "z")
    noted = read(root, "audits/harbour/2026-11-03-monthly-drawn-1.r2.json")
    run(root, "correct", "drawn-1", "--set", "SO-01=2 of 3", "--why", "Counted again")
    counted = read(root, "audits/harbour/2026-11-03-monthly-drawn-1.r3.json")

    assert noted.changes[-1].what == ("CB-01", "SO-01")
    assert noted.taken_over == first.taken_over
    for record, k in ((noted, 3), (counted, 2)):
        answer = record.answers["SO-01"]
        assert (answer.k, answer.cases, answer.cases_from) == (k, 143, "log")


def test_the_newest_revision_is_what_is_listed_and_scored(root: Path) -> None:
    """The older one says so when it is named, and stays to be read."""
    run(root, "correct", REFERENCE, "--set", "CB-01=2 of 20", "--why", "Counted again")

    assert list(list_lines(root)) == [f"{NAME}.r2.json"]
    assert "compliance 2.7" in run(root, "score", REFERENCE).stdout
    old = run(root, "score", str(root / f"{NAME}.json")).stdout
    assert "compliance 5.8" in old
    assert old.endswith("; does not count: revision 2 replaces it\n")
    history = list_lines(root, "--history")[f"{NAME}.r2.json"]
    assert f"revision 1: finished 2026-11-03 by Ann Marie Østergård ({NAME}.json)" in history
    assert "by somebody who gave no name" in history


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), 'say what changes, such as --set CB-03="17 of 20"'),
        (("--set", "CB-01=17 of 20"), "a correction needs a reason that everybody can read; add --why"),
        (("--set", "CB-01=19 of 20", "--why", "x"), "nothing is changed by that; the audit says so already"),
        (
            ("--set", "CB-99=y", "--why", "x"),
            "CB-99=y names nothing that can be corrected; write a question and its answer, such as "
            "CB-01=…, CB-01.note=…, or one of site, date, auditor, start, end, first, last",
        ),
        (
            ("--set", "CB-01=many", "--why", "x"),
            "many is no answer to this. Answer: met of looked at, as 17/20, or 17 of 20 of 143 when "
            "there were 143 in all, or na.",
        ),
        (("--set", "date=-", "--why", "x"), "date is needed; write another one"),
        (("--set", "reference=other", "--why", "x"), None),
    ],
    ids=["nothing", "no-reason", "no-change", "no-such-question", "no-answer", "needed", "reference"],
)  # fmt: skip
def test_what_is_no_correction_is_refused(
    root: Path, arguments: tuple[str, ...], said: str | None
) -> None:
    """Away from a terminal nothing is asked, and nothing is written."""
    result = run(root, "correct", REFERENCE, *arguments)

    assert result.exit_code == 2
    assert "handbook: " in result.stderr
    assert said is None or result.stderr == f"handbook: {said}\n"
    assert not (root / f"{NAME}.r2.json").exists()


def test_two_corrections_at_the_same_time_are_named(root: Path, handbook: Handbook) -> None:
    """Both are kept, one counts, and the list says which; a third correction settles it."""
    first = a_record(handbook)
    added = add(root, a_revision(first, auditor="Mia"), a_revision(first, auditor="Ben"))

    assert added.exit_code == 1
    assert "CONFLICT" in added.stderr
    assert len(list((root / "audits").rglob("*.r2*.json"))) == 2
    (said,) = list_lines(root).values()
    assert "CONFLICT: there are 2 files of revision 2; " in said
    run(
        root,
        "correct",
        REFERENCE,
        "--set",
        "auditor=Ben",
        "--set",
        "end=11:00",
        "--why",
        "Ben is right",
    )
    (said,) = list_lines(root).values()
    assert "CONFLICT" not in said


def test_a_revision_without_the_one_before_says_so(root: Path, handbook: Handbook) -> None:
    """It is kept and counts; what it replaces may still come."""
    second = a_revision(a_record(handbook, id="other-1", date="2026-12-01", period=None))
    result = add(root, second)

    assert result.exit_code == 0
    assert "revision 1, which it replaces, is not here; add it as well" in result.stderr


def test_an_older_revision_that_comes_later_changes_nothing(root: Path, handbook: Handbook) -> None:
    """It is kept as history of the one that counts."""
    first = a_record(handbook, id="other-1", date="2026-12-01", period=None)
    add(root, a_revision(first, auditor="Mia"))
    result = add(root, first)

    assert "revision 2 is here already and counts; this one is kept as its history" in result.stderr
    assert "2026-12-01-monthly-other-1.r2.json" in run(root, "list").stdout


# Drafts


def test_a_draft_is_set_aside_and_never_scored(root: Path, handbook: Handbook) -> None:
    """It says how much is open, where the copy is, and exits with 1."""
    result = add(root, a_record(handbook, id="other-1", state="draft"))

    assert (result.exit_code, result.stdout) == (1, "1 not finished.\n")
    copy = re.search(r"a copy is in (audits/set-aside/\S+)\n", result.stderr)
    assert copy
    assert read(root, copy[1]).state == "draft"
    assert "not finished: 1 of 6 open; finish it where it was begun" in result.stderr
    assert "grade" not in result.stderr
    assert list(list_lines(root)) == [f"{NAME}.json"]
    scored = run(root, "score", str(root / copy[1]))
    assert (scored.exit_code, scored.stdout) == (1, "")


# Second audits


def test_a_second_audit_of_a_period_is_asked_about(root: Path, handbook: Handbook) -> None:
    """It is kept, does not count, and the commands to say what it is are printed."""
    result = add(root, a_record(handbook, id="other-1", date="2026-11-04"))

    assert result.exit_code == 0
    said = "does not count: k3x9-2fq7, begun 2026-11-03 09:30, is the audit of 2026-10; say what this one is"
    assert said in result.stderr
    assert 'handbook audit decide other-1 --as replacement --why "…"' in result.stderr
    assert said in list_lines(root)["audits/harbour/2026-11-04-monthly-other-1.json"]
    assert [row["reference"] for row in export(root)] == [REFERENCE] * 6


def test_one_that_was_begun_earlier_and_comes_later_counts(root: Path, handbook: Handbook) -> None:
    """The one that counted until then is named, with what to say about it."""
    result = add(root, a_record(handbook, id="other-1", date="2026-11-02"))

    assert "k3x9-2fq7 does not count: other-1, begun 2026-11-02 09:30," in result.stderr
    assert "handbook audit decide k3x9-2fq7 --as" in result.stderr


def test_a_replacement_counts_with_its_reason(root: Path, handbook: Handbook) -> None:
    """The first is kept and says why it does not count."""
    add(root, a_record(handbook, id="other-1", date="2026-11-04"))
    result = run(
        root, "decide", "other-1", "--as", "replacement", "--why", "Wrong month", "--by", "Mia"
    )

    assert result.exit_code == 0
    assert result.stdout.startswith("other-1 counts from now on; kept in audits/harbour/")
    assert (
        "does not count: other-1 replaces it for 2026-10, because: Wrong month"
        in (list_lines(root)[f"{NAME}.json"])
    )
    assert {row["reference"] for row in export(root)} == {"other-1"}
    assert {(row["reference"], row["counts"], row["standing"]) for row in export(root, "--all")} == {
        ("other-1", "yes", "counts"), (REFERENCE, "no", "replaced"),
    }  # fmt: skip


def test_a_second_auditor_is_kept_beside_the_first(root: Path, handbook: Handbook) -> None:
    """It does not count; nobody is asked any more."""
    add(root, a_record(handbook, id="other-1", date="2026-11-04"))
    run(root, "decide", "other-1", "--as", "second-auditor")

    assert (
        "does not count: a second auditor beside k3x9-2fq7, for 2026-10"
        in (list_lines(root)["audits/harbour/2026-11-04-monthly-other-1.json"])
    )


def test_only_a_second_audit_can_be_decided_about(root: Path, handbook: Handbook) -> None:
    """What counts alone is nothing to decide about, and a replacement needs a reason."""
    alone = run(root, "decide", REFERENCE, "--as", "second-auditor")
    add(root, a_record(handbook, id="other-1", date="2026-11-04"))
    without = run(root, "decide", "other-1", "--as", "replacement")

    assert alone.stderr == (
        "handbook: k3x9-2fq7 is the only audit for monthly at harbour in 2026-10; it counts already\n"
    )
    assert without.stderr == (
        "handbook: a replacement needs a reason that everybody can read; add --why\n"
    )
    assert list_events(root, "counted_as") == []


# Seals


def test_a_seal_shows_every_change(root: Path) -> None:
    """Sealed and unchanged, until somebody writes into the file."""
    result = run(root, "sign", REFERENCE, "--as", "A. Weber", "--on", "2026-11-05")
    kept = root / f"{NAME}.json"

    assert result.exit_code == 0
    assert (
        "revision 1, sealed by A. Weber on 2026-11-05, is unchanged"
        in run(root, "show", REFERENCE).stdout
    )
    assert {row["seal"] for row in export(root)} == {"unchanged"}
    kept.write_text(kept.read_text("utf-8").replace('"k": 19', '"k": 20'), "utf-8")
    (said,) = list_lines(root).values()
    assert (
        "SEALED AND CHANGED: revision 1, sealed by A. Weber on 2026-11-05, is not what was" in said
    )
    assert {row["seal"] for row in export(root)} == {"changed"}


def test_the_private_half_stays_with_its_owner(root: Path) -> None:
    """It lies outside of the handbook, readable by nobody else; the key is made once."""
    run(root, "sign", REFERENCE, "--as", "A. Weber")
    run(root, "correct", REFERENCE, "--set", "end=11:00", "--why", "x")
    again = run(root, "sign", REFERENCE, "--as", "A.  Weber ")

    (private,) = (root.parent / "settings").rglob("*.json")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    secret = json.loads(private.read_bytes())["private"]
    assert [p for p in root.rglob("*") if p.is_file() and secret.encode() in p.read_bytes()] == []
    (public,) = (root / "audits" / "keys").iterdir()
    listed = json.loads(public.read_bytes())
    assert (listed["name"], sorted(listed)) == ("A. Weber", ["key", "name", "since"])
    assert "Made a key" not in again.stdout
    assert len(list_events(root, "sealed")) == 2


def test_sealing_twice_is_said_and_writes_nothing(root: Path) -> None:
    """One seal of one revision by one key is enough."""
    run(root, "sign", REFERENCE, "--as", "A. Weber")
    again = run(root, "sign", REFERENCE, "--as", "A. Weber")

    assert again.stdout == "k3x9-2fq7, revision 1, is sealed with that key already.\n"
    assert len(list_events(root, "sealed")) == 1


def test_a_lost_or_unlisted_key_is_said_and_is_no_error(root: Path) -> None:
    """The seal proves nothing then; nothing else changes."""
    run(root, "sign", REFERENCE, "--as", "A. Weber")
    (public,) = (root / "audits" / "keys").iterdir()
    public.unlink()
    shown = run(root, "show", REFERENCE)

    assert shown.exit_code == 0
    assert f"its key {public.stem} is not listed" in " ".join(shown.stdout.split())
    assert run(root, "list").exit_code == 0


def test_a_correction_of_a_sealed_audit_is_not_sealed(root: Path) -> None:
    """The seal of the first revision holds, and it is said that the second has none."""
    run(root, "sign", REFERENCE, "--as", "A. Weber", "--on", "2026-11-05")
    run(root, "correct", REFERENCE, "--set", "end=11:00", "--why", "x")
    shown = run(root, "show", REFERENCE).stdout

    assert "revision 1, sealed by A. Weber on 2026-11-05, is unchanged" in shown
    assert "revision 2 is not sealed" in shown


@pytest.mark.parametrize("field", ["by", "on", "digest", "revision"])
def test_a_seal_that_was_changed_proves_nothing(root: Path, field: str) -> None:
    """Every field of the seal is signed."""
    run(root, "sign", REFERENCE, "--as", "A. Weber", "--on", "2026-11-05")
    (seal,) = list_events(root, "sealed")
    data = json.loads(seal.read_bytes())
    others = {"by": "B. Weber", "on": "2026-11-06", "digest": "0" * 64, "revision": 2}
    data[field] = others[field]
    seal.unlink()
    name = seal.name.replace("2026-11-05", data["on"])
    (seal.parent / name).write_text(json.dumps(data), "utf-8")

    assert "SEAL CHANGED: " in run(root, "list").stdout


def test_what_was_changed_after_sealing_is_named_when_it_is_added(
    root: Path, handbook: Handbook
) -> None:
    """Wherever the change was made: the seal travels with the audit."""
    record = a_record(handbook, id="other-1", date="2026-12-01", period=None)
    add(root, record)
    run(root, "sign", "other-1", "--as", "A. Weber")
    (kept,) = (root / "audits").rglob("*other-1.json")
    kept.unlink()

    result = add(
        root, a_record(handbook, id="other-1", date="2026-12-01", period=None, end="10:16")
    )

    assert result.exit_code == 1
    assert "CHANGED  other-1: SEALED AND CHANGED: " in result.stderr


# The table, and exports that come back


def export(root: Path, *options: str) -> list[dict[str, str]]:
    text = run(root, "export", "--csv", *options).stdout
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_page_about_the_table_names_each_column_once(root: Path) -> None:
    """In the order in which they stand in it."""
    page = (PROJECT / "docs" / "reference" / "audit-table.md").read_text("utf-8")

    assert re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE) == list(export(root)[0])


def test_an_export_is_taken_again_with_all_its_history(root: Path, handbook: Handbook) -> None:
    """Revisions, second audits, events and photographs: an empty folder becomes the same one."""
    add(root, a_record(handbook, id="other-1", date="2026-11-04"))
    run(root, "decide", "other-1", "--as", "second-auditor")
    run(root, "correct", REFERENCE, "--set", "end=11:00", "--why", "x")
    run(root, "sign", REFERENCE, "--as", "A. Weber")
    copy = root.parent / "copy.json"
    run(root, "export", "--json", "--all", "--output", str(copy))
    before = stored(root)
    for path in before:
        (root / path).unlink()

    result = run(root, "add", str(copy))

    assert result.exit_code == 0
    assert stored(root) == before


def stored(root: Path) -> dict[str, bytes]:
    folder = root / "audits"
    files = (p for p in folder.rglob("*.json") if p.parent.name not in ("keys", "set-aside"))
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


def test_events_travel_and_are_kept_once(root: Path) -> None:
    """The same event again is known; another one of its name is set aside and named."""
    event: dict[str, Any] = {
        "event": "done", "format": 1, "id": "e-1", "audit": REFERENCE, "checklist": "monthly",
        "site": "harbour", "on": "2026-11-20", "action": "1", "by": "Ann",
    }  # fmt: skip
    file = root.parent / "event.json"
    file.write_text(json.dumps(event), "utf-8")
    first, again = run(root, "add", str(file)), run(root, "add", str(file))
    file.write_text(json.dumps({**event, "by": "Bo"}), "utf-8")
    other = run(root, "add", str(file))

    assert (first.stdout, again.stdout) == ("1 added.\n", "1 there already.\n")
    assert (other.exit_code, other.stdout) == (1, "1 refused.\n")
    assert "another event of this reference is there already" in other.stderr
    assert len(list_events(root, "done")) == 1


def test_an_audit_of_the_answers_is_the_same_without_its_pictures(
    root: Path, handbook: Handbook
) -> None:
    """It is known by the one that has them."""
    from cx_handbook.audit.records.record_digest import leave_out_pictures

    result = add(root, leave_out_pictures(a_record(handbook)))

    assert result.stdout == "1 there already.\n"
    assert ANSWERS["SO-02"]["photos"]


def test_a_file_in_the_folder_names_its_audit(root: Path) -> None:
    """A file elsewhere has to be added first."""
    file = put(root.parent / "x.json", read(root, f"{NAME}.json"))
    inside = run(root, "correct", str(root / f"{NAME}.json"), "--set", "end=11:00", "--why", "x")
    outside = run(root, "correct", str(file), "--set", "end=11:30", "--why", "x")

    assert inside.exit_code == 0
    assert "is not in audits/; add it first: handbook audit add" in outside.stderr


# On a terminal


def test_on_a_terminal_a_correction_goes_through_the_boxes(root: Path) -> None:
    """Each shows what the audit says; Enter keeps it; stopped, it goes on where it was."""
    first = Terminal(root, "correct", REFERENCE)
    first.answer("Site [harbour] > ", "")
    first.answer("First day looked at [2026-10-01] > ", "")
    first.answer("Last day looked at [2026-10-31] > ", "")
    first.answer("Auditor [Ann Marie Østergård] > ", "Bo")
    first.answer("Date [2026-11-03] > ", "q")
    first.await_text("Stopped; start the same command again to go on.")
    assert first.end() == 0

    again = Terminal(root, "correct", REFERENCE)
    again.await_text("Going on where you stopped.")
    for shown in ("Date [2026-11-03]", "Start time [09:30]", "End time [10:15]"):
        again.answer(f"{shown} > ", "")
    again.answer("[19 of 20 of 143] > ", "17 of 20")
    for _ in range(11):  # the notes, and the answers to the other five questions
        again.answer(" > ", "")
    again.answer("stops and keeps what you typed > ", "y")
    again.answer("Why is it corrected: ", "Counted again")
    again.answer("Your name: ", "Mia")
    again.await_text("kept as audits/harbour/")

    assert again.end() == 0
    record = read(root, f"{NAME}.r2.json")
    assert (record.auditor, record.answers["CB-01"].k) == ("Bo", 17)
    assert record.changes[0].what == ("auditor", "CB-01", "taken_over")
    assert (record.changes[0].why, record.changes[0].by) == ("Counted again", "Mia")
    assert list((root / "audits" / ".drafts").rglob("*.json")) == []


def test_on_a_terminal_a_second_audit_is_asked_about(root: Path, handbook: Handbook) -> None:
    """The answer is written beside it at once; *later* leaves it open."""
    file = put(root.parent / "in.json", a_record(handbook, id="other-1", date="2026-11-04"))
    terminal = Terminal(root, "add", str(file))
    terminal.answer("[later]: ", "replacement")
    terminal.answer("Why does it replace the first: ", "Wrong month")
    terminal.answer("Your name: ", "Mia")
    terminal.await_text("other-1 counts from now on")

    assert terminal.end() == 0
    (event,) = list_events(root, "counted_as")
    said = json.loads(event.read_bytes())
    assert (said["count_as"], said["of"], said["why"], said["by"]) == (
        "replacement", REFERENCE, "Wrong month", "Mia",
    )  # fmt: skip

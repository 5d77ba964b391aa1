"""`handbook audit tidy` removes what is old, pictures or a name; it can be stopped at any point."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cx_handbook.audit.folder.retention import find_cutoff
from cx_handbook.audit.reading.readers.record_file import dump_record, read_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.audit.records.record_digest import digest_record
from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from support.audit_records import PNG, a_record, issued

ANN = "Ann Marie Østergård"


@pytest.fixture
def root(handbook_root: Path, handbook: Handbook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a handbook with an audit of 2024 and one of 2026, both corrected, decided and sealed."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(handbook_root.parent / "settings"))
    root = issued(handbook_root)
    for reference, day in (("old-1", "2024-01-03"), ("new-1", "2026-11-03")):
        add(root, a_record(handbook, id=reference, date=day, period=None))
        run(root, "correct", reference, "--set", "end=11:00", "--why", "x", "--by", "Mia")
        run(root, "action", "done", reference, "1", "--by", ANN)
        run(root, "sign", reference, "--as", "A. Weber")
    for day in ("2024-01-04", "2026-11-04"):
        add(root, a_record(handbook, id=f"draft-{day}", date=day, state="draft"))
    return root


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "audit", *arguments])


def add(root: Path, record: AuditRecord, **more: Any) -> Result:
    file = root.parent / "in.json"
    file.write_text(json.dumps({**dump_record(record), **more}), "utf-8")
    return run(root, "add", str(file))


def read_all(root: Path) -> dict[str, str]:
    """Return every file below audits/ but the log, as text."""
    files = (path for path in (root / "audits").rglob("*") if path.is_file())
    return {
        path.relative_to(root / "audits").as_posix(): path.read_text("utf-8")
        for path in files
        if path.name != "removed.log"
    }


def test_nothing_is_removed_before_somebody_says_yes(root: Path) -> None:
    """It shows what it would do; away from a terminal it does not ask."""
    before = read_all(root)
    result = run(root, "tidy", "--older-than", "24m")

    assert result.exit_code == 0
    assert (
        "removed: audits/harbour/2024-01-03-monthly-old-1.json (older than 2024-11-"
        in result.stdout
    )
    assert result.stdout.endswith("6 files removed.\nNothing was changed; add --yes to do it.\n")
    assert read_all(root) == before


def test_what_is_old_goes_with_all_that_belongs_to_it(root: Path) -> None:
    """Revisions, events and copies set aside; the rest stays to the byte, and the log names it."""
    before = read_all(root)
    run(root, "tidy", "--older-than", "24m", "--yes")
    after = read_all(root)

    assert after == {name: text for name, text in before.items() if name in after}
    assert [name for name in after if "2024" in after[name] and "keys" not in name] == []
    assert len(before) - len(after) == 6
    log = (root / "audits" / "removed.log").read_text("utf-8")
    assert log.count(" removed audits/") == 6
    assert ANN not in log
    assert "There is nothing to remove." in run(root, "tidy", "--older-than", "24m").stdout


def test_pictures_go_and_seals_still_hold(root: Path) -> None:
    """The SHA-256 of each stays in the record, so its digest is the same."""
    newest = next((root / "audits").rglob("*old-1.r2.json"))
    before = read_record(newest.read_bytes())
    run(root, "tidy", "--older-than", "24m", "--photos", "--yes")
    after = read_record(newest.read_bytes())

    assert digest_record(after) == digest_record(before)
    assert [name for name, text in read_all(root).items() if PNG in text and "2024" in text] == []
    assert any(PNG in text for text in read_all(root).values())
    assert "is unchanged" in run(root, "show", "old-1").stdout


def test_a_name_is_forgotten_everywhere(root: Path) -> None:
    """Auditor, doer, corrector and events; older revisions and their seals are gone, and said to be."""
    shown = run(root, "tidy", "--forget", "ann  marie østergård")
    run(root, "tidy", "--forget", ANN, "--yes")
    after = read_all(root)

    assert "the seal is gone with the record" in shown.stdout
    assert [name for name, text in after.items() if ANN in text] == []
    kept = sorted(name for name in after if name.startswith("harbour/") and ".r" in name)
    assert [name.partition("monthly-")[2] for name in kept] == ["old-1.r3.json", "new-1.r3.json"]
    record = read_record(after[kept[1]].encode())
    assert (record.auditor, record.changes[-1].why) == (None, "A name was removed")
    assert record.changes[-1].what == ("auditor",)
    listed = run(root, "list", "--site", "harbour").stdout
    assert "is not here" not in listed
    assert "SEAL" not in listed
    assert ANN not in (root / "audits" / "removed.log").read_text("utf-8")


def test_forgetting_whoever_sealed_takes_the_key_from_the_list(root: Path) -> None:
    """The records stay as they are."""
    run(root, "tidy", "--forget", "A. Weber", "--yes")

    assert [name for name, text in read_all(root).items() if "Weber" in text] == []
    assert len(list((root / "audits").rglob("*.r2.json"))) == 2


def test_a_name_within_a_text_is_for_a_person_to_read(root: Path, handbook: Handbook) -> None:
    """Nobody but a person can tell whom a text means. A longer word is not the name."""
    answers = {"SO-02": {"answer": "met", "note": "Zoe said so"}, "CB-01": {"note": "Zoey too"}}
    add(root, a_record(handbook, id="text-1", answers=answers, draws={}, taken_over={}))
    result = run(root, "tidy", "--forget", "zoe", "--yes")

    assert "text-1.json has the name within a text (SO-02); read it" in result.stderr
    assert result.stdout == "There is nothing to remove.\n"


def test_two_files_of_one_revision_are_settled_first(root: Path, handbook: Handbook) -> None:
    """Forgetting would lose one of them."""
    add(root, a_record(handbook, id="twice-1", auditor="Zoe"))
    add(root, a_record(handbook, id="twice-1", auditor="Zoe", end="11:11"))
    before = read_all(root)
    result = run(root, "tidy", "--forget", "Zoe", "--yes")

    assert "there are two files of one revision; correct the audit first" in result.stderr
    assert read_all(root) == before


@pytest.mark.parametrize(
    ("options", "name"),
    [(("--older-than", "24m"), "2024"), (("--forget", ANN), ANN), (("--older-than", "24m", "--photos"), PNG)],
    ids=["older", "forget", "photos"],
)  # fmt: skip
def test_stopped_at_any_point_it_can_be_done_again(
    root: Path, options: tuple[str, ...], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each step it is stopped once; in the end all is as if it had never been."""
    from cx_handbook.cli import tidy

    really, budget = tidy._do_step, [0]

    def stop_after(*arguments: Any) -> None:
        if budget[0] == 0:
            raise KeyboardInterrupt
        budget[0] -= 1
        really(*arguments)

    monkeypatch.setattr(tidy, "_do_step", stop_after)
    for _ in range(40):
        budget[0] = 1
        result = run(root, "tidy", *options, "--yes")
        # Whatever is there can be read, and no older revision counts again.
        assert "left out" not in run(root, "list").stderr
        if result.exit_code == 0:
            break
    after = read_all(root)

    assert result.exit_code == 0
    left = [key for key, text in after.items() if name in text and "keys" not in key]
    assert (left if name != PNG else [key for key in left if "2024" in key]) == []
    assert any("new-1" in key for key in after)


@pytest.mark.parametrize(
    ("age", "cutoff"),
    [((24, "m"), "2024-11-30"), ((2, "y"), "2024-11-30"), ((90, "d"), "2026-09-01"),
     ((9, "m"), "2026-02-28"), ((33, "m"), "2024-02-29"), ((99999, "y"), "0001-01-01")],
)  # fmt: skip
def test_an_age_is_counted_in_calendar_months(age: tuple[int, str], cutoff: str) -> None:
    """From the same day of the month, or from its last."""
    assert find_cutoff(date(2026, 11, 30), age) == date.fromisoformat(cutoff)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "say what is removed: --older-than, --forget, or both"),
        (("--photos",), "--photos needs --older-than"),
        (("--older-than", "soon"), "soon is no age; write it as 24m, 2y or 90d"),
    ],
)
def test_what_is_to_be_removed_has_to_be_said(
    root: Path, options: tuple[str, ...], said: str
) -> None:
    """Nothing is guessed."""
    result = run(root, "tidy", *options)

    assert result.exit_code == 2
    assert said in result.stderr

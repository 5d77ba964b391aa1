"""Ways to buy a better grade that take more than one audit, each tried with the commands.

Those that a single audit can show are in tests/audit/test_tricks.py. None of them can be made
impossible on somebody's own device; each is named where the audits are looked at.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cx_handbook.audit.reading.readers.record_file import read_record
from cx_handbook.audit.records.draws import replace_case
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.cli.main import main
from cx_handbook.content.model import Handbook
from support.audit_records import a_record, issued, put

AUDIT = "k3x9-2fq7"
HEADS = "No.,Promised for,Kept?\n"
LOG = HEADS + "".join(f"CB-{n:03},2026-10-{n % 28 + 1:02},Yes\n" for n in range(1, 61))


@pytest.fixture
def root(handbook_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(handbook_root.parent / "settings"))
    return issued(handbook_root)


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), *arguments])


def add(root: Path, record: AuditRecord) -> Result:
    file = put(root.parent / "in" / f"{record.id}.json", record)
    return run(root, "audit", "add", str(file))


def exported(root: Path) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = json.loads(run(root, "audit", "export", "--json").stdout)
    return data


def draw_record(root: Path, handbook: Handbook) -> AuditRecord:
    """Return an audit whose cases of CB-01 were drawn from the log."""
    log = root / "calls.csv"
    log.write_text(LOG, "utf-8")
    named = ["--log", "callbacks-promised"]
    options = [
        "--checklist",
        "monthly",
        "--site",
        "harbour",
        "--period",
        "2026-10",
        "--audit",
        AUDIT,
    ]
    drawn = run(
        root, "audit", "sample", str(log), *named, *options, "--output", str(root / "drawn")
    )
    assert drawn.exit_code == 0, drawn.output
    (file,) = (root / "drawn").glob("*.json")
    draws = read_record(file.read_bytes()).draws
    return a_record(handbook).model_copy(update={"draws": draws})


# 7


def test_7_of_several_audits_of_one_period_the_first_begun_counts(
    root: Path, handbook: Handbook
) -> None:
    """However good a later one is: it is added, asked about, and left out of every figure."""
    best = {"CB-01": {"answer": "count", "k": 20, "n": 20}}
    add(root, a_record(handbook))
    later = [
        add(root, a_record(handbook, id=f"try-{n}", date=f"2026-11-0{n + 4}", answers=best))
        for n in (1, 2)
    ]

    for result in later:
        assert f"{AUDIT}, begun 2026-11-03 09:30, is the audit of 2026-10" in " ".join(
            result.output.split()
        )
    counted = {one["record"]["id"] for one in exported(root) if "record" in one}
    assert counted == {AUDIT}


def test_7_an_earlier_audit_that_turns_up_late_counts(root: Path, handbook: Handbook) -> None:
    """Keeping the first back until a better one is in does not help once it is handed in."""
    add(root, a_record(handbook, id="better", date="2026-11-09"))
    add(root, a_record(handbook))

    assert {one["record"]["id"] for one in exported(root) if "record" in one} == {AUDIT}


# 9


@pytest.mark.pdf
def test_9_cases_that_were_drawn_are_the_same_when_they_are_drawn_again(
    root: Path, handbook: Handbook
) -> None:
    record = draw_record(root, handbook)
    add(root, record)
    result = run(
        root, "audit", "redraw", AUDIT, str(root / "calls.csv"), "--log", "callbacks-promised"
    )

    assert (result.exit_code, result.output) == (0, "CB-01: the same cases again.\n")


@pytest.mark.pdf
def test_9_a_case_that_was_swapped_by_hand_is_named(root: Path, handbook: Handbook) -> None:
    """The one that was left out, and the one that was chosen instead."""
    record = draw_record(root, handbook)
    draw = record.draws["CB-01"]
    chosen = next(
        f"CB-{n:03}" for n in range(1, 61) if f"CB-{n:03}" not in (*draw.drawn, *draw.reserve)
    )
    swapped = draw.model_copy(update={"drawn": (chosen, *draw.drawn[1:])})
    add(root, record.model_copy(update={"draws": {"CB-01": swapped}}))
    result = run(
        root, "audit", "redraw", AUDIT, str(root / "calls.csv"), "--log", "callbacks-promised"
    )

    assert result.exit_code == 1
    assert result.output == (
        f"CB-01: drawn, and not in the record: {draw.drawn[0]}.\n"
        f"CB-01: in the record, and not drawn: {chosen}.\n"
    )


@pytest.mark.pdf
def test_9_another_seed_is_named(root: Path, handbook: Handbook) -> None:
    """Drawing under many references until the cases suit: the record has another reference."""
    record = draw_record(root, handbook)
    add(root, record.model_copy(update={"id": "other-one"}))
    result = run(
        root, "audit", "redraw", "other-one", str(root / "calls.csv"), "--log", "callbacks-promised"
    )

    assert result.exit_code == 1
    assert "its seed is not that of this site, question and audit" in result.output


@pytest.mark.pdf
def test_9_a_replaced_case_keeps_its_reason_and_follows_the_draw(
    root: Path, handbook: Handbook
) -> None:
    record = draw_record(root, handbook)
    draw = record.draws["CB-01"]
    honest = replace_case(draw, draw.drawn[2], "The recording is gone.")
    picked = honest.replaced[0].model_copy(update={"by": draw.reserve[3]})
    add(root, record.model_copy(update={"draws": {"CB-01": honest}}))
    by_hand = honest.model_copy(update={"replaced": (picked,)})
    add(
        root,
        record.model_copy(
            update={"id": "picked", "site": "main-street", "draws": {"CB-01": by_hand}}
        ),
    )

    same = run(
        root, "audit", "redraw", AUDIT, str(root / "calls.csv"), "--log", "callbacks-promised"
    )
    other = run(
        root, "audit", "redraw", "picked", str(root / "calls.csv"), "--log", "callbacks-promised"
    )
    assert same.exit_code == 0
    assert exported(root)[0]["record"]["draws"]["CB-01"]["replaced"] == [
        {"by": draw.reserve[0], "case": draw.drawn[2], "why": "The recording is gone."}
    ]
    assert other.exit_code == 1
    assert f"not the next in the draw, and still taken instead: {draw.reserve[3]}" in other.output


# 11


def test_11_answers_that_were_changed_after_the_result_was_seen_are_counted(
    root: Path, handbook: Handbook
) -> None:
    """Whoever looks at the audit sees how many."""
    add(root, a_record(handbook, changed_after_result=4))

    assert "Changed: 4 after the result was seen" in " ".join(
        run(root, "audit", "show", AUDIT).stdout.split()
    )


# 13


def test_13_a_deleted_audit_leaves_a_gap(root: Path, handbook: Handbook) -> None:
    """In the numbers of its device, and in what is due."""
    for n, day in ((1, "2026-09-02"), (2, "2026-10-07"), (3, "2026-11-04")):
        device = {"device": "tablet", "number": n}
        period = {"first": day[:8] + "01", "last": day}
        add(root, a_record(handbook, id=f"audit-{n}", date=day, period=period, device=device))
    before = run(root, "audit", "list")
    (deleted,) = (root / "audits").rglob("*audit-2.json")
    deleted.unlink()
    after = run(root, "audit", "list")

    assert "tablet" not in before.stdout
    assert "Number 2 of the device tablet is not here" in after.stdout


def test_13_a_sealed_record_that_was_edited_is_named(root: Path, handbook: Handbook) -> None:
    add(root, a_record(handbook))
    run(root, "audit", "sign", AUDIT, "--as", "Area manager")
    (file,) = (root / "audits/harbour").glob(f"*{AUDIT}.json")
    file.write_text(file.read_text("utf-8").replace('"k": 19', '"k": 20'), "utf-8")

    assert "SEALED AND CHANGED" in run(root, "audit", "list").stdout

"""Notes about a line name a day and a reason, and every mistake in them has its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cx_handbook.content.model import Handbook
from cx_handbook.errors import HandbookError
from cx_handbook.reports.notes_file import FILE, read_notes
from cx_handbook.reports.trend import LineNote

CHECKLISTS = ("monthly", "daily")


def write(root: Path, text: str) -> Path:
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return root


def test_a_note_holds_for_one_checklist_or_for_all(tmp_path: Path, handbook: Handbook) -> None:
    root = write(
        tmp_path,
        """
notes:
  - site: harbour
    checklist: monthly
    kind: rebase
    on: 2026-03-01
    why: The new till came.
  - site: harbour
    kind: outlier
    on: 2026-08-10
    why: The shop was flooded.
""",
    )
    flood = LineNote("outlier", date(2026, 8, 10), "The shop was flooded.")

    assert read_notes(root, handbook.company, CHECKLISTS) == {
        ("harbour", "monthly"): (LineNote("rebase", date(2026, 3, 1), "The new till came."), flood),
        ("harbour", "daily"): (flood,),
    }


def test_without_a_file_there_are_no_notes(tmp_path: Path, handbook: Handbook) -> None:
    assert read_notes(tmp_path, handbook.company, CHECKLISTS) == {}


def test_every_mistake_is_reported_with_its_place(tmp_path: Path, handbook: Handbook) -> None:
    """A site and a checklist that are not there, all at once; a missing reason before that."""
    root = write(
        tmp_path,
        "notes:\n  - {site: harbor, kind: outlier, on: 2026-01-01, why: x}\n"
        "  - {site: harbour, checklist: monthy, kind: rebase, on: 2026-01-01, why: y}\n",
    )
    with pytest.raises(HandbookError) as caught:
        read_notes(root, handbook.company, CHECKLISTS)
    assert [str(problem) for problem in caught.value.problems] == [
        "audits/notes.yml:2:6: notes.0.site: there is no site harbor; did you mean harbour?",
        "audits/notes.yml:3:21: notes.1.checklist: there is no checklist monthy; did you mean monthly?",
    ]
    write(tmp_path, "notes:\n  - {site: harbour, kind: rebase, on: 2026-01-01}\n")
    with pytest.raises(HandbookError, match=r"notes\.0\.why"):
        read_notes(root, handbook.company, CHECKLISTS)

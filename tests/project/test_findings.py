"""The table of what was found by attack names files and tests that are there."""

from __future__ import annotations

import re

import pytest

from support.project import PROJECT, TESTS

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (TESTS / "FINDINGS.md").read_text("utf-8").splitlines()
    if re.match(r"\| [ABC][0-9]", line)
]
DONE = re.compile(r"(mended|listed|not ours|open)\b")
NAMED = re.compile(r"`([^`]+)`")


def test_each_row_says_what_was_done() -> None:
    """In one of four words, which the text above the table explains."""
    assert len(ROWS) > 60
    assert [row[:2] for row in ROWS if len(row) != 5 or not DONE.match(row[2])] == []
    assert [
        row[:2] for row in ROWS if row[2].startswith("mended") and not (row[3] and row[4])
    ] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1][:30]}")
def test_each_file_and_test_in_it_is_there(row: list[str]) -> None:
    """A file that was renamed is renamed there, too."""
    package = PROJECT / "generator" / "cx_handbook"
    for name in NAMED.findall(row[3]):
        assert (package / name).is_file() or (PROJECT / name).is_file(), name
    for name in NAMED.findall(row[4]):
        file, _, test = name.partition("::")
        assert f"def {test}(" in (TESTS / file).read_text("utf-8"), name

"""No cell of a CSV file begins like a formula, whichever sign separates cells, in both languages."""

from __future__ import annotations

import csv
import io
import re

import pytest

from cx_handbook.csv_text import encode_csv_row, remove_guards
from support.v8 import Scripts

TEXTS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1", "\r=1", "\n=1",
    "a;=cmd|' /C calc'!A0", "a;b;+1", "first line\n=1+1", "x\r\n@y", "a;＝b", ";=1", "\n;=1",
    "plain", "a;b", "it's", "a - b", "5;6", "a\n\nb", "'=1 as it was typed", "don't;'",
]  # fmt: skip
# A cell that a spreadsheet may run: at the beginning, or behind whatever may separate cells or rows.
RUNS = re.compile(r"(?:^|[;\r\n])[=+\-@＝＋－＠]")


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    return Scripts("shell/csv_text.js")


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_is_never_run_and_reads_back(text: str, scripts: Scripts) -> None:
    """The browser writes what the terminal writes, and both read the text that was meant."""
    (row,) = csv.reader(io.StringIO(encode_csv_row([text]), newline=""))
    guarded = scripts.call("Handbook.shell.csvText.guard", text)

    assert guarded == row[0]
    assert not RUNS.search(guarded)
    if not text.startswith("'"):
        assert remove_guards(guarded) == text
    assert scripts.call("Handbook.shell.csvText.unguard", guarded) == remove_guards(guarded)


def test_a_number_below_nothing_stays_a_number() -> None:
    """Only texts are guarded."""
    assert encode_csv_row([-5, None, "x"]) == "-5,,x\r\n"

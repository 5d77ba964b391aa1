"""Damaged files are read or refused in a sentence; never a traceback, a hang or a wrong record.

`make fuzz` reads a hundred thousand; here it is a thousandth, and every one that went wrong once.
"""

from __future__ import annotations

import json

import pytest

from support.fuzzing import PARTS, Fuzzer, end_children
from support.mutations import DAMAGES, make_damaged
from support.project import CASES

KEPT: dict[str, list[int]] = json.loads((CASES / "fuzz.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory: pytest.TempPathFactory) -> Fuzzer:
    """What reads damaged files, with its seeds."""
    return Fuzzer(tmp_path_factory.mktemp("fuzz"))


@pytest.mark.parametrize("sort", PARTS)
def test_a_damaged_file_is_read_or_refused_in_a_sentence(fuzzer: Fuzzer, sort: str) -> None:
    """A thousandth of a whole run, and what it found before."""
    numbers = [*range(PARTS[sort] // 1_000), *KEPT[sort]]

    faults = [outcome.fault for n in numbers if (outcome := fuzzer.judge(sort, n)).fault]
    end_children()

    assert faults == []


@pytest.mark.parametrize("sort", DAMAGES)
def test_a_damaged_file_is_the_same_each_time(fuzzer: Fuzzer, sort: str) -> None:
    """A number is enough to look at a fault again, and no two files are alike by accident."""
    seeds = fuzzer.seeds[sort]
    files = [make_damaged(sort, number, seeds) for number in range(8)]

    assert files == [make_damaged(sort, number, seeds) for number in range(8)]
    assert len(set(files)) > 5

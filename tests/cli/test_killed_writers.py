"""Killed at any step, a command that writes leaves the old or the new, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.kills import WRITERS, kill_many

ALWAYS = {"new": 13, "audit correct": 13}
"""How often these are killed in `make test`: the quick ones, at each of their steps."""
BUILDS = ("build", "build, in two renames")


@pytest.mark.parametrize(("name", "many"), ALWAYS.items())
def test_a_killed_command_leaves_the_old_or_the_new(name: str, many: int, tmp_path: Path) -> None:
    """At each of its steps; and run again, it does what it should."""
    killed = kill_many(WRITERS[name], tmp_path, many, "always")

    assert killed.faults == []
    assert killed.count("old", "new") == many
    assert killed.count("old") > 0
    assert killed.count("new") > 0


@pytest.mark.deep
@pytest.mark.parametrize("name", [name for name in WRITERS if name not in BUILDS])
def test_many_kills_leave_the_old_or_the_new(name: str, tmp_path: Path) -> None:
    """Every command that writes, several times at each of its steps."""
    killed = kill_many(WRITERS[name], tmp_path, 60, "deep")

    assert killed.faults == []
    assert killed.count("old", "new", "some") == 60


@pytest.mark.deep
@pytest.mark.parametrize("name", BUILDS)
def test_a_site_is_the_old_or_the_new_wherever_a_build_is_killed(name: str, tmp_path: Path) -> None:
    """From the first file that is read to the last that is removed; the next build finds nothing left."""
    killed = kill_many(WRITERS[name], tmp_path, 60, "deep")

    assert killed.faults == []
    assert killed.count("old", "new") == 60

"""Killed at any step, what writes content, sheets and sites leaves the old or the new and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cx_handbook.content.loader import examine_content
from cx_handbook.errors import UNFINISHED
from cx_handbook.website.swapping import put_right
from support.project import DAY, PROJECT, copy_small_handbook

DRIVER = PROJECT / "tests" / "support" / "kill_driver.py"


def run_killed(root: Path, arguments: list[str], points: list[int], *places: str) -> list[Any]:
    """Run a command once for each step, killed there; return the exit codes, None where it was killed."""
    trial = {"root": str(root), "arguments": arguments, "places": places}
    given = json.dumps([{**trial, "kill_at": point} for point in points])
    done = subprocess.run(
        [sys.executable, str(DRIVER)],
        input=given,
        cwd=PROJECT,
        text=True,
        capture_output=True,
        check=True,
    )
    return [outcome["code"] for outcome in json.loads(done.stdout)]


def take_picture(folder: Path) -> dict[str, str]:
    """Return the hash of each file below a folder, by its name."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_new_file_is_there_whole_or_not_at_all(handbook_root: Path) -> None:
    """Killed before each of its steps, one after the other: half a file would stop the next command."""
    file = handbook_root / "policies/situations/wobble.yml"

    codes = run_killed(
        handbook_root, ["new", "situation", "wobble"], [*range(1, 12), 0], "/situations"
    )
    killed = codes.index(next(code for code in codes if code is not None))
    put_right(handbook_root, handbook_root / "site", time.time())

    assert killed >= 3
    # It was finished, or killed when it had its name: from then on it is there already.
    assert set(codes[killed + 1 :]) == {2}
    assert codes[killed] in (0, 2)
    wrong = [problem.wrong for problem in examine_content(handbook_root, DAY).errors]
    assert set(wrong) == {UNFINISHED}
    assert file.read_text("utf-8").endswith("\n")


@pytest.mark.deep
def test_sheets_are_whole_wherever_printing_is_killed(handbook_root: Path) -> None:
    """A workbook and the issued form: each is what a whole run writes, or is not there."""
    arguments = ["print", "monthly", "--xlsx"]
    run_killed(handbook_root, arguments, [0], "/none")
    whole = take_picture(handbook_root)
    killed = 0
    for point in range(1, 30):
        for folder in ("print", "checklists/issued"):
            shutil.rmtree(handbook_root / folder, ignore_errors=True)
        killed += run_killed(handbook_root, arguments, [point], "/print", "/issued")[0] is None
        there = take_picture(handbook_root)
        assert {n: d for n, d in there.items() if not n.endswith(".new")}.items() <= whole.items()

    assert killed >= 10


@pytest.mark.deep
def test_a_site_is_the_old_or_the_new_wherever_a_build_is_killed(tmp_path: Path) -> None:
    """Sixty kills from the first file to the last rename; the next build finds nothing left."""
    root = copy_small_handbook(tmp_path / "handbook")
    assert run_killed(root, ["build"], [0], "/none") == [0]
    old = take_picture(root / "site")
    policy = root / "policies/calls/ring-back.yml"
    policy.write_text(policy.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")
    shutil.copytree(root, tmp_path / "other")
    assert run_killed(tmp_path / "other", ["build"], [0], "/none") == [0]
    new = take_picture(tmp_path / "other/site")
    draw, counted = Random("build"), Counter[str]()

    for _ in range(60):
        (code,) = run_killed(root, ["build"], [draw.randrange(1, 2_500)], "/.site-", "/issued")
        there = take_picture(root / "site")
        counted["killed" if code is None else "finished"] += 1
        counted["old" if there == old else "new" if there == new else "neither"] += 1

    assert counted["neither"] == 0
    assert counted["killed"] >= 30
    put_right(root, root / "site", time.time())
    assert not list(root.glob(".site-*"))

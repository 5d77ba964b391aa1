"""Whatever the system refuses: one clear sentence, the right exit code, and nothing half done.

`tests/cases/faults.json` is the table of it: exit code and messages of each command, by condition.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from cx_handbook.audit.folder.store import AuditStore
from cx_handbook.content.model import Handbook
from support.audit_records import a_record, issued, make_test_importer, put
from support.project import CASES, PROJECT

DRIVER = PROJECT / "tests" / "support" / "fault_driver.py"
TABLE: dict[str, dict[str, list[Any]]] = json.loads((CASES / "faults.json").read_text("utf-8"))
COMMANDS: dict[str, list[str]] = {
    "check": ["check"],
    "build": ["build"],
    "export": ["export", "{root}/export"],
    "print": ["print", "monthly", "--xlsx"],
    "new": ["new", "situation", "wobble"],
    "schema": ["schema"],
    "due": ["due"],
    "calendar": ["calendar", "--site", "harbour"],
    "audit add": ["audit", "add", "{root}/../in"],
    "audit list": ["audit", "list"],
    "audit show": ["audit", "show", "a-1"],
    "audit score": ["audit", "score", "a-1"],
    "audit export": ["audit", "export", "--csv"],
    "audit enter": ["audit", "enter", "monthly"],
    "audit correct": ["audit", "correct", "a-1", "--set", "end=11:00", "--why", "Counted again"],
    "audit tidy": ["audit", "tidy", "--older-than", "1d", "--yes"],
}
# A fingerprint changes with every question of the small handbook; the other names are drawn.
RANDOM = {
    "[0-9a-f]{64}": "FORM",
    "-[0-9a-f]{8}[.]json": "-DRAFT.json",
    "[.][0-9a-f]{6}-[0-9]+-[0-9a-f]{6}": ".MARK",
}
TYPED = {"audit enter": "harbour\nk3x9\n"}
QUICK = {
    ("full disk", "new"), ("full disk", "audit add"), ("full disk", "print"),
    ("audits is a file", "audit export"), ("no rights on a site", "audit export"),
    ("no rights on a site", "audit enter"), ("no rights on a form", "check"),
    ("no rights on a policy", "check"), ("site is a link to itself", "build"),
    ("folder gone", "check"), ("full output", "check"), ("full output", "audit add"),
    ("closed output", "audit enter"), ("reader gone", "audit list"), ("read-only", "audit add"),
    ("read-only", "check"), ("cache is a file", "check"), ("clock set back", "audit add"),
}  # fmt: skip


def lock(*paths: Path) -> None:
    for path in paths:
        path.chmod(0)


def seal(root: Path) -> None:
    for path in (root, *root.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def put_file(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.write_text("A file where a folder belongs.", "utf-8")


ON_DISK: dict[str, Callable[[Path], object]] = {
    "read-only": seal,
    "no rights on a policy": lambda root: lock(root / "policies/situations/chair-came-broken.yml"),
    "no rights on a form": lambda root: lock(*(root / "checklists/issued").glob("monthly-*")),
    "no rights on a site": lambda root: lock(root / "audits/harbour"),
    "no rights on a record": lambda root: lock(*(root / "audits/harbour").glob("*.json")),
    "audits is a file": lambda root: put_file(root / "audits"),
    "cache is a file": lambda root: put_file(root / ".cache"),
    "site is a link to itself": lambda root: (root / "site").symlink_to(root / "site"),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, handbook: Handbook) -> Path:
    """Return a handbook with an audit in it, and a folder with another one that came back."""
    folder = tmp_path_factory.mktemp("faults")
    shutil.copytree(CASES / "handbook", folder / "handbook")
    settings = (PROJECT / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    settings = settings.replace("pdf: true", "pdf: false").replace("Northgate Home", "Example Shop")
    (folder / "handbook/mkdocs.yml").write_text(settings, "utf-8")
    (folder / "handbook/docs").mkdir()
    root = issued(folder / "handbook")
    first = put(folder / "first.json", a_record(handbook, id="a-1"))
    list(AuditStore(root, make_test_importer(handbook)).add_file(first))
    put(folder / "in" / "second.json", a_record(handbook, id="a-2", date="2026-10-04", period=None))
    return folder


@contextmanager
def made_true(condition: str, prepared: Path, folder: Path) -> Iterator[Path]:
    """Yield a copy of the handbook in which a condition of the disk is true."""
    shutil.copytree(prepared, folder)
    root = folder / "handbook"
    try:
        ON_DISK.get(condition, lambda _: None)(root)
        yield root
    finally:
        for path in (root, *root.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)


def run_trials(trials: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run commands under conditions; a file's rights hold for root as for everybody."""
    command = [sys.executable, str(DRIVER)]
    if os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    done = subprocess.run(
        command, input=json.dumps(trials), cwd=PROJECT, text=True, capture_output=True, check=True
    )
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)
    return outcomes


def try_cells(
    cells: list[tuple[str, str]], prepared: Path, folder: Path
) -> dict[tuple[str, str], list[Any]]:
    """Return exit code and messages of each pair of condition and command."""
    with ExitStack() as stack:
        roots = [
            stack.enter_context(made_true(condition, prepared, folder / str(n)))
            for n, (condition, _) in enumerate(cells)
        ]
        outcomes = run_trials(
            [
                {
                    "arguments": list_arguments(*cell, root),
                    "condition": cell[0],
                    "typed": TYPED.get(cell[1], ""),
                }
                for cell, root in zip(cells, roots, strict=True)
            ]
        )
    found = {}
    for cell, root, outcome in zip(cells, roots, outcomes, strict=True):
        said = outcome["err"].replace(str(root), "ROOT").replace(str(root.parent), "ABOVE")
        for random, name in RANDOM.items():
            said = re.sub(random, name, said)
        lines = filter(_is_about_fault, said.splitlines()) if outcome["code"] else ()
        found[cell] = [outcome["code"], *lines]
        assert find_half_done(prepared / "handbook", root) == [], cell
    return found


def _is_about_fault(line: str) -> bool:
    """Tell whether a line speaks of what was refused, and not of an audit or the handbook."""
    return not line.startswith(("added ", "    ")) and ": notice: " not in line


def list_arguments(condition: str, command: str, root: Path) -> list[str]:
    words = [word.replace("{root}", str(root)) for word in COMMANDS[command]]
    return words if condition == "folder gone" else ["--root", str(root), *words]


def find_half_done(before: Path, root: Path) -> list[str]:
    """Return the files that are neither as before nor whole: those of a command that was stopped."""
    found = []
    for path in root.rglob("*"):
        if path.is_dir() or path.is_symlink():
            continue
        there = before / path.relative_to(root)
        is_old = there.is_file() and there.read_bytes() == path.read_bytes()
        if path.name.endswith(".new") or (not is_old and not path.stat().st_size):
            found.append(path.name)
        if path.suffix == ".json" and not is_old:
            json.loads(path.read_bytes())
    return found + [path.name for path in root.glob(".site-*")]


def test_what_the_system_refuses_is_said_in_a_sentence(prepared: Path, tmp_path: Path) -> None:
    """The cells in which something was wrong once, or in which work could be lost."""
    cells = sorted(QUICK)

    assert try_cells(cells, prepared, tmp_path) == {(a, b): TABLE[a][b] for a, b in cells}


@pytest.mark.deep
@pytest.mark.parametrize("condition", TABLE)
def test_each_command_under_each_condition(condition: str, prepared: Path, tmp_path: Path) -> None:
    """The whole table, row by row."""
    cells = [(condition, command) for command in COMMANDS]

    found = try_cells(cells, prepared, tmp_path)
    assert {command: found[condition, command] for command in COMMANDS} == TABLE[condition]


def test_the_table_has_no_traceback() -> None:
    """Every cell ends with 0, 1 or 2, and says why unless it is 0."""
    for condition, row in TABLE.items():
        assert row.keys() == COMMANDS.keys(), condition
        for command, (code, *said) in row.items():
            assert code in (0, 1, 2), (condition, command)
            assert not any("Traceback" in line for line in said), (condition, command)

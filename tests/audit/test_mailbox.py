"""Several machines add to one folder at once, are killed and find the disk full; nothing is lost."""

from __future__ import annotations

import errno
import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cx_handbook import files
from cx_handbook.audit.folder.store import AuditStore
from cx_handbook.audit.folder.stored_audits import read_stored_audits, read_stored_bytes
from cx_handbook.audit.mailbox.write_once import keep_once, list_stored_files, remove_unfinished
from cx_handbook.audit.reading.readers.record_file import read_record
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.errors import CannotRunError
from cx_handbook.files import create_exclusively
from support.adders import add_at_once
from support.audit_records import a_record, issued, make_test_importer, put
from support.kills import Drive, start_driver
from support.project import PROJECT

COMMAND = [sys.executable, "-m", "cx_handbook"]


@pytest.fixture
def root(handbook_root: Path) -> Path:
    return issued(handbook_root)


@pytest.fixture(scope="module")
def drive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drive]:
    """What runs commands in processes of their own, for all tests of this file."""
    settings = tmp_path_factory.mktemp("settings")
    with start_driver(settings, "audit", "cli", "content") as driver:
        yield driver


def stored_records(root: Path) -> list[bytes]:
    return [path.read_bytes() for path in list_stored_files(root)]


def list_hidden(root: Path) -> list[str]:
    return [path.name for path in (root / "audits").rglob("*.new")]


# Several at once


def check_at_once(root: Path, handbook: Handbook, drive: Drive, writers: int, many: int) -> None:
    """Let writers add at once, and check that all is there, once, and each conflict was named."""
    added = add_at_once(root, handbook, drive, writers, many)

    assert (added.there, added.lost, added.faults) == (added.given, 0, [])


@pytest.mark.parametrize(("writers", "many"), [(2, 24), (8, 3)])
def test_several_writers_at_once_lose_nothing(
    root: Path, handbook: Handbook, drive: Drive, writers: int, many: int
) -> None:
    """Each record is there once, whoever came first, and whoever contradicts is told."""
    check_at_once(root, handbook, drive, writers, many)


@pytest.mark.deep
@pytest.mark.parametrize(("writers", "many"), [(2, 2_500), (8, 625)])
def test_5000_records_of_several_writers_are_all_there(
    root: Path, handbook: Handbook, drive: Drive, writers: int, many: int
) -> None:
    """The same with as many records as three shops make in five years."""
    check_at_once(root, handbook, drive, writers, many)


@pytest.mark.deep
@pytest.mark.parametrize("turn", range(10))
def test_eight_single_records_of_one_reference_are_all_kept(
    root: Path, handbook: Handbook, drive: Drive, turn: int
) -> None:
    """The smallest race: one name, eight contents."""
    commands = []
    for n in range(8):
        file = put(
            root.parent / "in" / str(n) / "a.json", a_record(handbook, auditor=f"{turn} {n}")
        )
        commands.append(["--root", str(root), "audit", "add", str(file.parent)])

    drive(commands)

    assert len(set(stored_records(root))) == len(stored_records(root)) == 8


def test_whoever_looks_last_names_what_neither_saw(root: Path, handbook: Handbook) -> None:
    """Two machines add one reference under two dates, and each listed the folder before the other."""
    stores = [AuditStore(root, make_test_importer(handbook)) for _ in range(2)]
    records = [a_record(handbook), a_record(handbook, date="2026-11-04")]
    results = [
        list(store.add_file(put(root.parent / f"{n}.json", record)))
        for n, (store, record) in enumerate(zip(stores, records, strict=True))
    ]
    late = [conflict for store in stores for conflict in store.find_late_conflicts()]

    assert [result.outcome for (result,) in results] == ["added", "added"]
    assert [conflict.outcome for conflict in late] == ["conflict", "conflict"]
    assert late[0].others == (results[1][0].stored,)


# A file system without links, such as that of a stick


def refuse_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)


def test_where_there_are_no_links_a_name_is_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first gets the name, the second the next one, and the same again is known."""
    refuse_links(monkeypatch)

    def name(copy: int) -> Path:
        return tmp_path / f"a-{copy}.json"

    placed = [keep_once(name, content) for content in (b"one", b"two", b"one")]

    assert [(p.path.name, p.is_new) for p in placed] == [
        ("a-1.json", True), ("a-2.json", True), ("a-1.json", False),
    ]  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a-1.json", "a-2.json"]


def test_a_claim_that_fails_leaves_the_name_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody finds an empty file where nothing was written."""
    refuse_links(monkeypatch)

    def fail(*_: object) -> Path:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(CannotRunError, match=r"a\.json \(Input/output error\)$"):
        create_exclusively(tmp_path / "a.json", b"one")

    assert list(tmp_path.iterdir()) == []


def test_a_link_whose_answer_was_lost_is_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network drive repeats the request and finds the name taken, by ourselves."""
    really = Path.hardlink_to

    def answer_late(path: Path, target: Path) -> None:
        really(path, target)
        raise FileExistsError(errno.EEXIST, "File exists")

    monkeypatch.setattr(Path, "hardlink_to", answer_late)

    assert create_exclusively(tmp_path / "a.json", b"one")
    assert not create_exclusively(tmp_path / "a.json", b"two")
    assert (tmp_path / "a.json").read_bytes() == b"one"


# Files that come and go


def test_a_file_that_went_away_is_looked_for_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that saves by moving the old file aside leaves a gap of a moment."""
    file = tmp_path / "a.json"
    monkeypatch.setattr("time.sleep", lambda _: file.write_bytes(b"{}"))

    assert read_stored_bytes(file) == b"{}"


def test_a_file_that_was_tidied_meanwhile_is_not_there(
    root: Path, handbook: Handbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is the one that a moment later would have given; nothing is called damaged."""
    store = AuditStore(root, make_test_importer(handbook))
    list(store.add_file(put(root.parent / "a.json", a_record(handbook))))
    monkeypatch.setattr(
        "cx_handbook.audit.folder.stored_audits.list_stored_files",
        lambda _: (*list_stored_files(root), root / "audits/harbour/2026-11-03-monthly-gone.json"),
    )

    stored = read_stored_audits(root, load_handbook(root))

    assert (len(stored.audits), stored.damaged) == (1, ())


def test_what_a_killed_command_left_is_removed_after_a_day(tmp_path: Path) -> None:
    """Until then another machine may still be writing it."""
    old, new = (tmp_path / "audits" / "harbour" / f".{n}.json.7-ab.new" for n in "ab")
    old.parent.mkdir(parents=True)
    old.write_bytes(b"")
    new.write_bytes(b"")
    os.utime(old, (1_000_000, 1_000_000))

    remove_unfinished(tmp_path, 1_000_000 + 25 * 3600)

    assert [path.exists() for path in (old, new)] == [False, True]


# Full disk


@contextmanager
def room_for(size: int) -> Iterator[None]:
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


@pytest.mark.parametrize("size", [0, 1, 100, 1_000])
def test_on_a_full_disk_nothing_half_is_left(tmp_path: Path, size: int) -> None:
    """However much of it there is room for."""
    path = tmp_path / "a.json"
    with room_for(size), pytest.raises(CannotRunError, match=r"^cannot write .*a\.json \("):
        create_exclusively(path, b"x" * 5_000)

    assert list(tmp_path.iterdir()) == []


def test_a_record_on_a_full_disk_is_added_when_there_is_room_again(
    root: Path, handbook: Handbook
) -> None:
    """The command says so in a sentence, keeps what it had kept, and can be run again."""
    for n in range(6):
        put(
            root.parent / "in" / f"{n}.json",
            a_record(handbook, id=f"a-{n}", auditor="x" * (1 + 150 * (n % 2))),
        )
    sizes = [path.stat().st_size for path in (root.parent / "in").iterdir()]
    limit = f'ulimit -f {max(sizes) // 1024 - 1}; exec "$@"'
    command = [*COMMAND, "--root", str(root), "audit", "add", str(root.parent / "in")]
    full = subprocess.run(
        ["bash", "-c", limit, "bash", *command], cwd=PROJECT, capture_output=True, text=True
    )

    assert "Traceback" not in full.stderr
    assert list_hidden(root) == []
    assert all(json.loads(raw) for raw in stored_records(root))
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    assert len(stored_records(root)) == 6


# Killed


def kill_until_done(root: Path, drive: Drive, arguments: list[str], points: list[int]) -> int:
    """Kill a command at each of these steps, one run after the other, and then let it finish.

    Returns how often it was killed. No run leaves a file that is not whole.
    """
    outcomes = [
        drive({"root": str(root), "arguments": arguments, "kill_at": point})
        for point in (*points, 0)
    ]
    assert [outcome["damaged"] for outcome in outcomes] == [[]] * len(outcomes)
    assert outcomes[-1]["code"] in (0, 1, 2)
    return sum(outcome["code"] is None for outcome in outcomes)


def draw_points(seed: str, many: int, most: int) -> list[int]:
    """Return steps: half of them up to `most`, half early ones, which a finished work has as well."""
    return [random.Random(f"{seed}-{n}").randrange(1, most if n % 2 else 13) for n in range(many)]


def check_kills(root: Path, handbook: Handbook, drive: Drive, many: int) -> int:
    """Kill each command that writes `many` times; return how many kills there were."""
    for n in range(12):
        put(
            root.parent / "in" / f"{n}.json",
            a_record(handbook, id=f"a-{n}", date=f"2024-{n + 1:02}-03", period=None),
        )
    given = {path.read_bytes() for path in (root.parent / "in").iterdir()}
    killed = kill_until_done(
        root, drive, ["audit", "add", str(root.parent / "in")], draw_points("add", many, 180)
    )
    assert set(stored_records(root)) == given
    assert len(stored_records(root)) == 12

    correct = ["audit", "correct", "a-1", "--set", "end=11:00", "--why", "Counted again"]
    killed += kill_until_done(root, drive, correct, draw_points("correct", many, 120))
    assert given < set(stored_records(root))
    assert len(stored_records(root)) == 13

    sign = ["audit", "sign", "a-1", "--as", "A. Weber"]
    killed += kill_until_done(root, drive, sign, draw_points("sign", many, 140))
    (one,) = (
        a
        for a in read_stored_audits(root, load_handbook(root)).audits
        if a.history.audit.record.id == "a-1"
    )
    assert any(event.event == "sealed" for event in one.history.events)
    assert len(list((root / "audits" / "keys").glob("*.json"))) == 1

    untouched = {path for path in list_stored_files(root) if "-a-1." not in path.name}
    tidy = ["audit", "tidy", "--forget", "Ann Marie Østergård", "--yes"]
    killed += kill_until_done(root, drive, tidy, draw_points("tidy", many, 600))
    stored = [read_record(raw) for raw in stored_records(root) if b'"event"' not in raw]
    assert sorted(record.id for record in stored) == sorted(f"a-{n}" for n in range(12))
    assert {record.auditor for record in stored} == {None}
    assert untouched.isdisjoint(list_stored_files(root))
    return killed


def test_killed_commands_lose_nothing(root: Path, handbook: Handbook, drive: Drive) -> None:
    """Add, correct, sign and tidy, killed at steps drawn by a seed and started again."""
    assert check_kills(root, handbook, drive, 2) >= 4


@pytest.mark.deep
def test_hundreds_of_kills_one_after_the_other_lose_nothing(
    root: Path, handbook: Handbook, drive: Drive
) -> None:
    """The same at hundreds of steps, on what the kills before have left."""
    assert check_kills(root, handbook, drive, 80) >= 160


def test_a_write_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a power cut there is no name without its content."""
    steps: list[str] = []
    really_sync, really_put = os.fsync, files._put_in_place
    monkeypatch.setattr(os, "fsync", lambda place: steps.append("sync") or really_sync(place))
    monkeypatch.setattr(
        files, "_put_in_place", lambda *paths: steps.append("name") or really_put(*paths)
    )

    create_exclusively(tmp_path / "a.json", b"one")

    assert steps == ["sync", "name", "sync"]

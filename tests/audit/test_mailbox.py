"""Several machines add to one folder at once, are killed and find the disk full; nothing is lost."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from cx_handbook import files
from cx_handbook.audit.folder.store import AuditStore
from cx_handbook.audit.folder.stored_audits import read_stored_audits, read_stored_bytes
from cx_handbook.audit.mailbox.write_once import keep_once, list_stored_files, remove_unfinished
from cx_handbook.audit.reading.readers.record_file import dump_record, encode_record, read_record
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.errors import CannotRunError
from cx_handbook.files import create_exclusively
from support.audit_records import a_record, issued, make_test_importer, put
from support.project import PROJECT

DRIVER = PROJECT / "tests" / "support" / "kill_driver.py"
COMMAND = [sys.executable, "-m", "cx_handbook"]


@pytest.fixture
def root(handbook_root: Path) -> Path:
    return issued(handbook_root)


def environment(root: Path) -> dict[str, str]:
    return {**os.environ, "XDG_CONFIG_HOME": str(root.parent / "settings")}


def drive(root: Path, given: list[Any], *arguments: str) -> list[dict[str, Any]]:
    """Run what is given to the driver, in processes of its own; return what became of each."""
    done = subprocess.run(
        [sys.executable, str(DRIVER), *arguments], input=json.dumps(given), cwd=PROJECT, text=True,
        capture_output=True, env=environment(root), check=True,
    )  # fmt: skip
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)
    return outcomes


def stored_records(root: Path) -> list[bytes]:
    return [path.read_bytes() for path in list_stored_files(root)]


def list_hidden(root: Path) -> list[str]:
    return [path.name for path in (root / "audits").rglob("*.new")]


# Several at once


def add_at_once(root: Path, folders: list[Path]) -> list[dict[str, Any]]:
    """Run `audit add` once for each folder, all at the same time."""
    commands = [["--root", str(root), "audit", "add", str(folder)] for folder in folders]
    return drive(root, commands, "at-once")


def make_records(
    handbook: Handbook, writer: int, many: int, *, same_day: bool
) -> list[AuditRecord]:
    """Return the records of one writer: a third are the same everywhere, a third contradict."""
    records = []
    for n in range(many):
        day = f"2026-{n % 12 + 1:02}-{n // 12 % 27 + 1 + (0 if same_day else writer % 2):02}"
        shared = {
            "id": f"a-{n}",
            "date": day,
            "period": None,
            "answers": {"SO-02": {"answer": "met"}},
        }
        own: dict[str, dict[str, Any]] = {
            "same": {"auditor": "All", "date": f"2026-{n % 12 + 1:02}-01"},
            "contradicting": {"auditor": f"Writer {writer}"},
            "own": {"id": f"w{writer}-{n}", "auditor": f"Writer {writer}"},
        }
        kind = ("same", "contradicting", "own")[n % 3]
        bare = {"draws": {}, "taken_over": {}, "device": None, "actions": []}
        records.append(a_record(handbook, **{**bare, **shared, **own[kind]}))
    return records


def check_at_once(root: Path, handbook: Handbook, writers: int, many: int) -> None:
    """Let writers add at once, and check that all is there, once, and each conflict was named."""
    folders = []
    given: set[bytes] = set()
    for writer in range(writers):
        records = make_records(handbook, writer, many, same_day=writer % 4 < 2)
        folder = root.parent / "in" / str(writer)
        folder.mkdir(parents=True)
        listed = json.dumps([dump_record(record) for record in records])
        (folder / "audits.json").write_text(listed, "utf-8")
        given |= {encode_record(record) for record in records}
        folders.append(folder)

    done = add_at_once(root, folders)

    stored = stored_records(root)
    assert set(stored) == given  # none lost
    assert len(stored) == len(given)  # none twice
    assert list_hidden(root) == []
    said = "".join(one["err"] for one in done)
    assert "Traceback" not in said
    named = Counter(re.findall(r"^CONFLICT .*-monthly-(a-[0-9]+)(?:-[0-9]+)?\.json;", said, re.M))
    for reference, number in Counter(read_record(raw).id for raw in stored).items():
        # Whoever came first had nobody to contradict.
        assert named[reference] >= number - 1, (reference, number)


@pytest.mark.parametrize(("writers", "many"), [(2, 24), (8, 3)])
def test_several_writers_at_once_lose_nothing(
    root: Path, handbook: Handbook, writers: int, many: int
) -> None:
    """Each record is there once, whoever came first, and whoever contradicts is told."""
    check_at_once(root, handbook, writers, many)


@pytest.mark.deep
@pytest.mark.parametrize(("writers", "many"), [(2, 2_500), (8, 625)])
def test_5000_records_of_several_writers_are_all_there(
    root: Path, handbook: Handbook, writers: int, many: int
) -> None:
    """The same with as many records as three shops make in five years."""
    check_at_once(root, handbook, writers, many)


@pytest.mark.deep
@pytest.mark.parametrize("turn", range(10))
def test_eight_single_records_of_one_reference_are_all_kept(
    root: Path, handbook: Handbook, turn: int
) -> None:
    """The smallest race: one name, eight contents."""
    folders = []
    for n in range(8):
        file = put(
            root.parent / "in" / str(n) / "a.json", a_record(handbook, auditor=f"{turn} {n}")
        )
        folders.append(file.parent)

    add_at_once(root, folders)

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


def kill_until_done(root: Path, arguments: list[str], points: list[int]) -> int:
    """Kill a command at each of these steps, one run after the other, and then let it finish.

    Returns how often it was killed. No run leaves a file that is not whole.
    """
    trials = [
        {"root": str(root), "arguments": arguments, "kill_at": point} for point in (*points, 0)
    ]
    outcomes = drive(root, trials)
    assert [outcome["damaged"] for outcome in outcomes] == [[]] * len(trials)
    assert outcomes[-1]["code"] in (0, 1, 2)
    return sum(outcome["code"] is None for outcome in outcomes)


def draw_points(seed: str, many: int, most: int) -> list[int]:
    """Return steps: half of them up to `most`, half early ones, which a finished work has as well."""
    return [random.Random(f"{seed}-{n}").randrange(1, most if n % 2 else 13) for n in range(many)]


def check_kills(root: Path, handbook: Handbook, many: int) -> int:
    """Kill each command that writes `many` times; return how many kills there were."""
    for n in range(12):
        put(
            root.parent / "in" / f"{n}.json",
            a_record(handbook, id=f"a-{n}", date=f"2024-{n + 1:02}-03", period=None),
        )
    given = {path.read_bytes() for path in (root.parent / "in").iterdir()}
    killed = kill_until_done(
        root, ["audit", "add", str(root.parent / "in")], draw_points("add", many, 90)
    )
    assert set(stored_records(root)) == given
    assert len(stored_records(root)) == 12

    correct = ["audit", "correct", "a-1", "--set", "end=11:00", "--why", "Counted again"]
    killed += kill_until_done(root, correct, draw_points("correct", many, 60))
    assert given < set(stored_records(root))
    assert len(stored_records(root)) == 13

    sign = ["audit", "sign", "a-1", "--as", "A. Weber"]
    killed += kill_until_done(root, sign, draw_points("sign", many, 70))
    (one,) = (
        a
        for a in read_stored_audits(root, load_handbook(root)).audits
        if a.history.audit.record.id == "a-1"
    )
    assert any(event.event == "sealed" for event in one.history.events)
    assert len(list((root / "audits" / "keys").glob("*.json"))) == 1

    untouched = {path for path in list_stored_files(root) if "-a-1." not in path.name}
    tidy = ["audit", "tidy", "--forget", "Ann Marie Østergård", "--yes"]
    killed += kill_until_done(root, tidy, draw_points("tidy", many, 300))
    stored = [read_record(raw) for raw in stored_records(root) if b'"event"' not in raw]
    assert sorted(record.id for record in stored) == sorted(f"a-{n}" for n in range(12))
    assert {record.auditor for record in stored} == {None}
    assert untouched.isdisjoint(list_stored_files(root))
    return killed


TYPED = {
    "head.site": "harbour", "head.reference": "k3x9", "head.first": "2026-10-01",
    "head.last": "2026-10-31", "head.auditor": "Ann", "head.date": "2026-11-03",
    "head.start": "09:30", "head.end": "10:15", "CB-01.answer": "19 of 20",
}  # fmt: skip


def check_killed_typing(root: Path, many: int) -> int:
    """Kill typing in; each draft that is there is whole and begins as what was typed."""
    typed = "".join(f"{text}\n" for text in TYPED.values())
    begin = {"root": str(root), "arguments": ["audit", "enter", "monthly"]}
    trials = [
        {**begin, "kill_at": point, "typed": f"new\n{typed}" if n else typed}
        for n, point in enumerate(draw_points("enter", many, 120))
    ]
    outcomes = drive(root, trials)
    assert [outcome["damaged"] for outcome in outcomes] == [[]] * many
    for path in (root / "audits" / ".drafts").glob("*.json"):
        texts = json.loads(path.read_bytes())["texts"]
        assert list(texts.items()) == list(TYPED.items())[: len(texts)]
    return sum(outcome["code"] is None for outcome in outcomes)


def test_killed_commands_lose_nothing(root: Path, handbook: Handbook) -> None:
    """Add, correct, sign and tidy, killed at steps drawn by a seed and started again."""
    assert check_kills(root, handbook, 2) >= 4


@pytest.mark.deep
def test_200_kills_lose_nothing(root: Path, handbook: Handbook) -> None:
    """The same at hundreds of steps, and while an audit is typed in."""
    killed = check_kills(root, handbook, 80)
    shutil.rmtree(root / "audits")

    assert killed + check_killed_typing(root, 80) >= 200


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

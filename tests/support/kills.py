"""Commands that are killed at a named step of their work on the disk, and what is there afterwards.

Each kill begins with the same folder. Afterwards the command runs again, to its end, as whoever
lost it would do.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Literal

from cx_handbook.audit.folder.store import AuditStore
from cx_handbook.content.loader import load_handbook
from cx_handbook.website.swapping import put_right
from support.audit_records import a_record, issued, make_test_importer, put
from support.project import CASES, PROJECT, copy_small_handbook

DRIVER = PROJECT / "tests" / "support" / "kill_driver.py"
Outcome = Literal["old", "new", "some", "other"]
Picture = dict[str, str]
"""What is there: each file or answer by its name, and what it holds."""
Drive = Callable[[Any], Any]
POLICY = "policies/calls/ring-back.yml"
TYPED = {
    "head.site": "harbour", "head.reference": "k3x9", "head.first": "2026-10-01",
    "head.last": "2026-10-31", "head.auditor": "Ann", "head.date": "2026-11-03",
    "head.start": "09:30", "head.end": "10:15", "CB-01.answer": "19 of 20",
}  # fmt: skip


@contextmanager
def start_driver(settings: Path, *rooms: str) -> Iterator[Drive]:
    """Start the program that runs trials; yield what hands it one and returns what became of it."""
    with subprocess.Popen(
        [sys.executable, str(DRIVER), *rooms], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        cwd=PROJECT, text=True, env={**os.environ, "XDG_CONFIG_HOME": str(settings)},
    ) as process:  # fmt: skip
        stdin, stdout = process.stdin, process.stdout
        assert stdin
        assert stdout

        def drive(trial: Any) -> Any:
            stdin.write(json.dumps(trial) + "\n")
            stdin.flush()
            return json.loads(stdout.readline())

        yield drive
        stdin.close()


def take_picture(folder: Path) -> Picture:
    """Return the hash of each file below a folder, by its name; hidden ones are nobody's yet."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(".new")
    }


@dataclass(frozen=True)
class Writer:
    """A command that writes: how its folder is made, how it is called, and where it writes."""

    prepare: Callable[[Path], object]
    arguments: tuple[str, ...]
    places: tuple[str, ...]
    rooms: tuple[str, ...] = ("audit", "cli", "content")
    is_one: bool = True
    """Whether all that it writes is there or nothing is: several files come one after the other."""
    in_two_steps: bool = False
    """Whether the disk cannot let two folders change places at once."""
    steps: tuple[str, ...] = ()
    """The steps at which it is killed; none are all."""
    share: float = 1.0
    """The part of the kills that it gets where all commands are killed alike."""
    typed: tuple[str, ...] = ()
    keeps_answers: bool = False
    """Whether its files are drafts, of which each answer counts."""

    def look(self, root: Path) -> Picture:
        """Return what is there of what it writes."""
        if self.keeps_answers:
            return read_drafts(root)
        picture = {
            f"{place}/{name}": digest
            for place in self.places
            for name, digest in take_picture(root / place).items()
        }
        log = root / "audits" / "removed.log"
        # It is written line by line, so each line counts.
        if picture.pop("audits/removed.log", ""):
            picture |= {
                f"audits/removed.log {line}": "" for line in log.read_text("utf-8").splitlines()
            }
        return picture


def read_drafts(root: Path) -> Picture:
    """Return the answers in the drafts, by their boxes."""
    drafts = (root / "audits" / ".drafts").glob("*.json")
    return {
        key: text for path in drafts for key, text in json.loads(path.read_bytes())["texts"].items()
    }


def change_policy(root: Path) -> None:
    policy = root / POLICY
    policy.write_text(policy.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")


def prepare_build(root: Path) -> None:
    """A site that is there, and a policy that was changed since."""
    copy_small_handbook(root)
    run_whole(root, "build")
    change_policy(root)


def prepare_print(root: Path) -> None:
    """Sheets that are there, of a checklist that has another title since."""
    shutil.copytree(CASES / "handbook", root)
    run_whole(root, "print", "monthly", "--xlsx")
    checklist = root / "checklists/monthly.yml"
    checklist.write_text(checklist.read_text("utf-8").replace("title: ", "title: New ", 1), "utf-8")


def prepare_content(root: Path) -> None:
    shutil.copytree(CASES / "handbook", root)


def prepare_in(root: Path) -> Path:
    """Twelve records that came in."""
    prepare_content(root)
    handbook = load_handbook(issued(root))
    for n in range(12):
        changes = {"id": f"a-{n}", "date": f"2024-{n + 1:02}-03", "period": None}
        put(root / "in" / f"{n}.json", a_record(handbook, **changes))
    return root


def prepare_audits(root: Path) -> None:
    """The same, added."""
    store = AuditStore(prepare_in(root), make_test_importer(load_handbook(root)))
    for file in sorted((root / "in").iterdir()):
        assert [result.outcome for result in store.add_file(file)] == ["added"]


def run_whole(root: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "cx_handbook", "--root", str(root), *arguments]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)


CORRECT = ("audit", "correct", "a-1", "--set", "end=11:00", "--why", "Counted again")
FORGET = ("audit", "tidy", "--forget", "Ann Marie Østergård", "--yes")
BUILD_ROOMS = ("audit", "cli", "content", "website")
WRITERS: dict[str, Writer] = {
    "build": Writer(prepare_build, ("build",), ("site",), BUILD_ROOMS),
    "build, in two renames": Writer(
        prepare_build, ("build",), ("site",), BUILD_ROOMS, in_two_steps=True, share=0.1,
        steps=("move the old site aside", "put the new site in its place", "remove the old site"),
    ),
    "print": Writer(
        prepare_print, ("print", "monthly", "--xlsx"), ("print", "checklists/issued"),
        ("cli", "content", "documents"), is_one=False,
    ),
    "new": Writer(prepare_content, ("new", "situation", "wobble"), ("policies",), ("content",)),
    "audit add": Writer(prepare_in, ("audit", "add", "{root}/in"), ("audits",), is_one=False),
    "audit enter": Writer(
        prepare_content, ("audit", "enter", "monthly"), ("audits",), is_one=False,
        typed=tuple(TYPED.values()), keeps_answers=True,
    ),
    "audit correct": Writer(prepare_audits, CORRECT, ("audits",)),
    "audit tidy": Writer(prepare_audits, FORGET, ("audits",), is_one=False),
}  # fmt: skip


@dataclass
class Killed:
    """What became of a command that was killed many times: by step, and in a sentence for each fault."""

    counts: dict[str, dict[Outcome, int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, step: str, outcome: Outcome, faults: list[str]) -> None:
        """Take in one kill."""
        counted = self.counts.setdefault(step, {})
        counted[outcome] = counted.get(outcome, 0) + 1
        self.faults += [f"{step}: {fault}" for fault in faults]

    def count(self, *outcomes: Outcome) -> int:
        """Return how many kills ended so."""
        return sum(
            n for counted in self.counts.values() for end, n in counted.items() if end in outcomes
        )


def kill_many(writer: Writer, folder: Path, many: int, seed: str) -> Killed:
    """Kill a command at each of its steps in turn, at a moment drawn by a seed; say what was there."""
    start, root, killed, draw = folder / "start", folder / "root", Killed(), Random(seed)
    writer.prepare(start)
    old = writer.look(start)
    with start_driver(folder / "settings", *writer.rooms) as drive:
        whole = drive(write_trial(writer, copy_start(start, root), 0))
        new = writer.look(root)
        assert whole["code"] == 0
        names = writer.steps or sorted(whole["steps"])
        for n in range(many):
            step = names[n % len(names)]
            trial = write_trial(
                writer, copy_start(start, root), 1 + draw.randrange(whole["steps"][step])
            )
            outcome = drive({**trial, "step": step})
            assert outcome["code"] is None, f"the step {step} did not come again"
            killed.add(step, *judge_kill(writer, root, drive, (old, new), outcome))
    return killed


def copy_start(start: Path, root: Path) -> Path:
    """Lay the folder anew with which each trial begins."""
    shutil.rmtree(root, ignore_errors=True)
    return Path(shutil.copytree(start, root))


def write_trial(writer: Writer, root: Path, kill_at: int) -> dict[str, Any]:
    return {
        "root": str(root),
        "arguments": [word.replace("{root}", str(root)) for word in writer.arguments],
        "kill_at": kill_at,
        "typed": "".join(f"{line}\n" for line in writer.typed),
        "in_two_steps": writer.in_two_steps,
    }


def judge_kill(
    writer: Writer, root: Path, drive: Drive, ends: tuple[Picture, Picture], outcome: dict[str, Any]
) -> tuple[Outcome, list[str]]:
    """Return what a kill left, and what is wrong with that, and with what the next run made of it."""
    old, new = ends
    # What every command does first: a site that was moved aside comes back.
    put_right(root, root / "site", time.time())
    there = writer.look(root)
    faults = [f"not whole: {name}" for name in outcome["damaged"]]
    if writer.keeps_answers and len(there) < outcome["asked"] - 1:
        faults.append(f"{outcome['asked']} lines were asked for, {len(there)} kept")
    if missing := list_references(old) - list_references(there):
        faults.append(f"gone: {sorted(missing)}")
    end = compare_pictures(writer, there, *ends)
    if end == "other":
        faults.append("neither the old nor the new")
    again = drive(repeat_trial(writer, root, there))
    if again["code"] not in (0, 1, 2) or writer.look(root) != new:
        faults.append(f"run again, it ended with {again['code']} and not with what belongs there")
    if left := [path.name for path in root.rglob("*") if path.name.endswith(".new")]:
        faults.append(f"left: {left}")
    if list(root.glob(".site-*")):
        faults.append("left: a folder of a build")
    return ("other" if faults else end), faults


def compare_pictures(writer: Writer, there: Picture, old: Picture, new: Picture) -> Outcome:
    if there == old:
        return "old"
    if there == new:
        return "new"
    names = {*there, *old, *new}
    whole = all(there.get(name) in (old.get(name), new.get(name)) for name in names)
    return "some" if whole and not writer.is_one else "other"


def list_references(picture: Picture) -> set[str]:
    """Return the references of the audits of which there is a file."""
    names = (Path(name).name for name in picture if name.endswith(".json"))
    return {name.partition("-monthly-")[2].partition(".")[0] for name in names if "monthly" in name}


def repeat_trial(writer: Writer, root: Path, there: Picture) -> dict[str, Any]:
    """Return the trial in which the same is done again: typing goes on where the draft ends."""
    trial = write_trial(writer, root, 0)
    if writer.keeps_answers and there:
        rest = ["1", *writer.typed[len(there) :]]
        trial["typed"] = "".join(f"{line}\n" for line in rest)
    return trial

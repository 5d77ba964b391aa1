"""Run commands that kill themselves at a chosen step of their work on the disk, or several at once.

A program of its own, because each command runs in a fork of it, a process like any other that has
imported what it needs: so a trial costs no start of Python. Its arguments are the rooms to import. It
reads trials, each a line of JSON, and prints what became of each as a line. Several commands at once
are a trial as well.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import pkgutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kill_steps import StepNames

from cx_handbook.cli.main import main as handbook
from cx_handbook.website import swapping

ASKED = b"?"


def main() -> None:
    for room in sys.argv[1:]:
        import_room(room)
    for line in sys.stdin:
        given = json.loads(line)
        outcome = run_at_once(given) if isinstance(given, list) else run_trial(**given)
        sys.stdout.write(f"{json.dumps(outcome)}\n")
        sys.stdout.flush()


def import_room(name: str) -> None:
    """Import all of a room before there are processes that would each do it."""
    room = importlib.import_module(f"cx_handbook.{name}")
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def run_at_once(commands: list[list[str]]) -> list[dict[str, Any]]:
    """Start commands at the same time; return the exit code of each and what it wrote."""
    with tempfile.TemporaryDirectory() as folder:
        outputs = [
            Path(folder, f"{n}-{name}") for n in range(len(commands)) for name in ("out", "err")
        ]
        pairs = list(zip(outputs[::2], outputs[1::2], strict=True))
        children = [
            start_command(arguments, *pair) for arguments, pair in zip(commands, pairs, strict=True)
        ]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        return [
            {"code": code, "out": out.read_text("utf-8"), "err": err.read_text("utf-8")}
            for code, (out, err) in zip(codes, pairs, strict=True)
        ]


def start_command(arguments: list[str], out: Path, err: Path) -> int:
    """Run a command in a process of its own, as Python would; return the process's number."""
    child = os.fork()
    if child == 0:
        for number, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY), number)
        try:
            handbook(arguments)
        except SystemExit as end:
            sys.stdout.flush()
            os._exit(int(end.code or 0))
        except BaseException:
            traceback.print_exc()
        os._exit(99)
    return child


def run_trial(
    root: str,
    arguments: list[str],
    kill_at: int,
    step: str = "",
    typed: str = "",
    in_two_steps: bool = False,
) -> dict[str, Any]:
    """Run a command and kill it before a step: the n-th of all, or of those of one name; 0 is never.

    Returns its exit code, None when it was killed; the step at which that was, or how many steps of
    each name there were; how many lines it had asked for; and which audits are not whole after it.
    `in_two_steps` is a disk on which two folders cannot change places at once.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        if in_two_steps:
            swapping._exchange_folders = lambda *_: False
        run_command(root, arguments, Watcher(root, kill_at, step, writer), typed)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    said = told.lstrip(ASKED).decode()
    return {
        "code": code,
        "step": said if code is None else "",
        "steps": json.loads(said) if code is not None else {},
        "asked": len(told) - len(told.lstrip(ASKED)),
        "damaged": find_damaged(Path(root)),
    }


class Watcher:
    """Counts the steps of its process, and kills it before one of them."""

    def __init__(self, root: str, kill_at: int, step: str, pipe: int) -> None:
        self.name_step = StepNames(root)
        self.left, self.step, self.pipe = kill_at, step, pipe
        self.steps: dict[str, int] = {}

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take what the interpreter tells before it does it."""
        name = self.name_step(event, arguments)
        if name is None:
            return
        self.steps[name] = self.steps.get(name, 0) + 1
        if self.step in ("", name):
            self.left -= 1
            if self.left == 0:
                os.write(self.pipe, name.encode())
                os.kill(os.getpid(), signal.SIGKILL)

    def finish(self, code: int) -> None:
        """Tell how many steps of each name there were, and end the process."""
        os.write(self.pipe, json.dumps(self.steps).encode())
        os._exit(code)


class TypedLines(io.TextIOWrapper):
    """What is typed in. It tells of each line that is asked for: whatever was typed before is kept."""

    def __init__(self, text: str, pipe: int) -> None:
        super().__init__(io.BytesIO(text.encode()), "utf-8")
        self.pipe = pipe

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        os.write(self.pipe, ASKED)
        return super().readline(size)


def run_command(root: str, arguments: list[str], watcher: Watcher, typed: str) -> None:
    sys.stdin = TypedLines(typed, watcher.pipe)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    tell_of_syncs()
    sys.addaudithook(watcher)
    code = 0
    try:
        handbook(["--root", root, *arguments], standalone_mode=False)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        code = 99
    watcher.finish(code)


def tell_of_syncs() -> None:
    """Let the hook hear of `fsync`, of which the interpreter does not tell."""
    really: Callable[[int], None] = os.fsync

    def sync(place: int) -> None:
        sys.audit("os.fsync", place)
        really(place)

    os.fsync = sync  # type: ignore[assignment]


def find_damaged(root: Path) -> list[str]:
    """Return the names of stored files that are not whole; hidden ones are nobody's yet."""
    return [
        path.name
        for path in (root / "audits").rglob("*.json")
        if not path.name.startswith(".") and not is_whole(path)
    ]


def is_whole(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main()

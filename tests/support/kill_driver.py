"""Run commands that kill themselves at a chosen step of their work on the disk, or several at once.

A program of its own, because each command runs in a fork of it, a process like any other that has
imported what it needs: so a trial costs no start of Python. It takes a JSON list on standard input,
of trials or (`at-once`) of arguments, and prints what became of each, as JSON.
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

from cx_handbook import audit, cli, content
from cx_handbook.cli.main import main as handbook

STEPS = ("open", "os.link", "os.rename", "os.remove", "os.mkdir", "os.listdir")
"""What the interpreter tells before it does it; before each of these, a command may be killed."""


PLACES = ("/audits", "/settings")
"""Below these, where nothing else is said."""


def main() -> None:
    given = json.load(sys.stdin)
    import_everything()
    at_once = sys.argv[1:] == ["at-once"]
    json.dump(
        run_at_once(given) if at_once else [run_trial(**trial) for trial in given], sys.stdout
    )


def import_everything() -> None:
    """Import what the commands for audits import, before there are processes that would each do it."""
    for room in (audit, cli, content):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
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
    typed: str = "",
    places: tuple[str, ...] = PLACES,
) -> dict[str, Any]:
    """Return the exit code of a command, None when it was killed, and what cannot be read after it."""
    child = os.fork()
    if child == 0:
        run_command(root, arguments, kill_at, typed, places)
    _, status = os.waitpid(child, 0)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    return {"code": code, "damaged": find_damaged(Path(root))}


def run_command(
    root: str, arguments: list[str], kill_at: int, typed: str, places: tuple[str, ...]
) -> None:
    sys.stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.addaudithook(make_killer(kill_at, places))
    code = 0
    try:
        handbook(["--root", root, *arguments], standalone_mode=False)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        code = 99
    os._exit(code)


def make_killer(kill_at: int, places: tuple[str, ...]) -> Callable[[str, tuple[Any, ...]], None]:
    """Return a hook that kills its process before the step of that number below some folders."""
    left = [kill_at]

    def kill(event: str, arguments: tuple[Any, ...]) -> None:
        if event in STEPS and any(place in str(arguments[:2]) for place in places):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return kill


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

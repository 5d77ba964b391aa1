"""Run commands that kill themselves at a chosen step of their work on the disk.

A program of its own, because each command runs in a fork of it: so a trial costs no start of Python.
It takes a JSON list of trials on standard input and prints what became of each, as JSON.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

STEPS = ("open", "os.link", "os.rename", "os.remove", "os.mkdir", "os.listdir")
"""What the interpreter tells before it does it; before each of these, a command may be killed."""


def main() -> None:
    outcomes = [run_trial(**trial) for trial in json.load(sys.stdin)]
    json.dump(outcomes, sys.stdout)


def run_trial(root: str, arguments: list[str], kill_at: int, typed: str = "") -> dict[str, Any]:
    """Return the exit code of a command, None when it was killed, and what cannot be read after it."""
    child = os.fork()
    if child == 0:
        run_command(root, arguments, kill_at, typed)
    _, status = os.waitpid(child, 0)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
    return {"code": code, "damaged": find_damaged(Path(root))}


def run_command(root: str, arguments: list[str], kill_at: int, typed: str) -> None:
    from cx_handbook.cli.main import main as handbook

    sys.stdin = io.StringIO(typed)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.addaudithook(make_killer(kill_at, ("/audits", "/settings")))
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

"""Run commands where the system refuses something: a full disk, a closed output, a folder that is gone.

A program of its own, for the reason that `kill_driver` gives. It takes a JSON list of trials on standard
input and prints what became of each, as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import selectors
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kill_driver import import_room

from cx_handbook.cli.main import main as handbook


def main() -> None:
    given = json.load(sys.stdin)
    for room in ("audit", "cli", "content"):
        import_room(room)
    json.dump([run_trial(**trial) for trial in given], sys.stdout)


def run_trial(arguments: list[str], condition: str, typed: str) -> dict[str, Any]:
    """Return the exit code of a command under a condition, and what it wrote."""
    keys, typing = os.pipe()
    os.write(typing, typed.encode())
    os.close(typing)
    pipes = [os.pipe() for _ in range(2)]
    child = os.fork()
    if child == 0:
        os.dup2(keys, 0)
        for number, (_, writing) in enumerate(pipes, 1):
            os.dup2(writing, number)
        run_command(arguments, condition)
    for place in (keys, *(writing for _, writing in pipes)):
        os.close(place)
    out, err = read_ends([reading for reading, _ in pipes])
    return {"code": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "out": out, "err": err}


def read_ends(places: list[int]) -> list[str]:
    """Return what comes through pipes until they are closed."""
    said = dict.fromkeys(places, b"")
    with selectors.DefaultSelector() as selector:
        for place in places:
            selector.register(place, selectors.EVENT_READ)
        while selector.get_map():
            for key, _ in selector.select():
                part = os.read(key.fd, 65536)
                said[key.fd] += part
                if not part:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    return [said[place].decode("utf-8", "replace") for place in places]


def run_command(arguments: list[str], condition: str) -> None:
    """Run a command in this process and end with its exit code, as Python would."""
    code = 99
    try:
        CONDITIONS.get(condition, lambda: None)()
        handbook(arguments)
    except SystemExit as end:
        code = int(end.code or 0)
        try:
            sys.stdout.flush()
        except OSError:
            code = 120
    except BaseException:
        traceback.print_exc()
    os._exit(code)


def fill_disk() -> None:
    # Python ignores the signal that a file is too large, so that writing fails as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def fill_output() -> None:
    os.dup2(os.open("/dev/full", os.O_WRONLY), 1)


def close_output() -> None:
    os.close(1)
    sys.stdout = None  # as Python begins then


def end_reader() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    os.dup2(writing, 1)


def remove_folder() -> None:
    gone = tempfile.mkdtemp()
    os.chdir(gone)
    Path(gone).rmdir()


def set_clock_back() -> None:
    os.environ["SOURCE_DATE_EPOCH"] = "86400"


CONDITIONS: dict[str, Callable[[], None]] = {
    "full disk": fill_disk,
    "full output": fill_output,
    "closed output": close_output,
    "reader gone": end_reader,
    "folder gone": remove_folder,
    "clock set back": set_clock_back,
}

if __name__ == "__main__":
    main()

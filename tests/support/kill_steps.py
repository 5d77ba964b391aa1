"""The steps of a command's work on the disk, in words: before each of them it may be killed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
EVENTS = {
    "os.link": "give {} its name",
    "os.rename": "put {} in place",
    "os.remove": "remove {}",
    "os.mkdir": "make a folder for {}",
    "os.listdir": "list {}",
    "os.scandir": "list {}",
    "shutil.copyfile": "take over {}",
}
"""What the interpreter tells before it does it, and what that is called."""
PLACES = (
    ("/.site-", "the new site"),
    ("/.cache", "what is kept"),
    ("/issued", "a form"),
    ("/settings", "keys"),
    ("/audits", "audits"),
    ("/in", "what came in"),
    ("/print", "a sheet"),
    ("", "content"),
)


class StepNames:
    """Names the steps of one process below one root; None is no step."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.above = root.rpartition("/")[0]
        self.is_removing = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> str | None:
        """Return the name of what is done next."""
        if event == "os.fsync":
            return "bring to the disk"
        if event == "ctypes.dlsym":
            return "swap both sites" if arguments[1] in ("renameat2", "renamex_np") else None
        if event not in EVENTS and event not in ("open", "shutil.rmtree", "os.rmdir"):
            return None
        # What is below a folder that is removed, the system is told by short names.
        if self.is_removing and event in ("os.remove", "os.rmdir"):
            return "remove the old site"
        paths = [str(path) for path in arguments[:2] if str(path).startswith(self.above)]
        return self._name_paths(event, paths, arguments) if paths else None

    def _name_paths(self, event: str, paths: list[str], arguments: tuple[Any, ...]) -> str | None:
        to = paths[-1]
        if event == "shutil.rmtree":
            self.is_removing = Path(to).name.startswith(".site-")
            return "remove the old site" if self.is_removing else None
        if event == "os.rename" and to.endswith("/old"):
            return "move the old site aside"
        if event == "os.rename" and to.endswith("/site"):
            return "put the new site in its place"
        where = next(name for part, name in PLACES if part in to.removeprefix(self.above))
        if event == "open":
            is_written = bool(arguments[2] & WRITES)
            return f"{'write' if is_written else 'read'} {where}"
        return EVENTS[event].format(where) if event in EVENTS else None

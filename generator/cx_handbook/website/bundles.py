"""The scripts and styles of every page: many files to write in, few to load."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
# In the order in which they need each other.
SCRIPTS = (
    "base", "mine", "copy", "filter", "menu", "find", "hours",
    "timers", "due", "links", "paper", "steps", "call", "offline",
)  # fmt: skip
STYLES = ("handbook", "find", "timers", "call", "offline", "mine")
# Stands in the head of each page, because it has to run before anything is shown.
EARLY = "early"
# Written to the root of the site, filled in.
WORKERS = ("shell/service_worker", "shell/service_worker_removal")
SCRIPT, STYLE = "handbook.js", "handbook.css"


def joined() -> dict[str, str]:
    """Return the one script and the one style of every page, by their names in the site.

    A telephone waits for each file, however short it is.
    """
    return {
        SCRIPT: "\n".join(_read(f"{name}.js") for name in SCRIPTS),
        STYLE: "\n".join(_read(f"{name}.css") for name in STYLES),
    }


def early() -> str:
    """Return the script for the head."""
    return _read(f"{EARLY}.js")


def others() -> Iterator[Path]:
    """Yield the files that are loaded by themselves, by those who need them."""
    gone = {f"{name}.js" for name in (*SCRIPTS, EARLY, *WORKERS)} | {
        f"{name}.css" for name in STYLES
    }
    for path in sorted(STATIC.rglob("*")):
        if path.is_file() and path.relative_to(STATIC).as_posix() not in gone:
            yield path


def _read(name: str) -> str:
    return (STATIC / name).read_text("utf-8")

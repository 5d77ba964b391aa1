"""Problems as a code host shows them: beside the line of the change that they stand in."""

from __future__ import annotations

import os
from pathlib import Path

from cx_handbook.errors import Problem

# https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_FIELD = _IN_TEXT | str.maketrans({":": "%3A", ",": "%2C"})


def format_annotation(problem: Problem, root: Path, start: Path) -> str:
    """Return the line that makes GitHub show a problem at its place.

    `root` is the handbook's folder; files are named from `start`, where the repository begins.
    """
    folder = Path(os.path.relpath(root, start))
    field = f"{problem.field}: " if problem.field else ""
    text = f"{field}{problem.wrong}; {problem.instead}"
    places = {
        "file": (folder / problem.file).as_posix(),
        "line": str(problem.line),
        "col": str(problem.column),
        "title": problem.rule or "handbook check",
    }
    fields = ",".join(f"{name}={value.translate(_IN_FIELD)}" for name, value in places.items())
    # Its three words for how bad it is are ours.
    return f"::{problem.severity} {fields}::{text.translate(_IN_TEXT)}"

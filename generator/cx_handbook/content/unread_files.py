"""What stands in files that are not read where they lie: their names are no mistake of other files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cx_handbook.content.file_layout import POLICIES, is_single_file
from cx_handbook.errors import Problem
from cx_handbook.identifiers import make_slug


def read_unread_files(root: Path, problems: Iterable[Problem]) -> dict[str, Any]:
    """Return the data of policies and situations that a problem says are not read, by file.

    The file has the name that it should have, so that one misplaced file is one problem, and not one
    more for each reference to it.
    """
    read: dict[str, Any] = {}
    for problem in problems:
        folder, _, last = problem.file.rpartition("/")
        stem, _, ending = last.rpartition(".")
        if not problem.file.startswith(f"{POLICIES}/") or ending not in ("yml", "yaml"):
            continue
        if is_single_file(problem.file) or not (root / problem.file).is_file():
            continue
        # Imported only here: where all files are in their place, the parser may not be needed.
        from cx_handbook.content.yaml_reader import read_yaml

        read[f"{folder}/{make_slug(stem)}.yml"] = read_yaml(root / problem.file, problem.file).data
    return read

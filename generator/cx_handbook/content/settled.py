"""Examine a handbook while somebody saves into it: a file that is away for a moment is no mistake."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

from cx_handbook.content import file_layout
from cx_handbook.content.examination import Examination
from cx_handbook.content.kept_findings import KeptFindings
from cx_handbook.content.loader import examine_content
from cx_handbook.content.parsed_files import ParsedFiles

_PAUSE = 0.1  # seconds until whoever moved a file aside has put the new one in its place
_WENT_AWAY = f"({os.strerror(2)})"


def examine_settled(
    root: Path,
    today: date | None = None,
    parsed: ParsedFiles | None = None,
    findings: KeptFindings | None = None,
) -> Examination:
    """Read everything as `examine_content` does; once more where files came or went meanwhile.

    Some editors, and programs that synchronise folders, move a file aside when they save it. For that
    moment its page is missing, and everything that leads to it is wrong.
    """
    before = _list_names(root)
    examined = examine_content(root, today, parsed, findings)
    errors = examined.errors
    if errors and (_list_names(root) != before or any(_WENT_AWAY in one.wrong for one in errors)):
        time.sleep(_PAUSE)
        examined = examine_content(root, today, parsed, findings)
    return examined


def _list_names(root: Path) -> frozenset[str]:
    """Return the names of all files in the folders of the content."""
    folders = (file_layout.POLICIES, file_layout.CHECKLISTS, file_layout.LOGS)
    return frozenset(
        os.path.join(place, name)  # noqa: PTH118 - a thousand of them, in each check
        for folder in folders
        for place, _, names in os.walk(root / folder)
        for name in names
    )

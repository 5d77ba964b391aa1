"""What a save has changed, and whether single pages can be rendered again for it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cx_handbook.content.file_layout import (
    CHECKLISTS,
    COMPANY,
    ISSUED_FORMS,
    LOGS,
    POLICIES,
    SECTIONS,
    SOURCES,
)
from cx_handbook.content.model import Handbook

_ON_ALL_PAGES = frozenset((COMPANY, SECTIONS, SOURCES))


def is_content_only(root: Path, saved: Iterable[str]) -> bool:
    """Return whether saved files are all content that a few pages show.

    Settings, templates, hand-written pages, pictures and the company's own file change all pages.
    """
    return all(_is_record(_name_from(root, path)) for path in saved)


def _name_from(root: Path, path: str) -> str:
    try:
        return Path(path).relative_to(root).as_posix()
    except ValueError:
        return path


def _is_record(name: str) -> bool:
    folder = name.partition("/")[0]
    return (
        folder in (POLICIES, CHECKLISTS, LOGS)
        and name.endswith(".yml")
        and name not in _ON_ALL_PAGES
        and not name.startswith(f"{ISSUED_FORMS}/")
    )


def find_changed_files(before: Handbook, after: Handbook) -> frozenset[str] | None:
    """Return the files whose records differ; None when more than single pages change.

    That is so when a file has come or gone, and when the company, the sections or the sources differ.
    """
    old = {record.file: record for record in before.list_records()}
    new = {record.file: record for record in after.list_records()}
    if old.keys() != new.keys() or before.issued != after.issued:
        return None
    # Most records are the very same, and nothing has to be compared.
    changed = frozenset(
        file for file, record in new.items() if record is not old[file] and record != old[file]
    )
    return None if changed & _ON_ALL_PAGES else changed

"""Read the audits in audits/ for a command; a damaged one must not stop the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cx_handbook.audit.importer import Audit, Importer


def read_stored_audits(
    root: Path, read: Importer, damaged: list[str]
) -> Iterator[tuple[str, Audit]]:
    """Yield every audit that is kept; note the damaged ones."""
    from cx_handbook.audit.filled_sheet import UnreadableError
    from cx_handbook.audit.report import relative_name
    from cx_handbook.audit.store import list_stored_files, read_stored_audit

    for path in list_stored_files(root):
        name = relative_name(path, root)
        try:
            yield name, read_stored_audit(root, path, read)
        except UnreadableError as error:
            damaged.append(f"{name}: left out: {error}")

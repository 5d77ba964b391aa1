"""Find stored audits for a command; a damaged one must not stop the others."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cx_handbook.cli.errors import FOUND_PROBLEMS
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.folder.stored_audits import StoredAudits
    from cx_handbook.audit.history.counting import CountedAudit


def find_audit(stored: StoredAudits, reference: str) -> CountedAudit:
    """Return the stored audit with a reference, whether it counts or not.

    Raises CannotRunError when there is not just one.
    """
    found = [one for one in stored.audits if one.history.audit.record.id == reference.lower()]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{one.turn.checklist} at {one.turn.site}" for one in found)
        raise CannotRunError(
            f"{reference} is the reference of {len(found)} audits: {names}; name the file instead"
        )
    raise CannotRunError(
        f"no audit in audits/ has the reference {reference}; handbook audit list shows them"
    )


def find_named_audit(root: Path, stored: StoredAudits, name: str) -> CountedAudit:
    """Return the stored audit with a reference, or of which a file in audits/ is a revision.

    Raises CannotRunError when there is none.
    """
    from cx_handbook.audit.mailbox.write_once import FOLDER

    file = Path(name).resolve()
    if not file.is_file():
        return find_audit(stored, name)
    for one in stored.audits:
        if file in [(root / revision.name).resolve() for revision in one.history.revisions]:
            return one
    if file.is_relative_to((root / FOLDER).resolve()):
        raise CannotRunError(
            f"{name} holds no audit that can be read; handbook audit list says why"
        )
    raise CannotRunError(f"{name} is not in audits/; add it first: handbook audit add {name}")


def choose_audits(
    stored: StoredAudits, site: str | None, checklist: str | None
) -> Iterable[CountedAudit]:
    """Yield the audits of a site and by a checklist, where they are named."""
    for one in stored.audits:
        if site in (None, one.turn.site) and checklist in (None, one.turn.checklist):
            yield one


def exit_for_damage(stored: StoredAudits) -> None:
    """Name the files that could not be read; exit with 1 where there are some, else with 0."""
    for line in stored.damaged:
        echo(line, err=True)
    sys.exit(FOUND_PROBLEMS if stored.damaged else 0)

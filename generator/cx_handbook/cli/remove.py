"""The command `handbook remove`: take pages out, and with them what pointed to them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.changing import (
    examine_own,
    may_write,
    refuse_problems,
    renew_schemas,
    show_diff,
    tell_what_remains,
    write_changes,
)
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.cli.terminal import echo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cx_handbook.authoring.editing.file_changes import FileChanges
    from cx_handbook.authoring.removal import Pointer
    from cx_handbook.content.examination import Examination
    from cx_handbook.content.model import Handbook
    from cx_handbook.content.model.base import FileRecord


@click.command("remove")
@click.argument("policies", nargs=-1, required=True)
@click.option(
    "--mend", is_flag=True, help="Take out what points to them as well; shows a diff first."
)
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.pass_obj
@report_errors
def remove_command(root: Path, policies: tuple[str, ...], mend: bool, yes: bool) -> None:
    """Take POLICIES out of this handbook, and show what points to them.

    A policy is named by its file name. Situations, checklists, cases, role-plays, models and logs are
    named with their folder, such as situations/wants-to-complain.

    With --mend, references to them go as well: entries of see_also, of a situation's procedure, of a
    checklist, a case, a role-play or the quiz. What would be left with nothing is named, and then
    nothing is written. Issued forms stay, and the IDs of standards are never given again. Exits with 1
    when nothing was written, or something is left to do.
    """
    from cx_handbook.authoring.editing.file_changes import check_leftovers, find_new_errors
    from cx_handbook.authoring.removal import find_mentions, find_own_records, find_pointers

    check_leftovers(root)
    before, own = examine_own(root)
    gone = find_own_records(own, policies)
    pointers = find_pointers(root, own, gone)
    changes, after = _work_out(root, before, own, gone, pointers if mend else None)
    places = [] if mend else [*map(str, pointers)]
    places += find_mentions(root, own, gone)
    if places:
        echo("What points there:")
    for place in places:
        echo(f"  {place}")
    if mend:
        show_diff(changes)
    if (mend or pointers) and not _may_write(mend=mend, yes=yes):
        sys.exit(FOUND_PROBLEMS)
    write_changes(root, changes)
    renew_schemas(root, own, after.handbook)
    _tell_published(root, gone)
    tell_what_remains(find_new_errors(before, after))


def _tell_published(root: Path, gone: Sequence[FileRecord]) -> None:
    from cx_handbook.content.page_addresses import PUBLISHED, list_published

    for page in list_published(root, gone):
        echo(
            f"{page} was published. Where another page takes its place, write there: "
            f"formerly: [{page.removesuffix('.html')}]; otherwise delete its line in {PUBLISHED}."
        )


def _may_write(*, mend: bool, yes: bool) -> bool:
    question = "Write this?" if mend else "Remove it all the same, and leave these as they are?"
    other = "." if mend else ", or --mend to take out what points there as well."
    return may_write(
        question, yes=yes, otherwise=f"Nothing is written yet. Add --yes to do it{other}"
    )


def _work_out(
    root: Path,
    before: Examination,
    own: Handbook,
    gone: Sequence[FileRecord],
    pointers: Sequence[Pointer] | None,
) -> tuple[FileChanges, Examination]:
    """Return what changes, with the places that point there if these are given, and what `check` says then.

    Raises CannotRunError when something would be left that is nothing any more.
    """
    from cx_handbook.authoring.editing.file_changes import (
        examine_changed,
        find_new_errors,
        plan_changes,
    )
    from cx_handbook.authoring.removal import mend_references, plan_removal
    from cx_handbook.build_date import get_build_day

    today = get_build_day()
    files = plan_removal(root, own, gone)
    if pointers is not None:
        files |= mend_references(root, own, pointers, today)
    changes = plan_changes(root, files)
    after = examine_changed(root, changes, today)
    if pointers is not None and after.handbook is None:
        what = "nothing is written, because this would be wrong afterwards:"
        refuse_problems(what, find_new_errors(before, after))
    return changes, after

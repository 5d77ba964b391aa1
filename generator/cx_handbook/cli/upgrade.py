"""The command `handbook upgrade`: bring a handbook up to this version, or out of a clone."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.changing import may_write, show_diff, tell_what_remains, write_changes
from cx_handbook.cli.choices import shorten_path
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.authoring.upgrading.clone import ClonedHandbook
    from cx_handbook.authoring.upgrading.folder import FolderUpgrade
    from cx_handbook.content.examination import Examination

_SHOWN = 12  # of the names that stay behind


@click.command("upgrade")
@click.option(
    "--from", "clone", metavar="CLONE", type=click.Path(path_type=Path),
    help="A copy of the program's repository in which you kept your handbook.",
)  # fmt: skip
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.pass_obj
@report_errors
def upgrade_command(root: Path, clone: Path | None, folder: Path | None, yes: bool) -> None:
    """Bring this handbook up to the version of the program that is installed.

    Shows first what changes. Content of an older form gets the form of this version, and comments stay.
    The check on each change, the editor's settings and the like are brought up to date where nobody
    has changed them; where somebody has, the difference is shown and nothing is written. Without a
    terminal nothing is written unless you add --yes, and the command exits with 1.

    With --from, a handbook that was kept in a clone of the repository becomes a folder of its own,
    FOLDER, which must be empty or not there yet. Content, issued forms, audits, logs and your own pages
    come along, the program does not. The clone stays as it is.
    """
    if clone:
        _leave_clone((root / clone).resolve(), root / (folder or Path()))
        return
    if folder:
        raise CannotRunError(f"what is {folder}? A clone to take it from is named with --from")
    _upgrade_folder(root, yes=yes)


def _upgrade_folder(root: Path, *, yes: bool) -> None:
    from cx_handbook.authoring.editing.file_changes import check_leftovers, plan_changes
    from cx_handbook.authoring.installation import describe_requirement
    from cx_handbook.authoring.upgrading.folder import plan_folder_upgrade

    check_leftovers(root)
    upgrade = plan_folder_upgrade(root, describe_requirement())
    changes = plan_changes(root, upgrade.files)
    _show_own_files(root, upgrade)
    if not changes:
        _renew_schemas(root)
        echo("Everything is as this version has it.")
        return
    show_diff(changes)
    if not may_write(
        "Write this?", yes=yes, otherwise="Nothing is written yet. Add --yes to do it."
    ):
        sys.exit(FOUND_PROBLEMS)
    write_changes(root, changes)
    _renew_schemas(root)
    tell_what_remains(_examine(root).errors)


def _show_own_files(root: Path, upgrade: FolderUpgrade) -> None:
    """Show what this version would have in files that somebody has changed: theirs to decide."""
    for name, text in upgrade.changed_by_author.items():
        echo(f"{name} is yours and stays as it is. This version's differs from it like this:")
        theirs = (root / name).read_text("utf-8", "replace")
        for line in difflib.unified_diff(
            theirs.splitlines(), text.splitlines(), name, "this version's", lineterm=""
        ):
            echo(f"  {line}")


def _examine(root: Path) -> Examination:
    from cx_handbook.build_date import get_build_day
    from cx_handbook.content.loader import examine_content

    return examine_content(root, get_build_day())


def _renew_schemas(root: Path) -> None:
    from cx_handbook.authoring.json_schema import gather_own_names, write_schemas

    handbook = _examine(root).handbook
    # They are made from the content, and nobody's to write.
    if handbook and (root / "schemas").is_dir():
        for name in write_schemas(root, gather_own_names(handbook)):
            echo(f"Wrote {name}")


def _leave_clone(clone: Path, target: Path) -> None:
    from cx_handbook.authoring.folder_writer import check_target, write_folder
    from cx_handbook.authoring.installation import describe_requirement
    from cx_handbook.authoring.json_schema import gather_own_names, write_schemas
    from cx_handbook.authoring.upgrading.clone import read_clone

    check_target(target)
    cloned = read_clone(clone, describe_requirement())
    found = []

    def check_content(folder: Path) -> None:
        examined = _examine(folder)
        found.append(examined)
        write_schemas(folder, gather_own_names(examined.handbook) if examined.handbook else None)

    write_folder(target, cloned.files, check_content)
    _print_cloned(clone, target, cloned)
    # Written all the same: the clone is still there, and here is where it is mended.
    tell_what_remains(found[0].errors)


def _print_cloned(clone: Path, target: Path, cloned: ClonedHandbook) -> None:
    forms = sum(name.startswith("checklists/issued/") for name in cloned.files)
    audits = sum(name.startswith("audits/") for name in cloned.files)
    policies = sum(name.startswith("policies/") for name in cloned.files)
    echo(
        f"Wrote {shorten_path(target)}: {policies} files of policies/, {forms} issued forms, "
        f"{audits} files of audits/."
    )
    if cloned.own_pages:
        echo(f"Pages of your own: {', '.join(cloned.own_pages)}")
    echo(f"Left behind in {clone}, because it is the program's:")
    echo(f"  {_shorten(cloned.program)}")
    if cloned.unknown:
        echo("Left behind, and neither content nor the program's; copy what you need:")
        echo(f"  {', '.join(cloned.unknown)}")
    echo("The clone is as it was.")


def _shorten(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"

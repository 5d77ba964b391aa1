"""The command `handbook adopt`: copy policies of a sample into this handbook, made to fit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.changing import (
    examine_own,
    is_terminal,
    refuse_problems,
    renew_schemas,
    tell_what_remains,
    write_changes,
)
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import UNFINISHED, CannotRunError

if TYPE_CHECKING:
    from cx_handbook.authoring.adopting.adoption import Adoption
    from cx_handbook.authoring.adopting.names import MissingName, NameMap
    from cx_handbook.authoring.editing.file_changes import FileChanges
    from cx_handbook.authoring.samples import Sample
    from cx_handbook.content.examination import Examination
    from cx_handbook.content.model import Handbook

_NAMES = "A name of the sample's and yours; repeatable. Nothing after = leaves it out."


@click.command("adopt")
@click.argument("policies", nargs=-1)
@click.option("--from", "source", metavar="SAMPLE", help="The sample. Default: whichever has it.")
@click.option("--role", "roles", metavar="THEIRS=OURS", multiple=True, help=_NAMES)
@click.option("--channel", "channels", metavar="THEIRS=OURS", multiple=True, help=_NAMES)
@click.option(
    "--section",
    "sections",
    metavar="THEIRS=OURS",
    multiple=True,
    help="Where its policies go here.",
)
@click.pass_obj
@report_errors
def adopt_command(
    root: Path, policies: tuple[str, ...], source: str | None, **options: tuple[str, ...]
) -> None:
    """Copy POLICIES from a sample into this handbook, and make them fit.

    A policy is named by its file name, such as read-back-the-details, or with its section. Situations,
    checklists, cases, role-plays and logs are named with their folder: situations/wants-to-complain.
    Without a name, the command lists what there is.

    Roles, channels and sections that are called the same are taken for yours; for others the command
    asks, or says which option to give. References to what does not come along are left out and named.
    All is written or nothing, and no file is overwritten. Exits with 1 when something is left to do.
    """
    from cx_handbook.authoring.adopting.adoption import plan_adoption, read_guests
    from cx_handbook.authoring.adopting.wanted_files import find_wanted_files
    from cx_handbook.authoring.editing.file_changes import check_leftovers, plan_changes
    from cx_handbook.authoring.samples import find_sample
    from cx_handbook.build_date import get_build_day

    sample = find_sample(source) if source else None
    if not policies:
        _list_samples(sample)
        return
    check_leftovers(root)
    today = get_build_day()
    before, own = examine_own(root)
    guests = read_guests(find_wanted_files(policies, sample))
    names = _find_names(own, [(book, record) for _, book, record in guests], options)
    adoption = plan_adoption(root, own, guests, names, today)
    changes = plan_changes(root, adoption.files)
    changes, after = _settle(root, changes, before)
    write_changes(root, changes)
    renew_schemas(root, own, after.handbook)
    _print_notes(adoption)
    _tell_rest(before, after)


def _list_samples(sample: Sample | None) -> None:
    from cx_handbook.authoring.adopting.wanted_files import list_titles
    from cx_handbook.authoring.samples import list_samples

    for one in [sample] if sample else list_samples():
        echo(f"{one.card.label}: {one.card.about}")
        for name, title in list_titles(one):
            echo(f"  {name:<46}  {title}")


def _find_names(
    own: Handbook, records: list[tuple[Handbook, object]], options: dict[str, tuple[str, ...]]
) -> NameMap:
    """Return what stands here for each name that this handbook lacks: as options say, or as asked."""
    from cx_handbook.authoring.adopting.names import (
        ONE_OF,
        explain_missing,
        find_missing_names,
        read_names,
    )

    names = dict[tuple[str, str], str | None]()
    for group in ONE_OF:
        names |= read_names(own, group, options[group])  # type: ignore[arg-type]
    missing = find_missing_names(own, records, names)  # type: ignore[arg-type]
    if missing and not is_terminal():
        raise CannotRunError(*explain_missing(own, missing).split("\n"))
    for one in missing:
        names[(one.group, one.name)] = _ask_name(own, one)
    return names  # type: ignore[return-value]


def _ask_name(own: Handbook, missing: MissingName) -> str | None:
    from cx_handbook.authoring.adopting.names import ONE_OF, list_own_names

    known = list_own_names(own, missing.group)
    one = ONE_OF[missing.group]
    echo(f"{missing.name} ({missing.label}) is no {one} here; {missing.files[0]} uses it.")
    choices = known if missing.group == "sections" else (*known, "-")
    leave = "" if missing.group == "sections" else "; - leaves it out"
    answer: str = click.prompt(f"Your {one}{leave}", type=click.Choice(choices))
    return None if answer == "-" else answer


def _settle(
    root: Path, changes: FileChanges, before: Examination
) -> tuple[FileChanges, Examination]:
    """Return the changes with the exceptions that adopted files need, and what `check` says then.

    Raises CannotRunError when the handbook could not be read any more.
    """
    from cx_handbook.authoring.adopting.exceptions import settle_exceptions
    from cx_handbook.authoring.editing.file_changes import (
        examine_changed,
        find_new_errors,
        plan_changes,
    )
    from cx_handbook.build_date import get_build_day

    after = examine_changed(root, changes, get_build_day())
    settled = {
        name: settle_exceptions(content.decode(), name, after.problems).encode()
        for name, content in changes.new.items()
        if content is not None and changes.old[name] is None
    }
    changes = plan_changes(root, {**changes.new, **settled})
    after = examine_changed(root, changes, get_build_day())
    if after.handbook is None:
        # What nobody has written yet would not keep the handbook from being read.
        new = [p for p in find_new_errors(before, after) if p.wrong != UNFINISHED]
        refuse_problems("it would not fit, and nothing is written:", new)
    return changes, after


def _print_notes(adoption: Adoption) -> None:
    for file, notes in sorted(adoption.notes.items(), key=lambda item: not item[0]):
        if notes:
            echo(f"{file or 'In all'}:")
        for note in notes:
            echo(f"  {note}")


def _tell_rest(before: Examination, after: Examination) -> None:
    from cx_handbook.authoring.editing.file_changes import find_new_errors

    tell_what_remains(find_new_errors(before, after))

"""The command `handbook print`: sheets, packs and workbooks into a folder."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.choices import choose_site, shorten_path
from cx_handbook.cli.errors import report_errors, show_notice, show_progress
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError
from cx_handbook.leftovers import remove_left_files

if TYPE_CHECKING:
    from cx_handbook.content.model import Handbook, Site
    from cx_handbook.content.whole_part import WholePart

_NOTHING_TO_PRINT = (
    "this handbook has nothing to print yet: no checklist, no log, no case, no role-play, no quiz; "
    "begin with handbook new checklist NAME"
)


@click.command("print")
@click.argument("names", nargs=-1)
@click.option(
    "--paper", type=click.Choice(["a4", "letter", "both"]), default="a4", show_default=True
)
@click.option("--site", metavar="NAME", help="Print this site's name on the sheets.")
@click.option(
    "--xlsx",
    is_flag=True,
    help="Write workbooks to fill in, one a checklist or log, instead of PDFs.",
)
@click.option(
    "--sites",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a copy of one checklist for each line of this CSV file, with its columns filled in: "
    "site, and if you like reference, auditor, date, period_from, period_to.",
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into. Default: print/ in the handbook's folder.",
)
@click.pass_obj
@report_errors
def print_command(
    root: Path,
    names: tuple[str, ...],
    paper: str,
    site: str | None,
    xlsx: bool,
    sites: Path | None,
    output: Path | None,
) -> None:
    """Write checklists, logs, cards of words and sheets for training as PDF, or workbooks.

    A checklist can be printed, or filled in on screen and saved. Its questions as they stand are kept
    in checklists/issued/, so that a sheet can be scored when it comes back.

    NAMES are file names in checklists/ without .yml, log- and a file name in logs/, words- and a
    section (its words to say), trainers-pack or participants-handouts. Without any, all are written.

    For a session: case or role-play with file names, numbers or a range such as 2-4, and quiz. With
    them session-60 or session-90 (the plan, made of what is named beside it), sign-in-sheet,
    certificate and feedback-form:

    \b
      handbook print case 2-4
      handbook print session-60 case 1 role-play 3 sign-in-sheet certificate
    """
    from cx_handbook.content.loader import load_whole_part

    whole = load_whole_part(root)
    handbook, chosen = whole.handbook, _choose_names(whole, names, xlsx=xlsx)
    place = choose_site(handbook.company, site)
    if sites:
        _require_one_checklist(handbook, chosen, is_alone=bool(names) and not (xlsx or site))
    remove_left_files((folder := output or root / "print",), time.time())
    if xlsx:
        written = _print_workbooks(handbook, root, chosen, place, folder)
    else:
        written = _print_pdfs(handbook, root, chosen, paper, place, sites, folder)
    for path in written:
        echo(shorten_path(path))
    show_notice(whole.notice)


def _choose_names(whole: WholePart, words: tuple[str, ...], *, xlsx: bool) -> tuple[str, ...]:
    """Return the names of what is to be printed, once it is known that all it is made of is there."""
    from cx_handbook.documents.printing import choose_workbooks
    from cx_handbook.documents.sheet_choice import choose_sheets, is_printed_from

    whole.require_files(lambda file: is_printed_from(file, words))
    try:
        chosen = (choose_workbooks if xlsx else choose_sheets)(whole.handbook, words)
    except CannotRunError:
        # What is wanted may be there and broken: nobody should read then that there is none.
        whole.require_files(lambda file: is_printed_from(file, ()))
        raise
    if not chosen:
        raise CannotRunError(_NOTHING_TO_PRINT)
    return chosen


def _require_one_checklist(handbook: Handbook, names: tuple[str, ...], *, is_alone: bool) -> None:
    slugs = [checklist.slug for checklist in handbook.checklists]
    if not is_alone or len(names) != 1 or names[0] not in slugs:
        raise CannotRunError(
            "--sites needs the name of one checklist, and neither --site nor --xlsx beside it"
        )


def _print_workbooks(
    handbook: Handbook, root: Path, names: tuple[str, ...], site: Site | None, folder: Path
) -> tuple[Path, ...]:
    """Write workbooks, and the forms that are issued with them. Return the files."""
    from cx_handbook.documents import printing

    issued = _issue_forms(handbook, root, names)
    with show_progress("Printing", len(names)) as (step, _):
        return (*issued, *printing.print_workbooks(handbook, names, site, folder, step))


def _print_pdfs(
    handbook: Handbook,
    root: Path,
    names: tuple[str, ...],
    paper: str,
    site: Site | None,
    sites: Path | None,
    folder: Path,
) -> tuple[Path, ...]:
    """Write PDFs, filled in for a list of sites if there is one, and the forms issued with them."""
    from cx_handbook.documents import printing
    from cx_handbook.documents.document import PAPERS
    from cx_handbook.documents.pdf.renderer import explain_missing_pango
    from cx_handbook.documents.site_list import read_site_list

    # All that can be wrong is found before a file is written.
    copies = read_site_list(handbook.company, sites) if sites else ()
    # Nothing is issued before it is known that the sheets can be printed.
    if reason := explain_missing_pango():
        raise CannotRunError(reason)
    papers = [size for size in PAPERS if paper in (size, "both")]
    issued = _issue_forms(handbook, root, names)
    with show_progress("Printing", (len(copies) or len(names)) * len(papers)) as (step, _):
        if copies:
            written = printing.print_copies(handbook, names[0], papers, copies, folder, step)
        else:
            written = printing.print_sheets(handbook, names, papers, site, folder, step)
    return (*issued, *written)


def _issue_forms(handbook: Handbook, root: Path, names: tuple[str, ...]) -> tuple[Path, ...]:
    from cx_handbook.content.issued_forms import issue_forms

    return issue_forms(handbook, root, [c for c in handbook.checklists if c.slug in names])

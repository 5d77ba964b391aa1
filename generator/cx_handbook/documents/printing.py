"""Write documents as PDFs and workbooks into a folder, and choose them by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from cx_handbook.addresses import LOG_PREFIX, PACK_NAMES, TRAINERS_PACK
from cx_handbook.content.model import Handbook, Site
from cx_handbook.documents.document import Paper, Sheet
from cx_handbook.documents.pdf import form_fields, renderer
from cx_handbook.documents.sheets import list_sheet_names, render_sheets
from cx_handbook.documents.site_list import SiteCopy
from cx_handbook.documents.training_packs import (
    explain_missing_pack,
    list_pack_names,
    render_packs,
)
from cx_handbook.documents.workbook.log_workbook import build_log_workbook
from cx_handbook.documents.workbook.writer import build_workbook
from cx_handbook.errors import CannotRunError
from cx_handbook.files import write_atomically
from cx_handbook.suggestions import suggest


def render_documents(
    handbook: Handbook, *, paper: Paper | None, site: Site | None = None
) -> tuple[Sheet, ...]:
    """Return all that can be printed: the sheets, then the packs for training."""
    # The order of the files on disk is the order in which people print them.
    sheets = render_sheets(handbook, paper=paper, site=site)
    return (*sheets, *render_packs(handbook, paper=paper, site=site))


def print_sheets(
    handbook: Handbook,
    names: Sequence[str],
    papers: Sequence[Paper],
    site: Site | None,
    folder: Path,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write the named sheets as PDF, each on every paper, and return the files.

    `progress` hears the name of each file once it is written. Raises CannotRunError when Pango is
    missing or the disk refuses.
    """
    written = []
    for paper in papers:
        for sheet in render_documents(handbook, paper=paper, site=site):
            if sheet.name in names:
                path = folder / _name_file(sheet, site)
                write_atomically(path, renderer.render_pdf(sheet))
                written.append(path)
                progress(path.name)
    return tuple(written)


def print_workbooks(
    handbook: Handbook,
    names: Sequence[str],
    site: Site | None,
    folder: Path,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write the named checklists and logs as workbooks to fill in, and return the files.

    `progress` hears the name of each file once it is written. Raises CannotRunError when the disk
    refuses.
    """
    written = []
    for name, build in _list_workbooks(handbook, site):
        if name in names:
            path = folder / ("-".join([name, *([site.id] if site else [])]) + ".xlsx")
            write_atomically(path, build())
            written.append(path)
            progress(path.name)
    return tuple(written)


def _list_workbooks(
    handbook: Handbook, site: Site | None
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each workbook, and what makes it."""
    company = handbook.company
    for checklist in handbook.checklists:
        form = handbook.forms[checklist.slug]
        yield checklist.slug, partial(build_workbook, company, checklist, form, site)
    for log in handbook.logs:
        yield log.name, partial(build_log_workbook, company, log, site)


def choose_workbooks(handbook: Handbook, name: str | None) -> tuple[str, ...]:
    """Return the names of the checklists and logs meant: the one named, or all of them.

    Raises CannotRunError when there is no such workbook.
    """
    names = tuple(name for name, _ in _list_workbooks(handbook, None))
    if name is None or name in names:
        return names if name is None else (name,)
    # Packs exist, so "there is no checklist" would mislead.
    if name in choose_sheets(handbook, None):
        raise CannotRunError(
            f"{name} is neither a checklist nor a log, and only those become workbooks; print it "
            "without --xlsx"
        )
    raise CannotRunError(f"there is no checklist {name}; {_suggest_name(name, names)}")


def is_printed_from(file: str, name: str | None) -> bool:
    """Return whether a content file is needed to print what is named, or all of it without a name."""
    folder, _, last = file.rpartition("/")
    stem = last.removesuffix(".yml")
    is_training = folder == "policies/cases" or file == "policies/quiz.yml"
    is_role_play = folder == "policies/role-plays"
    if name is None:
        return is_training or is_role_play or folder in ("checklists", "checklists/issued", "logs")
    if name in PACK_NAMES:
        return is_training or (is_role_play and name == TRAINERS_PACK)
    if name.startswith(LOG_PREFIX):
        return file == f"logs/{name.removeprefix(LOG_PREFIX)}.yml"
    # The forms handed out of this checklist, too: one that is damaged would be written anew.
    return file == f"checklists/{name}.yml" or (
        folder == "checklists/issued" and stem.startswith(f"{name}-")
    )


def print_copies(
    handbook: Handbook,
    name: str,
    papers: Sequence[Paper],
    copies: Sequence[SiteCopy],
    folder: Path,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write a checklist once for each copy, with its site and what else is known filled in.

    It is laid out once a paper, and each copy only filled in. Raises as `print_sheets` does.
    """
    written = []
    for paper in papers:
        sheet = next(s for s in render_documents(handbook, paper=paper) if s.name == name)
        # Laying out takes seconds, filling in takes milliseconds.
        blank = renderer.render_pdf(sheet)
        for copy in copies:
            path = folder / _name_file(sheet, copy.site)
            write_atomically(path, form_fields.fill_fields(blank, copy.values))
            written.append(path)
            progress(path.name)
    return tuple(written)


def choose_sheets(handbook: Handbook, name: str | None) -> tuple[str, ...]:
    """Return the names of the sheets meant: the one named, or all of them.

    Raises CannotRunError when there is no such sheet.
    """
    names = (*list_sheet_names(handbook), *list_pack_names(handbook))
    if name in PACK_NAMES and name not in names:
        raise CannotRunError(explain_missing_pack(handbook, name))
    if name is None:
        return names
    if name not in names:
        raise CannotRunError(f"there is no checklist {name}; {_suggest_name(name, names)}")
    return (name,)


def _suggest_name(word: str, known: Iterable[str]) -> str:
    return suggest(word, known, f"choose one of {', '.join(known)}")


def _name_file(sheet: Sheet, site: Site | None) -> str:
    return "-".join([sheet.name, *([site.id] if site else []), f"{sheet.paper}.pdf"])

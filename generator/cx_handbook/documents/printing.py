"""Write documents as PDFs and workbooks into a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from cx_handbook.content.model import Handbook, Site
from cx_handbook.documents.desk_cards import plan_cards
from cx_handbook.documents.document import DocumentRenderer, Paper, Sheet, SheetPlan
from cx_handbook.documents.pdf import form_fields, renderer
from cx_handbook.documents.pdf.side_by_side import lay_out_sheets
from cx_handbook.documents.session_sheets import list_session_sheets
from cx_handbook.documents.sheet_choice import gather_parts, is_training_named, list_all_names
from cx_handbook.documents.sheets import plan_sheets
from cx_handbook.documents.site_list import SiteCopy
from cx_handbook.documents.training_packs import plan_packs
from cx_handbook.documents.training_sheets import list_part_sheets
from cx_handbook.documents.workbook.log_workbook import build_log_workbook
from cx_handbook.documents.workbook.writer import build_workbook
from cx_handbook.errors import CannotRunError
from cx_handbook.files import write_atomically
from cx_handbook.suggestions import suggest


def render_documents(
    handbook: Handbook, *, paper: Paper | None, site: Site | None = None
) -> tuple[Sheet, ...]:
    """Return all that can be printed: the sheets, the cards, then the packs for training."""
    return tuple(plan.make() for plan in plan_documents(handbook, paper=paper, site=site))


def plan_documents(
    handbook: Handbook, *, paper: Paper | None, site: Site | None = None
) -> Iterator[SheetPlan]:
    """Yield all that can be printed before it is rendered, in the order of `render_documents`."""
    # The order of the files on disk is the order in which people print them.
    for plan_some in (plan_sheets, plan_cards, plan_packs):
        yield from plan_some(handbook, paper=paper, site=site)


def render_training_sheets(
    handbook: Handbook,
    names: Sequence[str] | None,
    *,
    paper: Paper | None,
    site: Site | None = None,
) -> Iterator[Sheet]:
    """Yield the named sheets of the training, or all of them: its parts, then those of a session.

    A session is made of the parts that are named with it.
    """
    for plan in plan_training_sheets(handbook, names, paper=paper, site=site):
        yield plan.make()


def plan_training_sheets(
    handbook: Handbook,
    names: Sequence[str] | None,
    *,
    paper: Paper | None,
    site: Site | None = None,
) -> Iterator[SheetPlan]:
    """Yield the same sheets before they are rendered."""
    shared = DocumentRenderer(handbook.company, paper, site)
    chosen = gather_parts(handbook, names or ())
    makers = list_part_sheets(handbook) | list_session_sheets(handbook, chosen)
    for name, maker in makers.items():
        if names is None or name in names:
            yield SheetPlan(name, maker.records, maker.told, partial(maker.render, shared))


def _render_named(
    handbook: Handbook, names: Sequence[str], paper: Paper, site: Site | None
) -> Iterator[Sheet]:
    if set(names) & set(list_all_names(handbook)):
        documents = render_documents(handbook, paper=paper, site=site)
        yield from (sheet for sheet in documents if sheet.name in names)
    yield from render_training_sheets(handbook, names, paper=paper, site=site)


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
    sheets = [s for paper in papers for s in _render_named(handbook, names, paper, site)]
    for sheet, content in zip(sheets, lay_out_sheets(sheets), strict=True):
        path = folder / _name_file(sheet, site)
        write_atomically(path, content)
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
    for name, build in list_workbooks(handbook, site):
        if name in names:
            path = folder / ("-".join([name, *([site.id] if site else [])]) + ".xlsx")
            write_atomically(path, build())
            written.append(path)
            progress(path.name)
    return tuple(written)


def list_workbooks(
    handbook: Handbook, site: Site | None
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the name of each workbook, and what makes it."""
    company = handbook.company
    for checklist in handbook.checklists:
        form = handbook.forms[checklist.slug]
        yield checklist.slug, partial(build_workbook, company, checklist, form, site)
    for log in handbook.logs:
        yield log.name, partial(build_log_workbook, company, log, site)


def choose_workbooks(handbook: Handbook, words: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the checklists and logs meant: those named, or all of them.

    Raises CannotRunError when there is no such workbook.
    """
    names = tuple(name for name, _ in list_workbooks(handbook, None))
    for word in words:
        if word not in names:
            raise CannotRunError(_explain_missing_workbook(handbook, words, word, names))
    return tuple(dict.fromkeys(words)) or names


def _explain_missing_workbook(
    handbook: Handbook, words: Sequence[str], word: str, names: Sequence[str]
) -> str:
    # Packs exist, so "there is no checklist" would mislead.
    if is_training_named(handbook, words):
        return (
            f"{word} is neither a checklist nor a log, and only those become workbooks; print it "
            "without --xlsx"
        )
    advice = suggest(word, names, f"choose one of {', '.join(names)}")
    return f"there is no checklist {word}; {advice}"


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


def _name_file(sheet: Sheet, site: Site | None) -> str:
    return "-".join([sheet.name, *([site.id] if site else []), f"{sheet.paper}.pdf"])

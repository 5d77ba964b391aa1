"""The command `handbook audit sample`: draw the cases of an audit from a log."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.audit_lives import draw_reference
from cx_handbook.cli.choices import choose_site
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.reading.log_table import LogTable
    from cx_handbook.audit.records.periods import Period
    from cx_handbook.audit.records.record import AuditRecord
    from cx_handbook.audit.sampling.draw_sample import CaseSample
    from cx_handbook.content.model import Checklist, Handbook, Log, Site


def _parse_period(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> Period | None:
    from cx_handbook.audit.sampling.draw_sample import parse_period

    try:
        return parse_period(text) if text else None
    except ValueError:
        raise click.BadParameter(
            f"{text} is no period; write it as 2026-10, 2026-Q4, 2026-W48, 2026 or "
            "2026-10-01..2026-10-31"
        ) from None


@click.command("sample")
@click.argument("log_file", metavar="LOG", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--checklist", required=True, metavar="NAME", help="A file name in checklists/.")
@click.option("--site", required=True, metavar="NAME", help="The site that is audited.")
@click.option(
    "--period", required=True, metavar="PERIOD", callback=_parse_period,
    help="The days looked at: 2026-10, 2026-Q4, 2026-W48, 2026 or 2026-10-01..2026-10-31.",
)  # fmt: skip
@click.option("--log", "log_name", metavar="NAME", help="Which log of logs/ the file is.")
@click.option("--column", metavar="NAME", help="The column with the references.")
@click.option(
    "--standard", "standards", multiple=True, metavar="ID",
    help="Draw for this question alone; may stand several times.",
)  # fmt: skip
@click.option(
    "--by", metavar="NAME",
    help="Share the cases out over what stands in this column, such as the team.",
)  # fmt: skip
@click.option("--audit", "reference", metavar="REFERENCE", help="The reference of the audit.")
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into. Default: print/ in the handbook's folder.",
)  # fmt: skip
@click.option("--paper", type=click.Choice(["a4", "letter"]), default="a4", show_default=True)
@click.pass_obj
@report_errors
def sample(
    root: Path,
    log_file: Path,
    checklist: str,
    site: str,
    period: Period,
    log_name: str | None,
    column: str | None,
    standards: tuple[str, ...],
    by: str | None,
    reference: str | None,
    output: Path | None,
    paper: str,
) -> None:
    """Draw the cases of an audit from LOG, so that nobody chooses them.

    LOG is a CSV file or one of our workbooks. Cases are drawn by a seed, for each question of the
    checklist that the log answers, and written as a case sheet (PDF and workbook) and as a draft that
    the browser takes in and `audit enter --cases` goes on with. A draw that is in the folder is gone
    on with, unless --audit names another.
    """
    from cx_handbook.audit.reading.filled_sheet import UnreadableError
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    chosen = _find_checklist(handbook, root, checklist)
    place = _find_site(handbook, site)
    folder = output or root / "print"
    # Before the draw: the reference is part of the seed.
    audit = _choose_reference(folder, place.id, chosen.slug, period, reference)
    try:
        table, log = read_log_table(handbook, log_file, log_name, column, standards)
        drawn = _draw(
            handbook, chosen, place, period, table, log, column, standards, audit, log_file.stem, by
        )
    except UnreadableError as error:
        raise CannotRunError(f"{log_file}: {error}") from None
    _print_sample(drawn, table, log)
    sheet_name = log.slug if log else make_file_name(log_file.stem)
    _write_sample(handbook, drawn, place, folder, paper, sheet_name)


def _find_site(handbook: Handbook, text: str) -> Site:
    found = choose_site(handbook.company, text)
    # An empty name names none, and no site would be in the seed.
    if found is None:
        raise CannotRunError("name the site, with --site")
    return found


def _find_checklist(handbook: Handbook, root: Path, name: str) -> Checklist:
    """Return a checklist; its form is issued, because a draft names it."""
    from cx_handbook.content.issued_forms import issue_forms
    from cx_handbook.suggestions import suggest

    found = next((one for one in handbook.checklists if one.slug == name), None)
    if found is None:
        slugs = [one.slug for one in handbook.checklists]
        hint = suggest(name, slugs, f"the checklists are {', '.join(slugs)}")
        raise CannotRunError(f"there is no checklist {name}; {hint}")
    issue_forms(handbook, root, [found])
    return found


def read_log_table(
    handbook: Handbook,
    file: Path,
    log_name: str | None,
    column: str | None,
    standards: tuple[str, ...],
) -> tuple[LogTable, Log | None]:
    """Return what stands in the file, and which of our logs it is, if any."""
    from cx_handbook.audit.reading.importer import read_file_bytes
    from cx_handbook.audit.reading.readers.log_file import read_log
    from cx_handbook.audit.sampling.draw_sample import choose_log, find_columns

    raw = read_file_bytes(file)
    named = _find_log(handbook, log_name)
    known = [title for log in handbook.logs for title in find_columns(log, column)]
    table = read_log(
        raw, find_columns(named, column) if named else [*known, *filter(None, [column])]
    )
    log = named or choose_log(handbook.logs, table)
    if log is None and not (column and standards):
        names = ", ".join(one.slug for one in handbook.logs)
        raise CannotRunError(
            f"{file} has the headings of none of our logs; say which it is with --log ({names}), or "
            "name the column with the references and the question, with --column and --standard"
        )
    return table, log


def _find_log(handbook: Handbook, name: str | None) -> Log | None:
    from cx_handbook.suggestions import suggest

    found = next((log for log in handbook.logs if name in (log.slug, log.name)), None)
    if name and found is None:
        slugs = [log.slug for log in handbook.logs]
        raise CannotRunError(
            f"there is no log {name}; {suggest(name, slugs, 'choose one of ' + ', '.join(slugs))}"
        )
    return found


def _draw(
    handbook: Handbook,
    checklist: Checklist,
    site: Site,
    period: Period,
    table: LogTable,
    log: Log | None,
    column: str | None,
    standards: tuple[str, ...],
    audit: str,
    source: str,
    by: str | None,
) -> CaseSample:
    from cx_handbook.audit.sampling.draw_sample import draw_sample, list_questions

    form = handbook.forms[checklist.slug]
    return draw_sample(
        form,
        list_questions(form, log, standards),
        table,
        log,
        column=column,
        source=source,
        company=handbook.company,
        site=site.id,
        period=period,
        audit=audit,
        by=by,
    )


def _choose_reference(
    folder: Path, site: str, checklist: str, period: Period, given: str | None
) -> str:
    """Return the reference of the audit: the one given, that of a draw in the folder, or a new one."""
    from cx_handbook.audit.entry.typed_texts import check_reference
    from cx_handbook.audit.sampling.draw_sample import name_days

    if given:
        try:
            return check_reference(given)
        except ValueError as error:
            raise CannotRunError(str(error)) from None
    start = f"cases-{site}-{checklist}-{name_days(period)}-"
    there = sorted(path.stem.removeprefix(start) for path in folder.glob(f"{start}*.json"))
    if len(there) > 1:
        raise CannotRunError(
            f"{folder} has the draws of {len(there)} audits of this period; name the one to go on with, "
            f"with --audit: {', '.join(there)}"
        )
    return there[0] if there else draw_reference()


def make_file_name(text: str) -> str:
    """Return a text as part of a file's name: small letters, digits and hyphens."""
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "log"


# What is said and written


def _print_sample(drawn: CaseSample, table: LogTable, log: Log | None) -> None:
    from cx_handbook.audit.records.draws import list_cases
    from cx_handbook.audit.sampling.draw_sample import (
        describe_selection,
        has_day,
        name_days,
        say_no_cases,
    )
    from cx_handbook.markdown import plain_text
    from cx_handbook.text_for_messages import show_name, to_one_line

    period = name_days(drawn.period)
    echo(f"{show_name(drawn.log)}: {drawn.entries} entries. Audit {drawn.audit}, {period}.")
    if not has_day(table, log):
        echo(f"No column says when a case was, so all of them count as cases of {period}.")
    for question in drawn.questions:
        item, draw = question.item, question.draw
        echo(f"\n{item.standard}  {to_one_line(plain_text(item.check), 300)}")
        for sentence in describe_selection(question.selection):
            echo(f"  {sentence}")
        if not draw.of:
            echo(f"  {to_one_line(say_no_cases(drawn))} Proposed: not applicable.")
            continue
        echo(f"  Drawn: {len(draw.drawn)} of {draw.of}.")
        for n, case in enumerate(list_cases(draw), start=1):
            echo(f"  {n:>4}  {show_name(case)}")
        reserve = ", ".join(show_name(name, 40) for name in draw.reserve[:5])
        if reserve:
            echo(f"  In reserve, for one that cannot be looked at: {reserve}")


def _write_sample(
    handbook: Handbook, drawn: CaseSample, site: Site, folder: Path, paper: str, log: str
) -> None:
    """Write the draft, the workbook and, where PDFs can be made, the case sheet. Name each file."""
    from cx_handbook.audit.sampling.draw_sample import build_draft, name_days
    from cx_handbook.documents.case_list import render_case_list
    from cx_handbook.documents.document import PAPERS, DocumentRenderer
    from cx_handbook.documents.pdf import renderer
    from cx_handbook.documents.workbook.case_workbook import build_case_workbook
    from cx_handbook.files import write_atomically

    period = name_days(drawn.period)
    stem = f"cases-{site.id}-{drawn.form.checklist}-{period}-{drawn.audit}"
    draft = folder / f"{stem}.json"
    day = _keep_draft(draft, build_draft(drawn, get_build_day()))
    # An audit may draw from several logs: one draft, and case sheets for each log.
    written = [draft, folder / f"{stem}-{log}.xlsx"]
    write_atomically(written[1], build_case_workbook(handbook.company, drawn, day))
    if reason := renderer.explain_missing_pango():
        echo(reason, err=True)
    else:
        size = next(one for one in PAPERS if one == paper)
        sheet = render_case_list(DocumentRenderer(handbook.company, size, site), drawn, day)
        written.append(folder / f"{stem}-{log}-{paper}.pdf")
        write_atomically(written[2], renderer.render_pdf(sheet))
    echo()
    for path in written:
        echo(str(path))


def _keep_draft(path: Path, draft: AuditRecord) -> date:
    """Write the draft, unless the same draw is there already. Return the day on which it was drawn.

    Raises CannotRunError when another draw is there: it may have been looked at.
    """
    from cx_handbook.audit.reading.filled_sheet import UnreadableError
    from cx_handbook.audit.reading.importer import read_file_bytes
    from cx_handbook.audit.reading.readers.record_file import encode_record, read_record
    from cx_handbook.files import write_atomically

    if not path.exists():
        write_atomically(path, encode_record(draft))
        return draft.date
    try:
        there = read_record(read_file_bytes(path))
    except UnreadableError as error:
        raise CannotRunError(f"{path}: {error}; move it away to draw anew") from None
    new = {name: draw for name, draw in draft.draws.items() if there.draws.get(name) != draw}
    if not new and there.form == draft.form:
        echo("\nDrawn already, and the same again.")
        return there.date
    if there.form == draft.form and not new.keys() & there.draws.keys():
        draws = {**there.draws, **new}
        answers = {**draft.answers, **there.answers}
        both = there.model_copy(update={"draws": draws, "answers": answers})
        write_atomically(path, encode_record(both))
        return there.date
    names = ", ".join(sorted(new.keys() & there.draws.keys())) or "the form"
    raise CannotRunError(
        f"{path} holds another draw, of {there.date}: {names} changed with the log. The first draw "
        "stands; take its case sheet, or move the file away if nobody has looked at a case yet"
    )

"""The commands `handbook report` and `handbook audit trend`: whether it gets better."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.choices import choose_site
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.report_files import parse_span, print_table, write_pages
from cx_handbook.cli.report_many import report_many_sites
from cx_handbook.cli.stored_audits import exit_for_damage
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError
from cx_handbook.text_for_messages import join_words

if TYPE_CHECKING:
    from cx_handbook.audit.folder.stored_audits import StoredAudits
    from cx_handbook.content.model import Handbook
    from cx_handbook.reports.measures import Measure
    from cx_handbook.reports.pages import Link
    from cx_handbook.reports.report import Report

_SITE = click.option("--site", metavar="NAME", help="One site alone.")
_SPAN = click.option(
    "--period",
    metavar="PERIOD",
    help="A year, quarter or month, as 2026, 2026-Q3 or 2026-08; or two of them, as 2026-01..2026-06.",
)


@click.command("report")
@_SITE
@_SPAN
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into. Default: report/ in the handbook's folder.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter", "both"]),
    help="Write sheets to print as well: for the boss, the team wall and meetings, as PDF.",
)
@click.option(
    "--from",
    "source",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Report the sites of a table of answers instead: a parquet file, a folder of them, or the "
    "folder of another handbook.",
)
@click.option("--json", "style", flag_value="json", help="Print everything in it as data.")
@click.option("--csv", "style", flag_value="csv", help="Print its charts as a table.")
@click.pass_obj
@report_errors
def report_command(
    root: Path,
    site: str | None,
    period: str | None,
    output: Path | None,
    paper: str | None,
    source: Path | None,
    style: str | None,
) -> None:
    """Write a report over all audits that count: pages to open by double click, for managers.

    With --from, it reports thousands of sites from the table of their answers, which handbook audit
    export --parquet writes; parquet files need the extra cx-handbook[scale].
    """
    folder = output or root / "report"
    if source:
        # A table holds no actions and no days of single cases, so these would say nothing.
        if site or paper:
            raise click.UsageError("--from goes with neither --site nor --paper; leave them out")
        report_many_sites(root, source, period, folder, style)
        return
    from cx_handbook.reports.pages import ReportPages

    handbook, stored, report = _build_report(root, site, period)
    if style:
        _print_data(report, style)
        exit_for_damage(stored)
    sheets = _write_sheets(folder, handbook, report, paper) if paper else []
    names = write_pages(
        folder, ReportPages(report, handbook, sheets).render(), handbook.company.brand
    )
    printed = f", and {len(sheets)} sheets to print" if sheets else ""
    echo(f"Wrote {folder / 'index.html'} and {len(names) - 1} pages beside it{printed}.")
    exit_for_damage(stored)


def _print_data(report: Report, style: str) -> None:
    from cx_handbook.reports.data import COLUMNS, dump_report, list_rows

    if style == "json":
        echo(json.dumps(dump_report(report), ensure_ascii=False, indent=1).encode())
    else:
        print_table(COLUMNS, list_rows(report))


def _write_sheets(folder: Path, handbook: Handbook, report: Report, paper: str) -> list[Link]:
    """Write the sheets of a report as PDF, and return where they lie and what they are for."""
    from cx_handbook.documents.document import PAPERS
    from cx_handbook.documents.pdf.renderer import explain_missing_pango, render_pdf
    from cx_handbook.documents.report_files import list_sheets
    from cx_handbook.files import write_atomically

    if reason := explain_missing_pango():
        raise CannotRunError(reason)
    links = []
    papers = [size for size in PAPERS if paper in (size, "both")]
    for link, sheet in list_sheets(report, handbook, papers):
        write_atomically(folder / link.address, render_pdf(sheet))
        links.append(link)
    return links


@click.command("trend")
@_SITE
@_SPAN
@click.option("--factor", metavar="NAME", help="One factor instead of the grade, as tangibles.")
@click.option("--standard", metavar="ID", help="One standard instead of the grade, as CB-03.")
@click.pass_obj
@report_errors
def trend_command(
    root: Path, site: str | None, period: str | None, factor: str | None, standard: str | None
) -> None:
    """Draw the grades of each site and checklist in the terminal, with what can be said of them.

    With a factor or a standard, its right cases instead of the grade.
    """
    from cx_handbook.reports.terminal import draw_measures, draw_trends

    if factor and standard:
        raise CannotRunError("a chart has one line; name a factor or a standard, not both")
    _, stored, report = _build_report(root, site, period)
    measure = _choose_measure(report, factor, standard)
    lines = draw_measures(report, *measure) if measure else draw_trends(report)
    for line in lines:
        echo(line)
    exit_for_damage(stored)


def _choose_measure(
    report: Report, factor: str | None, standard: str | None
) -> tuple[Measure, str] | None:
    """Return the factor or the standard that is asked for, with its title; None for the grade."""
    from cx_handbook.labels import FACTOR_NAMES
    from cx_handbook.reports.measures import list_measures

    if factor is None and standard is None:
        return None
    kind, asked = ("factor", factor) if factor else ("standard", standard or "")
    known = [one for one in list_measures(report.given.audits) if one.kind == kind]
    titles = {one: FACTOR_NAMES.get(one.name, one.name) for one in known}
    wanted = str(asked).strip().casefold()
    for one, title in titles.items():
        if wanted in (one.name.casefold(), title.casefold()):
            return one, title
    # A hundred standards are no help; all of them stand in the table.
    names = [one.name for one in known]
    hint = join_words(names) if kind == "factor" else f"{names[0]}, say; report --csv has them all"
    raise CannotRunError(f"no audit here asks about the {kind} {asked}; name {hint}")


def _build_report(
    root: Path, site: str | None, period: str | None
) -> tuple[Handbook, StoredAudits, Report]:
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.content.loader import load_handbook
    from cx_handbook.reports.gather import gather_input
    from cx_handbook.reports.notes_file import read_notes
    from cx_handbook.reports.report import Report

    first, last = parse_span(period)
    handbook = load_handbook(root)
    chosen = choose_site(handbook.company, site)
    checklists = tuple(checklist.slug for checklist in handbook.checklists)
    notes = read_notes(root, handbook.company, checklists)
    stored = read_stored_audits(root, handbook)
    given = gather_input(
        handbook,
        stored.audits,
        notes,
        get_build_day(),
        site=chosen.id if chosen else None,
        first=first,
        last=last,
    )
    # A folder of empty pages would look like a report of nothing wrong.
    if not given.audits:
        raise CannotRunError("no audit counts there yet; handbook audit list shows all of them")
    return handbook, stored, Report(given)

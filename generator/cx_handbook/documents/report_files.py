"""The files of the sheets of a report: their names, and what each is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import Paper, Sheet
from cx_handbook.documents.report_sheets import ReportSheets
from cx_handbook.reports.pages import Link
from cx_handbook.reports.report import Report


def list_sheets(
    report: Report, handbook: Handbook, papers: Iterable[Paper]
) -> Iterator[tuple[Link, Sheet]]:
    """Yield each sheet on each paper, with the name of its file and what it is for."""
    for paper in papers:
        for purpose, sheet in ReportSheets(report, handbook, paper).render_all():
            title = f"{purpose} ({'A4' if paper == 'a4' else 'Letter'})"
            yield Link(f"{sheet.name}-{paper}.pdf", title), sheet

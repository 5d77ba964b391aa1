"""The report over all audits as a part of the site, where `reports: true` asks for it.

Nothing of an audit reaches a site without that. The pages are those of `handbook report`, in a
folder of their own; styles and fonts are the site's.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from cx_handbook import addresses
from cx_handbook.audit.mailbox.write_once import FOLDER as AUDITS
from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.model import Handbook
from cx_handbook.documents.pdf.cache import PlannedPdf
from cx_handbook.website.folder_digest import digest_folders
from cx_handbook.website.made_files import MadeFile
from cx_handbook.website.page_keys import NO_KEY, RecordKeys, digest_parts

if TYPE_CHECKING:
    from cx_handbook.audit.history.counting import CountedAudit
    from cx_handbook.documents.document import Paper, Sheet
    from cx_handbook.reports.report import Report

FOLDER = posixpath.dirname(addresses.REPORT)


def read_report(
    root: Path, handbook: Handbook, today: date, day: date | None
) -> tuple[Report | None, tuple[str, ...]]:
    """Return the report over the audits in `audits/`, and of each file left out of it why.

    Where no audit counts yet, there is no report. `day` is the one as of which it is judged what is
    overdue; see `find_report_day` for the day without it. Raises HandbookError when
    `audits/notes.yml` has problems.
    """
    # Before any of them is read: what is saved meanwhile then counts as changed.
    basis = digest_folders(root, (AUDITS,))
    # Most sites have no report, and should not pay for what it needs. A file of that name, or a link
    # that leads nowhere, is a mistake, and said below.
    if not os.path.lexists(root / AUDITS):
        return None, ()
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.reports.gather import gather_input
    from cx_handbook.reports.notes_file import read_notes
    from cx_handbook.reports.report import Report

    checklists = tuple(checklist.slug for checklist in handbook.checklists)
    notes = read_notes(root, handbook.company, checklists)
    stored = read_stored_audits(root, handbook)
    day = day or find_report_day(stored.audits, today)
    given = gather_input(handbook, stored.audits, notes, day)
    # An empty page would look like a report of nothing wrong.
    return Report(given, basis) if given.audits else None, stored.damaged


def find_report_day(audits: Iterable[CountedAudit], today: date) -> date:
    """Return the last day on which anything was written down: an audit, or what became of one.

    So a report changes only when `audits/` does, and a build can be repeated.
    """
    days = (
        day
        for one in audits
        for day in (one.history.audit.record.date, *(event.on for event in one.history.events))
    )
    # A day that is still to come is a slip of the pen, and would make everything overdue.
    return max((day for day in days if day <= today), default=today)


class ReportFiles:
    """The pages and sheets of a report, made only where none of the same are kept.

    They rest on the audits and on what the handbook says of checklists and standards. Which pages and
    sheets there are is noted in `facts`, so that it is known before they are made.
    """

    def __init__(
        self, report: Report, handbook: Handbook, title: str, papers: Sequence[Paper]
    ) -> None:
        self._report, self._handbook, self._title, self._papers = report, handbook, title, papers

    def plan_pages(self, facts: KeptFacts) -> Iterator[MadeFile]:
        """Yield each page."""
        for address in self._list_addresses("report-pages", facts, lambda: self._pages):
            yield MadeFile(address, self._key, partial(self._get_page, address))

    def plan_sheets(self, facts: KeptFacts) -> Iterator[tuple[str, PlannedPdf]]:
        """Yield the address in the site of each sheet to print, and what it is made of."""
        for address in self._list_addresses("report-sheets", facts, lambda: self._sheets):
            key = digest_parts(self._key, address)
            yield address, PlannedPdf(key, partial(self._get_sheet, address))

    def _list_addresses(
        self, what: str, facts: KeptFacts, make: Callable[[], Iterable[str]]
    ) -> list[str]:
        found: list[str] | None = facts.find(what, self._key)
        if found is None:
            found = list(make())
            facts.note(what, self._key, found)
        return found

    @cached_property
    def _key(self) -> str:
        book = self._handbook
        if not self._report.basis:
            return NO_KEY
        standards = [(p.file, p.owner, [s.id for s in p.standards]) for p in book.policies]
        forms = [form.model_dump_json() for form in book.forms.values()]
        issued = [form.model_dump_json() for form in book.issued]
        told = self._report.basis, self._report.given.today, self._title, self._papers
        return RecordKeys(book).name_records(book.checklists, *told, standards, forms, issued)

    @cached_property
    def _pages(self) -> dict[str, str]:
        return dict(render_report_pages(self._report, self._handbook, self._title, self._papers))

    def _get_page(self, address: str) -> str:
        return self._pages[address]

    @cached_property
    def _sheets(self) -> dict[str, Sheet]:
        return dict(list_report_sheets(self._report, self._handbook, self._papers))

    def _get_sheet(self, address: str) -> Sheet:
        return self._sheets[address]


def list_report_sheets(
    report: Report, handbook: Handbook, papers: Sequence[Paper]
) -> Iterator[tuple[str, Sheet]]:
    """Yield the address in the site of each sheet to print, and the sheet."""
    from cx_handbook.documents.report_files import list_sheets

    for link, sheet in list_sheets(report, handbook, papers):
        yield f"{FOLDER}/{link.address}", sheet


def render_report_pages(
    report: Report, handbook: Handbook, title: str, papers: Sequence[Paper]
) -> Iterator[tuple[str, str]]:
    """Yield the address in the site of each page of the report, and its HTML."""
    from cx_handbook.documents.report_files import list_sheets
    from cx_handbook.reports.pages import Link, ReportPages

    pages = ReportPages(
        report,
        handbook,
        # A page must not link to a PDF that is not made.
        sheets=[link for link, _ in list_sheets(report, handbook, papers)],
        title=title,
        assets=posixpath.relpath(addresses.ASSETS, FOLDER),
        home=Link(posixpath.relpath(addresses.HOME, FOLDER), "Back to the handbook"),
    )
    for address, html in pages.render():
        yield f"{FOLDER}/{address}", html

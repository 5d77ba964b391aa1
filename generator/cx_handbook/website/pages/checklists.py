"""Checklists: the list of all with the sheets to print, and a page for each with its questions."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.documents.hand_scoring import make_worksheet
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, join_texts, render_page
from cx_handbook.website.page import LinkedFile, Page, SearchEntry
from cx_handbook.website.pages.self_audit import list_forms

REPORT_TEXT = (
    "Is it getting better? What all audits together say: which site fell or rose, what fails most "
    "often, what was agreed and is not done, and what helped."
)


def render_checklist_list(context: SiteContext) -> Iterator[Page | LinkedFile]:
    """Yield the page that lists checklists and blank logs, if there is one of either.

    The report of all audits goes with it.
    """
    handbook, report = context.handbook, context.downloads.report
    if not (handbook.checklists or handbook.logs):
        return
    yield render_page(
        context,
        "checklists",
        addresses.CHECKLISTS,
        "Checklists",
        "What we look at, how often, and the sheets to print.",
        # The search finds the report as a whole; its charts would only be in the way.
        search=[SearchEntry("report", report.title, REPORT_TEXT)] if report else (),
        checklists=[(c, handbook.forms[c.slug]) for c in handbook.checklists],
        logs=handbook.logs,
        report=report,
        report_text=REPORT_TEXT,
        has_forms=bool(list_forms(handbook)),
    )
    if report:
        yield report


def render_checklists(context: SiteContext) -> Iterator[Page]:
    """Yield the page of each checklist."""
    for checklist in context.handbook.checklists:
        form = context.handbook.forms[checklist.slug]
        questions = join_texts(*(item.check for item in form.items))
        yield render_page(
            context,
            "checklist",
            addresses.checklist_path(checklist.slug),
            checklist.title,
            plain_text(checklist.purpose),
            source=checklist.file,
            own_words=checklist.title,
            search=[SearchEntry("questions", "Questions", questions)],
            checklist=checklist,
            form=form,
            worksheet=make_worksheet(form),
        )

"""Checklists: the list of all with the sheets to print, and a page for each with its questions."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.documents.hand_scoring import make_worksheet
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, join_texts, render_page
from cx_handbook.website.page import Page, SearchEntry
from cx_handbook.website.pages.self_audit import list_forms


def render_checklist_list(context: SiteContext) -> Iterator[Page]:
    """Yield the page that lists checklists and blank logs, if there is one of either."""
    handbook = context.handbook
    if not (handbook.checklists or handbook.logs):
        return
    yield render_page(
        context,
        "checklists",
        addresses.CHECKLISTS,
        "Checklists",
        "What we look at, how often, and the sheets to print.",
        checklists=[(c, handbook.forms[c.slug]) for c in handbook.checklists],
        logs=handbook.logs,
        has_forms=bool(list_forms(handbook)),
    )


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
            search=[SearchEntry("questions", "Questions", questions)],
            checklist=checklist,
            form=form,
            worksheet=make_worksheet(form),
        )

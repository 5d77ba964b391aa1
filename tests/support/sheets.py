"""Sheets that tests ask for one by one."""

from __future__ import annotations

from cx_handbook.content.model import Checklist, Form, Handbook, Site
from cx_handbook.documents.document import DocumentRenderer, Paper, Sheet
from cx_handbook.documents.sheets import render_checklist, render_log


def checklist_sheet(
    handbook: Handbook,
    checklist: Checklist,
    form: Form,
    *,
    paper: Paper | None,
    site: Site | None = None,
) -> Sheet:
    """Return the sheet of a checklist, with the questions of any form."""
    return render_checklist(DocumentRenderer(handbook.company, paper, site), checklist, form)


def log_sheets(handbook: Handbook, *, paper: Paper) -> tuple[Sheet, ...]:
    """Return the blank logs."""
    renderer = DocumentRenderer(handbook.company, paper, None)
    return tuple(render_log(renderer, log) for log in handbook.logs)

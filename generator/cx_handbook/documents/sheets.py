"""Render the printed checklists and logs: one HTML page each, for browsers and for PDFs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from cx_handbook import addresses, markdown
from cx_handbook.audit.scoring import scoring_limits
from cx_handbook.audit.scoring.form_coverage import LEAST_ANSWERED
from cx_handbook.content.cross_references import gather_titles
from cx_handbook.content.model import Checklist, Form, Handbook, Log, Site
from cx_handbook.documents.document import (
    DocumentRenderer,
    Paper,
    Sheet,
    SheetPlan,
    write_column_widths,
)
from cx_handbook.documents.hand_scoring import is_brief, make_case_sheets, make_worksheet
from cx_handbook.labels import CANNOT_HIDE


def render_sheets(
    handbook: Handbook, *, paper: Paper | None, site: Site | None = None
) -> tuple[Sheet, ...]:
    """Return every sheet of a handbook: its checklists, then the logs."""
    return tuple(plan.make() for plan in plan_sheets(handbook, paper=paper, site=site))


def plan_sheets(
    handbook: Handbook, *, paper: Paper | None, site: Site | None = None
) -> Iterator[SheetPlan]:
    """Yield every sheet of a handbook before it is rendered."""
    renderer = DocumentRenderer(handbook.company, paper, site, partial(gather_titles, handbook))
    for one in handbook.checklists:
        form = handbook.forms[one.slug]
        # Which questions its picks find, the form says.
        told = form.model_dump_json()
        yield SheetPlan(one.slug, (one,), told, partial(render_checklist, renderer, one, form))
    for log in handbook.logs:
        yield SheetPlan(log.name, (log,), "", partial(render_log, renderer, log))


def list_sheet_names(handbook: Handbook) -> tuple[str, ...]:
    """Return the names of all sheets, in the order of `render_sheets`."""
    return (*(c.slug for c in handbook.checklists), *(log.name for log in handbook.logs))


def render_checklist(renderer: DocumentRenderer, checklist: Checklist, form: Form) -> Sheet:
    case_sheets = tuple(make_case_sheets(form))
    return renderer.render(
        "checklist",
        name=checklist.slug,
        title=markdown.plain_text(checklist.title),
        revised=checklist.revised,
        fingerprint=form.fingerprint,
        # The QR code leads to the checklist, where the questions of today are.
        online=addresses.checklist_path(checklist.slug),
        back=f"../{checklist.slug}.html",
        checklist=checklist,
        form=form,
        brief=is_brief(form),
        score=scoring_limits,
        least_answered=LEAST_ANSWERED,
        worksheet=make_worksheet(form),
        cannot_hide=CANNOT_HIDE["paper"],
        case_sheets=case_sheets,
        own_style=write_column_widths(sheet.width for sheet in case_sheets),
    )


def render_log(renderer: DocumentRenderer, log: Log) -> Sheet:
    return renderer.render(
        "log",
        name=log.name,
        title=markdown.plain_text(log.title),
        revised=log.revised,
        fingerprint=log.fingerprint,
        # A log has no page of its own, so its code leads to the print view.
        online=addresses.print_view_path(log.name),
        back="../index.html",
        log=log,
        own_style=write_column_widths(column.width or 0 for column in log.printed_columns),
    )

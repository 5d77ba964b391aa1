"""From a handbook to the sheets that are printed: one HTML page each, for browsers and PDFs alike."""

from __future__ import annotations

from cx_handbook import addresses, markdown
from cx_handbook.audit import scoring
from cx_handbook.content.model import Checklist, Form, Handbook, Site
from cx_handbook.documents.document import ASSETS, Paper, Press, Sheet
from cx_handbook.documents.hand_scoring import case_sheets, is_brief, working
from cx_handbook.documents.logs import LOGS, Log


def checklist_sheet(
    handbook: Handbook,
    checklist: Checklist,
    form: Form,
    *,
    paper: Paper,
    site: Site | None = None,
    assets: str = ASSETS,
) -> Sheet:
    """Return the sheet of a checklist: questions, working, actions, signatures, case sheets."""
    return _checklist(Press(handbook.company, paper, site, assets), checklist, form)


def log_sheets(
    handbook: Handbook, *, paper: Paper, site: Site | None = None, assets: str = ASSETS
) -> tuple[Sheet, ...]:
    """Return the blank logs: call-backs promised and complaints received."""
    press = Press(handbook.company, paper, site, assets)
    return tuple(_log(press, log) for log in LOGS)


def all_sheets(
    handbook: Handbook, *, paper: Paper, site: Site | None = None, assets: str = ASSETS
) -> tuple[Sheet, ...]:
    """Return every sheet of a handbook: its checklists, then the logs."""
    press = Press(handbook.company, paper, site, assets)
    checklists = (_checklist(press, c, handbook.forms[c.slug]) for c in handbook.checklists)
    return (*checklists, *(_log(press, log) for log in LOGS))


def sheet_names(handbook: Handbook) -> tuple[str, ...]:
    """Return the names of all sheets, in the order of `all_sheets`."""
    return (*(c.slug for c in handbook.checklists), *(log.name for log in LOGS))


def _checklist(press: Press, checklist: Checklist, form: Form) -> Sheet:
    return press.sheet(
        "checklist",
        name=checklist.slug,
        title=markdown.plain(checklist.title),
        revised=checklist.revised,
        fingerprint=form.fingerprint,
        online=addresses.checklist_path(checklist.slug),
        back=f"../{checklist.slug}.html",
        checklist=checklist,
        form=form,
        brief=is_brief(form),
        score=scoring,
        working=working(form),
        case_sheets=tuple(case_sheets(form)),
    )


def _log(press: Press, log: Log) -> Sheet:
    return press.sheet(
        "log",
        name=log.name,
        title=log.title,
        revised=log.revised,
        fingerprint=log.fingerprint,
        online=addresses.print_view_path(log.name),
        back="../index.html",
        log=log,
    )

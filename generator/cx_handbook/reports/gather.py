"""Gather what a report is made of from the audits that are stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from cx_handbook.audit.history.actions import Action, list_actions
from cx_handbook.audit.history.counting import CountedAudit
from cx_handbook.audit.questions.care import is_kept_from_final
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.content.model import Handbook
from cx_handbook.markdown import plain_text
from cx_handbook.reports.report import ReportAction, ReportInput
from cx_handbook.reports.series import PeriodAudit
from cx_handbook.reports.trend import LineNote


def gather_input(
    handbook: Handbook,
    audits: Sequence[CountedAudit],
    notes: Mapping[tuple[str, str], Sequence[LineNote]],
    today: date,
    *,
    site: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> ReportInput:
    """Return the input of a report: audits that count, their actions, and pairs of auditors.

    With a site, a first or a last day, only audits of it, and of periods that lie between them.
    """
    chosen = [
        one
        for one in audits
        if site in (None, one.turn.site)
        # Whole periods only: half a month would look like a bad one.
        and (first is None or one.turn.period.first >= first)
        and (last is None or one.turn.period.last <= last)
    ]
    # Second audits are for comparing auditors, and never for the line of a site.
    counting = [one for one in chosen if one.counts]
    return ReportInput(
        audits=[
            PeriodAudit(
                one.turn.period,
                one.history.audit,
                is_open=is_kept_from_final(one.history.audit, today),
            )
            for one in counting
        ],
        actions=[action for one in counting for action in _list_actions(one)],
        pairs=list(_list_pairs(chosen)),
        titles={checklist.slug: plain_text(checklist.title) for checklist in handbook.checklists},
        site_names={one.id: one.name for one in handbook.company.sites},
        notes=notes,
        today=today,
    )


def _list_actions(one: CountedAudit) -> Iterator[ReportAction]:
    record = one.history.audit.record
    for action in list_actions(record, one.history.events):
        yield ReportAction(
            site=record.site,
            checklist=record.checklist,
            audit=record.id,
            standard=action.standard,
            what=action.what,
            who=action.who,
            due=action.due,
            state=action.state,
            done=_find_done(action),
        )


def _find_done(action: Action) -> date | None:
    # An action that was done and moved again has no day on which it was done.
    if action.state != "done":
        return None
    return next((event.on for event in reversed(action.history) if event.event == "done"), None)


def _list_pairs(audits: Sequence[CountedAudit]) -> Iterator[tuple[Audit, Audit]]:
    """Yield the audit that counts and that of a second auditor, where both had the same form."""
    for one in audits:
        if one.standing == "second_auditor" and one.beside:
            first, second = one.beside.audit, one.history.audit
            # On other questions two people cannot disagree.
            if first.record.form == second.record.form:
                yield first, second

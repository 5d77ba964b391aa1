"""Where the figures of many sites come from: a table of answers, or the audits of another handbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cx_handbook.audit.folder.answer_table import list_all_rows
from cx_handbook.audit.folder.stored_audits import read_stored_audits
from cx_handbook.audit.records.periods import Period
from cx_handbook.audit.sampling.draw_sample import parse_period
from cx_handbook.content.file_layout import POLICIES
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.errors import CannotRunError
from cx_handbook.markdown import plain_text
from cx_handbook.reports.many_sites import ChecklistRollUp, gather_checklists
from cx_handbook.reports.roll_up import choose_counting_rows, roll_up_answers
from cx_handbook.reports.roll_up_sql import read_names, roll_up_parquet


@dataclass(frozen=True)
class ManySites:
    """The figures of many sites by checklist, and what sites and checklists are called.

    `damaged` says which files could not be read, a line each.
    """

    checklists: Mapping[str, ChecklistRollUp]
    site_names: Mapping[str, str]
    titles: Mapping[str, str]
    damaged: Sequence[str] = ()


def read_many_sites(source: Path, handbook: Handbook, today: date) -> ManySites:
    """Return the figures of a parquet file, of a folder of them, or of another handbook's audits.

    `handbook` names the sites and checklists that the source does not name. Raises CannotRunError
    where there is no such source or no audit in it that counts, and HandbookError where the other
    handbook cannot be read.
    """
    other = (source / POLICIES).is_dir()
    found = _read_handbook(source, today) if other else _read_parquet(source)
    # A folder of empty pages would look like a report of nothing wrong.
    if not found.checklists:
        raise CannotRunError(f"no audit in {source} counts, so there is nothing to report")
    own = _name_all(handbook)
    return replace(
        found,
        site_names={**own.site_names, **found.site_names},
        titles={**own.titles, **found.titles},
    )


def _read_parquet(source: Path) -> ManySites:
    names = read_names(source)
    return ManySites(gather_checklists(roll_up_parquet(source)), names.sites, names.titles)


def _read_handbook(source: Path, today: date) -> ManySites:
    handbook = load_handbook(source)
    stored = read_stored_audits(source, handbook)
    counting = [one for one in stored.audits if one.counts]
    rows = list_all_rows(counting, handbook.company, today, stored.keys)
    checklists = gather_checklists(roll_up_answers(choose_counting_rows(rows)))
    return replace(_name_all(handbook), checklists=checklists, damaged=tuple(stored.damaged))


def _name_all(handbook: Handbook) -> ManySites:
    return ManySites(
        {},
        {site.id: site.name for site in handbook.company.sites},
        {checklist.slug: plain_text(checklist.title) for checklist in handbook.checklists},
    )


def choose_periods(found: ManySites, first: date | None, last: date | None) -> ManySites:
    """Return the figures of whole periods between two days alone; None leaves that end open.

    Raises CannotRunError where no period lies between them, or where one has a name that says no days.
    """
    if first is None and last is None:
        return found
    names = {period for one in found.checklists.values() for period in one.periods}
    days = {name: find_days(name) for name in sorted(names)}
    if unread := [name for name, period in days.items() if period is None]:
        raise CannotRunError(
            f"--period cannot choose: {', '.join(unread[:5])} in the column counts_for is no period; "
            "write it as 2026-11, 2026-Q4 or 2026-W48"
        )
    # Whole periods only: half a month would look like a bad one.
    kept = {
        name
        for name, period in days.items()
        if period
        and (first is None or period.first >= first)
        and (last is None or period.last <= last)
    }
    chosen = {name: one.keep_periods(kept) for name, one in found.checklists.items()}
    left = {name: one for name, one in chosen.items() if one.sites}
    if not left:
        raise CannotRunError(
            f"no audit that counts lies in that period; there are {min(names)} to {max(names)}"
        )
    return replace(found, checklists=left)


def find_days(name: str) -> Period | None:
    """Return the days of a period by its name; None where the name says none."""
    try:
        return parse_period(name)
    except ValueError:
        return None

"""The commands `handbook due` and `handbook calendar`: what is due, and when it will be."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.audit_lives import read_audit_lives
from cx_handbook.cli.choices import choose_site, shorten_path
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError
from cx_handbook.text_for_messages import join_words

if TYPE_CHECKING:
    from cx_handbook.audit.history.due_list import DueItem
    from cx_handbook.cli.audit_lives import AuditLives
    from cx_handbook.content.model import Company


@click.command("due")
@click.option("--site", metavar="NAME", help="What is due at one site; policies belong to none.")
@click.option("--owner", metavar="NAME", help="What one role answers for, or one person has to do.")
@click.option(
    "--days",
    type=click.IntRange(0, 366),
    default=7,
    show_default=True,
    help="How many days to look ahead.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as data.")
@click.pass_obj
@report_errors
def due(root: Path, site: str | None, owner: str | None, days: int, as_json: bool) -> None:
    """List what is overdue, due today and due soon: audits, actions, challenges, reviews of policies.

    An audit is due by the checklist's recurrence, on a day on which the site is open, and done once
    a finished audit was begun in that period. A challenged finding waits from its day on until it is
    settled. Exits with 0 when nothing is overdue or due today, 1
    when something is, 2 when it cannot run; so cron sends a mail only when there is something to do.
    """
    from cx_handbook.audit.history.due_list import choose_due, dump_due, list_due

    lives = read_audit_lives(root)
    company, today = lives.handbook.company, get_build_day()
    chosen = choose_site(company, site)
    records = [one.record for one in lives.audits]
    # What lies further ahead belongs into a calendar, not into a mail.
    items = choose_due(
        list_due(lives.handbook, records, lives.list_actions(), today, lives.list_findings()),
        site=chosen.id if chosen else None,
        owner=_find_role(company, owner) or owner,
        until=today + timedelta(days=days),
    )
    if as_json:
        data = [dump_due(item, today) for item in items]
        echo(json.dumps(data, ensure_ascii=False, indent=1).encode())
    else:
        _print_due(items, company, today, days)
    for line in lives.damaged:
        echo(line, err=True)
    # What only comes in the next days is no reason to call anybody.
    is_due = any(item.day <= today for item in items)
    sys.exit(FOUND_PROBLEMS if is_due or lives.damaged else 0)


def _find_role(company: Company, owner: str | None) -> str | None:
    """Return the ID of the role that is meant, or None: a person is named as the actions do."""
    from cx_handbook.audit.history.due_list import is_same_person

    names = ((role.id, name) for role in company.roles for name in (role.id, role.name))
    return next((key for key, name in names if owner and is_same_person(name, owner)), None)


def _print_due(items: list[DueItem], company: Company, today: date, days: int) -> None:
    from cx_handbook.audit.history.due_list import describe_due

    roles = {role.id: role.name for role in company.roles}
    groups = {
        "Overdue": [item for item in items if item.day < today],
        "Today": [item for item in items if item.day == today],
        f"In the next {days} days": [item for item in items if item.day > today],
    }
    width = max((len(item.site or "") for item in items), default=0)
    for title, found in groups.items():
        if found:
            echo(title)
        for item in found:
            owner = item.owner or ""
            line = describe_due(item, roles.get(owner, owner), today)
            echo(f"  {item.day}  {item.site or '':{width}}  {line}")
    if not items:
        echo("Nothing is due.")


@click.command("calendar")
@click.option("--site", metavar="NAME", help="The calendar of one site alone.")
@click.option("--owner", metavar="NAME", help="The calendar of one role or person alone.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into. Default: calendars/ in the handbook's folder.",
)
@click.pass_obj
@report_errors
def calendar(root: Path, site: str | None, owner: str | None, output: Path | None) -> None:
    """Write calendars (.ics) to read into any calendar program: one a site, one an owner.

    A site's has its audits and the open actions of them; a role's has the audits and the reviews of
    policies that it answers for; a person's has their open actions. They reach two years ahead.
    Write and read them in again when the handbook changes: each entry replaces its older one.
    """
    from cx_handbook.files import write_atomically

    lives = read_audit_lives(root)
    folder = output or root / "calendars"
    written = list(_render_calendars(lives, site, owner, get_build_day()))
    for name, content in written:
        path = folder / f"{name}.ics"
        write_atomically(path, content)
        echo(shorten_path(path))
    for line in lives.damaged:
        echo(line, err=True)
    sys.exit(FOUND_PROBLEMS if lives.damaged else 0)


def _render_calendars(
    lives: AuditLives, site: str | None, owner: str | None, today: date
) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each calendar that is asked for; of all when none is named."""
    from cx_handbook.documents import calendars

    handbook, actions = lives.handbook, lives.list_actions()
    chosen = choose_site(handbook.company, site)
    # Whoever names an owner alone wants no calendars of sites, and the other way round.
    sites = [chosen] if chosen else [] if owner else handbook.company.sites
    for one in sites:
        yield f"site-{one.id}", calendars.render_site_calendar(handbook, one, actions, today)
    roles, people = _choose_owners(lives, owner, calendars.list_people(handbook, actions))
    if site and not owner:
        return
    for role in roles:
        yield f"owner-{role}", calendars.render_owner_calendar(handbook, role, actions, today)
    for person in people:
        name = calendars.name_person_file(person)
        yield name, calendars.render_owner_calendar(handbook, person, actions, today)


def _choose_owners(
    lives: AuditLives, owner: str | None, people: list[str]
) -> tuple[list[str], list[str]]:
    """Return the roles and the people whose calendars are asked for."""
    from cx_handbook.audit.history.due_list import is_same_person

    handbook = lives.handbook
    if owner is None:
        owning = {one.owner for one in handbook.checklists}
        owning |= {one.owner for one in handbook.policies}
        return [role.id for role in handbook.company.roles if role.id in owning], people
    if role := _find_role(handbook.company, owner):
        return [role], []
    if found := [person for person in people if is_same_person(person, owner)]:
        return [], found
    names = [role.name for role in handbook.company.roles]
    raise CannotRunError(
        f"nobody called {owner} owns anything or has an open action; "
        f"name somebody who has, or one of {join_words([*names, *people])}"
    )

"""The commands `handbook audit actions`, `action` and `finding`: what became of what was found."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.audit_events import (
    AUDIT,
    BY,
    ON,
    check_asked,
    why_option,
    write_audit_event,
)
from cx_handbook.cli.audit_lives import AuditLives, read_audit_lives
from cx_handbook.cli.choices import choose_site, parse_day
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.history.actions import Action
    from cx_handbook.audit.reading.importer import Audit


# The list


@click.command("actions")
@click.option("--overdue", is_flag=True, help="Only those that are open after their day.")
@click.option("--who", metavar="NAME", help="Those of one person, as the audits name them.")
@click.option("--site", metavar="NAME", help="Those of one site.")
@click.option("--all", "show_all", is_flag=True, help="Those that are done or given up as well.")
@click.option("--csv", "style", flag_value="csv", help="A table: a row for each, done ones too.")
@click.option("--json", "style", flag_value="json", help="Everything, with the history of each.")
@click.option("--ics", "style", flag_value="ics", help="A calendar of the days of open ones.")
@click.pass_obj
@report_errors
def list_actions_command(
    root: Path, overdue: bool, who: str | None, site: str | None, show_all: bool, style: str | None
) -> None:
    """List what was agreed in all audits that count: what is overdue first, then what is open.

    Each line begins with the site, the audit's reference and the action's number, by which the
    commands of handbook audit action take it. Challenges that wait to be settled come last. A
    damaged file is named and left out; then it exits with 1.
    """
    lives = read_audit_lives(root)
    chosen = choose_site(lives.handbook.company, site)
    found = _choose_actions(lives, who, chosen.id if chosen else None, overdue=overdue)
    today = get_build_day()
    if style:
        _print_data(lives, found, style, today)
    else:
        _print_actions(found, today, show_all=show_all or overdue)
        if not overdue:
            _print_challenges(lives, chosen.id if chosen else None)
    for line in lives.damaged:
        echo(line, err=True)
    sys.exit(FOUND_PROBLEMS if lives.damaged else 0)


def _choose_actions(
    lives: AuditLives, who: str | None, site: str | None, *, overdue: bool
) -> list[Action]:
    from cx_handbook.audit.history.due_list import is_same_person

    today = get_build_day()
    return [
        one
        for one in lives.list_actions()
        if site in (None, one.record.site)
        and (who is None or is_same_person(one.who, who))
        and (not overdue or one.is_overdue(today))
    ]


def _print_data(lives: AuditLives, actions: list[Action], style: str, today: date) -> None:
    from cx_handbook.audit.history.action_list import dump_action, export_actions_csv

    if style == "csv":
        for part in export_actions_csv(actions, today):
            echo(part, nl=False)
    elif style == "ics":
        from cx_handbook.documents.calendars import render_actions_calendar

        echo(render_actions_calendar(lives.handbook, actions, today), nl=False)
    else:
        data = [dump_action(action, today) for action in actions]
        echo(json.dumps(data, ensure_ascii=False, indent=1).encode())


def _print_actions(actions: list[Action], today: date, *, show_all: bool) -> None:
    from cx_handbook.audit.history.action_list import describe_action_line

    # What is overdue stands under one heading only.
    late = [one for one in actions if one.is_overdue(today)]
    groups = {
        "Overdue": late,
        "Open": [one for one in actions if one.is_open and one not in late],
        "Done": [one for one in actions if one.state == "done"],
        "Given up": [one for one in actions if one.state == "given_up"],
    }
    for title, found in groups.items():
        if found and (show_all or title in ("Overdue", "Open")):
            echo(title)
            for one in found:
                echo(f"  {describe_action_line(one, today)}")
    hidden = [
        f"{len(groups[name])} {name.lower()}" for name in ("Done", "Given up") if groups[name]
    ]
    # Counted, so that nobody takes a short list for all there is.
    if hidden and not show_all:
        echo(f"{', '.join(hidden)}; --all shows them.")
    if not actions:
        echo("Nothing of this kind.")


def _print_challenges(lives: AuditLives, site: str | None) -> None:
    from cx_handbook.audit.history.action_list import describe_challenge

    waiting = [one for one in lives.list_findings(site) if one.waits]
    if waiting:
        echo("Challenged, to be settled")
        for one in waiting:
            echo(f"  {describe_challenge(one)}")


# What happens to an action


@click.group("action")
def action_group() -> None:
    """Say what becomes of an action: agree one, move it, say that it is done or given up.

    AUDIT is the reference of the audit, ACTION the number of the action, as handbook audit actions
    lists them. Each is written as a file of its own beside the audit; nothing is changed or deleted.
    """


_ACTION = click.argument("name", metavar="ACTION")


@action_group.command("agree")
@AUDIT
@click.option("--what", metavar="TEXT", required=True, help="What is done.")
@click.option("--standard", metavar="ID", help="The question it is about, such as CB-03.")
@click.option("--who", metavar="NAME", help="Who does it.")
@click.option("--until", metavar="DAY", callback=parse_day, help="By which day.")
@BY
@ON
@click.pass_obj
@report_errors
def agree_command(
    root: Path,
    reference: str,
    what: str,
    standard: str | None,
    who: str | None,
    until: date | None,
    by: str | None,
    on: date | None,
) -> None:
    """Agree an action after the audit was finished."""
    lives = read_audit_lives(root)
    audit = lives.find_audit(reference)
    if standard:
        standard = standard.upper()
        check_asked(audit, standard)
    write_audit_event(
        lives, audit, on, event="agreed", what=what, standard=standard, who=who, until=until, by=by
    )


@action_group.command("move")
@AUDIT
@_ACTION
@click.option("--until", metavar="DAY", callback=parse_day, required=True, help="The new day.")
@click.option("--who", metavar="NAME", help="Who does it from now on, where that changes.")
@why_option("Why it is moved.")
@BY
@ON
@click.pass_obj
@report_errors
def move_command(
    root: Path,
    reference: str,
    name: str,
    until: date,
    who: str | None,
    why: str | None,
    by: str | None,
    on: date | None,
) -> None:
    """Move an action to another day. One that was done or given up is open again by this."""
    lives, audit = _find_action(root, reference, name)
    write_audit_event(
        lives, audit, on, event="moved", action=name, until=until, who=who, why=why, by=by
    )


@action_group.command("done")
@AUDIT
@_ACTION
@why_option("What was done, where there is something to say.")
@BY
@ON
@click.pass_obj
@report_errors
def done_command(
    root: Path, reference: str, name: str, why: str | None, by: str | None, on: date | None
) -> None:
    """Say that an action is done."""
    lives, audit = _find_action(root, reference, name)
    write_audit_event(lives, audit, on, event="done", action=name, why=why, by=by)


@action_group.command("give-up")
@AUDIT
@_ACTION
@why_option("Why it is given up.", required=True)
@BY
@ON
@click.pass_obj
@report_errors
def give_up_command(
    root: Path, reference: str, name: str, why: str, by: str | None, on: date | None
) -> None:
    """Give an action up, with the reason."""
    lives, audit = _find_action(root, reference, name)
    write_audit_event(lives, audit, on, event="given_up", action=name, why=why, by=by)


def _find_action(root: Path, reference: str, name: str) -> tuple[AuditLives, Audit]:
    from cx_handbook.audit.history.actions import list_actions

    lives = read_audit_lives(root)
    audit = lives.find_audit(reference)
    known = [action.name for action in list_actions(audit.record, lives.events)]
    if name not in known:
        hint = f"its actions are {', '.join(known)}" if known else "it has none"
        raise CannotRunError(f"{reference} has no action {name}; {hint}")
    return lives, audit

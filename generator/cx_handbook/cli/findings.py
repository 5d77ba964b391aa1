"""The commands `handbook audit finding`: accept or challenge a finding, settle a challenge."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.audit_events import (
    AUDIT,
    BY,
    ON,
    check_asked,
    why_option,
    write_audit_event,
)
from cx_handbook.cli.audit_lives import AuditLives, read_audit_lives
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError
from cx_handbook.text_for_messages import count_things

if TYPE_CHECKING:
    from cx_handbook.audit.reading.importer import Audit


@click.group("finding")
def finding_group() -> None:
    """Answer a finding: accept or challenge it, or settle a challenge.

    AUDIT is the reference of the audit, STANDARD the question, such as CB-03. Each is written as a
    file of its own beside the audit; nothing is changed or deleted.
    """


_STANDARD = click.argument("standard", metavar="STANDARD")


@finding_group.command("accept")
@AUDIT
@_STANDARD
@why_option("What you want to add.")
@BY
@ON
@click.pass_obj
@report_errors
def accept_command(
    root: Path, reference: str, standard: str, why: str | None, by: str | None, on: date | None
) -> None:
    """Accept a finding, as the person who was audited."""
    lives, audit, standard = _find_finding(root, reference, standard)
    write_audit_event(lives, audit, on, event="accepted", standard=standard, why=why, by=by)


@finding_group.command("challenge")
@AUDIT
@_STANDARD
@why_option("Why you see it differently.", required=True)
@BY
@ON
@click.pass_obj
@report_errors
def challenge_command(
    root: Path, reference: str, standard: str, why: str, by: str | None, on: date | None
) -> None:
    """Challenge a finding, as the person who was audited.

    company.yml says within how many days. A later one is kept too, and said to be late.
    """
    from cx_handbook.audit.history.actions import find_last_challenge_day

    lives, audit, standard = _find_finding(root, reference, standard)
    days = lives.handbook.company.audits.challenge_days
    event = write_audit_event(
        lives, audit, on, event="challenged", standard=standard, why=why, by=by
    )
    # Kept all the same: whether it is heard is for whoever settles it.
    last = find_last_challenge_day(audit.record, standard, days)
    if event.on > last:
        late = count_things((event.on - last).days, "day")
        echo(f"That is {late} after the last day, {last}; whoever settles it sees that.")


@finding_group.command("settle")
@AUDIT
@_STANDARD
@click.option(
    "--outcome",
    type=click.Choice(["upheld", "changed"]),
    required=True,
    help="Whether the finding stands, or the audit is corrected.",
)
@why_option("The reason.", required=True)
@click.option("--role", metavar="NAME", required=True, help="Your role; company.yml names which.")
@click.option("--by", metavar="NAME", required=True, help="Who settles it.")
@ON
@click.pass_obj
@report_errors
def settle_command(
    root: Path,
    reference: str,
    standard: str,
    outcome: str,
    why: str,
    role: str,
    by: str,
    on: date | None,
) -> None:
    """Settle a challenge, in the role that company.yml names under audits."""
    from cx_handbook.audit.history.actions import list_finding_answers

    lives, audit, standard = _find_finding(root, reference, standard)
    named = _check_role(lives, role)
    days = lives.handbook.company.audits.challenge_days
    answers = list_finding_answers(audit.record, lives.events, days)
    if not any(one.standard == standard and one.waits for one in answers):
        raise CannotRunError(f"nobody has challenged {standard} in {reference}")
    write_audit_event(
        lives, audit, on, event="settled", standard=standard, outcome=outcome, why=why,
        by=f"{by}, {named}",
    )  # fmt: skip
    if outcome == "changed":
        echo(f"Correct the audit now: handbook audit correct {reference}")


def _check_role(lives: AuditLives, role: str) -> str:
    """Return the name of the role that settles challenges, when it is the one that is given."""
    company = lives.handbook.company
    wanted = company.audits.settled_by
    if wanted is None:
        raise CannotRunError(
            "policies/company.yml does not say who settles a challenge; "
            "add the role there, under audits: settled_by"
        )
    name = company.name_of("roles", wanted)
    if " ".join(role.split()).casefold() not in (wanted.casefold(), name.casefold()):
        raise CannotRunError(f"a challenge is settled by: {name}; ask somebody in that role")
    return name


def _find_finding(root: Path, reference: str, standard: str) -> tuple[AuditLives, Audit, str]:
    from cx_handbook.audit.history.actions import list_finding_answers

    lives = read_audit_lives(root)
    audit, standard = lives.find_audit(reference), standard.upper()
    check_asked(audit, standard)
    found = [scored.item.standard for scored in audit.result.findings]
    # One that a correction has taken away may still be settled.
    answered = [one.standard for one in list_finding_answers(audit.record, lives.events, 0)]
    if standard not in (*found, *answered):
        hint = f"its findings are {', '.join(found)}" if found else "it has none"
        raise CannotRunError(f"{standard} is no finding of {reference}; {hint}")
    return lives, audit, standard

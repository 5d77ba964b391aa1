"""What the commands about actions and findings share: their options, and how they write an event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from cx_handbook.cli.audit_lives import AuditLives, make_event, write_event
from cx_handbook.cli.choices import parse_day
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.reading.importer import Audit
    from cx_handbook.audit.records.events import AuditEvent


AUDIT = click.argument("reference", metavar="AUDIT")
BY = click.option("--by", metavar="NAME", help="Who says so.")
ON = click.option(
    "--on", metavar="DAY", callback=parse_day, help="The day on which it happened. Default: today."
)


def why_option(text: str, *, required: bool = False) -> Callable[..., Any]:
    """Return the option with which somebody gives a reason."""
    return click.option("--why", metavar="TEXT", required=required, help=text)


def check_asked(audit: Audit, standard: str) -> None:
    """Raise CannotRunError when an audit does not ask a standard."""
    asked = [item.standard for item in audit.form.items]
    if standard not in asked:
        raise CannotRunError(
            f"{audit.record.id} does not ask {standard}; it asks {', '.join(asked)}"
        )


def write_audit_event(
    lives: AuditLives, audit: Audit, on: date | None, **fields: Any
) -> AuditEvent:
    """Write an event of an audit and say so. None as the day means now."""
    from cx_handbook.audit.history.action_list import describe_event
    from cx_handbook.audit.wording.report import relative_name

    event = make_event(audit, lives.handbook, on, **fields)
    path = write_event(lives.root, event)
    echo(f"{audit.record.id}: {describe_event(event)}")
    echo(f"Kept in {relative_name(path, lives.root)}")
    return event

"""The command `handbook audit decide`: say what a second audit of one period is."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.audit_lives import make_event, write_event
from cx_handbook.cli.choices import parse_day
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.stored_audits import find_audit
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.history.counting import CountedAudit
    from cx_handbook.content.model import Handbook

_CHOICES = {"replacement": "replacement", "second-auditor": "second_auditor"}


@click.command()
@click.argument("reference")
@click.option(
    "--as", "count_as", type=click.Choice(tuple(_CHOICES)), required=True, help="What it is."
)
@click.option("--why", metavar="TEXT", help="The reason; a replacement needs one.")
@click.option("--by", metavar="NAME", help="Who says so.")
@click.option(
    "--on", metavar="DAY", callback=parse_day, help="The day on which it was said. Default: today."
)
@click.pass_obj
@report_errors
def decide(
    root: Path, reference: str, count_as: str, why: str | None, by: str | None, on: date | None
) -> None:
    """Say what a second audit for one site, checklist and period is.

    A replacement counts instead of the first, for the reason that you give. A second auditor's is
    kept beside the first to compare what two people found, and does not count. REFERENCE is that of
    the second audit. Say it again to change it: what was said last holds, and all of it stays.
    """
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    stored = read_stored_audits(root, handbook)
    counted = find_audit(stored, reference)
    # Without a reason, auditing again until it looks good would be a matter of one word.
    if count_as == "replacement" and not (why and why.strip()):
        raise CannotRunError("a replacement needs a reason that everybody can read; add --why")
    turn = [one for one in stored.audits if one.turn == counted.turn]
    # A word about an audit that stands alone would surprise when a second one comes.
    if len(turn) == 1:
        raise CannotRunError(
            f"{reference} is the only audit for {_name_turn(counted)}; it counts already"
        )
    _write_decision(root, handbook, counted, _CHOICES[count_as], why, by, on)


def _name_turn(counted: CountedAudit) -> str:
    site, checklist, period = counted.turn
    return f"{checklist} at {site} in {period.name}"


def _write_decision(
    root: Path,
    handbook: Handbook,
    counted: CountedAudit,
    count_as: str,
    why: str | None,
    by: str | None,
    on: date | None,
) -> None:
    from cx_handbook.audit.wording.report import relative_name

    first = counted.beside.audit.record.id if counted.beside else None
    audit = counted.history.audit
    event = make_event(
        audit, handbook, on, event="counted_as", count_as=count_as, of=first, why=why, by=by
    )
    path = write_event(root, event)
    said = "counts from now on" if count_as == "replacement" else "is kept beside it to compare"
    echo(f"{audit.record.id} {said}; kept in {relative_name(path, root)}")


def ask_about_seconds(
    root: Path, handbook: Handbook, turns: Iterable[tuple[CountedAudit, ...]]
) -> None:
    """Ask on a terminal what each second audit is. Elsewhere the command was said already."""
    # A turn that was seen several times counts as it was seen last.
    last = {turn[0].turn: turn for turn in turns if len(turn) > 1}
    waiting = [one for turn in last.values() for one in turn if one.standing == "second"]
    # In a script nobody answers: the report of the import has named the command.
    if not waiting or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    for counted in waiting:
        _ask_about_second(root, handbook, counted)


def _ask_about_second(root: Path, handbook: Handbook, counted: CountedAudit) -> None:
    from cx_handbook.audit.history.history_wording import describe_standing

    echo()
    record = counted.history.audit.record
    echo(f"{record.id} ({_name_turn(counted)}) {describe_standing(counted)}.")
    answer = click.prompt(
        "What is it", type=click.Choice(["replacement", "second-auditor", "later"]), default="later"
    )
    if answer == "later":
        return
    why = None
    if answer == "replacement":
        why = click.prompt("Why does it replace the first", value_proc=_need_text)
    by = click.prompt("Your name", default="", show_default=False).strip() or None
    _write_decision(root, handbook, counted, _CHOICES[answer], why, by, None)


def _need_text(text: str) -> str:
    if not text.strip():
        raise click.UsageError("a replacement needs a reason that everybody can read")
    return text.strip()

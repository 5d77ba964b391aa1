"""The command `handbook audit month`: count over a month how often each question was met."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.choices import choose_site
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.stored_audits import choose_audits, exit_for_damage
from cx_handbook.cli.terminal import echo
from cx_handbook.written_days import parse_day


def _parse_month(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> date | None:
    try:
        return parse_day(f"{text}-01") if text else None
    except ValueError:
        raise click.BadParameter(f"{text} is not a month; write it as 2026-11") from None


@click.command("month")
@click.argument("checklist")
@click.option("--site", metavar="NAME", help="The audits of one site.")
@click.option(
    "--month",
    "first_day",
    metavar="MONTH",
    callback=_parse_month,
    help="Such as 2026-11. Default: this one.",
)
@click.pass_obj
@report_errors
def month(root: Path, checklist: str, site: str | None, first_day: date | None) -> None:
    """Count over a month on how many audits each question of CHECKLIST was met.

    Meant for a daily walk, which gives no grade. Blank and not applicable are not counted, nor is an
    audit that does not count for its day. A damaged
    record is named and left out; then it exits with 1.
    """
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.audit.month_count import count_questions, describe_count
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    chosen = choose_site(handbook.company, site)
    day = first_day or get_build_day()
    stored = read_stored_audits(root, handbook)
    audits = [
        one.history.audit
        for one in choose_audits(stored, chosen.id if chosen else None, checklist)
        if one.counts and _is_in_month(one.history.audit.record.date, day)
    ]
    echo(f"{checklist}, {day:%B %Y}: {len(audits)} audit{'s' * (len(audits) != 1)}")
    for line in describe_count(count_questions(audits)) if audits else ():
        echo(line)
    exit_for_damage(stored)


def _is_in_month(day: date, month: date) -> bool:
    return (day.year, day.month) == (month.year, month.month)

"""The command `handbook new holidays`: the public holidays of a country, put into company.yml."""

from __future__ import annotations

from pathlib import Path

import click

from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.text_for_messages import count_things


@click.command("holidays")
@click.option("--country", metavar="CODE", required=True, help="Two letters, such as GB or FR.")
@click.option("--region", metavar="CODE", help="A part with holidays of its own, such as ENG.")
@click.option(
    "--year", type=click.IntRange(1990, 2100), required=True, help="The year, such as 2027."
)
@click.option("--site", metavar="NAME", help="For one site only, where its region differs.")
@click.option("--print", "only_print", is_flag=True, help="Print the entries and write nothing.")
@click.pass_obj
@report_errors
def new_holidays_command(
    root: Path, country: str, region: str | None, year: int, site: str | None, only_print: bool
) -> None:
    """Put the public holidays of a country and a year into policies/company.yml.

    What is there stays, comments included, and no day is written twice. Look them through: not
    every company closes on each of them. Needs the package holidays.
    """
    from cx_handbook.authoring.holidays import add_holidays, list_public_holidays, write_entries
    from cx_handbook.cli.choices import choose_site
    from cx_handbook.content.file_layout import COMPANY
    from cx_handbook.content.loader import load_whole_part
    from cx_handbook.files import write_atomically

    company = load_whole_part(root).handbook.company
    days = list_public_holidays(country, region, year, company.language)
    if only_print:
        echo("\n".join(write_entries(days)))
        return
    chosen = choose_site(company, site)
    path = root / COMPANY
    changed, new = add_holidays(path.read_text("utf-8-sig"), days, chosen.id if chosen else None)
    if new:
        write_atomically(path, changed.encode())
    for day in new:
        echo(f"{day.date}  {day.name}")
    whose = f" of {chosen.name}" if chosen else ""
    echo(
        f"Added {count_things(len(new), 'holiday')}{whose} to {COMPANY}; "
        f"{len(days) - len(new)} of {len(days)} were there already."
    )

"""The commands `handbook audit`: what came back is added; the others are in modules of their own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.actions import action_group, list_actions_command
from cx_handbook.cli.audit_lists import export_command, list_command
from cx_handbook.cli.audit_show import score_command, show_command
from cx_handbook.cli.choices import choose_site, parse_day
from cx_handbook.cli.correct import correct
from cx_handbook.cli.customers import customers_command
from cx_handbook.cli.decide import ask_about_seconds, decide
from cx_handbook.cli.enter import enter
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors, show_progress
from cx_handbook.cli.findings import finding_group
from cx_handbook.cli.month import month
from cx_handbook.cli.redraw import redraw
from cx_handbook.cli.report import trend_command
from cx_handbook.cli.sample import sample
from cx_handbook.cli.sign import sign
from cx_handbook.cli.terminal import echo
from cx_handbook.cli.tidy import tidy
from cx_handbook.text_for_messages import make_lines_printable

if TYPE_CHECKING:
    from rich.console import Console

    from cx_handbook.audit.folder.store import AuditStore
    from cx_handbook.audit.history.counting import CountedAudit, Turn


@click.group()
def audit() -> None:
    """Add, score, show, correct and hand on self-audits; type in those on paper."""


@audit.command("add")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--site", metavar="NAME", help="The site of sheets that name none of ours.")
@click.option(
    "--date", "day", metavar="DAY", callback=parse_day, help="The date of sheets without one."
)
@click.pass_obj
@report_errors
def add_command(root: Path, files: tuple[Path, ...], site: str | None, day: date | None) -> None:
    """Add audits that came back: records, filled PDFs, filled workbooks, exports, or folders of them.

    Each is scored anew from the form it was filled in on and kept as a record in audits/. Adding
    the same again changes nothing; a correction is kept as a new revision beside the one it
    replaces, and another one of the same revision beside the first. What cannot be read, and what is
    not finished, is copied to audits/set-aside/ with the reason. A second audit for one site,
    checklist and period does not count until you say what it is; on a terminal you are asked. The
    files themselves stay as they are. Exits with 1 when one was refused or is not finished, or
    contradicts another.
    """
    from cx_handbook.audit.folder.store import AuditStore, list_input_files
    from cx_handbook.audit.history.counting import list_rules
    from cx_handbook.audit.mailbox.write_once import remove_unfinished
    from cx_handbook.audit.reading.importer import make_importer
    from cx_handbook.content.loader import load_handbook

    # Listed before the handbook is read: a wrong folder is refused at once.
    meant = list_input_files(files)
    remove_unfinished(root, time.time())
    handbook = load_handbook(root)
    chosen = choose_site(handbook.company, site)
    importer = make_importer(handbook, chosen.id if chosen else None, day)
    store = AuditStore(root, importer, list_rules(handbook))
    with show_progress("Adding", len(meant)) as (step, console):
        outcomes, turns = _add_files(store, meant, step, console)
    _print_sum(outcomes)
    ask_about_seconds(root, handbook, turns)
    sys.exit(FOUND_PROBLEMS if {"refused", "conflict", "draft", "changed"} & set(outcomes) else 0)


def _add_files(
    store: AuditStore, files: tuple[Path, ...], step: Callable[[str], None], console: Console
) -> tuple[list[str], list[tuple[CountedAudit, ...]]]:
    """Add files and say what became of each; return the outcomes, and the audits of each turn."""
    from cx_handbook.audit.folder.import_report import describe_import, describe_late_conflict
    from cx_handbook.audit.history.history_wording import describe_seal

    outcomes: list[str] = []
    turns: dict[Turn, tuple[CountedAudit, ...]] = {}  # each as it was seen last
    today = get_build_day()

    def say(lines: Iterable[str]) -> None:
        # Texts of others are printed as they are, never as markup; all at once, because each print
        # is laid out anew.
        console.print(
            make_lines_printable("\n".join(lines)), markup=False, highlight=False, soft_wrap=True
        )

    for file in files:
        for result in store.add_file(file):
            say(describe_import(result, store.root, today, store.importer.company.customer_words))
            outcomes.append(result.outcome)
            turns |= {counted.turn: result.turn for counted in result.turn[:1]}
        step(file.name)
    # Another machine may have added a contradicting audit while this one was at it.
    for result in store.find_late_conflicts():
        say(describe_late_conflict(result, store.root))
        outcomes.append(result.outcome)
    for reference, check in store.find_wrong_seals():
        say([f"CHANGED  {reference}: {describe_seal(check)}"])
        outcomes.append("changed")
    return outcomes, list(turns.values())


def _print_sum(outcomes: list[str]) -> None:
    words = {
        "added": "added", "known": "there already", "conflict": "kept beside another",
        "draft": "not finished", "refused": "refused", "changed": "changed after sealing",
    }  # fmt: skip
    counted = [f"{n} {word}" for key, word in words.items() if (n := outcomes.count(key))]
    echo(f"{', '.join(counted) or 'There is no file in it'}.")


for command in (
    score_command,
    show_command,
    list_command,
    export_command,
    decide,
    correct,
    sign,
    tidy,
    customers_command,
    list_actions_command,
    action_group,
    finding_group,
    enter,
    month,
    sample,
    redraw,
):
    audit.add_command(command)
audit.add_command(trend_command)

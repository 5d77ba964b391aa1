"""The commands `handbook audit`: add, score, show, list and export audits, and enter paper ones."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.actions import action_group, finding_group, list_actions_command
from cx_handbook.cli.choices import choose_site
from cx_handbook.cli.customers import customers_command
from cx_handbook.cli.enter import enter
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors, show_progress
from cx_handbook.cli.month import month
from cx_handbook.cli.stored_audits import read_stored_audits
from cx_handbook.identifiers import shorten_fingerprint
from cx_handbook.labels import TO_ASK, capitalize_first

if TYPE_CHECKING:
    from cx_handbook.audit.importer import Audit, Importer


@click.group()
def audit() -> None:
    """Add, score, show and hand on self-audits; type in those on paper."""


def _parse_day(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise click.BadParameter(f"{text} is not a date; write it as 2026-11-30") from None


# add


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
    "--date", "day", metavar="DAY", callback=_parse_day, help="The date of sheets without one."
)
@click.pass_obj
@report_errors
def add_command(root: Path, files: tuple[Path, ...], site: str | None, day: date | None) -> None:
    """Add audits that came back: records, filled PDFs, filled workbooks, or folders of them.

    Each is scored anew from the form it was filled in on and kept as a record in audits/. Adding
    the same again changes nothing; another one of the same reference is kept beside the first. What
    cannot be read is copied to audits/set-aside/ with the reason. The files themselves stay as they
    are. Exits with 1 when one was refused, or kept beside another.
    """
    from cx_handbook.audit.importer import make_importer
    from cx_handbook.audit.report import describe_import
    from cx_handbook.audit.store import AuditStore, list_input_files
    from cx_handbook.content.loader import load_handbook

    # Listed before the handbook is read: a wrong folder is refused at once.
    meant = list_input_files(files)
    handbook = load_handbook(root)
    chosen = choose_site(handbook.company, site)
    store = AuditStore(root, make_importer(handbook, chosen.id if chosen else None, day))
    outcomes: list[str] = []
    today = get_build_day()
    with show_progress("Adding", len(meant)) as (step, console):
        for file in meant:
            for result in store.add_file(file):
                # Texts of others are printed as they are, never as markup.
                lines = "\n".join(describe_import(result, root, today))
                console.print(lines, markup=False, highlight=False, soft_wrap=True)
                outcomes.append(result.outcome)
            step(file.name)
    _print_sum(outcomes)
    sys.exit(FOUND_PROBLEMS if {"refused", "conflict"} & set(outcomes) else 0)


def _print_sum(outcomes: list[str]) -> None:
    words = {
        "added": "added", "known": "there already", "conflict": "kept beside another",
        "refused": "refused",
    }  # fmt: skip
    counted = [f"{n} {word}" for key, word in words.items() if (n := outcomes.count(key))]
    click.echo(f"{', '.join(counted) or 'There is no file in it'}.")


# score, show


def _read_audit_file(root: Path, file: Path) -> tuple[Audit, Importer]:
    """Return the audit in a file and what read it, or say what is wrong with it and exit."""
    from cx_handbook.audit.filled_sheet import UnreadableError
    from cx_handbook.audit.importer import make_importer, read_file_bytes
    from cx_handbook.audit.report import relative_name
    from cx_handbook.content.loader import load_handbook

    importer = make_importer(load_handbook(root))
    try:
        return importer.read_audit(read_file_bytes(file)), importer
    except UnreadableError as error:
        click.echo(f"{relative_name(file, root)}: {error}", err=True)
        sys.exit(FOUND_PROBLEMS)


_FILE = click.argument("file", type=click.Path(exists=True, path_type=Path))


@audit.command("score")
@_FILE
@click.option("--json", "as_json", is_flag=True, help="Print everything that was reckoned.")
@click.pass_obj
@report_errors
def score_command(root: Path, file: Path, as_json: bool) -> None:
    """Print the score of one audit in a line, reckoned anew from its form.

    FILE is a record, or what can be added.
    """
    from cx_handbook.audit.care import score_as_of
    from cx_handbook.audit.export import dump_result
    from cx_handbook.audit.report import describe_score

    audit, _ = _read_audit_file(root, file)
    result = score_as_of(audit, get_build_day())
    if as_json:
        click.echo(json.dumps(dump_result(audit.form, result), ensure_ascii=False, indent=1))
    else:
        click.echo(describe_score(audit.form, result))


@audit.command("show")
@_FILE
@click.pass_obj
@report_errors
def show_command(root: Path, file: Path) -> None:
    """Show one audit: head, result and how sure it is, factors, findings with what helps, remarks.

    FILE is a record, or what can be added. Where the questions have changed since the site's last
    audit, both are compared on the questions of both.
    """
    from rich.console import Console

    from cx_handbook.audit.store import find_stored_before

    console = Console()
    audit, importer = _read_audit_file(root, file)
    before = find_stored_before(root, audit, importer)
    _print_audit(audit, before, partial(console.print, highlight=False))


def _print_audit(audit: Audit, before: Audit | None, say: Callable[..., None]) -> None:
    from rich.text import Text

    from cx_handbook.audit.form_change import describe_change

    # As Text objects: in plain strings rich would read square brackets as markup.
    for line in _describe_head(audit):
        say(Text(line))
    say()
    _print_score(audit, say)
    for line in describe_change(audit, before):
        say(Text(line))
    _print_factors(audit, say)
    for title, lines in _list_sections(audit, before):
        if found := list(lines):
            say()
            say(Text(title, style="bold"))
            for line in found:
                say(Text(f"  {line}"))


def _print_score(audit: Audit, say: Callable[..., None]) -> None:
    """Print the headline above the score, and below it how sure it is."""
    from rich.text import Text

    from cx_handbook.audit.care import score_as_of
    from cx_handbook.audit.report import describe_score_without_headline
    from cx_handbook.audit.result_wording import describe_headline_in_list, list_details

    result = score_as_of(audit, get_build_day())
    if result.rules > 1 and (headline := describe_headline_in_list(audit.form, result)):
        say(Text(headline, style="bold"))
    line = describe_score_without_headline(audit.form, result)
    say(Text(capitalize_first(line), style="bold"))
    for sentence in list_details(audit.form, result):
        say(Text(sentence))


def _describe_head(audit: Audit) -> Iterator[str]:
    from cx_handbook.text_for_messages import to_one_line

    record = audit.record
    yield to_one_line(audit.form.title)
    period = f"{record.period.first} to {record.period.last}" if record.period else None
    times = " to ".join(filter(None, (record.start, record.end)))
    for name, value in (
        ("Site", record.site), ("Reference", record.id), ("Period", period),
        ("Auditor", record.auditor), ("Date", record.date.isoformat()), ("Time", times),
        ("Form", shorten_fingerprint(record.form)),
    ):  # fmt: skip
        if value:
            yield f"{name + ':':11}{to_one_line(value)}"


def _print_factors(audit: Audit, say: Callable[..., None]) -> None:
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    from cx_handbook.audit.result import format_percent
    from cx_handbook.labels import FACTOR_NAMES
    from cx_handbook.statistics.rounding import round_down

    if not audit.result.factors:
        return
    table = Table.grid(padding=(0, 2))
    for scored in audit.result.factors:
        reach = scored.interval
        # Rounded down as everywhere, so that a share below its target never looks like it.
        percent = f"{round_down(100 * scored.share, 1):g} %"
        between = ""
        if reach:
            # Outwards, so that what is printed holds no less.
            high = format_percent(reach.high, up=True)
            between = f"{format_percent(reach.low)} to {high} %"
        bar = ProgressBar(total=1, completed=scored.share, width=30)
        table.add_row(FACTOR_NAMES[scored.factor], bar, percent, between)
    say()
    say(table)


def _list_sections(audit: Audit, before: Audit | None) -> Iterator[tuple[str, Iterable[str]]]:
    from cx_handbook.audit.care import list_care_sentences
    from cx_handbook.audit.report import describe_action, list_remarks, list_unanswered
    from cx_handbook.text_for_messages import to_one_line

    yield capitalize_first(TO_ASK), list_care_sentences(audit, before, get_build_day())
    yield "Findings", _describe_findings(audit)
    yield (
        "Actions",
        (f"{action.standard or '–'}: {describe_action(action)}" for action in audit.record.actions),
    )
    yield "Unanswered", list_unanswered(audit.result)
    yield "Remarks", list_remarks(audit)
    yield (
        "Notes",
        (
            f"{standard}: {to_one_line(text, 500)}"
            for standard, answer in audit.record.answers.items()
            for text in (answer.note, answer.unread and f"written: {answer.unread}")
            if text
        ),
    )


def _describe_findings(audit: Audit) -> Iterator[str]:
    from cx_handbook.audit.answer_rules import describe_answer
    from cx_handbook.text_for_messages import to_one_line

    for scored in audit.result.findings:
        item = scored.item
        critical = " CRITICAL" if item.critical else ""
        given = describe_answer(audit.record.answers.get(item.standard))
        yield f"{item.standard}{critical} ({given}): {to_one_line(item.rule, 500)}"
        yield f"    What helps: {to_one_line(item.if_not, 500)}"


# list


@audit.command("list")
@click.option("--site", metavar="NAME", help="The audits of one site.")
@click.option("--checklist", metavar="NAME", help="The audits by one checklist.")
@click.pass_obj
@report_errors
def list_command(root: Path, site: str | None, checklist: str | None) -> None:
    """List every audit in audits/ with its headline and its grade, the newest of a site last.

    What is too close to call, provisional or without a grade says so first. A damaged record is
    named and left out; then it exits with 1.
    """
    from cx_handbook.audit.care import score_as_of
    from cx_handbook.audit.importer import make_importer
    from cx_handbook.audit.report import describe_in_list
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    chosen = choose_site(handbook.company, site)
    damaged: list[str] = []
    today = get_build_day()
    for name, one in read_stored_audits(root, make_importer(handbook), damaged):
        is_other = (chosen and one.record.site != chosen.id) or (
            checklist and one.record.checklist != checklist
        )
        if not is_other:
            click.echo(f"{name}: {describe_in_list(one.form, score_as_of(one, today))}")
    for line in damaged:
        click.echo(line, err=True)
    sys.exit(FOUND_PROBLEMS if damaged else 0)


# export


@audit.command("export")
@click.option("--csv", "style", flag_value="csv", help="A table: a row for each question.")
@click.option("--json", "style", flag_value="json", help="All records with their results.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file. Default: print it."
)
@click.pass_obj
@report_errors
def export_command(root: Path, style: str | None, output: Path | None) -> None:
    """Hand on every audit in audits/ with its score, as a table or as JSON.

    A damaged record is named and left out; then it exits with 1.
    """
    from cx_handbook.audit.export import export_csv, export_json
    from cx_handbook.audit.importer import make_importer
    from cx_handbook.content.loader import load_handbook
    from cx_handbook.files import write_atomically

    if style is None:
        raise click.UsageError("name what you want: --csv or --json")
    handbook = load_handbook(root)
    # Filled while the audits are written, so it is complete only after the last one.
    damaged: list[str] = []
    audits = read_stored_audits(root, make_importer(handbook), damaged)
    table = style == "csv"
    today = get_build_day()
    content = export_csv(audits, handbook.company, today) if table else export_json(audits, today)
    if output:
        write_atomically(output, b"".join(content))
    else:
        for part in content:
            click.echo(part, nl=False)
    for line in damaged:
        click.echo(line, err=True)
    sys.exit(FOUND_PROBLEMS if damaged else 0)


audit.add_command(customers_command)
audit.add_command(list_actions_command)
audit.add_command(action_group)
audit.add_command(finding_group)
audit.add_command(enter)
audit.add_command(month)

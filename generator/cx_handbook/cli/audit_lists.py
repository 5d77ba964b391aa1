"""The commands `handbook audit list` and `export`: every audit, and whether it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.choices import choose_site
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.stored_audits import choose_audits, exit_for_damage
from cx_handbook.cli.terminal import echo

if TYPE_CHECKING:
    from cx_handbook.audit.folder.stored_audits import StoredAudits
    from cx_handbook.audit.history.counting import CountedAudit
    from cx_handbook.audit.history.seals import PublicKey
    from cx_handbook.content.model import Handbook
    from cx_handbook.customer_words import CustomerWords


@click.command("list")
@click.option("--site", metavar="NAME", help="The audits of one site.")
@click.option("--checklist", metavar="NAME", help="The audits by one checklist.")
@click.option("--history", is_flag=True, help="Show the revisions and events of each, too.")
@click.pass_obj
@report_errors
def list_command(root: Path, site: str | None, checklist: str | None, history: bool) -> None:
    """List every audit in audits/ with its headline and its grade, the newest of a site last.

    Each is shown as its newest revision has it. One that does not count says so, and why; a sealed
    one that was changed is named. What is too close to call, provisional or without a grade says so
    first. Gaps in the running numbers of a device are asked about. A damaged record is named and left
    out; then it exits with 1.
    """
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.audit.history.history_wording import describe_conflicts, describe_seal
    from cx_handbook.audit.history.seals import check_seals
    from cx_handbook.audit.records.device_numbers import describe_missing_numbers
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    chosen = choose_site(handbook.company, site)
    words = handbook.company.customer_words
    stored = read_stored_audits(root, handbook)
    for one in choose_audits(stored, chosen.id if chosen else None, checklist):
        echo(f"{one.history.newest.name}: {_describe_audit(one)}")
        wrong = (describe_seal(c) for c in check_seals(one.history, stored.keys) if c.is_wrong)
        lines = (*describe_conflicts(one.history), *wrong)
        for line in (*lines, *(_list_history(one, stored.keys, words) if history else ())):
            echo(f"    {line}")
    # A part of the audits has gaps that are none.
    if not (site or checklist):
        for line in describe_missing_numbers(one.history.audit.record for one in stored.audits):
            echo(line)
    exit_for_damage(stored)


def _describe_audit(counted: CountedAudit) -> str:
    from cx_handbook.audit.history.history_wording import describe_replacement, describe_standing
    from cx_handbook.audit.questions.care import score_as_of
    from cx_handbook.audit.wording.report import describe_in_list

    audit = counted.history.audit
    result = describe_in_list(audit.form, score_as_of(audit, get_build_day()))
    said = (result, describe_replacement(audit.record), describe_standing(counted))
    return "; ".join(part for part in said if part)


def _list_history(
    counted: CountedAudit, keys: Mapping[str, PublicKey], words: CustomerWords
) -> Iterator[str]:
    from cx_handbook.audit.history.history_wording import (
        describe_history_event,
        describe_revision,
        describe_seals,
    )

    for revision in counted.history.revisions:
        yield describe_revision(revision)
    for event in counted.history.events:
        yield describe_history_event(event, words)
    yield from describe_seals(counted.history, keys)


@click.command("export")
@click.option("--csv", "style", flag_value="csv", help="A table: a row for each question.")
@click.option("--json", "style", flag_value="json", help="Records with their results and events.")
@click.option(
    "--parquet",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The table as a parquet file, for a data warehouse.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="With those that do not count, and every revision: a copy of the whole folder.",
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file. Default: print it."
)
@click.pass_obj
@report_errors
def export_command(
    root: Path, style: str | None, parquet: Path | None, everything: bool, output: Path | None
) -> None:
    """Hand on the audits in audits/ that count with their scores, as a table or as JSON.

    handbook audit add takes the JSON again. docs/reference/audit-table.md says what each column of
    the table means. Parquet needs the extra cx-handbook[scale]. A damaged record is named and left
    out; then it exits with 1.
    """
    from cx_handbook.audit.folder.answer_parquet import write_answer_parquet
    from cx_handbook.audit.folder.answer_table import list_all_rows
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.content.loader import load_handbook

    # Printed by default, a table would be taken for a list to read.
    if style is None and parquet is None:
        raise click.UsageError("name what you want: --csv, --json or --parquet FILE")
    handbook = load_handbook(root)
    stored = read_stored_audits(root, handbook)
    audits = [one for one in stored.audits if everything or one.counts]
    if parquet:
        rows = list_all_rows(
            audits, handbook.company, get_build_day(), stored.keys, every_revision=everything
        )
        write_answer_parquet(rows, parquet)
    if style is None:
        exit_for_damage(stored)
        return
    _export_content(root, handbook, stored, audits, style, output, everything=everything)
    exit_for_damage(stored)


def _export_content(
    root: Path,
    handbook: Handbook,
    stored: StoredAudits,
    audits: list[CountedAudit],
    style: str,
    output: Path | None,
    *,
    everything: bool,
) -> None:
    from cx_handbook.audit.folder.export import export_csv, export_json

    today = get_build_day()
    if style == "csv":
        content = export_csv(
            audits, handbook.company, today, stored.keys, every_revision=everything
        )
    else:
        content = export_json(audits, root, today, stored.keys, every_revision=everything)
    if output:
        _write_parts(output, content)
    else:
        for part in content:
            echo(part, nl=False)


def _write_parts(output: Path, content: Iterator[bytes]) -> None:
    from cx_handbook.files import write_atomically

    write_atomically(output, b"".join(content))

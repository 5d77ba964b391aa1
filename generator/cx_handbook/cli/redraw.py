"""The command `handbook audit redraw`: the cases of a finished audit, drawn again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.cli.sample import read_log_table
from cx_handbook.cli.stored_audits import find_audit
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.reading.importer import Audit
    from cx_handbook.audit.records.record import AuditRecord, Draw
    from cx_handbook.audit.sampling.draw_sample import CaseSample
    from cx_handbook.content.model import Handbook


@click.command("redraw")
@click.argument("reference", metavar="AUDIT")
@click.argument("log_file", metavar="LOG", type=click.Path(exists=True, path_type=Path))
@click.option("--log", "log_name", metavar="NAME", help="Which log it is, where that is not clear.")
@click.option("--column", metavar="NAME", help="The column with the references.")
@click.pass_obj
@report_errors
def redraw(
    root: Path, reference: str, log_file: Path, log_name: str | None, column: str | None
) -> None:
    """Draw the cases of a finished audit again from LOG, and say whether they are the same.

    AUDIT is the reference of the audit. Exits with 1 when a case was swapped, left out or chosen.
    """
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.audit.sampling.redraw import compare_draws, describe_redraw
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    audit = find_audit(read_stored_audits(root, handbook), reference).history.audit
    again = _draw_again(handbook, audit, log_file, log_name, column)
    compared = compare_draws(audit.record, again)
    for found in compared:
        for sentence in describe_redraw(found):
            echo(sentence)
    sys.exit(0 if all(found.is_clean for found in compared) else FOUND_PROBLEMS)


def _draw_again(
    handbook: Handbook, audit: Audit, log_file: Path, log_name: str | None, column: str | None
) -> CaseSample:
    """Return the cases that the seeds of an audit draw from a log today."""
    from cx_handbook.audit.reading.filled_sheet import UnreadableError
    from cx_handbook.audit.records.periods import Period
    from cx_handbook.audit.sampling.draw_sample import draw_sample

    record, form = audit.record, audit.form
    if not record.draws or record.period is None:
        raise CannotRunError(
            f"the cases of {record.id} were not drawn; there is nothing to compare"
        )
    try:
        table, log = read_log_table(handbook, log_file, log_name, column, tuple(record.draws))
        meant = _list_draws(record, log.title if log else log_file.stem)
        return draw_sample(
            form,
            [item for item in form.items if item.standard in meant],
            table,
            log,
            column=column,
            source=log_file.stem,
            company=handbook.company,
            site=record.site,
            period=Period(record.period.first, record.period.last),
            audit=record.id,
            # A command draws from a log once, so all draws from it were shared out alike.
            by=next((draw.by for draw in meant.values() if draw.by), None),
        )
    except UnreadableError as error:
        raise CannotRunError(f"{log_file}: {error}") from None


def _list_draws(record: AuditRecord, title: str) -> dict[str, Draw]:
    """Return the draws from a log. Raises CannotRunError when there is none."""
    meant = {name: draw for name, draw in record.draws.items() if draw.log == title}
    if not meant:
        logs = sorted({draw.log or "another file" for draw in record.draws.values()})
        raise CannotRunError(f"{record.id} draws from {', '.join(logs)}, not from {title}")
    return meant

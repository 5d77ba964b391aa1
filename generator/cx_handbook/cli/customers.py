"""The command `handbook audit customers`: what customers said in the period of an audit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from cx_handbook.cli.audit_lives import AuditLives, make_event, read_audit_lives, write_event
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.history.customers import CustomerAnswers
    from cx_handbook.audit.reading.importer import Audit
    from cx_handbook.content.model import Handbook
    from cx_handbook.content.model.log import Log


@click.command("customers")
@click.argument("reference", metavar="AUDIT")
@click.argument("file", metavar="LOG", type=click.Path(exists=True, path_type=Path))
@click.option("--by", metavar="NAME", help="Who counted.")
@click.pass_obj
@report_errors
def customers_command(root: Path, reference: str, file: Path, by: str | None) -> None:
    """Count what customers said in the days that an audit looked at, and keep the count beside it.

    LOG is the log of what customers said, as a workbook or as CSV. The count stands beside the
    audit's verdict and changes no score. Counted again, the newest holds.
    """
    from cx_handbook.audit.history.customers import describe_answers
    from cx_handbook.audit.wording.report import relative_name

    lives = read_audit_lives(root)
    audit = lives.find_audit(reference)
    log = _find_log(lives.handbook)
    answers = _count_log(file, lives, audit, log)
    event = make_event(
        audit,
        lives.handbook,
        None,
        event="heard",
        asked=answers.asked,
        answered=answers.answered,
        kept=answers.kept,
        log=log.slug,
        by=by,
    )
    path = write_event(root, event)
    said = describe_answers(answers, lives.handbook.company.customer_words)
    echo(f"{said} Kept as {relative_name(path, root)}.")


def _find_log(handbook: Handbook) -> Log:
    found = next((log for log in handbook.logs if log.heard), None)
    if found is None:
        raise CannotRunError(
            f"no log holds what {handbook.company.customer_words.many} said; add one to logs/ that has "
            "the field heard"
        )
    return found


def _count_log(file: Path, lives: AuditLives, audit: Audit, log: Log) -> CustomerAnswers:
    from cx_handbook.audit.history.customers import count_answers
    from cx_handbook.audit.reading.filled_sheet import UnreadableError
    from cx_handbook.audit.reading.importer import read_file_bytes
    from cx_handbook.audit.reading.log_table import find_heading, select_entries
    from cx_handbook.audit.reading.readers.log_file import read_log

    heard, period = log.heard, audit.record.period
    if heard is None:
        raise ValueError(f"{log.slug} holds no answers of customers")
    # Answers of other days would stand beside a verdict that they have nothing to do with.
    if period is None:
        raise CannotRunError(
            f"{audit.record.id} does not say which days it looked at; correct it first"
        )
    names = (log.find_column(heard.column).title, heard.column)
    try:
        table = read_log(read_file_bytes(file), names)
        # Found by its heading: people move columns.
        column = find_heading(table, *names)
        if column is None:
            _refuse(file, f"it has no column {names[0]}; export the log {log.title} again")
        rows = select_entries(
            table, log, period.first, period.last, lives.handbook.company.language
        )
    except UnreadableError as error:
        _refuse(file, str(error))
    return count_answers(({heard.column: row[column]} for row in rows), heard)


def _refuse(file: Path, reason: str) -> NoReturn:
    raise CannotRunError(f"{file.name}: {reason}")

"""The command `handbook audit correct`: a finished audit gets a new revision, with a reason."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.choices import parse_day
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.cli.stored_audits import find_named_audit
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.entry.correction import CorrectionSession
    from cx_handbook.audit.reading.importer import Audit
    from cx_handbook.audit.records.record import AuditRecord
    from cx_handbook.content.model import Handbook

DRAFTS = Path("audits", ".drafts", "corrections")


@dataclass(frozen=True)
class _Reason:
    """Who corrects an audit, when and why, as far as the options say."""

    why: str | None
    by: str | None
    on: date | None


@click.command()
@click.argument("name", metavar="REFERENCE|FILE")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="BOX=TEXT",
    help='What changes, such as CB-03="17 of 20", CB-03.note="Seen twice" or date=2026-11-03. '
    "Several are possible; a text of - clears the box.",
)
@click.option("--why", metavar="TEXT", help="The reason.")
@click.option("--by", metavar="NAME", help="Who corrects it.")
@click.option(
    "--on", metavar="DAY", callback=parse_day, help="The day of the correction. Default: today."
)
@click.pass_obj
@report_errors
def correct(
    root: Path,
    name: str,
    assignments: tuple[str, ...],
    why: str | None,
    by: str | None,
    on: date | None,
) -> None:
    """Correct a finished audit: write a new revision of it, with a reason.

    The newest revision counts, and the older ones stay to be read. Without --set, on a terminal, it
    goes through the questions with what the audit says; Enter keeps it. What you type is saved after
    every answer; start the same command again to go on. REFERENCE is the audit's, FILE a file in
    audits/. An action is not corrected here but moved, done or given up: handbook audit action.
    """
    from cx_handbook.audit.entry.correction import begin_correction
    from cx_handbook.audit.mailbox.write_once import remove_unfinished
    from cx_handbook.content.loader import load_handbook

    remove_unfinished(root, time.time())
    handbook = load_handbook(root)
    audit = _read_whole_audit(root, handbook, name)
    reason = _Reason(why, by, on)
    session = begin_correction(audit, handbook.company)
    if assignments:
        session = _set_boxes(session, assignments)
        sys.exit(_write_correction(root, handbook, audit, session, _complete_reason(reason)))
    elif _is_terminal():
        draft = root / DRAFTS / f"{audit.record.checklist}-{audit.record.id}.json"
        if (finished := _ask_boxes(audit, session, draft)) is not None:
            code = _write_correction(root, handbook, audit, finished, _complete_reason(reason))
            draft.unlink(missing_ok=True)
            sys.exit(code)
    else:
        raise CannotRunError('say what changes, such as --set CB-03="17 of 20"')


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _read_whole_audit(root: Path, handbook: Handbook, name: str) -> Audit:
    """Return the newest revision of an audit with its photographs."""
    from cx_handbook.audit.folder.stored_audits import read_stored_audit, read_stored_audits
    from cx_handbook.audit.reading.importer import make_importer

    importer = make_importer(handbook)
    counted = find_named_audit(root, read_stored_audits(root, handbook), name)
    return read_stored_audit(root, root / counted.history.newest.name, importer)


def _set_boxes(session: CorrectionSession, assignments: Iterable[str]) -> CorrectionSession:
    from cx_handbook.audit.entry.correction import set_box

    try:
        for assignment in assignments:
            session = set_box(session, assignment)
    except ValueError as error:
        raise CannotRunError(str(error)) from None
    return session


def _complete_reason(reason: _Reason) -> _Reason:
    """Ask on a terminal for what is missing; a correction without a reason is none."""
    why, by = reason.why, reason.by
    if not (why and why.strip()):
        if not _is_terminal():
            raise CannotRunError("a correction needs a reason that everybody can read; add --why")
        why = click.prompt("Why is it corrected")
    # A name may be left out, a reason never.
    if by is None and _is_terminal():
        by = click.prompt("Your name", default="", show_default=False)
    return _Reason(why.strip(), (by or "").strip() or None, reason.on or get_build_day())


def _write_correction(
    root: Path, handbook: Handbook, audit: Audit, session: CorrectionSession, reason: _Reason
) -> int:
    """Write the next revision, and return the exit code."""
    from cx_handbook.audit.folder.import_report import describe_import
    from cx_handbook.audit.folder.store import AuditStore
    from cx_handbook.audit.history.counting import list_rules
    from cx_handbook.audit.reading.importer import Audit, make_importer

    record = _build_correction(audit, session, reason)
    store = AuditStore(root, make_importer(handbook), list_rules(handbook))
    result = store.store_audit(Audit(record, audit.form), Path(record.id))
    for line in describe_import(result, root, get_build_day(), handbook.company.customer_words):
        echo(line)
    return FOUND_PROBLEMS if result.outcome == "conflict" else 0


def _build_correction(audit: Audit, session: CorrectionSession, reason: _Reason) -> AuditRecord:
    from cx_handbook.audit.reading.filled_sheet import UnreadableError

    # A revision without a change would only hide the one before it.
    if not session.list_changes(audit.record):
        raise CannotRunError("nothing is changed by that; the audit says so already")
    try:
        return session.build_correction(
            audit.record, why=reason.why or "", by=reason.by, on=reason.on or get_build_day()
        )
    except UnreadableError as error:
        raise CannotRunError(str(error)) from None


# Question by question


def _ask_boxes(audit: Audit, session: CorrectionSession, draft: Path) -> CorrectionSession | None:
    """Ask box after box; return the session when it is to be written, or None when it was stopped."""
    from cx_handbook.audit.entry.correction import encode_correction_draft
    from cx_handbook.audit.entry.paper_entry import STOP
    from cx_handbook.cli.enter import ask_box
    from cx_handbook.files import write_atomically

    session = _go_on(draft, audit, session)
    echo(f"{audit.form.title}, {audit.record.id}, revision {audit.record.revision}.")
    echo("Enter keeps what is there. ? helps, b goes back, q stops and keeps what you typed.")
    before = None
    while True:
        step = session.current_prompt
        try:
            text = ask_box(session, again=step == before) if step else _ask_to_write(audit, session)
        # Ctrl-C and Ctrl-D stop as q does: what was typed is kept.
        except (click.Abort, EOFError):
            text = STOP
        if text.strip() == STOP:
            echo("Stopped; start the same command again to go on.")
            return None
        if step is None and text.strip() == "y":
            return session
        before = step
        following, message = session.submit(text)
        if message:
            echo(message)
        if isinstance(following, type(session)):
            session = following
        # After every text: a closed window or a power cut loses nothing.
        write_atomically(draft, encode_correction_draft(session, audit.record), to_disk=True)


def _go_on(draft: Path, audit: Audit, session: CorrectionSession) -> CorrectionSession:
    """Return the session that was stopped, unless the audit was corrected since by somebody else."""
    from cx_handbook.audit.entry.correction import read_correction_draft
    from cx_handbook.audit.reading.filled_sheet import UnreadableError
    from cx_handbook.audit.reading.importer import read_file_bytes

    if not draft.exists():
        return session
    try:
        found = read_correction_draft(read_file_bytes(draft), audit, session.company)
    except UnreadableError as error:
        echo(f"{draft.name}: {error}", err=True)
        return session
    echo("Going on where you stopped.")
    return found


def _ask_to_write(audit: Audit, session: CorrectionSession) -> str:
    if changed := session.list_changes(audit.record):
        echo(f"\nChanged: {', '.join(changed)}")
    else:
        echo("\nNothing is changed.")
    ask = "Write the correction? y writes it, b goes back, q stops and keeps what you typed"
    answer: str = click.prompt(ask, default="", show_default=False, prompt_suffix=" > ")
    return answer

"""The command `handbook audit tidy`: remove what is old, photographs alone, or a person's name."""

from __future__ import annotations

import errno
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError
from cx_handbook.text_for_messages import count_things

if TYPE_CHECKING:
    from cx_handbook.audit.folder.retention import Plan, RemovalStep
    from cx_handbook.content.model import Handbook

_AGE = re.compile(r"([1-9][0-9]{0,4}) ?([dmy])")
_SHOWN = 20


def _parse_age(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> tuple[int, str] | None:
    if text is None:
        return None
    if not (found := _AGE.fullmatch(text.strip().lower())):
        raise click.BadParameter(f"{text} is no age; write it as 24m, 2y or 90d")
    return int(found[1]), found[2]


@click.command()
@click.option(
    "--older-than", "age", metavar="AGE", callback=_parse_age, help="Such as 24m, 2y or 90d."
)
@click.option("--photos", is_flag=True, help="Remove the photographs of these audits alone.")
@click.option("--forget", "name", metavar="NAME", help="Take this person's name out of everything.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.pass_obj
@report_errors
def tidy(
    root: Path, age: tuple[int, str] | None, photos: bool, name: str | None, yes: bool
) -> None:
    """Remove audits after their time, their photographs alone, or a person's name.

    First it shows what it would do, and on a terminal it asks. Copies in audits/set-aside/ are
    included. --photos leaves the SHA-256 of each picture, so that seals still hold. --forget writes
    a revision without the name and deletes the older ones; their seals are gone with them. What was
    removed stands in audits/removed.log, without names of people. Version control and copies
    elsewhere keep what they have: tidy there too. Stopped half way, start it again.
    """
    if photos and age is None:
        raise click.UsageError("--photos needs --older-than")
    if age is None and not (name and name.strip()):
        raise click.UsageError("say what is removed: --older-than, --forget, or both")
    if name and photos:
        raise click.UsageError("forget a name and remove photographs one after the other")
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    plan, damaged = _make_plan(root, handbook, age, name, photos=photos)
    _show_plan(plan, damaged)
    if plan.steps and _is_confirmed(yes=yes):
        _carry_out(root, handbook, plan, name)
    sys.exit(FOUND_PROBLEMS if damaged else 0)


def _make_plan(
    root: Path, handbook: Handbook, age: tuple[int, str] | None, name: str | None, *, photos: bool
) -> tuple[Plan, tuple[str, ...]]:
    from cx_handbook.audit.folder import retention
    from cx_handbook.audit.folder.quarantine import list_quarantined
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.audit.mailbox.write_once import FOLDER, KEYS

    stored = read_stored_audits(root, handbook)
    histories = [one.history for one in stored.audits]
    aside = list(list_quarantined(root))
    # Planned as a whole first, so that what is shown is what is done.
    plan = retention.Plan()
    if age is not None:
        cutoff = retention.find_cutoff(get_build_day(), age)
        if photos:
            return retention.plan_photo_removal(histories, aside, cutoff), stored.damaged
        if name is None:
            plan = retention.plan_removal(histories, stored.loose_events, aside, cutoff)
            return plan, stored.damaged
        histories = [one for one in histories if one.audit.record.date < cutoff]
    keys = [(f"{FOLDER}/{KEYS}/{key}.json", public.owner) for key, public in stored.keys.items()]
    plan = retention.plan_forgetting(histories, stored.loose_events, aside, keys, name or "")
    remarks = (*plan.remarks, *_list_named_drafts(root, name or ""))
    return replace(plan, remarks=remarks), stored.damaged


def _list_named_drafts(root: Path, name: str) -> Iterator[str]:
    """Yield what is being typed in and has a name: whoever types it is asked to see to it."""
    from cx_handbook.audit.folder.person_names import contains_name
    from cx_handbook.audit.mailbox.write_once import FOLDER
    from cx_handbook.audit.wording.report import relative_name

    for path in sorted((root / FOLDER / ".drafts").rglob("*.json")):
        if contains_name(path.read_text("utf-8", "replace"), name):
            yield f"{relative_name(path, root)} is not finished and has the name; finish or delete it"


def _show_plan(plan: Plan, damaged: tuple[str, ...]) -> None:
    for line in damaged:
        echo(line, err=True)
    for remark in plan.remarks:
        echo(remark, err=True)
    words = {
        "remove": "removed", "bare": "without pictures", "revise": "written anew without the name",
        "rename": "event without the name",
    }  # fmt: skip
    for step in plan.steps[:_SHOWN]:
        echo(f"{words[step.kind]}: {step.path} ({step.why})")
    if len(plan.steps) > _SHOWN:
        echo(f"… and {len(plan.steps) - _SHOWN} more")
    counted = Counter(words[step.kind] for step in plan.steps)
    said = ", ".join(f"{count_things(n, 'file')} {word}" for word, n in counted.items())
    echo(f"{said}." if said else "There is nothing to remove.")


def _is_confirmed(*, yes: bool) -> bool:
    if yes:
        return True
    if sys.stdin.isatty() and sys.stdout.isatty():
        return click.confirm("Do it? It cannot be undone")
    echo("Nothing was changed; add --yes to do it.")
    return False


def _carry_out(root: Path, handbook: Handbook, plan: Plan, name: str | None) -> None:
    from cx_handbook.audit.mailbox.write_once import remove_unfinished

    today = get_build_day()
    for step in plan.steps:
        _log(root, step, today)
        _do_step(root, handbook, step, name or "", today)
    remove_unfinished(root, time.time())
    echo("Done; audits/removed.log says what was removed.")


def _log(root: Path, step: RemovalStep, today: date) -> None:
    """Write into the log what is done next; a step that was begun before stands in it already."""
    from cx_handbook.audit.folder.retention import LOG, log_removal
    from cx_handbook.audit.mailbox.write_once import FOLDER

    path, line = root / FOLDER / LOG, log_removal(step, today)
    try:
        if path.exists() and line in path.read_text("utf-8"):
            return
        _append_to_disk(path, line.encode())
    except OSError as error:
        raise CannotRunError(f"cannot write {path} ({error.strerror})") from None


def _append_to_disk(path: Path, line: bytes) -> None:
    """Add a line to a file, all of it or nothing."""
    size = path.stat().st_size if path.exists() else 0
    try:
        with path.open("ab", buffering=0) as stream:
            if stream.write(line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(stream.fileno())
    except OSError:
        with suppress(OSError):
            os.truncate(path, size) if size else path.unlink()
        raise


def _do_step(root: Path, handbook: Handbook, step: RemovalStep, name: str, today: date) -> None:
    from cx_handbook.audit.folder.forgetting import forget_in_event
    from cx_handbook.audit.folder.stored_audits import read_stored_event
    from cx_handbook.audit.reading.readers.event_file import encode_event
    from cx_handbook.files import write_atomically

    path = root / step.path
    try:
        if step.kind == "remove":
            path.unlink(missing_ok=True)
        elif step.kind == "rename":
            event = forget_in_event(read_stored_event(root, path), name)
            write_atomically(path, encode_event(event), to_disk=True)
        else:
            _rewrite_record(root, handbook, step, name, today)
    except FileNotFoundError:
        return  # another machine tidied it
    except OSError as error:
        raise CannotRunError(f"cannot change {path} ({error.strerror})") from None


def _rewrite_record(
    root: Path, handbook: Handbook, step: RemovalStep, name: str, today: date
) -> None:
    from cx_handbook.audit.folder.forgetting import forget_in_record
    from cx_handbook.audit.folder.stored_audits import read_stored_audit
    from cx_handbook.audit.mailbox.write_once import FOLDER, keep_once
    from cx_handbook.audit.reading.importer import make_importer
    from cx_handbook.audit.reading.readers.record_file import build_record_path, encode_record
    from cx_handbook.audit.records.record_digest import leave_out_pictures
    from cx_handbook.files import write_atomically

    path, importer = root / step.path, make_importer(handbook)
    audit = read_stored_audit(root, path, importer)
    if step.kind == "bare":
        write_atomically(path, encode_record(leave_out_pictures(audit.record)), to_disk=True)
        return
    record = forget_in_record(audit.record, name, today)
    keep_once(lambda n: root / FOLDER / build_record_path(record, n), encode_record(record))

"""The commands `handbook audit score` and `show`: one audit, from a file or by its reference."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.cli.stored_audits import find_audit
from cx_handbook.cli.terminal import echo
from cx_handbook.identifiers import shorten_fingerprint
from cx_handbook.labels import TO_ASK, capitalize_first

if TYPE_CHECKING:
    from cx_handbook.audit.folder.stored_audits import StoredAudits
    from cx_handbook.audit.history.counting import CountedAudit
    from cx_handbook.audit.history.seals import PublicKey
    from cx_handbook.audit.reading.importer import Audit, Importer
    from cx_handbook.customer_words import CustomerWords


def _read_audit(root: Path, name: str) -> tuple[Audit, Importer, CountedAudit | None, StoredAudits]:
    """Return the audit in a file or with a reference, what read it, and its place among the stored.

    Says what is wrong with it and exits when it cannot be read, or is not finished.
    """
    from cx_handbook.audit.folder.stored_audits import read_stored_audits
    from cx_handbook.audit.reading.importer import make_importer
    from cx_handbook.content.loader import load_handbook

    handbook = load_handbook(root)
    importer = make_importer(handbook)
    stored = read_stored_audits(root, handbook)
    if not Path(name).exists():
        found = find_audit(stored, name)
        return found.history.audit, importer, found, stored
    audit = _read_file(root, Path(name), importer)
    key = (audit.record.checklist, audit.record.id)
    counted = next((one for one in stored.audits if one.history.key == key), None)
    return audit, importer, counted, stored


def _read_file(root: Path, file: Path, importer: Importer) -> Audit:
    from cx_handbook.audit.reading.filled_sheet import UnreadableError
    from cx_handbook.audit.reading.importer import read_file_bytes
    from cx_handbook.audit.wording.report import list_unanswered, relative_name

    try:
        audit = importer.read_audit(read_file_bytes(file))
        if audit.record.state == "draft":
            opened, asked = len(list_unanswered(audit.result)), len(audit.form.items)
            raise UnreadableError(
                f"not finished: {opened} of {asked} open; finish it where it was begun"
            )
    except UnreadableError as error:
        echo(f"{relative_name(file, root)}: {error}", err=True)
        sys.exit(FOUND_PROBLEMS)
    return audit


_FILE = click.argument("file", metavar="FILE|REFERENCE")


@click.command("score")
@_FILE
@click.option("--json", "as_json", is_flag=True, help="Print everything that was reckoned.")
@click.pass_obj
@report_errors
def score_command(root: Path, file: str, as_json: bool) -> None:
    """Print the score of one audit in a line, reckoned anew from its form.

    FILE is a record, or what can be added; REFERENCE is that of an audit in audits/. One that does
    not count says so.
    """
    from cx_handbook.audit.folder.export import dump_result
    from cx_handbook.audit.questions.care import score_as_of
    from cx_handbook.audit.wording.report import describe_score

    audit, _, counted, _ = _read_audit(root, file)
    result = score_as_of(audit, get_build_day())
    if as_json:
        echo(json.dumps(dump_result(audit.form, result), ensure_ascii=False, indent=1).encode())
    else:
        echo("; ".join((describe_score(audit.form, result), *_list_marks(audit, counted))))


@click.command("show")
@_FILE
@click.pass_obj
@report_errors
def show_command(root: Path, file: str) -> None:
    """Show one audit: head, result and how sure it is, factors, findings with what helps, remarks.

    FILE is a record, or what can be added; REFERENCE is that of an audit in audits/. Where the
    questions have changed since the site's last audit, both are compared on the questions of both.
    Below stand its revisions, and what happened afterwards.
    """
    from rich.console import Console

    from cx_handbook.audit.folder.store import find_stored_before

    console = Console()
    audit, importer, counted, stored = _read_audit(root, file)
    before = find_stored_before(root, audit, importer)
    say = partial(console.print, highlight=False)
    _print_audit(audit, before, counted, say)
    _print_sections(_list_history(counted, stored.keys, importer.company.customer_words), say)


def _list_marks(audit: Audit, counted: CountedAudit | None) -> Iterator[str]:
    """Yield what keeps an audit from counting: another one, or a later revision of it."""
    from cx_handbook.audit.history.history_wording import describe_standing

    if counted is None:
        return
    newest = counted.history.audit.record
    if newest.revision > audit.record.revision:
        yield f"does not count: revision {newest.revision} replaces it"
    elif standing := describe_standing(counted):
        yield standing


def _list_history(
    counted: CountedAudit | None, keys: Mapping[str, PublicKey], words: CustomerWords
) -> Iterator[tuple[str, Iterable[str]]]:
    from cx_handbook.audit.history.customers import describe_answers, find_answers
    from cx_handbook.audit.history.history_wording import (
        describe_conflicts,
        describe_history_event,
        describe_revision,
        describe_seals,
    )

    if counted is None:
        return
    history = counted.history
    # First among what came later: an audit expects, and only customers can tell.
    if answers := find_answers(history.events):
        yield f"What {words.many} said", [describe_answers(answers, words)]
    yield "Conflicts", describe_conflicts(history)
    yield "Revisions", (describe_revision(revision) for revision in history.revisions)
    yield "Seals", describe_seals(history, keys)
    yield "Afterwards", (describe_history_event(event, words) for event in history.events)


def _print_sections(
    sections: Iterable[tuple[str, Iterable[str]]], say: Callable[..., None]
) -> None:
    from rich.text import Text

    for title, lines in sections:
        if found := list(lines):
            say()
            say(Text(title, style="bold"))
            for line in found:
                say(Text(f"  {line}"))


def _print_audit(
    audit: Audit, before: Audit | None, counted: CountedAudit | None, say: Callable[..., None]
) -> None:
    from rich.text import Text

    from cx_handbook.audit.questions.form_change import describe_change

    # As Text objects: in plain strings rich would read square brackets as markup.
    for line in (*_describe_head(audit), *map(capitalize_first, _list_marks(audit, counted))):
        say(Text(line))
    say()
    _print_score(audit, say)
    for line in describe_change(audit, before):
        say(Text(line))
    _print_factors(audit, say)
    _print_sections(_list_sections(audit, before), say)


def _print_score(audit: Audit, say: Callable[..., None]) -> None:
    """Print the headline above the score, and below it how sure it is."""
    from rich.text import Text

    from cx_handbook.audit.questions.care import score_as_of
    from cx_handbook.audit.wording.report import describe_score_without_headline
    from cx_handbook.audit.wording.result_wording import describe_headline_in_list, list_details

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
    revision = str(record.revision) if record.revision > 1 else None
    changed = record.changed_after_result
    for name, value in (
        ("Site", record.site), ("Reference", record.id), ("Period", period),
        ("Auditor", record.auditor), ("Date", record.date.isoformat()), ("Time", times),
        ("Form", shorten_fingerprint(record.form)), ("Revision", revision),
        ("Changed", f"{changed} after the result was seen" if changed else None),
    ):  # fmt: skip
        if value:
            yield f"{name + ':':11}{to_one_line(value)}"


def _print_factors(audit: Audit, say: Callable[..., None]) -> None:
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    from cx_handbook.audit.scoring.result import format_percent
    from cx_handbook.labels import FACTOR_NAMES
    from cx_handbook.statistics.rounding import round_down

    if not audit.result.factors:
        return
    table = Table.grid(padding=(0, 2))
    for scored in audit.result.factors:
        reach = scored.interval
        # Rounded down as everywhere, so that a share below its target never looks like it.
        percent = f"{round_down(100 * scored.share, 1):g}%"
        between = ""
        # Where every case was looked at, there is no span to speak of.
        if reach and reach.low < reach.high:
            # Outwards, so that what is printed holds no less.
            high = format_percent(reach.high, up=True)
            between = f"{format_percent(reach.low)} to {high}%"
        bar = ProgressBar(total=1, completed=scored.share, width=30)
        table.add_row(FACTOR_NAMES[scored.factor], bar, percent, between)
    say()
    say(table)


def _list_sections(audit: Audit, before: Audit | None) -> Iterator[tuple[str, Iterable[str]]]:
    from cx_handbook.audit.questions.care import list_care_sentences
    from cx_handbook.audit.wording.report import describe_action, list_remarks, list_unanswered
    from cx_handbook.text_for_messages import to_one_line

    yield capitalize_first(TO_ASK), list_care_sentences(audit, before, get_build_day())
    yield "Findings", _describe_findings(audit)
    yield (
        "Actions",
        (f"{action.standard or '–'}: {describe_action(action)}" for action in audit.record.actions),
    )
    yield (
        "Taken over",
        (
            f"{standard}: added up from {', '.join(sources)}"
            for standard, sources in audit.record.taken_over.items()
        ),
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
    from cx_handbook.audit.reading.answer_rules import describe_answer
    from cx_handbook.text_for_messages import to_one_line

    for scored in audit.result.findings:
        item = scored.item
        critical = " CRITICAL" if item.critical else ""
        given = describe_answer(audit.record.answers.get(item.standard))
        yield f"{item.standard}{critical} ({given}): {to_one_line(item.rule, 500)}"
        yield f"    What helps: {to_one_line(item.if_not, 500)}"

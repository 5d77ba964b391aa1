"""The command `handbook audit enter`: an audit on paper is typed in, one box after the other."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.choices import choose_site
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors, show_notice
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError
from cx_handbook.identifiers import shorten_fingerprint
from cx_handbook.text_for_messages import count_things, join_words

if TYPE_CHECKING:
    from cx_handbook.audit.entry.paper_entry import EntrySession
    from cx_handbook.audit.entry.typed_sheet import LoadEarlier
    from cx_handbook.audit.folder.store import AuditStore
    from cx_handbook.audit.reading.importer import Audit
    from cx_handbook.cli.audit_lives import AuditLives
    from cx_handbook.content.model import Form, Handbook

DRAFTS = Path("audits", ".drafts")


@click.command()
@click.argument("checklist")
@click.option("--site", metavar="NAME", help="The site, when you know it already.")
@click.option("--reference", metavar="TEXT", help="The reference on the sheet.")
@click.option(
    "--form", "digits", metavar="DIGITS", help="The sheet's form, when it is an older one."
)
@click.option(
    "--cases",
    "drawn",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The draft that `audit sample` wrote: site, days, reference and draws come from it.",
)
@click.pass_obj
@report_errors
def enter(
    root: Path,
    checklist: str,
    site: str | None,
    reference: str | None,
    digits: str | None,
    drawn: Path | None,
) -> None:
    """Type in an audit from paper, question by question, in the order of the sheet.

    CHECKLIST is a file name in checklists/ without .yml. What you type is saved after every answer;
    start the same command again to go on. --form takes the last digits in the foot of the sheet, or
    as many of them as you like to type.
    """
    from cx_handbook.audit.mailbox.write_once import remove_unfinished
    from cx_handbook.content.loader import load_whole_part
    from cx_handbook.documents.sheet_choice import is_printed_from

    remove_unfinished(root, time.time())
    whole = load_whole_part(root)
    # An older form is whole without its checklist.
    whole.require_files(
        lambda file: is_printed_from(file, [checklist]) and not (digits and file.endswith(".yml"))
    )
    handbook = whole.handbook
    show_notice(whole.notice)
    form = _find_form(handbook, root, checklist, digits)
    chosen = choose_site(handbook.company, site)
    given = {
        "head.site": chosen.id if chosen else None,
        "head.reference": _parse_reference(reference),
    }
    texts = {key: text for key, text in given.items() if text}
    texts = {**(_read_drawn(drawn, form) if drawn else {}), **texts}
    draft, session = _choose_draft(root, handbook, form, texts)
    digits = shorten_fingerprint(form.fingerprint)
    echo(f"{form.title} – form {digits}, as in the foot of the sheet.")
    echo("? helps, b goes back, q stops and keeps what you have typed.")
    current = next((c for c in handbook.checklists if c.slug == form.checklist), None)
    _ask_boxes(root, draft, session, show_grade=current is not None and current.show_grade)


def _read_drawn(file: Path, form: Form) -> dict[str, str]:
    from cx_handbook.audit.entry.drawn_draft import list_texts
    from cx_handbook.audit.reading.filled_sheet import UnreadableError
    from cx_handbook.audit.reading.importer import read_file_bytes
    from cx_handbook.audit.reading.readers.record_file import read_record

    try:
        return list_texts(read_record(read_file_bytes(file)), form)
    except UnreadableError as error:
        raise CannotRunError(f"{file}: {error}") from None


def _make_loader(root: Path) -> LoadEarlier:
    """Return what reads the earlier audits of a site: once, when the site is known."""
    from functools import cache

    from cx_handbook.audit.history.earlier_audits import EarlierAudits
    from cx_handbook.cli.audit_lives import read_audit_lives

    @cache
    def load() -> AuditLives:
        lives = read_audit_lives(root)
        # Named one by one they would hide the question that is asked.
        if lives.damaged:
            left_out = count_things(len(lives.damaged), "file")
            echo(f"{left_out} in audits/ left out; handbook audit list names them.", err=True)
        return lives

    @cache
    def find_earlier(site: str) -> EarlierAudits:
        audits = tuple(one for one in load().audits if one.record.site == site)
        return EarlierAudits(audits, load().events)

    return find_earlier


def _find_form(handbook: Handbook, root: Path, checklist: str, digits: str | None) -> Form:
    from cx_handbook.content.issued_forms import issue_forms
    from cx_handbook.suggestions import suggest

    if digits:
        return _find_older_form(handbook, checklist, digits)
    found = next((c for c in handbook.checklists if c.slug == checklist), None)
    if found is None:
        slugs = [c.slug for c in handbook.checklists]
        hint = suggest(checklist, slugs, f"the checklists are {', '.join(slugs)}")
        raise CannotRunError(f"there is no checklist {checklist}; {hint}")
    # The paper may come from a printed page of today that was never issued.
    issue_forms(handbook, root, [found])
    return handbook.forms[found.slug]


def _find_older_form(handbook: Handbook, checklist: str, digits: str) -> Form:
    found = [
        issued.form
        for issued in handbook.issued
        if issued.form.checklist == checklist and issued.fingerprint.startswith(digits.lower())
    ]
    # Few digits may fit several forms, and only one has the questions of this sheet.
    if len(found) != 1:
        many = "no form" if not found else f"{len(found)} forms"
        raise CannotRunError(
            f"{many} of {checklist} in checklists/issued/ begins with {digits}; "
            "write the digits as they stand in the foot of the sheet"
        )
    return found[0]


def _parse_reference(text: str | None) -> str | None:
    from cx_handbook.audit.entry.typed_texts import check_reference

    try:
        return check_reference(text) if text else None
    except ValueError as error:
        raise CannotRunError(str(error)) from None


def _choose_draft(
    root: Path, handbook: Handbook, form: Form, texts: dict[str, str]
) -> tuple[Path, EntrySession]:
    """Return the draft to go on with and its session: one that waits, or a new one."""
    import secrets

    from cx_handbook.audit.entry.paper_entry import EntrySession

    waiting = list(_list_drafts(root, handbook, form, texts))
    if waiting:
        for n, (_, session) in enumerate(waiting, 1):
            echo(f"{n}  {_describe_session(session)}")
        choices = [*(str(n) for n in range(1, len(waiting) + 1)), "new"]
        chosen = click.prompt("Go on with", type=click.Choice(choices), default="1")
        if chosen != "new":
            return waiting[int(chosen) - 1]
    # Random, so that two people can type in the same checklist at the same time.
    name = f"{form.checklist}-{secrets.token_hex(4)}.json"
    new = EntrySession(form, handbook.company, texts, earlier=_make_loader(root))
    return root / DRAFTS / name, new


def _list_drafts(
    root: Path, handbook: Handbook, form: Form, texts: dict[str, str]
) -> Iterator[tuple[Path, EntrySession]]:
    """Yield the drafts of a checklist that do not contradict what is given; name damaged ones."""
    from cx_handbook.audit.entry.paper_entry import read_draft
    from cx_handbook.audit.reading.filled_sheet import UnreadableError
    from cx_handbook.audit.reading.importer import read_file_bytes
    from cx_handbook.audit.wording.report import relative_name

    forms = {issued.fingerprint: issued.form for issued in handbook.issued}
    forms[form.fingerprint] = form
    earlier = _make_loader(root)
    # Today's form may not be issued yet when a draft on it is continued.
    for path in sorted((root / DRAFTS).glob("*.json")):
        try:
            raw = read_file_bytes(path)
            session = read_draft(raw, forms, handbook.company, earlier)
        except UnreadableError as error:
            echo(f"{relative_name(path, root)}: {error}", err=True)
            continue
        fits = all(session.texts.get(key, text) == text for key, text in texts.items())
        if session.form.checklist == form.checklist and fits:
            yield path, session


def _describe_session(session: EntrySession) -> str:
    from cx_handbook.text_for_messages import to_one_line

    parts = [
        session.texts[f"head.{name}"]
        for name in ("site", "reference", "date", "auditor")
        if f"head.{name}" in session.texts
    ]
    answered = sum(key.endswith(".answer") for key in session.texts)
    about = to_one_line(", ".join(parts)) or "nothing in its head yet"
    many, digits = len(session.form.items), shorten_fingerprint(session.form.fingerprint)
    return f"{about}; {answered} of {many} answered; form {digits}"


def _ask_boxes(root: Path, draft: Path, session: EntrySession, *, show_grade: bool) -> None:
    """Ask until every box is answered; save after every text; write the record when it is confirmed."""
    from cx_handbook.audit.entry.paper_entry import STOP, encode_draft
    from cx_handbook.audit.wording.report import relative_name
    from cx_handbook.files import write_atomically

    before = None
    while True:
        step = session.current_prompt
        try:
            if step:
                text = ask_box(session, again=step == before)
            else:
                session = session.mark_seen() if show_grade else session
                text = _ask_to_write(root, session)
        # Ctrl-C and Ctrl-D stop as q does: what was typed is kept.
        except (click.Abort, EOFError):
            echo()
            text = STOP
        if text.strip() == STOP:
            kept = (
                f"kept in {relative_name(draft, root)}" if draft.exists() else "nothing was typed"
            )
            echo(f"Stopped; {kept}. Start the same command again to go on.")
            return
        if step is None and text.strip() == "y":
            _write_record(root, draft, session)
            return
        before = step
        session, message = session.submit(text)
        if message:
            echo(message)
        # After every text: a closed window or a power cut loses nothing.
        write_atomically(draft, encode_draft(session), to_disk=True)


def ask_box(session: EntrySession, *, again: bool) -> str:
    """Ask for the text of the current box, and show above it what the sheet shows, once."""
    from cx_handbook.text_for_messages import to_one_line

    step = session.current_prompt
    if step is None:
        return ""
    # The question is shown once; after a refused answer only the prompt is repeated.
    for line in () if again else step.above:
        echo(to_one_line(line, 1000))
    there = session.texts.get(step.key)
    prompt = f"{step.ask} [{to_one_line(there, 60)}]" if there else step.ask
    answer: str = click.prompt(prompt, default="", show_default=False, prompt_suffix=" > ")
    return answer


def _ask_to_write(root: Path, session: EntrySession) -> str:
    """Show what is open and what is asked; ask whether to write it.

    What it comes to is shown only when the checklist says so: nobody is to answer for the grade.
    """
    from cx_handbook.audit.questions.care import list_care_sentences, score_as_of
    from cx_handbook.audit.reading.importer import Audit
    from cx_handbook.audit.wording.report import describe_score, list_remarks, list_unanswered

    # Shown before it is written, because a record is never changed afterwards.
    audit = Audit(session.build_record(), session.form)
    echo()
    today = get_build_day()
    if session.seen:
        echo(describe_score(audit.form, score_as_of(audit, today)))
    else:
        echo("All boxes were asked. The result is shown once the record is written.")
    if open_ones := list_unanswered(audit.result):
        echo(f"Unanswered: {', '.join(open_ones)}")
    for line in list_remarks(audit):
        echo(line)
    if without := session.list_without_action():
        echo(f"No action is agreed for {join_words(without, 'and')}. b goes back to agree one.")
    before = _make_store(root, session).find_audit_before(audit)
    if asked := list(list_care_sentences(audit, before, today)):
        echo("Please look at this once more. It costs no points.")
        for sentence in asked:
            echo(f"- {sentence}")
    ask = "Write the record? y writes it, b goes back, q stops and keeps the draft"
    answer: str = click.prompt(ask, default="", show_default=False, prompt_suffix=" > ")
    return answer


def _make_store(root: Path, session: EntrySession) -> AuditStore:
    """Return the store of audits; the form at hand is the only one that it has to know."""
    from cx_handbook.audit.folder.store import AuditStore
    from cx_handbook.audit.reading.importer import Importer

    return AuditStore(root, Importer(session.company, {session.form.fingerprint: session.form}))


def _write_record(root: Path, draft: Path, session: EntrySession) -> None:
    from cx_handbook.audit.folder.import_report import describe_import
    from cx_handbook.audit.folder.store import AuditStore
    from cx_handbook.audit.history.counting import list_rules
    from cx_handbook.audit.reading.importer import Audit, make_importer
    from cx_handbook.cli.decide import ask_about_seconds
    from cx_handbook.content.loader import load_whole_part

    # Read again: another audit for the same period may have been filled in on another form.
    handbook = load_whole_part(root).handbook
    store = AuditStore(root, make_importer(handbook), list_rules(handbook))
    added = store.store_audit(Audit(session.build_record(), session.form), draft)
    for line in describe_import(added, root, get_build_day(), handbook.company.customer_words):
        echo(line)
    if added.audit:
        _write_events(root, session, added.audit)
    draft.unlink(missing_ok=True)
    ask_about_seconds(root, handbook, [added.turn])
    sys.exit(FOUND_PROBLEMS if added.outcome == "conflict" else 0)


def _write_events(root: Path, session: EntrySession, audit: Audit) -> None:
    """Write what was said about actions of earlier audits, each once."""
    from cx_handbook.audit.history.action_list import describe_event
    from cx_handbook.audit.mailbox.write_once import FOLDER
    from cx_handbook.audit.records.events import build_event_path
    from cx_handbook.cli.audit_lives import write_event

    for event in session.list_events(audit.record):
        # There already when the command was killed after it was written.
        if not (root / FOLDER / build_event_path(event)).exists():
            write_event(root, event)
        echo(f"{event.audit} {event.action}: {describe_event(event)}")

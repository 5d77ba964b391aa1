"""The command `handbook audit enter`: an audit on paper is typed in, one box after the other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.audit.paper_entry import Entry
    from cx_handbook.content.model import Form, Handbook

DRAFTS = Path("audits", ".drafts")


@click.command()
@click.argument("checklist")
@click.option("--site", metavar="NAME", help="The site, when you know it already.")
@click.option("--reference", metavar="TEXT", help="The reference on the sheet.")
@click.option(
    "--form", "digits", metavar="DIGITS", help="The sheet's form, when it is an older one."
)
@click.pass_obj
@report_errors
def enter(
    root: Path, checklist: str, site: str | None, reference: str | None, digits: str | None
) -> None:
    """Type in an audit from paper, question by question, in the order of the sheet.

    CHECKLIST is a file name in checklists/ without .yml. What you type is saved after every answer;
    start the same command again to go on. --form takes the last digits in the foot of the sheet, or
    as many of them as you like to type.
    """
    from cx_handbook.content.loader import load

    handbook = load(root)
    form = _form(handbook, root, checklist, digits)
    given = {"head.site": chosen_site(handbook, site), "head.reference": _read_reference(reference)}
    texts = {key: text for key, text in given.items() if text}
    draft, entry = _begun(root, handbook, form, texts)
    click.echo(f"{form.title} – form {form.fingerprint[:12]}, as in the foot of the sheet.")
    click.echo("? helps, b goes back, q stops and keeps what you have typed.")
    _ask_all(root, draft, entry)


def chosen_site(handbook: Handbook, name: str | None) -> str | None:
    """Return the ID of the site that was named by ID or name. Raises CannotRunError."""
    from cx_handbook.audit.filled_sheet import site_named

    if name and not (found := site_named(handbook.company, name)):
        known = ", ".join(site.id for site in handbook.company.sites)
        raise CannotRunError(f"there is no site {name}; the sites are {known}")
    return found if name else None


def _form(handbook: Handbook, root: Path, checklist: str, digits: str | None) -> Form:
    from cx_handbook.content.issued_forms import issue_forms
    from cx_handbook.suggestions import suggest

    if digits:
        return _older_form(handbook, checklist, digits)
    found = next((c for c in handbook.checklists if c.slug == checklist), None)
    if found is None:
        slugs = [c.slug for c in handbook.checklists]
        hint = suggest(checklist, slugs, f"the checklists are {', '.join(slugs)}")
        raise CannotRunError(f"there is no checklist {checklist}; {hint}")
    issue_forms(handbook, root, [found])
    return handbook.forms[found.slug]


def _older_form(handbook: Handbook, checklist: str, digits: str) -> Form:
    found = [
        issued.form
        for issued in handbook.issued
        if issued.form.checklist == checklist and issued.fingerprint.startswith(digits.lower())
    ]
    if len(found) != 1:
        many = "no form" if not found else f"{len(found)} forms"
        raise CannotRunError(
            f"{many} of {checklist} in checklists/issued/ begins with {digits}; "
            "write the digits as they stand in the foot of the sheet"
        )
    return found[0]


def _read_reference(text: str | None) -> str | None:
    from cx_handbook.audit.paper_entry import read_reference

    try:
        return read_reference(text) if text else None
    except ValueError as error:
        raise CannotRunError(str(error)) from None


def _begun(root: Path, handbook: Handbook, form: Form, texts: dict[str, str]) -> tuple[Path, Entry]:
    """Return the draft to go on with and its entry: one that waits, or a new one."""
    import secrets

    from cx_handbook.audit.paper_entry import Entry

    waiting = list(_drafts(root, handbook, form, texts))
    if waiting:
        for n, (_, entry) in enumerate(waiting, 1):
            click.echo(f"{n}  {_described(entry)}")
        choices = [*(str(n) for n in range(1, len(waiting) + 1)), "new"]
        chosen = click.prompt("Go on with", type=click.Choice(choices), default="1")
        if chosen != "new":
            return waiting[int(chosen) - 1]
    name = f"{form.checklist}-{secrets.token_hex(4)}.json"
    return root / DRAFTS / name, Entry(form, handbook.company, texts)


def _drafts(
    root: Path, handbook: Handbook, form: Form, texts: dict[str, str]
) -> Iterator[tuple[Path, Entry]]:
    """Yield the drafts of a checklist that do not contradict what is given; name damaged ones."""
    from cx_handbook.audit.filled_sheet import UnreadableError
    from cx_handbook.audit.importer import file_bytes
    from cx_handbook.audit.paper_entry import read_draft
    from cx_handbook.audit.report import from_root

    forms = {issued.fingerprint: issued.form for issued in handbook.issued}
    forms[form.fingerprint] = form
    for path in sorted((root / DRAFTS).glob("*.json")):
        try:
            entry = read_draft(file_bytes(path), forms, handbook.company)
        except UnreadableError as error:
            click.echo(f"{from_root(path, root)}: {error}", err=True)
            continue
        fits = all(entry.texts.get(key, text) == text for key, text in texts.items())
        if entry.form.checklist == form.checklist and fits:
            yield path, entry


def _described(entry: Entry) -> str:
    from cx_handbook.text_for_messages import to_one_line

    said = [
        entry.texts[f"head.{name}"]
        for name in ("site", "reference", "date", "auditor")
        if f"head.{name}" in entry.texts
    ]
    answered = sum(key.endswith(".answer") for key in entry.texts)
    about = to_one_line(", ".join(said)) or "nothing in its head yet"
    form = entry.form
    return f"{about}; {answered} of {len(form.items)} answered; form {form.fingerprint[:12]}"


def _ask_all(root: Path, draft: Path, entry: Entry) -> None:
    """Ask until all is said; save after every text; write the record when that is wanted."""
    from cx_handbook.audit.paper_entry import STOP, draft_bytes
    from cx_handbook.audit.report import from_root
    from cx_handbook.files import write_whole

    before = None
    while True:
        step = entry.step
        try:
            text = _ask(entry, again=step == before) if step else _ask_to_write(entry)
        except (click.Abort, EOFError):
            click.echo()
            text = STOP
        if text.strip() == STOP:
            kept = f"kept in {from_root(draft, root)}" if draft.exists() else "nothing was typed"
            click.echo(f"Stopped; {kept}. Start the same command again to go on.")
            return
        if step is None and text.strip() == "y":
            _write(root, draft, entry)
            return
        before = step
        entry, said = entry.told(text)
        if said:
            click.echo(said)
        write_whole(draft, draft_bytes(entry))


def _ask(entry: Entry, *, again: bool) -> str:
    from cx_handbook.text_for_messages import to_one_line

    step = entry.step
    if step is None:
        return ""
    for line in () if again else step.above:
        click.echo(to_one_line(line, 1000))
    there = entry.texts.get(step.key)
    prompt = f"{step.ask} [{to_one_line(there, 60)}]" if there else step.ask
    answer: str = click.prompt(prompt, default="", show_default=False, prompt_suffix=" > ")
    return answer


def _ask_to_write(entry: Entry) -> str:
    """Show what is open and what it comes to; ask whether to write it."""
    from cx_handbook.audit.importer import Audit
    from cx_handbook.audit.report import oddities, score_line, unanswered

    audit = Audit(entry.record(), entry.form)
    click.echo()
    click.echo(score_line(audit.result))
    if open_ones := unanswered(audit.result):
        click.echo(f"Unanswered: {', '.join(open_ones)}")
    for line in oddities(audit):
        click.echo(line)
    ask = "Write the record? y writes it, b goes back, q stops and keeps the draft"
    answer: str = click.prompt(ask, default="", show_default=False, prompt_suffix=" > ")
    return answer


def _write(root: Path, draft: Path, entry: Entry) -> None:
    from cx_handbook.audit.importer import Audit, Intake
    from cx_handbook.audit.report import told
    from cx_handbook.audit.store import Store

    store = Store(root, Intake(entry.company, {entry.form.fingerprint: entry.form}))
    added = store.keep(Audit(entry.record(), entry.form), draft)
    for line in told(added, root):
        click.echo(line)
    draft.unlink(missing_ok=True)
    sys.exit(FOUND_PROBLEMS if added.outcome == "conflict" else 0)

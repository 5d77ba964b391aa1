"""The command `handbook init`: ask who the company is, and write a new handbook for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook.cli.choices import shorten_path
from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.text_for_messages import count_things

if TYPE_CHECKING:
    from cx_handbook.authoring.new_handbook import Answers, NewHandbook
    from cx_handbook.authoring.samples import Sample
    from cx_handbook.content.model import Handbook

# Commands stand alone on their lines, so that they can be copied into any shell.
_NEXT_STEPS = """
Next:
  1. See it in your browser:
{install}       cd {folder}
       handbook serve --open
  2. Say who you are in policies/company.yml: telephone, hours, who may give away what.
  3. Start a policy of your own:
       handbook new policy practice my-first-policy

README.md in it has the rest, and how everybody else installs the command."""

FindFault = Callable[[str], str | None]


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--from", "source", metavar="SAMPLE", help="What to start from. Default: starter.")
@click.option("--name", metavar="TEXT", help="The company's name.")
@click.option("--language", metavar="TAG", help="Language and region, such as en-GB or fr-FR.")
@click.option("--currency", metavar="CODE", help="Such as GBP. Default: that of the region.")
@click.option("--timezone", metavar="ZONE", help="Such as Europe/Paris. Default: the region's.")
@click.option(
    "--customer", metavar="ONE/MANY", help="What customers are called, such as guest/guests."
)
@click.option("--colour", metavar="HEX", help='Your colour, such as "#0f6b64".')
@click.option("--site", "sites", metavar="NAME", multiple=True, help="Where you work; repeatable.")
@click.pass_obj
@report_errors
def init_command(root: Path, folder: Path, source: str | None, **options: object) -> None:
    """Start a handbook of your own in FOLDER: a sample's content with your company in it.

    SAMPLE is starter (the usual one: what a small business needs on its first day), retail, clinic,
    hotel or empty. On a terminal the command asks for what no option says, and nowhere else. FOLDER
    must be empty or not there yet; it is written whole or not at all.
    """
    from cx_handbook.authoring.folder_writer import check_target
    from cx_handbook.authoring.samples import find_sample, list_samples

    target = root / folder
    # First, so that nobody answers questions in vain.
    check_target(target)
    sample = find_sample(source) if source else _ask_sample(list_samples())
    answers = _gather_answers(sample, options)
    handbook, new = _write_handbook(target, sample, answers)
    _print_result(target, sample, handbook, new)


# Asking


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _ask(question: str, usual: str, find_fault: FindFault) -> str:
    """Ask until the answer can be used; the usual answer where nobody can be asked."""

    def read_answer(text: str) -> str:
        answer = text.strip()
        if fault := find_fault(answer):
            raise click.UsageError(fault)
        return answer

    # A script would wait for ever, and its log would show nothing.
    if not _is_terminal():
        return usual
    answer: str = click.prompt(question, default=usual or None, value_proc=read_answer)
    return answer


def _ask_sample(samples: tuple[Sample, ...]) -> Sample:
    """Let somebody choose a sample by its number or its name; the first is the usual one."""
    known = {sample.name: sample for sample in samples}
    known |= {str(number): sample for number, sample in enumerate(samples, start=1)}
    if _is_terminal():
        for number, sample in enumerate(samples, start=1):
            echo(f"  {number}  {sample.card.label}: {sample.card.about}")

    def find_fault(text: str) -> str | None:
        return None if text in known else f"choose one of {', '.join(known)}"

    return known[_ask("What to start from", samples[0].name, find_fault)]


def _gather_answers(sample: Sample, options: dict[str, object]) -> Answers:
    """Return what the options say, and for the rest what is asked or usual.

    Raises CannotRunError when an option cannot be used, or something is missing and nobody can be
    asked.
    """
    from cx_handbook.authoring.new_handbook import (
        KEPT,
        Answers,
        find_answer_fault,
        read_company,
    )
    from cx_handbook.authoring.regions import guess_currency

    company = read_company(sample)

    def take(field: str, question: str, usual: str) -> str:
        given = options[field]
        if isinstance(given, str):
            if fault := find_answer_fault(field, given):
                raise CannotRunError(f"--{field}: {fault}")
            return given
        return _ask(question, usual, lambda text: find_answer_fault(field, text))

    # The order is that of the questions: each answer proposes the next.
    name = take("name", "The company's name", "")
    if not name:
        raise CannotRunError("the company has no name yet; say it with --name")
    language = take("language", "Language and region", company["language"])
    same_region = language == company["language"]
    currency = company["currency"] if same_region else guess_currency(language)
    currency = take("currency", "Currency", currency or company["currency"])
    timezone = _take_timezone(options, None if same_region else language)
    customer = take("customer", "What one customer is called, and several", company["customer"])
    sites = options["sites"] or _ask_sites(company)
    colour = take("colour", "Your colour, such as #0f6b64", KEPT)
    return Answers(name, language, currency, timezone, customer, tuple(sites), colour)  # type: ignore[arg-type]


def _take_timezone(options: dict[str, object], language: str | None) -> str | None:
    """Return the time zone of the company, or None where that of the sample holds."""
    from cx_handbook.authoring.new_handbook import find_answer_fault
    from cx_handbook.authoring.regions import guess_timezone

    zone = options["timezone"]
    if isinstance(zone, str):
        if fault := find_answer_fault("timezone", zone):
            raise CannotRunError(f"--timezone: {fault}")
        return zone
    # One clock for a whole region is not worth a question.
    if language is None or (guess := guess_timezone(language, _find_local_zone())):
        return guess if language else None
    asked = _ask("Time zone", "", lambda text: find_answer_fault("timezone", text))
    if not asked:
        raise CannotRunError(
            f"{language} has more than one clock; say yours with --timezone, such as Europe/Paris"
        )
    return asked


def _find_local_zone() -> str | None:
    """Return the IANA name of this machine's time zone, where the system says it."""
    # Python knows the offset of now, but not by which rules it changes.
    named = os.environ.get("TZ") or str(Path("/etc/localtime").resolve())
    return named.rpartition("zoneinfo/")[2] or None


def _ask_sites(company: dict[str, str]) -> tuple[str, ...]:
    """Return the names of the sites, or none where those of the sample stay."""
    question = "Where you work: the names of your sites, with commas"
    names = _ask(question, company["sites"], lambda text: None if text else "name one at least")
    if names == company["sites"]:
        return ()
    return tuple(name.strip() for name in names.split(",") if name.strip())


# Writing


def _write_handbook(target: Path, sample: Sample, answers: Answers) -> tuple[Handbook, NewHandbook]:
    from cx_handbook.authoring.folder_writer import write_folder
    from cx_handbook.authoring.installation import describe_requirement
    from cx_handbook.authoring.json_schema import gather_own_names, write_schemas
    from cx_handbook.authoring.new_handbook import plan_handbook
    from cx_handbook.build_date import get_build_day
    from cx_handbook.content.loader import examine_content

    today = get_build_day()
    new = plan_handbook(sample, answers, describe_requirement(), today)
    handbooks = []

    def check_content(folder: Path) -> None:
        examined = examine_content(folder, today)
        if examined.errors or examined.handbook is None:
            raise HandbookError(examined.errors)
        write_schemas(folder, gather_own_names(examined.handbook))
        handbooks.append(examined.handbook)

    write_folder(target, new.files, check_content)
    return handbooks[0], new


def _print_result(target: Path, sample: Sample, handbook: Handbook, new: NewHandbook) -> None:
    place = shorten_path(target)
    counted = (
        count_things(len(handbook.situations), "situation"),
        count_things(len(handbook.checklists), "checklist"),
    )
    policies = len(handbook.policies)
    echo(
        f"Wrote {place}: {policies} {'policy' if policies == 1 else 'policies'}, "
        f"{' and '.join(counted)}, from the sample {sample.name}."
    )
    for note in new.notes:
        echo(note)
    echo(_NEXT_STEPS.format(folder=place, install=_describe_install()))


def _describe_install() -> str:
    """Return the line that keeps the command on this machine; empty where it is there to stay."""
    from cx_handbook.authoring.installation import describe_source

    # uvx says so to what it runs, and forgets it afterwards.
    return f"       uv tool install {describe_source()}\n" if "UV" in os.environ else ""

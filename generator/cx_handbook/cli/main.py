"""The command `handbook`: parse the options, call the rooms below, print what happened."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cx_handbook import __version__
from cx_handbook.cli.command_group import CommandGroup
from cx_handbook.cli.errors import FOUND_PROBLEMS, report_errors, show_notice
from cx_handbook.cli.new_holidays import new_holidays_command
from cx_handbook.cli.problem_list import format_count, format_problems
from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError
from cx_handbook.text_for_messages import count_things, join_words

if TYPE_CHECKING:
    from cx_handbook.content.examination import Examination
    from cx_handbook.content.model import Handbook

# Pydantic would look through every installed package for plugins; the handbook uses none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handbook")
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The handbook's folder, in which policies/ lies. Default: here.",
)
@click.pass_context
@report_errors
def main(context: click.Context, root: Path) -> None:
    """Turn policies and checklists written in YAML into a handbook site and printed sheets."""
    # Absolute from here on: a command may change the folder.
    try:
        context.obj = root.resolve()
    except OSError:
        raise CannotRunError("the folder you are in is gone; change to another one") from None


@main.command("check")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="json for programs; github shows each problem at its line of a change.",
)
@click.option("--coverage", is_flag=True, help="Count the source items that are covered, too.")
@click.option("--reading", is_flag=True, help="Show how hard each text is to read, too.")
@click.option(
    "--alike", is_flag=True, help="Name phrases and pages that mean nearly the same, too."
)
@click.option("--fresh", is_flag=True, help="Read every file anew; use nothing kept in .cache/.")
@click.pass_obj
@report_errors
def check_content(
    root: Path, style: str, coverage: bool, reading: bool, alike: bool, fresh: bool
) -> None:
    """Read all content and say everything that is wrong with it, house rules included.

    Exits with 0 when there is no problem, 1 when there is one, 2 when it cannot run.
    """
    import gc

    gc.disable()  # a short run that keeps what it imports and reads: there is nothing to collect

    from cx_handbook.build_date import get_build_day
    from cx_handbook.content import kept_findings, parsed_files
    from cx_handbook.content.settled import examine_settled

    if alike and style == "json":
        raise click.UsageError("--alike prints sentences for authors; leave out --format json")
    parsed = parsed_files.ParsedFiles(root / parsed_files.PLACE, fresh=fresh)
    findings = kept_findings.KeptFindings(root / kept_findings.PLACE, fresh=fresh)
    examined = examine_settled(root, get_build_day(), parsed, findings)
    gc.freeze()  # nor on the way out
    if style == "json":
        _print_json(examined, coverage=coverage, reading=reading)
    else:
        for line in _format_problems(examined, root, style):
            echo(line)
        if examined.handbook and coverage:
            _print_coverage(examined.handbook)
        if examined.handbook and reading:
            _print_reading_ages(examined.handbook)
        if examined.handbook and alike:
            from cx_handbook.cli.alike_pages import print_alike_pages

            print_alike_pages(root, examined.handbook)
        _print_summary(examined)
    # Warnings do not fail: a build would succeed.
    sys.exit(FOUND_PROBLEMS if examined.errors else 0)


def _format_problems(examined: Examination, root: Path, style: str) -> Iterator[str]:
    if style != "github":
        return format_problems(examined.problems)
    from cx_handbook.cli.annotations import format_annotation

    # Each in its place, however many are alike: that is what they are shown for.
    return (format_annotation(problem, root, Path.cwd()) for problem in examined.problems)


def _print_json(examined: Examination, *, coverage: bool, reading: bool) -> None:
    from cx_handbook.content.coverage import Coverage

    # The problems as they are: an editor or a code host places them itself.
    said: dict[str, Any] = {"problems": [problem._asdict() for problem in examined.problems]}
    if examined.handbook and coverage:
        covered = Coverage(examined.handbook)
        said["coverage"] = {
            document.id: dict(
                zip(("covered", "items"), covered.count_covered((document,)), strict=True)
            )
            for document in examined.handbook.sources.documents
        }
    if examined.handbook and reading:
        from cx_handbook.content.readability import measure_readability

        said["reading"] = [asdict(text) for text in measure_readability(examined.handbook)]
    echo(json.dumps(said, ensure_ascii=False, indent=2))


def _print_coverage(handbook: Handbook) -> None:
    from cx_handbook.content.coverage import Coverage

    if not handbook.sources.items:
        echo("There are no sources: every policy rests on decisions of ours.")
        return
    coverage = Coverage(handbook)
    for document in handbook.sources.documents:
        covered, items = coverage.count_covered((document,))
        echo(f"{document.id:>8}  {covered:>3} of {items:>3}  {document.title}")
    for documents, what in (
        (coverage.complete_documents, "items of the documents listed in full"),
        (coverage.quoted_documents, "items quoted from other documents"),
    ):
        covered, items = coverage.count_covered(documents)
        echo(f"{covered} of {items} {what} are covered.")


def _print_reading_ages(handbook: Handbook) -> None:
    from cx_handbook.content.readability import measure_readability

    echo("Reading age in years, words in the longest sentence, file, hardest sentence:")
    for text in measure_readability(handbook):
        age = "  – " if text.age is None else f"{text.age:4.1f}"
        echo(f"{age} {text.longest_sentence_words:>3}  {text.file}  {text.hardest}")


def _print_summary(examined: Examination) -> None:
    severities = Counter(problem.severity for problem in examined.problems)
    if examined.handbook and not examined.errors:
        book = examined.handbook
        counted = (
            (len(book.policies), "policy", "policies"),
            (len(book.standards_by_id), "standard", "standards"),
            (len(book.situations), "situation", "situations"),
            (len(book.checklists), "checklist", "checklists"),
        )
        read = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counted)
        accepted = f", {count_things(examined.accepted, 'exception')} accepted" * bool(
            examined.accepted
        )
        notices = f", {count_things(severities['notice'], 'notice')}" * bool(severities["notice"])
        warnings = count_things(severities["warning"], "warning")
        echo(f"Read {read}: no problem, {warnings}{notices}{accepted}.")
    else:
        echo(format_count(examined.problems))


@main.group("new")
def new_group() -> None:
    """Start a file from a commented skeleton that is valid at once."""


class _NewPolicyCommand(click.Command):
    """Names the kinds of policy in its help: the model is imported only when somebody asks for it."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from cx_handbook.content.model import KINDS

        self.help = (self.help or "").replace("{kinds}", join_words(KINDS))
        super().format_help_text(ctx, formatter)


@new_group.command("policy", cls=_NewPolicyCommand)
@click.argument("kind")
@click.argument("slug")
@click.option(
    "--section", metavar="FOLDER", help="The folder below policies/. Default: where its kind is."
)
@click.pass_obj
@report_errors
def new_policy(root: Path, kind: str, slug: str, section: str | None) -> None:
    """Write policies/FOLDER/SLUG.yml.

    KIND is {kinds}. SLUG is the file's name and the
    page's address: small letters, digits and hyphens. No file is ever overwritten.
    """
    # Imported here: most commands never need it.
    from cx_handbook.authoring import skeletons
    from cx_handbook.content.loader import load_whole_part

    whole = load_whole_part(root)
    whole.require_files(lambda file: file in ("policies/sections.yml", "policies/sources.yml"))
    skeletons.check_left_out(slug, whole.causes)
    _write_new_file(
        root, skeletons.new_policy(whole.handbook, kind, slug, section, date.today(), whole.taken)
    )
    show_notice(whole.notice)


def _add_new_command(sort: str, folder: str) -> None:
    """Add the command that starts a file of one sort."""

    @new_group.command(
        sort,
        help=f"Write {folder}/SLUG.yml.\n\nSLUG is the file's name and the page's address: small "
        "letters, digits and hyphens. No file is ever overwritten.",
    )
    @click.argument("slug")
    @click.pass_obj
    @report_errors
    def command(root: Path, slug: str) -> None:
        from cx_handbook.authoring.skeletons import NEW_FILE_MAKERS
        from cx_handbook.content.loader import load_whole_part

        whole = load_whole_part(root)
        # A case names a source item.
        whole.require_files(lambda file: sort == "case" and file == "policies/sources.yml")
        _write_new_file(root, NEW_FILE_MAKERS[sort](whole.handbook, slug, date.today()))
        show_notice(whole.notice)


for _sort, _folder in (
    ("checklist", "checklists"),
    ("situation", "policies/situations"),
    ("case", "policies/cases"),
    ("role-play", "policies/role-plays"),
    ("model", "policies/models"),
    ("log", "logs"),
):
    _add_new_command(_sort, _folder)


new_group.add_command(new_holidays_command)


def _write_new_file(root: Path, file: Any) -> None:
    from cx_handbook.authoring.skeletons import write_new_file

    write_new_file(root, file)
    echo(f"Wrote {file.name}. Replace each text that starts with “Write:”, then run")
    echo("  handbook check")


@main.command("schema")
@click.option("--check", is_flag=True, help="Write nothing; say which are missing or outdated.")
@click.option(
    "--generic", is_flag=True, help="Without your own names: schemas that fit every handbook."
)
@click.pass_obj
@report_errors
def write_schema_files(root: Path, check: bool, generic: bool) -> None:
    """Write the JSON Schemas in schemas/, from which editors complete and explain fields.

    They know your roles, channels, sites, products and IDs: run it again when these change.
    With --check, exits with 1 when one is missing or outdated.
    """
    from cx_handbook.authoring.json_schema import find_outdated, gather_own_names, write_schemas
    from cx_handbook.content.loader import load_whole_part

    # Also where generic ones are wanted: elsewhere nothing would use them.
    whole = load_whole_part(root)
    own = None if generic else gather_own_names(whole.handbook)
    names = find_outdated(root, own) if check else write_schemas(root, own)
    run = "handbook schema --generic" if generic else "handbook schema"
    for name in names:
        echo(f"{name} is outdated; run {run}" if check else f"Wrote {name}.")
    if not names:
        echo("The schemas fit the model.")
    show_notice(whole.notice)
    sys.exit(FOUND_PROBLEMS if check and names else 0)


@main.command("build")
@click.option("--fresh", is_flag=True, help="Make everything anew; use nothing kept in .cache/.")
@click.pass_obj
@report_errors
def build_command(root: Path, fresh: bool) -> None:
    """Check the content and build site/, its PDFs included.

    The site is built beside the old one and takes its place only when all went well.
    """
    from cx_handbook.cli.memory import collect_nothing

    with collect_nothing():
        from rich.console import Console

        from cx_handbook.website.mkdocs.build import build_site

        # On standard error, so that the output can be piped.
        with Console(stderr=True).status("") as status:
            home = build_site(
                root, status.update, lambda message: echo(message, err=True), fresh=fresh
            )
    echo(f"Built. Open {home.as_uri()} in a browser.")


@main.command("serve")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Host and port.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser at once.")
@click.pass_obj
@report_errors
def serve_command(root: Path, address: str, open_browser: bool) -> None:
    """Show the site in a browser and reload it whenever a file is saved.

    A mistake stands on the pages, with its file, its line and what to write.
    """
    from cx_handbook.website.mkdocs.preview import serve_site
    from cx_handbook.website.swapping import put_right

    put_right(root, root / "site", time.time())
    serve_site(root, address, lambda message: echo(message, err=True), open_browser=open_browser)


if __name__ == "__main__":
    main()

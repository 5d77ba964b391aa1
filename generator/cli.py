"""The command `handbook`: reads what was asked, calls the middle, says what happened."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.errors import CannotRunError, HandbookError, Problem

FOUND_PROBLEMS, CANNOT_RUN = 1, 2


def _reporting(command: Callable[..., None]) -> Callable[..., None]:
    """Turn the errors we raise into messages and exit codes; a bug keeps its traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except HandbookError as error:
            _say_problems(error.problems)
            sys.exit(FOUND_PROBLEMS)
        except CannotRunError as error:
            click.echo(f"handbook: {error}", err=True)
            sys.exit(CANNOT_RUN)

    return run


def _say_problems(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(str(problem), err=True)
    errors = sum(problem.severity == "error" for problem in problems)
    click.echo(_count(errors, "problem"), err=True)


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="handbook")
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="The handbook's folder, in which policies/ lies. Default: here.",
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Turn policies and checklists written in YAML into a handbook site and printed sheets."""
    context.obj = root.resolve()


@main.command()
@click.option(
    "--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.pass_obj
@_reporting
def check(root: Path, style: str) -> None:
    """Read all content and say everything that is wrong with it.

    Exits with 0 when there is no problem, 1 when there is one, 2 when it cannot run.
    """
    from generator.load import examine

    examined = examine(root)
    if style == "json":
        problems = [asdict(problem) for problem in examined.problems]
        click.echo(json.dumps({"problems": problems}, ensure_ascii=False, indent=2))
    else:
        for problem in examined.problems:
            click.echo(str(problem))
        _say_summary(examined)
    sys.exit(FOUND_PROBLEMS if examined.errors else 0)


def _say_summary(examined: Any) -> None:
    errors, warnings = len(examined.errors), len(examined.problems) - len(examined.errors)
    if examined.handbook:
        book = examined.handbook
        counted = (
            (len(book.policies), "policy", "policies"),
            (len(book.standard), "standard", "standards"),
            (len(book.situations), "situation", "situations"),
            (len(book.checklists), "checklist", "checklists"),
        )
        read = ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in counted)
        click.echo(f"Read {read}: no problem, {_count(warnings, 'warning')}.")
    else:
        click.echo(_count(errors, "problem"))


if __name__ == "__main__":
    main()

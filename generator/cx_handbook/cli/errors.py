"""What all commands share: errors become messages and exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from cx_handbook.errors import CannotRunError, HandbookError, Problem

FOUND_PROBLEMS, CANNOT_RUN = 1, 2


def reporting(command: Callable[..., None]) -> Callable[..., None]:
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
    click.echo(count(errors, "problem"), err=True)


def count(n: int, word: str) -> str:
    """Return a number with its word: 1 problem, 2 problems."""
    return f"{n} {word}{'' if n == 1 else 's'}"

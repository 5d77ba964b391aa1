"""Shared by all commands: errors become messages and exit codes; long work shows its progress."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from cx_handbook.cli.problem_list import format_count, format_problems
from cx_handbook.cli.terminal import OutputError, echo
from cx_handbook.errors import CannotRunError, HandbookError, Problem

if TYPE_CHECKING:
    from rich.console import Console

FOUND_PROBLEMS, CANNOT_RUN = 1, 2


def report_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Turn the errors we raise into messages and exit codes; a bug keeps its traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        # Every problem of every file, not only the first.
        except HandbookError as error:
            _print_problems(error.problems)
            sys.exit(FOUND_PROBLEMS)
        # The command cannot run at all; anything else is a bug and keeps its traceback.
        except CannotRunError as error:
            echo(f"handbook: {error}", err=True)
            sys.exit(CANNOT_RUN)

    return run


def explain_system_error(error: OSError) -> str:
    """Return in a sentence what the system refused a command; empty when nobody listens any more."""
    reason = error.strerror or str(error)
    # What is laid out for a terminal is written by a library, whose error names no file either.
    if isinstance(error, OutputError) or (error.errno == errno.ENOSPC and not error.filename):
        _forget_output()
        # Whoever reads through a pipe and has seen enough needs no sentence.
        is_unheard = error.errno == errno.EPIPE
        said = f"what there is to say cannot be written ({reason}); what was done before stands"
        return "" if is_unheard else said
    return f"cannot use {error.filename} ({reason})" if error.filename else reason


def _forget_output() -> None:
    """Send what is still to be written nowhere: Python would try it once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def open_missing_streams() -> None:
    """Open what was closed by whoever started us, into nothing.

    Otherwise the first file that we open would get the number of the output, and everything that a
    library prints would end up in it.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one
        if getattr(sys, name) is None:
            mode = "r" if number == 0 else "w"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))


def show_notice(text: str) -> None:
    """Say on standard error what somebody should know and nothing stops for; say nothing if empty."""
    if text:
        echo(text, err=True)


def _print_problems(problems: tuple[Problem, ...]) -> None:
    for line in format_problems(problems):
        echo(line, err=True)
    echo(format_count(problems), err=True)


@contextmanager
def show_progress(title: str, total: int) -> Iterator[tuple[Callable[[str], None], Console]]:
    """Show a progress bar on a terminal. Yield what moves it on by one, and where to print."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress

    from cx_handbook.text_for_messages import show_name

    def advance(name: str) -> None:
        # A file's name comes from outside: no markup, no line break, no escape sequence.
        progress.update(task, advance=1, description=escape(show_name(name, 40)))

    # Standard output stays clean for what a command prints.
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=total)
        yield advance, console

"""Print for people: what a line quotes from a file, or from its name, can do nothing to the terminal."""

from __future__ import annotations

import sys

import click

from cx_handbook.text_for_messages import make_lines_printable


class OutputError(OSError):
    """What there is to say cannot be written: the disk is full, or nobody reads the pipe any more."""


def echo(
    text: object = "", *, err: bool = False, nl: bool = True, colour: str | None = None
) -> None:
    """Print a text. Bytes, such as a table, go as they are into a file, and printable to a terminal.

    A terminal shows the text in the colour, one of those that click knows.

    Raises OutputError when it cannot be written.
    """
    try:
        if isinstance(text, bytes):
            if not (sys.stderr if err else sys.stdout).isatty():
                click.echo(text, err=err, nl=nl)
                return
            text = text.decode("utf-8", "replace")
        shown = make_lines_printable(str(text))
        click.echo(click.style(shown, fg=colour) if colour else shown, err=err, nl=nl)
    except OSError as error:
        raise OutputError(error.errno, error.strerror) from None

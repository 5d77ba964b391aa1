"""The command `handbook mcp`: the handbook for an assistant, over standard input and output."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cx_handbook import __version__
from cx_handbook.build_date import get_build_day
from cx_handbook.cli.errors import report_errors
from cx_handbook.content.loader import load_handbook
from cx_handbook.errors import CannotRunError

# By the name they are imported by. With V8, they are larger than all else that a build needs.
_PACKAGES = {
    "bs4": "markdownify",
    "markdownify": "markdownify",
    "mcp": "mcp",
    "py_mini_racer": "mini-racer",
}


@click.command("mcp")
@click.pass_obj
@report_errors
def mcp_command(root: Path) -> None:
    """Let an assistant read the handbook: find a page, read it, work out when a promise falls due.

    An assistant that speaks the Model Context Protocol starts this itself and talks to it over
    standard input and output, until it closes them. Nothing can be written, and no audit is read.
    Needs the extra mcp: pip install 'cx-handbook[mcp]'.
    """
    with explain_missing_packages():
        from cx_handbook.website.assistant.questions import Assistant
        from cx_handbook.website.assistant.server import make_server
        from cx_handbook.website.assistant.vectors_at_hand import read_vectors_at_hand

    # Standard output belongs to the protocol: problems go to standard error, as always.
    handbook = load_handbook(root)
    phrases = read_vectors_at_hand(root, handbook)
    assistant = Assistant(handbook, get_build_day(), phrases)
    make_server(assistant, f"{handbook.company.name} handbook", __version__).run("stdio")


@contextmanager
def explain_missing_packages() -> Iterator[None]:
    """Raise CannotRunError with the line to run where an import within finds a package missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = _PACKAGES.get((error.name or "").partition(".")[0])
        if package is None:
            raise  # a module of ours, or what one of theirs needs: a bug
        raise CannotRunError(
            f"this needs the package {package}, which is not installed; "
            "run pip install 'cx-handbook[mcp]'"
        ) from None

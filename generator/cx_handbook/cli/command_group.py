"""The group of all commands: which there are, and in which module each is."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from cx_handbook.cli.errors import CANNOT_RUN, explain_system_error, open_missing_streams
from cx_handbook.cli.terminal import echo

# Commands in modules of their own, by their names: imported when one is called.
_ELSEWHERE = {
    "adopt": ("adopt", "adopt_command"),
    "audit": ("audit", "audit"),
    "calendar": ("due", "calendar"),
    "due": ("due", "due"),
    "export": ("export", "export_command"),
    "find": ("find", "find_command"),
    "headers": ("headers", "headers_command"),
    "init": ("init", "init_command"),
    "mcp": ("mcp_server", "mcp_command"),
    "print": ("print_sheets", "print_command"),
    "remove": ("remove", "remove_command"),
    "report": ("report", "report_command"),
    "upgrade": ("upgrade", "upgrade_command"),
}


class CommandGroup(click.Group):
    """The commands. Those of other modules are imported when called: `check` needs none of them."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted((*super().list_commands(context), *_ELSEWHERE))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in _ELSEWHERE:
            return super().get_command(context, name)
        module, command = _ELSEWHERE[name]
        found: click.Command = getattr(import_module(f"cx_handbook.cli.{module}"), command)
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. What the system refuses ends it with one sentence."""
        open_missing_streams()
        try:
            return super().invoke(ctx)
        except OSError as error:
            if said := explain_system_error(error):
                with suppress(OSError):  # the other output may be full as well
                    echo(f"handbook: {said}", err=True)
            sys.exit(CANNOT_RUN)

    # The name of the first argument is click's.
    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        if not Path("policies").is_dir():
            formatter.write_paragraph()
            formatter.write_text("No handbook is here yet. Start one: handbook init my-handbook")

"""The command `handbook headers`: what a web server has to say to protect the handbook."""

from __future__ import annotations

from pathlib import Path

import click

from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.terminal import echo

_HOSTS = ("plain", "nginx", "apache", "netlify", "cloudflare", "json")


@click.command("headers")
@click.argument("host", type=click.Choice(_HOSTS), default="plain")
@click.pass_obj
@report_errors
def headers_command(root: Path, host: str) -> None:
    """Print the headers that protect the handbook, as HOST reads them.

    They are those of the last build, which has written them into site/ as well: for nginx, Apache,
    Netlify and Cloudflare. Without HOST, each stands on a line of its own, for whatever else serves
    the handbook.
    """
    from cx_handbook.website.headers.host_files import read_host_files, render_headers

    echo(render_headers(read_host_files(root / "site"), host), nl=False)

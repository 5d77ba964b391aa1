"""The command `handbook export`: the site without MkDocs, or its pages for another site builder."""

from __future__ import annotations

from pathlib import Path

import click

from cx_handbook.cli.errors import report_errors

FOLDER = "export"


@click.command("export")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
@report_errors
def export_command(root: Path, folder: Path | None) -> None:
    """Write the finished site into FOLDER, in a shell of its own, without MkDocs.

    FOLDER is export/ in the handbook's folder unless you name another. It is replaced only when all
    went well. The pages are real files: any web server shows them, and they open from a disk.
    """
    from rich.console import Console

    from cx_handbook.website.export.build import export_site

    # On standard error, so that the output can be piped.
    with Console(stderr=True).status("") as status:
        home = export_site(
            root, folder or root / FOLDER, status.update, lambda said: click.echo(said, err=True)
        )
    click.echo(f"Exported. Open {home.as_uri()} in a browser.")

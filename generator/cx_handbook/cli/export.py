"""The command `handbook export`: the site without MkDocs, or its pages for another site builder."""

from __future__ import annotations

from pathlib import Path

import click

from cx_handbook.cli.errors import report_errors
from cx_handbook.cli.terminal import echo

FOLDER = "export"


@click.command("export")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--for",
    "builder",
    type=click.Choice(["zensical", "properdocs"]),
    help="Write what this site builder reads, instead of a finished site.",
)
@click.pass_obj
@report_errors
def export_command(root: Path, folder: Path | None, builder: str | None) -> None:
    """Write the finished site into FOLDER, in a shell of its own, without MkDocs.

    FOLDER is export/ in the handbook's folder unless you name another, and export-zensical/ or
    export-properdocs/ with --for. It is replaced only when all went well. The pages are real files:
    any web server shows them, and they open from a disk.
    """
    from rich.console import Console

    from cx_handbook.cli.memory import collect_nothing
    from cx_handbook.website.export.build import export_input, export_site
    from cx_handbook.website.export.hosts import BUILDERS

    def warn(said: str) -> None:
        echo(said, err=True)

    target = folder or root / (f"{FOLDER}-{builder}" if builder else FOLDER)
    # On standard error, so that the output can be piped.
    with collect_nothing(), Console(stderr=True).status("") as status:
        if builder:
            export_input(root, target, BUILDERS[builder], status.update, warn)
        else:
            home = export_site(root, target, status.update, warn)
    if builder:
        chosen = BUILDERS[builder]
        echo(f"Wrote {target}. Build the site there with {chosen.name}:")
        echo(f"  pip install {chosen.needs}")
        echo(f"  PYTHONPATH=. {chosen.run}")
    else:
        echo(f"Exported. Open {home.as_uri()} in a browser.")

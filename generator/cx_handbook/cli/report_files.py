"""Shared by the commands that report: their periods, their tables, and the folder of their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cx_handbook.cli.terminal import echo
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.content.model.brand import Brand


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table as CSV that a spreadsheet program reads as it is."""
    from cx_handbook.csv_text import encode_csv_row

    echo(b"\xef\xbb\xbf", nl=False)  # so that a spreadsheet program reads it as UTF-8
    for row in (columns, *rows):
        echo(encode_csv_row(row).encode(), nl=False)


def write_pages(folder: Path, pages: Iterable[tuple[str, str]], brand: Brand | None) -> list[str]:
    """Write pages with their styles, scripts and fonts into a folder; return the pages' names."""
    from cx_handbook.bundles import REPORT_SCRIPT, REPORT_STYLE, join_bundle, list_copied_files
    from cx_handbook.files import write_atomically

    names = []
    for name, html in pages:
        write_atomically(folder / name, html.encode())
        names.append(name)
    assets = folder / "assets"
    style = join_bundle(REPORT_STYLE) + (f"\n{brand.report_style}" if brand else "")
    write_atomically(assets / REPORT_STYLE, style.encode())
    write_atomically(assets / REPORT_SCRIPT, join_bundle(REPORT_SCRIPT).encode())
    for address, path in list_copied_files().items():
        if address.startswith("vendor/inter/"):
            write_atomically(assets / address, path.read_bytes())
    return names


def parse_span(text: str | None) -> tuple[date | None, date | None]:
    """Return the first and the last day of a period in words, or of two joined by two dots.

    Raises CannotRunError when it is none.
    """
    if text is None:
        return None, None
    from cx_handbook.audit.sampling.draw_sample import parse_period

    begin, dots, end = text.partition("..")
    try:
        first, last = parse_period(begin).first, parse_period(end if dots else begin).last
    except ValueError:
        raise CannotRunError(
            f"{text} is no period; write 2026, 2026-Q3, 2026-08 or 2026-01..2026-06"
        ) from None
    # Turned round, no audit would lie in it, and nobody would know why.
    if first > last:
        raise CannotRunError(f"{text} ends before it begins; turn it round")
    return first, last

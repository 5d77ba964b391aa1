"""`handbook report --from`: a report of sites whose records are not in this handbook's folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cx_handbook.build_date import get_build_day
from cx_handbook.cli.errors import FOUND_PROBLEMS
from cx_handbook.cli.report_files import parse_span, print_table, write_pages
from cx_handbook.cli.terminal import echo

if TYPE_CHECKING:
    from cx_handbook.reports.many_sites_source import ManySites


def report_many_sites(
    root: Path, source: Path, period: str | None, folder: Path, style: str | None
) -> None:
    """Print the figures of many sites as data, or write their pages and say where."""
    from cx_handbook.content.loader import load_handbook
    from cx_handbook.reports.many_sites_pages import ManySitesPages
    from cx_handbook.reports.many_sites_source import choose_periods, read_many_sites

    today, handbook = get_build_day(), load_handbook(root)
    found = choose_periods(read_many_sites(source, handbook, today), *parse_span(period))
    if style:
        _print_data(found, style)
    else:
        # Rendered whole before a file is written: old pages stay when something fails.
        pages = list(ManySitesPages(found, handbook, today).render())
        names = write_pages(folder, pages, handbook.company.brand)
        echo(f"Wrote {folder / 'index.html'} and {len(names) - 1} pages beside it.")
    for line in found.damaged:
        echo(line, err=True)
    sys.exit(FOUND_PROBLEMS if found.damaged else 0)


def _print_data(found: ManySites, style: str) -> None:
    from cx_handbook.reports.many_sites_data import COLUMNS, dump_many_sites, list_rows

    if style == "json":
        data = dump_many_sites(found, get_build_day())
        echo(json.dumps(data, ensure_ascii=False, indent=1).encode())
    else:
        print_table(COLUMNS, list_rows(found))

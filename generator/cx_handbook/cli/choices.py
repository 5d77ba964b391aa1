"""Find what the options of commands name: a site by its ID or name, a day; print a path."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cx_handbook import written_days
from cx_handbook.errors import CannotRunError

if TYPE_CHECKING:
    from cx_handbook.content.model import Company, Site


def choose_site(company: Company, text: str | None) -> Site | None:
    """Return the site of this ID or name, or None when none is named.

    Raises CannotRunError, with the name that was probably meant, when there is no such site.
    """
    from cx_handbook.suggestions import suggest

    if not text or (site := company.find_site(text)):
        return site if text else None
    names = company.list_site_names()
    hint = suggest(text, names, f"choose one of {', '.join(names)}")
    raise CannotRunError(f"there is no site {text}; {hint}")


def parse_day(
    _context: click.Context, _parameter: click.Parameter, text: str | None
) -> date | None:
    """Return the day that an option names, as 2026-11-30."""
    try:
        return written_days.parse_day(text) if text else None
    except ValueError:
        raise click.BadParameter(f"{text} is not a date; write it as 2026-11-30") from None


def shorten_path(path: Path) -> str:
    """Return a path as it is printed: from the current folder where it lies below."""
    # A short path can be clicked and copied.
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)

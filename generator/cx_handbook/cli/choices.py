"""Find what the options of commands name: a site by its ID or name."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

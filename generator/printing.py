"""All that can be printed, and its PDF files: which ones go into a folder, under which names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from generator import pdf
from generator.atomic import write_whole
from generator.errors import CannotRunError, did_you_mean
from generator.model import Handbook, Site
from generator.packs import pack_names, pack_sheets
from generator.press import ASSETS, Paper, Sheet
from generator.sheets import all_sheets, sheet_names


def everything(
    handbook: Handbook, *, paper: Paper, site: Site | None = None, assets: str = ASSETS
) -> tuple[Sheet, ...]:
    """Return all that can be printed: the sheets, then the packs for training."""
    sheets = all_sheets(handbook, paper=paper, site=site, assets=assets)
    return (*sheets, *pack_sheets(handbook, paper=paper, site=site, assets=assets))


def print_sheets(
    handbook: Handbook,
    names: Sequence[str],
    papers: Sequence[Paper],
    site: Site | None,
    folder: Path,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write the named sheets as PDF, each on every paper, and return the files.

    `progress` hears the name of each file once it is written. Raises CannotRunError when Pango is
    missing or the disk refuses.
    """
    written = []
    for paper in papers:
        for sheet in everything(handbook, paper=paper, site=site):
            if sheet.name in names:
                path = folder / _file_name(sheet, site)
                write_whole(path, pdf.pdf_bytes(sheet))
                written.append(path)
                progress(path.name)
    return tuple(written)


def chosen_sheets(handbook: Handbook, name: str | None) -> tuple[str, ...]:
    """Return the names of the sheets meant: the one named, or all of them.

    Raises CannotRunError when there is no such sheet.
    """
    names = (*sheet_names(handbook), *pack_names(handbook))
    if name is None:
        return names
    if name not in names:
        raise CannotRunError(f"there is no checklist {name}; {_hint(name, names)}")
    return (name,)


def chosen_site(handbook: Handbook, name: str | None) -> Site | None:
    """Return the site of this ID or name. Raises CannotRunError when there is none."""
    if name is None:
        return None
    for site in handbook.company.sites:
        if name.casefold() in (site.id, site.name.casefold()):
            return site
    known = [word for site in handbook.company.sites for word in (site.id, site.name)]
    raise CannotRunError(f"there is no site {name}; {_hint(name, known)}")


def _hint(word: str, known: Iterable[str]) -> str:
    near = did_you_mean(word, known)
    return f"did you mean {near}?" if near else f"choose one of {', '.join(known)}"


def _file_name(sheet: Sheet, site: Site | None) -> str:
    return "-".join([sheet.name, *([site.id] if site else []), f"{sheet.paper}.pdf"])

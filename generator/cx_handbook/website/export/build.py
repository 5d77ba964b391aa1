"""Write the handbook as a complete site of real files in our own shell, without MkDocs."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from cx_handbook import addresses
from cx_handbook.build_date import get_build_day
from cx_handbook.content import issued_forms, page_addresses
from cx_handbook.content.issued_forms import NEVER_ISSUED
from cx_handbook.content.loader import Examination, examine_content
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.templating import OUR_LANGUAGE
from cx_handbook.website import site_files
from cx_handbook.website.export.plan import SitePlan, list_shell_files, make_plan
from cx_handbook.website.settings_file import SiteSettings, read_site_settings
from cx_handbook.website.site_files import HostSettings, Say
from cx_handbook.website.swapping import resolve_folder, swap_folders, temporary_folder

# What is in a folder that we wrote, and hardly in another.
_OURS = (addresses.ASSETS, "mkdocs.yml", "zensical.toml", "properdocs.yml")


def export_site(root: Path, target: Path, progress: Say, warn: Say) -> Path:
    """Write the site of a handbook's folder into another folder and return its home page.

    It is written beside the old one, which stays when anything fails. `progress` hears what is being
    done, `warn` what somebody should know. Raises HandbookError when the content, the settings or a
    hand-written page has problems, and CannotRunError when nothing can be written.
    """
    target = choose_target(root, target)
    progress("Checking the content")
    today = get_build_day()
    examined = examine_content(root, today)
    if examined.errors or examined.handbook is None:
        raise HandbookError(examined.errors)
    handbook = examined.handbook
    settings = _read_settings(root, warn)
    options = settings.options
    report = site_files.read_site_report(root, handbook, today, options, progress, warn)
    progress("Rendering the pages")
    plan = make_plan(root, handbook, settings, today, report)
    with temporary_folder(target.parent) as folder:
        site = folder / "new"
        write_files(site, list_shell_files(plan), plan.copied)
        host = HostSettings(settings.title, settings.description, (OUR_LANGUAGE,))
        cache = root / ".cache" / "pdf"
        site_files.finish_site(site, handbook, options, host, cache, progress, warn, report)
        swap_folders(site, target, folder / "old")
    keep_published(root, plan, examined, warn)
    return target / addresses.HOME


def _read_settings(root: Path, warn: Say) -> SiteSettings:
    """Read mkdocs.yml, and say what of it is left out."""
    settings = read_site_settings(root)
    if settings.left_out:
        named = ", ".join(settings.left_out)
        warn(f"left out of the export, because only MkDocs and its theme can do it: {named}")
    if reason := site_files.explain_no_pdfs(settings.options):
        warn(f"the site is written without PDFs: {reason}")
        settings = replace(settings, options=replace(settings.options, pdfs=False))
    return settings


def choose_target(root: Path, target: Path) -> Path:
    """Return the folder that is written, where a link leads, and make the one that it lies in.

    Raises CannotRunError when it holds what we did not write: the old folder is thrown away.
    """
    target = resolve_folder(target)
    if root.resolve().is_relative_to(target):
        raise CannotRunError(f"{target} holds the handbook itself; name another folder")
    held = sorted(path.name for path in target.iterdir()) if target.is_dir() else []
    if held and not any((target / name).exists() for name in _OURS):
        raise CannotRunError(
            f"{target} holds {held[0]}, which is no part of an export; name an empty folder"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotRunError(f"cannot write {target.parent} ({error.strerror})") from None
    return target


def write_files(
    folder: Path, contents: Iterable[tuple[str, str | bytes]], copied: Mapping[str, Path]
) -> None:
    """Write contents and copies below a folder that nobody reads yet, by their addresses.

    Raises CannotRunError when the disk refuses.
    """
    made: set[Path] = set()
    try:
        for address, content in contents:
            path = folder / address
            if path.parent not in made:
                path.parent.mkdir(parents=True, exist_ok=True)
                made.add(path.parent)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        for address, source in copied.items():
            path = folder / address
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, path)
    except OSError as error:
        raise CannotRunError(
            f"{error.filename or folder}: {error.strerror}; the old folder is untouched"
        ) from None


def keep_published(root: Path, plan: SitePlan, examined: Examination, warn: Say) -> None:
    """Keep the forms and the addresses of what was written, and say what remains to be known."""
    issued_forms.issue_forms(plan.handbook, root)
    page_addresses.add_published_pages(root, plan.handbook)
    for problem in examined.problems:
        if problem.wrong != NEVER_ISSUED:  # the export has just issued the forms
            warn(str(problem))

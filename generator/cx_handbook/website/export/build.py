"""Write the handbook as a complete site of real files in our own shell, without MkDocs."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cx_handbook import addresses
from cx_handbook.build_date import get_build_day
from cx_handbook.content.examination import Examination
from cx_handbook.content.issued_forms import NEVER_ISSUED
from cx_handbook.content.settled import examine_settled
from cx_handbook.documents.pdf import cache as pdf_cache
from cx_handbook.documents.pdf.cache import PdfCache
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.templating import OUR_LANGUAGE
from cx_handbook.website import last_files, site_files
from cx_handbook.website.export.hosts import DOCS, README, Builder, list_builder_files
from cx_handbook.website.export.plan import SitePlan, list_shell_files, make_plan
from cx_handbook.website.finder.meaning.script import PhraseVectors, read_phrase_vectors
from cx_handbook.website.settings_file import SiteSettings, read_site_settings
from cx_handbook.website.site_files import HostSettings, Say
from cx_handbook.website.swapping import put_right, replace_folder, resolve_folder

if TYPE_CHECKING:
    from cx_handbook.reports.report import Report

# What is in a folder that we wrote, and hardly in another.
_OURS = (addresses.ASSETS, f"{DOCS}/{addresses.ASSETS}")


class _Prepared(NamedTuple):
    """All that is known before anything is written."""

    plan: SitePlan
    examined: Examination
    report: Report | None
    phrases: PhraseVectors | None


def export_site(root: Path, target: Path, progress: Say, warn: Say) -> Path:
    """Write the site of a handbook's folder into another folder and return its home page.

    It is written beside the old one, which stays when anything fails. `progress` hears what is being
    done, `warn` what somebody should know. Raises HandbookError when the content, the settings or a
    hand-written page has problems, and CannotRunError when nothing can be written.
    """
    put_right(root, target, time.time())
    target = choose_target(root, target)
    prepared = _prepare(root, progress, warn)
    with replace_folder(target) as site:
        write_files(site, list_shell_files(prepared.plan), prepared.plan.copied)
        _finish(root, site, prepared, progress, warn)
    keep_published(root, prepared, warn)
    return target / addresses.HOME


def export_input(root: Path, target: Path, builder: Builder, progress: Say, warn: Say) -> Path:
    """Write the pages as input for another site builder and return the file that says what to do.

    Otherwise as `export_site`. No device keeps what the builder makes, and no headers are stated for
    it: it adds files and scripts of its own, and both have to name them all.
    """
    put_right(root, target, time.time())
    target = choose_target(root, target)
    prepared = _prepare(root, progress, warn, whole=False)
    plan = prepared.plan
    with replace_folder(target) as written:
        copied = {f"{DOCS}/{address}": path for address, path in plan.copied.items()}
        write_files(written, list_builder_files(plan, builder), copied)
        _finish(root, written / DOCS, prepared, progress, warn)
    keep_published(root, prepared, warn)
    return target / README


def _prepare(root: Path, progress: Say, warn: Say, *, whole: bool = True) -> _Prepared:
    """Read everything and render the pages, before anything is written.

    What needs the whole site, its frame included, is only written where `whole` says that it is ours.
    """
    progress("Checking the content")
    today = get_build_day()
    examined = examine_settled(root, today)
    if examined.errors or examined.handbook is None:
        raise HandbookError(examined.errors)
    settings = _read_settings(root, warn)
    if not whole:
        options = replace(settings.options, offline=False, headers=False)
        settings = replace(settings, options=options)
    report = site_files.read_site_report(
        root, examined.handbook, today, settings.options, progress, warn
    )
    phrases = None
    if settings.options.meaning:
        phrases = read_phrase_vectors(root, examined.handbook, warn)
    progress("Rendering the pages")
    plan = make_plan(root, examined.handbook, settings, today, report, phrases)
    return _Prepared(plan, examined, report, phrases)


def _finish(root: Path, site: Path, prepared: _Prepared, progress: Say, warn: Say) -> None:
    """Write what is made last, PDFs and workbooks among it."""
    settings = prepared.plan.settings
    host = HostSettings(settings.title, settings.description, (OUR_LANGUAGE,))
    last_files.finish_site(
        site,
        prepared.plan.handbook,
        settings.options,
        host,
        cache=PdfCache(root / pdf_cache.PLACE),
        say=progress,
        warn=warn,
        report=prepared.report,
    )


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


def keep_published(root: Path, prepared: _Prepared, warn: Say) -> None:
    """Keep the forms, the addresses and the vectors of what was written, and say what remains to be known."""
    last_files.keep_published(root, prepared.plan.handbook, prepared.phrases)
    for problem in prepared.examined.problems:
        if problem.wrong != NEVER_ISSUED:  # the export has just issued the forms
            warn(str(problem))

"""Run MkDocs: build the site beside the old one and swap it in when all went well."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cx_handbook.build_date import get_build_day
from cx_handbook.content import kept_findings, parsed_files
from cx_handbook.content.examination import Examination
from cx_handbook.content.issued_forms import NEVER_ISSUED
from cx_handbook.content.kept_findings import KeptFindings
from cx_handbook.content.notices import SETTINGS
from cx_handbook.content.parsed_files import ParsedFiles
from cx_handbook.content.settled import examine_settled
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.website.kept_site import made_cache
from cx_handbook.website.kept_site.built_site import BuiltSite, read_built_site
from cx_handbook.website.kept_site.made_cache import MadeCache
from cx_handbook.website.kept_site.old_files import OldFiles
from cx_handbook.website.mkdocs.known_settings import SiteState, digest_inputs
from cx_handbook.website.mkdocs.renewal import renew_site
from cx_handbook.website.site_files import Say
from cx_handbook.website.swapping import put_right, replace_folder, resolve_folder

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

NO_PLUGIN = f"{SETTINGS} does not name the handbook plugin; add it to plugins:"


def build_site(root: Path, progress: Say, warn: Say, *, fresh: bool = False) -> Path:
    """Build `site/` below a project's root and return its home page.

    `progress` hears what is being done, `warn` what somebody should know: what stops a strict build,
    and the warnings that remain once the forms are issued. What an earlier run kept in `.cache/` is
    used, unless all is to be made `fresh`. Raises HandbookError when the content has problems and
    CannotRunError when the build stops; the old site then stays.
    """
    put_right(root, root / "site", time.time())
    progress("Checking the content")
    # Before anything is read: what is saved meanwhile then counts as changed.
    inputs = digest_inputs(root)
    # Before MkDocs starts, so that all problems are listed without its own words around them.
    examined = _examine(root, fresh=fresh)
    if examined.errors or examined.handbook is None:
        raise HandbookError(examined.errors)
    settings = find_settings(root)
    # A link is followed: somebody may publish to another disk.
    site = resolve_folder(root / "site")
    made = MadeCache(root / made_cache.PLACE, fresh=fresh)
    old = OldFiles(site, None if fresh else read_built_site(root), made)
    state = SiteState(root, examined.handbook, get_build_day(), inputs)
    with replace_folder(site) as new:
        built = renew_site(state, new, old, progress, warn)
        if built is None:
            shutil.rmtree(new, ignore_errors=True)
            given = _Given(examined, fresh, old)
            built = _build_anew(settings, new, given, state, progress, warn)
    built.keep(root)
    made.forget_the_rest()
    for problem in examined.problems:
        if problem.wrong != NEVER_ISSUED:  # the build has just issued the forms
            warn(str(problem))
    return site / "index.html"


def _examine(root: Path, *, fresh: bool) -> Examination:
    parsed = ParsedFiles(root / parsed_files.PLACE, fresh=fresh)
    findings = KeptFindings(root / kept_findings.PLACE, fresh=fresh)
    examined = examine_settled(root, get_build_day(), parsed, findings)
    # Nothing else is read in a build, and what was parsed takes as much memory as the files.
    parsed.forget()
    return examined


def _build_anew(
    settings: Path, new: Path, given: _Given, state: SiteState, progress: Say, warn: Say
) -> BuiltSite:
    """Let MkDocs build into a folder that is not there yet."""
    said: list[str] = []

    def hear(message: str) -> None:
        said.append(message)
        warn(message)

    plugin, config = _run_mkdocs(settings, new, given, progress, hear)
    if not plugin or not (new / "index.html").is_file():
        raise CannotRunError(NO_PLUGIN)
    from cx_handbook.website.mkdocs.site_record import note_site

    return note_site(config, plugin, state, said)


def find_settings(root: Path) -> Path:
    """Return the path of mkdocs.yml. Raises CannotRunError when there is none."""
    settings = root / SETTINGS
    if not settings.is_file():
        raise CannotRunError(
            f"there is no mkdocs.yml in {root}; copy the one that handbook init writes into a new folder"
        )
    return settings


class _Given(NamedTuple):
    """What our plugin is given: what was read, whether it may use what an earlier build kept, and what
    that one made."""

    examined: Examination
    fresh: bool
    old: OldFiles


def _run_mkdocs(
    settings: Path, target: Path, given: _Given, progress: Say, warn: Say
) -> tuple[Any, MkDocsConfig]:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, ConfigurationError, PluginError

    with pass_on_messages(progress, warn):
        try:
            # Strict: a link that leads nowhere must stop a build.
            config = load_config(str(settings), site_dir=str(target), strict=True)
            # What was read above is handed on, so that content is read once.
            if plugin := config.plugins.get("handbook"):
                plugin.examined, plugin.fresh, plugin.old = given
            config.plugins.on_startup(command="build", dirty=False)
            try:
                build(config)
            finally:
                config.plugins.on_shutdown()
            return plugin, config
        except (Abort, ConfigurationError, PluginError, OSError) as error:
            said = f"the site was not built: {error}; the old one is untouched"
            raise CannotRunError(*said.splitlines()) from None


class _MessageHandler(logging.Handler):
    """Passes the host's messages on: what somebody should know, and what is merely progress."""

    def __init__(self, progress: Say, warn: Say) -> None:
        super().__init__(logging.INFO)
        self.progress, self.warn = progress, warn

    def emit(self, record: logging.LogRecord) -> None:
        # Notices stand just above INFO: they are nobody's mistake, but worth telling.
        say = self.warn if record.levelno > logging.INFO else self.progress
        say(record.getMessage())


@contextmanager
def pass_on_messages(progress: Say, warn: Say) -> Iterator[None]:
    """Let two hearers have what MkDocs says: its progress, and what somebody should know."""
    logger = logging.getLogger("mkdocs")
    # The level is put back, because a program may build more than once.
    listener, level = _MessageHandler(progress, warn), logger.level
    logger.addHandler(listener)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(listener)
        logger.setLevel(level)

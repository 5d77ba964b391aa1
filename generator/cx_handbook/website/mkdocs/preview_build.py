"""One whole build of the preview, in a folder of its own."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError

from cx_handbook.content.examination import Examination
from cx_handbook.content.file_layout import CHECKLISTS, LOGS, POLICIES
from cx_handbook.content.model import Handbook
from cx_handbook.content.notices import SETTINGS
from cx_handbook.content.yaml_reader import read_yaml
from cx_handbook.errors import CannotRunError, HandbookError, Problem
from cx_handbook.website.finder.meaning.script import PhraseVectors, read_phrase_vectors
from cx_handbook.website.live.page_renewal import PageRenewal
from cx_handbook.website.mkdocs.build import NO_PLUGIN, find_settings

_REFUSED_SETTING = re.compile(r"Config value '([^']+)': (.+)", re.DOTALL)
_MEND_SETTING = "write it as in the file that handbook init writes, or remove it"


@dataclass(frozen=True)
class WholeSite:
    """A site as a whole build made it, and what is needed to render single pages of it again.

    `watched` are the files and folders that it was made of.
    """

    folder: Path
    handbook: Handbook
    pages: PageRenewal
    watched: tuple[Path, ...]


def build_whole_site(
    root: Path, target: Path, url: str, examined: Examination, ask_wanted: Callable[[], None]
) -> WholeSite:
    """Build the site into an empty folder. `ask_wanted` is called often, and may raise to end it.

    Raises HandbookError with what is wrong with the content and the settings, and what MkDocs raises.
    """
    config = _load_settings(root, target, examined.errors)
    if examined.handbook is None:
        raise HandbookError(examined.errors)
    plugin = config.plugins.get("handbook")
    if plugin is None:
        raise CannotRunError(NO_PLUGIN)
    config.site_url = url
    config.plugins.on_startup(command="serve", dirty=False)
    plugin.examined, plugin.ask_wanted = examined, ask_wanted  # the content is read once
    build(config, serve_url=url)
    plugin.ask_wanted = lambda: None
    planned = plugin.planned
    read = None if planned.phrases is None else partial(_read_kept_phrases, root)
    renewal = PageRenewal(planned.pages, planned.downloads, plugin.writer.write_page, read)
    return WholeSite(
        target, examined.handbook, renewal, list_watched(root, config, examined.handbook)
    )


def _read_kept_phrases(root: Path, handbook: Handbook) -> PhraseVectors:
    """Return the kept vectors of a handbook's phrases; the build has said already which are missing."""
    kept = read_phrase_vectors(root, handbook, lambda _: None, makes_new=False)
    return kept or PhraseVectors({}, 0)


def list_watched(
    root: Path, config: MkDocsConfig | None = None, handbook: Handbook | None = None
) -> tuple[Path, ...]:
    """Return what a site is made of; without settings, what there is in any handbook."""
    watched = [root / name for name in (SETTINGS, POLICIES, CHECKLISTS, LOGS, "docs")]
    if config:
        theirs = (config.docs_dir, config.theme.custom_dir, *config.watch, *config.hooks)
        watched += [Path(path).resolve() for path in theirs if path]
    brand = handbook.company.brand if handbook else None
    if brand and brand.logo:
        watched.append(root / brand.logo)
    return tuple(watched)


def _load_settings(root: Path, target: Path, errors: tuple[Problem, ...]) -> MkDocsConfig:
    """Read mkdocs.yml. Raises HandbookError with its problems and those of the content."""
    with gather_warnings() as said:
        try:
            # Not strict: a page with a link that leads nowhere is shown, and the link is named.
            return load_config(str(find_settings(root)), site_dir=str(target), strict=False)
        except (Abort, ConfigurationError) as error:
            problems = _find_refused_settings(root, said)
            if not problems:
                raise
            raise HandbookError((*errors, *problems)) from error


@contextmanager
def gather_warnings() -> Iterator[list[str]]:
    """Yield a list that fills with what MkDocs warns of: all of it would stop a strict build."""
    handler = _Warnings(logging.WARNING)
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield handler.said
    finally:
        logger.removeHandler(handler)


class _Warnings(logging.Handler):
    """Keeps what MkDocs warns of."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _find_refused_settings(root: Path, said: Iterable[str]) -> list[Problem]:
    """Return what is wrong with mkdocs.yml, each with its line; empty when nothing has one."""
    file = read_yaml(root / SETTINGS, SETTINGS)
    if file.root is None:
        return file.problems[-1:]  # the YAML itself; anything before it is a tag, which may stand
    refused = filter(None, map(_REFUSED_SETTING.fullmatch, said))
    return [
        file.build_problem((found[1],), " ".join(found[2].split()).rstrip("."), _MEND_SETTING)
        for found in refused
    ]

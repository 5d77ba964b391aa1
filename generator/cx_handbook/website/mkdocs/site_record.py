"""Notes of a site that MkDocs has built what the next build may take of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from cx_handbook.content.notices import SETTINGS
from cx_handbook.website.kept_site.built_site import (
    BuiltPage,
    BuiltSite,
    digest_outline,
    find_place,
    note_page,
)
from cx_handbook.website.kept_site.noted_pages import NotedPages
from cx_handbook.website.mkdocs.known_settings import SiteState, are_known
from cx_handbook.website.mkdocs.page_frames import PageFrames
from cx_handbook.website.mkdocs.program_files import list_written_pages
from cx_handbook.website.page import Page
from cx_handbook.website.site_files import SiteOptions


def note_site(
    config: MkDocsConfig, plugin: Any, state: SiteState, said: Iterable[str]
) -> BuiltSite:
    """Return what is known of a built site. `said` is what was told to whoever built it."""
    pages = dict(_find_pages(Path(config.site_dir), plugin))
    is_whole = len(pages) == len(list(plugin.pages))
    search = find_search(config)
    return BuiltSite(
        files=plugin.finished.digests,
        host=state.host if is_whole and _is_renewable(config, plugin) else "",
        inputs=state.inputs.content,
        outline=digest_outline(plugin.pages, pages),
        options=_write_options(plugin.options),
        settings={
            "title": config.site_name,
            "description": config.site_description or "",
            "languages": list(search.config.lang or ()) if search is not None else [],
        },
        pages=pages,
        contents=tuple(plugin.planned.contents),
        copied=tuple(plugin.planned.copied),
        written=tuple(list_written_pages(plugin.writer.files, plugin.pages)),
        last=plugin.finished.last,
        made={**plugin.planned.contents.list_keys(), **plugin.finished.made},
        inline=plugin.finished.inline,
        said=tuple(said),
    )


def _is_renewable(config: MkDocsConfig, plugin: Any) -> bool:
    """Tell whether all that is around the pages is known to follow from what we look at."""
    frames = plugin.writer.env.globals.get("handbook_frames")
    return (
        isinstance(frames, PageFrames)
        and frames.works
        and bool(config.strict)
        # Where PDFs could not be made, they may be the next time.
        and plugin.options.pdfs == plugin.config.pdf
        and are_known((plugin.root / SETTINGS).read_bytes())
    )


def _find_pages(site: Path, plugin: Any) -> Iterator[tuple[str, BuiltPage]]:
    noted: NotedPages = plugin.noted
    for path, file in plugin.host_files.items():
        page: Page = file.page.finished
        place = noted.places.get(path)
        if path not in noted.digests:
            place = find_place(page.html, (site / path).read_bytes().decode())
        if place:
            yield path, note_page(page, *place)


def _write_options(options: SiteOptions) -> dict[str, object]:
    """Return the options as JSON has them."""
    told = asdict(options)
    told["report_day"] = options.report_day and options.report_day.isoformat()
    return told


def find_search(config: MkDocsConfig) -> Any:
    """Return the search plugin, or None when mkdocs.yml does not name it."""
    return config.plugins.get("material/search") or config.plugins.get("search")

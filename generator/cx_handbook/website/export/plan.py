"""What an export consists of: the pages and files that every host gets, and what was written by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from cx_handbook import addresses, bundles
from cx_handbook.content.model import Handbook
from cx_handbook.content.notices import SETTINGS
from cx_handbook.errors import CannotRunError, HandbookError, Problem
from cx_handbook.templating import OUR_LANGUAGE, is_english
from cx_handbook.website import site_files
from cx_handbook.website.export.links import find_dead_anchors
from cx_handbook.website.export.shell import FIRST_SCRIPT, TEXT_INDEX, Frame, Shell, find_icon
from cx_handbook.website.export.text_index import render_text_index
from cx_handbook.website.export.tree import NavItem, TreeBuilder
from cx_handbook.website.export.written_pages import (
    WrittenFile,
    WrittenPages,
    find_line,
    list_written_files,
)
from cx_handbook.website.for_programs.page_list import WrittenPage
from cx_handbook.website.page import Page
from cx_handbook.website.settings_file import SiteSettings
from cx_handbook.website.site_files import SiteFiles

if TYPE_CHECKING:
    from cx_handbook.reports.report import Report
    from cx_handbook.website.finder.meaning.script import PhraseVectors

# Needed by the theme's search alone.
_FOR_THEME = (
    site_files.HEAD_SCRIPT,  # it is a part of FIRST_SCRIPT
    f"{addresses.ASSETS}/theme_search.js",
    f"{addresses.ASSETS}/vendor/iframe-worker/",
)
_SITEMAP = "sitemap.xml"


@dataclass(frozen=True)
class SitePlan:
    """All of a site but what is around its pages: the content, the settings, pages, files, tree.

    `written` has the hand-written pages by the names of their files, `copied` every file that is
    copied as it is, by its address.
    """

    handbook: Handbook
    settings: SiteSettings
    today: date
    site: SiteFiles
    written: Mapping[str, tuple[WrittenFile, Page]]
    copied: Mapping[str, Path]
    tree: NavItem

    @property
    def pages(self) -> list[Page]:
        """Every page, the hand-written ones last."""
        return [*self.site.pages, *(page for _, page in self.written.values())]

    @property
    def url(self) -> str:
        """Where the site is published, with a slash at its end."""
        url = self.settings.url or self.handbook.company.handbook_url
        return url if not url or url.endswith("/") else f"{url}/"

    def list_program_files(self) -> dict[str, str]:
        """Return what programs read of the site, by its address."""
        written = [WrittenPage(page.path, page.title) for _, page in self.written.values()]
        return site_files.list_program_files(
            self.handbook, self.settings.title, self.site.pages, written, self.today
        )


def make_plan(
    root: Path,
    handbook: Handbook,
    settings: SiteSettings,
    today: date,
    report: Report | None,
    phrases: PhraseVectors | None,
) -> SitePlan:
    """Gather what a site consists of. Raises HandbookError when hand-written pages have problems."""
    site = site_files.plan_site(handbook, today, settings.options, report, phrases)
    files = list_written_files(root / settings.docs, settings.exclude, settings.nav)
    ours = {page.path for page in site.pages} | {*site.contents, *site.copied}
    _refuse_taken(files, ours, settings.docs)
    known = ours | {file.address for file in files}
    renderer = WrittenPages(settings.extensions, known, settings.docs)
    written = {file.name: (file, page) for file, page in renderer.render(files)}
    tree = TreeBuilder(written)
    root_item = tree.build(site.pages.navigation, settings.options.guide, settings.nav)
    problems = [
        *renderer.problems,
        *_name_missing(root, tree.missing),
        *_check_anchors(site, written, settings.docs),
    ]
    if problems:
        raise HandbookError(problems)
    if not is_english(handbook.company.language):
        written = {name: (file, _mark_guide(file, page)) for name, (file, page) in written.items()}
    copied = {file.address: file.path for file in files if not file.is_page}
    shared = {a: p for a, p in site.copied.items() if not a.startswith(_FOR_THEME)}
    return SitePlan(handbook, settings, today, site, written, shared | copied, root_item)


def _refuse_taken(files: list[WrittenFile], ours: set[str], docs: str) -> None:
    for file in files:
        if file.address in ours:
            raise CannotRunError(
                f"{docs}/{file.name} has the address of a page of the handbook itself; rename it"
            )


def _name_missing(root: Path, missing: list[str]) -> Iterator[Problem]:
    """Yield what `nav:` names and nobody wrote."""
    for name in missing:
        line = find_line(root / SETTINGS, name)
        wrong = f"it names {name}, and there is no such file"
        yield Problem(SETTINGS, line, 1, "nav", wrong, "correct it, or take it out")


def _check_anchors(
    site: SiteFiles, written: Mapping[str, tuple[WrittenFile, Page]], docs: str
) -> Iterator[Problem]:
    """Yield the links of hand-written pages to a place that their page does not have."""
    files = {page.path: file for file, page in written.values()}
    html = {page.path: page.html for page in site.pages}
    html |= {page.path: page.html for _, page in written.values()}
    for path, link in find_dead_anchors(html, files):
        wrong = f"this link leads to {link}, and that page has no such place"
        file = files[path]
        line = find_line(file.path, f"#{urlsplit(link).fragment}")
        yield Problem(
            f"{docs}/{file.name}", line, 1, "", wrong, "name a heading that is there, or none"
        )


def _mark_guide(file: WrittenFile, page: Page) -> Page:
    """Say of a page of the guide that it is English, where the document is not."""
    html = f'<div lang="{OUR_LANGUAGE}">{page.html}</div>'
    return replace(page, html=html) if file.is_of_guide else page


def list_shell_files(plan: SitePlan) -> Iterator[tuple[str, str | bytes]]:
    """Yield every file of a site in our own shell but those that are copied, by its address."""
    handbook, settings = plan.handbook, plan.settings
    contents = {a: c for a, c in plan.site.contents.items() if not a.startswith(_FOR_THEME)}
    style = contents[site_files.STYLE]
    first, script = bundles.join_export_scripts()
    contents |= {
        site_files.STYLE: f"{bundles.join_bundle(bundles.EXPORT_STYLE)}\n{style!s}",
        FIRST_SCRIPT: first,
        site_files.SCRIPT: script,
        TEXT_INDEX: render_text_index(plan.pages),
    }
    yield from contents.items()
    yield from plan.list_program_files().items()
    if plan.url and not settings.options.noindex:
        yield _SITEMAP, _render_sitemap(plan)
    shell = Shell(_make_frame(plan), handbook.company, plan.tree)
    yield from shell.render(plan.pages)


def _make_frame(plan: SitePlan) -> Frame:
    handbook, settings = plan.handbook, plan.settings
    # As MkDocs reads it: below this address the code host edits files of docs/.
    edits = settings.edit and "://" in settings.edit_uri
    return Frame(
        title=settings.title,
        description=settings.description,
        url=plan.url,
        icon=find_icon(handbook.company),
        copyright=settings.copyright,
        edit_root=urljoin(settings.edit_uri, "../") if edits else "",
        styles=settings.styles,
        scripts=settings.scripts,
        head=site_files.describe_head(handbook, plan.today, settings.options),
    )


def _render_sitemap(plan: SitePlan) -> str:
    """Return the list of pages for search engines; see sitemaps.org."""
    places = (
        f"<url><loc>{escape(urljoin(plan.url, page.path))}</loc></url>" for page in plan.pages
    )
    listed = "\n".join(places)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}\n</urlset>\n'
    )

"""The MkDocs plugin `handbook`: hands the finished pages to MkDocs. Nothing is decided here.

Everything that knows this host is in this file and in `theme/`. Three things are taken off the
host's hands, because they cost most of a build: pages arrive as finished HTML, the navigation as
strings, and the search entries as data.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from jinja2 import Environment
from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation as HostNavigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.structure.toc import AnchorLink, TableOfContents

from cx_handbook import addresses, bundles
from cx_handbook.build_date import build_day
from cx_handbook.content import issued_forms
from cx_handbook.content.coverage import Coverage, table
from cx_handbook.content.house_rules import RULES
from cx_handbook.content.loader import examine
from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import PAPERS
from cx_handbook.documents.pdf import renderer
from cx_handbook.documents.pdf.cache import PdfCache
from cx_handbook.documents.printing import print_workbooks, render_documents
from cx_handbook.documents.training_packs import list_packs
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.files import write_whole
from cx_handbook.markdown import plain
from cx_handbook.website import offline
from cx_handbook.website.audience import meta
from cx_handbook.website.context import DownloadLinks
from cx_handbook.website.finder.index import finder_index
from cx_handbook.website.mkdocs.navigation import Navigation
from cx_handbook.website.opening_hours import hours_script
from cx_handbook.website.page import Heading, Page
from cx_handbook.website.pages.all_pages import render_pages
from cx_handbook.website.pages.self_audit import form_scripts, identity
from cx_handbook.website.section_print import paper_foot

HOST = Path(__file__).parent
BOOST_WRITTEN = 0.1
FAVICON_OF_THEME = "assets/images/favicon.png"
SHIM = f"{addresses.ASSETS}/vendor/iframe-worker/shim.js"

# Something to be told that is nobody's mistake: a warning would stop a strict build.
NOTICE = logging.INFO + 5
logging.addLevelName(NOTICE, "NOTICE")
log = logging.getLogger("mkdocs.plugins.handbook")


class HandbookConfig(Config):  # type: ignore[no-untyped-call]
    """What may be set below `handbook:` in mkdocs.yml."""

    noindex = option.Type(bool, default=True)
    offline = option.Type(bool, default=True)
    pdf = option.Type(bool, default=True)
    guide = option.Type(str, default="Guide")


class FinishedPage(HostPage):
    """A page whose HTML is ready: reading and rendering it is a matter of handing it over."""

    def __init__(self, page: Page, file: File, config: MkDocsConfig) -> None:
        self.finished = page
        # The theme prints titles as they are, so they have to be escaped before it sees them.
        super().__init__(escape(page.title), file, config)
        if self.edit_url:
            self.edit_url = urljoin(self.edit_url, urlsplit(self.edit_url).path)

    def read_source(self, config: MkDocsConfig) -> None:
        self.markdown = ""
        self.meta = {"description": escape(self.finished.description), "search": {"exclude": True}}
        if self.is_homepage:
            self.meta["hide"] = ["navigation", "toc"]

    def render(self, config: MkDocsConfig, files: Files) -> None:
        self.content = self.finished.html
        self.toc = table_of_contents(self.finished.toc)
        self.present_anchor_ids = {heading.id for heading in self.finished.toc}


class HandbookPlugin(BasePlugin[HandbookConfig]):  # type: ignore[no-untyped-call]
    """Reads the handbook when a build starts, and adds its pages, its sheets and its look."""

    handbook: Handbook
    root: Path
    serving = False
    writes_pdfs = False
    built = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self.serving = command == "serve"
        if dirty:
            raise PluginError(
                "a dirty build empties the search index in silence; build without --dirty"
            )

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read render_documents first: a problem stops the build before anything old is removed."""
        self.root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        self.handbook = self._read()
        self.writes_pdfs = self._can_write_pdfs()
        # Our pages link to files, so that they open from a folder.
        config.use_directory_urls = False
        config.site_url = config.site_url or self.handbook.company.handbook_url
        config.theme.dirs.insert(0, str(HOST / "theme"))
        if config.theme["favicon"] == FAVICON_OF_THEME:
            config.theme["favicon"] = f"{offline.ICONS}/favicon.png"
        config.extra_css.insert(0, f"{addresses.ASSETS}/{bundles.STYLE}")
        config.extra_javascript.append(
            option.ExtraScriptValue(f"{addresses.ASSETS}/{bundles.SCRIPT}")
        )
        # Named before the offline plugin looks: it would load the same thing from another host.
        config.extra.setdefault("polyfills", []).extend(
            [SHIM, f"{addresses.ASSETS}/theme_search.js"]
        )
        config.extra["handbook"] = {
            "noindex": self.config.noindex,
            "id": identity(self.handbook.company),
            "url": self.handbook.company.handbook_url,
            "paper": paper_foot(self.handbook.company, self.today),
            "icons": offline.ICONS,
            "offline": self._is_kept(),
            "mine": meta(self.handbook.company),
            "early": bundles.join_bundle(bundles.HEAD_SCRIPT),
        }
        config.watch.extend(str(self.root / name) for name in ("policies", "checklists"))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages, the print views and what they need to look right."""
        written = [file.src_uri for file in files.documentation_pages()]
        views = render_documents(self.handbook, paper=None, assets=f"../../{addresses.ASSETS}/")
        printed = self._printed([sheet.name for sheet in views])
        for page in render_pages(self.handbook, self.today, printed):
            _add(files, self._page_file(page, config))
        for sheet in views:
            _add(files, File.generated(config, printed.views[sheet.name], content=sheet.html))
        # With a byte order mark, because spreadsheets take a table without one for another encoding.
        chain = table(Coverage(self.handbook)).encode("utf-8-sig")
        _add(files, File.generated(config, addresses.TRACEABILITY_TABLE, content=chain))
        for uri, script in self._scripts():
            _add(files, File.generated(config, uri, content=script))
        for address, path in bundles.list_copied_files().items():
            _add(
                files,
                File.generated(config, f"{addresses.ASSETS}/{address}", abs_src_path=str(path)),
            )
        nav = written if config.nav is None else list(config.nav)
        config.nav = _tree(self.handbook, nav, self.config.guide)
        return files

    def on_nav(self, nav: HostNavigation, *, config: MkDocsConfig, files: Files) -> HostNavigation:
        """Escape what the theme prints as it is, and make the strings the pages share."""
        _drop_hollow(nav.items)
        _escape_titles(nav.items)
        self.navigation = Navigation(nav.items)
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Give the theme the navigation, and the search its entries."""
        env.globals["handbook_navigation"] = self.navigation
        search = config.plugins.get("material/search") or config.plugins.get("search")
        if search is not None:
            for file in files.documentation_pages():
                if isinstance(file.page, FinishedPage):
                    search.search_index.entries.extend(_search_entries(file.page))
        return env

    def on_page_markdown(
        self, markdown: str, *, page: HostPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Rank hand-written pages last: they are about the handbook, and nobody needs them on a call."""
        if not isinstance(page, FinishedPage):
            page.meta.setdefault("search", {"boost": BOOST_WRITTEN})
        return markdown

    def on_post_page(self, output: str, *, page: HostPage, config: MkDocsConfig) -> str:
        """Name the theme's search dialog for screen readers; the theme leaves that out."""
        return _named_dialog(output)

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Name it on the page for addresses that lead nowhere, too."""
        return _named_dialog(output)

    @event_priority(-200)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the PDFs and the workbooks, which the preview has not; then, last, what keeps it all."""
        with _told():
            if self.writes_pdfs:
                self._write_pdfs(Path(config.site_dir))
            if not self.serving:
                folder = Path(config.site_dir) / addresses.PRINTED
                slugs = [checklist.slug for checklist in self.handbook.checklists]
                print_workbooks(self.handbook, slugs, None, folder)
                _drop_maps(Path(config.site_dir))
            self._write_worker(Path(config.site_dir), config)
        self.built = not self.serving

    def on_build_error(self, *, error: Exception) -> None:
        """Remember that nothing was built: the host counts its warnings last."""
        self.built = False

    def on_shutdown(self) -> None:
        """Keep the forms of what was built; the preview hands none out."""
        if self.built:
            with _told():
                issued_forms.issue_forms(self.handbook, self.root)

    def _scripts(self) -> Iterator[tuple[str, str]]:
        """Yield address and text of each script and style that is made, not copied."""
        yield from (
            (f"{addresses.ASSETS}/{name}", text) for name, text in bundles.join_bundles().items()
        )
        yield from form_scripts(self.handbook)
        yield addresses.FINDER_INDEX, finder_index(self.handbook)
        yield addresses.OPENING_HOURS, hours_script(self.handbook.company)

    def _read(self) -> Handbook:
        """Read the content; the preview shows what breaks a house rule, a build stops at it."""
        with _told():
            self.today = build_day()
            examined = examine(self.root, self.today)
        stops = examined.handbook is None or not self.serving
        for problem in examined.problems:
            if problem.severity == "warning":
                log.info("%s", problem)
            elif not stops:
                log.log(NOTICE, "%s", problem)
        if examined.handbook is None or (stops and examined.errors):
            raise PluginError(f"\n{HandbookError(examined.errors)}")
        return examined.handbook

    def _page_file(self, page: Page, config: MkDocsConfig) -> File:
        file = File.generated(config, _written_as(page.path), content="")
        if not page.listed:
            file.inclusion = InclusionLevel.NOT_IN_NAV
        # The edit link joins this to the address of docs/; the YAML lies beside that folder.
        file.edit_uri = _from_docs(self.root, config, page.source) if page.source else None
        file.page = FinishedPage(page, file, config)
        return file

    def _printed(self, names: list[str]) -> DownloadLinks:
        views = {name: addresses.print_view_path(name) for name in names}
        papers = PAPERS if self.writes_pdfs else ()
        pdfs: dict[str, dict[str, str]] = {
            name: {paper: addresses.pdf_path(name, paper) for paper in papers} for name in names
        }
        slugs = (checklist.slug for checklist in self.handbook.checklists)
        workbooks = {} if self.serving else {s: addresses.workbook_path(s) for s in slugs}
        return DownloadLinks(views, pdfs, workbooks)

    def _can_write_pdfs(self) -> bool:
        """PDFs take a second or two and need Pango: never in the preview, never when switched off."""
        if self.serving or not self.config.pdf:
            return False
        reason = renderer.explain_missing_pango()
        if reason:
            log.log(NOTICE, "the site is built without PDFs: %s", reason)
        return reason is None

    def _write_pdfs(self, site: Path) -> None:
        folder = site / addresses.PRINTED
        cache = PdfCache(self.root / ".cache" / "pdf")
        for paper in PAPERS:
            for sheet in render_documents(self.handbook, paper=paper):
                log.info("Writing %s-%s.pdf", sheet.name, paper)
                write_whole(folder / f"{sheet.name}-{paper}.pdf", cache.get(sheet))
        cache.forget_the_rest()

    def _is_kept(self) -> bool:
        """The preview changes with every saved file, so no device keeps it."""
        return self.config.offline and not self.serving

    def _write_worker(self, site: Path, config: MkDocsConfig) -> None:
        """Write the app's manifest and its worker, which names every file that is there by now."""
        if not self._is_kept():
            write_whole(site / addresses.SERVICE_WORKER, offline.farewell())
            return
        company = self.handbook.company
        about = (config.site_name, company.name, config.site_description or "", company.language)
        write_whole(site / addresses.MANIFEST, offline.manifest(*about))
        paths = [p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()]
        kept = offline.kept(paths, _search_languages(config))
        digests = {path: offline.digest((site / path).read_bytes()) for path in kept}
        write_whole(site / addresses.SERVICE_WORKER, offline.worker(digests))


def _search_languages(config: MkDocsConfig) -> list[str]:
    search = config.plugins.get("material/search") or config.plugins.get("search")
    return list(search.config.lang or []) if search is not None else []


def _drop_maps(site: Path) -> None:
    """Remove the theme's source maps, a megabyte that only those who debug it would load."""
    for path in sorted(site.rglob("*.map")):
        named = path.with_suffix("")
        named.write_text(offline.without_map(named.read_text("utf-8")), "utf-8", newline="")
        path.unlink()


def _named_dialog(html: str) -> str:
    dialog = 'data-md-component="search" role="dialog"'
    return html.replace(dialog, f'{dialog} aria-label="Search"', 1)


@contextmanager
def _told() -> Iterator[None]:
    """Pass on as the host's own error what stops us here."""
    try:
        yield
    except CannotRunError as error:
        raise PluginError(str(error)) from None


def _add(files: Files, file: File) -> None:
    """Add a file of ours, unless somebody wrote one for the same address."""
    if other := files.get_file_from_path(file.src_uri):
        raise PluginError(
            f"docs/{other.src_uri} has the address of a page of the handbook itself; rename it"
        )
    files.append(file)


def _drop_hollow(items: list[Any]) -> None:
    """Remove sections without a page, which lead nowhere."""
    for item in list(items):
        if item.is_section:
            _drop_hollow(item.children)
            if not item.children:
                items.remove(item)


def _from_docs(root: Path, config: MkDocsConfig, source: str) -> str:
    return Path(os.path.relpath(root / source, config.docs_dir)).as_posix()


def _tree(handbook: Handbook, written: list[Any], guide: str) -> list[Any]:
    """Return the navigation as mkdocs.yml would have it; `written` are its own pages."""
    policies = [
        {
            plain(s.title): [
                f"{s.id}/index.md",
                *(f"{s.id}/{p.slug}.md" for p in handbook.in_section(s.id)),
            ]
        }
        for s in handbook.sections.sections
    ]
    situations = [f"situations/{situation.slug}.md" for situation in handbook.situations]
    checklists = [f"checklists/{checklist.slug}.md" for checklist in handbook.checklists]
    return [
        "index.md",
        {"Situations": ["situations/index.md", "situations/matrix.md", *situations]},
        {"Policies": policies},
        "phrasebook.md",
        _written_as(addresses.BEFORE_SAYING_NO),
        "company.md",
        *_training(handbook),
        {"Checklists": ["checklists/index.md", _written_as(addresses.DEVICE_AUDITS), *checklists]},
        {guide: ["scoring.md", "sources.md", "questions.md", _house_rules(), *written]},
    ]


def _written_as(path: str) -> str:
    return path.removesuffix(".html") + ".md"


def _training(handbook: Handbook) -> list[Any]:
    """Return the part of the navigation that is there to learn from, if anything is."""
    cases = [f"cases/{case.slug}.md" for case in handbook.cases]
    plays = [f"role-plays/{play.slug}.md" for play in handbook.role_plays]
    models = [f"models/{model.slug}.md" for model in handbook.models]
    parts: list[Any] = [
        *(["cases/index.md"] if list_packs(handbook) else []),
        *([{"Cases": cases}] if cases else []),
        *([{"Role-plays": plays}] if plays else []),
        *(["quiz.md"] if handbook.quiz else []),
        *([{"How we see service": ["models/index.md", *models]}] if models else []),
    ]
    return [{"Training": parts}] if parts else []


def _house_rules() -> dict[str, list[str]]:
    rules = [f"rules/{rule.id}.md" for rule in RULES]
    return {"House rules": ["rules/index.md", *rules, "reading.md"]}


def _escape_titles(items: list[Any]) -> None:
    for item in items:
        if item.children:
            item.title = escape(item.title)
            _escape_titles(item.children)


def table_of_contents(headings: tuple[Heading, ...]) -> TableOfContents:
    """Return the headings as the theme wants them: escaped, thirds below their seconds."""
    top: list[AnchorLink] = []
    for heading in headings:
        link = AnchorLink(escape(heading.title), heading.id, heading.level)
        (top[-1].children if heading.level == 3 and top else top).append(link)
    return TableOfContents(top)


def _search_entries(page: FinishedPage) -> Iterator[dict[str, Any]]:
    """Yield the entries of one page; the theme shows them as HTML, so they are escaped."""
    for entry in page.finished.search:
        yield {
            "location": f"{page.url}#{entry.anchor}" if entry.anchor else page.url,
            "title": escape(entry.title, quote=False),
            "text": escape(entry.text, quote=False),
            "boost": entry.boost,
        }

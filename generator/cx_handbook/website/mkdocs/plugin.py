"""The MkDocs plugin `handbook`: hands to MkDocs what `website/site_files.py` decides.

Everything that knows this host is in this folder. Three things are taken off the host's hands,
because they cost most of a build: pages arrive as finished HTML, the navigation as strings, and the
search entries as data.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jinja2 import Environment
from mkdocs.config import config_options as option
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation as HostNavigation
from mkdocs.structure.pages import Page as HostPage
from mkdocs.utils.templates import TemplateContext

from cx_handbook.build_date import get_build_day
from cx_handbook.compiled_templates import keep_compiled_templates
from cx_handbook.content import kept_facts
from cx_handbook.content.examination import Examination
from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.loader import examine_content
from cx_handbook.content.model import Handbook
from cx_handbook.documents.pdf import cache as pdf_cache
from cx_handbook.documents.pdf.cache import PdfCache
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.templating import OUR_LANGUAGE
from cx_handbook.website import site_files
from cx_handbook.website.content_files import name_logo
from cx_handbook.website.finder.meaning.script import PhraseVectors, read_phrase_vectors
from cx_handbook.website.headers.stated import check_origins
from cx_handbook.website.kept_site.built_site import find_place
from cx_handbook.website.kept_site.noted_pages import NotedPages
from cx_handbook.website.kept_site.old_files import NO_FILES, KeptFiles, OldFiles
from cx_handbook.website.last_files import Finished, finish_site, keep_published
from cx_handbook.website.mkdocs.finished_page import FinishedPage
from cx_handbook.website.mkdocs.guide import add_guide, is_of_guide
from cx_handbook.website.mkdocs.kept_parts import (
    explain_other_theme,
    find_theme_script,
    set_up_templates,
)
from cx_handbook.website.mkdocs.languages import Languages, gather_headings
from cx_handbook.website.mkdocs.navigation import (
    Navigation,
    drop_empty_sections,
    escape_titles,
    make_nav_entry,
    name_source,
)
from cx_handbook.website.mkdocs.page_frames import are_filled_in, fill_in_pages
from cx_handbook.website.mkdocs.page_writer import PageWriter
from cx_handbook.website.mkdocs.palette import CUSTOM, PALETTE
from cx_handbook.website.mkdocs.program_files import make_program_files
from cx_handbook.website.mkdocs.search_index import make_search_entries
from cx_handbook.website.mkdocs.site_record import find_search
from cx_handbook.website.page import BOOST_WRITTEN, Page, encode_html
from cx_handbook.website.pages.all_pages import AllPages
from cx_handbook.website.site_files import HostSettings, SiteFiles, SiteOptions

if TYPE_CHECKING:
    from cx_handbook.reports.report import Report

THEME = Path(__file__).parent / "theme"
FAVICON_OF_THEME = "assets/images/favicon.png"

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
    edit = option.Type(bool, default=False)
    meaning = option.Type(bool, default=True)
    reports = option.Type(bool, default=False)
    report_title = option.Type(str, default="Report")
    report_day = option.Optional(option.Type(date))
    framed_by = option.ListOfItems(option.Type(str), default=[])


class HandbookPlugin(BasePlugin[HandbookConfig]):  # type: ignore[no-untyped-call]
    """Reads the handbook when a build starts, and adds its pages, its files and its look."""

    handbook: Handbook
    root: Path
    options: SiteOptions
    report: Report | None
    phrases: PhraseVectors | None = None
    pages: AllPages
    languages: Languages
    navigation: Navigation
    host_navigation: HostNavigation
    serving = False
    built = False
    # What our own command has read already, so that a build reads the content once.
    examined: Examination | None = None
    fresh = False  # whether nothing is used that an earlier build kept
    old: OldFiles = NO_FILES  # what an earlier build made
    facts: KeptFacts
    finished: Finished
    # For the preview: what a page can be written with again.
    writer: PageWriter
    planned: SiteFiles
    noted: NotedPages
    host_files: dict[str, File]  # of our pages, by their addresses
    # Asked again and again: it raises when nobody wants this build any more.
    ask_wanted: Callable[[], None] = staticmethod(lambda: None)

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self.serving = command == "serve"
        if dirty:
            raise PluginError(
                "a dirty build empties the search index in silence; build without --dirty"
            )

    @event_priority(100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read everything first: a problem stops the build before anything old is removed."""
        self.root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        self.handbook = self._read_content()
        with _as_plugin_error():
            self.options = self._choose_options()
            self.report = site_files.read_site_report(
                self.root, self.handbook, self.today, self.options, log.info, _notice
            )
            if self.options.meaning:
                # A preview that kept what it made would set itself off again.
                new = not self.serving
                self.phrases = read_phrase_vectors(self.root, self.handbook, _notice, makes_new=new)
            kept = None if self.serving else self.root / kept_facts.PLACE
            self.facts = KeptFacts(kept, fresh=self.fresh)
        # Our pages link to files, so that they open from a folder.
        config.use_directory_urls = False
        config.site_url = config.site_url or self.handbook.company.handbook_url
        config.theme.dirs.insert(0, str(THEME))
        if config.theme["favicon"] == FAVICON_OF_THEME:
            config.theme["favicon"] = site_files.FAVICON
        self._set_look(config)
        config.extra_css.insert(0, site_files.STYLE)
        config.extra_javascript.append(option.ExtraScriptValue(site_files.SCRIPT))
        # Named before the offline plugin looks: it would load the same thing from another host.
        config.extra.setdefault("polyfills", []).extend(site_files.SEARCH_SCRIPTS)
        config.extra["handbook"] = site_files.describe_head(self.handbook, self.today, self.options)
        # Only what is there: the host refuses to watch what is not, and most folders are optional.
        folders = (self.root / name for name in ("policies", "checklists", "logs"))
        config.watch.extend(str(folder) for folder in folders if folder.is_dir())
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages and the files that belong to them, and write the navigation."""
        add_guide(files, config)
        written = [file.src_uri for file in files.documentation_pages()]
        planned = site_files.plan_site(
            self.handbook, self.today, self.options, self.report, self.phrases, self._find_ready,
            self.facts,
        )  # fmt: skip
        self.languages = Languages(
            self.handbook.company.language, gather_headings(planned.pages.navigation)
        )
        # A page's HTML is then with the host's page alone, until that is written.
        self.pages = planned.pages if self.serving else planned.pages.without_html()
        self.planned = replace(planned, pages=self.pages)
        self.host_files = {}
        unlisted = {page.path for page in planned.pages.unlisted}
        for page in planned.pages:
            file = self.host_files[page.path] = self._make_page_file(page, config)
            if page.path in unlisted:
                file.inclusion = InclusionLevel.NOT_IN_NAV
            _add_file(files, file)
        for address, made in planned.contents.files.items():
            _add_file(files, _write_file(config, address, self.old.take_or_make(made)))
        for address, path in planned.copied.items():
            _add_file(files, File.generated(config, address, abs_src_path=str(path)))
        tree = [make_nav_entry(node) for node in planned.pages.navigation]
        tree[-1][self.options.guide].extend(written if config.nav is None else config.nav)
        config.nav = tree
        return files

    def on_nav(self, nav: HostNavigation, *, config: MkDocsConfig, files: Files) -> HostNavigation:
        """Escape what the theme prints as it is, and make the strings the pages share."""
        drop_empty_sections(nav.items)
        escape_titles(nav.items)
        self.navigation, self.host_navigation = Navigation(nav.items, self.languages), nav
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Give the theme the navigation and its own script, and the search its entries."""
        if unknown := explain_other_theme():
            _notice(unknown)
        parts = set_up_templates(env, config, str(THEME), keeps=unknown is None)
        pages = [f.page for f in files.documentation_pages() if isinstance(f.page, FinishedPage)]
        fill_in_pages(env, config, parts, self.navigation, self.languages, pages)
        self.noted = NotedPages()
        env.globals["handbook_navigation"] = self.navigation
        env.globals["handbook_languages"] = self.languages
        env.globals["handbook_theme_script"] = find_theme_script(config)
        search = find_search(config)
        if search is not None:
            for page in pages:
                entries = make_search_entries(page.url, page.finished)
                search.search_index.entries.extend(entries)
        # The titles of hand-written pages are known only now.
        made = make_program_files(self.handbook, config.site_name, self.pages, files, self.today)
        for address, text in made.items():
            _add_file(files, _write_file(config, address, text.encode()))
        self.writer = PageWriter(config, env, files, self.host_navigation)
        return env

    def on_page_markdown(
        self, markdown: str, *, page: HostPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Rank hand-written pages in the search."""
        self.ask_wanted()
        if not isinstance(page, FinishedPage):
            page.meta.setdefault("search", {"boost": BOOST_WRITTEN})
        return markdown

    def on_page_content(
        self, html: str, *, page: HostPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Say of the guide's pages that they are English."""
        if not (self.languages.differ and is_of_guide(page.file)):
            return html
        self.languages.mark_links(page.toc)
        return f'<div lang="{OUR_LANGUAGE}">{html}</div>'

    def on_page_context(
        self, context: TemplateContext, *, page: HostPage, config: MkDocsConfig, nav: HostNavigation
    ) -> TemplateContext:
        """Ask before each page is written whether the build is still wanted."""
        self.ask_wanted()
        return context

    @event_priority(-200)
    def on_post_page(self, output: str, *, page: HostPage, config: MkDocsConfig) -> str:
        """Note of a page of ours what would have to be read again, where nobody changes it later."""
        if isinstance(page, FinishedPage) and not self.serving and are_filled_in(self.writer.env):
            place = find_place(page.finished.html, output)
            # Before more is made of the text: that of the phrasebook may have megabytes.
            page.let_go()
            self.noted.note(page.finished.path, encode_html(output), place)
        return output

    @event_priority(-200)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what is made last, when every other plugin has written its files."""
        search = find_search(config)
        host = HostSettings(
            config.site_name,
            config.site_description or "",
            tuple(search.config.lang or ()) if search is not None else (),
        )
        with _as_plugin_error():
            self.finished = finish_site(
                Path(config.site_dir),
                self.handbook,
                self.options,
                host,
                cache=PdfCache(self.root / pdf_cache.PLACE, fresh=self.fresh),
                say=log.info,
                warn=_notice,
                report=self.report,
                kept=KeptFiles(self.old, self.noted.digests, self.noted.code, self.facts),
            )
        keep_compiled_templates()
        self.built = not self.serving

    def on_build_error(self, *, error: Exception) -> None:
        """Remember that nothing was built: the host counts its warnings last."""
        self.built = False

    def on_shutdown(self) -> None:
        """Keep the forms, the addresses and the vectors of what was built; the preview keeps none."""
        if self.built:
            with _as_plugin_error():
                keep_published(self.root, self.handbook, self.phrases)
            self.facts.keep()

    def _find_ready(self, path: str, key: str) -> Page | None:
        self.ask_wanted()
        return self.old.find_page(path, key)

    def _set_look(self, config: MkDocsConfig) -> None:
        """Let the theme take its colours from our style, and show the company's logo."""
        brand = self.handbook.company.brand
        # Whoever set colours of the theme by hand keeps them, unless the company has its own.
        if brand or not config.theme.get("palette"):
            config.theme["palette"] = [dict(one, **CUSTOM) for one in PALETTE]
        if brand and brand.picture:
            config.theme["logo"] = name_logo(brand.picture)

    def _read_content(self) -> Handbook:
        """Read the content; the preview shows what breaks a house rule, a build stops at it."""
        with _as_plugin_error():
            self.today = get_build_day()
            examined = self.examined or examine_content(self.root, self.today)
        self.examined = None  # the preview reads again for the next build
        stops = examined.handbook is None or not self.serving
        for problem in examined.problems:
            if problem.severity != "error":
                log.info("%s", problem)
            elif not stops:
                _notice(str(problem))
        if examined.handbook is None or (stops and examined.errors):
            raise PluginError(f"\n{HandbookError(examined.errors)}")
        return examined.handbook

    def _choose_options(self) -> SiteOptions:
        options = SiteOptions(
            preview=self.serving,
            pdfs=self.config.pdf,
            offline=self.config.offline,
            noindex=self.config.noindex,
            guide=self.config.guide,
            meaning=self.config.meaning,
            reports=self.config.reports,
            report_title=self.config.report_title,
            report_day=self.config.report_day,
            framed_by=check_origins(self.config.framed_by),
        )
        if reason := site_files.explain_no_pdfs(options):
            _notice(f"the site is built without PDFs: {reason}")
            options = replace(options, pdfs=False)
        return options

    def _make_page_file(self, page: Page, config: MkDocsConfig) -> File:
        file = File.generated(config, name_source(page.path), content="")
        # The edit link joins this to the address of docs/; the YAML lies beside that folder.
        file.edit_uri = _from_docs(self.root, config, page.source) if page.source else None
        file.page = FinishedPage(page, file, config, self.languages, may_edit=self.config.edit)
        return file


def _notice(message: str) -> None:
    log.log(NOTICE, "%s", message)


@contextmanager
def _as_plugin_error() -> Iterator[None]:
    """Pass on as the host's own error what stops us here."""
    try:
        yield
    except (CannotRunError, HandbookError) as error:
        raise PluginError(str(error)) from None


def _add_file(files: Files, file: File) -> None:
    """Add a file of ours, unless somebody wrote one for the same address."""
    if other := files.get_file_from_path(file.src_uri):
        raise PluginError(
            f"docs/{other.src_uri} has the address of a page of the handbook itself; rename it"
        )
    files.append(file)


def _write_file(config: MkDocsConfig, address: str, content: bytes) -> File:
    """Write a file into the site, so that the host need not hold it until it copies all files."""
    path = Path(config.site_dir, address)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return File.generated(config, address, abs_src_path=str(path))


def _from_docs(root: Path, config: MkDocsConfig, source: str) -> str:
    return Path(os.path.relpath(root / source, config.docs_dir)).as_posix()

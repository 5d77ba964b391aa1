"""What a site consists of besides the host's theme: pages, scripts, sheets, tables, and their order.

`plan_site` is pure. What can only be made when the host has written its files, or is too large to
hand over (PDFs, workbooks, the service worker), `finish_site` in `last_files.py` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from cx_handbook import addresses, bundles
from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.model import Company, Handbook
from cx_handbook.documents.document import PAPERS, Paper, SheetPlan
from cx_handbook.documents.pdf import renderer
from cx_handbook.documents.printing import (
    choose_workbooks,
    plan_documents,
    plan_training_sheets,
)
from cx_handbook.documents.sheet_choice import list_all_names
from cx_handbook.program_digest import digest_program
from cx_handbook.templating import format_day
from cx_handbook.website import audience, offline
from cx_handbook.website.content_files import plan_contents
from cx_handbook.website.context import DownloadLinks, FindReady, find_nothing
from cx_handbook.website.finder.index import render_finder_index
from cx_handbook.website.finder.meaning.script import (
    PhraseVectors,
    render_encoder_code,
    render_meaning_script,
)
from cx_handbook.website.finder.meaning.searched_texts import SearchedTexts
from cx_handbook.website.for_programs.llms_text import render_llms_text
from cx_handbook.website.for_programs.page_list import (
    SCHEMA,
    WrittenPage,
    list_pages,
    render_page_list,
)
from cx_handbook.website.made_files import MadeFile, MadeFiles
from cx_handbook.website.page import LinkedFile
from cx_handbook.website.page_keys import RecordKeys
from cx_handbook.website.pages.all_pages import AllPages, render_pages
from cx_handbook.website.pages.self_audit import handbook_identity
from cx_handbook.website.report_files import ReportFiles, read_report

if TYPE_CHECKING:
    from cx_handbook.reports.report import Report

# Loaded by every page. The style comes before the host's own, the script after the theme's.
STYLE = f"{addresses.ASSETS}/{bundles.STYLE}"
SCRIPT = f"{addresses.ASSETS}/{bundles.SCRIPT}"
HEAD_SCRIPT = f"{addresses.ASSETS}/{bundles.HEAD_SCRIPT}"
# Loaded before the theme's scripts. The shim lets the theme's search worker run from `file://`; the
# second one tells that worker how the handbook's words are compared.
SEARCH_SCRIPTS = (
    f"{addresses.ASSETS}/vendor/iframe-worker/shim.js",
    f"{addresses.ASSETS}/theme_search.js",
)
FAVICON = f"{offline.ICONS}/favicon.png"

Say = Callable[[str], None]


@dataclass(frozen=True)
class SiteOptions:
    """How a site is built.

    The preview changes with every saved file: it has neither PDFs nor workbooks nor a report, and no
    device keeps it. `guide` is the title of the navigation's last part. `meaning` has the finder
    compare by meaning too. `reports` asks for the report over all audits, which is called
    `report_title` and judged as of `report_day`; without that day, as of the last one on which
    anything was written down. `framed_by` are the origins of other programs that may show the
    handbook within theirs. Without `headers`, none are written: another builder puts scripts of its
    own into the pages, which ours would refuse.
    """

    preview: bool = False
    pdfs: bool = True
    offline: bool = True
    noindex: bool = True
    guide: str = "Guide"
    meaning: bool = True
    reports: bool = False
    report_title: str = "Report"
    report_day: date | None = None
    framed_by: tuple[str, ...] = ()
    headers: bool = True

    @property
    def writes_pdfs(self) -> bool:
        """Whether PDFs are asked for. Making them may still be impossible: see `explain_no_pdfs`."""
        return self.pdfs and not self.preview

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers on which there are PDFs."""
        return PAPERS if self.writes_pdfs else ()

    @property
    def is_kept_offline(self) -> bool:
        """Whether devices keep the site, so that it opens without a network."""
        return self.offline and not self.preview


@dataclass(frozen=True)
class Head:
    """What every page carries in its head, for scripts, search engines and printers."""

    handbook: str  # tells the storage of this handbook from that of others
    url: str
    print_footer: str
    icons: str
    search_description: str
    page_list: str
    llms_text: str
    offline: bool
    noindex: bool
    audience: Markup
    customer: str  # what one is called
    head_script: str  # has to run before anything is shown


@dataclass(frozen=True)
class HostSettings:
    """What the host knows of the site and its theme: for the manifest and the list of kept files."""

    site_name: str
    site_description: str
    search_languages: tuple[str, ...]


@dataclass(frozen=True)
class SiteFiles:
    """The files that a host is handed: pages, contents by address, and files to copy by address;
    what pages link to; and the vectors of a finder that compares by meaning."""

    pages: AllPages
    contents: MadeFiles
    copied: Mapping[str, Path]
    downloads: DownloadLinks
    phrases: PhraseVectors | None


def explain_no_pdfs(options: SiteOptions) -> str | None:
    """Return why the PDFs that are asked for cannot be made; None when they can or are not asked."""
    return renderer.explain_missing_pango() if options.writes_pdfs else None


def describe_head(handbook: Handbook, today: date, options: SiteOptions) -> Head:
    """Return what every page carries in its head."""
    company = handbook.company
    return Head(
        handbook=handbook_identity(company),
        url=company.handbook_url,
        print_footer=format_print_footer(company, today),
        icons=offline.ICONS,
        search_description=addresses.SEARCH_DESCRIPTION,
        page_list=addresses.PAGE_LIST,
        llms_text=addresses.LLMS_TEXT,
        offline=options.is_kept_offline,
        noindex=options.noindex,
        audience=audience.render_meta(company),
        customer=company.customer_words.one,
        head_script=HEAD_SCRIPT,
    )


def format_print_footer(company: Company, today: date) -> str:
    """Return what stands at the foot of every printed page beside its title."""
    return f"{company.name} · as of {format_day(today, company.language)}"


def read_site_report(
    root: Path, handbook: Handbook, today: date, options: SiteOptions, say: Say, warn: Say
) -> Report | None:
    """Return the report over all audits where it is asked for and an audit counts.

    `warn` hears which files are left out of it, `say` why there is none. Raises HandbookError when
    `audits/notes.yml` has problems.
    """
    if not options.reports or options.preview:
        return None
    report, left_out = read_report(root, handbook, today, options.report_day)
    if left_out:
        # A line for each would bury everything else that a build says.
        more = f" ({len(left_out):,} files; handbook audit list names them)" if left_out[1:] else ""
        warn(f"not in the report: {left_out[0]}{more}")
    if report is None:
        say("The site has no report: no audit in audits/ counts yet")
    return report


def plan_site(
    handbook: Handbook,
    today: date,
    options: SiteOptions,
    report: Report | None = None,
    phrases: PhraseVectors | None = None,
    find_ready: FindReady = find_nothing,
    facts: KeptFacts | None = None,
) -> SiteFiles:
    """Return every file for the host, as of a day.

    `find_ready` is asked before each page; `facts` are what was worked out of texts before.
    """
    # A print view leaves the paper to the browser.
    views = (
        *plan_documents(handbook, paper=None),
        *plan_training_sheets(handbook, None, paper=None),
    )
    downloads = _link_downloads(handbook, views, options)
    # An encoder is of use only where there is something to compare with.
    phrases = phrases if phrases is not None and phrases.vectors else None
    keys = RecordKeys(handbook)
    searched = SearchedTexts(handbook, keys, facts or KeptFacts())
    contents = MadeFiles(
        (
            *plan_contents(handbook, views, today, keys),
            *_plan_finder(handbook, phrases, keys, searched),
            *_plan_report(handbook, report, options, facts or KeptFacts()),
        )
    )
    if report is not None:
        downloads = replace(downloads, report=LinkedFile(addresses.REPORT, options.report_title))
    pages = render_pages(handbook, today, downloads, options.guide, find_ready, facts)
    copied = _list_copied(contents, has_encoder=phrases is not None)
    return SiteFiles(pages, contents, copied, downloads, phrases)


def _list_copied(contents: MadeFiles, *, has_encoder: bool) -> dict[str, Path]:
    """Return the files to copy by address, but for icons in the company's colour, which are made."""
    copied = {
        f"{addresses.ASSETS}/{name}": path
        for name, path in bundles.list_copied_files().items()
        # Sixteen megabytes that no page would ask for.
        if has_encoder or not name.startswith(bundles.ENCODER_FOLDER)
    }
    return {address: path for address, path in copied.items() if address not in contents}


def _plan_report(
    handbook: Handbook, report: Report | None, options: SiteOptions, facts: KeptFacts
) -> Iterator[MadeFile]:
    """Yield the pages of the report over all audits, where the site has one."""
    if report is not None:
        files = ReportFiles(report, handbook, options.report_title, options.papers)
        yield from files.plan_pages(facts)


def _plan_finder(
    handbook: Handbook, phrases: PhraseVectors | None, keys: RecordKeys, searched: SearchedTexts
) -> Iterator[MadeFile]:
    """Yield the finder's index, and what it needs to compare by meaning."""
    index = partial(render_finder_index, handbook, meaning=phrases is not None)
    key = keys.name_records((), searched.digest, phrases is not None)
    yield MadeFile(addresses.FINDER_INDEX, key, index)
    if phrases is not None:
        meaning = partial(render_meaning_script, handbook, phrases)
        key = keys.name_records((), searched.digest, phrases.digest)
        yield MadeFile(addresses.FINDER_MEANING, key, meaning)
        yield MadeFile(addresses.FINDER_ENCODER_CODE, digest_program(), render_encoder_code)


def list_program_files(
    handbook: Handbook,
    title: str,
    pages: AllPages,
    written: Iterable[WrittenPage],
    today: date,
    known: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the files for programs by address: the pages as data, their schema, and `llms.txt`.

    `title` is the site's, `written` are the pages that the host made of hand-written ones, and `known`
    are entries of the list of pages, by the addresses of those that are as they were. The report
    is left out: it is made of audits, and they are nobody's business but the company's.
    """
    listed = list_pages(handbook, pages, written)
    return {
        addresses.PAGE_LIST: render_page_list(handbook, title, listed, today, known),
        addresses.PAGE_LIST_SCHEMA: SCHEMA.read_text("utf-8"),
        addresses.LLMS_TEXT: render_llms_text(handbook, title, listed),
    }


def _link_downloads(
    handbook: Handbook, views: Iterable[SheetPlan], options: SiteOptions
) -> DownloadLinks:
    names = [plan.name for plan in views]
    # A page must not link to a PDF that is not made.
    papers = options.papers
    workbooks = () if options.preview else choose_workbooks(handbook, ())
    return DownloadLinks(
        views={name: addresses.print_view_path(name) for name in names},
        pdfs={
            # Single sheets of the training are printed from the browser, or by the command.
            name: {p: addresses.pdf_path(name, p) for p in papers}
            for name in list_all_names(handbook)
        },
        workbooks={name: addresses.workbook_path(name) for name in workbooks},
    )

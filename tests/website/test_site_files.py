"""What a site consists of, decided before any host sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_handbook import addresses
from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import PAPERS
from cx_handbook.documents.pdf import renderer
from cx_handbook.documents.pdf.cache import PdfCache
from cx_handbook.website.last_files import finish_site
from cx_handbook.website.site_files import (
    FAVICON,
    SCRIPT,
    SEARCH_SCRIPTS,
    STYLE,
    HostSettings,
    SiteFiles,
    SiteOptions,
    describe_head,
    explain_no_pdfs,
    plan_site,
)
from support.project import DAY
from support.rendered import plan_once

HOST = HostSettings("A site", "What it is for", ("en",))


@pytest.fixture(scope="module")
def planned(handbook: Handbook) -> SiteFiles:
    return plan_once(handbook)


def test_the_same_handbook_gives_the_same_files(handbook: Handbook, planned: SiteFiles) -> None:
    """Nothing in a plan depends on the clock, the disk or the order of a set."""
    again = plan_site(handbook, DAY, SiteOptions())

    assert list(again.pages) == list(planned.pages)
    assert again.contents == planned.contents
    assert again.copied == planned.copied


def test_what_every_page_loads_is_there(planned: SiteFiles) -> None:
    """The host is told of scripts and styles by address, so each has to be a file of the site."""
    files = {*planned.contents, *planned.copied}

    assert {STYLE, SCRIPT, FAVICON, *SEARCH_SCRIPTS} <= files
    assert {addresses.FINDER_INDEX, addresses.OPENING_HOURS, addresses.AUDIT_DEFINITIONS} <= files


def test_every_script_that_a_page_names_is_there(planned: SiteFiles) -> None:
    """A page that needs more than the one script of every page says so by address."""
    named = {script for page in planned.pages for script in page.scripts}

    assert named
    assert named <= {*planned.contents, *planned.copied}


def test_each_address_is_taken_once(planned: SiteFiles) -> None:
    """Two files at one address would overwrite each other."""
    pages = [page.path for page in planned.pages]
    all_paths = [*pages, *planned.contents, *planned.copied]

    assert len(all_paths) == len(set(all_paths))


def test_the_table_of_sources_opens_in_a_spreadsheet(planned: SiteFiles) -> None:
    """Its first bytes are a byte order mark, without which accents would be wrong there."""
    content = planned.contents[addresses.TRACEABILITY_TABLE]

    assert isinstance(content, bytes)
    assert content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    ("options", "pdfs", "workbooks"),
    [
        (SiteOptions(), True, True),
        (SiteOptions(pdfs=False), False, True),
        (SiteOptions(preview=True), False, False),
    ],
    ids=["build", "without PDFs", "preview"],
)
def test_pages_link_to_what_is_made(
    handbook: Handbook, options: SiteOptions, pdfs: bool, workbooks: bool
) -> None:
    """The preview makes neither PDFs nor workbooks, and offers none."""
    pages = {page.path: page.html for page in plan_site(handbook, DAY, options).pages}
    checklist = handbook.checklists[0]
    html = pages[addresses.checklist_path(checklist.slug)]

    assert f'href="print/{checklist.slug}.html"' in html
    for paper in PAPERS:
        assert (f'href="print/{checklist.slug}-{paper}.pdf"' in html) == pdfs
    assert (f'href="print/{checklist.slug}.xlsx"' in html) == workbooks


def test_the_guide_is_called_as_the_settings_say(handbook: Handbook) -> None:
    """Hand-written pages follow in the last part of the navigation, whatever its title."""
    planned = plan_site(handbook, DAY, SiteOptions(guide="Handreichung"))

    assert planned.pages.navigation[-1].title == "Handreichung"


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (SiteOptions(), True),
        (SiteOptions(offline=False), False),
        (SiteOptions(preview=True), False),
    ],
    ids=["build", "switched off", "preview"],
)
def test_a_site_is_kept_offline_unless_it_changes_all_the_time(
    handbook: Handbook, tmp_path: Path, options: SiteOptions, kept: bool
) -> None:
    """Where it is not kept, a worker removes what an older site left on a device."""
    (tmp_path / "page.html").write_text("a page", "utf-8")
    finish_site(
        tmp_path,
        handbook,
        SiteOptions(**{**vars(options), "pdfs": False}),
        HOST,
        cache=PdfCache(tmp_path / "cache"),
        say=lambda _: None,
        warn=pytest.fail,
    )
    worker = (tmp_path / addresses.SERVICE_WORKER).read_text("utf-8")

    assert describe_head(handbook, DAY, options).offline == kept
    assert ('"page.html"' in worker) == kept
    assert (tmp_path / addresses.MANIFEST).exists() == kept


def test_source_maps_are_not_shipped(handbook: Handbook, tmp_path: Path) -> None:
    """Neither the map nor the line that names it: a browser would ask for it in vain."""
    (tmp_path / "theme.js").write_text("run()\n//# sourceMappingURL=theme.js.map\n", "utf-8")
    (tmp_path / "theme.js.map").write_text("{}", "utf-8")
    options = SiteOptions(pdfs=False, offline=False)
    cache = PdfCache(tmp_path / "cache")
    finish_site(tmp_path, handbook, options, HOST, cache, lambda _: None, pytest.fail)

    assert (tmp_path / "theme.js").read_text("utf-8") == "run()\n"
    assert not (tmp_path / "theme.js.map").exists()


def test_missing_pdfs_are_explained_only_where_they_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The preview and a site without PDFs need no Pango, and nobody is told to install it."""
    monkeypatch.setattr(renderer, "explain_missing_pango", lambda: "there is no Pango")

    assert explain_no_pdfs(SiteOptions()) == "there is no Pango"
    assert explain_no_pdfs(SiteOptions(pdfs=False)) is None
    assert explain_no_pdfs(SiteOptions(preview=True)) is None

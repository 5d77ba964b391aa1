"""The report over all audits on the site: only where it is asked for, and the same each time."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cx_handbook import addresses
from cx_handbook.audit.reading.readers.record_file import build_record_path, encode_record
from cx_handbook.audit.records.events import AuditEvent, build_event_path
from cx_handbook.content.kept_facts import KeptFacts
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Handbook
from cx_handbook.errors import CannotRunError, HandbookError
from cx_handbook.reports.report import Report
from cx_handbook.website import report_files
from cx_handbook.website.page import LinkedFile
from cx_handbook.website.site_files import SiteFiles, SiteOptions, plan_site, read_site_report
from support.audit_records import a_record, issued
from support.project import DAY, copy_small_handbook

ASKED = SiteOptions(reports=True, report_title="Sample report")
MOVED = {
    "event": "moved", "format": 1, "id": "m3v3-d001", "audit": "k3x9-2fq7", "action": "1",
    "checklist": "monthly", "site": "harbour", "on": "2026-11-09", "by": "Shop manager",
    "until": "2026-12-20",
}  # fmt: skip


@dataclass
class Heard:
    """A folder with audits, and what was said while its report was read."""

    root: Path
    handbook: Handbook
    said: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)

    def write(self, path: Path, content: bytes) -> None:
        target = self.root / "audits" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)

    def add_audit(self, **changes: Any) -> None:
        record = a_record(self.handbook, **changes)
        self.write(build_record_path(record), encode_record(record))

    def read(self, options: SiteOptions = ASKED, today: date = DAY) -> Report | None:
        said, warned = self.said.append, self.warned.append
        return read_site_report(self.root, self.handbook, today, options, said, warned)


@pytest.fixture(scope="module")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Handbook:
    """Return the small handbook with its forms issued, so that audits on them can be read."""
    root = tmp_path_factory.mktemp("issued") / "handbook"
    return load_handbook(issued(copy_small_handbook(root)))


@pytest.fixture
def heard(handbook: Handbook, tmp_path: Path) -> Heard:
    """Return a folder with one audit of 3 November and what became of its action on the 9th."""
    heard = Heard(tmp_path, handbook)
    heard.add_audit()
    event = AuditEvent.model_validate(MOVED)
    heard.write(build_event_path(event), json.dumps(MOVED).encode())
    return heard


def plan(heard: Heard, options: SiteOptions = ASKED) -> SiteFiles:
    return plan_site(heard.handbook, DAY, options, heard.read(options))


def list_report(planned: SiteFiles) -> dict[str, str]:
    return {k: str(v) for k, v in planned.contents.items() if k.startswith("report/")}


@pytest.mark.parametrize(
    "options",
    [SiteOptions(), SiteOptions(reports=True, preview=True)],
    ids=["not asked for", "preview"],
)
def test_without_being_asked_for_nothing_of_an_audit_is_on_the_site(
    heard: Heard, options: SiteOptions
) -> None:
    """No page, no link, no word: it is the site of a handbook without audits, byte for byte."""
    # Notes with a problem would be refused, so the folder is not even read.
    (heard.root / "audits/notes.yml").write_text("not a block of fields", "utf-8")
    planned, without = plan(heard, options), plan_site(heard.handbook, DAY, options)

    assert list(planned.pages) == list(without.pages)
    assert planned.contents == without.contents
    assert list_report(planned) == {}


def test_the_report_is_judged_as_of_the_last_day_in_audits(heard: Heard) -> None:
    """Of the audits and of what became of them; so it changes only when they do."""
    days = {
        report.given.today
        for today in (date(2026, 11, 9), DAY, date(2031, 1, 1))
        if (report := heard.read(today=today))
    }
    assert days == {date(2026, 11, 9)}


def test_a_day_that_is_still_to_come_is_a_slip(heard: Heard) -> None:
    """An audit dated 2031 makes nothing overdue."""
    heard.add_audit(id="f7tr-2031", date="2031-01-05")
    report = heard.read()

    assert report is not None
    assert report.given.today == date(2026, 11, 9)


def test_the_settings_may_name_another_day(heard: Heard) -> None:
    """A sample stays as it is, and a company may look back."""
    report = heard.read(SiteOptions(reports=True, report_day=date(2027, 1, 4)))

    assert report is not None
    assert (
        "As of 4 January 2027"
        in list_report(plan_site(heard.handbook, DAY, ASKED, report))[addresses.REPORT]
    )


def test_a_site_without_an_audit_has_no_report_and_says_so(
    handbook: Handbook, tmp_path: Path
) -> None:
    """An empty page would look like a report of nothing wrong."""
    heard = Heard(tmp_path, handbook)

    assert list_report(plan(heard)) == {}
    assert heard.said == ["The site has no report: no audit in audits/ counts yet"]
    assert heard.warned == []


def test_a_file_that_cannot_be_read_is_named(heard: Heard) -> None:
    """The report is made of the others, and nobody takes it for the whole."""
    for name in ("2026-11-04-a.json", "2026-11-05-b.json"):
        heard.write(Path("harbour") / name, b"{")

    assert heard.read() is not None
    assert len(heard.warned) == 1
    assert heard.warned[0].startswith("not in the report: audits/harbour/2026-11-04-a.json")
    assert heard.warned[0].endswith(" (2 files; handbook audit list names them)")


def test_notes_with_a_problem_stop_the_build(heard: Heard) -> None:
    """A line must not be moved by half of what a manager wrote."""
    (heard.root / "audits/notes.yml").write_text("notes:\n  - site: nowhere\n", "utf-8")

    with pytest.raises(HandbookError, match=r"notes\.yml"):
        heard.read()


def test_the_report_is_reached_and_leads_back(heard: Heard) -> None:
    """From the home page, the checklists, the page about scores, the navigation and the search."""
    planned = plan(heard)
    pages = {page.path: page for page in planned.pages}
    for page in (addresses.HOME, addresses.CHECKLISTS, addresses.SCORING):
        address = posixpath.relpath(addresses.REPORT, posixpath.dirname(page) or ".")
        assert f'href="{address}">Sample report</a>' in pages[page].html

    checklists = next(
        node for node in planned.pages.navigation if getattr(node, "title", "") == "Checklists"
    )
    assert LinkedFile(addresses.REPORT, "Sample report") in checklists.children  # type: ignore[union-attr]
    entries = [one for one in pages[addresses.CHECKLISTS].search if one.title == "Sample report"]
    assert [one.anchor for one in entries] == ["report"]
    assert all('href="../index.html"' in html for html in list_report(planned).values())


def test_every_link_and_file_of_the_report_is_there(heard: Heard) -> None:
    """Pages, sheets to print, style and fonts: the site's own, by addresses that work from a folder."""
    planned = plan(heard)
    files = {*planned.contents, *planned.copied, *(page.path for page in planned.pages)}
    made = {
        address
        for page in list_report(planned).values()
        for address in re.findall(r'(?:href|src)="([^"#]+)', page)
    }
    named = {posixpath.normpath(posixpath.join("report", address)) for address in made}
    sheets = {address for address in named if address.endswith(".pdf")}

    assert named - sheets <= files
    assert {"report/report-a4.pdf", "report/meeting-letter.pdf"} <= sheets
    assert "assets/handbook/report.css" in named


def test_without_pdfs_the_report_offers_none(heard: Heard) -> None:
    """A page must not link to what is not made."""
    planned = plan(heard, SiteOptions(reports=True, pdfs=False))

    assert list_report(planned)
    assert ".pdf" not in "".join(list_report(planned).values())


def list_report_keys(heard: Heard, facts: KeptFacts, handbook: Handbook | None = None) -> set[str]:
    planned = plan_site(handbook or heard.handbook, DAY, ASKED, heard.read(), facts=facts)
    return {key for a, key in planned.contents.list_keys().items() if a.startswith("report/")}


def test_a_report_of_the_same_audits_has_the_same_keys_without_being_rendered(
    heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more audit, another day, or another owner of a standard make another report."""
    facts = KeptFacts()
    (key,) = list_report_keys(heard, facts)
    with monkeypatch.context() as patch:
        patch.setattr(report_files, "render_report_pages", pytest.fail)
        assert list_report_keys(heard, facts) == {key}
    book = heard.handbook
    owned = tuple(one.model_copy(update={"owner": "agent"}) for one in book.policies)
    other_owner = list_report_keys(heard, facts, replace(book, policies=owned))
    heard.add_audit(id="f7tr-2026", date="2026-11-08")
    other_audit = list_report_keys(heard, facts)

    assert key
    assert len({key} | other_owner | other_audit) == 3


@pytest.mark.parametrize("spoil", [Path.touch, lambda path: path.symlink_to("nowhere")])
def test_audits_that_are_no_folder_are_named(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    """A site without its report would look as if nobody had audited anything."""
    root = copy_small_handbook(tmp_path / "handbook")
    shutil.rmtree(root / "audits", ignore_errors=True)
    spoil(root / "audits")

    with pytest.raises(CannotRunError, match="audits is no folder"):
        report_files.read_report(root, load_handbook(root), DAY, None)

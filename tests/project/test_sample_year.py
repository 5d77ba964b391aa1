"""The year of audits of the sample company: the files that its story makes, and what they tell."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from cx_handbook.audit.folder.stored_audits import StoredAudits, read_stored_audits
from cx_handbook.audit.questions.care import list_care_sentences
from cx_handbook.reports.report import Report
from cx_handbook.reports.words import ReportWords
from cx_handbook.website.report_files import read_report, render_report_pages
from support.project import DAY, PROJECT, load_shipped, load_tool

AUDITS = PROJECT / "audits"
CALLBACKS = "callback-and-complaint-follow-up"


@pytest.fixture(scope="module")
def stored() -> StoredAudits:
    return read_stored_audits(PROJECT, load_shipped())


@pytest.fixture(scope="module")
def report() -> Report:
    """Return the report that the sample site shows."""
    report, left_out = read_report(PROJECT, load_shipped(), DAY, None)
    assert left_out == ()
    assert report is not None
    return report


def test_the_year_is_what_its_script_writes() -> None:
    """File by file: otherwise run tools/sample_year.py, and look at the report."""
    tool = load_tool("sample_year")
    made = tool.encode_year(tool.generate_year(load_shipped(), date(2026, 10, 1)))
    there = {
        path.relative_to(AUDITS).as_posix(): path.read_bytes()
        for path in AUDITS.rglob("*")
        if path.is_file()
    }

    assert sorted(there) == sorted(made)
    assert [path for path in made if there[path] != made[path]] == []


def test_every_audit_is_read_and_counts_but_that_of_the_second_auditor(
    stored: StoredAudits,
) -> None:
    """Nothing is damaged, and nothing happened to an audit that is not there."""
    standings = [one.standing for one in stored.audits]

    assert (stored.damaged, stored.loose_events) == ((), ())
    assert set(standings) == {"counts", "second_auditor"}
    assert standings.count("second_auditor") == 1


def test_no_person_is_in_it(stored: StoredAudits) -> None:
    """Auditors and those who do something are roles."""
    roles = {role.name for role in load_shipped().company.roles} | {"Area manager"}
    records = [one.history.audit.record for one in stored.audits]
    events = [event for one in stored.audits for event in one.history.events]
    named = {
        *(record.auditor for record in records),
        *(action.who for record in records for action in record.actions),
        *(event.by for event in events),
    }

    assert named <= roles


def test_every_checklist_is_in_it_at_every_site(report: Report) -> None:
    """As often as it is due: only one monthly audit was never done."""
    handbook = load_shipped()
    found = {
        (checklist, site): len(audits)
        for checklist, sites in report.by_checklist.items()
        for site, audits in sites.items()
    }
    monthly = {
        found[one.slug, site.id]
        for one in handbook.checklists
        for site in handbook.list_sites_of(one)
        if 27 < one.days_between < 32
    }

    assert set(found) == {
        (one.slug, site.id) for one in handbook.checklists for site in handbook.list_sites_of(one)
    }
    assert monthly == {12, 13}


def test_one_site_fell_in_summer_one_rose_and_one_stayed(report: Report) -> None:
    """And the report says no more than that."""
    said = {site.site: [sentence.text for sentence in site.sentences] for site in report.sites}

    assert said == {
        "eastford": [
            f"{title}: fell in August, beyond chance; as usual again since September."
            for title in (
                "Call-back and complaint follow-up",
                "Monthly check",
                "Visits and after-care",
            )
        ],
        "millbridge": [
            "Conversation review: the last eight audits lie above the usual 9.6.",
        ],
        "service-centre": ["No change that could be told from chance."],
    }


def test_each_part_of_the_report_has_something_to_show(report: Report) -> None:
    """Findings that come back, one of the handbook, what is overdue, what helped and what did not."""
    worst = report.findings[0]
    helped = {(r.action.site, r.action.standard) for r in report.results if r.effect.helped}
    tried = [r for r in report.results if r.action.standard == "CB-07"]
    (change,) = report.sites[0].grades[CALLBACKS].changes
    compared = report.comparisons[CALLBACKS]
    (pair,) = report.pairs
    words = ReportWords(report, load_shipped())

    assert (worst.site, worst.item.standard) == ("service-centre", "CB-07")
    assert [one.item.standard for one in report.handbook_findings] == ["PR-66"]
    assert {("millbridge", "CB-06"), ("eastford", "CB-05")} <= helped
    assert len(tried) >= 3
    assert not any(result.effect.helped for result in tried)
    assert 3 <= len(report.overdue) <= 7
    assert (change.after.period.name, change.added) == ("2026-05", ("PR-42",))
    assert {one.site: one.places for one in compared.figures}["service-centre"] == (3, 3)
    assert "Worse than chance explains: Service centre." in words.describe_places(compared)
    assert pair.stricter_chance < 0.05


def test_a_careless_month_is_asked_about(stored: StoredAudits) -> None:
    """One was filled in within four minutes, and one has the answers of the month before."""
    by_place = {
        (one.turn.site, one.turn.checklist, one.turn.period.name): one for one in stored.audits
    }
    quick = by_place["eastford", "monthly-check", "2026-04"].history.audit
    copied, before = (
        by_place["service-centre", "conversation-review", month].history.audit
        for month in ("2026-03", "2026-02")
    )

    assert "It took 4 minutes, and we allow 90." in " ".join(list_care_sentences(quick, None, DAY))
    said = " ".join(list_care_sentences(copied, before, DAY))
    assert "All 27 answers are the same as last time." in said


def test_the_year_is_small() -> None:
    """It is copied with every handbook that is begun from this one."""
    files = [path for path in AUDITS.rglob("*") if path.is_file()]

    assert len(files) < 450
    assert sum(path.stat().st_size for path in files) < 600_000


def test_what_the_guide_quotes_of_the_sample_report_stands_in_it(report: Report) -> None:
    """The answers to a manager's questions: each quotation, on some page, as it is written there."""
    guide = (PROJECT / "docs" / "audit-life.md").read_text("utf-8")
    table = guide.partition("| question | where")[2].partition("\n\n")[0]
    quoted = re.findall("“([^”]+)”", table)
    pages = dict(render_report_pages(report, load_shipped(), "Sample report", ["a4"]))
    shown = {name: re.sub(r"<svg.*?</svg>|<[^>]*>", " ", page) for name, page in pages.items()}
    texts = [" ".join(html.unescape(text).split()) for text in shown.values()]

    assert len(quoted) == 12
    assert [one for one in quoted if not any(one in text for text in texts)] == []

"""Is it getting better? on the page of the device: the sample year, as the report computes it."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cx_handbook.audit.reading.readers.event_file import dump_event
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.content.loader import load_handbook
from cx_handbook.labels import FACTOR_NAMES
from cx_handbook.reports.charts import draw_trend
from cx_handbook.reports.findings import LEAST_AUDITS
from cx_handbook.reports.gather import gather_input
from cx_handbook.reports.page_parts import draw_comparison, rank_site
from cx_handbook.reports.report import ChecklistTrends, Report
from cx_handbook.reports.sentences import describe_line
from cx_handbook.reports.words import (
    ReportWords,
    describe_agreement,
    describe_effect,
    describe_rules,
)
from support.audit_pages import encode_file, find_device_page, import_files
from support.axe import BY_SCHEME, use_scheme, violations
from support.chart_cases import write_in_python
from support.project import PROJECT
from support.sample_answers import list_sample_audits

BETTER = "[data-hb-better]"


@pytest.fixture(scope="module")
def words() -> ReportWords:
    """Return the report of the sample year in words."""
    handbook = load_handbook(PROJECT)
    given = gather_input(handbook, list_sample_audits(), {}, date(2027, 1, 1))
    return ReportWords(Report(given), handbook)


def write_record(record: AuditRecord) -> object:
    return record.model_dump(mode="json", exclude_none=True, exclude_defaults=True) | {"format": 2}


@pytest.fixture(scope="module")
def year_page(chromium: Browser, shipped_site: Path) -> Iterator[Page]:
    """Return the page of a device to which the sample year was imported, as wide as a phone."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(find_device_page(shipped_site))
    histories = [one.history for one in list_sample_audits()]
    records = [write_record(one.audit.record) for one in histories]
    events = [dump_event(event) for one in histories for event in one.events]
    assert f"{len(records)} records imported." in import_files(
        page, encode_file([*records, *events])
    )
    yield page
    context.close()


def come_to_it(page: Page) -> None:
    page.locator(BETTER).scroll_into_view_if_needed()
    page.locator(".hb-better-site").first.wait_for()


def test_nothing_is_computed_before_somebody_comes_to_it(year_page: Page) -> None:
    """Its scripts are not even loaded; scrolling there is enough."""
    assert "audits in the list. Work it out" in year_page.locator(BETTER).inner_text()
    assert year_page.evaluate("Handbook.reports.report") is None
    year_page.locator(BETTER).scroll_into_view_if_needed()
    year_page.locator(".hb-better-site").first.wait_for()

    assert year_page.locator(BETTER).get_attribute("aria-busy") == "false"


def test_sites_say_and_show_what_the_report_does(year_page: Page, words: ReportWords) -> None:
    """In the same order, with the same sentences, and charts of the same shapes."""
    come_to_it(year_page)
    ranked = sorted(words.report.sites, key=rank_site)
    sections = year_page.locator(".hb-better-site")
    told = year_page.locator(BETTER).inner_text()

    assert words.describe_span() in told
    assert words.describe_alarm(ranked) in told
    for place, site in enumerate(ranked):
        section = sections.nth(place)
        name = words.name_site(site.site)
        assert section.locator("h3").inner_text() == name
        assert section.locator(".hb-better-said").all_inner_texts() == [
            sentence.text for sentence in site.sentences
        ]
        checklist = str(site.sentences[0].checklist)
        trend = site.grades[checklist]
        title = f"Grade, {words.name_checklist(checklist)}, {name}"
        drawn = write_in_python(draw_trend(trend, f"grade-{site.site}-{checklist}", title))
        shown = section.locator("svg.hb-chart").first.evaluate("svg => svg.outerHTML")
        assert html.unescape(shown) == html.unescape(drawn)
        assert describe_rules(trend) in section.inner_text()


def test_findings_and_effects_are_those_of_the_report(year_page: Page, words: ReportWords) -> None:
    """What failed most often, and what actions that are done have changed."""
    come_to_it(year_page)
    found = [f for f in words.report.findings if f.asked >= LEAST_AUDITS][:6]
    rows = year_page.locator(".hb-better-findings").first.locator("li")
    results = words.report.results
    helped = sum(one.effect.helped for one in results)

    assert [row.locator("strong").inner_text() for row in rows.all()] == [
        one.item.standard for one in found
    ]
    assert [row.locator(".hb-better-count").inner_text() for row in rows.all()] == [
        f"{one.failed} of {one.asked}" for one in found
    ]
    assert "12 of 12" in rows.first.inner_text()
    told = year_page.locator(BETTER).inner_text()
    first = next(one for one in results if one.effect.helped)
    assert f"; {describe_effect(first)}" in told
    for one in words.report.handbook_findings:
        said = words.describe_handbook(one)
        note = year_page.locator(".hb-better-note", has_text=f"{one.item.standard} fails at every")
        assert said["text"] in note.inner_text()
        assert f"It goes to {said['owner']}" in note.inner_text()
    assert f"{helped} of {len(results)} actions helped, beyond chance." in told


def test_a_folded_chart_opens_by_keyboard_and_has_its_table(year_page: Page) -> None:
    """Enter opens it and draws it; its figures stand in a table."""
    come_to_it(year_page)
    fold = year_page.locator(".hb-better-site > details").first
    assert fold.locator("svg.hb-chart").count() == 0
    fold.locator("summary").first.focus()
    year_page.keyboard.press("Enter")
    fold.locator("svg.hb-chart").wait_for()
    table = fold.locator("figure details").first
    table.locator("summary").focus()
    year_page.keyboard.press("Enter")
    table.locator("tbody tr").first.wait_for()

    assert table.locator("thead th").all_inner_texts() == [
        "Period", "Result", "95% interval", "Remark",
    ]  # fmt: skip
    assert table.locator("tbody tr").count() >= 3


def test_any_line_is_drawn_on_request(year_page: Page, words: ReportWords) -> None:
    """Site, checklist, and a factor or a standard: the chart is the report's, with its sentence."""
    come_to_it(year_page)
    site, checklist = words.report.by_site["service-centre"], "callback-and-complaint-follow-up"
    charts = ChecklistTrends(tuple(a for a in site if a.audit.record.checklist == checklist), ())
    for label, value in (
        ("Site", "service-centre"), ("Checklist", checklist), ("Grade, factor or standard", "CB-07"),
    ):  # fmt: skip
        year_page.locator(".hb-better-choice").get_by_role(
            "combobox", name=label, exact=True
        ).select_option(value)
    trend = charts.standards["CB-07"]
    where = f"{words.name_checklist(checklist)}, {words.name_site('service-centre')}"
    drawn = write_in_python(draw_trend(trend, "line", f"CB-07, {where}"))
    figure = year_page.locator(".hb-better-choice + div figure")
    shown = figure.locator("svg.hb-chart").evaluate("svg => svg.outerHTML")
    said = year_page.locator(".hb-better-choice + div").inner_text()

    assert html.unescape(shown) == html.unescape(drawn)
    assert describe_rules(trend) in said
    assert all(one.text in said for one in describe_line(trend, "CB-07"))
    choices = year_page.locator(".hb-better-choice optgroup").first.locator("option")
    assert choices.all_inner_texts() == [FACTOR_NAMES[name] for name in charts.factors]


def test_sites_and_auditors_are_compared_as_in_the_report(
    year_page: Page, words: ReportWords
) -> None:
    """The same rows, the same words, the same differences."""
    come_to_it(year_page)
    folds = year_page.locator(BETTER).get_by_text(": no site beyond chance")
    unnamed = [
        other
        for other in words.report.comparisons.values()
        if not any(figure.is_named for figure in other.figures)
    ]
    expect(folds).to_have_count(len(unnamed))  # one checklist after the other is drawn
    for fold in folds.all():
        fold.click()
    told = year_page.locator(BETTER).inner_text()
    checklist, one = next(iter(words.report.comparisons.items()))
    part = draw_comparison(words, checklist, one)
    drawing = year_page.locator(f"svg[aria-labelledby^='sites-{checklist}-title']")
    pair = words.report.pairs[0]
    table = year_page.locator(BETTER).get_by_role("region", name="differences")

    shown, drawn = drawing.evaluate("svg => svg.outerHTML"), write_in_python(part["chart"])
    assert html.unescape(shown) == html.unescape(drawn)
    assert all(words.describe_places(other) in told for other in words.report.comparisons.values())
    assert describe_agreement(pair) in told
    assert table.first.locator("tbody tr").count() == len(pair.differences)


def test_the_report_is_for_everybody_on_a_phone(year_page: Page) -> None:
    """axe finds nothing in either scheme, and nothing sticks out of a phone."""
    come_to_it(year_page)
    for scheme, rules in BY_SCHEME:
        use_scheme(year_page, scheme)
        assert violations(year_page, only=rules) == []
    assert year_page.evaluate("document.documentElement.scrollWidth") <= 390

"""The pages of a report: where links lead, what stands first, and what many sites change."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cx_handbook.content.model import Handbook
from cx_handbook.content.model.types import FACTORS
from cx_handbook.reports.line_pages import find_line_page
from cx_handbook.reports.pages import MOST_PAGES, Link, ReportPages
from cx_handbook.reports.report import Report, ReportAction
from support.report_folder import FORM, make_report, make_wide_report

CALL = ReportAction(
    site="harbour", checklist=FORM.checklist, audit="harbour-2026-08", standard="CO-01",
    what="A second line", who="Team lead", due=date(2026, 9, 1), state="done", done=date(2026, 9, 1),
)  # fmt: skip
LATE = ReportAction(
    site="quay", checklist=FORM.checklist, audit="quay-2026-12", standard=None,
    what="Cards at the counter", who=None, due=date(2026, 12, 15), state="open",
)  # fmt: skip


LOUD = ["CO-01", "CO-02", "CO-03", "DI-01", "ST-01"]


def render(report: Report, handbook: Handbook) -> dict[str, str]:
    return dict(ReportPages(report, handbook).render())


@pytest.fixture(scope="module")
def pages(handbook: Handbook) -> dict[str, str]:
    """Return the pages of three sites with two actions."""
    return render(make_report(actions=(CALL, LATE)), handbook)


@pytest.fixture(scope="module")
def wide(handbook: Handbook) -> dict[str, str]:
    """Return the pages of 300 sites."""
    return render(make_wide_report(300), handbook)


def read_text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def find_broken_links(pages: dict[str, str]) -> list[tuple[str, str]]:
    broken = []
    for page, html in pages.items():
        for link in re.findall(r'<a [^>]*?href="([^"]*)"', html):
            address, _, anchor = link.partition("#")
            target = pages.get(address or page)
            if target is None or (anchor and f'id="{anchor}"' not in target):
                broken.append((page, link))
    return broken


def test_every_link_leads_somewhere(pages: dict[str, str], wide: dict[str, str]) -> None:
    """To a page of the folder, and to a place that is on it."""
    assert find_broken_links(pages) == []
    assert find_broken_links(wide) == []


def test_every_name_on_a_page_is_there_once(pages: dict[str, str], wide: dict[str, str]) -> None:
    """The names that links and screen readers go by."""
    for page, html in {**pages, **wide}.items():
        names = re.findall(r' id="([^"]*)"', html)
        assert len(names) == len(set(names)), page


def test_the_first_page_says_what_fell_first_and_links_to_its_chart(pages: dict[str, str]) -> None:
    """One sentence a site; the site that fell comes before the one that rose."""
    text = read_text(pages["index.html"])

    assert text.index("fell in August, beyond chance") < text.index("No change that could be told")
    assert f'href="site-harbour.html#{FORM.checklist}"' in pages["index.html"]
    assert "Cards at the counter (Quay) nobody named 15 December 2026, 20 days late" in text


def test_each_chart_has_a_name_a_description_and_a_table(pages: dict[str, str]) -> None:
    """So that it can be read without being seen."""
    for html in pages.values():
        drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
        # A bar only repeats the numbers beside it.
        for svg in (one for one in drawings if not re.fullmatch(r'<svg width="\d+%"></svg>', one)):
            name = re.search(r'aria-labelledby="(\S+) (\S+)"', svg)
            assert name
            assert f'<title id="{name[1]}">' in svg
            assert f'<desc id="{name[2]}">' in svg
        figures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
        assert all("The same as a table" in figure for figure in figures)


def test_before_and_after_stand_in_a_chart_and_in_a_table(pages: dict[str, str]) -> None:
    """On the page of actions."""
    html = pages["actions.html"]

    assert 'aria-labelledby="effects-title effects-description"' in html
    assert "A second line (CO-01 · Harbour)" in html


def test_how_to_read_prints_the_false_alarms_of_the_rules(pages: dict[str, str]) -> None:
    """The same figures that stand beside the charts."""
    text = read_text(pages["reading.html"])

    assert "12 2.9 of 100 16 4.4 of 100 20 6.3 of 100 24 8.5 of 100 36 15 of 100" in text


def test_hostile_names_are_text(handbook: Handbook) -> None:
    """Names of sites come from files that anybody may have written."""
    names = {"harbour": "<script>x</script>", "market": '"><img src=x>', "quay": "{{ 7*7 }}"}

    html = "".join(render(make_report(names), handbook).values())

    assert "<script>" not in html
    assert "<img" not in html
    assert "{{ 7*7 }}" in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html


def test_reading_few_sites_needs_no_script(pages: dict[str, str]) -> None:
    """Nor does a page of many, whose script only looks up a site."""
    assert all("<script" not in html for html in pages.values())


def test_of_many_sites_the_worst_and_the_best_come_first(wide: dict[str, str]) -> None:
    """Named by the false-discovery limit; there is a search and no card for each."""
    text = read_text(wide["index.html"])
    worse, better = (
        text.index("Worse than chance explains"),
        text.index("Better than chance explains"),
    )

    assert worse < text.index("Café &lt;Süd&gt;") < better < text.index("Shop 0007")
    assert "hb-card" not in wide["index.html"]
    assert 'action="sites.html"' in wide["index.html"]
    assert len(wide["index.html"]) < 100_000


def test_every_one_of_many_sites_is_in_the_list(wide: dict[str, str]) -> None:
    """Those without a page of their own have no link; those that stand out have one."""
    html = wide["sites.html"]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>', html)
    linked = [row for row in rows if row.startswith("<a ")]

    assert len(rows) == 300
    assert len(linked) == MOST_PAGES
    assert {"site-site-0003.html", "site-site-0007.html"} <= set(wide)
    assert rows[0] == '<a href="site-site-0003.html">Café &lt;Süd&gt;</a>'


def test_ten_sites_or_more_have_a_funnel(pages: dict[str, str], wide: dict[str, str]) -> None:
    """Beside the rows, with its limits as a table."""
    assert "funnel" not in pages["compare.html"]
    assert "99.8% of sites lie between" in wide["compare.html"]
    assert "20 of 300 sites are shown." in wide["compare.html"]


def test_five_times_the_sites_are_five_times_the_rows_and_no_more(
    wide: dict[str, str], handbook: Handbook
) -> None:
    """Pages, words and links stay as many; one page grows, by a row a site."""
    many = render(make_wide_report(1_500), handbook)
    rows, page = "sites.html", r'<tr><th scope="row">'

    assert len(many) == len(wide)
    assert len(re.findall(page, many[rows])) == 1_500
    assert len(many[rows]) < 5.2 * len(wide[rows])
    assert all(
        len(html) < 1.5 * len(wide[name])
        for name, html in many.items()
        if name != rows and name in wide
    )


def test_files_to_print_are_named_on_the_first_page(handbook: Handbook) -> None:
    """They lie beside the pages."""
    pages = ReportPages(
        make_report(), handbook, (Link("report-a4.pdf", "One page for the boss (A4)"),)
    )
    index = dict(pages.render())["index.html"]

    assert '<a href="report-a4.pdf">One page for the boss (A4)</a>' in index


def test_the_order_of_audits_changes_nothing(handbook: Handbook) -> None:
    """Same records, same pages."""
    report = make_report()
    turned = Report(
        type(report.given)(**{**vars(report.given), "audits": list(report.given.audits)[::-1]})
    )

    assert render(turned, handbook) == render(report, handbook)


def test_factors_and_standards_have_a_page_for_each_site_and_checklist(
    pages: dict[str, str],
) -> None:
    """A chart with its sentence for each factor and each standard beyond chance; a table for all."""
    address = find_line_page("harbour", FORM.checklist)
    html = pages[address]
    text = read_text(html)
    charts = re.findall(r'aria-labelledby="line-(\S+)-title', html)

    assert f'href="{address}"' in pages["site-harbour.html"]
    assert charts == [*FACTORS, *LOUD]
    assert "Compliance: fell in August, beyond chance" in text
    assert (
        text.count("In a series in which nothing changes") + text.count("With so few cases") == 10
    )
    rows = re.findall(r'<tr><th scope="row">(\S+):', html.partition('id="all-standards"')[2])
    assert rows == [item.standard for item in FORM.items]


def test_many_sites_have_no_pages_of_standards(wide: dict[str, str]) -> None:
    """Their folder would hold thousands; each site's page says how to get them."""
    assert not [name for name in wide if name.startswith("lines-")]
    sites = [html for name, html in wide.items() if name.startswith("site-")]
    assert all("<code>handbook report --site NAME</code> writes the factors" in s for s in sites)

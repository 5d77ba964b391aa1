"""The pages of a report: a folder that opens by double click, in the handbook's look.

Pages say what the report computed; nothing is computed here but which part of it is shown. Reading
needs no script; one script looks up a site where there are many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cx_handbook.content.model import Handbook
from cx_handbook.reports.findings import LEAST_AUDITS
from cx_handbook.reports.line_pages import find_line_page, list_line_pages
from cx_handbook.reports.page_parts import (
    draw_comparison,
    draw_first_chart,
    draw_results,
    list_by_site,
    list_by_standard,
    list_late,
    list_overdue,
    list_pairs,
    list_results,
    make_card,
    make_site_parts,
    rank_site,
)
from cx_handbook.reports.reading_example import draw_example
from cx_handbook.reports.report import Report, SiteReport
from cx_handbook.reports.trend import FALSE_ALARMS
from cx_handbook.reports.words import ReportWords, find_page
from cx_handbook.templating import create_environment

MOST_CARDS = 12  # sites that each have a card and a place in the navigation
MOST_ENDS = 10  # of many sites: the worst, and the best
MOST_PAGES = 200  # sites that have a page each; of more, those that stand out
MOST_LISTED = 60  # results of actions on their page
MOST_FINDINGS, MOST_ACTIONS, MOST_RESULTS = 6, 6, 6


class Link(NamedTuple):
    """A page of the report or a file beside it: its address in the folder, and its title."""

    address: str
    title: str


@dataclass(frozen=True)
class ReportPages:
    """Renders a report as pages; `sheets` are files to print that lie beside them.

    `title` is what the report is called, `assets` the folder with its style and fonts as seen from a
    page, and `home` leads out of the report, where it is a part of something larger.
    """

    report: Report
    handbook: Handbook
    sheets: Sequence[Link] = ()
    title: str = "Report"
    assets: str = "assets"
    home: Link | None = None

    @cached_property
    def words(self) -> ReportWords:
        """What the report says in words."""
        return ReportWords(self.report, self.handbook)

    @cached_property
    def _environment(self) -> Any:
        return create_environment(self.handbook.company)

    @cached_property
    def _ranked(self) -> list[SiteReport]:
        """The sites in the order in which they need to be looked at."""
        return sorted(self.report.sites, key=rank_site)

    @property
    def _has_many(self) -> bool:
        return len(self.report.by_site) > MOST_CARDS

    @cached_property
    def _named(self) -> dict[str, str]:
        """Sites that chance does not explain beside the others: *worse* or *better* by site."""
        named: dict[str, str] = {}
        for one in self.report.comparisons.values():
            for figure in one.figures:
                if figure.is_named:
                    is_worse = figure.estimate.value < (one.share or 0.0)
                    # Worse on one checklist outweighs better on another.
                    named[figure.site] = "worse" if is_worse else named.get(figure.site, "better")
        return named

    @cached_property
    def _with_page(self) -> list[SiteReport]:
        """The sites that have a page: all, or of very many those that stand out."""
        # Thousands of pages with twelve charts each would take minutes and gigabytes.
        ranked = sorted(self._ranked, key=lambda one: one.site not in self._named)
        chosen = {one.site for one in ranked[:MOST_PAGES]}
        return [one for one in self.report.sites if one.site in chosen]

    @cached_property
    def _navigation(self) -> list[Link]:
        links = [Link("index.html", "Overview")]
        if self._has_many:
            links.append(Link("sites.html", "All sites"))
        else:
            links += [
                Link(find_page(s.site), self.words.name_site(s.site)) for s in self.report.sites
            ]
        # The same places on every page, so that people find them without reading.
        links.append(Link("findings.html", "Findings"))
        links.append(Link("actions.html", "Actions"))
        if self.report.comparisons:
            links.append(Link("compare.html", "Compare sites"))
        if self.report.pairs:
            links.append(Link("auditors.html", "Two auditors"))
        return [*links, Link("reading.html", "How to read this")]

    def render(self) -> Iterator[tuple[str, str]]:
        """Yield the address of each page and its HTML."""
        yield self._render_page("index", "index.html", **self._describe_index())
        if self._has_many:
            yield self._render_page("sites", "sites.html", rows=list(self._list_rows()))
        for site in self._with_page:
            yield self._render_page(
                "site",
                find_page(site.site),
                site=make_card(self.words, site),
                parts=make_site_parts(self.words, site),
                lines=self._link_lines(site),
            )
        yield from self._render_lines()
        yield self._render_page(
            "findings",
            "findings.html",
            handbook_findings=self._describe_handbook_findings(),
            by_site=list_by_site(self.words),
            by_standard=list_by_standard(self.words),
        )
        yield self._render_page(
            "actions",
            "actions.html",
            late=list_late(self.words),
            results=list_results(self.words, MOST_LISTED),
            more_results=len(self.report.results) - MOST_LISTED,
            chart=draw_results(self.words),
        )
        if self.report.comparisons:
            yield self._render_page("compare", "compare.html", comparisons=self._draw_comparisons())
        if self.report.pairs:
            yield self._render_page("auditors", "auditors.html", pairs=list_pairs(self.words))
        alarms = [(str(points), f"{100 * rate:g} of 100") for points, rate in FALSE_ALARMS.items()]
        example = draw_example()
        yield self._render_page("reading", "reading.html", alarms=alarms, example=example)

    def _render_lines(self) -> Iterator[tuple[str, str]]:
        """Yield the pages of factors and standards: of few sites, whose folder stays small."""
        if self._has_many:
            return
        for address, page in list_line_pages(self.words, self._with_page):
            yield self._render_page("lines", address, **page)

    def _link_lines(self, site: SiteReport) -> dict[str, Link]:
        """Return the page of factors and standards of each checklist of a site."""
        return {
            checklist: Link(
                "" if self._has_many else find_line_page(site.site, checklist),
                self.words.name_checklist(checklist),
            )
            for checklist in site.trends
        }

    def _render_page(self, template: str, here: str, **values: Any) -> tuple[str, str]:
        page = self._environment.get_template(f"reports/{template}.html.j2")
        html: str = page.render(
            report=self.report,
            navigation=self._navigation,
            here=here,
            has_search=self._has_many,
            audits=len(self.report.given.audits),
            name=self.title,
            assets=self.assets,
            home=self.home,
            **values,
        )
        return here, html

    # The first page

    def _describe_index(self) -> dict[str, Any]:
        report, words = self.report, self.words
        shown = self._ranked[:MOST_CARDS]
        comparisons = self._draw_comparisons()
        return {
            "lead": words.describe_span(),
            "cards": [self._make_card(site) for site in ([] if self._has_many else shown)],
            "ends": list(self._list_ends()) if self._has_many else [],
            "alarm": words.describe_alarm(shown),
            "first": draw_first_chart(words, shown),
            "failing": [
                words.describe_finding(one)
                for one in report.findings[:MOST_FINDINGS]
                if one.asked >= LEAST_AUDITS
            ],
            "handbook_findings": self._describe_handbook_findings()[:1],
            "overdue": list_overdue(words, MOST_ACTIONS),
            "results": list_results(words, MOST_RESULTS),
            "comparison": next(
                (c for c in comparisons if c["is_told"]), next(iter(comparisons), None)
            ),
            "sheets": self.sheets,
            "count": {
                "findings": len(report.findings),
                "overdue": len(report.overdue),
                "results": len(report.results),
                "comparisons": len(comparisons),
            },
        }

    def _make_card(self, site: SiteReport) -> dict[str, Any]:
        return {**make_card(self.words, site), "address": find_page(site.site)}

    def _describe_handbook_findings(self) -> list[dict[str, str]]:
        return [self.words.describe_handbook(one) for one in self.report.handbook_findings]

    def _draw_comparisons(self) -> list[dict[str, Any]]:
        return [
            draw_comparison(self.words, checklist, one)
            for checklist, one in self.report.comparisons.items()
        ]

    # Many sites

    def _list_ends(self) -> Iterator[dict[str, Any]]:
        """Yield the worst and the best sites by the false-discovery limit, with their numbers."""
        for side, title in (
            ("worse", "Worse than chance explains"),
            ("better", "Better than chance explains"),
        ):
            found = []
            for checklist, one in self.report.comparisons.items():
                for figure in one.figures:
                    is_worse = figure.estimate.value < (one.share or 0.0)
                    if figure.is_named and is_worse == (side == "worse"):
                        # The farthest from the share of all comes first.
                        share = figure.estimate.value - (one.share or 0.0)
                        found.append((-abs(share), figure.site, checklist, figure))
            found.sort(key=lambda entry: entry[:3])
            rows = [
                (
                    self._link_site(site),
                    self.words.name_checklist(checklist),
                    self.words.describe_figure(figure),
                )
                for _, site, checklist, figure in found[:MOST_ENDS]
            ]
            more = max(0, len(found) - MOST_ENDS)
            yield {"title": title, "anchor": side, "rows": rows, "more": more}

    def _link_site(self, site: str) -> Link:
        has_page = site in self._pages
        return Link(find_page(site) if has_page else "", self.words.name_site(site))

    @cached_property
    def _pages(self) -> frozenset[str]:
        return frozenset(one.site for one in self._with_page)

    def _list_rows(self) -> Iterator[tuple[Link, str, str, str]]:
        """Yield a row for each site, those to look at first at the top."""
        for site in sorted(
            self._ranked,
            key=lambda one: ("worse", "better", "").index(self._named.get(one.site, "")),
        ):
            card = make_card(self.words, site, has_spark=False)
            said = " ".join(sentence["text"] for sentence in card["sentences"])
            place = {"worse": "worse than chance explains", "better": "better than chance explains"}
            named = place.get(self._named.get(site.site, ""), "")
            yield self._link_site(site.site), said, card["grade"], named

"""The pages of a report of thousands of sites, from the roll-up of their answers alone.

The first page names the sites that chance does not explain, a list finds every site, and each
checklist has a page with its grades, its funnel and its standards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from cx_handbook.audit.scoring.result import format_high_end, format_percent, format_points
from cx_handbook.content.model import Handbook
from cx_handbook.markdown import plain_text
from cx_handbook.reports.chart_shapes import Chart
from cx_handbook.reports.charts import name_period
from cx_handbook.reports.comparison import SiteFigure
from cx_handbook.reports.many_sites import ChecklistRollUp, SitePeriod
from cx_handbook.reports.many_sites_source import ManySites, find_days
from cx_handbook.reports.page_parts import draw_comparison
from cx_handbook.reports.pages import Link
from cx_handbook.reports.report import Report, ReportInput
from cx_handbook.reports.roll_up import ChainFigure, StandardShare
from cx_handbook.reports.trend_chart import draw_trend_picture
from cx_handbook.reports.trend_layout import PlottedPoint, PlottedStretch, TrendPicture
from cx_handbook.reports.words import ReportWords, count_noun
from cx_handbook.templating import create_environment

MOST_ENDS = 10  # of the worst and of the best sites on the first page
MOST_NAMED = 100  # of each on the page of a checklist
MOST_PERIODS = 24  # of a chart: more labels than that leave no room for each other
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,80}")
_ENDS: tuple[tuple[Literal["worst", "best"], str], ...] = (
    ("worst", "Worse than chance explains"),
    ("best", "Better than chance explains"),
)


@dataclass(frozen=True)
class ManySitesPages:
    """Renders the figures of many sites as pages; `handbook` gives the look and the rules' words."""

    found: ManySites
    handbook: Handbook
    today: date

    @cached_property
    def words(self) -> ReportWords:
        """What the report says in words: the same as of a report over single audits."""
        titles = self.found.titles
        keys = {key: titles.get(name, name) for name, key in self._keys.items()}
        given = ReportInput((), (), (), {**titles, **keys}, self.found.site_names, {}, self.today)
        return ReportWords(Report(given), self.handbook)

    @cached_property
    def _keys(self) -> dict[str, str]:
        """Checklists by what stands for them in addresses and anchors."""
        # A table comes from outside: its names are no names of files until they look like ours.
        return {
            name: name if _SLUG.fullmatch(name) else f"number-{place}"
            for place, name in enumerate(self.found.checklists, start=1)
        }

    def _link_checklist(self, name: str) -> Link:
        return Link(f"checklist-{self._keys[name]}.html", self.words.name_checklist(name))

    @cached_property
    def _environment(self) -> Any:
        return create_environment(self.handbook.company)

    @cached_property
    def _sites(self) -> list[str]:
        named = {site for one in self.found.checklists.values() for site in one.sites}
        return sorted(named, key=lambda site: (self.words.name_site(site).casefold(), site))

    @cached_property
    def _navigation(self) -> list[Link]:
        return [
            Link("index.html", "Overview"),
            Link("sites.html", "All sites"),
            *(self._link_checklist(name) for name in self.found.checklists),
            Link("reading.html", "How to read this"),
        ]

    def render(self) -> Iterator[tuple[str, str]]:
        """Yield the address of each page and its HTML."""
        yield self._render_page("many_index", "index.html", **self._describe_index())
        yield self._render_page("many_sites", "sites.html", **self._describe_sites())
        for name, one in self.found.checklists.items():
            yield self._render_page(
                "many_checklist",
                self._link_checklist(name).address,
                **self._describe_checklist(one),
            )
        yield self._render_page("many_reading", "reading.html")

    def _render_page(self, template: str, here: str, **values: Any) -> tuple[str, str]:
        page = self._environment.get_template(f"reports/{template}.html.j2")
        html: str = page.render(
            report=self.words.report,
            navigation=self._navigation,
            here=here,
            has_search=True,
            name="Report",
            assets="assets",
            home=None,
            audits=sum(
                len(p) for one in self.found.checklists.values() for p in one.sites.values()
            ),
            **values,
        )
        return here, html

    # The first page

    def _describe_index(self) -> dict[str, Any]:
        periods = [period for one in self.found.checklists.values() for period in one.periods]
        span = describe_periods(periods)
        checklists = count_noun(len(self.found.checklists), "checklist")
        return {
            "lead": f"{span} · {count_noun(len(self._sites), 'site')} · {checklists}",
            "ends": [self._list_all_ends(*end) for end in _ENDS],
            "checklists": [
                (self._link_checklist(name), *row)
                for name, one in self.found.checklists.items()
                for row in [summarise_checklist(one)]
            ],
        }

    def _list_all_ends(self, side: Literal["worst", "best"], title: str) -> dict[str, Any]:
        """Return the sites that stand out on any checklist, the farthest from all others first."""
        found = [
            (-abs(figure.count.share - (one.comparison.share or 0.0)), figure.site, name, figure)
            for name, one in self.found.checklists.items()
            for figure in getattr(one, side)
        ]
        found.sort(key=lambda entry: entry[:3])
        return {
            "title": title,
            "anchor": side,
            "rows": [
                (
                    self.words.name_site(site),
                    self._link_checklist(name),
                    self.words.describe_figure(figure),
                )
                for _, site, name, figure in found[:MOST_ENDS]
            ],
            "more": max(0, len(found) - MOST_ENDS),
        }

    # All sites

    def _describe_sites(self) -> dict[str, Any]:
        named = self._name_ends()
        # Who has to be looked at stands at the top, then who may be learnt from.
        order = {"worst": 0, "best": 1}
        sites = sorted(
            self._sites,
            key=lambda site: min((order[side] for side, _ in named.get(site, ())), default=2),
        )
        return {
            "heads": [self.words.name_checklist(name) for name in self.found.checklists],
            "rows": [
                (
                    self.words.name_site(site),
                    self._describe_ends(named.get(site, ())),
                    [
                        describe_newest(one.sites.get(site, ()))
                        for one in self.found.checklists.values()
                    ],
                )
                for site in sites
            ],
        }

    def _name_ends(self) -> dict[str, list[tuple[str, str]]]:
        """Return by site where chance does not explain it: the side, and the checklist's title."""
        named: dict[str, list[tuple[str, str]]] = {}
        for side, _ in _ENDS:
            for name, one in self.found.checklists.items():
                for figure in getattr(one, side):
                    title = self.words.name_checklist(name)
                    named.setdefault(figure.site, []).append((side, title))
        return named

    @staticmethod
    def _describe_ends(ends: Iterable[tuple[str, str]]) -> str:
        found = list(ends)
        parts = [
            f"{word}: {', '.join(title for side, title in found if side == which)}"
            for which, word in (("worst", "worse"), ("best", "better"))
            if any(side == which for side, _ in found)
        ]
        return "; ".join(parts)

    # A checklist

    def _describe_checklist(self, one: ChecklistRollUp) -> dict[str, Any]:
        title = self.words.name_checklist(one.checklist)
        comparison = one.comparison
        sites, span = count_noun(len(one.sites), "site"), describe_periods(one.periods)
        return {
            "title": title,
            "lead": f"{span} · {sites}",
            "grades": draw_chain(one, title) if one.chain else None,
            "comparison": self._draw_comparison(one) if comparison.figures else None,
            "ends": [
                {
                    "title": heading,
                    "anchor": side,
                    "rows": [
                        self._list_figure(figure) for figure in getattr(one, side)[:MOST_NAMED]
                    ],
                    "more": max(0, len(getattr(one, side)) - MOST_NAMED),
                }
                for side, heading in _ENDS
            ],
            "period": describe_periods(one.periods[-1:]),
            "standards": [self._list_standard(share) for share in _order_standards(one)],
        }

    def _draw_comparison(self, one: ChecklistRollUp) -> dict[str, Any]:
        # The roll-up reads what all forms ask alike, so unlike forms keep no site out.
        said = self.words.describe_places(one.comparison, "Common questions, same periods")
        return draw_comparison(self.words, self._keys[one.checklist], one.comparison, said)

    def _list_figure(self, figure: SiteFigure) -> tuple[str, str, str]:
        low, high = figure.limits
        span = f"{format_percent(low)} to {format_percent(high, up=True)}%"
        return self.words.name_site(figure.site), self.words.describe_figure(figure), span

    @cached_property
    def _rules(self) -> dict[str, str]:
        return {s.id: plain_text(s.rule) for p in self.handbook.policies for s in p.standards}

    def _list_standard(self, one: StandardShare) -> tuple[str, ...]:
        interval = "–"
        if one.low is not None and one.high is not None:
            interval = f"{format_percent(one.low)} to {format_percent(one.high, up=True)}%"
        half = (
            f"{format_percent(one.lower_quarter)} to {format_percent(one.upper_quarter, up=True)}%"
        )
        rule = self._rules.get(one.standard)
        name = f"{one.standard}: {rule}" if rule else one.standard
        share, sites = f"{format_percent(one.share)}%", f"{one.sites:,}"
        return name, share, interval, f"{format_percent(one.median_value)}%", half, sites


def _order_standards(one: ChecklistRollUp) -> list[StandardShare]:
    """Return the standards of the newest period, that with the lowest share first."""
    newest = [share for share in one.standards if share.period == one.periods[-1]]
    return sorted(newest, key=lambda share: (share.share, share.standard, share.question))


def describe_periods(periods: Sequence[str]) -> str:
    """Return the first and the last of some periods by their names."""
    first, last = min(periods), max(periods)
    return first if first == last else f"{first} to {last}"


def summarise_checklist(one: ChecklistRollUp) -> tuple[str, str, str, str]:
    """Return a checklist in short: its sites, its newest median, its quarters, and who stands out."""
    newest: ChainFigure | None = one.chain[max(one.chain)] if one.chain else None
    median, half = "–", "–"
    if newest:
        median = f"{format_points(newest.median_value)} ({newest.period})"
        half = f"{format_points(newest.lower_quarter)} to {format_high_end(newest.upper_quarter)}"
    named = f"{len(one.worst):,} worse, {len(one.best):,} better"
    return f"{len(one.sites):,}", median, half, named


def describe_newest(periods: Sequence[SitePeriod]) -> str:
    """Return the newest grade of a site, or its share of right cases where there is no grade."""
    if not periods:
        return "–"
    newest = periods[-1]
    blank = " (provisional)" if newest.blanks else ""
    if newest.grade is not None:
        return f"{format_points(newest.grade)}{blank}"
    if newest.looked_at:
        return f"{format_percent(newest.met / newest.looked_at)}%{blank}"
    return "–"


def draw_chain(one: ChecklistRollUp, title: str) -> Chart:
    """Return the chart of a chain's grades: the median of its sites and their quarters by period."""
    figures: Mapping[str, ChainFigure] = one.chain
    shown = sorted(figures)[-MOST_PERIODS:]
    points = tuple(_plot_period(figures[name]) for name in shown)
    newest = figures[shown[-1]]
    said = (
        f"{count_noun(len(points), 'period')}, {describe_periods(shown)}. In the newest, the median "
        f"of {count_noun(newest.sites, 'site')} is {format_points(newest.median_value)}; half of "
        f"them lie between {format_points(newest.lower_quarter)} and "
        f"{format_high_end(newest.upper_quarter)}."
    )
    picture = TrendPicture(
        "chain", f"Grades of all sites, {title}", said, "grade", (PlottedStretch(points),)
    )
    heads = ("Period", "Median", "Half of the sites lie between", "Sites")
    chart = draw_trend_picture(picture)
    rows = tuple(
        (*row[:3], f"{figures[name].sites:,}") for row, name in zip(chart.rows, shown, strict=True)
    )
    return replace(chart, heads=heads, rows=rows)


def _plot_period(figure: ChainFigure) -> PlottedPoint:
    days = find_days(figure.period)
    label, year = name_period(days) if days else (figure.period, "")
    return PlottedPoint(
        label, year, figure.period, figure.median_value, figure.lower_quarter, figure.upper_quarter
    )

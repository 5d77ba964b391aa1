"""The page of a site and a checklist: a chart of each factor, and every standard month by month.

Eighty charts on a page are too many to read and to load. So a standard has its chart here when there is
something to say about it, and stands in the table in any case; `handbook audit trend --standard` and
the page of audits on a device draw any of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cx_handbook.audit.records.periods import Period
from cx_handbook.audit.scoring.result import format_percent, format_points
from cx_handbook.labels import FACTOR_NAMES
from cx_handbook.markdown import plain_text
from cx_handbook.reports.charts import draw_trend, name_period
from cx_handbook.reports.report import ChecklistTrends, SiteReport
from cx_handbook.reports.sentences import describe_line
from cx_handbook.reports.trend import Trend, TrendPoint
from cx_handbook.reports.words import ReportWords, describe_change, describe_rules, find_page

MOST_DRAWN = 12  # standards with a chart
MOST_PERIODS = 13  # columns of the table: a year of months, and the same month before


def find_line_page(site: str, checklist: str) -> str:
    """Return the address of the page of a site's factors and standards by one checklist."""
    # Neither name has a dot, so that no two pages share an address.
    return f"lines-{site}.{checklist}.html"


def make_line_page(words: ReportWords, site: SiteReport, checklist: str) -> dict[str, Any]:
    """Return the charts of the factors, of the standards that stand out, and the table of all."""
    own = site.trends[checklist]
    loud = [(name, trend) for name, trend in own.standards.items() if _has_signal(trend)]
    where = f"{words.name_checklist(checklist)}, {words.name_site(site.site)}"
    rules = _list_rules(own)
    factors = [(name, FACTOR_NAMES[name], trend) for name, trend in own.factors.items()]
    standards = [(name, f"{name}: {rules[name]}", trend) for name, trend in loud[:MOST_DRAWN]]
    heads, rows = _list_standards(own, rules)
    return {
        "title": where,
        "back": f"{find_page(site.site)}{f'#{checklist}' if checklist in site.grades else ''}",
        "factors": [_draw_line(name, title, trend, where) for name, title, trend in factors],
        "standards": [_draw_line(name, title, trend, where) for name, title, trend in standards],
        "more": max(0, len(loud) - MOST_DRAWN),
        "expected": _describe_expected(own.standards.values()),
        "heads": heads,
        "rows": rows,
    }


def _has_signal(trend: Trend) -> bool:
    # Of the newest stretch: the others are history, and their chart shows them.
    return bool(trend.stretches[-1].signals)


def _list_rules(own: ChecklistTrends) -> dict[str, str]:
    """Return what each standard asks for, as the newest form that asks it says."""
    rules: dict[str, str] = {}
    for one in own.audits:
        rules |= {item.standard: plain_text(item.rule) for item in one.audit.form.items}
    return rules


def _draw_line(name: str, title: str, trend: Trend, where: str) -> dict[str, Any]:
    short = title.partition(":")[0]
    kind = "cases right" if trend.is_count else "grades"
    return {
        "anchor": name,
        "title": title,
        "short": short,
        "sentences": [sentence.text for sentence in describe_line(trend, short)],
        "chart": draw_trend(trend, f"line-{name}", f"{short}: {kind}, {where}"),
        "note": describe_rules(trend),
        "changes": [describe_change(change) for change in trend.changes],
        "notes": [f"{note.on}: {note.why}" for note in trend.notes],
    }


def _describe_expected(trends: Iterable[Trend]) -> str:
    """Return how many standards chance alone would put beyond its limits, when nothing changes."""
    rates = [trend.false_alarms for trend in trends if trend.false_alarms is not None]
    if not rates:
        return ""
    # Who looks at many lines finds something in one of them.
    expected = sum(rates)
    often = (
        f"about {expected:.0f}"
        if expected >= 1.5
        else "about one"
        if expected >= 0.5
        else "fewer than one"
    )
    return f"Of {len(rates)} standards with limits, {often} would stand out by chance alone."


def _list_standards(
    own: ChecklistTrends, rules: Mapping[str, str]
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the heads and rows of the table: right cases of each standard, period by period."""
    charted = {
        point.period
        for trend in own.standards.values()
        for stretch in trend.stretches
        for point in stretch.points
    }
    periods = sorted(charted)[-MOST_PERIODS:]
    heads = ["Standard", "Together", *(" ".join(name_period(period)).strip() for period in periods)]
    rows = []
    for name, trend in own.standards.items():
        points = [point for stretch in trend.stretches for point in stretch.points]
        # A month of walks in which the questions changed has a point on either side.
        by_period = defaultdict[Period, list[str]](list)
        for point in points:
            by_period[point.period].append(_write_point(point))
        cells = ("; ".join(by_period[period]) or "–" for period in periods)
        rows.append((f"{name}: {rules[name]}", _write_total(points), *cells))
    return heads, rows


def _write_point(point: TrendPoint) -> str:
    if point.looked_at is None:
        text = format_points(point.estimate.value)
    else:
        text = f"{point.met}/{point.looked_at}"
    return f"{text} (provisional)" if point.is_hollow else text


def _write_total(points: Iterable[TrendPoint]) -> str:
    """Return the right cases of all final audits; a dash for grades, which do not add up."""
    solid = [one for one in points if not one.is_hollow and one.looked_at]
    looked_at = sum(one.looked_at or 0 for one in solid)
    if not looked_at:
        return "–"
    return f"{format_percent(sum(one.met or 0 for one in solid) / looked_at)}%"


def list_line_pages(
    words: ReportWords, sites: Iterable[SiteReport]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the address of the page of each site and checklist, and what stands on it."""
    for site in sites:
        for checklist in site.trends:
            yield find_line_page(site.site, checklist), make_line_page(words, site, checklist)

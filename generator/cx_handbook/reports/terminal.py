"""Trends drawn with characters, for a terminal: one line a site and checklist."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.audit.scoring.result import format_percent, format_points
from cx_handbook.reports.measures import Measure
from cx_handbook.reports.report import Report, SiteReport
from cx_handbook.reports.sentences import describe_line
from cx_handbook.reports.trend import Stretch, Trend
from cx_handbook.reports.words import describe_alarms, describe_change
from cx_handbook.statistics.rounding import round9

BARS = "▁▂▃▄▅▆▇█"
HOLLOW, BREAK = "·", "┊"
LOWEST = 0.5  # of the drawn scale, as part of the whole; what lies below is drawn at the bottom


def draw_trends(report: Report) -> Iterator[str]:
    """Yield the lines of a report's trends: what can be said of each site, then its charts."""
    width = max((len(name) for name in report.given.titles.values()), default=0)
    for site in report.sites:
        yield report.given.site_names.get(site.site, site.site)
        for sentence in site.sentences:
            yield f"  {sentence.text}"
        yield from _draw_site(site, report, width)
    yield _describe_signs(f"{10 * LOWEST:g} to 10")


def draw_measures(report: Report, measure: Measure, title: str) -> Iterator[str]:
    """Yield the lines of one factor or standard, at each site and by each checklist that asks it."""
    for site in report.sites:
        for checklist, own in site.trends.items():
            trend = own.build(measure)
            if not trend.stretches:
                continue
            yield f"{report.given.site_names.get(site.site, site.site)}, {_name(report, checklist)}"
            for sentence in describe_line(trend, title):
                yield f"  {sentence.text}"
            yield f"  {draw_line(trend)}  {_describe_newest(trend)}"
            yield f"  {describe_alarms(trend)}"
            # A line that is broken needs its reason beside it.
            yield from (f"  {describe_change(change)}" for change in trend.changes)
    yield _describe_signs(f"{100 * LOWEST:g} to 100%")


def _name(report: Report, checklist: str) -> str:
    return report.given.titles.get(checklist, checklist)


def _describe_signs(scale: str) -> str:
    return (
        f"Bars from {scale}, the oldest first; {HOLLOW} provisional, {BREAK} other questions, "
        "! beyond chance."
    )


def _draw_site(site: SiteReport, report: Report, width: int) -> Iterator[str]:
    for checklist, trend in site.grades.items():
        title = _name(report, checklist)
        yield f"  {title:{width}}  {draw_line(trend)}  {_describe_newest(trend)}"


def draw_line(trend: Trend) -> str:
    """Return a trend as bars from half to all, a sign after each that lies beyond chance."""
    most = 1.0 if trend.is_count else 10.0
    return BREAK.join(_draw_stretch(stretch, most) for stretch in trend.stretches)


def _draw_stretch(stretch: Stretch, most: float) -> str:
    outside = {signal.first for signal in stretch.signals if signal.rule == "outside"}
    return "".join(
        (HOLLOW if point.is_hollow else _find_bar(point.estimate.value / most))
        + "!" * (place in outside)
        for place, point in enumerate(stretch.points)
    )


def _find_bar(part: float) -> str:
    step = round9((part - LOWEST) / (1 - LOWEST) * len(BARS))
    return BARS[min(len(BARS) - 1, max(0, int(step)))]


def _describe_newest(trend: Trend) -> str:
    """Return the newest figure, of counts with its cases, and what is usual."""
    stretch = trend.stretches[-1]
    newest, limits = stretch.points[-1], stretch.limits

    def write(value: float) -> str:
        return f"{format_percent(value)}%" if trend.is_count else format_points(value)

    cases = f" ({newest.met} of {newest.looked_at})" if trend.is_count else ""
    usual = f", usual {write(limits[-1].centre)}" if limits else ""
    return f"{write(newest.estimate.value)}{cases}{usual}"

"""Trends drawn with characters, for a terminal: one line a site and checklist."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.audit.scoring.result import format_points
from cx_handbook.reports.report import Report, SiteReport
from cx_handbook.reports.trend import Stretch, Trend

BARS = "▁▂▃▄▅▆▇█"
HOLLOW, BREAK = "·", "┊"
LOWEST = 5.0  # of the drawn scale; what lies below is drawn at the bottom


def draw_trends(report: Report) -> Iterator[str]:
    """Yield the lines of a report's trends: what can be said of each site, then its charts."""
    width = max((len(name) for name in report.given.titles.values()), default=0)
    for site in report.sites:
        yield report.given.site_names.get(site.site, site.site)
        for sentence in site.sentences:
            yield f"  {sentence.text}"
        yield from _draw_site(site, report, width)
    yield (
        f"Bars from {LOWEST:g} to 10, the oldest first; {HOLLOW} provisional, {BREAK} other questions, "
        "! beyond chance."
    )


def _draw_site(site: SiteReport, report: Report, width: int) -> Iterator[str]:
    for checklist, trend in site.grades.items():
        title = report.given.titles.get(checklist, checklist)
        points = [point for stretch in trend.stretches for point in stretch.points]
        last = format_points(points[-1].estimate.value)
        yield f"  {title:{width}}  {draw_line(trend)}  {last}{_describe_usual(trend)}"


def draw_line(trend: Trend) -> str:
    """Return a trend as bars from five to ten, a sign after each that lies beyond chance."""
    return BREAK.join(_draw_stretch(stretch) for stretch in trend.stretches)


def _draw_stretch(stretch: Stretch) -> str:
    outside = {signal.first for signal in stretch.signals if signal.rule == "outside"}
    return "".join(
        (HOLLOW if point.is_hollow else _find_bar(point.estimate.value)) + "!" * (place in outside)
        for place, point in enumerate(stretch.points)
    )


def _find_bar(grade: float) -> str:
    step = (grade - LOWEST) / (10 - LOWEST) * len(BARS)
    return BARS[min(len(BARS) - 1, max(0, int(step)))]


def _describe_usual(trend: Trend) -> str:
    limits = trend.stretches[-1].limits
    if not limits:
        return ""
    return f", usual {format_points(limits[-1].centre)}"

"""Charts of what a report computed: trends, sites beside each other, and what actions changed.

Here computed results become pictures, which are plain data. How a picture is drawn stands in
`trend_chart.py`, `spark_chart.py` and `site_charts.py`, and in the scripts, which draw the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cx_handbook.audit.records.periods import Period
from cx_handbook.audit.scoring.result import format_high_end, format_percent, format_points
from cx_handbook.reports.chart_shapes import Chart
from cx_handbook.reports.comparison import SiteComparison, SiteFigure, find_limits
from cx_handbook.reports.effect import ActionEffect
from cx_handbook.reports.site_charts import (
    EffectsPicture,
    FunnelPicture,
    FunnelStep,
    PlottedEffect,
    PlottedSite,
    SitesPicture,
    draw_effects_picture,
    draw_funnel_picture,
    draw_sites_picture,
)
from cx_handbook.reports.spark_chart import draw_spark as draw_spark
from cx_handbook.reports.trend import Stretch, Trend, TrendPoint
from cx_handbook.reports.trend_chart import draw_trend_picture
from cx_handbook.reports.trend_layout import (
    PlottedChange,
    PlottedLimits,
    PlottedPoint,
    PlottedSignal,
    PlottedStretch,
    TrendPicture,
)
from cx_handbook.statistics.difference import estimate_share
from cx_handbook.statistics.funnel import NARROW, WIDE

MOST_ROWS = 20  # sites of one chart
LEAST_FUNNEL = 10  # sites; a funnel of fewer shows nothing that rows do not
FUNNEL_STEPS = 36


def draw_trend(trend: Trend, name: str, title: str) -> Chart:
    """Return the chart of a trend: a dot with its interval for each audit, limits, and changes."""
    return draw_trend_picture(picture_trend(trend, name, title))


def picture_trend(trend: Trend, name: str, title: str) -> TrendPicture:
    """Return what the chart of a trend shows."""
    points = [point for stretch in trend.stretches for point in stretch.points]
    changes = []
    for change in trend.changes:
        # An audit without a grade has no point, so the change stands before the next that has one.
        after = change.after.period
        place = next((n for n, p in enumerate(points) if (p.newest or p.period) >= after), 0)
        if place:
            broken = "; line broken" if change.breaks else ""
            label = f"{change.common} of {change.asked} questions the same{broken}"
            changes.append(PlottedChange(place, label))
    return TrendPicture(
        name=name,
        title=title,
        description=describe_trend(trend),
        unit="share" if trend.is_count else "grade",
        stretches=tuple(_plot_stretch(stretch, trend) for stretch in trend.stretches),
        changes=tuple(changes),
    )


def _plot_stretch(stretch: Stretch, trend: Trend) -> PlottedStretch:
    # Limits of counts lie between two counts, so that of all cases lies beyond 100%.
    most = 1.0 if trend.is_count else 10.0
    return PlottedStretch(
        tuple(_plot_point(point, trend) for point in stretch.points),
        tuple(
            PlottedLimits(limits.centre, max(0.0, limits.low), min(most, limits.high))
            for limits in stretch.limits
        ),
        tuple(PlottedSignal(*signal) for signal in stretch.signals),
    )


def _plot_point(point: TrendPoint, trend: Trend) -> PlottedPoint:
    period = point.period
    label, year = name_period(period)
    value, low, high = point.estimate
    # A cause that somebody wrote down stands by the point it explains.
    notes = [note.why for note in trend.notes if period.first <= note.on <= period.last]
    count = "" if point.looked_at is None else f"{point.met} of {point.looked_at}"
    return PlottedPoint(
        label, year, period.name, value, low, high, point.is_hollow, "; ".join(notes), count
    )


def name_period(period: Period) -> tuple[str, str]:
    """Return the name of a period as it stands along the bottom, and its year: Nov, Q4, W48."""
    name, first = period.name, period.first
    if len(name) == 4:
        return name, ""
    if len(name) == 7 and name[5].isdigit():
        return f"{first:%b}", name[:4]
    if len(name) == 10:
        return f"{first.day} {first:%b}", name[:4]
    return name[5:], name[:4]


def describe_trend(trend: Trend) -> str:
    """Return a chart in sentences, for whoever does not see it."""
    points = [point for stretch in trend.stretches for point in stretch.points]
    if not points:
        return "No audit with a result."
    is_grade = not trend.is_count
    down = format_points if is_grade else _write_percent
    # The order of the sentences is that in which eyes read the drawing.
    noun = "month" if trend.is_monthly else "audit"
    audits = f"1 {noun}" if len(points) == 1 else f"{len(points)} {noun}s"
    newest = points[-1]
    said = [
        f"{audits}, from {points[0].period.name} to {newest.period.name}.",
        f"The newest is {down(newest.estimate.value)}"
        f"{', provisional' if newest.is_hollow else ''}.",
    ]
    stretch = trend.stretches[-1]
    if stretch.limits:
        limits = stretch.limits[-1]
        highest = min(limits.high, 10.0 if is_grade else 1.0)
        high = format_high_end(highest) if is_grade else _write_percent(highest, up=True)
        said.append(
            f"Usual is {down(limits.centre)}; chance explains {down(max(0.0, limits.low))} to {high}."
        )
    said += _describe_signals(trend)
    return " ".join(said)


def _describe_signals(trend: Trend) -> list[str]:
    said = []
    for stretch in trend.stretches:
        for signal in stretch.signals:
            first = stretch.points[signal.first].period.name
            side = "above" if signal.side > 0 else "below"
            if signal.rule == "outside":
                said.append(f"{first} lies {side} what chance explains.")
            else:
                last = stretch.points[signal.last].period.name
                count = signal.last - signal.first + 1
                said.append(f"From {first} to {last}, {count} in a row lie {side} the usual.")
    if any(stretch.limits for stretch in trend.stretches) and not said:
        said.append("No signal.")
    return said


def _write_percent(share: float, *, up: bool = False) -> str:
    return f"{format_percent(share, up=up)}%"


# Sites beside each other


def draw_sites(
    comparison: SiteComparison, names: Mapping[str, str], name: str, title: str, description: str
) -> Chart:
    """Return a row for each site, of many sites for those that stand out and those at the ends."""
    return draw_sites_picture(picture_sites(comparison, names, name, title, description))


def picture_sites(
    comparison: SiteComparison, names: Mapping[str, str], name: str, title: str, description: str
) -> SitesPicture:
    """Return what the rows of sites show."""
    figures = choose_figures(comparison.figures)
    sites = tuple(_plot_site(one, names, len(comparison.figures)) for one in figures)
    return SitesPicture(name, title, description, comparison.share or 0.0, sites)


def choose_figures(figures: Sequence[SiteFigure]) -> list[SiteFigure]:
    """Return at most MOST_ROWS sites: the named ones first, then those at the ends, by their share."""
    if len(figures) <= MOST_ROWS:
        return list(figures)
    ordered = sorted(figures, key=lambda one: (one.estimate.value, one.site))
    # From both ends inwards: the middle of many sites says least.
    from_ends = [
        ordered[n // 2] if n % 2 == 0 else ordered[-1 - n // 2] for n in range(len(ordered))
    ]
    ranked = sorted(from_ends, key=lambda one: not one.is_named)
    kept = {one.site for one in ranked[:MOST_ROWS]}
    return [one for one in ordered if one.site in kept]


def _plot_site(figure: SiteFigure, names: Mapping[str, str], sites: int) -> PlottedSite:
    return PlottedSite(
        name=names.get(figure.site, figure.site),
        met=figure.count.met,
        cases=figure.count.looked_at,
        low=figure.estimate.low,
        high=figure.estimate.high,
        places=format_places(figure.places.best, figure.places.worst, sites),
        named=figure.is_named,
    )


def draw_funnel(
    comparison: SiteComparison, names: Mapping[str, str], name: str, title: str, description: str
) -> Chart | None:
    """Return the funnel plot of ten sites or more; None for fewer."""
    picture = picture_funnel(comparison, names, name, title, description)
    return draw_funnel_picture(picture) if picture else None


def picture_funnel(
    comparison: SiteComparison, names: Mapping[str, str], name: str, title: str, description: str
) -> FunnelPicture | None:
    """Return what the funnel plot shows; None for fewer than ten sites."""
    figures, share = comparison.figures, comparison.share
    if len(figures) < LEAST_FUNNEL or share is None or comparison.dispersion is None:
        return None
    sites = tuple(_plot_site(one, names, len(figures)) for one in figures)
    steps = []
    for cases in _choose_steps([site.cases for site in sites]):
        wide, narrow = (
            find_limits(cases, share, comparison.dispersion, inside) for inside in (WIDE, NARROW)
        )
        steps.append(FunnelStep(cases, *wide, *narrow))
    return FunnelPicture(name, title, description, share, sites, tuple(steps))


def _choose_steps(cases: Sequence[int]) -> list[int]:
    """Return the numbers of cases at which the funnel is drawn, closer where it is steep."""
    least, most = max(1, min(cases) * 2 // 3), max(cases)
    # Equal ratios: limits fall with the root of the cases.
    ratio = (most / least) ** (1 / FUNNEL_STEPS) if most > least else 1.0
    return sorted({round(least * ratio**n) for n in range(FUNNEL_STEPS)} | {most})


def format_places(best: int, worst: int, sites: int) -> str:
    """Return a range of places in words: 3rd, 1st or 2nd, 1st to 3rd."""
    if best == worst:
        return _ordinal(best)
    if (best, worst) == (1, sites):
        return "any place"
    return f"{_ordinal(best)} {'or' if worst == best + 1 else 'to'} {_ordinal(worst)}"


def _ordinal(place: int) -> str:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{'th' if place // 10 % 10 == 1 else suffix}"


# Did it help?


def draw_effects(
    effects: Sequence[tuple[str, ActionEffect, str]], name: str, title: str, description: str
) -> Chart:
    """Return before and after of actions, each given by its name, its effect and what is said of it."""
    plotted = tuple(_plot_effect(*one) for one in effects)
    return draw_effects_picture(EffectsPicture(name, title, description, plotted))


def _plot_effect(name: str, effect: ActionEffect, said: str) -> PlottedEffect:
    before, after = estimate_share(*effect.before), estimate_share(*effect.after)
    counted = (
        f"{effect.before[0]} of {effect.before[1]}",
        f"{effect.after[0]} of {effect.after[1]}",
    )
    return PlottedEffect(name, *before, *after, *counted, said)

"""The chart of a trend: a dot with its interval for each audit, limits, signals, and what changed.

Nothing is said by colour alone. A point outside the limits has a ring and words; a run of eight or
more has diamonds and a line along it; a provisional point is hollow. `static/reports/trend_chart.js`
draws the same picture.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from cx_handbook.audit.scoring.result import format_high_end, format_percent, format_points
from cx_handbook.reports.chart_shapes import (
    Box,
    Chart,
    LabelPlacer,
    Shape,
    Spot,
    draw_circle,
    draw_diamond,
    draw_line,
    draw_path,
    draw_text,
    measure_text,
)
from cx_handbook.reports.trend_layout import (
    BOTTOM,
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    PlacedPoint,
    PlottedLimits,
    PlottedPoint,
    PlottedSignal,
    PlottedStretch,
    TrendLayout,
    TrendPicture,
)

CHANGE_ROWS = (12, 26)  # where the words of a change may stand, above the plot
LEAST_GAP = 14  # pixels between labels below each other


def draw_trend_picture(picture: TrendPicture) -> Chart:
    """Return the chart of a trend, and its figures as a table."""
    layout = TrendLayout(picture)
    placer = LabelPlacer(WIDTH, HEIGHT)
    marks = [
        *_draw_grid(layout),
        *_draw_bands(layout),
        *_draw_change_lines(layout),
        *_draw_points(layout),
    ]
    _keep_marks_free(layout, placer)
    # In the order of what matters: who comes later finds less room.
    labels = [
        *_label_limits(layout, placer),
        *_label_periods(layout, placer),
        *_label_changes(layout, placer),
        *_label_signals(layout, placer),
        *_label_hollow_points(layout, placer),
    ]
    return Chart(
        name=picture.name,
        title=picture.title,
        description=picture.description,
        width=WIDTH,
        height=HEIGHT,
        shapes=(*marks, *labels),
        heads=("Period", "Result", "95% interval", "Remark"),
        rows=tuple(_list_rows(layout)),
    )


# Marks


def _draw_grid(layout: TrendLayout) -> Iterator[Shape]:
    for step in range(layout.lowest_step, 11):
        y = layout.upwards.place(step / 10 * layout.most)
        yield draw_line(LEFT, y, RIGHT, y, "hb-chart-grid")
        label = str(step) if layout.most == 10 else f"{10 * step}%"
        yield draw_text(LEFT - 8, y + 4, label, "hb-chart-label", "end")


def _draw_bands(layout: TrendLayout) -> Iterator[Shape]:
    """Draw the band that chance explains with its edges, and the centre."""
    first = 0
    for stretch in layout.picture.stretches:
        if stretch.limits:
            yield from _draw_band(layout, stretch.limits, first)
        first += len(stretch.points)


def _draw_band(
    layout: TrendLayout, limits: tuple[PlottedLimits, ...], first: int
) -> Iterator[Shape]:
    upper, lower, centres = [], [], []
    # Limits of counts differ from point to point: the band has a corner for each.
    for n, limit in enumerate(limits):
        for x in (layout.across.place(first + n - 0.5), layout.across.place(first + n + 0.5)):
            upper.append((x, layout.upwards.place(limit.high)))
            lower.append((x, layout.upwards.place(limit.low)))
            centres.append((x, layout.upwards.place(limit.centre)))
    yield draw_path("polygon", [*upper, *lower[::-1]], "hb-chart-band")
    # The tint of a band is lost on a copy, its edges are not.
    yield draw_path("polyline", upper, "hb-chart-edge")
    yield draw_path("polyline", lower, "hb-chart-edge")
    yield draw_path("polyline", centres, "hb-chart-centre")


def _draw_change_lines(layout: TrendLayout) -> Iterator[Shape]:
    for change in layout.picture.changes:
        x = layout.across.place(change.at - 0.5)
        yield draw_line(x, TOP, x, BOTTOM, "hb-chart-change")


def _draw_points(layout: TrendLayout) -> Iterator[Shape]:
    for stretch, placed in zip(layout.picture.stretches, layout.placed, strict=True):
        yield draw_path("polyline", [(one.x, one.y) for one in placed], "hb-chart-line")
        for signal in stretch.signals:
            if signal.rule == "run":
                y = _find_run_height(placed, signal)
                ends = placed[signal.first].x, placed[signal.last].x
                yield draw_line(ends[0], y, ends[1], y, "hb-chart-run")
        for one in placed:
            yield from _draw_point(layout, one)


def _draw_point(layout: TrendLayout, one: PlacedPoint) -> Iterator[Shape]:
    # A signal keeps the colour of its line, so that both are seen as one.
    radius = layout.radius
    suffix = " hb-chart-signal" if one.is_outside or one.is_in_run else ""
    if one.point.low < one.point.high:
        yield draw_line(one.x, one.bottom, one.x, one.top, f"hb-chart-interval{suffix}")
    kind = "hb-chart-hollow" if one.point.hollow else "hb-chart-dot"
    if one.is_in_run:
        yield draw_diamond(one.x, one.y, radius * 1.4, kind + suffix)
    else:
        yield draw_circle(one.x, one.y, radius, kind + suffix)
    if one.is_outside:
        yield draw_circle(one.x, one.y, radius + 4, "hb-chart-ring")


def _find_run_height(placed: list[PlacedPoint], signal: PlottedSignal) -> float:
    """Return where the line along a run stands: beyond the intervals, on the run's own side."""
    part = placed[signal.first : signal.last + 1]
    if signal.side > 0:
        return max(TOP - 6.0, min(one.top for one in part) - 8)
    return min(BOTTOM - 4.0, max(one.bottom for one in part) + 8)


# Labels


def _keep_marks_free(layout: TrendLayout, placer: LabelPlacer) -> None:
    # The figures of the scale stand at the left, and nothing may cover them.
    placer.take(Box(0, TOP - 10, LEFT - 2, BOTTOM + 8))
    for placed in layout.placed:
        for one in placed:
            reach = layout.radius + (5 if one.is_outside else 2)
            placer.take(Box(one.x - reach, one.y - reach, one.x + reach, one.y + reach))
            placer.take(Box(one.x - 2, one.top, one.x + 2, one.bottom))
        for before, after in itertools.pairwise(placed):
            placer.take_segment(before.x, before.y, after.x, after.y)
    for change in layout.picture.changes:
        x = layout.across.place(change.at - 0.5)
        placer.take(Box(x - 1, TOP, x + 1, BOTTOM))


def _label_limits(layout: TrendLayout, placer: LabelPlacer) -> list[Shape]:
    """Name the limits at the right of the newest stretch, pushed apart where they are close."""
    newest = layout.picture.stretches[-1] if layout.picture.stretches else PlottedStretch(())
    if not newest.limits:
        return []
    limits = newest.limits[-1]
    high, centre, low = (
        layout.upwards.place(value) for value in (limits.high, limits.centre, limits.low)
    )
    high, low = min(high, centre - LEAST_GAP), max(low, centre + LEAST_GAP)
    said = (
        (centre, f"usual {layout.format_low(limits.centre)}", "hb-chart-strong"),
        (high, f"to {layout.format_high(limits.high)}", "hb-chart-label"),
        (low, f"from {layout.format_low(limits.low)}", "hb-chart-label"),
    )
    return [
        shape
        for y, text, name in said
        for shape in placer.place([text], name, [Spot(RIGHT + 6, y + 4)])
    ]


def _label_periods(layout: TrendLayout, placer: LabelPlacer) -> Iterator[Shape]:
    """Name the periods along the bottom, so many of them as have room, and the years below."""
    points = layout.points
    widest = max((measure_text(point.label) for point in points), default=0.0)
    slot = (RIGHT - LEFT) / max(1, len(points))
    every = max(1, math.ceil((widest + 6) / slot))
    year = ""
    for place, point in enumerate(points):
        if place % every:
            continue
        x = layout.across.place(place)
        yield from placer.place([point.label], "hb-chart-label", [Spot(x, BOTTOM + 18, "middle")])
        if point.year != year:
            yield from placer.place(
                [point.year], "hb-chart-label", [Spot(x, BOTTOM + 33, "middle")]
            )
            year = point.year


def _label_changes(layout: TrendLayout, placer: LabelPlacer) -> Iterator[Shape]:
    for change in layout.picture.changes:
        x = layout.across.place(change.at - 0.5)
        spots = [spot for y in CHANGE_ROWS for spot in (Spot(x + 4, y), Spot(x - 4, y, "end"))]
        yield from placer.place([change.label, "questions changed"], "hb-chart-label", spots)


def _label_signals(layout: TrendLayout, placer: LabelPlacer) -> Iterator[Shape]:
    for stretch, placed in zip(layout.picture.stretches, layout.placed, strict=True):
        for one in placed:
            if one.is_outside:
                yield from _label_outside(layout, placer, one)
        for signal in stretch.signals:
            if signal.rule == "run":
                yield from _label_run(placer, placed, signal)


def _label_outside(layout: TrendLayout, placer: LabelPlacer, one: PlacedPoint) -> list[Shape]:
    value = layout.format_low(one.point.value)
    # Longest first; the placer takes what has room.
    texts = [f"{value}, beyond chance", value]
    if one.point.note:
        texts.insert(0, f"{value}, beyond chance: {one.point.note}")
    reach = layout.radius + 8
    spots = [
        Spot(one.x + reach, one.y + 4),
        Spot(one.x - reach, one.y + 4, "end"),
        Spot(one.x, one.bottom + 16, "middle"),
        Spot(one.x, one.top - 8, "middle"),
        Spot(one.x, one.bottom + 16, "end"),
        Spot(one.x, one.bottom + 16),
        Spot(one.x, one.top - 8, "end"),
        Spot(one.x, one.top - 8),
    ]
    return placer.place(texts, "hb-chart-strong", spots)


def _label_run(
    placer: LabelPlacer, placed: list[PlacedPoint], signal: PlottedSignal
) -> list[Shape]:
    middle = (placed[signal.first].x + placed[signal.last].x) / 2
    height = _find_run_height(placed, signal)
    y = height - 5 if signal.side > 0 else height + 14
    side = "above" if signal.side > 0 else "below"
    count = signal.last - signal.first + 1
    spots = [
        Spot(middle, y, "middle"),
        Spot(placed[signal.first].x, y),
        Spot(placed[signal.last].x, y, "end"),
    ]
    return placer.place([f"{count} in a row {side} usual"], "hb-chart-strong", spots)


def _label_hollow_points(layout: TrendLayout, placer: LabelPlacer) -> Iterator[Shape]:
    for placed in layout.placed:
        for one in placed:
            if one.point.hollow:
                spots = [
                    Spot(one.x, one.bottom + 18, "middle"),
                    Spot(one.x, one.top - 10, "middle"),
                ]
                yield from placer.place(["provisional"], "hb-chart-label", spots)


# Table


def _list_rows(layout: TrendLayout) -> Iterator[tuple[str, ...]]:
    for placed in layout.placed:
        for one in placed:
            point = one.point
            value = layout.format_low(point.value)
            remarks = [
                "provisional, at its worst" if point.hollow else "",
                "beyond chance" if one.is_outside else "",
                "one of a run on one side" if one.is_in_run else "",
                point.note,
            ]
            yield (
                point.period,
                f"{value} ({point.cases})" if point.cases else value,
                _format_interval(layout, point),
                "; ".join(filter(None, remarks)),
            )


def _format_interval(layout: TrendLayout, point: PlottedPoint) -> str:
    """Return an interval as printed, rounded outwards; a dash where there is none."""
    if point.low == point.high:
        return "–"
    if layout.most == 10:
        return f"{format_points(point.low)} to {format_high_end(point.high)}"
    return f"{format_percent(point.low)} to {format_percent(point.high, up=True)}%"

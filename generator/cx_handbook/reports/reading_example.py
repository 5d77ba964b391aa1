"""The chart of *How to read this*: an example with made-up figures that shows every mark once."""

from __future__ import annotations

from cx_handbook.reports.chart_shapes import Chart
from cx_handbook.reports.trend_chart import draw_trend_picture
from cx_handbook.reports.trend_layout import (
    PlottedChange,
    PlottedLimits,
    PlottedPoint,
    PlottedSignal,
    PlottedStretch,
    TrendPicture,
)

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
VALUES = (7.9, 8.1, 7.8, 8.0, 8.2, 6.4, 7.9, 8.0, 8.1, 7.8, 8.5, 8.7, 8.6, 8.8, 8.5, 8.6, 8.8, 8.7)
HOLLOW, OUTSIDE, CHANGED = 2, 5, 8
RUN = (10, 17)
LIMITS = PlottedLimits(8.2, 7.1, 9.3)


def draw_example() -> Chart:
    """Return an example with a provisional audit, one beyond chance, a run, and changed questions."""
    # Made up and the same in every handbook: nobody looks for these months in their own audits.
    points = tuple(
        PlottedPoint(
            label=MONTHS[n % 12],
            year=str(2025 + n // 12),
            period=f"{2025 + n // 12}-{n % 12 + 1:02}",
            value=value,
            low=value - 0.4,
            high=min(10.0, value + 0.35),
            hollow=n == HOLLOW,
        )
        for n, value in enumerate(VALUES)
    )
    signals = (PlottedSignal("outside", OUTSIDE, OUTSIDE, -1), PlottedSignal("run", *RUN, 1))
    stretch = PlottedStretch(points, (LIMITS,) * len(points), signals)
    picture = TrendPicture(
        name="example",
        title="An example with made-up figures",
        description=(
            "A hollow dot is provisional. A dot in a ring lies beyond chance. Diamonds under a line "
            "are eight or more in a row on one side. A dashed line marks where questions changed."
        ),
        unit="grade",
        stretches=(stretch,),
        changes=(PlottedChange(CHANGED, "41 of 45 questions the same"),),
    )
    return draw_trend_picture(picture)

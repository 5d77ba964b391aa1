"""A trend in the size of a line of text: its course, and the points that chance does not explain."""

from __future__ import annotations

from cx_handbook.reports.chart_shapes import Chart, Scale, Shape, draw_circle, draw_path
from cx_handbook.reports.trend_layout import TrendPicture

WIDTH, HEIGHT, EDGE = 160, 40, 7


def draw_spark(picture: TrendPicture) -> Chart:
    """Return the small chart of a trend; the big one beside it has the figures and the table."""
    points = [point for stretch in picture.stretches for point in stretch.points]
    values = [point.value for point in points]
    least = 0.2 if picture.unit == "grade" else 0.02
    # A flat line stands in the middle, and a ripple is not blown up to a wave.
    middle = (min(values) + max(values)) / 2 if values else 0.0
    reach = max((max(values) - min(values)) / 2, least * 2) if values else least
    upwards = Scale(middle - reach, middle + reach, HEIGHT - EDGE, EDGE)
    across = Scale(0.0, float(max(1, len(points) - 1)), EDGE, WIDTH - EDGE)
    shapes: list[Shape] = []
    first = 0
    for stretch in picture.stretches:
        placed = [
            (across.place(first + n), upwards.place(point.value))
            for n, point in enumerate(stretch.points)
        ]
        shapes.append(draw_path("polyline", placed, "hb-chart-line"))
        outside = {signal.first for signal in stretch.signals if signal.rule == "outside"}
        for n, (x, y) in enumerate(placed):
            if n in outside:
                shapes.append(draw_circle(x, y, 3, "hb-chart-dot hb-chart-signal"))
                shapes.append(draw_circle(x, y, 5.5, "hb-chart-ring"))
            else:
                kind = "hb-chart-hollow" if stretch.points[n].hollow else "hb-chart-dot"
                shapes.append(draw_circle(x, y, 2, kind))
        first += len(stretch.points)
    name, title = f"{picture.name}-small", picture.title
    return Chart(name, title, picture.description, WIDTH, HEIGHT, tuple(shapes), ())

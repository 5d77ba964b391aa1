"""The look of charts in PDFs, where the styles of a page do not reach into a drawing."""

from __future__ import annotations

from cx_handbook.colours import find_colour
from cx_handbook.reports.chart_shapes import FONT_SIZE


def make_chart_style() -> str:
    """Return the style that stands inside each drawing: the looks of `reports/charts.css` on white.

    Plain colours and no variables: WeasyPrint knows none in a drawing.
    """
    ink, soft, line = find_colour("ink"), find_colour("soft"), find_colour("hb-line")
    accent, tint, signal = (
        find_colour("hb-accent"),
        find_colour("hb-accent-ground"),
        find_colour("hb-no"),
    )
    # In this order: later rules win where two have the same weight.
    rules = {
        "text": f"font-family:Inter;font-size:{FONT_SIZE}px;fill:{ink}",
        ".hb-chart-label": f"fill:{soft}",
        ".hb-chart-strong": "font-weight:700",
        ".hb-chart-grid": f"stroke:{line}",
        ".hb-chart-band": f"fill:{tint}",
        ".hb-chart-edge": f"fill:none;stroke:{accent};stroke-opacity:.6",
        ".hb-chart-inner": f"fill:none;stroke:{accent};stroke-opacity:.6;stroke-dasharray:2 4",
        ".hb-chart-centre": f"fill:none;stroke:{accent};stroke-width:1.5",
        ".hb-chart-line": f"fill:none;stroke:{accent};stroke-opacity:.5",
        ".hb-chart-dot": f"fill:{accent}",
        ".hb-chart-small": f"fill:{accent}",
        ".hb-chart-hollow": f"fill:#ffffff;stroke:{accent};stroke-width:2",
        ".hb-chart-interval": f"stroke:{accent};stroke-width:1.5",
        ".hb-chart-reach": f"stroke:{accent};stroke-width:5;stroke-linecap:round;stroke-opacity:.4",
        ".hb-chart-dot.hb-chart-signal": f"fill:{signal}",
        ".hb-chart-interval.hb-chart-signal": f"stroke:{signal}",
        ".hb-chart-reach.hb-chart-signal": f"stroke:{signal}",
        ".hb-chart-hollow.hb-chart-signal": f"stroke:{signal}",
        ".hb-chart-ring": f"fill:none;stroke:{signal};stroke-width:1.5",
        ".hb-chart-run": f"stroke:{signal};stroke-width:2",
        ".hb-chart-change": f"stroke:{soft};stroke-dasharray:4 4",
    }
    return "".join(f"{selector}{{{style}}}" for selector, style in rules.items())

"""The cases of charts: a picture as plain data, and the text that both sides write of it.

After a wanted change of a drawing, `PYTHONPATH=tests .venv/bin/python -m support.chart_cases` writes
the texts anew from the pictures. Look at the drawings before you keep them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from cx_handbook.reports.chart_shapes import ASCENT, DESCENT, Box, Chart, measure_text
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
from cx_handbook.reports.spark_chart import draw_spark
from cx_handbook.reports.trend_chart import draw_trend_picture
from cx_handbook.reports.trend_layout import (
    PlottedChange,
    PlottedLimits,
    PlottedPoint,
    PlottedSignal,
    PlottedStretch,
    TrendPicture,
)
from cx_handbook.templating import PACKAGE
from support.project import CASES
from support.v8 import Scripts

FOLDER = CASES / "charts"
PARTS = (
    "audit/rounding.js",
    "reports/chart_shapes.js",
    "reports/trend_chart.js",
    "reports/site_charts.js",
)
IN_SCRIPT = {
    "trend": "Handbook.reports.trendChart.drawTrend",
    "spark": "Handbook.reports.trendChart.drawSpark",
    "sites": "Handbook.reports.siteCharts.drawSites",
    "funnel": "Handbook.reports.siteCharts.drawFunnel",
    "effects": "Handbook.reports.siteCharts.drawEffects",
}


def read_cases() -> dict[str, dict[str, Any]]:
    """Return each case by its name: `chart`, `picture`, `svg`, `heads`, `rows`."""
    return {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
    }


def draw_case(chart: str, picture: dict[str, Any]) -> Chart:
    """Draw a picture that is given as plain data."""
    head = {name: picture[name] for name in ("name", "title", "description")}
    return _DRAW[chart](head, picture)


def _make_trend(head: dict[str, str], picture: dict[str, Any]) -> TrendPicture:
    return TrendPicture(
        **head,
        unit=picture["unit"],
        stretches=tuple(
            PlottedStretch(
                tuple(PlottedPoint(**point) for point in stretch["points"]),
                tuple(PlottedLimits(**limits) for limits in stretch["limits"]),
                tuple(PlottedSignal(**signal) for signal in stretch["signals"]),
            )
            for stretch in picture["stretches"]
        ),
        changes=tuple(PlottedChange(**change) for change in picture["changes"]),
    )


def _list_sites(picture: dict[str, Any]) -> tuple[PlottedSite, ...]:
    return tuple(PlottedSite(**site) for site in picture["sites"])


_DRAW: dict[str, Callable[[dict[str, str], dict[str, Any]], Chart]] = {
    "trend": lambda head, p: draw_trend_picture(_make_trend(head, p)),
    "spark": lambda head, p: draw_spark(_make_trend(head, p)),
    "sites": lambda head, p: draw_sites_picture(
        SitesPicture(**head, share=p["share"], sites=_list_sites(p))
    ),
    "funnel": lambda head, p: draw_funnel_picture(
        FunnelPicture(
            **head,
            share=p["share"],
            sites=_list_sites(p),
            steps=tuple(FunnelStep(**step) for step in p["steps"]),
        )
    ),
    "effects": lambda head, p: draw_effects_picture(
        EffectsPicture(**head, effects=tuple(PlottedEffect(**one) for one in p["effects"]))
    ),
}


@cache
def _load_macro() -> Any:
    from cx_handbook.templating import Environment, FileSystemLoader

    environment = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    module: Any = environment.get_template("reports/_chart.svg.j2").module
    return module.draw


def write_in_python(chart: Chart) -> str:
    """Return a chart as the macro writes it."""
    return str(_load_macro()(chart))


@cache
def load_chart_scripts() -> Scripts:
    """Return the scripts that draw charts."""
    return Scripts(*PARTS)


def write_in_script(chart: str, picture: dict[str, Any]) -> dict[str, Any]:
    """Return what the scripts make of a picture: `svg`, `heads` and `rows`."""
    code = (
        f"picture => {{ const chart = {IN_SCRIPT[chart]}(picture);"
        " return { svg: Handbook.reports.chartShapes.writeChart(chart),"
        " heads: chart.heads, rows: chart.rows }; }"
    )
    written: dict[str, Any] = load_chart_scripts().call(code, picture)
    return written


def list_labels(chart: Chart) -> list[tuple[str, Box]]:
    """Return each text of a drawing with the room it takes."""
    found = []
    for shape in chart.shapes:
        if shape.tag == "text":
            x, y = float(shape.attributes["x"]), float(shape.attributes["y"])
            width = measure_text(shape.text)
            anchor = str(shape.attributes["text-anchor"])
            left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
            found.append((shape.text, Box(left, y - ASCENT, left + width, y + DESCENT)))
    return found


def write_cases() -> None:
    """Write the texts of all cases anew, as Python draws them now."""
    for name, case in read_cases().items():
        chart = draw_case(case["chart"], case["picture"])
        case |= {
            "svg": write_in_python(chart),
            "heads": list(chart.heads),
            "rows": [list(row) for row in chart.rows],
        }
        text = json.dumps(case, ensure_ascii=False, indent=1)
        (FOLDER / f"{name}.json").write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    write_cases()

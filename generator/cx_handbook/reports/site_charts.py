"""Charts of sites beside each other, and of what actions changed.

A site that chance does not explain has a square and a bold name. Before is hollow, after is filled.
`static/reports/site_charts.js` draws the same pictures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cx_handbook.audit.scoring.result import format_percent
from cx_handbook.reports.chart_shapes import (
    Box,
    Chart,
    LabelPlacer,
    Scale,
    Shape,
    Spot,
    clip_text,
    draw_circle,
    draw_line,
    draw_path,
    draw_square,
    draw_text,
    measure_text,
)

WIDTH = 520
ROW = 30  # pixels a site
NAME_ROOM = 170  # pixels for names at the left, at most
FUNNEL_HEIGHT = 340
FUNNEL_LEFT, FUNNEL_RIGHT, FUNNEL_TOP, FUNNEL_BOTTOM = 52, 500, 20, 290
EFFECT_WIDTH, EFFECT_ROW = 720, 44


class PlottedSite(NamedTuple):
    """A site: right cases and cases looked at, the interval of its share, and its places in words."""

    name: str
    met: int
    cases: int
    low: float
    high: float
    places: str
    named: bool

    @property
    def share(self) -> float:
        """The share of right cases, from 0 to 1."""
        return self.met / self.cases


@dataclass(frozen=True)
class SitesPicture:
    """Sites beside each other, with the share of all of them."""

    name: str
    title: str
    description: str
    share: float
    sites: tuple[PlottedSite, ...]


class FunnelStep(NamedTuple):
    """The limits of the funnel at a number of cases: 99.8% outside, 95% inside."""

    cases: int
    outer_low: float
    outer_high: float
    inner_low: float
    inner_high: float


@dataclass(frozen=True)
class FunnelPicture:
    """Sites by the number of their cases, and the funnel that chance leaves between them."""

    name: str
    title: str
    description: str
    share: float
    sites: tuple[PlottedSite, ...]
    steps: tuple[FunnelStep, ...]


class PlottedEffect(NamedTuple):
    """What an action changed: shares with intervals before and after, as counts, and in words."""

    name: str
    before: float
    before_low: float
    before_high: float
    after: float
    after_low: float
    after_high: float
    before_count: str
    after_count: str
    said: str


@dataclass(frozen=True)
class EffectsPicture:
    """Actions that are done, before and after."""

    name: str
    title: str
    description: str
    effects: tuple[PlottedEffect, ...]


def _find_lowest_tenth(lows: Sequence[float]) -> int:
    # Nine decimals, so that 0.7 is not taken for a little less than seven tenths.
    found = math.floor(math.floor(min(lows, default=0.0) * 1e10 + 0.5) / 1e9)
    return max(0, min(8, found))


def _draw_scale(across: Scale, first: int, top: float, bottom: float) -> Iterator[Shape]:
    """Draw the upright lines of a scale in percent; every second figure where they are close."""
    # A figure of three digits with its sign takes about 40 pixels.
    every = 2 if across.place((first + 1) / 10) - across.place(first / 10) < 44 else 1
    for step in range(first, 11):
        x = across.place(step / 10)
        yield draw_line(x, top, x, bottom, "hb-chart-grid")
        if (10 - step) % every == 0:
            yield draw_text(x, bottom + 18, f"{10 * step}%", "hb-chart-label", "middle")


# Rows of sites


def draw_sites_picture(picture: SitesPicture) -> Chart:
    """Return a row for each site: its share with its interval, and the places that it may have."""
    sites = picture.sites
    names = [clip_text(site.name, NAME_ROOM) for site in sites]
    left = max((measure_text(name) for name in names), default=0.0) + 14
    right = WIDTH - max((measure_text(site.places) for site in sites), default=0.0) - 14
    first = _find_lowest_tenth([site.low for site in sites])
    # The figures of the scale are centred on its ends and need room there.
    across = Scale(first / 10, 1.0, left + 10, right - 12)
    bottom = 22.0 + ROW * len(sites)
    shapes = [*_draw_scale(across, first, 18, bottom)]
    x = across.place(picture.share)
    shapes.append(draw_line(x, 18, x, bottom, "hb-chart-change"))
    said = f"all sites {format_percent(picture.share)}%"
    anchors: tuple[Spot, ...] = (Spot(x, 12, "middle"), Spot(WIDTH, 12, "end"))
    shapes += LabelPlacer(WIDTH, bottom).place([said], "hb-chart-label", anchors)
    for row, (site, name) in enumerate(zip(sites, names, strict=True)):
        shapes += _draw_site(site, name, across, 22 + ROW * row + ROW / 2, right + 4, picture.share)
    rows = tuple(_list_site(site) for site in sites)
    heads = ("Site", "Cases right", "95% interval", "Place")
    height = int(bottom) + 30
    return Chart(
        picture.name, picture.title, picture.description, WIDTH, height, tuple(shapes), heads, rows
    )


def _find_class(site: PlottedSite, share: float) -> str:
    """Return what marks a site: nothing where chance explains it, else worse or better than all."""
    if not site.named:
        return ""
    return " hb-chart-better" if site.share > share else " hb-chart-signal"


def _draw_site(
    site: PlottedSite, name: str, across: Scale, y: float, right: float, share: float
) -> Iterator[Shape]:
    # Named sites differ by shape and weight, for who sees no colours.
    suffix = _find_class(site, share)
    strong = "hb-chart-strong" if site.named else "hb-chart-name"
    yield draw_text(0, y + 4, name, strong)
    yield draw_line(
        across.place(site.low), y, across.place(site.high), y, f"hb-chart-reach{suffix}"
    )
    x = across.place(site.share)
    if site.named:
        yield draw_square(x, y, 6, f"hb-chart-dot{suffix}")
    else:
        yield draw_circle(x, y, 5.5, "hb-chart-dot")
    yield draw_text(right, y + 4, site.places, "hb-chart-label")


def _list_site(site: PlottedSite) -> tuple[str, ...]:
    interval = f"{format_percent(site.low)} to {format_percent(site.high, up=True)}%"
    return site.name, f"{site.met} of {site.cases}", interval, site.places


# Funnel


def draw_funnel_picture(picture: FunnelPicture) -> Chart:
    """Return the funnel plot of ten sites or more; those outside it are named."""
    steps, sites = picture.steps, picture.sites
    first = _find_lowest_tenth([*(s.outer_low for s in steps), *(s.share for s in sites)])
    upwards = Scale(first / 10, 1.0, FUNNEL_BOTTOM, FUNNEL_TOP)
    most = max(step.cases for step in steps)
    # A little more than the most cases, so that no site sits on the edge.
    across = Scale(0.0, most * 1.04, FUNNEL_LEFT, FUNNEL_RIGHT)
    placer = LabelPlacer(WIDTH, FUNNEL_HEIGHT)
    placer.take(Box(0, FUNNEL_TOP - 10, FUNNEL_LEFT - 2, FUNNEL_BOTTOM + 8))
    shapes = [
        *_draw_funnel_grid(first, most, across, upwards),
        *_draw_funnel_limits(picture, across, upwards),
        *_draw_funnel_sites(sites, picture.share, across, upwards, placer),
    ]
    return Chart(
        picture.name,
        picture.title,
        picture.description,
        WIDTH,
        FUNNEL_HEIGHT,
        tuple(shapes),
        ("Cases", "99.8% of sites lie between", "95% of sites lie between"),
        tuple(_list_step(step) for step in steps),
    )


def _draw_funnel_grid(first: int, most: int, across: Scale, upwards: Scale) -> Iterator[Shape]:
    for step in range(first, 11):
        y = upwards.place(step / 10)
        yield draw_line(FUNNEL_LEFT, y, FUNNEL_RIGHT, y, "hb-chart-grid")
        yield draw_text(FUNNEL_LEFT - 8, y + 4, f"{10 * step}%", "hb-chart-label", "end")
    for cases in _find_round_steps(most):
        yield draw_text(
            across.place(cases), FUNNEL_BOTTOM + 18, str(cases), "hb-chart-label", "middle"
        )
    middle = (FUNNEL_LEFT + FUNNEL_RIGHT) / 2
    yield draw_text(middle, FUNNEL_BOTTOM + 40, "cases looked at", "hb-chart-label", "middle")


def _find_round_steps(most: int) -> list[int]:
    """Return about five round numbers from 0 up to the highest."""
    size = 10 ** (len(str(max(1, most // 5))) - 1)
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor * 5 >= most)
    return list(range(0, most + 1, step))


def _draw_funnel_limits(picture: FunnelPicture, across: Scale, upwards: Scale) -> Iterator[Shape]:
    places = [(across.place(step.cases), step) for step in picture.steps]
    for name, lows, highs in (
        ("hb-chart-edge", 1, 2),
        ("hb-chart-inner", 3, 4),
    ):
        for part in (lows, highs):
            corners = [(x, upwards.place(step[part])) for x, step in places]
            yield draw_path("polyline", corners, name)
    y = upwards.place(picture.share)
    yield draw_line(places[0][0], y, places[-1][0], y, "hb-chart-centre")


def _draw_funnel_sites(
    sites: Sequence[PlottedSite], share: float, across: Scale, upwards: Scale, placer: LabelPlacer
) -> list[Shape]:
    shapes, seen, named = [], set[tuple[int, int]](), []
    for site in sites:
        x, y = across.place(site.cases), upwards.place(site.share)
        # Thousands of dots on one spot are one dot.
        spot = math.floor(x + 0.5), math.floor(y + 0.5)
        if site.named:
            named.append((site, x, y))
        elif spot not in seen:
            seen.add(spot)
            shapes.append(draw_circle(spot[0], spot[1], 3, "hb-chart-small"))
    for site, x, y in named:
        shapes.append(draw_square(x, y, 4.5, f"hb-chart-dot{_find_class(site, share)}"))
        # All squares first, so that no name covers a square that comes later.
        placer.take(Box(x - 5, y - 5, x + 5, y + 5))
    for site, x, y in named:
        spots = [
            Spot(x + 8, y + 4),
            Spot(x - 8, y + 4, "end"),
            Spot(x, y + 17, "middle"),
            Spot(x, y - 8, "middle"),
        ]
        shapes += placer.place([clip_text(site.name, NAME_ROOM)], "hb-chart-strong", spots)
    return shapes


def _list_step(step: FunnelStep) -> tuple[str, ...]:
    spans = ((step.outer_low, step.outer_high), (step.inner_low, step.inner_high))
    return str(step.cases), *(
        f"{format_percent(low)} to {format_percent(high, up=True)}%" for low, high in spans
    )


# Before and after


def draw_effects_picture(picture: EffectsPicture) -> Chart:
    """Return two lines for each action: hollow before it, filled after it, each with its interval."""
    effects = picture.effects
    room = NAME_ROOM + 30
    names = [clip_text(effect.name, room) for effect in effects]
    left = max((measure_text(name) for name in names), default=0.0) + 14
    right = EFFECT_WIDTH - max((measure_text(e.said) for e in effects), default=0.0) - 14
    first = _find_lowest_tenth([low for e in effects for low in (e.before_low, e.after_low)])
    across = Scale(first / 10, 1.0, left + 10, right - 12)
    bottom = 8.0 + EFFECT_ROW * len(effects)
    shapes = [*_draw_scale(across, first, 4, bottom)]
    for row, (effect, name) in enumerate(zip(effects, names, strict=True)):
        shapes += _draw_effect(effect, name, across, 8 + EFFECT_ROW * row, right + 4)
    rows = tuple((e.name, e.before_count, e.after_count, e.said) for e in effects)
    heads = ("Action", "Before", "After", "What can be said")
    height = int(bottom) + 30
    return Chart(
        picture.name,
        picture.title,
        picture.description,
        EFFECT_WIDTH,
        height,
        tuple(shapes),
        heads,
        rows,
    )


def _draw_effect(
    effect: PlottedEffect, name: str, across: Scale, top: float, right: float
) -> Iterator[Shape]:
    middle = top + EFFECT_ROW / 2
    yield draw_text(0, middle + 4, name, "hb-chart-name")
    spans = (
        (effect.before, effect.before_low, effect.before_high, middle - 8, "hb-chart-hollow"),
        (effect.after, effect.after_low, effect.after_high, middle + 8, "hb-chart-dot"),
    )
    for value, low, high, y, kind in spans:
        yield draw_line(across.place(low), y, across.place(high), y, "hb-chart-interval")
        yield draw_circle(across.place(value), y, 5, kind)
    yield draw_text(right, middle + 4, effect.said, "hb-chart-label")

"""What the chart of a trend shows, as plain data, and where each point of it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from cx_handbook.audit.scoring.result import format_high_end, format_percent, format_points
from cx_handbook.reports.chart_shapes import Scale

WIDTH, HEIGHT = 720, 308
LEFT, RIGHT, TOP, BOTTOM = 52, 624, 40, 264


# Field names are single words: the scripts read the same pictures.
class PlottedPoint(NamedTuple):
    """An audit in the picture: its period, its value with the interval, and what is written by it.

    Values are points out of 10 or shares from 0 to 1. `cases` is *met of looked at* for the table.
    """

    label: str
    year: str
    period: str
    value: float
    low: float
    high: float
    hollow: bool = False
    note: str = ""
    cases: str = ""


class PlottedLimits(NamedTuple):
    """Centre and limits at one point."""

    centre: float
    low: float
    high: float


class PlottedSignal(NamedTuple):
    """A signal; places count the points of the stretch, `side` is -1 below and 1 above."""

    rule: str
    first: int
    last: int
    side: int


class PlottedStretch(NamedTuple):
    """Points that one line joins, with a limit for each or none at all."""

    points: tuple[PlottedPoint, ...]
    limits: tuple[PlottedLimits, ...] = ()
    signals: tuple[PlottedSignal, ...] = ()


class PlottedChange(NamedTuple):
    """A change of the questions before the point at a place, counted over all stretches."""

    at: int
    label: str


@dataclass(frozen=True)
class TrendPicture:
    """All that the chart of a trend shows. `unit` says whether values are grades or shares."""

    name: str
    title: str
    description: str
    unit: Literal["grade", "share"]
    stretches: tuple[PlottedStretch, ...]
    changes: tuple[PlottedChange, ...] = ()


class PlacedPoint(NamedTuple):
    """A point where it stands in the drawing."""

    point: PlottedPoint
    x: float
    y: float
    top: float
    bottom: float
    is_outside: bool
    is_in_run: bool


@dataclass(frozen=True)
class TrendLayout:
    """Where the periods and the figures of a trend stand."""

    picture: TrendPicture

    @cached_property
    def points(self) -> list[PlottedPoint]:
        return [point for stretch in self.picture.stretches for point in stretch.points]

    @cached_property
    def most(self) -> float:
        return 10.0 if self.picture.unit == "grade" else 1.0

    @cached_property
    def across(self) -> Scale:
        return Scale(-0.5, max(1, len(self.points)) - 0.5, LEFT, RIGHT)

    @cached_property
    def lowest_step(self) -> int:
        """The tenth of the scale on which the chart begins: whole steps that people know."""
        lows = [point.low for point in self.points]
        lows += [limits.low for stretch in self.picture.stretches for limits in stretch.limits]
        # Nine decimals, so that 0.7 is not taken for a little less than seven tenths.
        found = math.floor(math.floor(min(lows, default=0) / self.most * 1e10 + 0.5) / 1e9)
        return max(0, min(8, found))

    @cached_property
    def upwards(self) -> Scale:
        return Scale(self.lowest_step / 10 * self.most, self.most, BOTTOM, TOP)

    @cached_property
    def radius(self) -> float:
        """The radius of a dot; smaller where many stand beside each other."""
        # A year of weeks has 11 pixels each: dots of the usual size would hide the line.
        slot = (RIGHT - LEFT) / max(1, len(self.points))
        return min(5.0, max(1.5, slot * 0.3))

    @cached_property
    def placed(self) -> list[list[PlacedPoint]]:
        """The points of each stretch, placed."""
        found, first = [], 0
        for stretch in self.picture.stretches:
            found.append(list(self._place_stretch(stretch, first)))
            first += len(stretch.points)
        return found

    def _place_stretch(self, stretch: PlottedStretch, first: int) -> Iterator[PlacedPoint]:
        for n, point in enumerate(stretch.points):
            # A point may be outside and in a run at once, and shows both.
            hits = [signal.rule for signal in stretch.signals if signal.first <= n <= signal.last]
            yield PlacedPoint(
                point,
                self.across.place(first + n),
                self.upwards.place(point.value),
                self.upwards.place(point.high),
                self.upwards.place(point.low),
                "outside" in hits,
                "run" in hits,
            )

    def format_low(self, value: float) -> str:
        return format_points(value) if self.most == 10 else f"{format_percent(value)}%"

    def format_high(self, value: float) -> str:
        return format_high_end(value) if self.most == 10 else f"{format_percent(value, up=True)}%"

"""The trend of a site: whether a series of audits holds anything that chance does not explain.

Rules and their false-alarm rates are in `statistics/control_chart.py`. Fewer than twelve audits give
dots with intervals and no rule. A provisional audit stays in the chart at its worst, hollow, and out
of the limits.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from cx_handbook.audit.records.periods import Period
from cx_handbook.reports.series import ComparableAudit, QuestionChange, Series
from cx_handbook.statistics.control_chart import (
    LEAST_POINTS,
    LONGEST_BASELINE,
    ChartLimits,
    ChartSignal,
    find_count_limits,
    find_individual_limits,
    find_signals,
)
from cx_handbook.statistics.difference import Estimate
from cx_handbook.statistics.pooled_share import find_wilson_limits

# Simulated: 20,000 stable series of normal values, limits from the same series.
FALSE_ALARMS: Mapping[int, float] = {12: 0.029, 16: 0.044, 20: 0.063, 24: 0.085, 36: 0.15}
MeasureName = Literal["grade", "compliance", "factor", "standard"]


@dataclass(frozen=True)
class TrendPoint:
    """One audit in a chart: its figure and interval, in points out of 10 or as a share.

    `is_hollow` means provisional, drawn at its worst. `looked_at` is set where the figure is a count.
    """

    period: Period
    audit: str
    estimate: Estimate
    is_hollow: bool
    met: int | None = None
    looked_at: int | None = None


@dataclass(frozen=True)
class Stretch:
    """Points that one line joins, the limits they are judged by, and what lies outside them.

    `limits` has one entry a point, and is empty where no rule applies. `baseline` is how many points
    the limits are made from. Places in `signals` count the points of the stretch.
    """

    points: tuple[TrendPoint, ...]
    limits: tuple[ChartLimits, ...] = ()
    signals: tuple[ChartSignal, ...] = ()
    baseline: int = 0


@dataclass(frozen=True)
class LineNote:
    """What somebody wrote about a series in `audits/notes.yml`: a cause with its date.

    `rebase` begins new limits with the period; an `outlier` stays drawn and leaves the limits.
    """

    kind: Literal["rebase", "outlier"]
    on: date
    why: str


@dataclass(frozen=True)
class Trend:
    """A chart of one site by one checklist."""

    measure: MeasureName
    stretches: tuple[Stretch, ...]
    changes: tuple[QuestionChange, ...]
    notes: tuple[LineNote, ...] = field(default=())

    @property
    def false_alarms(self) -> float | None:
        """How often a stable series of this length shows a signal; None where no rule applies."""
        if not self.stretches or not self.stretches[-1].limits:
            return None
        return find_false_alarms(len(self.stretches[-1].points))


def find_false_alarms(points: int) -> float:
    """Return the false-alarm rate of a stable series, from 0 to 1; between the table's rows a line."""
    sizes = sorted(FALSE_ALARMS)
    if points <= sizes[0]:
        return FALSE_ALARMS[sizes[0]]
    for low, high in itertools.pairwise(sizes):
        if points <= high:
            part = (points - low) / (high - low)
            return FALSE_ALARMS[low] + part * (FALSE_ALARMS[high] - FALSE_ALARMS[low])
    return FALSE_ALARMS[sizes[-1]]


# Grades


def build_grade_trend(series: Series, notes: Sequence[LineNote] = ()) -> Trend:
    """Return the trend of the grade. Audits without a grade leave a gap and are not counted."""
    stretches = []
    for stretch in series.stretches:
        points = [point for audit in stretch if (point := _plot_grade(audit))]
        if points:
            stretches.append(_judge_grades(points, notes))
    return Trend("grade", tuple(stretches), series.changes, tuple(notes))


def _plot_grade(audit: ComparableAudit) -> TrendPoint | None:
    grade = audit.grade
    if grade is None:
        return None
    # A provisional grade stands at its worst, for which no interval was computed.
    interval = None if audit.is_provisional else audit.result.interval
    estimate = (
        Estimate(grade, interval.low, interval.high) if interval else Estimate(grade, grade, grade)
    )
    record = audit.source.audit.record
    return TrendPoint(audit.source.period, record.id, estimate, audit.is_provisional)


def _judge_grades(points: Sequence[TrendPoint], notes: Sequence[LineNote]) -> Stretch:
    """Return points with their limits: of the first twenty that are final, and frozen from then on."""
    limits: list[ChartLimits] = []
    signals: list[ChartSignal] = []
    baseline = 0
    for first, part in _cut_at_rebases(points, notes):
        solid = [n for n, point in enumerate(part) if not point.is_hollow]
        kept = [n for n in solid if not _is_outlier(part[n], notes)]
        # Part of a line with limits and part without would be read as a change.
        if len(solid) < LEAST_POINTS or len(kept) < 2:
            return Stretch(tuple(points))
        baseline = min(len(kept), LONGEST_BASELINE)
        base = [part[n].estimate.value for n in kept[:baseline]]
        found = find_individual_limits(base, 0.0, 10.0)
        limits += [found] * len(part)
        # Hollow points are drawn at their worst and would be signals for being unfinished.
        for signal in find_signals([part[n].estimate.value for n in solid], found):
            signals.append(
                signal._replace(first=first + solid[signal.first], last=first + solid[signal.last])
            )
    return Stretch(tuple(points), tuple(limits), tuple(signals), baseline)


def _cut_at_rebases(
    points: Sequence[TrendPoint], notes: Sequence[LineNote]
) -> list[tuple[int, Sequence[TrendPoint]]]:
    starts = [0]
    for note in sorted((n for n in notes if n.kind == "rebase"), key=lambda n: n.on):
        # The period in which the cause fell is the first that can show it.
        place = next((n for n, p in enumerate(points) if p.period.last >= note.on), None)
        if place is not None and place > starts[-1]:
            starts.append(place)
    ends = [*starts[1:], len(points)]
    return [(start, points[start:end]) for start, end in zip(starts, ends, strict=True)]


def _is_outlier(point: TrendPoint, notes: Sequence[LineNote]) -> bool:
    return any(
        n.kind == "outlier" and point.period.first <= n.on <= point.period.last for n in notes
    )


# Counts


def build_count_trend(
    series: Series, measure: MeasureName, count: Callable[[ComparableAudit], tuple[int, int]]
) -> Trend:
    """Return the trend of counted cases (right, looked at), judged by exact binomial limits.

    `count` gives the cases of an audit; an audit without any leaves a gap.
    """
    stretches = []
    for stretch in series.stretches:
        counted = [(audit, count(audit)) for audit in stretch]
        points = [_plot_count(audit, *cases) for audit, cases in counted if cases[1]]
        # A stretch without a single count has nothing to draw.
        if points:
            stretches.append(_judge_counts(points))
    return Trend(measure, tuple(stretches), series.changes)


def _plot_count(audit: ComparableAudit, met: int, looked_at: int) -> TrendPoint:
    share = met / looked_at
    estimate = Estimate(share, *find_wilson_limits(share, looked_at))
    record = audit.source.audit.record
    return TrendPoint(
        audit.source.period, record.id, estimate, audit.is_provisional, met, looked_at
    )


def _judge_counts(points: Sequence[TrendPoint]) -> Stretch:
    solid = [point for point in points if not point.is_hollow]
    if len(solid) < LEAST_POINTS:
        return Stretch(tuple(points))
    base = solid[:LONGEST_BASELINE]
    # Pooled over the baseline, because single months are too small to say what is usual.
    share = sum(p.met or 0 for p in base) / sum(p.looked_at or 0 for p in base)
    limits, signals = [], []
    for place, point in enumerate(points):
        looked_at = point.looked_at or 0
        low, high = find_count_limits(looked_at, share)
        # Drawn half a case inside, between the counts that signal and those that do not.
        limits.append(ChartLimits(share, (low + 0.5) / looked_at, (high - 0.5) / looked_at))
        if not point.is_hollow and not low < (point.met or 0) < high:
            side = -1 if (point.met or 0) <= low else 1
            signals.append(ChartSignal("outside", place, place, side))
    return Stretch(tuple(points), tuple(limits), tuple(signals), len(base))


def count_compliance(audit: ComparableAudit) -> tuple[int, int]:
    """Return the right cases and all cases of an audit's compliance questions that are counts."""
    # Counted cases only: a yes or no is one case, and would weigh as little as that.
    sampled = [s for s in audit.result.items if s.item.factor == "compliance" and s.is_sampled]
    looked_at = sum(s.looked_at or 0 for s in sampled)
    return sum(round((s.share or 0) * (s.looked_at or 0)) for s in sampled), looked_at

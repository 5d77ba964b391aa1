"""The trend of a site: whether a series of audits holds anything that chance does not explain.

Rules and their false-alarm rates are in `statistics/control_chart.py`. Fewer than twelve audits give
dots with intervals and no rule. A provisional audit stays in the chart at its worst, hollow, and out
of the limits. A walk of every day is a few cases of yes or no, which say nothing of a day: the walks of
a month are added up, and the months are judged.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from cx_handbook.audit.records.periods import Period, find_period
from cx_handbook.reports.measures import (
    GRADE,
    Measure,
    choose_part,
    count_cases,
    find_grade_given,
)
from cx_handbook.reports.series import ComparableAudit, PeriodAudit, QuestionChange, build_series
from cx_handbook.statistics.control_chart import (
    LEAST_POINTS,
    LONGEST_BASELINE,
    ChartLimits,
    ChartSignal,
    find_chance_outside,
    find_count_limits,
    find_individual_limits,
    find_signals,
)
from cx_handbook.statistics.difference import Estimate
from cx_handbook.statistics.pooled_share import find_wilson_limits

DAYS_OF_WEEK = 7
# Simulated: 20,000 stable series of normal values, limits from the same series.
FALSE_ALARMS: Mapping[int, float] = {12: 0.029, 16: 0.044, 20: 0.063, 24: 0.085, 36: 0.15}


@dataclass(frozen=True)
class TrendPoint:
    """One audit in a chart: its figure and interval, in points out of 10 or as a share.

    `is_hollow` means provisional, drawn at its worst. `looked_at` is set where the figure is a count.
    `walks` is how many daily walks were added up to a month, of which `audit` is the newest, on the
    day of `newest`; both are None where the point is one audit.
    """

    period: Period
    audit: str
    estimate: Estimate
    is_hollow: bool
    met: int | None = None
    looked_at: int | None = None
    walks: int | None = None
    newest: Period | None = None


@dataclass(frozen=True)
class Stretch:
    """Points that one line joins, the limits they are judged by, and what lies outside them.

    `limits` has one entry a point, and is empty where no rule applies. `baseline` is how many points
    the limits are made from. Places in `signals` count the points of the stretch. `alarms` is how
    often such a stretch shows a signal when nothing changes, from 0 to 1; None where no rule applies.
    """

    points: tuple[TrendPoint, ...]
    limits: tuple[ChartLimits, ...] = ()
    signals: tuple[ChartSignal, ...] = ()
    baseline: int = 0
    alarms: float | None = None


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

    measure: Measure
    stretches: tuple[Stretch, ...]
    changes: tuple[QuestionChange, ...]
    notes: tuple[LineNote, ...] = field(default=())

    @property
    def is_count(self) -> bool:
        """Whether its points are counted cases; the others are grades out of 10."""
        return any(point.looked_at for stretch in self.stretches for point in stretch.points)

    @property
    def is_monthly(self) -> bool:
        """Whether its points are months of daily walks."""
        return any(point.walks for stretch in self.stretches for point in stretch.points)

    @property
    def false_alarms(self) -> float | None:
        """How often a series like the newest stretch shows a signal when nothing changes."""
        return self.stretches[-1].alarms if self.stretches else None


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


def build_trend(
    audits: Sequence[PeriodAudit], measure: Measure = GRADE, notes: Sequence[LineNote] = ()
) -> Trend:
    """Return the trend of a grade, a factor or a standard over audits in the order of their periods.

    Audits without a grade, or without a case of what is measured, leave a gap and are not counted.
    """
    series = build_series(choose_part(audits, measure))
    stretches = []
    for stretch in series.stretches:
        plotted = (point for audit in stretch if (point := _plot_audit(audit, measure)))
        points = list(_add_up_months(plotted))
        # A stretch in which nothing was measured has nothing to draw.
        if points:
            stretches.append(judge_points(points, notes))
    return Trend(measure, tuple(stretches), series.changes, tuple(notes))


# Points


def _plot_audit(audit: ComparableAudit, measure: Measure) -> TrendPoint | None:
    if measure.kind != "grade" and (count := count_cases(audit)):
        share = count.met / count.looked_at
        point = _make_point(audit, share, find_wilson_limits(share, count.looked_at), *count)
        return replace(point, walks=1) if _is_walk(audit) else point
    grade = audit.grade if measure.kind == "grade" else find_grade_given(audit)
    if grade is None:
        return None
    interval = audit.result.interval if measure.kind == "grade" else None
    return _make_point(audit, grade, (interval.low, interval.high) if interval else None)


def _is_walk(audit: ComparableAudit) -> bool:
    """Whether an audit is repeated within a week, and what is looked at is yes or no."""
    period = audit.source.period
    is_often = (period.last - period.first).days < DAYS_OF_WEEK - 1
    return is_often and all(scored.item.answer == "yes_no" for scored in audit.items)


def _add_up_months(points: Iterable[TrendPoint]) -> Iterator[TrendPoint]:
    """Yield the points of audits as they are, and those of daily walks added up by month."""
    for month, found in itertools.groupby(points, key=_find_month):
        walks = list(found)
        yield from (walks if month is None else [_add_up(month, walks)])


def _find_month(point: TrendPoint) -> Period | None:
    # By the day of the walk: that of a Saturday may last until Sunday.
    return find_period("FREQ=MONTHLY", point.period.first) if point.walks else None


def _add_up(month: Period, walks: Sequence[TrendPoint]) -> TrendPoint:
    met = sum(one.met or 0 for one in walks)
    looked_at = sum(one.looked_at or 0 for one in walks)
    # One walk with a blank leaves the month at its worst, as a blank does in any audit.
    is_hollow = any(one.is_hollow for one in walks)
    share = met / looked_at
    low, high = (share, share) if is_hollow else find_wilson_limits(share, looked_at)
    estimate = Estimate(share, low, high)
    last = walks[-1]
    return TrendPoint(
        month, last.audit, estimate, is_hollow, met, looked_at, len(walks), last.period
    )


def _make_point(
    audit: ComparableAudit,
    value: float,
    interval: tuple[float, float] | None,
    met: int | None = None,
    looked_at: int | None = None,
) -> TrendPoint:
    # A provisional audit stands at its worst, for which there is no interval.
    low, high = (value, value) if interval is None or audit.is_provisional else interval
    source = audit.source
    estimate = Estimate(value, low, high)
    reference = source.audit.record.id
    return TrendPoint(source.period, reference, estimate, audit.is_provisional, met, looked_at)


# Limits and signals


def judge_points(points: Sequence[TrendPoint], notes: Sequence[LineNote]) -> Stretch:
    """Return points with their limits: of the first twenty that are final, and frozen from then on."""
    judged = Stretch(tuple(points))
    quiet = 1.0
    for first, part in _cut_at_rebases(points, notes):
        solid = [n for n, point in enumerate(part) if not point.is_hollow]
        kept = [n for n in solid if not _is_outlier(part[n], notes)]
        # Part of a line with limits and part without would be read as a change.
        if len(solid) < LEAST_POINTS or len(kept) < 2:
            return Stretch(tuple(points))
        base = [part[n] for n in kept[:LONGEST_BASELINE]]
        # Hollow points are drawn at their worst and would be signals for being unfinished.
        judge = _judge_counts if points[0].looked_at else _judge_values
        limits, signals, alarms = judge(base, part, solid)
        quiet *= 1 - alarms
        judged = replace(
            judged,
            limits=(*judged.limits, *limits),
            signals=(
                *judged.signals,
                *(s._replace(first=first + s.first, last=first + s.last) for s in signals),
            ),
            baseline=len(base),
        )
    return replace(judged, alarms=1 - quiet)


def _judge_values(
    base: Sequence[TrendPoint], part: Sequence[TrendPoint], solid: Sequence[int]
) -> tuple[list[ChartLimits], list[ChartSignal], float]:
    """Return limits of each point, signals, and false alarms of grades: individuals."""
    found = find_individual_limits([point.estimate.value for point in base], 0.0, 10.0)
    signals = find_signals([part[n].estimate.value for n in solid], found)
    placed = [s._replace(first=solid[s.first], last=solid[s.last]) for s in signals]
    return [found] * len(part), placed, find_false_alarms(len(part))


def _judge_counts(
    base: Sequence[TrendPoint], part: Sequence[TrendPoint], solid: Sequence[int]
) -> tuple[list[ChartLimits], list[ChartSignal], float]:
    """Return the same for counted cases, by exact binomial limits."""
    # Pooled over the baseline, because single months are too small to say what is usual.
    met, looked_at = sum(p.met or 0 for p in base), sum(p.looked_at or 0 for p in base)
    share = met / looked_at
    # All right so far is no promise. Without half a case for the next, one miss would be a signal:
    # at 998 of 1,000 right and 20 cases, false alarms in three years 21 of 100 (simulated), now 1.
    likely = min(max(share, 0.5 / looked_at), 1 - 0.5 / looked_at)
    limits, signals, quiet = [], [], 1.0
    for place, point in enumerate(part):
        cases = point.looked_at or 0
        low, high = find_count_limits(cases, likely)
        # Drawn half a case inside, between the counts that signal and those that do not.
        limits.append(ChartLimits(share, (low + 0.5) / cases, (high - 0.5) / cases))
        if place not in solid:
            continue
        quiet *= 1 - find_chance_outside(cases, likely)
        if not low < (point.met or 0) < high:
            side = -1 if (point.met or 0) <= low else 1
            signals.append(ChartSignal("outside", place, place, side))
    return limits, signals, 1 - quiet


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

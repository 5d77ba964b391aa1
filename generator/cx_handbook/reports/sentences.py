"""What can be said of a site in a sentence or two, computed from its trends, and how sure it is.

Nothing is said that the rules of the charts do not say. Each sentence names the chart that it stands
on, so that a page can link it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import Literal

from cx_handbook.audit.records.periods import Period
from cx_handbook.audit.scoring.result import format_points
from cx_handbook.reports.trend import Stretch, Trend
from cx_handbook.statistics.control_chart import LEAST_POINTS

Tone = Literal["fell", "rose", "level", "unknown"]


@dataclass(frozen=True)
class SiteSentence:
    """A sentence about a site: its tone, its words, and the checklist whose chart shows it."""

    tone: Tone
    text: str
    checklist: str | None = None


def describe_site(trends: Mapping[str, Trend], titles: Mapping[str, str]) -> list[SiteSentence]:
    """Return what can be said of a site from the trends of its grades, by checklist.

    What fell comes first, then what rose. Without a signal it says that no change can be told from
    chance; without a chart that has rules, how many audits there are.
    """
    # Without limits a chart has no rule that could be broken.
    judged = {name: trend for name, trend in trends.items() if _find_last(trend).limits}
    found = [
        sentence
        for name, trend in judged.items()
        for sentence in _describe_trend(_find_last(trend), name, titles.get(name, name))
    ]
    if found:
        return sorted(found, key=lambda one: ("fell", "rose", "level", "unknown").index(one.tone))
    # That nothing can be told is said, or its absence would be read as good news.
    if judged:
        text = "No change that could be told from chance."
        return [SiteSentence("level", text, next(iter(judged)))]
    return [_describe_too_few(trends)]


def describe_line(trend: Trend, title: str) -> list[SiteSentence]:
    """Return what can be said of one chart: what fell or rose, or that nothing can be told."""
    stretch = _find_last(trend)
    if stretch.limits:
        found = list(_describe_trend(stretch, None, title))
        return found or [
            SiteSentence("level", f"{title}: no change that could be told from chance.")
        ]
    final = sum(not point.is_hollow for point in stretch.points)
    noun = "month" if trend.is_monthly else "audit"
    audits = f"1 final {noun} is" if final == 1 else f"{final} final {noun}s are"
    sides = " on each side of a new start" if final >= LEAST_POINTS else ""
    text = f"{title}: {audits} too few to tell a change; {LEAST_POINTS} are needed{sides}."
    return [SiteSentence("unknown", text)]


def _find_last(trend: Trend) -> Stretch:
    return trend.stretches[-1] if trend.stretches else Stretch(())


def _describe_too_few(trends: Mapping[str, Trend]) -> SiteSentence:
    # Of one checklist: audits of different ones do not add up to a line.
    longest = max((len(_find_last(trend).points) for trend in trends.values()), default=0)
    if longest == 0:
        return SiteSentence("unknown", "No audit with a grade yet.")
    audits = (
        "1 audit of a checklist is" if longest == 1 else f"{longest} audits of one checklist are"
    )
    return SiteSentence("unknown", f"{audits} too few to tell a change; {LEAST_POINTS} are needed.")


def _describe_trend(stretch: Stretch, checklist: str | None, title: str) -> Iterable[SiteSentence]:
    """Yield the sentences of one chart: what fell or rose beyond chance, and runs that still last."""
    points, centre = stretch.points, stretch.limits[-1].centre
    for side, tone, verb in ((-1, "fell", "fell"), (1, "rose", "rose")):
        outside = [s.first for s in stretch.signals if s.rule == "outside" and s.side == side]
        if outside:
            when = place_periods([points[place].period for place in outside])
            back = _describe_return(stretch, outside[-1])
            text = f"{title}: {verb} {when}, beyond chance{back}."
            yield SiteSentence("fell" if tone == "fell" else "rose", text, checklist)
    for signal in stretch.signals:
        # A run that has ended is history: the chart shows it, and the sentence is about now.
        if signal.rule == "run" and signal.last == len(points) - 1:
            count = signal.last - signal.first + 1
            where = "above" if signal.side > 0 else "below"
            text = (
                f"{title}: the last {_count_in_words(count)} audits lie {where} "
                f"the usual {format_points(centre)}."
            )
            yield SiteSentence("rose" if signal.side > 0 else "fell", text, checklist)


def _describe_return(stretch: Stretch, last_outside: int) -> str:
    # The last one outside may be the newest, and then nobody knows whether it is over.
    after = stretch.points[last_outside + 1 :]
    if not after:
        return ""
    return f"; as usual again since {name_in_words(after[0].period)}"


def _count_in_words(count: int) -> str:
    words = {8: "eight", 9: "nine", 10: "ten", 11: "eleven", 12: "twelve"}
    return words.get(count, str(count))


def join_periods(periods: Sequence[Period]) -> str:
    """Return periods in words, those of one year without it: *August and September*."""
    names = [name_in_words(period) for period in periods]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def place_periods(periods: Sequence[Period]) -> str:
    """Return when something was, in words: *in August and September*, *on 3 August*."""
    # A turn between two weekdays is named by its first day, and a day takes another preposition.
    preposition = "on" if len(periods[0].name) == 10 else "in"
    return f"{preposition} {join_periods(periods)}"


def name_in_words(period: Period) -> str:
    """Return a period in words: August, the third quarter of 2026, the week of 3 August, 2026."""
    name, first = period.name, period.first
    if len(name) == 7 and name[5].isdigit():
        return f"{first:%B}"
    if "-Q" in name:
        quarter = ("first", "second", "third", "fourth")[int(name[-1]) - 1]
        return f"the {quarter} quarter"
    if "-W" in name:
        return f"the week of {name_day(first)}"
    return name if len(name) == 4 else name_day(first)


def name_day(day: date) -> str:
    """Return a day in words, without its year: 3 August."""
    return f"{day.day} {day:%B}"


def find_alarm_rate(trends: Iterable[Trend]) -> float | None:
    """Return how often a site in which nothing changes gets at least one signal, from 0 to 1.

    The charts are taken as independent. None when no chart has rules.
    """
    rates = [trend.false_alarms for trend in trends if trend.false_alarms is not None]
    return 1 - prod(1 - rate for rate in rates) if rates else None

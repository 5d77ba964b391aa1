"""A report as data: everything in it as JSON, and its charts as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cx_handbook.reports.comparison import SiteComparison
from cx_handbook.reports.pairs import AuditPair
from cx_handbook.reports.report import ActionResult, Report, ReportAction, SiteReport
from cx_handbook.reports.series import QuestionChange
from cx_handbook.reports.trend import Trend
from cx_handbook.reports.words import describe_effect
from cx_handbook.statistics.difference import Estimate
from cx_handbook.statistics.rounding import round9

COLUMNS = (
    "site", "checklist", "measure", "period", "first", "last", "audit", "value", "low", "high",
    "right", "looked_at", "provisional", "usual", "limit_low", "limit_high", "beyond_chance",
)  # fmt: skip
"""The columns of the table: one row an audit and measure, which is `grade`, a factor or a standard's ID.
Grades are out of 10, shares from 0 to 1."""


def list_rows(report: Report) -> Iterator[tuple[object, ...]]:
    """Yield the rows of the table in the order of COLUMNS; what is not there is an empty text."""
    for site in report.sites:
        for checklist in site.trends:
            for trend in _list_trends(site, checklist):
                for row in dump_points(trend):
                    yield (
                        site.site,
                        checklist,
                        trend.measure.name,
                        *(row[name] for name in COLUMNS[3:]),
                    )


def _list_trends(site: SiteReport, checklist: str) -> Iterator[Trend]:
    """Yield the grade, the factors and the standards of a checklist, where there is a line."""
    own = site.trends[checklist]
    if checklist in site.grades:
        yield site.grades[checklist]
    yield from own.factors.values()
    yield from own.standards.values()


def dump_points(trend: Trend) -> Iterator[dict[str, Any]]:
    """Yield each audit of a trend with the limits that it is judged by."""
    for stretch in trend.stretches:
        outside = {signal.first for signal in stretch.signals if signal.rule == "outside"}
        runs = [(s.first, s.last) for s in stretch.signals if s.rule == "run"]
        for place, point in enumerate(stretch.points):
            # Limits of counts differ from audit to audit, with the cases looked at.
            limits = stretch.limits[place] if stretch.limits else None
            is_run = any(first <= place <= last for first, last in runs)
            yield {
                "period": point.period.name,
                "first": point.period.first.isoformat(),
                "last": point.period.last.isoformat(),
                "audit": point.audit,
                "value": round9(point.estimate.value),
                "low": round9(point.estimate.low),
                "high": round9(point.estimate.high),
                "right": "" if point.met is None else point.met,
                "looked_at": "" if point.looked_at is None else point.looked_at,
                "provisional": "yes" if point.is_hollow else "no",
                "usual": round9(limits.centre) if limits else "",
                "limit_low": round9(limits.low) if limits else "",
                "limit_high": round9(limits.high) if limits else "",
                "beyond_chance": "outside" if place in outside else "run" if is_run else "",
            }


def dump_report(report: Report) -> dict[str, Any]:
    """Return a report as plain data, the same for the same audits."""
    # No clock: the day is an argument, so that the same audits give the same bytes.
    span = report.span
    return {
        "made": report.given.today.isoformat(),
        "first": span.first.isoformat() if span else None,
        "last": span.last.isoformat() if span else None,
        "audits": len(report.given.audits),
        "sites": [_dump_site(site) for site in report.sites],
        "findings": [
            {
                "site": one.site,
                "standard": one.item.standard,
                "rule": one.item.rule,
                "failed": one.failed,
                "asked": one.asked,
                "in_a_row": one.in_a_row,
            }
            for one in report.findings
        ],
        "handbook_findings": [
            {
                "standard": one.item.standard,
                "failed": one.failed,
                "asked": one.asked,
                "sites": list(one.sites),
            }
            for one in report.handbook_findings
        ],
        "overdue": [_dump_action(one) for one in report.overdue],
        "results": [_dump_result(one) for one in report.results],
        "comparisons": {name: dump_comparison(one) for name, one in report.comparisons.items()},
        "pairs": [_dump_pair(one) for one in report.pairs],
    }


def _dump_site(site: SiteReport) -> dict[str, Any]:
    return {
        "site": site.site,
        "sentences": [
            {"tone": one.tone, "text": one.text, "checklist": one.checklist}
            for one in site.sentences
        ],
        "false_alarms": None if site.alarm_rate is None else round9(site.alarm_rate),
        "grades": {name: _dump_trend(trend) for name, trend in site.grades.items()},
        "factors": {name: _dump_all(own.factors) for name, own in site.trends.items()},
        "standards": {name: _dump_all(own.standards) for name, own in site.trends.items()},
    }


def _dump_all(trends: Mapping[str, Trend]) -> dict[str, Any]:
    return {name: _dump_trend(trend) for name, trend in trends.items()}


def _dump_trend(trend: Trend) -> dict[str, Any]:
    rate = trend.false_alarms
    return {
        "points": list(dump_points(trend)),
        "false_alarms": None if rate is None else round9(rate),
        "changes": [_dump_change(change) for change in trend.changes],
        "notes": [{"kind": n.kind, "on": n.on.isoformat(), "why": n.why} for n in trend.notes],
    }


def _dump_change(change: QuestionChange) -> dict[str, Any]:
    return {
        "from": change.after.period.name,
        "common": change.common,
        "asked": change.asked,
        "added": list(change.added),
        "removed": list(change.removed),
        "changed": list(change.changed),
        "breaks": change.breaks,
    }


def _dump_action(action: ReportAction) -> dict[str, Any]:
    return {
        "site": action.site,
        "checklist": action.checklist,
        "audit": action.audit,
        "standard": action.standard,
        "what": action.what,
        "who": action.who,
        "due": action.due.isoformat() if action.due else None,
        "state": action.state,
        "done": action.done.isoformat() if action.done else None,
    }


def _dump_result(result: ActionResult) -> dict[str, Any]:
    effect = result.effect
    return {
        **_dump_action(result.action),
        "before": list(effect.before),
        "after": list(effect.after),
        "difference": [round9(part) for part in effect.difference],
        "helped": effect.helped,
        "needed": effect.needed,
        "says": describe_effect(result),
    }


def dump_comparison(one: SiteComparison) -> dict[str, Any]:
    """Return sites beside each other as plain data."""
    return {
        "share": None if one.share is None else round9(one.share),
        "added_variance": round9(one.dispersion.added) if one.dispersion else None,
        "unlike": dict(one.unlike),
        "sites": [
            {
                "site": figure.site,
                "right": figure.count.met,
                "looked_at": figure.count.looked_at,
                "interval": [round9(figure.estimate.low), round9(figure.estimate.high)],
                "limits": [round9(limit) for limit in figure.limits],
                "places": list(figure.places),
                "beyond_chance": figure.is_named,
            }
            for figure in one.figures
        ],
    }


def _dump_pair(pair: AuditPair) -> dict[str, Any]:
    def dump(estimate: Estimate | None) -> list[float] | None:
        return None if estimate is None else [round9(part) for part in estimate]

    return {
        "first": pair.first.record.id,
        "second": pair.second.record.id,
        "ratings": list(pair.ratings),
        "agreement": dump(pair.agreement),
        "ac1": dump(pair.ac1),
        "alpha": dump(pair.alpha),
        "stricter": round9(pair.stricter_chance),
        "differences": [one.first.item.standard for one in pair.differences],
    }

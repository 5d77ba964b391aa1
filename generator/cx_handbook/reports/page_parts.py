"""Parts of a report's pages: cards of sites, charts with their words, lists of findings and actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from cx_handbook.labels import FACTOR_NAMES
from cx_handbook.markdown import plain_text
from cx_handbook.reports.care_remarks import list_remarks
from cx_handbook.reports.charts import (
    draw_effects,
    draw_funnel,
    draw_sites,
    draw_spark,
    draw_trend,
    picture_trend,
)
from cx_handbook.reports.comparison import SiteComparison
from cx_handbook.reports.findings import LEAST_AUDITS, RecurringFinding, list_recurring
from cx_handbook.reports.pairs import AuditPair
from cx_handbook.reports.report import SiteReport
from cx_handbook.reports.trend import Trend
from cx_handbook.reports.words import (
    ReportWords,
    count_noun,
    describe_agreement,
    describe_change,
    describe_difference,
    describe_effect,
    describe_interval,
    describe_rules,
    find_anchor,
    find_page,
)

MOST_OF_SITE = 12  # findings of one site
MOST_SITES = 50  # on the page of findings
MOST_STANDARDS = 60
MOST_EFFECTS = 12  # rows of one chart
MOST_LATE = 200
TONES = ("fell", "rose", "level", "unknown")


def rank_site(site: SiteReport) -> tuple[object, ...]:
    """Return what puts sites in order: those that fell first, then the lower grade."""
    tone = site.sentences[0].tone if site.sentences else "unknown"
    points = site.newest.audit.result.points if site.newest else None
    return TONES.index(tone), points is None, points or 0.0, site.site


# Sites


def find_shown_trend(site: SiteReport) -> tuple[str, Trend] | None:
    """Return the chart that a site's sentences are about; without one, that of the newest grade."""
    named = [one.checklist for one in site.sentences]
    newest = site.newest.audit.record.checklist if site.newest else None
    for checklist in (*named, newest):
        if checklist in site.grades:
            return str(checklist), site.grades[str(checklist)]
    return None


def make_card(words: ReportWords, site: SiteReport, *, has_spark: bool = True) -> dict[str, Any]:
    """Return a site in short: its sentences, its newest grade, and its course."""
    page = find_page(site.site)
    grade, interval = describe_interval(site)
    shown = find_shown_trend(site) if has_spark else None
    name = words.name_site(site.site)
    spark = None
    if shown:
        title = f"Course of {name}, {words.name_checklist(shown[0])}"
        spark = draw_spark(picture_trend(shown[1], f"course-{site.site}", title))
    return {
        "name": name,
        "tone": site.sentences[0].tone if site.sentences else "unknown",
        "sentences": [
            {"text": one.text, "address": f"{page}{find_anchor(one)}"} for one in site.sentences
        ],
        "grade": grade,
        "interval": interval,
        "headline": words.describe_newest(site),
        "spark": spark,
    }


def draw_first_chart(words: ReportWords, sites: Sequence[SiteReport]) -> dict[str, Any] | None:
    """Return the chart that says most: of the first site in order that has one with rules."""
    for site in sites:
        shown = find_shown_trend(site)
        if shown and shown[1].false_alarms is not None:
            checklist, trend = shown
            heading = f"{words.name_site(site.site)}, {words.name_checklist(checklist)}"
            return {
                "heading": heading,
                "chart": draw_trend(trend, "first-chart", f"Grade, {heading}"),
                "note": describe_rules(trend),
                "address": f"{find_page(site.site)}#{checklist}",
            }
    return None


def make_site_parts(words: ReportWords, site: SiteReport) -> list[dict[str, Any]]:
    """Return the charts of a site by checklist: those that sentences are about come first."""
    # Who follows a sentence finds its chart at the top.
    said = [one.checklist for one in site.sentences if one.checklist in site.grades]
    names = [*dict.fromkeys(str(name) for name in said)]
    names += [name for name in site.grades if name not in names]
    return [_make_part(words, site, name) for name in names]


def _make_part(words: ReportWords, site: SiteReport, checklist: str) -> dict[str, Any]:
    title, trend = words.name_checklist(checklist), site.grades[checklist]
    charts = [("Grade", trend)]
    if site.compliance[checklist].stretches:
        charts.append((f"{FACTOR_NAMES['compliance']}: cases right", site.compliance[checklist]))
    return {
        "title": title,
        "anchor": checklist,
        "charts": [
            {
                "heading": heading,
                "chart": draw_trend(one, f"{one.measure.name}-{checklist}", f"{heading}, {title}"),
                "note": describe_rules(one),
            }
            for heading, one in charts
        ],
        "changes": [describe_change(change) for change in trend.changes],
        "notes": [f"{words.format_day(note.on)}: {note.why}" for note in trend.notes],
        "remarks": list(
            list_remarks(words.report.by_checklist[checklist][site.site], words.report.given.today)
        ),
    }


def draw_comparison(
    words: ReportWords, checklist: str, one: SiteComparison, said: str = ""
) -> dict[str, Any]:
    """Return the sites beside each other on one checklist, of ten or more with their funnel.

    `said` describes them; without it, as audits of the same form.
    """
    title = words.name_checklist(checklist)
    said, names = said or words.describe_places(one), words.report.given.site_names
    rows = draw_sites(one, names, f"sites-{checklist}", f"Compliance by site, {title}", said)
    shown = len(rows.rows)
    more = f" {shown} of {len(one.figures):,} sites are shown." if shown < len(one.figures) else ""
    return {
        "title": title,
        "anchor": checklist,
        "chart": rows,
        "funnel": draw_funnel(
            one, names, f"funnel-{checklist}", f"Compliance by number of cases, {title}", said
        ),
        "note": said,
        "shown": more,
        "is_told": any(figure.is_named for figure in one.figures),
    }


# Findings


def list_by_site(words: ReportWords) -> list[dict[str, Any]]:
    """Return what comes back at each site; the sites with most of it first."""
    by_site = defaultdict[str, list[RecurringFinding]](list)
    for one in list_recurring(words.report.findings):
        by_site[one.site].append(one)
    ordered = sorted(by_site.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return [
        {
            "name": words.name_site(site),
            "anchor": f"site-{site}",
            "findings": [words.describe_finding(found) for found in own[:MOST_OF_SITE]],
            "more": max(0, len(own) - MOST_OF_SITE),
        }
        for site, own in ordered[:MOST_SITES]
    ]


def list_by_standard(words: ReportWords) -> list[tuple[str, str, str, str]]:
    """Return each standard that failed, with its sites; what fails most often first."""
    by_standard = defaultdict[str, list[RecurringFinding]](list)
    for one in words.report.findings:
        by_standard[one.item.standard].append(one)
    rows = []
    for standard, found in by_standard.items():
        failed, asked = sum(f.failed for f in found), sum(f.asked for f in found)
        sites = ", ".join(
            f"{words.name_site(one.site)} {one.failed} of {one.asked}" for one in found[:6]
        )
        more = f" and {count_noun(len(found) - 6, 'more site')}" if len(found) > 6 else ""
        rule = plain_text(found[0].item.rule)
        # One of one is no pattern, so it comes after 7 of 12.
        order = (asked < LEAST_AUDITS, -failed / asked, -failed, standard)
        rows.append((order, (standard, rule, f"{failed}\u00a0of\u00a0{asked}", sites + more)))
    return [row for _, row in sorted(rows)[:MOST_STANDARDS]]


# Actions


def list_overdue(words: ReportWords, most: int) -> list[tuple[str, str, str]]:
    """Return actions whose day has passed: what, who and since when."""
    return [
        (
            f"{plain_text(one.what)} ({words.describe_place(one)})",
            one.who or "nobody named",
            words.describe_due(one),
        )
        for one in words.report.overdue[:most]
    ]


def list_late(words: ReportWords) -> dict[str, Any]:
    """Return all overdue actions that a page has room for, and how many more there are."""
    more = max(0, len(words.report.overdue) - MOST_LATE)
    return {"rows": list_overdue(words, MOST_LATE), "more": more}


def list_results(words: ReportWords, most: int) -> list[tuple[str, str, str, str]]:
    """Return actions that are done, before and after, and what can be said of them."""
    rows = []
    for result in words.report.results[:most]:
        what = f"{plain_text(result.action.what)} ({words.describe_place(result.action)})"
        before, after = (
            f"{met}\u00a0of\u00a0{n}" for met, n in (result.effect.before, result.effect.after)
        )
        rows.append((what, before, after, describe_effect(result)))
    return rows


def draw_results(words: ReportWords) -> Any:
    """Return the chart of what actions changed, those that helped first; None without one."""
    results = words.report.results[:MOST_EFFECTS]
    if not results:
        return None
    # Counted over all results, not over those in the chart.
    helped = sum(result.effect.helped for result in words.report.results)
    done = len(words.report.results)
    said = f"{helped} of {count_noun(done, 'action')} helped, beyond chance."
    effects = [
        (words.describe_place(one.action), one.effect, describe_effect(one)) for one in results
    ]
    chart = draw_effects(effects, "effects", "Did it help?", said)
    more = f" The chart shows {len(results)} of them." if len(results) < done else ""
    return {"chart": chart, "note": f"{said}{more} Hollow is before, filled is after."}


# Two auditors


def list_pairs(words: ReportWords) -> list[dict[str, Any]]:
    """Return how far two auditors agree, and where they differ."""
    return [_describe_pair(words, pair) for pair in words.report.pairs]


def _describe_pair(words: ReportWords, pair: AuditPair) -> dict[str, Any]:
    record = pair.first.record
    title = f"{words.name_checklist(record.checklist)}, {words.name_site(record.site)}"
    return {
        "title": f"{title}, {words.format_day(record.date)}",
        "sentence": describe_agreement(pair),
        "rows": list(_list_differences(pair)),
    }


def _list_differences(pair: AuditPair) -> Iterator[tuple[str, str, str, str]]:
    for one in pair.differences:
        yield describe_difference(one, pair)

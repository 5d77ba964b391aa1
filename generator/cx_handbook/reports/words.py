"""What a report says in words: the same on its pages and on its sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cx_handbook.audit.scoring.result import (
    format_high_end,
    format_low_end,
    format_percent,
    format_points,
)
from cx_handbook.audit.wording.result_wording import describe_headline_in_list
from cx_handbook.content.model import Handbook
from cx_handbook.markdown import plain_text
from cx_handbook.reports.comparison import SiteComparison, SiteFigure
from cx_handbook.reports.findings import LEAST_AUDITS, HandbookFinding, RecurringFinding
from cx_handbook.reports.pairs import AuditPair, QuestionDifference
from cx_handbook.reports.report import ActionResult, Report, ReportAction, SiteReport
from cx_handbook.reports.sentences import SiteSentence, join_periods
from cx_handbook.reports.series import QuestionChange
from cx_handbook.reports.trend import Trend
from cx_handbook.statistics.control_chart import LEAST_POINTS
from cx_handbook.templating import format_day

MOST_NAMED = 8  # sites in one sentence
# Of one site, and of several.
_UNLIKE = {
    "form": ("has another form", "have another form"),
    "periods": ("has other periods", "have other periods"),
    "draw": ("chose its cases in another way", "chose their cases in another way"),
    "provisional": ("has provisional audits only", "have provisional audits only"),
}


@dataclass(frozen=True)
class ReportWords:
    """Says what a report computed; `handbook` gives the names of owners, policies and standards."""

    report: Report
    handbook: Handbook

    def name_site(self, site: str) -> str:
        """Return what a site is called."""
        return self.report.given.site_names.get(site, site)

    def name_checklist(self, checklist: str) -> str:
        """Return the title of a checklist, without Markdown."""
        return plain_text(self.report.given.titles.get(checklist, checklist))

    def format_day(self, day: date) -> str:
        """Return a day as it is printed."""
        return format_day(day, self.handbook.company.language)

    # The whole report

    def describe_span(self) -> str:
        """Return what the report is made of: its days, sites and audits."""
        span, audits = self.report.span, self.report.given.audits
        if span is None:
            return "There is no audit yet. The first one starts the picture."
        # The period of a daily walk is a week, which may end after the day of the report.
        end = max(span.first, min(span.last, self.report.given.today))
        first, last = self.format_day(span.first), self.format_day(end)
        provisional = sum(one.is_open or one.audit.result.provisional for one in audits)
        open_ones = f", {provisional:,} of them provisional" if provisional else ""
        # All that were read, not those that are shown.
        sites = count_noun(len(self.report.by_site), "site")
        return f"{first} to {last} · {sites} · {count_noun(len(audits), 'audit')}{open_ones}"

    def describe_alarm(self, sites: Sequence[SiteReport]) -> str:
        """Return how often the charts of a site are wrong when nothing changes."""
        rates = [site.alarm_rate for site in sites if site.alarm_rate is not None]
        if not rates:
            return ""
        return (
            "In a year in which nothing changes, these charts raise a false alarm at about "
            f"{round(100 * max(rates))} sites in 100."
        )

    # Sites

    def describe_newest(self, site: SiteReport) -> str:
        """Return which audit the newest grade is of, and its headline."""
        newest = site.newest
        if newest is None:
            return ""
        title = self.name_checklist(newest.audit.record.checklist)
        headline = describe_headline_in_list(newest.audit.form, newest.audit.result)
        return f"{title}, {join_periods([newest.period])}{f'. {headline}' if headline else ''}"

    def describe_places(self, one: SiteComparison, alike: str = "Same form, same periods") -> str:
        """Return which sites chance does not explain, and what was compared: `alike` says on what."""
        # A site that chance explains is not named, whatever its share.
        share = one.share or 0.0
        sides = {
            "Worse": [f.site for f in one.figures if f.is_named and f.estimate.value < share],
            "Better": [f.site for f in one.figures if f.is_named and f.estimate.value >= share],
        }
        said = " ".join(
            f"{side} than chance explains: {self.list_sites(sites)}."
            for side, sites in sides.items()
            if sites
        )
        said = said or "Chance alone explains how the sites differ."
        # By reason, so that forty sites with another form are one part of the sentence.
        by_reason = {
            reason: [site for site, why in sorted(one.unlike.items()) if why == reason]
            for reason in _UNLIKE
        }
        left = "; ".join(
            f"{self.list_sites(sites)} {_UNLIKE[reason][len(sites) > 1]}"
            for reason, sites in by_reason.items()
            if sites
        )
        cases = sum(figure.count.looked_at for figure in one.figures)
        rest = f" Not compared: {left}." if left else ""
        return f"{said} {alike}, {cases:,} cases in all.{rest}"

    def list_sites(self, sites: Sequence[str]) -> str:
        """Return the names of some sites; of many the first ones, and how many more."""
        names = [self.name_site(site) for site in sites[:MOST_NAMED]]
        more = len(sites) - MOST_NAMED
        return ", ".join(names) + (f" and {more:,} more" if more > 0 else "")

    def describe_figure(self, figure: SiteFigure) -> str:
        """Return a site's right cases and their share in words."""
        share = format_percent(figure.estimate.value)
        return f"{figure.count.met:,} of {figure.count.looked_at:,} cases right, {share}%"

    # Findings and actions

    def describe_finding(self, found: RecurringFinding) -> dict[str, object]:
        """Return a standard that fails at a site."""
        # Two in a row say nothing that the count does not.
        is_row = found.in_a_row >= LEAST_AUDITS
        return {
            "standard": found.item.standard,
            "rule": found.item.rule,
            "site": self.name_site(found.site),
            "in_a_row": f"the last {found.in_a_row} in a row" if is_row else "",
            "failed": found.failed,
            "asked": found.asked,
        }

    def describe_handbook(self, found: HandbookFinding) -> dict[str, str]:
        """Return a standard that fails everywhere, whose policy it is, and a text to send."""
        standard = found.item.standard
        # A standard stands in one policy; its owner may change the rule.
        policy = next(
            (p for p in self.handbook.policies if any(s.id == standard for s in p.standards)), None
        )
        company = self.handbook.company
        owner = company.name_of("roles", policy.owner) if policy else "its owner"
        title = plain_text(policy.title) if policy else standard
        text = (
            f"{standard} ({plain_text(found.item.rule)}) was not met in {found.failed} of "
            f"{found.asked} audits, at {len(found.sites)} sites. Is the rule right, and can it be done?"
        )
        return {"standard": standard, "owner": owner, "policy": title, "text": text}

    def describe_place(self, action: ReportAction) -> str:
        """Return which standard at which site an action is about."""
        return " · ".join(filter(None, (action.standard, self.name_site(action.site))))

    def describe_due(self, action: ReportAction) -> str:
        """Return when an action was due, and for how long it is late."""
        if action.due is None:
            return "–"
        late = (self.report.given.today - action.due).days
        day = format_day(action.due, self.handbook.company.language)
        return f"{day}, {count_noun(late, 'day')} late" if late > 0 else day


def describe_interval(site: SiteReport) -> tuple[str, str]:
    """Return the newest grade of a site and its interval, as printed; nothing where there is none."""
    result = site.newest.audit.result if site.newest else None
    if result is None or result.points is None:
        return "", ""
    if result.interval is None:
        return format_points(result.points), ""
    low, high = format_low_end(result.interval.low), format_high_end(result.interval.high)
    return format_points(result.points), f"{low} to {high}"


def describe_rules(trend: Trend) -> str:
    """Return what the lines of a chart mean, and how often they are wrong."""
    what = "a share of cases" if trend.is_count else "a grade"
    if trend.is_monthly:
        what = "the share that was right on a month of walks,"
    return (
        f"Each dot is {what} with its 95% interval; a hollow one is provisional, at its worst. "
        f"{describe_alarms(trend)}"
    )


def describe_alarms(trend: Trend) -> str:
    """Return how often a chart shows a signal although nothing changes."""
    if trend.false_alarms is None:
        what = "months that are final" if trend.is_monthly else "final audits"
        return f"No rule yet: that needs {LEAST_POINTS} {what}."
    # Exactly none: no count of so few cases is unlikely enough.
    if not trend.false_alarms:
        where = "a month" if trend.is_monthly else "an audit"
        return f"With so few cases in {where}, no dot can lie beyond chance."
    signals = "a dot outside the band"
    if trend.is_count:
        signals += " appears"
    else:
        signals += " or eight in a row on one side appear"
    share = round(100 * trend.false_alarms)
    often = f"{share} of 100" if share else "fewer than 1 of 100"
    return f"In a series in which nothing changes, {signals} in {often}."


def describe_change(change: QuestionChange) -> str:
    """Return what changed in the questions between two audits, and what that means for the line."""
    when = join_periods([change.after.period])
    labels = {
        "new:": change.added,
        "gone:": change.removed,
        "asked in another way:": change.changed,
    }
    parts = [f"{label} {', '.join(names)}" for label, names in labels.items() if names]
    what = f" ({'; '.join(parts)})" if parts else ""
    line = (
        "The line is broken there."
        if change.breaks
        else "Both sides are scored on what they share."
    )
    same = f"{change.common} of {change.asked} questions are the same as before"
    return f"From {when} on, {same}{what}. {line}"


def describe_effect(result: ActionResult) -> str:
    """Return what can be said of an action's effect, in a few words."""
    effect = result.effect
    low, high = effect.difference.low, effect.difference.high
    if effect.helped:
        return f"yes: {format_percent(low)} to {format_percent(high, up=True)} points more"
    if high < 0:
        return f"no: {format_percent(-high)} to {format_percent(-low, up=True)} points less"
    needed = f"; needs {effect.needed} cases each" if effect.needed else ""
    return f"cannot be told{needed}"


def describe_agreement(pair: AuditPair) -> str:
    """Return how far two auditors agree, in a sentence or two."""
    agreement = pair.agreement
    if agreement is None:
        return "No question was answered by both."
    same = pair.ratings.both_right + pair.ratings.both_wrong
    span = f"{format_percent(agreement.low)} to {format_percent(agreement.high, up=True)}%"
    said = f"Both judged {same} of {pair.ratings.cases} questions alike ({span})."
    if pair.ac1:
        low, high = pair.ac1.low, pair.ac1.high
        said += (
            f" On a scale where 0 is what guessing would give and 1 is all alike (AC1): "
            f"{pair.ac1.value:.2f} ({low:.2f} to {high:.2f})."
        )
    # Only where they differ can one be stricter than the other.
    split = pair.ratings.first_right + pair.ratings.second_right
    if split and pair.stricter_chance < 0.05:
        stricter = "second" if pair.ratings.first_right > pair.ratings.second_right else "first"
        said += f" The {stricter} auditor is stricter."
    return said


def describe_difference(one: QuestionDifference, pair: AuditPair) -> tuple[str, str, str, str]:
    """Return a question, what each auditor found, and who is stricter."""
    first, second = (f"{format_percent(scored.share or 0)}%" for scored in (one.first, one.second))
    stricter = "first" if one.stricter == pair.first.record.id else "second"
    return f"{one.first.item.standard}: {plain_text(one.first.item.rule)}", first, second, stricter


def count_noun(number: int, noun: str) -> str:
    """Return a number with its noun: 1 audit, 2,000 audits."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def find_page(site: str) -> str:
    """Return the address of a site's page in the folder of the report."""
    return f"site-{site}.html"


def find_anchor(sentence: SiteSentence) -> str:
    """Return where on the page of its site the chart of a sentence stands."""
    return f"#{sentence.checklist}" if sentence.checklist else ""

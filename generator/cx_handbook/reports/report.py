"""The report over all audits that count: one computation for pages, print, terminal and data.

It is pure: the same audits, actions and day give the same report, whatever the order of their files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.periods import Period
from cx_handbook.reports.comparison import SiteComparison, compare_sites
from cx_handbook.reports.effect import ActionEffect, measure_effect
from cx_handbook.reports.findings import (
    HandbookFinding,
    RecurringFinding,
    count_findings,
    find_handbook_findings,
)
from cx_handbook.reports.measures import COMPLIANCE, GRADE, Measure, list_measures
from cx_handbook.reports.pairs import AuditPair, compare_pair
from cx_handbook.reports.sentences import SiteSentence, describe_site, find_alarm_rate
from cx_handbook.reports.series import PeriodAudit
from cx_handbook.reports.trend import LineNote, Trend, build_trend


@dataclass(frozen=True)
class ReportAction:
    """An action as the report needs it; `done` is the day on which it was done."""

    site: str
    checklist: str
    audit: str
    standard: str | None
    what: str
    who: str | None
    due: date | None
    state: str
    done: date | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed and it is neither done nor given up."""
        return self.due is not None and self.due < today and self.state in ("open", "moved")


@dataclass(frozen=True)
class ActionResult:
    """An action that is done, and what can be said of its effect."""

    action: ReportAction
    effect: ActionEffect


@dataclass(frozen=True)
class ReportInput:
    """What a report is made of.

    `audits` are those that count, in any order. `pairs` are a first audit and that of a second
    auditor. `titles` and `site_names` are what checklists and sites are called. `notes` are by site
    and checklist.
    """

    audits: Sequence[PeriodAudit]
    actions: Sequence[ReportAction]
    pairs: Sequence[tuple[Audit, Audit]]
    titles: Mapping[str, str]
    site_names: Mapping[str, str]
    notes: Mapping[tuple[str, str], Sequence[LineNote]]
    today: date


@dataclass(frozen=True)
class ChecklistTrends:
    """What can be charted of one site by one checklist; each line is drawn when it is asked for."""

    audits: tuple[PeriodAudit, ...]
    notes: tuple[LineNote, ...]

    @cached_property
    def factors(self) -> dict[str, Trend]:
        """The trend of each factor that has counted cases, in the order of the factors."""
        return self._build_all("factor")

    @cached_property
    def standards(self) -> dict[str, Trend]:
        """The trend of each standard that was ever answered, in the order of the newest form."""
        return self._build_all("standard")

    def _build_all(self, kind: str) -> dict[str, Trend]:
        built = {
            one.name: build_trend(self.audits, one, self.notes)
            for one in list_measures(self.audits)
            if one.kind == kind
        }
        # A chart without a dot would look as if something were missing.
        return {name: trend for name, trend in built.items() if trend.stretches}

    def build(self, measure: Measure) -> Trend:
        """Return the trend of one measure; it has no stretches where the checklist does not ask it."""
        return build_trend(self.audits, measure, self.notes)


@dataclass(frozen=True)
class SiteReport:
    """One site: what can be said of it, and its charts by checklist."""

    site: str
    sentences: tuple[SiteSentence, ...]
    grades: Mapping[str, Trend]
    compliance: Mapping[str, Trend]
    audits: tuple[PeriodAudit, ...]
    trends: Mapping[str, ChecklistTrends]

    @property
    def alarm_rate(self) -> float | None:
        """How often a site in which nothing changes shows at least one signal in these charts."""
        return find_alarm_rate(self.grades.values())

    @property
    def newest(self) -> PeriodAudit | None:
        """The newest audit that has a grade."""
        graded = [one for one in self.audits if one.audit.result.points is not None]
        # By the days looked at: an audit that is handed in late is not the newest.
        return max(graded, key=lambda one: (one.period.last, one.audit.record.date), default=None)


@dataclass(frozen=True)
class Report:
    """Everything that pages, print, terminal and data show."""

    given: ReportInput
    basis: str = ""
    """What stands for all files that it was read from; empty where that is not known."""

    @cached_property
    def by_site(self) -> dict[str, list[PeriodAudit]]:
        """All audits by site, sites and audits in order."""
        sites = defaultdict[str, list[PeriodAudit]](list)
        # Sorted here once, so that no order of files can change what follows.
        for one in sorted(self.given.audits, key=_order_audit):
            sites[one.audit.record.site].append(one)
        return dict(sorted(sites.items()))

    @cached_property
    def by_checklist(self) -> dict[str, dict[str, list[PeriodAudit]]]:
        """All audits by checklist and site, in order."""
        checklists = defaultdict[str, dict[str, list[PeriodAudit]]](dict)
        for site, audits in self.by_site.items():
            for one in audits:
                # In the order of sites and periods, which the loops keep.
                checklists[one.audit.record.checklist].setdefault(site, []).append(one)
        return dict(sorted(checklists.items()))

    @cached_property
    def span(self) -> Period | None:
        """The first and the last day that any audit looked at; None without an audit."""
        periods = [one.period for one in self.given.audits]
        if not periods:
            return None
        return Period(min(p.first for p in periods), max(p.last for p in periods))

    @cached_property
    def sites(self) -> tuple[SiteReport, ...]:
        """Each site with its sentences and charts."""
        return tuple(self._build_site(site) for site in self.by_site)

    @cached_property
    def findings(self) -> list[RecurringFinding]:
        """What was not met, by site and standard; what fails most often comes first."""
        return count_findings(self.by_site)

    @cached_property
    def handbook_findings(self) -> list[HandbookFinding]:
        """Standards that fail at every site: findings about the handbook."""
        return find_handbook_findings(self.findings, self.by_site)

    @cached_property
    def overdue(self) -> list[ReportAction]:
        """Actions whose day has passed, the oldest first."""
        late = [one for one in self.given.actions if one.is_overdue(self.given.today)]
        return sorted(late, key=lambda one: (one.due or date.max, one.site, one.what))

    @cached_property
    def results(self) -> list[ActionResult]:
        """Actions that are done, with what they changed where that can be measured."""
        found = []
        for action in self.given.actions:
            # What is not done has no after, and what is about no question cannot be counted.
            if action.done is None or action.standard is None:
                continue
            # A reference is unique within a checklist only.
            audits = self.by_checklist.get(action.checklist, {}).get(action.site, [])
            effect = measure_effect(audits, action.standard, action.audit, action.done)
            if effect:
                found.append(ActionResult(action, effect))
        return sorted(found, key=_order_result)

    @cached_property
    def comparisons(self) -> dict[str, SiteComparison]:
        """Sites beside each other, by checklist; only where at least two can be compared."""
        compared = {name: compare_sites(sites) for name, sites in self.by_checklist.items()}
        # One site alone is compared with nobody, and a chart of it would look as if it were.
        return {name: one for name, one in compared.items() if one.figures}

    @cached_property
    def pairs(self) -> list[AuditPair]:
        """How far two auditors agree, for each audit that was done twice."""
        return [compare_pair(first, second) for first, second in self.given.pairs]

    def _build_site(self, site: str) -> SiteReport:
        trends, grades, compliance = {}, {}, {}
        for checklist, sites in self.by_checklist.items():
            if site not in sites:
                continue
            # Without a note the line is judged as it stands: nothing moves in silence.
            notes = tuple(self.given.notes.get((site, checklist), ()))
            trends[checklist] = own = ChecklistTrends(tuple(sites[site]), notes)
            grades[checklist] = own.build(GRADE)
            compliance[checklist] = own.build(COMPLIANCE)
        # A checklist without a grade has no line of grades, and no sentence about one.
        graded = {name: trend for name, trend in grades.items() if trend.stretches}
        sentences = describe_site(graded, self.given.titles)
        audits = tuple(self.by_site[site])
        return SiteReport(site, tuple(sentences), graded, compliance, audits, trends)


def _order_audit(one: PeriodAudit) -> tuple[object, ...]:
    record = one.audit.record
    return one.period.first, one.period.last, record.checklist, record.date, record.id


def _order_result(result: ActionResult) -> tuple[object, ...]:
    action, effect = result.action, result.effect
    # What helped for sure comes first, then what looks as if it did.
    return (not effect.helped, -effect.difference.value, action.site, action.standard, action.audit)

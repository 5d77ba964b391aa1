"""The sheets of a report: one page for the boss, a poster for the team, and sheets for two meetings.

What does not fit is cut by importance, and each sheet says what it leaves out. Texts are cut to the
room that they have, so that no data make a second page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cx_handbook import addresses
from cx_handbook.content.form_points import list_points
from cx_handbook.content.model import Handbook
from cx_handbook.documents.document import DocumentRenderer, Paper, Sheet
from cx_handbook.documents.report_texts import (
    SheetRoom,
    cut_text,
    describe_state,
    hide_contacts,
    name_role,
)
from cx_handbook.markdown import plain_text
from cx_handbook.reports.charts import draw_spark, draw_trend, picture_trend
from cx_handbook.reports.findings import LEAST_AUDITS, RecurringFinding
from cx_handbook.reports.page_parts import find_shown_trend, rank_site
from cx_handbook.reports.pairs import AuditPair, QuestionDifference
from cx_handbook.reports.print_style import make_chart_style
from cx_handbook.reports.promises import find_best_kept, find_work
from cx_handbook.reports.report import ActionResult, Report, ReportAction, SiteReport
from cx_handbook.reports.words import (
    ReportWords,
    count_noun,
    describe_agreement,
    describe_difference,
    describe_effect,
    describe_interval,
)
from cx_handbook.statistics.agreement import LEAST_CASES
from cx_handbook.templating import format_day

MOST_POSTERS = 12
FAILED, FAILED_MORE = "standard that failed", "standards that failed"
HANDBOOK_MORE = "findings about the handbook"


@dataclass(frozen=True)
class ReportSheets:
    """Renders the sheets of one report on one paper, in the handbook's look."""

    report: Report
    handbook: Handbook
    paper: Paper

    @cached_property
    def _renderer(self) -> DocumentRenderer:
        return DocumentRenderer(self.handbook.company, self.paper, None)

    @cached_property
    def _room(self) -> SheetRoom:
        return SheetRoom.of_paper(self.paper)

    @cached_property
    def _words(self) -> ReportWords:
        return ReportWords(self.report, self.handbook)

    @cached_property
    def _fingerprint(self) -> str:
        """The SHA-256 of which audits are in the report, and of its day."""
        # By reference, so that the order of files changes nothing.
        audits = sorted(
            f"{one.audit.record.id} {one.period.name}" for one in self.report.given.audits
        )
        text = "\n".join([self.report.given.today.isoformat(), *audits])
        return hashlib.sha256(text.encode()).hexdigest()

    def _render(self, template: str, name: str, title: str, **context: Any) -> Sheet:
        today = self.report.given.today
        day = format_day(today, self.handbook.company.language)
        return self._renderer.render(
            template,
            name=name,
            title=title,
            revised=today,
            fingerprint=self._fingerprint,
            online=addresses.SCORING,
            footer=f"Made {day} from {count_noun(len(self.report.given.audits), 'audit')} that count",
            lead=self._words.describe_span(),
            style=make_chart_style(),
            **context,
        )

    def _name_site(self, site: str) -> str:
        return self._words.name_site(site)

    def render_all(self) -> Iterator[tuple[str, Sheet]]:
        """Yield each sheet with what it is for; of more than MOST_POSTERS sites no poster."""
        yield "One page for the boss", self.render_summary()
        yield "Sheet for the meeting", self.render_meeting()
        sites = list(self.report.by_site)
        for site in sites if len(sites) <= MOST_POSTERS else ():
            yield f"Poster for the team: {self._name_site(site)}", self.render_poster(site)
        for pair in self.report.pairs:
            day = self._words.format_day(pair.first.record.date)
            yield f"Two auditors: {day}", self.render_calibration(pair)

    # The page for the boss

    def render_summary(self) -> Sheet:
        """Return the one page for the boss."""
        room = self._room
        sites = sorted(self.report.sites, key=rank_site)
        failing = [one for one in self.report.findings if one.asked >= LEAST_AUDITS]
        # The order of importance is that of the report; a sheet only cuts.
        shown = {
            "sites": [self._describe_site(site) for site in sites[: room.sites]],
            "failing": [self._describe_finding(one, 86) for one in failing[: room.rows]],
            "overdue": [
                self._describe_overdue(one, 63) for one in self.report.overdue[: room.rows]
            ],
            "results": [self._describe_result(one) for one in self.report.results[: room.results]],
        }
        left_out = [
            _count_rest(len(self.report.sites) - room.sites, "site", "sites"),
            _count_rest(len(failing) - room.rows, FAILED, FAILED_MORE),
            _count_rest(len(self.report.overdue) - room.rows, "overdue action", "overdue actions"),
            _count_rest(len(self.report.results) - room.results, "result", "results of actions"),
            _count_rest(len(self.report.handbook_findings) - 1, "finding", HANDBOOK_MORE),
        ]
        return self._render(
            "report",
            "report",
            "Is it getting better?",
            **shown,
            chart=self._draw_main_chart(sites),
            alarm=self._words.describe_alarm(sites),
            handbook_finding=self._describe_handbook_finding(),
            left_out=", ".join(filter(None, left_out)),
        )

    def _describe_site(self, site: SiteReport) -> dict[str, Any]:
        grade, interval = describe_interval(site)
        shown = find_shown_trend(site)
        said = " ".join(sentence.text for sentence in site.sentences)
        name = cut_text(self._name_site(site.site), 36, 8.5, 2)
        picture = (
            picture_trend(shown[1], f"course-{site.site}", f"Course of {name}") if shown else None
        )
        return {
            "name": name,
            "tone": site.sentences[0].tone if site.sentences else "unknown",
            "said": cut_text(said, 78, 8.5, 2),
            "grade": grade or "–",
            "interval": interval,
            "spark": draw_spark(picture) if picture else None,
        }

    def _draw_main_chart(self, sites: Sequence[SiteReport]) -> dict[str, Any] | None:
        """Return the chart that says most, of the first site in order that has one."""
        for site in sites:
            shown = find_shown_trend(site)
            if shown:
                checklist = self._words.name_checklist(shown[0])
                title = f"{self._name_site(site.site)}: {checklist}, grade"
                title = cut_text(title, 170, 10, 1)
                return {"title": title, "chart": draw_trend(shown[1], "main-chart", title)}
        return None

    def _describe_finding(
        self, found: RecurringFinding, width: float, lines: int = 2
    ) -> dict[str, str]:
        row = f" · the last {found.in_a_row} in a row" if found.in_a_row >= LEAST_AUDITS else ""
        return {
            "standard": found.item.standard,
            "rule": cut_text(plain_text(found.item.rule), width - 32, 8.5, lines),
            "place": cut_text(f"{self._name_site(found.site)}{row}", width - 32, 7.5, 1),
            "count": f"{found.failed} of {found.asked}",
        }

    def _describe_overdue(
        self, action: ReportAction, width: float, lines: int = 2
    ) -> dict[str, str]:
        late = (self.report.given.today - action.due).days if action.due else 0
        place = [action.standard, self._name_site(action.site), action.who or "nobody named"]
        return {
            "what": cut_text(plain_text(action.what), width, 8.5, lines),
            "place": cut_text(" · ".join(filter(None, place)), width, 7.5, 1),
            "due": f"{action.due.day} {action.due:%b %Y}" if action.due else "–",
            "late": f"{count_noun(late, 'day')} late",
        }

    def _describe_result(self, result: ActionResult) -> dict[str, str]:
        effect, action = result.effect, result.action
        place = " · ".join(filter(None, (action.standard, self._name_site(action.site))))
        return {
            "what": cut_text(f"{plain_text(action.what)} ({place})", 76, 8.5, 1),
            "before": f"{effect.before[0]} of {effect.before[1]}",
            "after": f"{effect.after[0]} of {effect.after[1]}",
            "said": cut_text(describe_effect(result), 60, 8.5, 1),
        }

    def _describe_handbook_finding(self) -> str:
        if not self.report.handbook_findings:
            return ""
        found = self._words.describe_handbook(self.report.handbook_findings[0])
        text = (
            f"{found['standard']} fails at every site: a finding about the handbook. It goes to "
            f"{found['owner']}, who owns “{found['policy']}”."
        )
        return cut_text(text, 168, 8.5, 2)

    # The poster

    def render_poster(self, site: str) -> Sheet:
        """Return the poster of a site: a promise kept, one to work on, and what was agreed.

        It names no customer and no person: who does it is a role of the company or is left out.
        Raises KeyError when no audit of the site is in the report.
        """
        audits = self.report.by_site[site]
        kept = find_best_kept(audits)
        work = find_work(self.report.findings, site)
        agreed = self._find_agreed(site, work)
        language = self.handbook.company.language
        first, last = min(a.period.first for a in audits), max(a.period.last for a in audits)
        span = f"{format_day(first, language)} to {format_day(last, language)}"
        return self._render(
            "poster",
            f"poster-{site}",
            cut_text(self._name_site(site), 170, 30, 2),
            span=span,
            kept=kept and {
                "standard": kept.item.standard,
                "rule": cut_text(plain_text(kept.item.rule), 158, 22, 3),
                "figures": f"{kept.met} of {kept.looked_at} times right, in "
                f"{count_noun(kept.audits, 'audit')}.",
            },
            work=work and {
                "standard": work.item.standard,
                "rule": cut_text(plain_text(work.item.rule), 158, 22, 3),
                "figures": f"Not met in {work.failed} of {count_noun(work.asked, 'audit')}.",
            },
            agreed=agreed and {
                "what": cut_text(hide_contacts(plain_text(agreed.what)), 158, 22, 4),
                "who": cut_text(name_role(self.handbook.company, agreed.who), 76, 16, 2),
                "due": format_day(agreed.due, language) if agreed.due else "no day agreed",
            },
        )  # fmt: skip

    def _find_agreed(self, site: str, work: RecurringFinding | None) -> ReportAction | None:
        """Return the action to put on the wall: about what is worked on, the next due first."""
        today = self.report.given.today
        pending = [
            one
            for one in self.report.given.actions
            if one.site == site and one.state in ("open", "moved")
        ]
        # Team and poster should speak of one thing: the action for it comes first.
        standard = work.item.standard if work else None
        return min(
            pending,
            key=lambda one: (
                one.standard != standard,
                one.due is None or one.due < today,
                one.due or today,
                one.what,
            ),
            default=None,
        )

    # The sheet for the meeting

    def render_meeting(self) -> Sheet:
        """Return what to talk about, in order, with room to write: one page."""
        rows = self._room.meeting
        fell = list(self._list_falls())
        failing = [one for one in self.report.findings if one.asked >= LEAST_AUDITS]
        agreed = self._list_last_agreed()
        rest = [
            _count_rest(len(fell) - rows, "more that fell", "more that fell"),
            _count_rest(len(failing) - rows, FAILED, FAILED_MORE),
            _count_rest(len(self.report.overdue) - rows, "overdue action", "overdue actions"),
            _count_rest(len(agreed) - rows, "action of last time", "actions of last time"),
        ]
        return self._render(
            "meeting",
            "meeting",
            "What we talk about this month",
            fell=fell[:rows],
            failing=[self._describe_finding(one, 180, 1) for one in failing[:rows]],
            overdue=[self._describe_overdue(one, 150, 1) for one in self.report.overdue[:rows]],
            agreed=[self._describe_agreed(one) for one in agreed[:rows]],
            left_out=", ".join(filter(None, rest)),
        )

    def _list_falls(self) -> Iterator[tuple[str, str]]:
        for site in self.report.sites:
            for sentence in site.sentences:
                if sentence.tone == "fell":
                    name = cut_text(self._name_site(site.site), 42, 8.5, 1)
                    yield name, cut_text(sentence.text, 125, 8.5, self._room.lines)

    def _list_last_agreed(self) -> list[ReportAction]:
        """Return the actions of the newest audit of each site and checklist, those to do first."""
        # What older audits agreed on is either done or overdue, and stands above.
        newest = {
            own[-1].audit.record.id
            for sites in self.report.by_checklist.values()
            for own in sites.values()
        }
        last = [one for one in self.report.given.actions if one.audit in newest]
        return sorted(
            last,
            key=lambda one: (
                one.state not in ("open", "moved"),
                one.due is None,
                one.due or self.report.given.today,
                one.site,
                one.what,
            ),
        )

    def _describe_agreed(self, action: ReportAction) -> dict[str, str]:
        place = [action.standard, self._name_site(action.site), action.who or "nobody named"]
        return {
            "what": cut_text(plain_text(action.what), 130, 8.5, 1),
            "place": cut_text(" · ".join(filter(None, place)), 130, 7.5, 1),
            "state": describe_state(action, self.handbook.company.language),
        }

    # The sheet for two auditors

    def render_calibration(self, pair: AuditPair) -> Sheet:
        """Return the sheet for the calibration meeting of two auditors, costly differences first."""
        record = pair.first.record
        checklist = plain_text(self.report.given.titles.get(record.checklist, record.checklist))
        # A figure from fewer cases would be read as if it meant something.
        is_list_only = pair.ratings.cases < LEAST_CASES
        said = (
            f"{count_noun(pair.ratings.cases, 'case')} in common: too few for a figure of agreement. "
            "This is the list of differences."
            if is_list_only
            else f"{describe_agreement(pair)} {_count_stricter(pair)}".rstrip()
        )
        return self._render(
            "calibration",
            f"calibration-{record.id}",
            "Two auditors, one audit",
            place=cut_text(
                f"{checklist}, {self._name_site(record.site)}, {record.date}", 168, 9.5, 2
            ),
            said=said,
            differences=self._list_differences(pair),
        )

    def _list_differences(self, pair: AuditPair) -> list[dict[str, str]]:
        """Return the questions that were judged differently, by the points that hang on them."""
        points = list_points(pair.first.form)
        costs = {
            one.first.item.standard: points[one.first.item.standard]
            * abs((one.first.share or 0) - (one.second.share or 0))
            for one in pair.differences
        }
        ordered = sorted(
            pair.differences,
            key=lambda one: (-costs[one.first.item.standard], one.first.item.standard),
        )
        return [
            self._describe_difference(one, pair, costs[one.first.item.standard]) for one in ordered
        ]

    def _describe_difference(
        self, one: QuestionDifference, pair: AuditPair, cost: float
    ) -> dict[str, str]:
        row = describe_difference(one, pair)
        return {
            "question": cut_text(row[0], 62, 8.5, 4),
            "first": row[1],
            "second": row[2],
            "stricter": row[3],
            "points": f"{cost:.2f}",
        }


def _count_stricter(pair: AuditPair) -> str:
    """Return how often each auditor is the stricter one, in a sentence; nothing without differences."""
    first = sum(one.stricter == pair.first.record.id for one in pair.differences)
    second = len(pair.differences) - first
    if not pair.differences:
        return ""
    return f"Where they differ, the first is stricter on {first} and the second on {second}."


def _count_rest(number: int, noun: str, plural: str) -> str:
    if number <= 0:
        return ""
    return f"{number:,} {noun if number == 1 else plural}"

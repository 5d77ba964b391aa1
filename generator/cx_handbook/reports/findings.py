"""Findings that come back: which standards fail again and again, at one site or at all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cx_handbook.content.model import Item
from cx_handbook.reports.series import PeriodAudit

LEAST_AUDITS = 3  # house choice: two failures in two audits are no pattern
LEAST_FAILED = 0.5  # house choice: of the audits that asked it


@dataclass(frozen=True)
class RecurringFinding:
    """A standard at one site: in how many of the audits that asked it, it was not met.

    `in_a_row` counts the newest audits without a break. `last` is the newest audit that asked it.
    """

    site: str
    item: Item
    failed: int
    asked: int
    in_a_row: int
    last: PeriodAudit

    @property
    def share(self) -> float:
        """The share of audits in which it failed."""
        return self.failed / self.asked


@dataclass(frozen=True)
class HandbookFinding:
    """A standard that fails at every site that is asked about it: the handbook may be at fault."""

    item: Item
    failed: int
    asked: int
    sites: tuple[str, ...]


def count_findings(audits: Mapping[str, Sequence[PeriodAudit]]) -> list[RecurringFinding]:
    """Return each standard that failed at least once, by site; what fails most often comes first.

    `audits` are those that count, by site and in the order of their periods. A standard that several
    checklists ask is counted over all of them.
    """
    found = []
    for site, own in audits.items():
        states = defaultdict[str, list[tuple[PeriodAudit, Item, bool]]](list)
        for one in own:
            for scored in one.audit.result.items:
                # What was blank or did not apply is neither a failure nor a success.
                if scored.state in ("met", "not_met"):
                    is_missed = scored.state == "not_met"
                    states[scored.item.standard].append((one, scored.item, is_missed))
        found += [
            _count_standard(site, seen) for seen in states.values() if any(s[2] for s in seen)
        ]
    return sorted(found, key=_rank_finding)


def _count_standard(site: str, seen: Sequence[tuple[PeriodAudit, Item, bool]]) -> RecurringFinding:
    in_a_row = 0
    for _, _, is_missed in reversed(seen):
        if not is_missed:
            break
        in_a_row += 1
    # By the newest wording of the rule: it is the one that people can look up.
    last, item, _ = seen[-1]
    failed = sum(is_missed for _, _, is_missed in seen)
    return RecurringFinding(site, item, failed, len(seen), in_a_row, last)


def _rank_finding(found: RecurringFinding) -> tuple[object, ...]:
    # What fails in many audits comes before what fails in one of one.
    is_pattern = found.asked >= LEAST_AUDITS
    return (
        not is_pattern,
        -found.share,
        -found.failed,
        not found.item.critical,
        found.item.standard,
        found.site,
    )


def list_recurring(findings: Sequence[RecurringFinding]) -> list[RecurringFinding]:
    """Return the findings that make a pattern: asked and failed often enough."""
    return [
        found for found in findings if found.asked >= LEAST_AUDITS and found.share >= LEAST_FAILED
    ]


def find_handbook_findings(
    findings: Sequence[RecurringFinding], audits: Mapping[str, Sequence[PeriodAudit]]
) -> list[HandbookFinding]:
    """Return the standards that fail at every site, of at least two, that asks about them often."""
    asking = _find_sites_asking(audits)
    by_standard = defaultdict[str, list[RecurringFinding]](list)
    for found in list_recurring(findings):
        by_standard[found.item.standard].append(found)
    return [
        HandbookFinding(
            item=group[0].item,
            failed=sum(found.failed for found in group),
            asked=sum(found.asked for found in group),
            sites=tuple(sorted(found.site for found in group)),
        )
        for standard, group in by_standard.items()
        # One site alone cannot tell a rule that is wrong from a site that is.
        if len(group) >= 2 and {found.site for found in group} == asking[standard]
    ]


def _find_sites_asking(audits: Mapping[str, Sequence[PeriodAudit]]) -> dict[str, set[str]]:
    asking = defaultdict[str, set[str]](set)
    for site, own in audits.items():
        for one in own:
            for item in one.audit.form.items:
                asking[item.standard].add(site)
    return asking

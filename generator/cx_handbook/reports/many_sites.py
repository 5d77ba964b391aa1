"""What a report needs of sites whose records are not here: from the roll-up of their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cx_handbook.reports.comparison import (
    SiteComparison,
    SiteFigure,
    Unlike,
    find_usual,
    judge_sites,
)
from cx_handbook.reports.roll_up import ChainFigure, RollUp, StandardShare
from cx_handbook.statistics.funnel import SiteCount


class SitePeriod(NamedTuple):
    """A site in a period of a checklist.

    `grade` is out of 10, at its worst; None where none can be given. `met` of `looked_at` cases are
    those of compliance; with `blanks`, the audit is provisional.
    """

    period: str
    grade: float | None
    blanks: int
    met: int
    looked_at: int


@dataclass(frozen=True)
class ChecklistRollUp:
    """One checklist over many sites.

    `sites` has the periods of each site in order, `chain` the median grade and its quarters by
    period, `standards` every question of every period over all sites.
    """

    checklist: str
    sites: Mapping[str, tuple[SitePeriod, ...]]
    chain: Mapping[str, ChainFigure]
    standards: tuple[StandardShare, ...]

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The names of all periods in which any site has an audit, in order."""
        return tuple(sorted({one.period for own in self.sites.values() for one in own}))

    def keep_periods(self, kept: Container[str]) -> ChecklistRollUp:
        """Return the same of some periods alone; sites without an audit in them are left out."""
        sites = {
            site: tuple(one for one in own if one.period in kept)
            for site, own in self.sites.items()
        }
        return ChecklistRollUp(
            self.checklist,
            {site: own for site, own in sites.items() if own},
            {period: figure for period, figure in self.chain.items() if period in kept},
            tuple(one for one in self.standards if one.period in kept),
        )

    @cached_property
    def comparison(self) -> SiteComparison:
        """The sites beside each other on compliance, over the periods that most of them have.

        The answers are those to common questions, so unlike forms keep no site out.
        """
        # A blank makes an audit provisional, and a provisional one is not compared.
        solid = {
            site: tuple(one for one in own if not one.blanks) for site, own in self.sites.items()
        }
        unlike: dict[str, Unlike] = {site: "provisional" for site, own in solid.items() if not own}
        periods = {site: tuple(one.period for one in own) for site, own in solid.items() if own}
        # What most sites have is compared; whoever has other periods is said to be left out.
        usual = find_usual(list(periods.values()))
        unlike |= {site: "periods" for site, found in periods.items() if found != usual}
        counts = {
            site: SiteCount(
                sum(one.met for one in solid[site]), sum(one.looked_at for one in solid[site])
            )
            for site, found in periods.items()
            if found == usual
        }
        return judge_sites(counts, unlike)

    @cached_property
    def worst(self) -> tuple[SiteFigure, ...]:
        """The sites that chance does not explain and that lie below all together, worst first."""
        return tuple(sorted(self._list_named(below=True), key=lambda one: one.count.share))

    @cached_property
    def best(self) -> tuple[SiteFigure, ...]:
        """The sites that chance does not explain and that lie above all together, best first."""
        return tuple(sorted(self._list_named(below=False), key=lambda one: -one.count.share))

    def _list_named(self, *, below: bool) -> list[SiteFigure]:
        # Named first, then parted: a site that chance explains is neither best nor worst.
        share = self.comparison.share or 0.0
        named = [one for one in self.comparison.figures if one.is_named]
        return [one for one in named if (one.count.share < share) == below]


def gather_checklists(roll_up: RollUp) -> dict[str, ChecklistRollUp]:
    """Return what reports need of each checklist, in the order of their names."""
    counts = {
        (one.checklist, one.period, one.site): (one.met, one.looked_at)
        for one in roll_up.site_factors
        if one.factor == "compliance"
    }
    # Sorted by period within a site, which the pages and charts rely on.
    sites: dict[str, dict[str, list[SitePeriod]]] = defaultdict(lambda: defaultdict(list))
    for one in sorted(roll_up.site_grades, key=lambda one: (one.checklist, one.site, one.period)):
        met, looked_at = counts.get((one.checklist, one.period, one.site), (0, 0))
        sites[one.checklist][one.site].append(
            SitePeriod(one.period, one.grade, one.blanks, met, looked_at)
        )
    chain: dict[str, dict[str, ChainFigure]] = defaultdict(dict)
    for figure in roll_up.chain:
        if figure.measure == "grade":
            chain[figure.checklist][figure.period] = figure
    standards: dict[str, list[StandardShare]] = defaultdict(list)
    for share in roll_up.standards:
        standards[share.checklist].append(share)
    return {
        name: ChecklistRollUp(
            name,
            {site: tuple(periods) for site, periods in own.items()},
            chain[name],
            tuple(standards[name]),
        )
        for name, own in sites.items()
    }

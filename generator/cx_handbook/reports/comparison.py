"""Sites beside each other on one checklist: compliance with its funnel, and places as ranges.

Only audits of the same form, over the same periods, with cases chosen in the same way are compared.
What is unlike is said, and not averaged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cx_handbook.reports.measures import count_question
from cx_handbook.reports.series import PeriodAudit, build_series
from cx_handbook.statistics.difference import Estimate, estimate_share
from cx_handbook.statistics.funnel import (
    NARROW,
    WIDE,
    Dispersion,
    PlaceRange,
    SiteCount,
    find_discoveries,
    find_dispersed_limits,
    find_funnel_limits,
    find_middle_chance,
    find_place_ranges,
    measure_dispersion,
    pool_counts,
)

LEAST_DISPERSED = 10  # house choice: among fewer sites, one bad one would hide itself in the spread
MOST_PLACED = 100  # sites; all pairs of more take long, and correct each other to no place at all
Z_OF = {WIDE: 3.090232306167813, NARROW: 1.959963984540054}
Unlike = Literal["form", "periods", "draw", "provisional"]


@dataclass(frozen=True)
class SiteFigure:
    """The compliance of one site over the compared periods, with its limits and its places.

    `is_named` says that chance does not explain where it stands. `limits` are those of 99.8%.
    """

    site: str
    count: SiteCount
    estimate: Estimate
    limits: tuple[float, float]
    narrow_limits: tuple[float, float]
    places: PlaceRange
    is_named: bool


@dataclass(frozen=True)
class SiteComparison:
    """The sites that can be compared, the share of all, and what keeps others out.

    `unlike` says by site why it is left out: another form, other periods, another way of choosing
    cases, or nothing but provisional audits. With fewer than two sites there is nothing to compare.
    """

    figures: tuple[SiteFigure, ...]
    share: float | None
    dispersion: Dispersion | None
    unlike: Mapping[str, Unlike]


def compare_sites(audits: Mapping[str, Sequence[PeriodAudit]]) -> SiteComparison:
    """Compare sites on the audits of one checklist, by site and in the order of their periods."""
    solid = {site: [a for a in own if not _is_provisional(a)] for site, own in audits.items()}
    # A provisional figure may still move to either side of any limit.
    unlike: dict[str, Unlike] = {site: "provisional" for site, own in solid.items() if not own}
    left = {site: own for site, own in solid.items() if own}
    # In this order: without a common form, neither periods nor draws mean the same.
    for reason, describe in TRAITS.items():
        usual = find_usual([describe(own) for own in left.values()])
        for site in [site for site, own in left.items() if describe(own) != usual]:
            unlike[site] = reason
            del left[site]
    return judge_sites({site: _count_site(own) for site, own in left.items()}, unlike)


def _is_provisional(one: PeriodAudit) -> bool:
    return one.is_open or one.audit.result.provisional


def _describe_forms(audits: Sequence[PeriodAudit]) -> tuple[str, ...]:
    return tuple(sorted({one.audit.record.form for one in audits}))


def _describe_periods(audits: Sequence[PeriodAudit]) -> tuple[str, ...]:
    return tuple(one.period.name for one in audits)


def _describe_draws(audits: Sequence[PeriodAudit]) -> tuple[str, ...]:
    return tuple(sorted({"drawn" if one.audit.record.draws else "chosen" for one in audits}))


TRAITS: Mapping[Unlike, Callable[[Sequence[PeriodAudit]], tuple[str, ...]]] = {
    "form": _describe_forms,
    "periods": _describe_periods,
    "draw": _describe_draws,
}
"""What has to be the same at all sites that are compared."""


def find_usual(described: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return what most sites have; of several, the first in order."""
    # Counted once: thousands of sites have hundreds of sets of periods.
    counts = Counter(described)
    return max(sorted(counts), key=lambda one: counts[one], default=())


def _count_site(audits: Sequence[PeriodAudit]) -> SiteCount:
    # Counted cases only: yes-or-no questions are not drawn by chance from many.
    counts = [
        count_question(audit, scored)
        for audit in build_series(audits).audits
        for scored in audit.items
        if scored.item.factor == "compliance" and scored.is_sampled
    ]
    return SiteCount(sum(one.met for one in counts), sum(one.looked_at for one in counts))


def judge_sites(counts: Mapping[str, SiteCount], unlike: Mapping[str, Unlike]) -> SiteComparison:
    """Return sites beside each other by their counts; `unlike` are those that are left out.

    Sites without a case looked at are left out; fewer than two leave nothing to compare.
    """
    counts = {site: count for site, count in counts.items() if count.looked_at}
    if len(counts) < 2:
        return SiteComparison((), None, None, unlike)
    sites = list(counts.values())
    share = pool_counts(sites)
    dispersion = measure_dispersion(sites, share)
    if len(sites) < LEAST_DISPERSED:
        dispersion = dispersion._replace(added=0.0)
    everywhere = [PlaceRange(1, len(sites))] * len(sites)
    places = find_place_ranges(sites) if len(sites) <= MOST_PLACED else everywhere
    chances = [find_middle_chance(site.met, site.looked_at, share) for site in sites]
    discovered = find_discoveries(chances)
    figures = []
    # Thousands of sites share a few numbers of cases.
    limits = {
        (n, inside): find_limits(n, share, dispersion, inside)
        for n in {site.looked_at for site in sites}
        for inside in (WIDE, NARROW)
    }
    for n, (name, site) in enumerate(counts.items()):
        wide, narrow = (limits[site.looked_at, inside] for inside in (WIDE, NARROW))
        is_outside = not wide[0] <= site.share <= wide[1]
        # Where sites differ by nature, only the wider limits can name one.
        is_named = is_outside or (discovered[n] and not dispersion.added)
        estimate = estimate_share(site.met, site.looked_at)
        figures.append(SiteFigure(name, site, estimate, wide, narrow, places[n], is_named))
    return SiteComparison(tuple(figures), share, dispersion, unlike)


def find_limits(
    looked_at: int, share: float, dispersion: Dispersion, inside: float
) -> tuple[float, float]:
    """Return the limits of the funnel at a number of cases; `inside` is WIDE or NARROW."""
    if dispersion.added:
        return find_dispersed_limits(looked_at, share, dispersion.added, Z_OF[inside])
    return find_funnel_limits(looked_at, share, inside)

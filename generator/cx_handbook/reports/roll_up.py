"""What the table of all answers comes to over many sites: shares, grades, the chain, the funnel.

One computation in Python for the answers of a few hundred sites, and the yardstick for the SQL files
in `reports/sql/`, which do the same for any number. Its rows have the columns of those files.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from cx_handbook.audit.questions.form_change import LEAST_COMMON
from cx_handbook.audit.scoring.form_coverage import (
    LEAST_ANSWERED,
    LEAST_ANSWERED_OF_FACTOR,
    is_too_small,
)
from cx_handbook.audit.scoring.scoring_limits import (
    COMPLIANCE_POINTS,
    LEAST_OTHER_FACTORS,
    OTHER_POINTS,
)
from cx_handbook.statistics.pooled_share import SampledShare, pool_shares
from cx_handbook.statistics.rounding import left_to_right_sum

Basis = Literal["cases", "looked_at", "sites"]


class AnswerRow(NamedTuple):
    """A row of the table of answers, as far as the roll-up reads it (`audit/folder/answer_table.py`)."""

    checklist: str
    counts_for: str
    form: str
    site: str
    date: str
    question: str
    standard: str
    factor: str
    points: float
    gives_grade: bool
    state: str
    share: float | None
    k: int | None
    n: int | None
    counted_cases: int | None


class SiteFactor(NamedTuple):
    """The share of a factor at a site, from 0 to 1; None when nothing of it applies."""

    checklist: str
    period: str
    site: str
    factor: str
    blanks: int
    met: int
    looked_at: int
    counted_part: float
    share: float | None


class SiteGrade(NamedTuple):
    """The grade of a site out of 10, at its worst, on common questions; compliance from 0 to 1."""

    checklist: str
    period: str
    site: str
    blanks: int
    compliance: float | None
    grade: float | None


class ChainFigure(NamedTuple):
    """Median and quarters of the sites' grades (`measure` grade), or of a factor's shares."""

    checklist: str
    period: str
    measure: str
    sites: int
    lower_quarter: float
    median_value: float
    upper_quarter: float


class StandardShare(NamedTuple):
    """The share of a question over all sites, from 0 to 1, with its 95% interval.

    `basis` is what a site counts for: its cases, those looked at where a site does not know its
    cases, or one a site where nothing is counted; then there is no interval.
    """

    checklist: str
    period: str
    question: str
    standard: str
    factor: str
    basis: Basis
    sites: int
    met: float | None
    looked_at: float | None
    cases: float | None
    share: float
    low: float | None
    high: float | None
    lower_quarter: float
    median_value: float
    upper_quarter: float


class FunnelFigure(NamedTuple):
    """Compliance of a site beside the share of all sites; `z` in standard deviations."""

    checklist: str
    period: str
    site: str
    met: float
    looked_at: float
    centre: float
    share: float
    z: float | None


@dataclass(frozen=True)
class RollUp:
    """All figures over many sites, each kind in the order of its first columns."""

    site_factors: tuple[SiteFactor, ...]
    site_grades: tuple[SiteGrade, ...]
    chain: tuple[ChainFigure, ...]
    standards: tuple[StandardShare, ...]
    funnel: tuple[FunnelFigure, ...]


def choose_counting_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[AnswerRow]:
    """Yield what the roll-up reads of the rows whose audit counts."""
    for row in rows:
        if row["counts"]:
            yield AnswerRow(*(row[name] for name in AnswerRow._fields))


def roll_up_answers(rows: Iterable[AnswerRow]) -> RollUp:
    """Return the figures over all sites, of the answers of audits that count, in any order."""
    turns: dict[tuple[str, str], list[AnswerRow]] = defaultdict(list)
    first_dates: dict[str, str] = {}
    for row in rows:
        turns[row.checklist, row.counts_for].append(row)
        first_dates[row.form] = min(first_dates.get(row.form, row.date), row.date)
    factors: list[SiteFactor] = []
    grades: list[SiteGrade] = []
    standards: list[StandardShare] = []
    # Turn by turn: which questions are common may differ from period to period.
    for _, found in sorted(turns.items()):
        common = _find_common(found, first_dates)
        by_site = _list_site_factors(found, common)
        factors += by_site
        grades += _grade_sites(by_site, common)
        standards += _list_standards(found)
    return RollUp(
        tuple(factors),
        tuple(grades),
        tuple(_list_chain(grades, factors)),
        tuple(standards),
        tuple(_list_funnel(factors)),
    )


# Common questions


class _Common(NamedTuple):
    """The questions that all forms of a period ask alike; points by the form that is newest."""

    points: Mapping[str, float]
    factors: Mapping[str, str]
    factor_points: Mapping[str, float]
    gives_grade: bool
    is_enough: bool


def _find_common(rows: Sequence[AnswerRow], first_dates: Mapping[str, str]) -> _Common:
    forms: dict[str, dict[str, AnswerRow]] = defaultdict(dict)
    for row in rows:
        forms[row.form][row.question] = row
    # By the first day on which it was used; fingerprints decide between equals.
    newest = forms[max(forms, key=lambda form: (first_dates[form], form))]
    common = sorted(frozenset.intersection(*(frozenset(asked) for asked in forms.values())))
    factor_points: dict[str, float] = defaultdict(float)
    for row in newest.values():
        factor_points[row.factor] += row.points
    return _Common(
        points={name: newest[name].points for name in common},
        factors={name: newest[name].factor for name in common},
        factor_points=factor_points,
        gives_grade=next(iter(newest.values())).gives_grade,
        is_enough=not any(_covers_too_little(asked, common) for asked in forms.values()),
    )


def _covers_too_little(asked: Mapping[str, AnswerRow], common: Iterable[str]) -> bool:
    kept = left_to_right_sum(asked[name].points for name in common)
    whole = left_to_right_sum(row.points for row in asked.values())
    return is_too_small(kept / whole, LEAST_COMMON)


# Sites


def _list_site_factors(rows: Iterable[AnswerRow], common: _Common) -> list[SiteFactor]:
    parts: dict[tuple[str, str], list[AnswerRow]] = defaultdict(list)
    for row in rows:
        if row.question in common.points:
            parts[row.site, common.factors[row.question]].append(row)
    return [_sum_factor(found, factor, common) for (_, factor), found in sorted(parts.items())]


def _sum_factor(rows: Sequence[AnswerRow], factor: str, common: _Common) -> SiteFactor:
    asked = left_to_right_sum(common.points[row.question] for row in rows)
    counted = [row for row in rows if row.state != "not_applicable"]
    applies = left_to_right_sum(common.points[row.question] for row in counted)
    # A blank has no share: it counts as its worst answer.
    earned = left_to_right_sum(common.points[row.question] * (row.share or 0.0) for row in counted)
    seen = [row for row in counted if row.share is not None and row.n is not None]
    return SiteFactor(
        checklist=rows[0].checklist,
        period=rows[0].counts_for,
        site=rows[0].site,
        factor=factor,
        blanks=sum(row.state == "unanswered" for row in rows),
        met=sum(row.k or 0 for row in seen),
        looked_at=sum(row.n or 0 for row in seen),
        counted_part=applies / asked,
        share=earned / applies if counted else None,
    )


def _grade_sites(factors: Iterable[SiteFactor], common: _Common) -> list[SiteGrade]:
    sites: dict[str, dict[str, SiteFactor]] = defaultdict(dict)
    for one in factors:
        sites[one.site][one.factor] = one
    return [_grade_site(own, common) for _, own in sorted(sites.items())]


def _grade_site(own: Mapping[str, SiteFactor], common: _Common) -> SiteGrade:
    first, compliance = next(iter(own.values())), own.get("compliance")
    # A site without compliance has no grade, whatever its manners.
    share = compliance.share if compliance else None
    return SiteGrade(
        checklist=first.checklist,
        period=first.period,
        site=first.site,
        blanks=sum(one.blanks for one in own.values()),
        compliance=share,
        grade=_compute_grade(own, share, common),
    )


def _compute_grade(
    own: Mapping[str, SiteFactor], compliance: float | None, common: _Common
) -> float | None:
    others = [one for factor, one in own.items() if factor != "compliance"]
    # The same conditions as for a single audit, or a chain would grade what no audit can.
    can_be_graded = common.gives_grade and common.is_enough and len(others) >= LEAST_OTHER_FACTORS
    if not can_be_graded or compliance is None:
        return None
    weights = [common.factor_points[one.factor] for one in others]
    whole = left_to_right_sum(weights)
    counted = left_to_right_sum(
        w * one.counted_part for w, one in zip(weights, others, strict=True)
    )
    part = COMPLIANCE_POINTS * own["compliance"].counted_part + OTHER_POINTS * counted / whole
    if (
        is_too_small(own["compliance"].counted_part, LEAST_ANSWERED)
        or any(is_too_small(one.counted_part, LEAST_ANSWERED_OF_FACTOR) for one in others)
        or is_too_small(part / (COMPLIANCE_POINTS + OTHER_POINTS), LEAST_ANSWERED)
    ):
        return None
    earned = left_to_right_sum(
        w * (one.share or 0.0) for w, one in zip(weights, others, strict=True)
    )
    return COMPLIANCE_POINTS * compliance + OTHER_POINTS * earned / whole


# The chain


def find_quantile(ordered: Sequence[float], part: float) -> float:
    """Return the value below which a part of the ordered values lies, between two where it must.

    R. J. Hyndman and Y. Fan, *Sample quantiles in statistical packages*, The American Statistician
    50 (1996), 361-365, number 7.
    """
    place = (len(ordered) - 1) * part
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] * (1 - (place - low)) + ordered[high] * (place - low)


def _list_chain(
    grades: Iterable[SiteGrade], factors: Iterable[SiteFactor]
) -> Iterator[ChainFigure]:
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for graded in grades:
        if graded.grade is not None:
            values[graded.checklist, graded.period, "grade"].append(graded.grade)
    for one in factors:
        if one.share is not None:
            values[one.checklist, one.period, one.factor].append(one.share)
    for key, found in sorted(values.items()):
        ordered = sorted(found)
        quantiles = (find_quantile(ordered, part) for part in (0.25, 0.5, 0.75))
        yield ChainFigure(*key, len(ordered), *quantiles)


def _list_standards(rows: Iterable[AnswerRow]) -> Iterator[StandardShare]:
    questions: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        questions[row.question].append(row)
    for _, asked in sorted(questions.items()):
        answered = [row for row in asked if row.share is not None]
        if answered:
            yield _pool_standard(answered, min(row.factor for row in asked))


def _pool_standard(rows: Sequence[AnswerRow], factor: str) -> StandardShare:
    shares = sorted(row.share or 0.0 for row in rows)
    first, count = rows[0], len(rows)
    basis = _find_basis(rows)
    share, low, high = _estimate_share(rows, basis)
    quarters = [find_quantile(shares, part) for part in (0.25, 0.5, 0.75)]
    is_counted = basis != "sites"
    return StandardShare(
        checklist=first.checklist,
        period=first.counts_for,
        question=first.question,
        standard=first.standard,
        factor=factor,
        basis=basis,
        sites=count,
        met=float(sum(row.k or 0 for row in rows)) if is_counted else None,
        looked_at=float(sum(row.n or 0 for row in rows)) if is_counted else None,
        cases=float(sum(row.counted_cases or 0 for row in rows)) if basis == "cases" else None,
        share=share,
        low=low,
        high=high,
        lower_quarter=quarters[0],
        median_value=quarters[1],
        upper_quarter=quarters[2],
    )


def _find_basis(rows: Sequence[AnswerRow]) -> Basis:
    # One site without a count leaves no common weight but one a site.
    if any(row.n is None for row in rows):
        return "sites"
    return "cases" if all(row.counted_cases is not None for row in rows) else "looked_at"


def _estimate_share(
    rows: Sequence[AnswerRow], basis: Basis
) -> tuple[float, float | None, float | None]:
    """Return a share over sites and the limits of its interval: each site is a stratum."""
    if basis == "sites":
        return left_to_right_sum(row.share or 0.0 for row in rows) / len(rows), None, None
    weights = [(row.counted_cases if basis == "cases" else row.n) or 0 for row in rows]
    total = sum(weights)
    pooled = pool_shares(
        SampledShare(
            weight / total,
            row.share or 0.0,
            row.n or 0,
            row.counted_cases if basis == "cases" else None,
        )
        for row, weight in zip(rows, weights, strict=True)
    )
    return pooled.estimate, *pooled.limits


def _list_funnel(factors: Iterable[SiteFactor]) -> Iterator[FunnelFigure]:
    turns: dict[tuple[str, str], list[SiteFactor]] = defaultdict(list)
    for one in factors:
        # Without a case looked at a site has no place in a funnel.
        if one.factor == "compliance" and one.looked_at:
            turns[one.checklist, one.period].append(one)
    for (checklist, period), found in sorted(turns.items()):
        centre = sum(one.met for one in found) / sum(one.looked_at for one in found)
        for one in found:
            share = one.met / one.looked_at
            # Where all is right everywhere nothing deviates, and no z can be given.
            deviation = math.sqrt(centre * (1 - centre) / one.looked_at)
            z = (share - centre) / deviation if deviation else None
            yield FunnelFigure(
                checklist, period, one.site, one.met, one.looked_at, centre, share, z
            )

"""Scoring by hand: the worksheet of a printed checklist, and tables to tally cases on."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten

from cx_handbook.audit.scoring import scoring_limits
from cx_handbook.audit.scoring.close_calls import is_too_close
from cx_handbook.audit.scoring.form_coverage import LEAST_ANSWERED, LEAST_ANSWERED_OF_FACTOR
from cx_handbook.content.model import Form, Item
from cx_handbook.content.model.answer_types import ANSWER_TYPES
from cx_handbook.content.model.checklist import OTHER_FACTORS
from cx_handbook.content.model.types import Factor
from cx_handbook.markdown import plain_text
from cx_handbook.statistics.pooled_share import find_wilson_limits
from cx_handbook.statistics.rounding import round9, round_down

# The head of a table has room for this many standards; nobody tallies more cases by hand.
MOST_COLUMNS = 8
MOST_CASES = 50

# A pause point: what is asked between two customers has to fit on one page.
BRIEF, BRIEF_TITLE = 9, 60
LONGEST_HEAD = 140


@dataclass(frozen=True)
class WorksheetRow:
    """One row of the worksheet: a factor, its questions with their weights, and their sum."""

    factor: Factor
    questions: str
    possible: int
    weight: int
    least: int  # the points possible that a grade needs, after those of N/A are taken off


@dataclass(frozen=True)
class CloseCount:
    """A critical count: how many cases of its sample reach its target, and how many nearly do.

    From `close_from` to one below `enough`, the full sample is too close to call. There are no such
    numbers when both are equal.
    """

    standard: str
    sample: int
    enough: int
    close_from: int


@dataclass(frozen=True)
class ScoringWorksheet:
    """What a manager computes by hand from a form; the page *How we score* explains the steps."""

    compliance: WorksheetRow | None
    others: tuple[WorksheetRow, ...]
    gate_points: str
    critical: tuple[str, ...]
    close_counts: tuple[CloseCount, ...]
    wants_grade: bool

    @property
    def share_rules(self) -> tuple[str, ...]:
        """How the share of a question is worked out, for each type of answer."""
        return tuple(one.hand_rule for one in ANSWER_TYPES.values())

    @property
    def rows(self) -> tuple[WorksheetRow, ...]:
        """Every factor that the form asks about, compliance first."""
        return ((self.compliance,) if self.compliance else ()) + self.others

    @property
    def graded(self) -> bool:
        """Whether the form gives a grade: it is to, and asks about compliance and enough others."""
        # With fewer factors, a few easy questions would buy a good grade.
        return (
            self.wants_grade
            and self.compliance is not None
            and len(self.others) >= scoring_limits.LEAST_OTHER_FACTORS
        )

    @property
    def has_gate(self) -> bool:
        """Whether compliance is held against the gate; without a grade there is none."""
        return self.wants_grade and self.compliance is not None

    @property
    def judged(self) -> bool:
        """Whether the form says if promises are kept: by the gate, or by a critical question."""
        # Nothing else tells kept promises from broken ones.
        return self.has_gate or bool(self.critical)

    @property
    def weighted(self) -> bool:
        """Whether the checklist gives the other factors unequal weights."""
        return len({row.weight for row in self.others}) > 1


@dataclass(frozen=True)
class CaseSheet:
    """A table to tally on: a row a case, a column a standard."""

    section: int
    title: str
    part: str
    items: tuple[Item, ...]
    cases: int
    cut: bool

    @property
    def heads(self) -> tuple[tuple[str, str], ...]:
        """The head of each column: the standard's ID and its rule, shortened to what fits."""
        return tuple(
            (i.standard, shorten(plain_text(i.rule), LONGEST_HEAD, placeholder="…"))
            for i in self.items
        )

    @property
    def width(self) -> int:
        """The width of a standard's column in percent; the rest is for remarks."""
        return min(15, 72 // len(self.items))

    def is_needed(self, case: int, item: Item) -> bool:
        """Tell whether a case is within an item's sample; further cases are only spares."""
        return case <= (item.sample or 0)


def is_brief(form: Form) -> bool:
    """Tell whether a form is a pause point: few questions, each answered at a glance."""
    return (
        len(form.items) <= BRIEF
        and all(item.answer_type.rule == "choice" for item in form.items)
        and all(len(section.title) <= BRIEF_TITLE for section in form.sections)
    )


def make_worksheet(form: Form) -> ScoringWorksheet:
    """Return the worksheet of a form."""
    asked = {item.factor for item in form.items}
    return ScoringWorksheet(
        compliance=_make_row(form, "compliance") if "compliance" in asked else None,
        others=tuple(_make_row(form, factor) for factor in OTHER_FACTORS if factor in asked),
        # Rounded down: a gate that is printed too high would fail a branch that passed.
        gate_points=f"{round_down(form.gate * scoring_limits.COMPLIANCE_POINTS, 2):g}",
        critical=tuple(item.standard for item in form.items if item.critical),
        close_counts=tuple(_find_close_counts(form)),
        wants_grade=form.grade,
    )


def _find_close_counts(form: Form) -> Iterator[CloseCount]:
    """Yield the critical counts, with what can be said of their full sample without a computer."""
    for item in form.items:
        target = 1.0 if item.target is None else item.target
        if not item.critical or not item.sample or round9(target) >= 1:
            continue
        n = item.sample
        shares = [round9(k / n) for k in range(n + 1)]
        enough = next(k for k, share in enumerate(shares) if share >= round9(target))
        close = (k for k in range(enough) if is_too_close(find_wilson_limits(shares[k], n), target))
        yield CloseCount(item.standard, n, enough, next(close, enough))


def _make_row(form: Form, factor: Factor) -> WorksheetRow:
    items = [item for item in form.items if item.factor == factor]
    possible = sum(item.weight for item in items)
    least = LEAST_ANSWERED if factor == "compliance" else LEAST_ANSWERED_OF_FACTOR
    return WorksheetRow(
        factor=factor,
        questions=", ".join(item.standard for item in items),
        possible=possible,
        # Compliance stands alone in its part of the grade, so it has no weight among others.
        weight=1 if factor == "compliance" else getattr(form.weights, factor),
        # Weights are whole numbers, so the next whole number is the least that is enough.
        least=math.ceil(round9(least * possible)),
    )


def make_case_sheets(form: Form) -> Iterator[CaseSheet]:
    """Yield a case sheet for every section that counts cases; a wide section gets several."""
    for number, section in enumerate(form.sections, start=1):
        parts = list(_split_columns(section.counted_items))
        for n, items in enumerate(parts, start=1):
            most = max(item.sample or 0 for item in items)
            part = f"part {n} of {len(parts)}" if len(parts) > 1 else ""
            cases = min(most, MOST_CASES)
            yield CaseSheet(number, section.title, part, items, cases, cut=most > MOST_CASES)


def _split_columns(items: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    """Yield the items in as few and as even groups as fit across a page."""
    # Ceiling division: even groups read better than a full page and a rest.
    groups = -(-len(items) // MOST_COLUMNS)
    for n in range(groups):
        yield items[n * len(items) // groups : (n + 1) * len(items) // groups]

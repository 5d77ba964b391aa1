"""What the formulas of both versions of the scoring rules have in common: the sheet _score."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.audit.scoring.scoring_limits import (
    COMPLIANCE_POINTS,
    LEAST_OTHER_FACTORS,
    OTHER_POINTS,
)
from cx_handbook.content.model import Form
from cx_handbook.content.model.checklist import OTHER_FACTORS
from cx_handbook.content.model.types import FACTORS
from cx_handbook.documents.workbook.formulas import audit_span

FACTOR_ROWS = ("compliance", *OTHER_FACTORS)  # of the sheet _score, from its second row on
CASE_HEADS = ("", "answered", "worst", "best")
ScoreCell = tuple[str, int, str | float]  # column, row from 1, and what stands there
_FACTOR_HEADS = ("factor", "weight", "answered", "share", "asked", "worst", "best", "shown")


def list_factor_cells(form: Form, first: int, last: int) -> Iterator[ScoreCell]:
    """Yield a row for each factor: its share, and what it is at worst and at best."""
    yield from ((column, 1, name) for name, column in zip(_FACTOR_HEADS, "ABCDEFGH", strict=True))
    for row, factor in enumerate(FACTOR_ROWS, start=2):
        yield from _list_cells_of_factor(row, factor, getattr(form.weights, factor, 1), first, last)


def sum_of_factor(name: str, row: int, first: int, last: int) -> str:
    """Return the sum of a column of the audit over the questions of a row's factor."""
    return f"SUMIFS({audit_span(name, first, last)},{audit_span('factor', first, last)},A{row})"


def _list_cells_of_factor(
    row: int, factor: str, weight: int, first: int, last: int
) -> Iterator[ScoreCell]:
    def total(name: str) -> str:
        return sum_of_factor(name, row, first, last)

    # Compliance has no weight among the others; its 1 is never used.
    yield from (("A", row, factor), ("B", row, weight))
    # Sums of rounded products can exceed 1 by a digit.
    yield "C", row, f"={total('counted_weight')}"
    yield "D", row, f"=IF(C{row}>0,MIN({total('weighted_share')}/C{row},1),0)"
    yield "E", row, f"=C{row}+{total('open_weight')}"
    yield "F", row, f"=IF(E{row}>0,MIN({total('weighted_share')}/E{row},1),0)"
    yield (
        "G",
        row,
        (f"=IF(E{row}>0,MIN(({total('weighted_share')}+{total('open_weight')})/E{row},1),0)"),
    )
    yield "H", row, f'=IF(C{row}>0,INT(ROUND(1000*D{row},6))/1000,"–")'


def make_points_formula(has: str, share: str) -> str:
    """Return the grade from columns that tell which factors have a share, and the shares."""
    last = len(FACTORS) + 1
    # SUMPRODUCT works without array formulas, which programs enter in different ways.
    weights = f"B3:B{last}*({has}3:{has}{last}>0)"
    mean = f"SUMPRODUCT({weights}*{share}3:{share}{last})/SUMPRODUCT({weights})"
    due = f'AND({has}2>0,COUNTIF({has}3:{has}{last},">0")>={LEAST_OTHER_FACTORS})'
    return f'IF({due},ROUND({COMPLIANCE_POINTS}*{share}2+{OTHER_POINTS}*{mean},9),"")'

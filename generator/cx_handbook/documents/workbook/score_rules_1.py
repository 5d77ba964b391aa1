"""The first version of the scoring rules as formulas of the sheet _score."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.audit.scoring.scoring_limits import (
    COMPLIANCE_POINTS,
    DELIGHTED_FROM,
    SATISFIED_FROM,
)
from cx_handbook.content.model import Form
from cx_handbook.documents.workbook.formulas import audit_span
from cx_handbook.documents.workbook.score_parts import (
    CASE_HEADS,
    ScoreCell,
    list_factor_cells,
    make_points_formula,
)
from cx_handbook.labels import STATES


def list_score_cells(form: Form, first: int, last: int) -> Iterator[ScoreCell]:
    """Yield the cells of the sheet _score: column, row from 1, and what stands there.

    `first` and `last` are the rows of the audit between which the questions stand.
    """
    # Cells are addressed by hand: the sheet Result and tests refer to the same places.
    yield from list_factor_cells(form, first, last)
    yield from ((c, 8, head) for c, head in zip("ABCD", CASE_HEADS, strict=True))
    yield from (("J", 1, "gate"), ("J", 2, form.gate))
    for row, (name, cells) in enumerate(_outcome_cells(first, last), start=9):
        yield "A", row, name
        yield from ((column, row, cell) for column, cell in zip("BCD", cells, strict=False))


def _outcome_cells(first: int, last: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    def total(name: str) -> str:
        return f"SUM({audit_span(name, first, last)})"

    # What was answered, and both extremes, in which a factor counts as soon as it is asked.
    shares = (("C", "D"), ("E", "F"), ("E", "G"))
    yield "grade", tuple(f"={make_points_formula(has, share)}" for has, share in shares)
    yield "compliance points", (f'=IF(C2>0,ROUND({COMPLIANCE_POINTS}*D2,9),"")',)
    fails = (total("fails_worst"), total("fails"))
    kept = tuple(
        f"=IF(OR(E2>0,{total('judged')}>0),"
        f'IF(AND(ROUND(IF(E2>0,{share}2,1),9)>=ROUND(J2,9),{failed}=0),"kept","broken"),"")'
        for share, failed in zip("FG", fails, strict=True)
    )
    expected = f'=IF(D11="broken","broken",IF({total("waits")}>0,"open",C11))'
    yield "promises", (expected, *kept)
    cells = (("C9", "B11"), ("C9", "C11"), ("D9", "D11"))
    yield "verdict", tuple(_verdict_formula(points, promises) for points, promises in cells)
    for state in STATES:
        yield state, (f'=COUNTIF({audit_span("state", first, last)},"{state}")',)
    yield "below sample", (f"={total('below_sample')}",)


def _verdict_formula(points: str, promises: str) -> str:
    return (
        f'=IF({points}="","",IF({promises}="open","open",'
        f'IF(OR({promises}="broken",{points}<{SATISFIED_FROM}),"dissatisfied",'
        f'IF({points}>={DELIGHTED_FROM},"delighted","satisfied"))))'
    )

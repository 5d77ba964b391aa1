"""The rules of `score` as formulas, with functions that every spreadsheet program has.

`score.py` says why; the cases in `tests/cases/score/` hold both together. What is compared is
rounded to nine decimals first; what is shown is cut after one decimal.
"""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.audit.record import MOST_CASES
from cx_handbook.audit.scoring import (
    COMPLIANCE_POINTS,
    DELIGHTED_FROM,
    LEAST_OTHER_FACTORS,
    OTHER_POINTS,
    SATISFIED_FROM,
)
from cx_handbook.audit.workbook_layout import AUDIT, COLUMN, letters
from cx_handbook.content.model import Form, Item
from cx_handbook.content.model.checklist import OTHER_FACTORS
from cx_handbook.content.model.types import FACTORS

FACTOR_ROWS = ("compliance", *OTHER_FACTORS)  # of the sheet _score, from its second row on
_HELPERS = ("k", "n", "cases", "grade")


# One question


def of_item(item: Item, row: int) -> dict[str, str]:
    """Return the formulas of a question by column; `row` is counted from 1."""
    at = {name: f"{letters(column)}{row}" for name, column in COLUMN.items()}
    at["blank"] = _all_blank(at, "k", "grade")
    formulas = {f"{name}_read": _whole_number(at[name]) for name in _HELPERS}
    formulas |= {
        "said": 'IFERROR(TRIM({mark}&""),"")',
        "noted": 'IF(IFERROR(LEN(TRIM({note}&"")),0)>0,1,0)',
        "share": _share(item, at),
        "state": 'IF(ISNUMBER({share}),IF(ROUND({share},9)>=ROUND({target},9),"met","not_met"),'
        'IF(AND({said}="N/A",{blank},{may_be_na}=1,{noted}=1),"not_applicable","unanswered"))',
        "below_sample": "IF(AND(ISNUMBER({share}),{n_read}<{sample},{n_read}<>{cases_read}),1,0)",
        "counted_weight": "IF(ISNUMBER({share}),{weight},0)",
        "weighted_share": "IF(ISNUMBER({share}),{weight}*{share},0)",
        "open_weight": 'IF({state}="unanswered",{weight},0)',
        "fails_worst": 'IF(AND({critical}=1,OR({state}="not_met",'
        'AND({state}="unanswered",ROUND({target},9)>0))),1,0)',
        "fails": 'IF(AND({critical}=1,{state}="not_met"),1,0)',
        "judged": 'IF(AND({critical}=1,{state}<>"not_applicable"),1,0)',
        "waits": 'IF(AND({state}="unanswered",OR({critical}=1,{factor}="compliance")),1,0)',
        "status": _status(item),
    }
    return {name: f"={formula.format_map(at)}" for name, formula in formulas.items()}


def constants(item: Item) -> dict[str, str | float]:
    """Return what the formulas need to know of a question, by column."""
    return {
        "key": item.standard,
        "factor": item.factor,
        "weight": item.weight,
        "target": 1.0 if item.target is None else item.target,
        "sample": (item.sample or 0) if item.answer == "count" else 0,
        "critical": int(item.critical),
        "may_be_na": int(item.may_be_na),
    }


def _whole_number(cell: str) -> str:
    """Return a box as a whole number, -1 when it is blank, -2 when it is none.

    What a spreadsheet shows as an error is blank here, as it is to the reader.
    """
    text = f'TRIM({cell}&"")'
    fits = (
        f'AND(VALUE({text})>=0,VALUE({text})<={MOST_CASES},EXACT({text},TEXT(VALUE({text}),"0")))'
    )
    return f"IF(IFERROR(LEN({text}),0)=0,-1,IFERROR(IF({fits},VALUE({text}),-2),-2))"


def _all_blank(at: dict[str, str], first: str, last: str) -> str:
    boxes = f"{at[f'{first}_read']}:{at[f'{last}_read']}"
    return f"MAX({boxes})=-1,MIN({boxes})=-1"


def _share(item: Item, at: dict[str, str]) -> str:
    if item.answer == "yes_no":
        return 'IF(AND({blank}),IF({said}="Yes",1,IF({said}="No",0,"")),"")'
    if item.answer == "count":
        counted = '{said}="",{grade_read}=-1,{k_read}>=0,{n_read}>0,{k_read}<={n_read}'
        return f'IF(AND({counted}),{{k_read}}/{{n_read}},"")'
    graded = f'{{said}}="",{_all_blank(at, "k", "cases")},{{grade_read}}>=0,{{grade_read}}<=10'
    return f'IF(AND({graded}),{{grade_read}}/10,"")'


def _status(item: Item) -> str:
    """Return the words beside a question: what it counts as, or why it does not count."""
    refused = '"N/A needs a reason in the note"' if item.may_be_na else '"N/A is not allowed here"'
    problem = (
        f'IF(AND({{said}}="N/A",{{blank}}),{refused},'
        'IF(AND({said}="",{blank}),IF({noted}=1,"A note, but no answer",""),'
        f"{_not_an_answer(item)}))"
    )
    return (
        'IF({state}="met","Met",IF({state}="not_met","Not met",'
        f'IF({{state}}="not_applicable","Not applicable",{problem})))'
        f"{_remarks(item)}"
    )


def _not_an_answer(item: Item) -> str:
    other = " or N/A" if item.may_be_na else ""
    if item.answer == "yes_no":
        return f'"Choose Yes{", No or N/A" if item.may_be_na else " or No"}, and nothing else"'
    if item.answer == "grade":
        return (
            'IF(OR({said}<>"",MAX({k_read}:{cases_read})<>-1,MIN({k_read}:{cases_read})<>-1),'
            f'"A grade{other}, and nothing else","A grade is a whole number from 0 to 10")'
        )
    return (
        f'IF(OR({{said}}<>"",{{grade_read}}<>-1),"A count{other}, and nothing else",'
        'IF(OR({k_read}=-2,{n_read}=-2),"A count takes whole numbers",'
        'IF(OR({k_read}=-1,{n_read}=-1),"Write both: how many met, of how many",'
        'IF(AND({k_read}=0,{n_read}=0),"0 of 0 is no answer",'
        '{k_read}&" of "&{n_read}&" cannot be"))))'
    )


def _remarks(item: Item) -> str:
    if item.answer != "count":
        return ""
    return (
        '&IF(ISNUMBER({share}),IF({cases_read}=-2,"; In all: a whole number","")'
        '&IF(AND({cases_read}>=0,{cases_read}<{n_read}),"; fewer in all than looked at","")'
        f'&IF({{below_sample}}=1,"; fewer than the sample of {item.sample}",""),"")'
    )


# The whole audit


def of_score(form: Form, first: int, last: int) -> Iterator[tuple[str, int, str | float]]:
    """Yield the cells of the sheet _score: column, row from 1, and what stands there.

    `first` and `last` are the rows of the audit between which the questions stand.
    """
    for name, column in zip(_FACTOR_HEADS, "ABCDEFGH", strict=True):
        yield column, 1, name
    for row, factor in enumerate(FACTOR_ROWS, start=2):
        yield from _factor(row, factor, getattr(form.weights, factor, 1), first, last)
    yield from ((c, 8, head) for c, head in zip("ABCD", _CASE_HEADS, strict=True))
    yield from (("J", 1, "gate"), ("J", 2, form.gate))
    for row, (name, cells) in enumerate(_cases(first, last), start=9):
        yield "A", row, name
        yield from ((column, row, cell) for column, cell in zip("BCD", cells, strict=False))


_FACTOR_HEADS = ("factor", "weight", "answered", "share", "asked", "worst", "best", "shown")
_CASE_HEADS = ("", "answered", "worst", "best")


def _factor(
    row: int, factor: str, weight: int, first: int, last: int
) -> Iterator[tuple[str, int, str | float]]:
    def total(name: str) -> str:
        return f"SUMIFS({span(name, first, last)},{span('factor', first, last)},A{row})"

    yield from (("A", row, factor), ("B", row, weight))
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


def span(name: str, first: int, last: int) -> str:
    """Return the cells of one column of the audit."""
    column = letters(COLUMN[name])
    return f"{AUDIT}!${column}${first}:${column}${last}"


def _cases(first: int, last: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    def total(name: str) -> str:
        return f"SUM({span(name, first, last)})"

    shares = (("C", "D"), ("E", "F"), ("E", "G"))
    yield "grade", tuple(f"={_points(has, share)}" for has, share in shares)
    yield "compliance points", (f'=IF(C2>0,ROUND({COMPLIANCE_POINTS}*D2,9),"")',)
    fails = (total("fails_worst"), total("fails"))
    kept = tuple(
        f"=IF(OR(E2>0,{total('judged')}>0),"
        f'IF(AND(ROUND(IF(E2>0,{share}2,1),9)>=ROUND(J2,9),{failed}=0),"kept","broken"),"")'
        for share, failed in zip("FG", fails, strict=True)
    )
    expected = f'=IF(D11="broken","broken",IF({total("waits")}>0,"open",C11))'
    yield "promises", (expected, *kept)
    yield "verdict", (_verdict("C9", "B11"), _verdict("C9", "C11"), _verdict("D9", "D11"))
    for state in ("met", "not_met", "not_applicable", "unanswered"):
        yield state, (f'=COUNTIF({span("state", first, last)},"{state}")',)
    yield "below sample", (f"={total('below_sample')}",)


def _points(has: str, share: str) -> str:
    last = len(FACTORS) + 1
    weights = f"B3:B{last}*({has}3:{has}{last}>0)"
    mean = f"SUMPRODUCT({weights}*{share}3:{share}{last})/SUMPRODUCT({weights})"
    due = f'AND({has}2>0,COUNTIF({has}3:{has}{last},">0")>={LEAST_OTHER_FACTORS})'
    return f'IF({due},ROUND({COMPLIANCE_POINTS}*{share}2+{OTHER_POINTS}*{mean},9),"")'


def _verdict(points: str, promises: str) -> str:
    return (
        f'=IF({points}="","",IF({promises}="open","open",'
        f'IF(OR({promises}="broken",{points}<{SATISFIED_FROM}),"dissatisfied",'
        f'IF({points}>={DELIGHTED_FROM},"delighted","satisfied"))))'
    )


def cut(cell: str) -> str:
    """Return points as they are shown: one decimal, rounded down; a dash when there are none."""
    return f'=IF(ISNUMBER({cell}),INT(ROUND(10*{cell},8))/10,"–")'

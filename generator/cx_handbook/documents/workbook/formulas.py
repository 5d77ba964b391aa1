"""The scoring rules as formulas, with functions that every spreadsheet program has.

The rules and their reasons are in `audit/scoring.py`; the cases in `tests/cases/score/` test both.
Values are compared after rounding to nine decimals, and shown rounded down to one decimal.
"""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook.audit.scoring_limits import (
    COMPLIANCE_POINTS,
    DELIGHTED_FROM,
    LEAST_OTHER_FACTORS,
    OTHER_POINTS,
    SATISFIED_FROM,
)
from cx_handbook.audit.workbook_layout import AUDIT, COLUMN, column_letters
from cx_handbook.content.model import Form, Item
from cx_handbook.content.model.answer_types import (
    NOT_APPLICABLE,
    NUMBER_BOXES,
    ByRule,
    split_template,
)
from cx_handbook.content.model.checklist import OTHER_FACTORS
from cx_handbook.content.model.types import FACTORS
from cx_handbook.labels import REMARKS, STATES, capitalize_first
from cx_handbook.limits import CASES
from cx_handbook.text_for_messages import join_words

FACTOR_ROWS = ("compliance", *OTHER_FACTORS)  # of the sheet _score, from its second row on


# One question


def item_formulas(item: Item, row: int) -> dict[str, str]:
    """Return the formulas of a question by column; `row` is counted from 1."""
    at = {name: f"{column_letters(column)}{row}" for name, column in COLUMN.items()}
    # The number boxes are neighbours in the layout, so that one range covers them.
    boxes = f"{at[f'{NUMBER_BOXES[0]}_read']}:{at[f'{NUMBER_BOXES[-1]}_read']}"
    at["blank"] = f"MAX({boxes})=-1,MIN({boxes})=-1"
    at["na"] = NOT_APPLICABLE.label
    formulas = {f"{name}_read": _whole_number(at[name]) for name in NUMBER_BOXES}
    formulas |= {
        # An error that somebody typed in, such as #N/A, must not spread into the score.
        "said": 'IFERROR(TRIM({mark}&""),"")',
        "noted": 'IF(IFERROR(LEN(TRIM({note}&"")),0)>0,1,0)',
        "share": _SHARE_BY_RULE[item.answer_type.rule](item),
        "state": 'IF(ISNUMBER({share}),IF(ROUND({share},9)>=ROUND({target},9),"met","not_met"),'
        'IF(AND({said}="{na}",{blank},{may_be_na}=1,{noted}=1),"not_applicable","unanswered"))',
        # Fewer than the sample are enough when they are all there were.
        "below_sample": "IF(AND(ISNUMBER({share}),{n_read}<{sample},{n_read}<>{cases_read}),1,0)",
        "counted_weight": "IF(ISNUMBER({share}),{weight},0)",
        "weighted_share": "IF(ISNUMBER({share}),{weight}*{share},0)",
        "open_weight": 'IF({state}="unanswered",{weight},0)',
        # At worst, an open critical question is missed; a target of 0 % cannot be missed.
        "fails_worst": 'IF(AND({critical}=1,OR({state}="not_met",'
        'AND({state}="unanswered",ROUND({target},9)>0))),1,0)',
        "fails": 'IF(AND({critical}=1,{state}="not_met"),1,0)',
        "judged": 'IF(AND({critical}=1,{state}<>"not_applicable"),1,0)',
        "waits": 'IF(AND({state}="unanswered",OR({critical}=1,{factor}="compliance")),1,0)',
        "status": _status_formula(item),
    }
    return {name: f"={formula.format_map(at)}" for name, formula in formulas.items()}


def item_constants(item: Item) -> dict[str, str | float]:
    """Return what the formulas need to know of a question, by column."""
    return {
        "key": item.standard,
        "factor": item.factor,
        "weight": item.weight,
        "target": 1.0 if item.target is None else item.target,
        "sample": (item.sample or 0) if item.answer_type.needs_sample else 0,
        "critical": int(item.critical),
        "may_be_na": int(item.may_be_na),
    }


def _whole_number(cell: str) -> str:
    """Return a box as a whole number, -1 when it is blank, -2 when it is none.

    What a spreadsheet shows as an error is blank here, as it is to the reader.
    """
    # VALUE alone would accept dates, percents and 1e3; EXACT compares with the plain digits.
    text = f'TRIM({cell}&"")'
    fits = f'AND(VALUE({text})>=0,VALUE({text})<={CASES},EXACT({text},TEXT(VALUE({text}),"0")))'
    return f"IF(IFERROR(LEN({text}),0)=0,-1,IFERROR(IF({fits},VALUE({text}),-2),-2))"


def _others_blank(item: Item) -> str:
    """Return conditions that no box is filled in that the question does not have."""
    others = [name for name in NUMBER_BOXES if name not in item.answer_type.box_names]
    return ",".join(f"{{{name}_read}}=-1" for name in others)


def _share_of_choice(item: Item) -> str:
    # Nested from the inside out, so that the first choice is tested first.
    share = '""'
    for choice in reversed(item.answer_type.choices):
        share = f'IF({{said}}="{choice.label}",{choice.share:g},{share})'
    return f'IF(AND({{blank}}),{share},"")'


def _share_of_ratio(item: Item) -> str:
    fits = f'{{said}}="",{_others_blank(item)},{{k_read}}>=0,{{n_read}}>0,{{k_read}}<={{n_read}}'
    return f'IF(AND({fits}),{{k_read}}/{{n_read}},"")'


def _share_on_scale(item: Item) -> str:
    box = item.answer_type.boxes[0]
    value = f"{{{box.name}_read}}"
    fits = f'{{said}}="",{_others_blank(item)},{value}>={box.lowest},{value}<={box.highest}'
    above = f"({value}-{box.lowest})" if box.lowest else value
    return f'IF(AND({fits}),{above}/{box.highest - box.lowest},"")'


_SHARE_BY_RULE = ByRule(choice=_share_of_choice, ratio=_share_of_ratio, linear=_share_on_scale)


def _status_formula(item: Item) -> str:
    """Return the words beside a question: its state, or why the answer does not count."""
    refused = "na_without_reason" if item.may_be_na else "na_not_allowed"
    na = NOT_APPLICABLE.label
    problem = (
        f'IF(AND({{said}}="{na}",{{blank}}),"{_reason(refused)}",'
        'IF(AND({said}="",{blank}),IF({noted}=1,"A note, but no answer",""),'
        f"{_HINT_BY_RULE[item.answer_type.rule](item)}))"
    )
    return (
        f'IF({{state}}="met","{STATES["met"]}",IF({{state}}="not_met","{STATES["not_met"]}",'
        f'IF({{state}}="not_applicable","{STATES["not_applicable"]}",{problem})))'
        f"{_remarks_formula(item)}"
    )


def _reason(remark: str) -> str:
    """Return the reason of a remark; a cell has no room for what follows from it."""
    return capitalize_first(REMARKS[remark][0])


def _only_answer(item: Item) -> str:
    """Return what to write and nothing else: A count or N/A, and nothing else."""
    choices = item.answer_type.choices
    allowed = [choice.label for choice in choices] or [capitalize_first(item.answer_type.noun)]
    allowed += [NOT_APPLICABLE.label] if item.may_be_na else []
    return f'"{"Choose " if choices else ""}{join_words(allowed)}, and nothing else"'


def _hint_for_choice(item: Item) -> str:
    return _only_answer(item)


def _hint_for_ratio(item: Item) -> str:
    noun = capitalize_first(item.answer_type.noun)
    others = _others_blank_not(item)
    return (
        f'IF(OR({{said}}<>"",{others}),{_only_answer(item)},'
        f'IF(OR({{k_read}}=-2,{{n_read}}=-2),"{noun} takes whole numbers",'
        'IF(OR({k_read}=-1,{n_read}=-1),"Write both: how many met, of how many",'
        f'IF(AND({{k_read}}=0,{{n_read}}=0),"{_reason("none_looked_at")}",'
        f"{_joined_numbers(_reason('more_met_than_looked_at'))}))))"
    )


def _hint_for_scale(item: Item) -> str:
    box, noun = item.answer_type.boxes[0], capitalize_first(item.answer_type.noun)
    return (
        f'IF(OR({{said}}<>"",{_others_blank_not(item)}),{_only_answer(item)},'
        f'"{noun} is a whole number from {box.lowest} to {box.highest}")'
    )


_HINT_BY_RULE = ByRule(choice=_hint_for_choice, ratio=_hint_for_ratio, linear=_hint_for_scale)


def _others_blank_not(item: Item) -> str:
    return _others_blank(item).replace("=-1", "<>-1")


def _joined_numbers(template: str) -> str:
    """Return a template as a formula that joins its texts and the numbers in the boxes."""
    parts = []
    for text, name in split_template(template):
        parts += [f'"{text}"'] if text else []
        parts += [f"{{{name}_read}}"] if name else []
    return "&".join(parts)


def _remarks_formula(item: Item) -> str:
    if item.answer_type.rule != "ratio":
        return ""
    fewer, below = REMARKS["fewer_cases_than_looked_at"][0], REMARKS["below_sample"][0]
    return (
        '&IF(ISNUMBER({share}),IF({cases_read}=-2,"; In all: a whole number","")'
        f'&IF(AND({{cases_read}}>=0,{{cases_read}}<{{n_read}}),"; {fewer}","")'
        f'&IF({{below_sample}}=1,"; {below.format(sample=item.sample)}",""),"")'
    )


# The whole audit


def score_cells(form: Form, first: int, last: int) -> Iterator[tuple[str, int, str | float]]:
    """Yield the cells of the sheet _score: column, row from 1, and what stands there.

    `first` and `last` are the rows of the audit between which the questions stand.
    """
    # Cells are addressed by hand: the sheet Result and tests refer to the same places.
    for name, column in zip(_FACTOR_HEADS, "ABCDEFGH", strict=True):
        yield column, 1, name
    for row, factor in enumerate(FACTOR_ROWS, start=2):
        yield from _factor_cells(row, factor, getattr(form.weights, factor, 1), first, last)
    yield from ((c, 8, head) for c, head in zip("ABCD", _CASE_HEADS, strict=True))
    yield from (("J", 1, "gate"), ("J", 2, form.gate))
    for row, (name, cells) in enumerate(_outcome_cells(first, last), start=9):
        yield "A", row, name
        yield from ((column, row, cell) for column, cell in zip("BCD", cells, strict=False))


_FACTOR_HEADS = ("factor", "weight", "answered", "share", "asked", "worst", "best", "shown")
_CASE_HEADS = ("", "answered", "worst", "best")


def _factor_cells(
    row: int, factor: str, weight: int, first: int, last: int
) -> Iterator[tuple[str, int, str | float]]:
    def total(name: str) -> str:
        return f"SUMIFS({audit_span(name, first, last)},{audit_span('factor', first, last)},A{row})"

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


def audit_span(name: str, first: int, last: int) -> str:
    """Return the cells of one column of the audit."""
    column = column_letters(COLUMN[name])
    return f"{AUDIT}!${column}${first}:${column}${last}"


def _outcome_cells(first: int, last: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    def total(name: str) -> str:
        return f"SUM({audit_span(name, first, last)})"

    # What was answered, and both extremes, in which a factor counts as soon as it is asked.
    shares = (("C", "D"), ("E", "F"), ("E", "G"))
    yield "grade", tuple(f"={_points_formula(has, share)}" for has, share in shares)
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


def _points_formula(has: str, share: str) -> str:
    last = len(FACTORS) + 1
    # SUMPRODUCT works without array formulas, which programs enter in different ways.
    weights = f"B3:B{last}*({has}3:{has}{last}>0)"
    mean = f"SUMPRODUCT({weights}*{share}3:{share}{last})/SUMPRODUCT({weights})"
    due = f'AND({has}2>0,COUNTIF({has}3:{has}{last},">0")>={LEAST_OTHER_FACTORS})'
    return f'IF({due},ROUND({COMPLIANCE_POINTS}*{share}2+{OTHER_POINTS}*{mean},9),"")'


def _verdict_formula(points: str, promises: str) -> str:
    return (
        f'=IF({points}="","",IF({promises}="open","open",'
        f'IF(OR({promises}="broken",{points}<{SATISFIED_FROM}),"dissatisfied",'
        f'IF({points}>={DELIGHTED_FROM},"delighted","satisfied"))))'
    )


def round_down_formula(cell: str) -> str:
    """Return points as they are shown: one decimal, rounded down; a dash when there are none."""
    return f'=IF(ISNUMBER({cell}),INT(ROUND(10*{cell},8))/10,"–")'

"""The second version of the scoring rules as formulas: of a question, and of the sheet _score.

What a workbook leaves to the scorer is how many cases would settle a close call: that is found by
trying, which no formula does. No workbook says that its numbers of cases come from a log, so here a
count below its sample is never final.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cx_handbook.audit.reading.workbook_layout import SCORE
from cx_handbook.audit.scoring.form_coverage import LEAST_ANSWERED, LEAST_ANSWERED_OF_FACTOR
from cx_handbook.audit.scoring.scoring_limits import (
    COMPLIANCE_POINTS,
    DELIGHTED_FROM,
    LEAST_SAMPLED,
    OTHER_POINTS,
    SATISFIED_FROM,
)
from cx_handbook.content.model import Form, Item
from cx_handbook.documents.workbook.formulas import audit_span, find_cells
from cx_handbook.documents.workbook.score_parts import (
    CASE_HEADS,
    FACTOR_ROWS,
    ScoreCell,
    list_factor_cells,
    make_points_formula,
    sum_of_factor,
)
from cx_handbook.labels import STATES
from cx_handbook.statistics.pooled_share import Z
from cx_handbook.statistics.rounding import round9

_MOST = COMPLIANCE_POINTS + OTHER_POINTS
_LAST = len(FACTOR_ROWS) + 1  # the last row of a factor
# Rows of the sheet _score from here on; the sheet Result and tests refer to them by these names.
ROWS = {
    name: row
    for row, name in enumerate(
        (
            "grade", "compliance points", "promises", "verdict", *STATES,
            "below sample", "between samples", "answered part", "not applicable part",
            "unanswered part", "enough for a grade", "enough of compliance", "compliance at best",
            "sampled", "samples", "random points", "random share", "fixed points",
            "size by points", "variance", "effective size", "low", "high", "shown low", "shown high",
            "gate is close", "six is close", "nine is close", "criticals missed",
            "criticals close", "may be close", "too close", "names of close", "names of missed",
        ),
        start=9,
    )
}  # fmt: skip
# What is listed by name: the standard, whether it is on the list, and the list so far.
_NAME_COLUMNS = {"close": ("R", "S", "T"), "zero_tolerance": ("U", "V", "W")}


# One question


def list_question_formulas(item: Item, row: int) -> dict[str, str]:
    """Return the formulas that only these rules have, by column; `row` is counted from 1."""
    counted = item.answer_type.rule == "ratio"
    formulas = {**_FORMULAS, **(_FORMULAS_OF_COUNTS if counted else _FORMULAS_OF_OTHERS)}
    target = 1.0 if item.target is None else round9(item.target)
    if not (counted and item.critical and target < 1):
        formulas["close"] = "0"
    if not counted or item.critical or target < 1:
        formulas["zero_tolerance"] = "0"
    at = find_cells(row)
    return {name: f"={formula.format_map(at)}" for name, formula in formulas.items()}


_FORMULAS = {
    "waits": 'IF(AND({state}="unanswered",OR({critical}=1,'
    f'AND({{factor}}="compliance",{SCORE}!$J$4=1))),1,0)',
    "left_out": 'IF(AND({critical}=1,{state}="not_applicable"),1,0)',
    "zero_tolerance": 'IF({state}="not_met",1,0)',
    "answered_points": "IF(ISNUMBER({share}),{form_points},0)",
    "open_points": 'IF({state}="unanswered",{form_points},0)',
    "left_out_points": 'IF({state}="not_applicable",{form_points},0)',
    # What the question counts for among those that were answered.
    "points": "IF(ISNUMBER({share}),"
    f"{{weight}}*SUMIFS({SCORE}!$I$2:$I${_LAST},{SCORE}!$A$2:$A${_LAST},{{factor}}),0)",
    # Without a sampling error: no count, or every case was looked at.
    "fixed": "IF(AND(ISNUMBER({share}),{correction}=0),{points}*{share},0)",
    "random": "IF({correction}>0,{points},0)",
    "random_share": "IF({correction}>0,{points}*{share},0)",
}
_FORMULAS_OF_COUNTS = {
    "below_sample": "IF(AND(ISNUMBER({share}),{n_read}<{sample}),1,0)",
    "between_samples": "IF(ISNUMBER({share}),IF(AND({n_read}>{sample},"
    "MOD({n_read},{sample})>0,{n_read}<>{cases_read}),1,0),0)",
    # The finite-population correction; a claim beside too few cases does not narrow anything.
    "correction": "IF(ISNUMBER({share}),IF(AND({cases_read}>={n_read},{n_read}>={sample}),"
    "IF({cases_read}<={n_read},0,({cases_read}-{n_read})/({cases_read}-1)),1),0)",
    "sampled": "{points}",
    "spread": "IF({correction}>0,{points}*{points}*{correction}/{n_read},0)",
    "variance": "IF({correction}>0,"
    "{points}*{points}*{correction}*{share}*(1-{share})/MAX({n_read}-1,1),0)",
    "z2": f"IF({{correction}}>0,{Z!r}*{Z!r}*{{correction}}/{{n_read}},0)",
    # Missed, and the high end of its own interval reaches the target.
    "close": 'IF({state}="not_met",IF(ROUND(MIN(1,'
    "({share}+{z2}/2+SQRT({z2}*{share}*(1-{share})+{z2}*{z2}/4))/(1+{z2})),9)"
    ">=ROUND({target},9),1,0),0)",
}
_FORMULAS_OF_OTHERS = dict.fromkeys(
    ("below_sample", "between_samples", "correction", "sampled", "spread", "variance", "z2"), "0"
)


# The whole audit


def list_score_cells(form: Form, first: int, last: int) -> Iterator[ScoreCell]:
    """Yield the cells of the sheet _score: column, row from 1, and what stands there.

    `first` and `last` are the rows of the audit between which the questions stand.
    """
    yield from list_factor_cells(form, first, last)
    yield from _list_coverage_cells(form, first, last)
    yield from (
        ("J", 1, "gate"),
        ("J", 2, form.gate),
        ("J", 3, "graded"),
        ("J", 4, int(form.grade)),
    )
    yield from ((c, 8, head) for c, head in zip("ABCD", CASE_HEADS, strict=True))
    yield from _list_names(form, first, last)
    cells = {
        **_make_outcomes(first, last),
        **_make_counts(first, last),
        **_make_coverage(first, last),
        **_make_interval(first, last),
        **_make_close_calls(first, last),
        **_find_last_names(form),
    }
    for name, row in ROWS.items():
        yield "A", row, name
        yield from (
            (column, row, f"={cell}") for column, cell in zip("BCD", cells[name], strict=False)
        )


def _at(name: str, column: str = "B") -> str:
    return f"{column}{ROWS[name]}"


def _list_coverage_cells(form: Form, first: int, last: int) -> Iterator[ScoreCell]:
    """Yield what each factor's questions count for, and how much of the form they answer."""
    heads = (
        "points a weight",
        "",
        "in the form",
        "answered",
        "blank",
        "enough",
        "enough filled in",
    )
    yield from ((c, 1, head) for c, head in zip("IJKLMNO", heads, strict=True) if head)
    for row, factor in enumerate(FACTOR_ROWS, start=2):
        shared = f"SUMPRODUCT(B3:B{_LAST}*(C3:C{_LAST}>0))"
        points = f"{COMPLIANCE_POINTS}" if row == 2 else f"{OTHER_POINTS}*B{row}/{shared}"
        yield "I", row, f"=IF(C{row}>0,{points}/C{row},0)"
        for column, name in zip(
            "KLM", ("form_points", "answered_points", "open_points"), strict=True
        ):
            yield column, row, f"={sum_of_factor(name, row, first, last)}"
        least = LEAST_ANSWERED if factor == "compliance" else LEAST_ANSWERED_OF_FACTOR
        for column, answered in (("N", f"L{row}"), ("O", f"(L{row}+M{row})")):
            reached = f"ROUND({answered}/K{row},9)>={least}"
            yield column, row, f"=IF(K{row}=0,1,IF({reached},1,0))"
    # How much compliance weighs in the form, its questions that do not apply included.
    yield "P", 1, "weight in the form"
    yield "P", 2, sum(item.weight for item in form.items if item.factor == "compliance")


def _list_names(form: Form, first: int, last: int) -> Iterator[ScoreCell]:
    """Yield lists that name the critical counts that are close, and misses where none may be."""
    keys = audit_span("key", first, last)
    for column, (name, yes, so_far) in _NAME_COLUMNS.items():
        yield from ((name, 1, column), (yes, 1, "yes"), (so_far, 1, "names"))
        for row, standard in enumerate(_list_counts(form), start=2):
            yield name, row, standard
            span = audit_span(column, first, last)
            yield yes, row, f"=SUMIFS({span},{keys},{name}{row})"
            before = f"{so_far}{row - 1}" if row > 2 else '""'
            comma = f'IF({before}="","",", ")'
            yield so_far, row, f'={before}&IF({yes}{row}>0,{comma}&{name}{row},"")'


def _list_counts(form: Form) -> list[str]:
    return [item.standard for item in form.items if item.answer_type.rule == "ratio"]


def _find_last_names(form: Form) -> dict[str, tuple[str, ...]]:
    """Return where the finished lists stand: beside the last count."""
    last = len(_list_counts(form)) + 1
    return {
        row: (f"{_NAME_COLUMNS[column][2]}{last}" if last > 1 else '""',)
        for row, column in (("names of close", "close"), ("names of missed", "zero_tolerance"))
    }


def _total(name: str, first: int, last: int) -> str:
    return f"SUM({audit_span(name, first, last)})"


def _make_outcomes(first: int, last: int) -> dict[str, tuple[str, ...]]:
    def total(name: str) -> str:
        return _total(name, first, last)

    shares = (("C", "D"), ("E", "F"), ("E", "G"))
    enough = [f"${column}${ROWS['enough for a grade']}" for column in "BCC"]
    grades = tuple(
        f'IF(AND($J$4=1,{is_enough}=1),{make_points_formula(has, share)},"")'
        for is_enough, (has, share) in zip(enough, shares, strict=True)
    )
    outcomes = tuple(
        f"IF(OR(AND($J$4=1,E2>0),{total('judged')}>0),"
        f"IF(AND(OR($J$4=0,E2=0,ROUND({share}2,9)>=ROUND($J$2,9)),{total(failed)}=0),"
        '"kept","broken"),"")'
        for share, failed in (("F", "fails_worst"), ("G", "fails"))
    )
    promises = _at("promises")
    return {
        "grade": grades,
        "compliance points": (f'IF(C2>0,ROUND({COMPLIANCE_POINTS}*D2,9),"")',),
        "promises": (_make_promises(first, last), *outcomes),
        "verdict": (
            _make_verdict(_at("grade", "C"), promises),
            _make_verdict(_at("grade", "C"), _at("promises", "C")),
            _make_verdict(_at("grade", "D"), _at("promises", "D")),
        ),
    }


def _make_promises(first: int, last: int) -> str:
    """Return what is certain of promises: broken, open, or what they are at worst."""
    # With too little of compliance answered, what does not apply counts as open here, too.
    saved = f"OR($J$4=0,ROUND({_at('compliance at best')},9)>=ROUND($J$2,9))"
    broken = (
        f'IF({_at("enough of compliance")}=1,{_at("promises", "D")}="broken",'
        f"NOT(AND({saved},{_total('fails', first, last)}=0)))"
    )
    waits = f"{_total('waits', first, last)}+{_total('left_out', first, last)}>0"
    return (
        f'IF({broken},"broken",IF(OR({waits},{_at("enough of compliance")}=0),"open",'
        f"{_at('promises', 'C')}))"
    )


def _make_verdict(points: str, promises: str) -> str:
    return (
        f'IF({points}="","",IF(OR({promises}="open",{promises}="broken"),{promises},'
        f'IF({points}>={DELIGHTED_FROM},"from_9",IF({points}>={SATISFIED_FROM},"from_6","below_6"))))'
    )


def _make_counts(first: int, last: int) -> dict[str, tuple[str, ...]]:
    states = audit_span("state", first, last)
    return {
        **{state: (f'COUNTIF({states},"{state}")',) for state in STATES},
        "below sample": (_total("below_sample", first, last),),
        "between samples": (_total("between_samples", first, last),),
    }


def _make_coverage(first: int, last: int) -> dict[str, tuple[str, ...]]:
    def part(points: str) -> str:
        return f"ROUND({points}/SUM(K2:K{_LAST}),9)"

    answered = part(f"SUM(L2:L{_LAST})")
    filled = part(f"(SUM(L2:L{_LAST})+SUM(M2:M{_LAST}))")
    left_out = _total("left_out_points", first, last)
    of_form = _at("answered part")
    missing = f"$P$2-C2+{sum_of_factor('weighted_share', 2, first, last)}"
    return {
        "answered part": (answered, filled),
        "not applicable part": (part(left_out),),
        "unanswered part": (part(f"SUM(M2:M{_LAST})"),),
        "enough for a grade": tuple(
            f"IF(AND({column}{ROWS['answered part']}>={LEAST_ANSWERED},"
            f"MIN({enough}2:{enough}{_LAST})=1),1,0)"
            for column, enough in (("B", "N"), ("C", "O"))
        ),
        "enough of compliance": (
            f"IF(OR($J$4=0,K2=0),1,IF(AND({of_form}>={LEAST_ANSWERED},N2=1),1,0))",
        ),
        "compliance at best": (f"IF($P$2>0,MIN(({missing})/$P$2,1),0)",),
    }


def _make_interval(first: int, last: int) -> dict[str, tuple[str, ...]]:
    """Return the interval of compliance (column B, in its points) and of the grade (column C)."""
    factors, corrections = (audit_span(name, first, last) for name in ("factor", "correction"))
    compliance = _make_interval_of(
        "B",
        lambda name: sum_of_factor(name, 2, first, last),
        f'COUNTIFS({factors},A2,{corrections},">0")',
    )
    grade = _make_interval_of(
        "C", lambda name: _total(name, first, last), f'COUNTIF({corrections},">0")'
    )
    # Given when at least half of the points were sampled.
    is_given = f"AND(ISNUMBER({_at('grade')}),ROUND({_at('sampled', 'C')},9)>={LEAST_SAMPLED})"
    ends = {
        f"shown {end}": (
            '""',
            f'IF({is_given},ROUND(MAX(0,MIN({_MOST},{_at(end, "C")})),9),"")',
        )
        for end in ("low", "high")
    }
    return {**{name: (compliance[name], grade[name]) for name in grade}, **ends}


def _make_interval_of(column: str, add_up: Callable[[str], str], samples: str) -> dict[str, str]:
    """Return one column of the interval: `add_up` gives the sum of a column of the audit."""
    points, share, size, by_points, variance = (
        _at(name, column)
        for name in (
            "random points", "random share", "effective size", "size by points", "variance",
        )
    )  # fmt: skip
    z2 = f"({Z!r}*{Z!r}/{size})"
    middle, half = f"{share}+{z2}/2", f"SQRT({z2}*{share}*(1-{share})+{z2}*{z2}/4)"
    fixed = _at("fixed points", column)
    return {
        "sampled": f"{add_up('sampled')}/{_MOST}",
        "samples": samples,
        "random points": add_up("random"),
        "random share": f"IF({points}>0,MIN({add_up('random_share')}/{points},1),0)",
        "fixed points": add_up("fixed"),
        "size by points": f"IF({points}>0,{points}*{points}/{add_up('spread')},0)",
        "variance": f"IF({points}>0,{add_up('variance')}/({points}*{points}),0)",
        "effective size": f"IF(OR({_at('samples', column)}<=1,{variance}=0),{by_points},"
        f"MIN({by_points},{share}*(1-{share})/{variance}))",
        # The share lies within its limits; binary digits would deny it at 0 and at 1.
        "low": f"{fixed}+IF({points}=0,0,{points}*MAX(0,MIN(({middle}-{half})/(1+{z2}),{share})))",
        "high": f"{fixed}+IF({points}=0,0,{points}*MIN(1,MAX(({middle}+{half})/(1+{z2}),{share})))",
    }


def _make_close_calls(first: int, last: int) -> dict[str, tuple[str, ...]]:
    def holds(column: str, limit: str, most: int) -> str:
        low, high = (f"ROUND({_at(end, column)}/{most},9)" for end in ("low", "high"))
        return f"AND({low}<ROUND({limit},9),ROUND({limit},9)<={high})"

    has_interval = f"ISNUMBER({_at('shown low', 'C')})"
    clearly_below = f"AND($J$4=1,C2>0,ROUND(D2,9)<ROUND($J$2,9),{_at('gate is close')}=0)"
    judged = f'OR({_at("promises")}="kept",{_at("promises")}="broken")'
    all_close = f"{_at('criticals missed')}={_at('criticals close')}"
    total = "+".join(
        _at(name) for name in ("gate is close", "criticals close", "six is close", "nine is close")
    )
    return {
        "gate is close": (f"IF(AND($J$4=1,C2>0,{holds('B', '$J$2', COMPLIANCE_POINTS)}),1,0)",),
        "six is close": (f"IF(AND({has_interval},{holds('C', str(SATISFIED_FROM), 1)}),1,0)",),
        "nine is close": (f"IF(AND({has_interval},{holds('C', str(DELIGHTED_FROM), 1)}),1,0)",),
        "criticals missed": (_total("fails", first, last),),
        "criticals close": (_total("close", first, last),),
        # Nothing is close where promises are open, or clearly broken anyway.
        "may be close": (f"IF(AND({judged},{all_close},NOT({clearly_below})),1,0)",),
        "too close": (f"{_at('may be close')}*({total})",),
    }

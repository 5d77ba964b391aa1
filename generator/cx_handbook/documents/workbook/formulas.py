"""The formulas of one question, and what all formulas share: functions that every program has.

The rules and their reasons are in `audit/scoring/scoring_rules_1.py` and `scoring_rules_2.py` beside it;
the cases in `tests/cases/score/` and `tests/cases/score_2/` test Python and formulas alike. Values are
compared after rounding to nine decimals, and shown with one.
"""

from __future__ import annotations

from collections.abc import Mapping

from cx_handbook.audit.reading.workbook_layout import AUDIT, COLUMN, column_letters
from cx_handbook.content.model import Item
from cx_handbook.content.model.answer_types import (
    NOT_APPLICABLE,
    NUMBER_BOXES,
    ByRule,
    split_template,
)
from cx_handbook.labels import REMARKS, STATES, TOO_CLOSE, capitalize_first, lower_first
from cx_handbook.limits import CASES
from cx_handbook.text_for_messages import join_words


def item_formulas(item: Item, row: int, scoring: int) -> dict[str, str]:
    """Return the formulas of a question by column; `row` is counted from 1.

    `scoring` is the version of the rules; what only the second has is in `score_rules_2`.
    """
    at = find_cells(row)
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
        "status": _status_formula(item, scoring),
    }
    return {name: f"={formula.format_map(at)}" for name, formula in formulas.items()}


def find_cells(row: int) -> dict[str, str]:
    """Return the address of each column's cell in a row that is counted from 1."""
    return {name: f"{column_letters(column)}{row}" for name, column in COLUMN.items()}


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


def _status_formula(item: Item, scoring: int) -> str:
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
        f"{_remarks_formula(item, scoring)}"
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


def _remarks_formula(item: Item, scoring: int) -> str:
    if item.answer_type.rule != "ratio":
        return ""
    # Only the second version of the rules remarks on what lies between two samples.
    names = ("below_sample", "between_samples") if scoring == 2 else ("below_sample",)
    fewer = REMARKS["fewer_cases_than_looked_at"][0]
    samples = "".join(
        f'&IF({{{name}}}=1,"; {REMARKS[name][0].format(sample=item.sample)}","")' for name in names
    )
    close = f'&IF({{close}}=1,"; {lower_first(TOO_CLOSE)}","")' if scoring == 2 else ""
    return (
        '&IF(ISNUMBER({share}),IF({cases_read}=-2,"; In all: a whole number","")'
        f'&IF(AND({{cases_read}}>=0,{{cases_read}}<{{n_read}}),"; {fewer}","")'
        f'{samples}{close},"")'
    )


# The whole audit


def audit_span(name: str, first: int, last: int) -> str:
    """Return the cells of one column of the audit."""
    column = column_letters(COLUMN[name])
    return f"{AUDIT}!${column}${first}:${column}${last}"


def round_down_formula(cell: str) -> str:
    """Return points as they are shown: one decimal, rounded down; a dash when there are none."""
    return f'=IF(ISNUMBER({cell}),INT(ROUND(10*{cell},8))/10,"–")'


def round_up_formula(cell: str) -> str:
    """Return points rounded up to one decimal, as the high end of an interval is shown."""
    return f"-INT(-ROUND(10*{cell},8))/10"


# Sentences


def fill_in_formula(template: str, values: Mapping[str, str]) -> str:
    """Return a template of `labels` as a formula that joins its texts and values."""
    parts = []
    for text, name in split_template(template):
        parts += [quote_formula(text)] if text else []
        parts += [values[name]] if name else []
    return "&".join(parts)


def quote_formula(text: str) -> str:
    """Return a text as it stands in a formula."""
    return '"' + text.replace('"', '""') + '"'

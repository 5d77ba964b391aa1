"""Write the sheet Result of a form that is scored by the second version of the rules.

What is too close to call stands above everything else, in the words of `audit/wording/result_wording.py`.
How many cases would settle it is left to the scorer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cx_handbook.audit.reading.workbook_layout import SCORE
from cx_handbook.audit.scoring.result import format_points
from cx_handbook.audit.scoring.scoring_limits import (
    COMPLIANCE_POINTS,
    DELIGHTED_FROM,
    LEAST_OTHER_FACTORS,
    SATISFIED_FROM,
)
from cx_handbook.content.model import Form
from cx_handbook.documents.workbook.date_questions import (
    ask_formula,
    count_open_questions_formula,
)
from cx_handbook.documents.workbook.formulas import (
    fill_in_formula,
    quote_formula,
    round_down_formula,
    round_up_formula,
)
from cx_handbook.documents.workbook.result_sheets import (
    make_label_formula,
    write_notes,
    write_shares_and_states,
)
from cx_handbook.documents.workbook.score_rules_2 import ROWS
from cx_handbook.documents.workbook.styles import Formats
from cx_handbook.labels import (
    CLOSE_CALL_NAMES,
    CLOSE_CALLS,
    HOW_SURE,
    LEFT_OUT_PARTS,
    NO_GRADE_REASONS,
    PROMISES,
    TO_ASK,
    TOO_CLOSE,
    TOO_LITTLE,
    VERDICTS,
    ZERO_TOLERANCE,
    capitalize_first,
    describe_promises,
)

ResultLine = tuple[str, str, str]  # label, formula, format
_PROMISES = {code: describe_promises(code, 2) for code in PROMISES}
_NOTES = (
    "The grade is cut after one decimal, never rounded up. The ends of a span are rounded outwards.",
    "There is no grade while too little is answered: less than 80% of the points of the form or of "
    "compliance, or less than half of another factor’s.",
    "How many cases would settle what is too close to call is left to the scorer: hand this file in "
    "with handbook audit add. It reckons from the answers and takes no number from this page.",
)
_COUNT_BY_MONTH = "One time tells too little: keep the sheets, and count over the month."


def write_result(
    sheet: Any, formats: Formats, form: Form, first_notes: tuple[str, ...] = ()
) -> None:
    """Write the sheet: each figure is a formula over the hidden sheet _score.

    `first_notes` stand before its own.
    """
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 3, 19)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "Result", formats["title"])
    _write_across(sheet, 1, _make_headline(form), formats["headline"], 24)
    row = 2
    for label, formula, style in _list_lines(form):
        sheet.set_row(row, 18)
        sheet.write_string(row, 0, label, formats["label"])
        sheet.merge_range(row, 1, row, 3, "", formats[style])
        sheet.write_formula(row, 1, f"={formula}", formats[style], "")
        row += 1
    for sentence in _list_sentences(form):
        _write_across(sheet, row, sentence, formats["intro"], 28)
        row += 1
    # Four lines of it are room for all that can be asked at once.
    _write_across(sheet, row, _make_questions(form), formats["intro"], 56)
    row += 1
    if form.grade:
        row = _write_outcomes(sheet, formats, row)
    row = write_shares_and_states(sheet, formats, form, row + 1, ROWS["met"])
    write_notes(sheet, formats, (*first_notes, *_choose_notes(form)), row + 1)


def _choose_notes(form: Form) -> tuple[str, ...]:
    if form.grade:
        return _NOTES
    may_be_close = any(item.critical for item in form.items)
    return (
        *([_COUNT_BY_MONTH] if form.is_counted_by_month else []),
        *(_NOTES[-1:] if may_be_close else []),
    )


def _write_across(sheet: Any, row: int, formula: str, style: Any, height: float) -> None:
    sheet.set_row(row, height)
    sheet.merge_range(row, 0, row, 3, "", style)
    sheet.write_formula(row, 0, f"={formula}", style, "")


def _cell(name: str, column: str = "B") -> str:
    return f"{SCORE}!{column}{ROWS[name]}"


def _make_headline(form: Form) -> str:
    """Return the words that stand above everything else, if any."""
    too_little = f'IF(ISNUMBER({_cell("grade")}),"","{TOO_LITTLE}")' if _may_grade(form) else '""'
    return f'IF({_cell("too close")}>0,"{TOO_CLOSE}",{too_little})'


def _may_grade(form: Form) -> bool:
    """Tell whether a form can give a grade: it is to, and asks about enough factors."""
    asked = {item.factor for item in form.items}
    return form.grade and "compliance" in asked and len(asked) > LEAST_OTHER_FACTORS


def _list_lines(form: Form) -> Iterator[ResultLine]:
    """Yield what the audit comes to, line by line."""
    if form.grade:
        yield "Grade, of 10", round_down_formula(_cell("grade")).removeprefix("="), "points"
        yield "Had every case been looked at", _make_span(), "value"
    else:
        yield "Grade, of 10", f'"{NO_GRADE_REASONS["none"]}"', "value"
    points = round_down_formula(_cell("compliance points")).removeprefix("=")
    yield f"Compliance, points of {COMPLIANCE_POINTS}", points, "points"
    yield "Promises", make_label_formula(_cell("promises"), _PROMISES).removeprefix("="), "value"
    if form.grade:
        yield "Verdict", make_label_formula(_cell("verdict"), VERDICTS).removeprefix("="), "value"
    yield "What is too close", _make_names(), "value"
    yield "State", _make_state(form), "value"
    dates = count_open_questions_formula(form)
    yield "Dates and times", f'IF({dates}>0,"{capitalize_first(TO_ASK)}; see below","–")', "value"
    yield "Left out", _make_left_out(), "value"


def _make_left_out() -> str:
    """Return which parts of the points do not apply or are blank; a dash when all is answered."""
    texts = []
    for name in ("not_applicable", "unanswered"):
        part = _cell(f"{name.replace('_', ' ')} part")
        # As in `describe_left_out`: rounded up, so that a little is never nothing.
        text = fill_in_formula(LEFT_OUT_PARTS[name], {"share": f"-INT(-ROUND(100*{part},7))"})
        texts.append(f'IF({part}>0,", "&{text},"")')
    both = "&".join(texts)
    # The third character is where the first text begins.
    return f'IF({both}="","–",MID({both},3,200))'


def _make_span() -> str:
    low = round_down_formula(_cell("shown low", "C")).removeprefix("=")
    high = round_up_formula(_cell("shown high", "C"))
    return f'IF(ISNUMBER({_cell("shown low", "C")}),FIXED({low},1)&" to "&FIXED({high},1),"–")'


def _make_names() -> str:
    """Return the limits that are too close to call, by name."""
    parts = [
        f'IF({_cell(name)}=1,", {CLOSE_CALL_NAMES[call]}","")'
        for name, call in (
            ("gate is close", "gate"),
            ("six is close", "satisfied"),
            ("nine is close", "delighted"),
        )
    ]
    criticals = f'IF({_cell("names of close")}="","",", "&{_cell("names of close")})'
    # The third character is where the first name begins.
    all_names = f"MID({parts[0]}&{criticals}&{parts[1]}&{parts[2]},3,2000)"
    return f'IF({_cell("too close")}>0,{all_names},"–")'


def _make_state(form: Form) -> str:
    unanswered, below, between = (
        _cell(name) for name in ("unanswered", "below sample", "between samples")
    )
    dates = count_open_questions_formula(form)
    return (
        f'IF({unanswered}+{below}+{between}+{dates}>0,"Provisional: "&{unanswered}&" unanswered, "'
        f'&{below}&" below the sample, "&{between}&" between two samples","Final")'
    )


def _list_sentences(form: Form) -> Iterator[str]:
    """Yield what was seen of each limit that is too close, and what failed where nothing may."""
    if form.grade:
        gate = format_points(COMPLIANCE_POINTS * form.gate)
        yield _explain_close_call(
            "gate is close", "gate", "B", gate, f"&{quote_formula(' ' + HOW_SURE)}"
        )
        for name, call, limit in (
            ("six is close", "satisfied", SATISFIED_FROM),
            ("nine is close", "delighted", DELIGHTED_FROM),
        ):
            yield _explain_close_call(name, call, "C", format_points(limit))
    missed = _cell("names of missed")
    yield f'IF({missed}="","",{fill_in_formula(ZERO_TOLERANCE, {"standards": missed})})'


def _make_questions(form: Form) -> str:
    """Return what is asked about the dates and times of the audit, if anything."""
    asked = ask_formula(form)
    opening = quote_formula(f"{capitalize_first(TO_ASK)}: ")
    return f'IF({asked}="","",{opening}&TRIM({asked}))'


def _explain_close_call(name: str, call: str, column: str, limit: str, closing: str = "") -> str:
    low, high = _cell("low", column), _cell("high", column)
    values = {
        "low": f"FIXED(INT(ROUND(10*{low},8))/10,1)",
        "high": f"FIXED({round_up_formula(high)},1)",
        "limit": f'"{limit}"',
    }
    sentence = f"{fill_in_formula(CLOSE_CALLS[call], values)}{closing}"
    return f'IF(AND({_cell("may be close")}=1,{_cell(name)}=1),{sentence},"")'


def _write_outcomes(sheet: Any, formats: Formats, row: int) -> int:
    """Write the worst and the best case. Return the next row."""
    heads = ("What is unanswered may still make it", "Worst case", "Best case")
    sheet.set_row(row, 30)
    for column, head in enumerate(heads):
        sheet.write_string(row, column, head, formats["head"])
    lines = (
        ("Grade, of 10", "grade", None),
        ("Promises", "promises", _PROMISES),
        ("Verdict", "verdict", VERDICTS),
    )
    for n, (label, name, words) in enumerate(lines, start=row + 1):
        sheet.write_string(n, 0, label, formats["count"])
        for column, cell in ((1, _cell(name, "C")), (2, _cell(name, "D"))):
            formula = round_down_formula(cell) if words is None else make_label_formula(cell, words)
            style = formats["count" if words else "points"]
            sheet.write_formula(n, column, formula, style, "")
    return row + 1 + len(lines)

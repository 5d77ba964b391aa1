"""The layout of a workbook: names of sheets, columns and fields, for its writer and its reader."""

from __future__ import annotations

from cx_handbook.content.model.answer_types import BOXES, CHOICES, NUMBER_BOXES

VERSION = 1
AUDIT, RESULT, ACTIONS, META, SCORE = "Audit", "Result", "Actions", "_meta", "_score"

# Row 1 of the sheets Audit and Actions is hidden and names their columns. The columns up to the status
# are visible; the others help the formulas. Each number box has a helper with its checked value.
COLUMNS = (
    "id", "question", "look_at", *BOXES, "status",
    "key", "said", *(f"{box}_read" for box in NUMBER_BOXES), "noted", "share", "state",
    "factor", "weight", "target", "sample", "critical", "may_be_na", "below_sample",
    "counted_weight", "weighted_share", "open_weight", "fails_worst", "fails", "judged", "waits",
)  # fmt: skip
# Helpers that only the second version of the scoring rules has, to the right of the others.
COLUMNS_OF_RULES_2 = (
    "between_samples", "left_out", "zero_tolerance", "close",
    "form_points", "answered_points", "open_points", "left_out_points",
    "points", "correction", "fixed", "sampled", "random", "random_share", "spread", "variance", "z2",
)  # fmt: skip
VISIBLE_COLUMNS = COLUMNS.index("status") + 1
COLUMN = {name: n for n, name in enumerate((*COLUMNS, *COLUMNS_OF_RULES_2))}
ACTION_COLUMNS = ("standard", "what", "who", "by", "action")

# The column `key` says what a row is: the ID of its standard, a field of the head, or text of ours.
FIELD_PREFIX, TEXT_ROW = "@", "@words"
FIELDS = {
    "site": "Site",
    "reference": "Reference",
    "auditor": "Auditor",
    "date": "Date",
    "start": "Start time",
    "end": "End time",
    "first": "Period from",
    "last": "Period to",
}
# Cells with these names hold spreadsheet dates, which are numbers.
DAYS, TIMES = ("date", "first", "last", "by"), ("start", "end")

MARK_BY_LABEL = {choice.label.casefold(): choice.mark for choice in CHOICES.values()}


def column_letters(column: int) -> str:
    """Return the letters of a column, counted from 0: A, B, …, Z, AA."""
    # Base 26 without a zero, hence the minus one.
    before, rest = divmod(column, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + rest)

"""Where things stand in a workbook: what the writer lays out and the reader looks for."""

from __future__ import annotations

VERSION = 1
AUDIT, RESULT, ACTIONS, META, SCORE = "Audit", "Result", "Actions", "_meta", "_score"

# Row 1 of the sheets Audit and Actions, which is hidden, names their columns. Of the audit those up
# to the status are seen, the others help the formulas.
COLUMNS = (
    "id", "question", "look_at", "mark", "k", "n", "cases", "grade", "note", "status",
    "key", "said", "k_read", "n_read", "cases_read", "grade_read", "noted", "share", "state",
    "factor", "weight", "target", "sample", "critical", "may_be_na", "below_sample",
    "counted_weight", "weighted_share", "open_weight", "fails_worst", "fails", "judged", "waits",
)  # fmt: skip
SEEN = COLUMNS.index("status") + 1
COLUMN = {name: n for n, name in enumerate(COLUMNS)}
BOXES = ("mark", "k", "n", "cases", "grade", "note")
ACTION_COLUMNS = ("standard", "what", "who", "by", "action")

# The column `key` says what a row is: the ID of its standard, one of these, or words of ours.
FIELD, WORDS = "@", "@words"
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
DAYS, TIMES = ("date", "first", "last", "by"), ("start", "end")

MARKS = {"yes": "Yes", "no": "No", "na": "N/A"}
READ_AS = {shown.casefold(): mark for mark, shown in MARKS.items()}


def letters(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0: A, B, …, Z, AA."""
    before, rest = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + rest)

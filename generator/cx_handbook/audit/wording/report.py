"""Describe an audit in words: its score, and remarks about answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from cx_handbook import labels
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.record import Answer, CorrectiveAction
from cx_handbook.audit.scoring.result import (
    ItemScore,
    Remark,
    Result,
    State,
    format_points,
)
from cx_handbook.audit.scoring.scoring_limits import COMPLIANCE_POINTS
from cx_handbook.audit.wording.result_wording import (
    describe_grade,
    describe_headline_in_list,
    describe_left_out,
    describe_verdict,
    explain_promises,
    find_no_grade_cause,
)
from cx_handbook.content.model import Form
from cx_handbook.labels import capitalize_first, lower_first
from cx_handbook.text_for_messages import show_name, to_one_line

STATES: tuple[State, ...] = get_args(State)
_LONGEST_ACTION = 5_000  # characters of an action in a line


# The score


def describe_score(form: Form, result: Result) -> str:
    """Return the score in one line: headline, grade, promises, verdict, states, what is open."""
    headline = lower_first(describe_headline_in_list(form, result))
    line = describe_score_without_headline(form, result)
    return f"{headline}; {line}" if headline and result.rules > 1 else line


def describe_score_without_headline(form: Form, result: Result) -> str:
    """Return the score in one line, for where its headline stands above it."""
    counts = (
        f"{result.count_state(state)} {lower_first(labels.STATES[state])}" for state in STATES
    )
    parts = [_describe_grade(form, result), *_describe_judgement(form, result)]
    if result.too_close and result.rules == 1:
        # Behind the promises, as it was printed when the form was handed out.
        parts.insert(2, lower_first(labels.TOO_CLOSE))
    parts += counts
    parts += describe_left_out(result)
    if result.provisional:
        parts.append(f"{lower_first(labels.PROVISIONAL)}{_describe_range(result)}")
    if result.rules == 1:
        parts.append(labels.EARLIER_RULES)
    return ", ".join(parts)


def describe_in_list(form: Form, result: Result) -> str:
    """Return a result for a line in a list: headline, grade, promises, verdict, what was left out."""
    mark = labels.PROVISIONAL if result.provisional else ""
    parts = [
        describe_headline_in_list(form, result),
        lower_first(mark),
        _describe_grade(form, result),
        *_describe_judgement(form, result),
        *describe_left_out(result),
    ]
    if result.rules == 1:
        parts.append(labels.EARLIER_RULES)
    return capitalize_first(", ".join(part for part in parts if part))


def _describe_grade(form: Form, result: Result) -> str:
    cause = find_no_grade_cause(form, result)
    if cause is None:
        return describe_grade(result)
    missing = lower_first(labels.NO_GRADE[cause])
    if result.compliance_points is None:
        return missing
    compliance = format_points(result.compliance_points)
    return f"{missing}, compliance {compliance} of {COMPLIANCE_POINTS}"


def _describe_judgement(form: Form, result: Result) -> Iterator[str]:
    if result.promises:
        reasons = explain_promises(form, result)
        promises = lower_first(labels.describe_promises(result.promises, result.rules))
        yield f"{promises} ({reasons})" if reasons else promises
    if result.verdict and (verdict := describe_verdict(result)):
        yield lower_first(verdict)


def _describe_range(result: Result) -> str:
    worst, best = result.worst.points, result.best.points
    if worst is None or best is None or worst == best:
        return ""
    return f" (from {format_points(worst)} to {format_points(best)} once all is answered)"


def list_unanswered(result: Result) -> tuple[str, ...]:
    """Return the IDs of the standards that are unanswered, in the order of the form."""
    return tuple(scored.item.standard for scored in result.items if scored.is_open)


# Remarks


def describe_remark(remark: Remark, scored: ItemScore, answer: Answer | None) -> str:
    """Return a remark of the scorer about an answer as a sentence, with the answer's numbers."""
    values = (answer or Answer()).model_dump()
    return labels.describe_remark(remark).format_map({**values, "sample": scored.item.sample})


def describe_remarks(audit: Audit, scored: ItemScore) -> Iterator[str]:
    """Yield the scorer's remarks about one question as sentences."""
    answer = audit.record.answers.get(scored.item.standard)
    return (describe_remark(remark, scored, answer) for remark in scored.remarks)


def list_remarks(audit: Audit) -> Iterator[str]:
    """Yield what the scorer remarks about answers, and what has no place on the form, as lines."""
    for scored in audit.result.items:
        for sentence in describe_remarks(audit, scored):
            yield f"{scored.item.standard}: {sentence}"
    for text in audit.record.oddities:
        yield f"not understood – {to_one_line(text)}"


def describe_action(action: CorrectiveAction) -> str:
    """Return an action in one line: what, who, by when."""
    by = action.by.isoformat() if action.by else None
    parts = (action.what, action.who, by)
    return to_one_line(" – ".join(part for part in parts if part), _LONGEST_ACTION)


def relative_name(path: Path, root: Path) -> str:
    """Return a file's name for a message, relative to the handbook's folder where it lies in it."""
    return show_name((path.relative_to(root) if path.is_relative_to(root) else path).as_posix())


def _check_labels() -> None:
    """Stop the program at start when a code of the scorer has no label."""
    for codes, table in ((Remark, labels.REMARKS), (State, labels.STATES)):
        if set(get_args(codes)) != set(table):
            raise ValueError(f"labels.py does not fit {get_args(codes)}")


_check_labels()

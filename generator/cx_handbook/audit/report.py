"""Audits in words: the score, what is odd, what became of a file that was added."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from cx_handbook.audit.importer import Audit
from cx_handbook.audit.record import Action, Answer
from cx_handbook.audit.scoring import Interval, Remark, Result, State, one_decimal
from cx_handbook.text_for_messages import to_one_line

if TYPE_CHECKING:
    from cx_handbook.audit.store import Added

REMARKS: dict[Remark, str] = {
    "wrong_kind": "answered in another way than it asks, so it counts as unanswered",
    "na_not_allowed": "cannot be not applicable, so it counts as unanswered",
    "na_without_reason": "not applicable without a reason, so it counts as unanswered",
    "none_looked_at": "no case was looked at, so it counts as unanswered",
    "more_met_than_looked_at": "more met than were looked at, so it counts as unanswered",
    "fewer_cases_than_looked_at": "fewer cases in all than were looked at; the number is left aside",
    "below_sample": "fewer cases than the sample asks for, so the result is provisional",
    "unread": "something was written that cannot be read",
}
STATES: tuple[State, ...] = get_args(State)


# In words


def score_line(result: Result) -> str:
    """Return the score in one line: grade, interval, promises, verdict, what is open."""
    parts = [_grade(result), *_judged(result), f"{_counts(result)}"]
    if result.provisional:
        parts.append(f"provisional{_worst_to_best(result)}")
    return ", ".join(parts)


def _grade(result: Result) -> str:
    if result.points is not None:
        return f"{one_decimal(result.points)} of 10{_reach(result.interval)}"
    if result.compliance_points is not None:
        points = one_decimal(result.compliance_points)
        return f"{_no_grade(result)}, compliance {points} of 6"
    return _no_grade(result)


def _no_grade(result: Result) -> str:
    """Say whether the form has too little for a grade, or only what was answered so far."""
    return "no grade" if result.worst.points is None else "no grade yet"


def _reach(interval: Interval | None) -> str:
    if interval is None:
        return ""
    return f" ({one_decimal(interval.low)} to {one_decimal(interval.high)})"


def _judged(result: Result) -> Iterator[str]:
    if result.promises:
        close = ", too close to call" if result.too_close else ""
        yield f"promises {result.promises}{close}"
    if result.verdict:
        yield "expected verdict " + result.verdict


def _counts(result: Result) -> str:
    return ", ".join(f"{result.count(state)} {state.replace('_', ' ')}" for state in STATES)


def _worst_to_best(result: Result) -> str:
    worst, best = result.worst.points, result.best.points
    if worst is None or best is None or worst == best:
        return ""
    return f" (from {one_decimal(worst)} to {one_decimal(best)} once all is answered)"


def answer_words(answer: Answer | None) -> str:
    """Return an answer as it would be said: 17 of 20 (of 143), met, 8 of 10."""
    if answer is None or answer.answer is None:
        return "unanswered"
    if answer.answer == "count":
        cases = f" (of {answer.cases})" if answer.cases is not None else ""
        return f"{answer.k} of {answer.n}{cases}"
    if answer.answer == "grade":
        return f"{answer.grade} of 10"
    return answer.answer.replace("_", " ")


def action_words(action: Action) -> str:
    """Return an action in one line: what, who, by when."""
    by = action.by.isoformat() if action.by else None
    return to_one_line(" – ".join(part for part in (action.what, action.who, by) if part), 5000)


def unanswered(result: Result) -> tuple[str, ...]:
    """Return the standards that wait for an answer."""
    return tuple(scored.item.standard for scored in result.items if scored.open)


# What became of a file


def told(added: Added, root: Path) -> Iterator[str]:
    """Yield what became of one file, in lines for the terminal."""
    kept = from_root(added.kept, root) if added.kept else ""
    file = to_one_line(str(added.file))
    if added.audit is None:
        aside = f"; a copy is in {kept}" if kept else "; it was not copied"
        yield f"REFUSED  {file}: {added.reason}{aside}"
        return
    if added.outcome == "known":
        yield f"known    {file}: is there already, as {kept}"
    else:
        yield f"added    {file}: {score_line(added.audit.result)}; kept as {kept}"
        if open_ones := unanswered(added.audit.result):
            yield f"         unanswered: {', '.join(open_ones)}"
        for line in oddities(added.audit):
            yield f"         {line}"
    if added.beside:
        others = ", ".join(from_root(path, root) for path in added.beside)
        yield (
            f"CONFLICT {file}: there is another audit of the same reference: {others}; "
            "compare them and remove the one that does not hold"
        )


def oddities(audit: Audit) -> Iterator[str]:
    """Yield what the scorer remarks about answers, and what has no place on the form."""
    for scored in audit.result.items:
        for remark in scored.remarks:
            yield f"{scored.item.standard}: {REMARKS[remark]}"
    for oddity in audit.record.oddities:
        yield f"not understood – {to_one_line(oddity)}"


def from_root(path: Path, root: Path) -> str:
    """Return a file's name as it is told: from the handbook's folder, where it lies in it."""
    return to_one_line((path.relative_to(root) if path.is_relative_to(root) else path).as_posix())

"""Say what became of each file that was added."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cx_handbook import labels
from cx_handbook.audit.folder.store import ImportResult
from cx_handbook.audit.history.counting import CountedAudit
from cx_handbook.audit.history.history_wording import (
    describe_replacement,
    describe_standing,
    suggest_decision,
)
from cx_handbook.audit.history.revisions import find_key
from cx_handbook.audit.questions.care import list_care_sentences, score_as_of
from cx_handbook.audit.questions.form_change import describe_change
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.wording.report import (
    describe_score,
    list_remarks,
    list_unanswered,
    relative_name,
)
from cx_handbook.customer_words import DEFAULT_WORDS, CustomerWords
from cx_handbook.text_for_messages import show_name


def describe_import(
    result: ImportResult, root: Path, today: date, words: CustomerWords = DEFAULT_WORDS
) -> Iterator[str]:
    """Yield what an import did with one file, in lines for the terminal; today asks for dates."""
    file = show_name(str(result.file))
    if result.outcome in ("refused", "draft"):
        yield _describe_refusal(result, file, root)
        return
    stored = relative_name(result.stored, root) if result.stored else ""
    if result.outcome == "known":
        yield f"known    {file}: is there already, as {stored}"
    elif result.audit is not None:
        score = describe_score(result.audit.form, score_as_of(result.audit, today))
        yield f"added    {file}: {score}; kept as {stored}"
        for line in _list_remarks_on_added(result, result.audit, today):
            yield f"         {line}"
    elif result.event is not None:
        name = words.fill(labels.EVENTS[result.event.event])
        yield f"added    {file}: {name}, of audit {result.event.audit}; kept as {stored}"
    yield from _describe_contradictions(result, file, root)


def _describe_refusal(result: ImportResult, file: str, root: Path) -> str:
    stored = relative_name(result.stored, root) if result.stored else ""
    # Nothing that somebody sent is lost, so where it lies is said before anything else.
    copy = f"; a copy is in {stored}" if stored else "; it was not copied"
    word = "DRAFT   " if result.outcome == "draft" else "REFUSED "
    return f"{word} {file}: {result.reason}{copy}"


def describe_late_conflict(result: ImportResult, root: Path) -> Iterator[str]:
    """Yield that another machine added a contradicting audit at the same time."""
    yield from _describe_contradictions(result, show_name(str(result.file)), root)


def _describe_contradictions(result: ImportResult, file: str, root: Path) -> Iterator[str]:
    if not result.others or result.audit is None:
        return
    others = ", ".join(relative_name(path, root) for path in result.others)
    record = result.audit.record
    # Two first revisions are two audits under one reference; two later ones are one audit.
    if record.revision == 1:
        yield (
            f"CONFLICT {file}: there is another audit of the same reference: {others}; "
            "compare them and remove the one that does not hold"
        )
    else:
        yield (
            f"CONFLICT {file}: there is another revision {record.revision}: {others}; compare them, "
            f"then correct the audit: handbook audit correct {record.id}"
        )


def _list_remarks_on_added(result: ImportResult, audit: Audit, today: date) -> Iterator[str]:
    # What decides whether it counts comes first; remarks about single answers come last.
    yield from _describe_revisions(result, audit)
    yield from _describe_turn(result.turn, audit)
    if unanswered := list_unanswered(audit.result):
        yield f"unanswered: {', '.join(unanswered)}"
    yield from list_remarks(audit)
    for sentence in list_care_sentences(audit, result.before, today):
        yield f"{labels.TO_ASK}: {sentence}"
    yield from describe_change(audit, result.before)


def _describe_revisions(result: ImportResult, audit: Audit) -> Iterator[str]:
    record = audit.record
    if replaces := describe_replacement(record):
        yield replaces
    if result.is_incomplete:
        yield f"revision {record.revision - 1}, which it replaces, is not here; add it as well"
    if result.newer:
        newer = result.newer.audit.record.revision
        yield f"revision {newer} is here already and counts; this one is kept as its history"


def _describe_turn(turn: tuple[CountedAudit, ...], audit: Audit) -> Iterator[str]:
    """Yield that there are several audits for one site, checklist and period, and what to say."""
    for counted in turn:
        # An audit that is begun earlier and comes later displaces the one that was here.
        is_own = counted.history.key == find_key(audit)
        if counted.standing == "second" and (is_own or _is_displaced_by(counted, audit)):
            name = "" if is_own else f"{counted.history.audit.record.id} "
            yield f"{name}{describe_standing(counted)}"
            for line in suggest_decision(counted):
                yield f"  {line}"


def _is_displaced_by(counted: CountedAudit, audit: Audit) -> bool:
    return counted.beside is not None and counted.beside.key == find_key(audit)

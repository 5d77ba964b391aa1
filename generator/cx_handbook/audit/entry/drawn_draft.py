"""Go on at the terminal with a draft whose cases were drawn: texts for the boxes, and the draws.

A session of typing keeps texts alone, so each draw is kept as JSON under `STANDARD.draw`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.records.record import Answer, AuditRecord, Draw
from cx_handbook.content.model import Form
from cx_handbook.content.model.answer_types import NOT_APPLICABLE

_ENDING = ".draw"


def list_texts(draft: AuditRecord, form: Form) -> dict[str, str]:
    """Return what a draft says, as texts by the keys of their boxes.

    Raises UnreadableError when it is no draft of the form with drawn cases.
    """
    if draft.state != "draft" or not draft.draws:
        raise UnreadableError(
            "this is no draft with drawn cases; name the .json file that audit sample wrote"
        )
    if draft.form != form.fingerprint:
        raise UnreadableError(
            f"it was drawn for another form of {draft.checklist}; type it in with --form "
            f"{draft.form[:12]}"
        )
    texts = {"head.site": draft.site, "head.reference": draft.id}
    if draft.period:
        texts["head.first"] = draft.period.first.isoformat()
        texts["head.last"] = draft.period.last.isoformat()
    return {**texts, **dict(_list_answers(draft))}


def _list_answers(draft: AuditRecord) -> Iterator[tuple[str, str]]:
    for standard, draw in draft.draws.items():
        yield f"{standard}{_ENDING}", draw.model_dump_json(exclude_defaults=True)
    for standard, answer in draft.answers.items():
        if answer.answer == NOT_APPLICABLE.recorded:
            yield f"{standard}.answer", NOT_APPLICABLE.mark
            yield f"{standard}.note", answer.note or ""


def add_draws(record: AuditRecord, texts: Mapping[str, str]) -> AuditRecord:
    """Return a record with the draws that are kept among the texts.

    How many cases there were, the log has counted: a count of drawn cases takes it from there.
    Raises UnreadableError when a text that should hold a draw does not.
    """
    try:
        draws = {
            key.removesuffix(_ENDING): Draw.model_validate_json(text)
            for key, text in texts.items()
            if key.endswith(_ENDING)
        }
    except ValueError:  # a validation error is one
        raise UnreadableError("this draft is damaged; move it away, or begin anew") from None
    answers = {
        standard: take_count_from_log(answer, draws.get(standard))
        for standard, answer in record.answers.items()
    }
    return record.model_copy(update={"draws": draws, "answers": answers})


def take_count_from_log(answer: Answer, draw: Draw | None) -> Answer:
    """Return a count of drawn cases with how many there were, which the log has counted.

    Unchanged where the draw is not from a log, or does not fit: another number of cases was written,
    or more were looked at than were drawn.
    """
    if draw is None or answer.n is None or answer.cases not in (None, draw.of):
        return answer
    if draw.log_digest is None or answer.n > len(draw.drawn):
        return answer
    return answer.model_copy(update={"cases": draw.of, "cases_from": "log"})

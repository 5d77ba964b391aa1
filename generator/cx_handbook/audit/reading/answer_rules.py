"""Turn what was written in the boxes of one question into an answer, the same for every medium.

Nothing written is dropped: what is no answer of the question's type is kept as `unread`. The same
rules are implemented in `static/audit/answers.js`; both work from the table of answer types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cx_handbook.audit.records.record import Answer, Photo
from cx_handbook.content.model.answer_types import (
    ANSWER_TYPES,
    BOXES,
    CHOICES,
    MARK,
    NUMBER_BOXES,
    UNREAD_PHRASES,
    AnswerType,
    NumberBox,
    check_box_fields,
    placeholders,
)
from cx_handbook.content.model.form import Item
from cx_handbook.limits import LONG_TEXT

_NUMBER = re.compile(r"[0-9]{1,5}")  # up to limits.CASES, in the digits 0 to 9 alone
_SURROGATE = re.compile("[\ud800-\udfff]")  # unpaired: no UTF-8 file can hold one


@dataclass(frozen=True)
class RawAnswer:
    """The boxes of one question as text; a blank box is empty.

    `mark` is yes, no or na. A medium that finds something else there passes it on as it is.
    """

    mark: str = ""
    k: str = ""
    n: str = ""
    cases: str = ""
    grade: str = ""
    note: str = ""
    photos: tuple[Photo, ...] = ()


def read_answer(item: Item, raw: RawAnswer) -> Answer | None:
    """Return the answer to a question, or None when all of its boxes are blank.

    What cannot be read as an answer of the question's type is kept, word for word, as `unread`. A
    text longer than a record may hold is cut.
    """
    boxes = {name: _strip_text(getattr(raw, name)) for name in (MARK, *NUMBER_BOXES)}
    note = _shorten_text(_strip_text(raw.note)) or None
    if not any(boxes.values()):
        if note is None and not raw.photos:
            return None
        return Answer(note=note, photos=raw.photos)
    fields = _read_boxes(item.answer_type, boxes)
    if "unread" in fields:
        fields["unread"] = _shorten_text(str(fields["unread"]))
    return Answer.model_validate({**fields, "note": note, "photos": raw.photos})


def _strip_text(text: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).strip()


def _shorten_text(text: str) -> str:
    """Return a text as a record may hold it: one that is too long is cut and ends in …"""
    return text if len(text) <= LONG_TEXT else f"{text[: LONG_TEXT - 1]}…"


def _read_boxes(asked: AnswerType, boxes: Mapping[str, str]) -> dict[str, object]:
    filled = {name for name, text in boxes.items() if text}
    if asked.boxes and filled <= set(asked.box_names):
        needed = [box for box in asked.boxes if box.needed]
        if all(_fits_box(box, boxes[box.name]) for box in needed):
            return _read_numbers(asked, boxes)
    choice = CHOICES.get(boxes[MARK])
    if choice and filled == {MARK} and choice in asked.list_choices(may_be_na=True):
        return {"answer": choice.recorded}
    return {"unread": describe_boxes(boxes)}


def _read_numbers(asked: AnswerType, boxes: Mapping[str, str]) -> dict[str, object]:
    """Return the numbers of an answer; what stands in a box that need not be filled may be unread."""
    fields: dict[str, object] = {"answer": asked.name}
    unread = {}
    for box in asked.boxes:
        if _fits_box(box, boxes[box.name]):
            fields[box.name] = int(boxes[box.name])
        elif boxes[box.name]:
            unread[box.name] = boxes[box.name]
    return {**fields, "unread": describe_boxes(unread)} if unread else fields


def _fits_box(box: NumberBox, text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and box.lowest <= int(text) <= box.highest


def describe_boxes(boxes: Mapping[str, str]) -> str:
    """Return what stands in the boxes as one line of text: N/A; 3 of …; 40 in all."""
    mark = boxes.get(MARK, "")
    parts = [CHOICES[mark].label if mark in CHOICES else mark]
    for phrase in UNREAD_PHRASES:
        texts = {name: boxes.get(name, "") for name in placeholders(phrase)}
        if any(texts.values()):
            parts.append(phrase.format_map({name: text or "…" for name, text in texts.items()}))
    return "; ".join(part for part in parts if part)


def describe_answer(answer: Answer | None) -> str:
    """Return an answer in words: 17 of 20, 143 in all; 8 of 10; Yes. Empty when there is none."""
    if answer is None or answer.answer is None:
        return ""
    for choice in CHOICES.values():
        if choice.recorded == answer.answer:
            return choice.full_label
    values = answer.model_dump(exclude_none=True)
    wording = next(one.wording for one in ANSWER_TYPES.values() if one.name == answer.answer)
    parts = (part for part in wording if set(placeholders(part)) <= set(values))
    return ", ".join(part.format_map(values) for part in parts)


check_box_fields("RawAnswer", vars(RawAnswer()), BOXES)

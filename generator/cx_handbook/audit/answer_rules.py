"""From what was written on a sheet, in whatever medium, to an answer: nothing written is dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cx_handbook.audit.record import Answer, Photo
from cx_handbook.content.model.form import Item

MOST_CHARACTERS = 4000  # of a note, and of what is kept as unread

_NUMBER = re.compile(r"[0-9]{1,5}")  # up to MOST_CASES, in the digits 0 to 9 alone
_HALF = re.compile("[\ud800-\udfff]")  # half a pair of surrogates is no character
_BOXES = ("mark", "k", "n", "cases", "grade")
_MARKS = {"yes": "met", "no": "not_met", "na": "not_applicable"}


@dataclass(frozen=True)
class Written:
    """What stands in the boxes of one question, as text; blank is empty.

    `mark` is yes, no or na; a medium that cannot tell passes on what it found.
    """

    mark: str = ""
    k: str = ""
    n: str = ""
    cases: str = ""
    grade: str = ""
    note: str = ""
    photos: tuple[Photo, ...] = ()


def read_answer(item: Item, written: Written) -> Answer | None:
    """Return the answer to a question, or None when nothing at all was written.

    What cannot be read as an answer of the question's kind is kept, word for word, as `unread`.
    The same rules stand in `static/audit/answers.js`.
    """
    boxes = {name: _stripped(getattr(written, name)) for name in _BOXES}
    note = _kept(_stripped(written.note)) or None
    if not any(boxes.values()):
        if note is None and not written.photos:
            return None
        return Answer(note=note, photos=written.photos)
    said = _answered(item, boxes)
    if "unread" in said:
        said["unread"] = _kept(str(said["unread"]))
    return Answer.model_validate({**said, "note": note, "photos": written.photos})


def _stripped(text: str) -> str:
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text).strip()


def _kept(text: str) -> str:
    """Return a text as a record may hold it: what is too long for one is cut, and ends in …"""
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _answered(item: Item, boxes: dict[str, str]) -> dict[str, object]:
    mark, k, n, cases, grade = boxes.values()
    if not mark and item.answer == "count" and not grade and _is_number(k) and _is_number(n):
        said: dict[str, object] = {"answer": "count", "k": int(k), "n": int(n)}
        if _is_number(cases):
            said["cases"] = int(cases)
        elif cases:
            said["unread"] = _words(cases=cases)
        return said
    if not mark and item.answer == "grade" and not (k or n or cases):
        if _is_number(grade) and int(grade) <= 10:
            return {"answer": "grade", "grade": int(grade)}
        return {"unread": grade}
    fits = mark == "na" or item.answer == "yes_no"
    if mark in _MARKS and fits and not (k or n or cases or grade):
        return {"answer": _MARKS[mark]}
    return {"unread": _words(**boxes)}


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def _words(mark: str = "", k: str = "", n: str = "", cases: str = "", grade: str = "") -> str:
    """Return what stands in the boxes as one line of text: N/A; 3 of …; 40 in all."""
    parts = [
        {"yes": "Yes", "no": "No", "na": "N/A"}.get(mark, mark),
        f"{k or '…'} of {n or '…'}" if k or n else "",
        f"{cases} in all" if cases else "",
        grade,
    ]
    return "; ".join(part for part in parts if part)

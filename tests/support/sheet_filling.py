"""How a filled-in sheet is typed at the terminal, and filled in on its page."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from playwright.sync_api import Page

from cx_handbook.audit.reading.answer_rules import RawAnswer, read_answer
from cx_handbook.audit.reading.filled_sheet import FilledSheet
from cx_handbook.content.model import Form

HEAD = ("auditor", "date", "start", "end", "first", "last")
GRADES = tuple(str(grade) for grade in range(11))

# Types and ticks in one go: to wait for each box takes longer than all that is tested. That boxes can
# be reached and used by hand is shown by the tests of the form.
FILL_IN = """([head, answers]) => {
    const put = (input, text) => {
        ["radio", "checkbox"].includes(input.type) ? (input.checked = true) : (input.value = text);
        for (const name of ["input", "change"]) {
            input.dispatchEvent(new Event(name, { bubbles: true }));
        }
    };
    for (const [name, text] of Object.entries(head)) {
        put(document.querySelector(`[data-hb-fill] [name=${name}]`), text);
    }
    for (const [standard, boxes] of Object.entries(answers)) {
        const asked = document.querySelector(`[data-hb-standard='${standard}']`);
        for (const [name, text] of Object.entries(boxes).filter(([, text]) => text.length)) {
            const isChoice = name === "mark" || name === "grade";
            const value = isChoice ? `[value='${text}']` : "";
            put(asked.querySelector(`[data-hb-box=${name}]${value}`), text);
        }
    }
}"""


def fill_in(page: Page, head: dict[str, str], answers: dict[str, RawAnswer]) -> None:
    """Fill in boxes of the head, and those of questions, on the page of a form."""
    page.evaluate(FILL_IN, [head, {name: asdict(raw) for name, raw in answers.items()}])


def drop_odd_grades(sheet: FilledSheet) -> FilledSheet:
    """Return a sheet without the grades that the page has no button for."""
    written = {
        standard: replace(boxes, grade=boxes.grade if boxes.grade in GRADES else "")
        for standard, boxes in sheet.answers.items()
    }
    return replace(sheet, answers=written)


def type_box(form: Form, sheet: FilledSheet, key: str) -> str:
    """Return what is typed into a box of the head, or of a question, for what stands on a sheet."""
    place, box = key.split(".")
    if place == "head":
        text: str = getattr(sheet, box)
        return write_day(text) if box in ("date", "first", "last") else text
    written = sheet.answers.get(place, RawAnswer())
    if box == "note":
        return written.note
    item = next(i for i in form.items if i.standard == place)
    answer = read_answer(item, replace(written, note=""))
    if answer and answer.unread:
        return f"={answer.unread}"
    if written.k:
        return " of ".join(part for part in (written.k, written.n, written.cases) if part)
    return {"yes": "y", "no": "n"}.get(written.mark, written.mark or written.grade)


def write_day(day: str) -> str:
    """Return a day as people write it; nothing for none."""
    return date.fromisoformat(day).strftime("%d/%m/%Y") if day else ""

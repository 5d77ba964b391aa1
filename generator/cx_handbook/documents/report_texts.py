"""Words on the sheets of a report: cut to their room, and free of what does not belong on a wall."""

from __future__ import annotations

import re
from typing import NamedTuple

from cx_handbook.content.model import Company
from cx_handbook.documents.document import Paper
from cx_handbook.reports.chart_shapes import ELLIPSIS, FONT_SIZE, clip_text
from cx_handbook.reports.report import ReportAction
from cx_handbook.templating import format_day

POINTS_A_MILLIMETRE = 72 / 25.4
# Lines end where a word does, so some of each stays empty.
USED_OF_A_LINE = 0.86
# An address, or a number as of a telephone or a contract.
_CONTACT = re.compile(r"\S+@\S+|\+?\d[\d /()-]{4,}\d")


class SheetRoom(NamedTuple):
    """How many rows of each kind a page holds; Letter is 18 mm shorter than A4."""

    sites: int
    rows: int
    results: int
    meeting: int
    lines: int  # of a sentence about a site, on the sheet for the meeting

    @classmethod
    def of_paper(cls, paper: Paper) -> SheetRoom:
        """Return the room of a paper."""
        return cls(5, 4, 3, 3, 2) if paper == "a4" else cls(4, 3, 2, 3, 1)


def cut_text(text: str, width: float, size: float, lines: int) -> str:
    """Return a text that fits into lines of so many millimetres at so many points, or its beginning."""
    room = width * POINTS_A_MILLIMETRE / size * FONT_SIZE * lines
    cut = clip_text(text, room if lines == 1 else room * USED_OF_A_LINE)
    if cut == text:
        return text
    # Better a word less than half a word, unless the word is most of the text.
    whole = cut[:-1].rpartition(" ")[0].rstrip(" ,;:")
    return f"{whole}{ELLIPSIS}" if len(whole) > len(cut) / 2 else cut


def describe_state(action: ReportAction, language: str) -> str:
    """Return whether an action is done, in words with its day."""
    if action.state == "done":
        return f"done {format_day(action.done, language)}" if action.done else "done"
    if action.state == "given_up":
        return "given up"
    if action.due is None:
        return "open, no day agreed"
    due = format_day(action.due, language)
    return f"moved to {due}" if action.state == "moved" else f"open, due {due}"


def name_role(company: Company, who: str | None) -> str:
    """Return who does it if that is a role of the company; the team otherwise, and never a person."""
    # The field is free text, and may hold a name.
    roles = {role.name.casefold(): role.name for role in company.roles}
    return roles.get((who or "").strip().casefold(), "the team")


def hide_contacts(text: str) -> str:
    """Return a text without addresses and long numbers: they may be a customer's."""
    return _CONTACT.sub("…", text)

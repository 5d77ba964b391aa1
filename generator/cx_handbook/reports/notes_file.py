"""`audits/notes.yml`: what a manager wrote about a site's line, with day and reason.

A line is never moved in silence: new limits and outliers each need a dated reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from cx_handbook.content.model import Company
from cx_handbook.content.model.base import FileRecord, Origin, Record
from cx_handbook.content.model.types import Day, Slug, Text
from cx_handbook.content.validation_messages import explain
from cx_handbook.content.yaml_reader import read_yaml
from cx_handbook.errors import HandbookError
from cx_handbook.limits import LONG_TEXT
from cx_handbook.reports.trend import LineNote
from cx_handbook.suggestions import suggest

FILE = "audits/notes.yml"
MOST_NOTES = 1_000


class SeriesNote(Record):
    """One note: which line it is about, what it changes, from which day, and why."""

    site: Slug = Field(description="The site, from company.yml.")
    checklist: Slug | None = Field(
        default=None, description="The checklist's file name; all of them unless set."
    )
    kind: Literal["rebase", "outlier"] = Field(
        description="rebase: new limits from this day on; outlier: the audit of this day stays drawn "
        "and leaves the limits."
    )
    on: Day = Field(description="The day of the cause.")
    why: Annotated[Text, StringConstraints(max_length=LONG_TEXT)] = Field(
        description="What happened, in words that somebody who was not there understands."
    )


class NotesFile(FileRecord):
    """`audits/notes.yml`: notes about the lines of the report."""

    notes: Annotated[tuple[SeriesNote, ...], Field(max_length=MOST_NOTES)] = Field(
        description="The notes, in any order."
    )


def read_notes(
    root: Path, company: Company, checklists: tuple[str, ...]
) -> dict[tuple[str, str], tuple[LineNote, ...]]:
    """Return the notes of a handbook by site and checklist; none where there is no file.

    Raises HandbookError with every problem of the file and its place.
    """
    path = root / FILE
    # Most handbooks have no notes, and need no empty file to say so.
    if not path.is_file():
        return {}
    file = read_yaml(path, FILE)
    problems = list(file.problems)
    notes: tuple[SeriesNote, ...] = ()
    if not problems and isinstance(file.data, dict):
        try:
            notes = NotesFile.model_validate(file.data, context=Origin(FILE, "notes")).notes
        except ValidationError as error:
            problems += [file.build_problem(*one) for one in explain(error, NotesFile, file.data)]
    elif not problems:
        problems.append(
            file.build_problem((), "the file is not a block of fields", "write notes: and a list")
        )
    # A note for a site that is not there would never be seen to do nothing.
    sites = [site.id for site in company.sites]
    for n, note in enumerate(notes):
        for name, value, known in (
            ("site", note.site, sites),
            ("checklist", note.checklist, checklists),
        ):
            if value is not None and value not in known:
                hint = suggest(value, known, f"write one of {', '.join(known)}")
                problems.append(
                    file.build_problem(("notes", n, name), f"there is no {name} {value}", hint)
                )
    if problems:
        raise HandbookError(problems)
    return _group_notes(notes, checklists)


def _group_notes(
    notes: tuple[SeriesNote, ...], checklists: tuple[str, ...]
) -> dict[tuple[str, str], tuple[LineNote, ...]]:
    grouped: dict[tuple[str, str], tuple[LineNote, ...]] = {}
    for note in notes:
        # A flood closes the shop for every checklist, a new form only for its own.
        for checklist in (note.checklist,) if note.checklist else checklists:
            key = note.site, checklist
            grouped[key] = (*grouped.get(key, ()), LineNote(note.kind, note.on, note.why))
    return grouped

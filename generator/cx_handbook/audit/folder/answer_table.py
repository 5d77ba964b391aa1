"""The table of all answers: a row for each question of each audit, and what its columns mean.

CSV and parquet have all columns, the browser's table those that it knows, under the same names. The
reference page `docs/reference/audit-table.md` is written from this list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from cx_handbook.audit.history.counting import CountedAudit
from cx_handbook.audit.history.history_wording import describe_change_made
from cx_handbook.audit.history.revisions import StoredRecord
from cx_handbook.audit.history.seals import PublicKey, SealCheck, check_seals
from cx_handbook.audit.questions.care import list_date_questions, score_as_of
from cx_handbook.audit.questions.form_change import describe_question
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.reading.readers.json_file import JsonObject
from cx_handbook.audit.records.record import Answer
from cx_handbook.audit.scoring.result import ItemScore
from cx_handbook.audit.wording.report import describe_action, describe_remarks
from cx_handbook.audit.wording.result_wording import describe_headline_in_list
from cx_handbook.content.form_points import list_points
from cx_handbook.content.model import Company, Form, Item
from cx_handbook.content.model.answer_types import NUMBER_BOXES

ValueKind = Literal["text", "whole number", "number", "yes or no", "day"]
QUESTION_DIGITS = 12  # hexadecimal: enough for any handbook, and short enough to group by quickly


class Column(NamedTuple):
    """A column: its name, what kind of values it has, what they mean, and where JSON has the same.

    `in_json` is the path in an audit of the JSON export, with STANDARD for the standard's ID; blank
    where JSON does not have it as such.
    """

    name: str
    kind: ValueKind
    meaning: str
    in_json: str = ""


_ANSWER, _ITEM = "record.answers.STANDARD", "result.items.STANDARD"
COLUMNS: tuple[Column, ...] = (
    Column("file", "text", "The audit's file, from the handbook's folder.", "file"),
    Column("reference", "text", "The audit's reference, unique within a checklist.", "record.id"),
    Column("checklist", "text", "The checklist's name, as its file has it.", "record.checklist"),
    Column("title", "text", "The checklist's title."),
    Column("form", "text", "Fingerprint of the questions as they were asked.", "record.form"),
    Column("site", "text", "The site's ID.", "record.site"),
    Column("site_name", "text", "What the site is called."),
    Column("date", "day", "The day of the audit.", "record.date"),
    Column("auditor", "text", "Who looked.", "record.auditor"),
    Column("start", "text", "When the audit began, as 09:30.", "record.start"),
    Column("end", "text", "When it ended.", "record.end"),
    Column("first_day", "day", "The first day that was looked at.", "record.period.first"),
    Column("last_day", "day", "The last day that was looked at.", "record.period.last"),
    Column("audit_state", "text", "`draft` or `finished`.", "record.state"),
    Column("revision", "whole number", "1, and one more for each correction.", "record.revision"),
    Column("counts", "yes or no", "Whether its result stands for its period.", "counts"),
    Column(
        "standing", "text",
        "`counts`, `second`, `second_auditor` or `replaced`; `revised` is an earlier revision.",
        "standing",
    ),
    Column(
        "counts_for", "text",
        "The period of the checklist in which the last day looked at lies, as 2026-11, 2026-Q4 or "
        "2026-W48.",
        "counts_for",
    ),
    Column(
        "changed_after_result", "whole number",
        "How many answers were changed after the result had been seen.",
        "record.changed_after_result",
    ),
    Column("corrected", "text", "The corrections in words.", "record.changes"),
    Column(
        "seal", "text",
        "What its seals say: `unchanged`, `changed`, `broken` or `unlisted`; blank without a seal.",
        "seal",
    ),
    Column("section", "text", "The section of the checklist."),
    Column(
        "question", "text",
        "Which question it is: the same where checklist, standard, what is checked, what to look at "
        "and the kind of answer are the same. Compare answers over forms by this.",
    ),
    Column("standard", "text", "The standard's ID."),
    Column("check", "text", "The question."),
    Column(
        "factor", "text",
        "What it belongs to: `compliance`, `tangibles`, `disposition`, `staff` or `empathy`.",
    ),
    Column("critical", "yes or no", "Whether promises are broken when it is not met."),
    Column("weight", "whole number", "What it counts for within its factor."),
    Column(
        "points", "number",
        "The points of 10 that it carries in its form when every question is answered.",
    ),
    Column("gives_grade", "yes or no", "Whether the checklist gives a grade."),
    Column("target", "number", "The share from 0 to 1 from which on it is met."),
    Column("sample", "whole number", "How many cases to look at."),
    Column(
        "answer", "text", "`met`, `not_met`, `count`, `grade` or `not_applicable`; blank: none.",
        f"{_ANSWER}.answer",
    ),
    Column("k", "whole number", "Of a count: cases that were right.", f"{_ANSWER}.k"),
    Column("n", "whole number", "Of a count: cases looked at.", f"{_ANSWER}.n"),
    Column("cases", "whole number", "Of a count: cases there were.", f"{_ANSWER}.cases"),
    Column("grade", "whole number", "Of a grade: 0 to 10.", f"{_ANSWER}.grade"),
    Column("note", "text", "What was seen; of *not applicable*, the reason.", f"{_ANSWER}.note"),
    Column(
        "unread", "text", "What was written and cannot be read as an answer.", f"{_ANSWER}.unread"
    ),
    Column("photos", "text", "The names of its photographs.", f"{_ANSWER}.photos"),
    Column(
        "state", "text", "`met`, `not_met`, `not_applicable` or `unanswered`.", f"{_ITEM}.state"
    ),
    Column("share", "number", "The share it has in its factor, from 0 to 1.", f"{_ITEM}.share"),
    Column("low", "number", "Low end of the share's 95% interval.", f"{_ITEM}.low"),
    Column("high", "number", "High end of the share's 95% interval.", f"{_ITEM}.high"),
    Column(
        "counted_cases", "whole number",
        "The cases there were, where that number may be used: at least as many as were looked at, "
        "and from a log where fewer were looked at than the sample asks for.",
    ),
    Column("remarks", "text", "What is remarked about the answer.", f"{_ITEM}.remarks"),
    Column("actions", "text", "What was agreed about it.", "record.actions"),
    Column("headline", "text", "What stands above the result.", "result.headline"),
    Column("grade_of_10", "number", "The audit's grade.", "result.points"),
    Column("grade_low", "number", "Low end of the grade's 95% interval.", "result.interval.low"),
    Column("grade_high", "number", "High end of the grade's 95% interval.", "result.interval.high"),
    Column("compliance_of_6", "number", "The points for compliance.", "result.compliance_points"),
    Column("promises", "text", "`kept`, `broken` or `open`.", "result.promises"),
    Column("too_close", "yes or no", "Whether the sample is too small to say.", "result.too_close"),
    Column(
        "verdict", "text",
        "`from_9`, `from_6`, `below_6`, `broken` or `open`; by the first version of the rules "
        "`delighted`, `satisfied` or `dissatisfied`.",
        "result.verdict",
    ),
    Column("provisional", "yes or no", "Whether it may still change.", "result.provisional"),
    Column("worst", "number", "The grade if every blank is wrong.", "result.worst.points"),
    Column("best", "number", "The grade if every blank is right.", "result.best.points"),
    Column(
        "part_not_applicable", "number", "The part of the form's points that does not apply.",
        "result.not_applicable",
    ),
    Column(
        "part_unanswered", "number", "The part of the form's points that is blank.",
        "result.unanswered",
    ),
    Column("rules", "whole number", "The version of the scoring rules.", "result.rules"),
    Column("questions", "text", "What is asked about its dates.", "questions"),
    Column("other_actions", "text", "What was agreed about no standard.", "record.actions"),
    Column("oddities", "text", "What is odd about the sheet.", "record.oddities"),
)  # fmt: skip


def choose_revisions(counted: CountedAudit, every_revision: bool) -> tuple[StoredRecord, ...]:
    """Return the revisions of an audit that are exported: the newest, or all."""
    return counted.history.revisions if every_revision else (counted.history.newest,)


def list_all_rows(
    audits: Iterable[CountedAudit],
    company: Company,
    today: date,
    keys: Mapping[str, PublicKey],
    *,
    every_revision: bool = False,
) -> Iterator[JsonObject]:
    """Yield the rows of all audits, one audit at a time: a year of a chain is too much at once."""
    for counted in audits:
        # Signatures are checked once an audit: that costs more than a row.
        seals = check_seals(counted.history, keys)
        for revision in choose_revisions(counted, every_revision):
            seal = find_seal(seals, revision)
            yield from list_answer_rows(counted, revision, seal, company, today)


def find_seal(seals: tuple[SealCheck, ...], revision: StoredRecord) -> str | None:
    """Return what the seals of a revision say; what is wrong before what is right."""
    # A seal of an earlier revision says nothing about this one.
    number = revision.audit.record.revision
    states = {check.state for check in seals if check.event.revision == number}
    order = ("changed", "broken", "unlisted", "unchanged")
    return next((state for state in order if state in states), None)


def list_answer_rows(
    counted: CountedAudit, revision: StoredRecord, seal: str | None, company: Company, today: date
) -> Iterator[JsonObject]:
    """Yield a row for each question of an audit: its values by COLUMNS, in their order.

    `today` decides which dates are still to come, and so what is asked about them.
    """
    audit = revision.audit
    head = {
        **_list_head(revision.name, audit, company),
        **_list_life(counted, revision),
        "seal": seal,
    }
    score, points = _list_score(audit, today), list_points(audit.form)
    # Looked up once an audit, not once a row.
    sections = {
        item.standard: section.title for section in audit.form.sections for item in section.items
    }
    for scored in audit.result.items:
        standard = scored.item.standard
        yield {
            **head,
            "section": sections[standard],
            **_list_question(scored.item, audit.form, points[standard]),
            **_list_answer(audit.record.answers.get(standard)),
            **_list_item_score(scored, audit),
            **score,
        }


def identify_question(checklist: str, item: Item) -> str:
    """Return what is the same for the same question of a checklist, in all of its forms."""
    # A hash, because texts of questions would make every row three times as long.
    asked = json.dumps([checklist, *describe_question(item)], ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()[:QUESTION_DIGITS]


def _list_head(file: str, audit: Audit, company: Company) -> JsonObject:
    record = audit.record
    return {
        "file": file,
        "reference": record.id,
        "checklist": record.checklist,
        "title": audit.form.title,
        "form": record.form,
        "site": record.site,
        "site_name": company.name_of("sites", record.site),
        "date": record.date.isoformat(),
        "auditor": record.auditor,
        "start": record.start,
        "end": record.end,
        "first_day": record.period.first.isoformat() if record.period else None,
        "last_day": record.period.last.isoformat() if record.period else None,
    }


def _list_life(counted: CountedAudit, revision: StoredRecord) -> JsonObject:
    record, is_newest = revision.audit.record, revision is counted.history.newest
    return {
        "audit_state": record.state,
        "revision": record.revision,
        "counts": counted.counts and is_newest,
        "standing": counted.standing if is_newest else "revised",
        "counts_for": counted.turn.period.name,
        "changed_after_result": record.changed_after_result,
        "corrected": "; ".join(describe_change_made(change) for change in record.changes),
    }


def _list_question(item: Item, form: Form, points: float) -> JsonObject:
    return {
        "question": identify_question(form.checklist, item),
        "standard": item.standard,
        "check": item.check,
        "factor": item.factor,
        "critical": item.critical,
        "weight": item.weight,
        "points": points,
        "gives_grade": form.grade,
        "target": item.target,
        "sample": item.sample,
    }


def _list_answer(answer: Answer | None) -> JsonObject:
    given = answer or Answer()
    fields = ("answer", *NUMBER_BOXES, "note", "unread")
    photos = ", ".join(photo.name for photo in given.photos)
    return {**{name: getattr(given, name) for name in fields}, "photos": photos}


def _list_item_score(scored: ItemScore, audit: Audit) -> JsonObject:
    standard = scored.item.standard
    actions = [describe_action(a) for a in audit.record.actions if a.standard == standard]
    return {
        "state": scored.state,
        "share": scored.share,
        "low": scored.low,
        "high": scored.high,
        "counted_cases": scored.cases,
        "remarks": " ".join(describe_remarks(audit, scored)),
        "actions": "; ".join(actions),
    }


def _list_score(audit: Audit, today: date) -> JsonObject:
    result = score_as_of(audit, today)
    interval = result.interval
    actions = [describe_action(a) for a in audit.record.actions if a.standard is None]
    return {
        "headline": describe_headline_in_list(audit.form, result) or None,
        "grade_of_10": result.points,
        "grade_low": interval.low if interval else None,
        "grade_high": interval.high if interval else None,
        "compliance_of_6": result.compliance_points,
        "promises": result.promises,
        "too_close": result.too_close,
        "verdict": result.verdict,
        "provisional": result.provisional,
        "worst": result.worst.points,
        "best": result.best.points,
        "part_not_applicable": result.not_applicable,
        "part_unanswered": result.unanswered,
        "rules": result.rules,
        "questions": " ".join(list_date_questions(audit, today)),
        "other_actions": "; ".join(actions),
        "oddities": "; ".join(audit.record.oddities),
    }

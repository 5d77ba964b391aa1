"""Write a made-up year of audits of the sample company: the same files each time for one seed.

    .venv/bin/python tools/sample_year.py FOLDER [--last 2026-10] [--months 12] [--seed TEXT]

FOLDER gets `audits/`. The year has a story (the functions under *The story*), so that whoever reads a
report of it knows what should be found in it. No person appears in it: auditors are roles.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cx_handbook.audit.reading.readers.record_file import build_record_path, encode_record
from cx_handbook.audit.records.events import AuditEvent, build_event_path
from cx_handbook.audit.records.periods import Period, find_period
from cx_handbook.audit.records.record import FORMAT, AuditRecord
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Checklist, Form, Handbook, Item
from cx_handbook.content.model.recurrence import list_occurrences

SEED = "northgate"
LOG_CASES = (90, 160)  # cases there were in a month, from and to
DAILY_WEEKS = 5  # of the daily walk; a year of it would be a thousand files that say the same
AUDITORS = {"millbridge": "Shop manager", "eastford": "Shop manager", "service-centre": "Team lead"}
SECOND_AUDITOR = "Area manager"


@dataclass(frozen=True)
class SampleYear:
    """All files of the year."""

    records: tuple[AuditRecord, ...]
    events: tuple[AuditEvent, ...]


# The story

IMPROVING, FALLING, LEVEL = "millbridge", "eastford", "service-centre"
CALLBACKS = "callback-and-complaint-follow-up"
NEVER_MET = "CB-07"  # at LEVEL: an action is agreed and done again and again, and nothing helps
HELPED, HELPED_FROM = "CB-05", 6  # at FALLING: bad until an action in the fifth month helps
SUMMER = (8, 9)  # months in which FALLING falls
CARELESS, COPIED = 4, 5  # months of FALLING: all perfect in four minutes, then a copy of it
RULE_CHANGE = 6  # the month from which on CALLBACKS has its newest form
COMPARED = 9  # the month in which a second auditor looks at the same cases at IMPROVING


def find_rate(site: str, standard: str, month: date, turn: float) -> float:
    """Return the true share of right cases; `turn` goes from 0 to 1 over the year."""
    if (site, standard) == (LEVEL, NEVER_MET):
        return 0.4
    if (site, standard) == (FALLING, HELPED):
        return 0.95 if month.month >= HELPED_FROM else 0.68
    base = {IMPROVING: 0.86 + 0.11 * turn, FALLING: 0.95, LEVEL: 0.93}[site]
    if site == FALLING and month.month in SUMMER:
        base = 0.78
    # Standards differ, and keep their differences all year.
    own = random.Random(f"{SEED}|{standard}").gauss(0, 0.025)
    return min(0.995, max(0.3, base + own))


# The audits


@dataclass
class _Writer:
    """Gathers the records and events of the year."""

    handbook: Handbook
    seed: str
    months: tuple[date, ...]
    records: list[AuditRecord] = field(default_factory=list)
    events: list[AuditEvent] = field(default_factory=list)

    def write_year(self) -> SampleYear:
        last = find_period("FREQ=MONTHLY", self.months[-1]).last
        for checklist in self.handbook.checklists:
            for site in AUDITORS:
                for begun in self._list_days(checklist, last):
                    self._write_audit(checklist, site, begun)
        self._write_second_audit()
        return SampleYear(tuple(self.records), tuple(self.events))

    def _list_days(self, checklist: Checklist, last: date) -> Iterator[date]:
        """Yield the days on which a checklist is begun: those of its rule, within the year."""
        first = self.months[0]
        if checklist.days_between < 7:
            first = last - timedelta(weeks=DAILY_WEEKS) + timedelta(days=1)
        anchor = date(self.months[0].year, 1, 1)
        yield from list_occurrences(checklist.repeats, anchor, first, last)

    def _write_audit(self, checklist: Checklist, site: str, begun: date) -> None:
        form = self._find_form(checklist, begun)
        period = self._find_looked_at(checklist, begun)
        reference = self._draw_reference(site, checklist.slug, begun)
        answers = self._answer_form(form, site, period.last)
        minutes = self._find_minutes(checklist, site, period.last)
        before = self._find_before(checklist.slug, site)
        if (
            checklist.slug == CALLBACKS
            and site == FALLING
            and period.last.month == COPIED
            and before
        ):
            answers = {s: a for s, a in before.items() if s in {i.standard for i in form.items}}
        record = self._make_record(form, reference, site, begun, period, answers, minutes)
        self.records.append(record)
        self._write_events(record)

    def _find_form(self, checklist: Checklist, begun: date) -> Form:
        """Return the form in use on a day: one checklist has changed its questions in the year."""
        current = self.handbook.forms[checklist.slug]
        if checklist.slug != CALLBACKS or begun >= date(self.months[-1].year, RULE_CHANGE, 1):
            return current
        earlier = [
            issued.form
            for issued in self.handbook.issued
            if issued.form.checklist == CALLBACKS and issued.fingerprint != current.fingerprint
        ]
        return min(
            earlier, key=lambda form: (abs(len(form.items) - len(current.items)), form.fingerprint)
        )

    def _find_looked_at(self, checklist: Checklist, begun: date) -> Period:
        """Return the days that are looked at: the period before, and of a daily walk the day."""
        if checklist.days_between < 7:
            return Period(begun, begun)
        this = find_period(checklist.repeats, begun)
        return find_period(checklist.repeats, this.first - timedelta(days=1))

    def _find_minutes(self, checklist: Checklist, site: str, month: date) -> int:
        if checklist.slug == CALLBACKS and site == FALLING and month.month in (CARELESS, COPIED):
            return 4 if month.month == CARELESS else 6
        drawn = random.Random(f"{self.seed}|minutes|{checklist.slug}|{site}|{month}")
        return round(checklist.minutes * drawn.uniform(0.7, 1.05))

    def _find_before(self, checklist: str, site: str) -> dict[str, Any] | None:
        same = [r for r in self.records if (r.checklist, r.site) == (checklist, site)]
        return json.loads(encode_record(same[-1]))["answers"] if same else None

    def _answer_form(self, form: Form, site: str, day: date) -> dict[str, Any]:
        is_careless = form.checklist == CALLBACKS and site == FALLING and day.month == CARELESS
        place = min(range(len(self.months)), key=lambda n: abs((self.months[n] - day).days))
        turn = place / max(len(self.months) - 1, 1)
        return {
            item.standard: self._answer_item(
                item,
                1.0 if is_careless else find_rate(site, item.standard, day, turn),
                random.Random(f"{self.seed}|{form.checklist}|{site}|{day}|{item.standard}"),
            )
            for item in form.items
        }

    def _answer_item(self, item: Item, rate: float, drawn: random.Random) -> dict[str, Any]:
        if item.may_be_na and not item.critical and drawn.random() < 0.015:
            return {"answer": "not_applicable", "note": "No case in the period."}
        if item.answer == "count":
            n = item.sample or 10
            cases = drawn.randint(max(n, LOG_CASES[0]), LOG_CASES[1])
            k = sum(drawn.random() < rate for _ in range(n))
            return {"answer": "count", "k": k, "n": n, "cases": cases}
        if item.answer == "grade":
            return {
                "answer": "grade",
                "grade": max(0, min(10, round(10 * rate + drawn.gauss(0, 0.7)))),
            }
        return {"answer": "met" if drawn.random() < rate else "not_met"}

    def _make_record(
        self,
        form: Form,
        reference: str,
        site: str,
        begun: date,
        period: Period,
        answers: dict[str, Any],
        minutes: int,
        auditor: str | None = None,
    ) -> AuditRecord:
        start = 10 * 60 if minutes < 300 else 9 * 60
        end = min(start + minutes, 18 * 60 + 30)
        return AuditRecord.model_validate(
            {
                "format": FORMAT,
                "state": "finished",
                "id": reference,
                "form": form.fingerprint,
                "checklist": form.checklist,
                "site": site,
                "date": begun.isoformat(),
                "auditor": auditor or AUDITORS[site],
                "start": _format_time(start),
                "end": _format_time(end),
                "period": {"first": period.first.isoformat(), "last": period.last.isoformat()},
                "answers": answers,
                "actions": _agree_actions(form, answers, begun, site) if form.grade else [],
            }
        )

    def _draw_reference(self, *parts: object) -> str:
        name = "|".join(map(str, (self.seed, *parts)))
        digest = hashlib.sha256(name.encode()).hexdigest()
        return f"{digest[:4]}-{digest[4:8]}"

    # What happens to the actions

    def _write_events(self, record: AuditRecord) -> None:
        for action in record.actions:
            drawn = random.Random(f"{self.seed}|{record.id}|{action.number}")
            kind = drawn.choices(("done", "moved", "given_up", None), (70, 12, 6, 12))[0]
            if action.standard in (NEVER_MET, HELPED):
                kind = "done"
            if kind is None or action.by is None:
                continue
            fields: dict[str, Any] = {"action": str(action.number)}
            if kind == "moved":
                fields["until"] = (action.by + timedelta(weeks=3)).isoformat()
            if kind == "given_up":
                fields["why"] = "There is nobody to do it before the new rota."
            self._write_event(
                record, kind, action.by - timedelta(days=drawn.randint(1, 9)), **fields
            )

    def _write_event(self, record: AuditRecord, kind: str, on: date, **fields: Any) -> None:
        if on > find_period("FREQ=MONTHLY", self.months[-1]).last:
            return
        reference = self._draw_reference(record.id, kind, on, *sorted(map(str, fields.values())))
        event = {
            "event": kind, "format": 1, "id": reference, "audit": record.id,
            "checklist": record.checklist, "site": record.site, "on": on.isoformat(),
            "by": record.auditor, **fields,
        }  # fmt: skip
        self.events.append(AuditEvent.model_validate(event))

    def _write_second_audit(self) -> None:
        """Let a second auditor look at the same cases, and see one in twenty of them differently."""
        first = next(
            (r for r in self.records
             if r.site == IMPROVING and r.checklist == "conversation-review" and r.date.month == COMPARED),
            None,
        )  # fmt: skip
        if first is None or first.period is None:
            return
        drawn = random.Random(f"{self.seed}|second")
        answers = json.loads(encode_record(first))["answers"]
        for answer in answers.values():
            if answer["answer"] == "count":
                change = sum(drawn.random() < 0.05 for _ in range(answer["n"]))
                answer["k"] = max(0, min(answer["n"], answer["k"] + drawn.choice((-1, 1)) * change))
        form = next(i.form for i in self.handbook.issued if i.fingerprint == first.form)
        begun = first.date + timedelta(days=2)
        reference = self._draw_reference("second", first.id)
        period = Period(first.period.first, first.period.last)
        second = self._make_record(
            form, reference, first.site, begun, period, answers, 400, SECOND_AUDITOR
        )
        self.records.append(second.model_copy(update={"actions": ()}))
        self._write_event(second, "counted_as", begun, count_as="second_auditor", of=first.id)


def _format_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _agree_actions(
    form: Form, answers: dict[str, Any], begun: date, site: str
) -> list[dict[str, Any]]:
    """Return an action for each of the three findings that carry most."""
    missed = [item for item in form.items if _is_missed(item, answers.get(item.standard, {}))]
    missed.sort(key=lambda item: (item.standard != NEVER_MET, -item.weight, item.standard))
    return [
        {
            "number": n,
            "standard": item.standard,
            "what": item.if_not,
            "who": AUDITORS[site],
            "by": (begun + timedelta(weeks=4)).isoformat(),
        }
        for n, item in enumerate(missed[:3], start=1)
    ]


def _is_missed(item: Item, answer: dict[str, Any]) -> bool:
    if answer.get("answer") == "count":
        return bool(answer["k"] / answer["n"] < (item.target or 1) - 1e-9)
    if answer.get("answer") == "grade":
        return bool(answer["grade"] / 10 < (item.target or 1))
    return answer.get("answer") == "not_met"


def generate_year(handbook: Handbook, last: date, months: int = 12, seed: str = SEED) -> SampleYear:
    """Return the audits of some months, of which `last` lies in the last one, and their events."""
    firsts = []
    month = last.replace(day=1)
    for _ in range(months):
        firsts.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return _Writer(handbook, seed, tuple(reversed(firsts))).write_year()


def write_year(year: SampleYear, folder: Path) -> int:
    """Write a year into `audits/` of a folder, and return the number of files."""
    files = {build_record_path(r): encode_record(r) for r in year.records}
    for event in year.events:
        data = event.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
        files[build_event_path(event)] = f"{text}\n".encode()
    for path, content in files.items():
        target = folder / "audits" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return len(files)


def main() -> None:
    """Write the year of the handbook that lies here."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--last", default="2026-10", help="the last month, as 2026-10")
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seed", default=SEED)
    given = parser.parse_args()
    handbook = load_handbook(Path())
    last = date.fromisoformat(f"{given.last}-01")
    year = generate_year(handbook, last, given.months, given.seed)
    print(f"{write_year(year, given.folder)} files")


if __name__ == "__main__":
    main()

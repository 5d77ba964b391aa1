"""Write the made-up year of audits of the sample company: the same files each time for one seed.

    .venv/bin/python tools/sample_year.py [FOLDER] [--last 2026-10] [--months 13] [--seed TEXT]

Without a folder it writes `audits/` of the handbook that lies here anew. The year has a story (the
functions under *The story*), so that whoever reads a report of it knows what should be found in it.
No person appears in it: auditors are roles. Forms are named by their fingerprints, so that a change of
a checklist changes nothing in the past.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cx_handbook.audit.history.due_dates import list_due_days
from cx_handbook.audit.reading.readers.record_file import build_record_path, encode_record
from cx_handbook.audit.records.events import AuditEvent, build_event_path
from cx_handbook.audit.records.periods import Period, find_period
from cx_handbook.audit.records.record import FORMAT, AuditRecord
from cx_handbook.content.loader import load_handbook
from cx_handbook.content.model import Checklist, Form, Handbook, Item
from cx_handbook.content.model.open_days import collect_open_days

SEED = "27"  # chosen so that chance does not spoil the story; tests/project/test_sample_year.py tells it
MONTHS = 13  # a year, and one more, so that a line with a gap still has the twelve that rules need
LOG_CASES = (90, 160)  # cases there were in a month, from and to
DAILY_MONTHS = 1  # of the daily walk; a year of it would be six hundred files that say the same
AUDITORS = {"millbridge": "Shop manager", "eastford": "Shop manager", "service-centre": "Team lead"}
DOERS = {
    "millbridge": ("Shop manager", "Shop assistant", "Delivery planner"),
    "eastford": ("Shop manager", "Shop assistant", "Delivery planner"),
    "service-centre": ("Team lead", "Service agent", "Head of service"),
}
SECOND_AUDITOR = "Area manager"


@dataclass(frozen=True)
class SampleYear:
    """All files of the year."""

    records: tuple[AuditRecord, ...]
    events: tuple[AuditEvent, ...]


# The story

IMPROVING, FALLING, LEVEL = "millbridge", "eastford", "service-centre"
CALLBACKS, REVIEW = "callback-and-complaint-follow-up", "conversation-review"
VISITS, MONTHLY = "visits-and-after-care", "monthly-check"
FORMS = {  # the first digits of the fingerprint of each form, and the day from which it was used
    CALLBACKS: (("97d71516", date.min), ("f4ebd3ca", date(2026, 6, 1))),
    REVIEW: (("035f8062", date.min),),
    "daily-floor-walk": (("fa8b15e3", date.min),),
    "hard-cases-and-groundwork": (("c17ddd0b", date.min),),
    MONTHLY: (("37c68aae", date.min),),
    "service-self-audit": (("9a5dc49d", date.min),),
    "telephone-and-waiting": (("e9a519a1", date.min),),
    VISITS: (("ff07d8ac", date.min),),
}
USUAL = 0.975  # the share of right cases where nothing is wrong
RATES: dict[tuple[str, str], tuple[tuple[date, float], ...]] = {
    # The share of right cases of one standard at one site, and the month from which it holds.
    (LEVEL, "CB-07"): ((date.min, 0.4),),  # something is done about it again and again, in vain
    (FALLING, "CB-05"): ((date.min, 0.6), (date(2026, 6, 1), 0.98)),  # the second thing done helps
    (IMPROVING, "CB-06"): ((date.min, 0.8), (date(2026, 2, 1), 0.985)),  # the first one helps
    (LEVEL, "LI-11"): ((date.min, 0.8), (date(2026, 4, 1), 0.86)),  # may have helped: who can tell
}
EVERYWHERE = {"PR-66": 0.86}  # a rule that asks for all of ten cases, and that no site keeps
SITE_RATES = {
    IMPROVING: ((date.min, 0.96), (date(2026, 2, 1), 0.983)),
    FALLING: ((date.min, USUAL), (date(2026, 8, 1), 0.7), (date(2026, 9, 1), 0.965)),
    LEVEL: ((date.min, 0.925),),
}
CARELESS = (FALLING, MONTHLY, date(2026, 4, 1))  # all perfect, in four minutes
COPIED = (LEVEL, REVIEW, date(2026, 3, 1))  # the answers of the month before
LEFT_OUT = {(LEVEL, VISITS, date(2026, 1, 1))}  # the month looked at by an audit nobody did
HURRIED = (FALLING, REVIEW, date(2026, 8, 1))  # three questions left open
COMPARED = (IMPROVING, REVIEW, date(2026, 8, 1))  # where a second auditor looks at the same cases
STRICTER = 6  # questions on which the second auditor finds enough to fail them
AGREED = {  # what is agreed about a standard at a site, in turn; else what the checklist proposes
    (LEVEL, "CB-07"): ("Remind everybody on Monday.", "Hang the sample letter beside every desk."),
    (FALLING, "CB-05"): ("Remind everybody on Monday.",),
    (IMPROVING, "CB-06"): ("Ring in the evening whoever is left over.",),
}
GIVEN_UP = {  # the first thing that was agreed, until something else was
    (FALLING, "CB-05"): (date(2026, 4, 30), "Reminding has not helped. We try something else."),
    (IMPROVING, "CB-06"): (date(2025, 12, 30), "The evenings were too full. We try the mornings."),
}
MOST_AGREED = {"service-self-audit": 3, "hard-cases-and-groundwork": 2}  # else one an audit
PATIENCE = timedelta(days=60)  # between an action and the next one about the same standard
DONE_BEFORE = date(2026, 7, 1)  # nothing that was agreed before this day is still overdue
NOTES = """\
# What a manager wrote about the lines of the report: the day of the cause, and why.
notes:
  - site: eastford
    kind: outlier
    on: 2026-08-10
    why: Half of the shop was closed for the new roof, and two stand-ins ran the counter.
"""


def find_rate(site: str, standard: str, period: Period) -> float:
    """Return the true share of right cases over the months of a period."""
    month, rates = period.first.replace(day=1), []
    while month <= period.last:
        rates.append(_find_month_rate(site, standard, month))
        month = (month + timedelta(days=31)).replace(day=1)
    return sum(rates) / len(rates)


def _find_month_rate(site: str, standard: str, month: date) -> float:
    if standard in EVERYWHERE:
        return EVERYWHERE[standard]
    steps = RATES.get((site, standard)) or SITE_RATES[site]
    rate = next(rate for first, rate in reversed(steps) if first <= month)
    # Standards differ a little, and keep their differences all year.
    own = random.Random(f"northgate|{standard}").uniform(-0.02, 0.02)
    return min(0.995, rate + own)


# The audits


@dataclass
class _Writer:
    """Gathers the records and events of the year."""

    handbook: Handbook
    seed: str
    months: tuple[date, ...]
    records: list[AuditRecord] = field(default_factory=list)
    events: list[AuditEvent] = field(default_factory=list)
    closed: dict[tuple[str, str], date] = field(default_factory=dict)
    agreed: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def last(self) -> date:
        """The last day of the year."""
        return find_period("FREQ=MONTHLY", self.months[-1]).last

    def write_year(self) -> SampleYear:
        begun = [
            (day, checklist, site.id)
            for checklist in self.handbook.checklists
            for site in self.handbook.list_sites_of(checklist)
            for day in self._list_days(checklist, site.id)
        ]
        # In the order of days: whether something is agreed depends on what is still open.
        for day, checklist, site in sorted(begun, key=lambda one: (one[0], one[1].slug, one[2])):
            self._write_audit(checklist, site, day)
        self._write_second_audit()
        return SampleYear(tuple(self.records), tuple(self.events))

    def _list_days(self, checklist: Checklist, site: str) -> list[date]:
        """Return the days on which a checklist is begun: when it is due, on open days."""
        first = self.months[0]
        if checklist.days_between < 7:
            first = self.months[-DAILY_MONTHS]
        found = next(one for one in self.handbook.company.sites if one.id == site)
        days = collect_open_days(self.handbook.company, found)
        return [due.day for due in list_due_days(checklist, days, first, self.last)]

    def _write_audit(self, checklist: Checklist, site: str, begun: date) -> None:
        period = self._find_looked_at(checklist, begun)
        place = site, checklist.slug, period.first
        if place in LEFT_OUT:
            return
        form = self._find_form(checklist.slug, begun)
        answers = self._answer_form(form, site, period)
        if place == HURRIED:
            for standard in ("AL-12", "LI-06", "LI-07"):
                answers.pop(standard, None)
        if place == COPIED:
            answers = self._find_before(checklist.slug, site) or answers
        reference = self._draw_reference(site, checklist.slug, begun)
        minutes = self._find_minutes(form, place)
        actions = list(self._agree_actions(form, answers, begun, site)) if form.grade else []
        record = self._make_record(form, reference, site, begun, period, answers, minutes)
        record = AuditRecord.model_validate(
            {**json.loads(encode_record(record)), "actions": actions}
        )
        self.records.append(record)
        self._write_events(record)

    def _find_form(self, checklist: str, begun: date) -> Form:
        """Return the form in use on a day: one checklist has changed its questions in the year."""
        digits = next(digits for digits, since in reversed(FORMS[checklist]) if since <= begun)
        return next(
            issued.form
            for issued in self.handbook.issued
            if issued.form.checklist == checklist and issued.fingerprint.startswith(digits)
        )

    def _find_looked_at(self, checklist: Checklist, begun: date) -> Period:
        """Return the days that are looked at: the period before, and of a daily walk the day."""
        if checklist.days_between < 7:
            return Period(begun, begun)
        this = find_period(checklist.repeats, begun)
        return find_period(checklist.repeats, this.first - timedelta(days=1))

    def _find_minutes(self, form: Form, place: tuple[str, str, date]) -> int:
        if place == CARELESS:
            return 4
        drawn = random.Random(f"{self.seed}|minutes|{place}")
        return round((form.minutes or 280) * drawn.uniform(0.7, 1.05))

    def _find_before(self, checklist: str, site: str) -> dict[str, Any] | None:
        same = [r for r in self.records if (r.checklist, r.site) == (checklist, site)]
        return json.loads(encode_record(same[-1]))["answers"] if same else None

    def _answer_form(self, form: Form, site: str, period: Period) -> dict[str, Any]:
        is_careless = (site, form.checklist, period.first) == CARELESS
        return {
            item.standard: self._answer_item(
                item,
                1.0 if is_careless else find_rate(site, item.standard, period),
                random.Random(f"{self.seed}|{form.checklist}|{site}|{period}|{item.standard}"),
            )
            for item in form.items
        }

    def _answer_item(self, item: Item, rate: float, drawn: random.Random) -> dict[str, Any]:
        if item.may_be_na and item.factor != "compliance" and drawn.random() < 0.006:
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
            }
        )

    def _draw_reference(self, *parts: object) -> str:
        name = "|".join(map(str, (self.seed, *parts)))
        digest = hashlib.sha256(name.encode()).hexdigest()
        return f"{digest[:4]}-{digest[4:8]}"

    # What happens to the actions

    def _agree_actions(
        self, form: Form, answers: dict[str, Any], begun: date, site: str
    ) -> Iterable[dict[str, Any]]:
        """Yield an action for the findings that carry most, unless one about them is still open."""
        missed = [item for item in form.items if _is_missed(item, answers.get(item.standard, {}))]
        pending = [i for i in missed if self.closed.get((site, i.standard), begun) <= begun]
        pending.sort(key=lambda i: ((site, i.standard) not in RATES, -i.weight, i.standard))
        for number, item in enumerate(pending[: MOST_AGREED.get(form.checklist, 1)], start=1):
            drawn = random.Random(f"{self.seed}|{begun}|{site}|{item.standard}")
            texts = AGREED.get((site, item.standard), ())
            turn = self.agreed.get((site, item.standard), 0)
            self.agreed[site, item.standard] = turn + 1
            yield {
                "number": number,
                "standard": item.standard,
                "what": texts[turn] if turn < len(texts) else item.if_not,
                "who": drawn.choice(DOERS[site]),
                "by": (begun + timedelta(days=drawn.choice((11, 18, 21, 25)))).isoformat(),
            }

    def _write_events(self, record: AuditRecord) -> None:
        for action in record.actions:
            if action.by is None or action.standard is None:
                continue
            drawn = random.Random(f"{self.seed}|{record.id}|{action.number}")
            kind = drawn.choices(("done", "late", "moved", "given_up", None), (66, 14, 8, 4, 8))[0]
            place, fields = (record.site, action.standard), {"action": str(action.number)}
            if place in RATES or (kind is None and record.date < DONE_BEFORE):
                kind = kind if kind == "late" else "done"
            done, why = action.by - timedelta(days=drawn.randint(0, 6)), "There is nobody to do it."
            if kind in ("late", "moved"):
                done = action.by + timedelta(days=drawn.randint(2, 12))
            if place in GIVEN_UP and self.agreed[place] == 1:
                kind, (done, why) = "given_up", GIVEN_UP[place]
            # What is not closed is still open when the same thing fails again, and what is closed has
            # to show first whether it helps.
            wait = timedelta(0) if kind == "given_up" else PATIENCE
            self.closed[place] = done + wait if kind else date.max
            if kind == "given_up":
                self._write_event(record, kind, done, why=why, **fields)
                continue
            if kind == "moved":
                until = (action.by + timedelta(weeks=2)).isoformat()
                self._write_event(record, kind, action.by - timedelta(1), until=until, **fields)
            if kind:
                self._write_event(record, "done", done, **fields)

    def _write_event(self, record: AuditRecord, kind: str, on: date, **fields: Any) -> None:
        if on > self.last:
            return
        reference = self._draw_reference(record.id, kind, on, *sorted(map(str, fields.values())))
        event = {
            "event": kind, "format": 1, "id": reference, "audit": record.id,
            "checklist": record.checklist, "site": record.site, "on": on.isoformat(),
            "by": record.auditor, **fields,
        }  # fmt: skip
        self.events.append(AuditEvent.model_validate(event))

    def _write_second_audit(self) -> None:
        """Let a second auditor look at the same cases, and be stricter on a few questions."""
        first = next(
            (r for r in self.records
             if r.period and (r.site, r.checklist, r.period.first) == COMPARED),
            None,
        )  # fmt: skip
        if first is None or first.period is None:
            return
        form = next(i.form for i in self.handbook.issued if i.fingerprint == first.form)
        answers = json.loads(encode_record(first))["answers"]
        drawn = random.Random(f"{self.seed}|second")
        met = [i for i in form.items if not _is_missed(i, answers.get(i.standard, {}))]
        for item in drawn.sample(met, STRICTER):
            answer = answers[item.standard]
            # One case fewer than the target asks for.
            answer["k"] = max(0, round(answer["n"] * (item.target or 1) - 0.51))
        begun = first.date + timedelta(days=2)
        reference = self._draw_reference("second", first.id)
        period = Period(first.period.first, first.period.last)
        second = self._make_record(
            form, reference, first.site, begun, period, answers, 400, SECOND_AUDITOR
        )
        self.records.append(second)
        self._write_event(second, "counted_as", begun, count_as="second_auditor", of=first.id)


def _format_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _is_missed(item: Item, answer: dict[str, Any]) -> bool:
    if answer.get("answer") == "count":
        return bool(answer["k"] / answer["n"] < (item.target or 1) - 1e-9)
    if answer.get("answer") == "grade":
        return bool(answer["grade"] / 10 < (item.target or 1))
    return answer.get("answer") == "not_met"


def generate_year(
    handbook: Handbook, last: date, months: int = MONTHS, seed: str = SEED
) -> SampleYear:
    """Return the audits of some months, of which `last` lies in the last one, and their events."""
    firsts = []
    month = last.replace(day=1)
    for _ in range(months):
        firsts.append(month)
        month = (month - timedelta(days=1)).replace(day=1)
    return _Writer(handbook, seed, tuple(reversed(firsts))).write_year()


def encode_year(year: SampleYear) -> dict[str, bytes]:
    """Return the files of a year, by their paths in `audits/`."""
    files = {build_record_path(r).as_posix(): encode_record(r) for r in year.records}
    for event in year.events:
        data = event.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
        files[build_event_path(event).as_posix()] = f"{text}\n".encode()
    return {**files, "notes.yml": NOTES.encode()}


def write_year(year: SampleYear, folder: Path) -> int:
    """Write a year into `audits/` of a folder, and return the number of files."""
    files = encode_year(year)
    for path, content in files.items():
        target = folder / "audits" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return len(files)


def main() -> None:
    """Write the year of the handbook that lies here."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--last", default="2026-10", help="the last month, as 2026-10")
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--seed", default=SEED)
    given = parser.parse_args()
    year = generate_year(
        load_handbook(Path()), date.fromisoformat(f"{given.last}-01"), given.months, given.seed
    )
    if given.folder is None:
        # What an older story left would count as well.
        shutil.rmtree("audits", ignore_errors=True)
    print(f"{write_year(year, given.folder or Path())} files")


if __name__ == "__main__":
    main()

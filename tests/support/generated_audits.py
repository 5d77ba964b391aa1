"""Filled-in sheets made up from a seed: the same audits go through every medium."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import FilledSheet, RawAction
from cx_handbook.content.model import Form, Item

ROWS = 8  # of the table of actions on paper
_LONGEST = 4000
TEXTS = (
    "Seen at the counter, twice.",
    "Größe, Straße, Łódź, Ångström, señor, Ελλάδα, Ірина",
    "“Nobody called back”, she said – it's the 3rd time… 100 % true",
    "=1+1",
    "+44 1632 960000, -2, @home",
    "<script>alert('no')</script> & <b>bold</b>",
    "{{ 7*7 }} {% raw %} ${x} \\u0041 \\n (a(b) ))",
    '"quoted", semi;colon, comma, tab-less | pipe',
    "🙂 a smile, 日本語, עברית",
    "N/A",
    "0",
    "true",
    "word " * 160 + "end",
    "w" * 900,
    ("The list was three weeks old. " * 200)[:_LONGEST].strip(),
)
REASONS = ("No such case in the period.", "Kein Fall im März – siehe Übergabe", "Shop was closed")
AUDITORS = ("Ana Müller-Łukaszewicz", "O'Brien, J.", "", "Dr. N. “Nic” Ó Súilleabháin")


def generated_audits(
    form: Form, n: int, seed: int = 1, sites: Sequence[str] = ("main-street", "harbour")
) -> Iterator[FilledSheet]:
    """Yield n filled-in sheets of a form: the first blank, the second full, the rest at random.

    Texts carry no line breaks and no spaces around them; *not applicable* is marked only where
    the sheet has a box for it; a question without any text is left out.
    """
    for number in range(n):
        dice = random.Random(f"{seed}-{number}")
        filled = (0.0, 1.0)[number] if number < 2 else dice.choice((0.4, 0.8, 0.95, 1.0))
        yield _audit(form, dice, number, filled, dice.choice(tuple(sites)))


def _audit(form: Form, dice: random.Random, number: int, filled: float, site: str) -> FilledSheet:
    day = date(2026, 1, 1) + timedelta(days=dice.randrange(400))
    first = day - timedelta(days=dice.randrange(1, 60))
    written = {item.standard: _written(item, dice) for item in form.items if dice.random() < filled}
    return FilledSheet(
        form=form.fingerprint,
        reference=f"k{number}x{dice.randrange(1000)}-{dice.randrange(36**4):x}",
        site=site,
        auditor=dice.choice(AUDITORS),
        date=day.isoformat(),
        start=dice.choice(("09:30", "00:00", "")),
        end=dice.choice(("10:15", "23:59", "")),
        first=first.isoformat(),
        last=day.isoformat(),
        answers={standard: boxes for standard, boxes in written.items() if boxes != RawAnswer()},
        actions=tuple(_action(form, dice) for _ in range(dice.randrange(ROWS + 1))),
    )


def _written(item: Item, dice: random.Random) -> RawAnswer:
    note = dice.choice(TEXTS) if dice.random() < 0.4 else ""
    if item.may_be_na and dice.random() < 0.15:
        return RawAnswer(mark="na", note=dice.choice((*REASONS, "")))
    if item.answer == "yes_no":
        return RawAnswer(mark=dice.choice(("yes", "yes", "no", "")), note=note)
    if item.answer == "grade":
        grade = dice.choice((*map(str, range(11)), "7.5", "11", ""))
        return RawAnswer(grade=grade, note=note)
    return _counted(item, dice, note)


def _counted(item: Item, dice: random.Random, note: str) -> RawAnswer:
    """Return a count: whole samples, few of them, all cases, and what an auditor gets wrong."""
    n = dice.choice((item.sample or 5, item.sample or 5, 1, 3))
    k = dice.randrange(n + 1)
    cases = dice.choice(("", "", str(n), str(n + dice.randrange(500))))
    slip = dice.random()
    if slip < 0.08:  # half of it written, more met than looked at, words instead of a number
        k_text, n_text = dice.choice(
            ((str(k), ""), ("", str(n)), (str(n + 1), str(n)), ("~3", "x"))
        )
        return RawAnswer(k=k_text, n=n_text, cases=cases, note=note)
    return RawAnswer(k=str(k), n=str(n), cases=cases, note=note)


def _action(form: Form, dice: random.Random) -> RawAction:
    standard = dice.choice(form.items).standard if dice.random() < 0.8 else ""
    by = (date(2027, 1, 1) + timedelta(days=dice.randrange(200))).isoformat()
    return RawAction(
        standard=standard,
        what=dice.choice(TEXTS[:12]),
        who=dice.choice(("Sam", "Łucja & Jörg", "")),
        by=dice.choice((by, by, "")),
    )

"""A filled-in sheet becomes a record; what has no place in it is kept in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cx_handbook.audit.reading.answer_rules import RawAnswer
from cx_handbook.audit.reading.filled_sheet import (
    FilledSheet,
    RawAction,
    UnreadableError,
    build_record,
    derive_reference,
    read_day,
    read_time,
)
from cx_handbook.audit.reading.readers.record_file import encode_record, read_record
from cx_handbook.audit.records.record import Answer, AuditRecord
from cx_handbook.content.model import Handbook
from support.audit_records import form_of

SHEET = FilledSheet(form="", site="Main Street shop", date="3/11/2026")


def recorded(handbook: Handbook, changes: dict[str, Any], **given: Any) -> AuditRecord:
    record = build_record(replace(SHEET, **changes), form_of(handbook), handbook.company, **given)
    assert read_record(encode_record(record)) == record
    return record


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("2026-11-03", "en-US", "2026-11-03"),
        ("2026-11-03 00:00:00", "en-GB", "2026-11-03"),
        ("2026/11/3", "de-DE", "2026-11-03"),
        ("3/11/2026", "en-GB", "2026-11-03"),
        ("3/11/26", "en-GB", "2026-11-03"),
        ("11/3/2026", "en-US", "2026-11-03"),
        ("3.11.2026", "de", "2026-11-03"),
        ("3. 11. 2026", "de", "2026-11-03"),
        ("03-11-2026", "fr-FR", "2026-11-03"),
        ("13/2/2026", "en-US", None),
        ("30/2/2026", "en-GB", None),
        ("3/11/0026", "en-GB", None),
        ("9999-01-01", "en-GB", None),
        ("next Tuesday", "en-GB", None),
        ("٣/١١/٢٠٢٦", "en-GB", None),
        ("", "en-GB", None),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_order_of_the_language(
    text: str, language: str, day: str | None
) -> None:
    """A date is ISO or in the order of the company's language; another order is never guessed."""
    found = read_day(text, language)

    assert (found.isoformat() if found else None) == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("9:30", "09:30"), ("09.30", "09:30"), ("0930", "09:30"), ("930", "09:30"),
        ("9h30", "09:30"), ("09:30:00", "09:30"), ("9:30 am", "09:30"), ("9.30 p.m.", "21:30"),
        ("12:15 am", "00:15"), ("23:59", "23:59"), ("24:00", None), ("9:60", None),
        ("13:00 pm", None), ("half nine", None), ("9", None), ("", None),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(text: str, time: str | None) -> None:
    """A time of day may be written in several ways; other texts are not read as one."""
    assert read_time(text) == time


@pytest.mark.parametrize("text", ["harbour", "Harbour shop", " HARBOUR  Shop "])
def test_a_site_is_known_by_id_or_name(handbook: Handbook, text: str) -> None:
    """Capitals and spaces do not matter."""
    assert recorded(handbook, {"site": text}).site == "harbour"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"site": ""}, "it names no site; add it with --site and one of main-street, harbour"),
        (
            {"site": "../../x"},
            "there is no site ‘../../x’; add it with --site and one of main-street, harbour",
        ),
        ({"date": ""}, "it names no date; add it with --date and the day, such as 2026-11-30"),
        (
            {"date": "soon"},
            "‘soon’ is not a date; add it with --date and the day, such as 2026-11-30",
        ),
    ],
)
def test_without_site_or_date_it_is_refused(
    handbook: Handbook, changes: dict[str, Any], said: str
) -> None:
    """The refusal says with which option it can be added."""
    with pytest.raises(UnreadableError) as caught:
        recorded(handbook, changes)

    assert str(caught.value) == said


def test_site_and_date_given_stand_in_only_where_none_is_read(handbook: Handbook) -> None:
    """With many files at once, an option must not overrule what a sheet says itself."""
    given: dict[str, Any] = {"site": "harbour", "day": date(2026, 1, 2)}

    kept = recorded(handbook, {}, **given)
    filled = recorded(handbook, {"site": "the pier", "date": "soon"}, **given)

    assert (kept.site, kept.date, kept.oddities) == ("main-street", date(2026, 11, 3), ())
    assert (filled.site, filled.date) == ("harbour", date(2026, 1, 2))
    assert filled.oddities == ("site: the pier", "date: soon")


def test_a_sheet_without_reference_gets_the_same_one_each_time(handbook: Handbook) -> None:
    """The reference is made of form, site, date and auditor, so that adding it again is seen."""
    form = form_of(handbook).fingerprint
    record = recorded(handbook, {"auditor": "Ann"})

    assert record.id == derive_reference(form, "main-street", date(2026, 11, 3), "Ann")
    assert record.id == recorded(handbook, {"auditor": " Ann "}).id
    assert record.id != recorded(handbook, {"auditor": "Bob"}).id
    assert recorded(handbook, {"reference": "K3X9-2FQ7"}).id == "k3x9-2fq7"


def test_what_cannot_be_read_in_the_head_is_kept_in_words(handbook: Handbook) -> None:
    """Nothing that was written on a sheet is dropped because it has no place."""
    record = recorded(
        handbook,
        {
            "reference": "../x", "start": "half nine", "end": "1015", "auditor": "A" * 201,
            "first": "1/10/2026", "last": "soon", "unmapped": ("a stamp", ""),
        },
    )  # fmt: skip

    assert (record.auditor, record.start, record.end, record.period) == (None, None, "10:15", None)
    assert record.oddities == (
        "a stamp",
        f"auditor: {'A' * 201}",
        "reference: ../x",
        "start: half nine",
        "first day of the period: 1/10/2026",
        "last day of the period: soon",
    )


def test_a_period_that_ends_before_it_begins_is_odd(handbook: Handbook) -> None:
    """Both days are kept, as words."""
    record = recorded(handbook, {"first": "2/10/2026", "last": "1/10/2026"})

    assert record.period is None
    assert len(record.oddities) == 2


def test_answers_go_through_the_rules_of_every_medium(handbook: Handbook) -> None:
    """Each box is read as an answer of its question's type; other standards are kept as unmapped."""
    written = {
        "CB-01": RawAnswer(k="17", n="20", cases="143"),
        "SO-02": RawAnswer(mark="yes", note=" seen\nby me "),
        "OF-01": RawAnswer(grade="eleven"),
        "LI-01": RawAnswer(),
        "XX-99": RawAnswer(mark="yes", note="hello"),
        "YY-99": RawAnswer(),
    }
    record = recorded(handbook, {"answers": written})

    assert record.answers == {
        "CB-01": Answer(answer="count", k=17, n=20, cases=143),
        "SO-02": Answer(answer="met", note="seen\nby me"),
        "OF-01": Answer(unread="eleven"),
    }
    assert record.oddities == ("XX-99, which this form does not ask: mark yes, note hello",)


def test_texts_that_are_too_long_lose_nothing(handbook: Handbook) -> None:
    """Text beyond the limit of a field is kept among the oddities, in pieces."""
    note = "".join(chr(97 + n % 26) for n in range(10_000))
    record = recorded(handbook, {"answers": {"CB-01": RawAnswer(note=note)}})
    pieces = [oddity.removeprefix("CB-01, more of its note: ") for oddity in record.oddities]

    assert (record.answers["CB-01"].note or "") + "".join(pieces) == note


def test_half_characters_do_no_harm(handbook: Handbook) -> None:
    """An unpaired surrogate is replaced, and the rest of the sheet is read."""
    record = recorded(
        handbook, {"auditor": "A\ud800", "answers": {"HA-01": RawAnswer(note="\udcff")}}
    )

    assert (record.auditor, record.answers["HA-01"].note) == ("A?", "?")


def test_actions_become_rows_and_odd_ones_words(handbook: Handbook) -> None:
    """An action needs to say what is done; everything else about it may be missing."""
    record = recorded(
        handbook,
        {
            "actions": (
                RawAction("so-01", "Practise", "Ann", "1/12/2026"),
                RawAction(),
                RawAction("XX-99", "Ask", "", "soon"),
                RawAction("CB-01", "", "Bob", ""),
            )
        },
    )

    assert [(a.standard, a.what, a.who, str(a.by)) for a in record.actions] == [
        ("SO-01", "Practise", "Ann", "2026-12-01"),
        (None, "Ask", None, "None"),
    ]
    assert record.oddities == (
        "an action for a standard this form does not ask: XX-99",
        "the day of the action Ask: soon",
        "an action that does not say what is done: CB-01 | Bob",
    )


def test_a_flood_of_oddities_is_cut_and_says_so(handbook: Handbook) -> None:
    """A hostile sheet cannot make a record without bounds."""
    rows = tuple(RawAction(what=f"row {n}") for n in range(500))
    record = recorded(handbook, {"actions": rows})

    assert (len(record.actions), len(record.oddities)) == (200, 200)
    assert record.oddities[-1] == "101 more oddities stand only on the sheet"

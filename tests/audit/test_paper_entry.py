"""Typing in an audit: a text goes in, the next question comes out, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cx_handbook.audit.entry.paper_entry import EntrySession, encode_draft, read_draft
from cx_handbook.audit.history.earlier_audits import EarlierAudits
from cx_handbook.audit.reading.filled_sheet import UnreadableError
from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.events import AuditEvent
from cx_handbook.audit.records.record import Answer, AuditRecord
from cx_handbook.content.model import Handbook
from support.audit_records import ANSWERS, a_record, a_typed_record, form_of

HEAD = ["harbour", "K3X9-2fq7", "1/10/2026", "31/10/2026", "Ann", "3/11/2026", "9.30", "1015"]
QUESTIONS = [
    "19 of 20 of 143", "", "y", "", "5/10", "Two did, late: “sorry”.", "8", "",
    "na", "No case in the period.", "=half", "",
]  # fmt: skip


def entry_of(handbook: Handbook) -> EntrySession:
    return EntrySession(form_of(handbook), handbook.company)


def typed(entry: EntrySession, texts: list[str]) -> EntrySession:
    for text in texts:
        entry, said = entry.submit(text)
        assert not said.endswith(("write it as 9:30.", "answer to this."))
    return entry


def asked(entry: EntrySession) -> str:
    assert entry.current_prompt is not None
    return entry.current_prompt.key


def test_what_is_typed_becomes_the_record(handbook: Handbook) -> None:
    """Head, answers, notes and actions give the record that every other medium gives."""
    entry = typed(entry_of(handbook), [*HEAD, *QUESTIONS, "Practise", "Ann", "1/12/2026", ""])
    answers = {**ANSWERS, "SO-02": {"answer": "met"}}

    assert entry.current_prompt is None
    written = a_typed_record(handbook, auditor="Ann", answers=answers, oddities=[])
    assert entry.build_record() == written


def test_the_boxes_come_in_the_order_of_the_sheet(handbook: Handbook) -> None:
    """Head first, then each question with its note, then what is done."""
    entry = entry_of(handbook)
    keys = list(entry.prompts)

    assert keys[:8] == [
        "head.site", "head.reference", "head.first", "head.last", "head.auditor", "head.date",
        "head.start", "head.end",
    ]  # fmt: skip
    assert keys[8::2][:6] == [f"{i.standard}.answer" for i in entry.form.items]
    assert keys[-1] == "action.1.what"


def test_a_question_shows_what_the_sheet_shows(handbook: Handbook) -> None:
    """Section, number, critical mark, check, where to look, and what may be answered."""
    steps = entry_of(handbook).prompts

    assert steps["CB-01.answer"].above == (
        "", "Promises", "At the desk, with the lists.", "", "1 of 6  CB-01",
        "How many call-backs were made in the promised time?",
        "Look at: Call-back list (look at 20)",
    )  # fmt: skip
    assert steps["CB-01.answer"].ask == (
        "Answer: met of looked at, as 17/20, or 17 of 20 of 143 when there were 143 in all, or na"
    )
    assert steps["SO-02.answer"].above[1] == "2 of 6  SO-02  CRITICAL"
    assert steps["SO-02.answer"].ask == "Answer: y or n"
    assert steps["OF-01.answer"].ask == "Answer: 0 to 10, or na"


@pytest.mark.parametrize(
    ("key", "text", "answer"),
    [
        ("CB-01", "17/20", Answer(answer="count", k=17, n=20)),
        ("CB-01", "17 of 20", Answer(answer="count", k=17, n=20)),
        ("CB-01", "17 out of 20 of 143", Answer(answer="count", k=17, n=20, cases=143)),
        ("CB-01", "21/20", Answer(answer="count", k=21, n=20)),
        ("CB-01", "N/A", Answer(answer="not_applicable")),
        ("SO-02", "Yes", Answer(answer="met")),
        ("SO-02", "N", Answer(answer="not_met")),
        ("OF-01", "0", Answer(answer="grade", grade=0)),
        ("OF-01", "= 7 or 8", Answer(unread="7 or 8")),
        ("CB-01", "= 17/20", Answer(unread="17/20")),
    ],
)
def test_answers_are_typed_as_people_say_them(
    handbook: Handbook, key: str, text: str, answer: Answer
) -> None:
    """Short forms and long ones mean the same; a text after = is kept as it stands."""
    entry = typed(entry_of(handbook), HEAD)
    entry, _ = EntrySession(entry.form, entry.company, entry.texts, f"{key}.answer").submit(text)

    assert entry.build_record().answers == {key: answer}
    assert asked(entry) == f"{key}.note"


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("head.site", "pier", "There is no site pier; write one of main-street, harbour."),
        ("head.date", "soon", "soon is not a date; write it as 2026-11-30."),
        ("head.first", "30/2/2026", "30/2/2026 is not a date; write it as 2026-11-30."),
        ("head.start", "9", "9 is not a time of day; write it as 9:30."),
        (
            "head.reference", "../x",
            "A reference has letters, digits and single hyphens, such as k3x9-2fq7.",
        ),
        ("head.auditor", "A" * 201, "This is longer than 200 characters; shorten it."),
        ("SO-02.answer", "maybe", "maybe is no answer to this. Answer: y or n."),
        ("OF-01.answer", "11", "11 is no answer to this. Answer: 0 to 10, or na."),
        ("SO-02.answer", "= yes", "This is an answer; write it without =."),
        ("OF-01.answer", "=", "= is no answer to this. Answer: 0 to 10, or na."),
        ("SO-02.answer", "3/4", "3/4 is no answer to this. Answer: y or n."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_asked_again(
    handbook: Handbook, key: str, text: str, said: str
) -> None:
    """The sentence says what fits, and nothing is kept."""
    entry = EntrySession(form_of(handbook), handbook.company, {}, key)

    assert entry.submit(text) == (entry, said)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("CB-01", "21/20", "CB-01: 21 of 20 cannot be; it counts as unanswered."),
        (
            "CB-01", "0/0",
            "CB-01: 0 of 0 is no answer; look at a case, or say that there was none.",
        ),
        (
            "CB-01", "3/4",
            "CB-01: Fewer than the sample of 20; the result is provisional.",
        ),
        ("SO-02", "na", "SO-02: N/A is not allowed here; it counts as unanswered."),
        ("LI-01", "na", ""),
    ],
)  # fmt: skip
def test_what_will_not_count_is_said_at_once(
    handbook: Handbook, key: str, text: str, said: str
) -> None:
    """The answer is kept, and the remark lets the typist check it against the sheet."""
    entry = EntrySession(form_of(handbook), handbook.company, {}, f"{key}.answer")

    assert entry.submit(text)[1] == said


def test_site_and_date_cannot_be_left_out(handbook: Handbook) -> None:
    """Everything else may stay blank."""
    entry = entry_of(handbook)
    same, said = entry.submit("")

    assert (same, said) == (
        entry,
        "This is needed: without it nobody can tell what was audited.",
    )
    entry = typed(entry, ["harbour", "", "", "", "", "3/11/2026", "", "", *[""] * 12, ""])
    assert entry.current_prompt is None
    assert entry.build_record().answers == {}


def test_going_back_keeps_and_changes(handbook: Handbook) -> None:
    """b goes back, Enter keeps what is there, - clears it, another text replaces it."""
    entry = typed(entry_of(handbook), [*HEAD, "19/20", "b", "b"])
    assert asked(entry) == "head.end"
    entry = typed(entry, ["", ""])
    assert (asked(entry), entry.texts["CB-01.answer"]) == ("CB-01.note", "19/20")
    entry = typed(entry, ["b", "18/20"])
    assert entry.texts["CB-01.answer"] == "18/20"
    entry = typed(entry, ["b", "-"])
    assert (asked(entry), "CB-01.answer" in entry.texts) == ("CB-01.answer", False)


def test_the_first_box_has_nothing_before_it(handbook: Handbook) -> None:
    """Going back there says so; help says what can be typed."""
    entry = entry_of(handbook)

    assert entry.submit("b") == (entry, "This is the first one.")
    assert entry.submit("?")[0] == entry
    assert "q stops" in entry.submit("?")[1]


def test_going_back_from_the_end_leads_to_the_last_box(handbook: Handbook) -> None:
    """After the last box it is possible to go back."""
    entry = typed(entry_of(handbook), [*HEAD, *[""] * 13])
    assert entry.current_prompt is None

    assert asked(typed(entry, ["b"])) == "action.1.what"


def test_the_reason_is_asked_for_what_does_not_apply(handbook: Handbook) -> None:
    """For not applicable, the note is the reason and is called so."""
    entry = EntrySession(form_of(handbook), handbook.company, {}, "LI-01.answer").submit("na")[0]

    assert entry.current_prompt is not None
    assert entry.current_prompt.ask == "Reason, needed for not applicable"


def test_a_missing_reason_is_asked_for_at_once_and_once(handbook: Handbook) -> None:
    """Whoever types from paper may find none there; then Enter once more goes on."""
    entry = EntrySession(form_of(handbook), handbook.company, {}, "LI-01.answer").submit("na")[0]

    entry, said = entry.submit("")
    assert (asked(entry), said) == (
        "LI-01.note",
        "N/A needs a reason; without one it counts as unanswered. Write what stands on the sheet, "
        "or press Enter once more if nothing does.",
    )
    entry, said = entry.submit("")
    assert (asked(entry), said) == ("HA-01.answer", "")


def test_a_note_that_is_no_reason_may_stay_blank(handbook: Handbook) -> None:
    """Where the question does apply, Enter goes on."""
    entry = EntrySession(form_of(handbook), handbook.company, {}, "LI-01.answer").submit("y")[0]
    assert asked(entry.submit("")[0]) == "HA-01.answer"


def test_answers_changed_after_the_result_was_seen_are_counted(handbook: Handbook) -> None:
    """Changing and clearing count, keeping and notes do not; the record says how many."""
    seen = typed(entry_of(handbook), [*HEAD, *QUESTIONS, "", ""]).mark_seen()

    def at(entry: EntrySession, key: str, text: str) -> EntrySession:
        return replace(entry, at=key).submit(text)[0]

    entry = at(seen, "SO-02.answer", "n")
    entry = at(entry, "CB-01.answer", "-")
    entry = at(entry, "SO-02.note", "Looked again")
    entry = at(at(entry, "OF-01.answer", "8"), "OF-01.answer", "")

    assert entry.build_record().changed_after_result == 2
    forms = {form_of(handbook).fingerprint: form_of(handbook)}
    assert read_draft(encode_draft(entry), forms, handbook.company) == entry
    unseen = at(replace(seen, seen=False), "SO-02.answer", "n")
    assert unseen.build_record().changed_after_result == 0


# Earlier audits


def with_earlier(handbook: Handbook, *records: AuditRecord, events: Any = ()) -> EntrySession:
    """Return an entry of the harbour shop that knows earlier audits, at its first question."""
    audits = tuple(Audit(record, form_of(handbook, record.checklist)) for record in records)
    earlier = EarlierAudits(audits, tuple(AuditEvent.model_validate(event) for event in events))
    entry = EntrySession(
        form_of(handbook),
        handbook.company,
        earlier=lambda site: earlier if site == "harbour" else EarlierAudits(),
    )
    return typed(entry, HEAD)


def october(handbook: Handbook, **changes: Any) -> AuditRecord:
    """Return the audit of the month before, in which SO-01 fell short."""
    own = {"id": "oct0-0001", "date": "2026-10-06", **changes}
    return a_record(handbook, **own)


def daily(handbook: Handbook, day: str, k: int, n: int, **changes: Any) -> AuditRecord:
    """Return a sheet of another checklist that counted CB-01 on a day of October."""
    form = form_of(handbook, "daily").fingerprint
    counted = {"answer": "count", "k": k, "n": n, **changes}
    return a_record(
        handbook, id=f"day-{day[-2:]}", checklist="daily", form=form, date=day, period=None,
        actions=[], answers={"CB-01": counted},
    )  # fmt: skip


def test_what_fell_short_last_time_stands_above_its_question(handbook: Handbook) -> None:
    """The answer and its note; above no other question, and not from another site."""
    entry = with_earlier(handbook, october(handbook, actions=[]))
    above = {key: prompt.above for key, prompt in entry.prompts.items()}

    assert above["SO-01.answer"][-1] == (
        "On 2026-10-06 it fell short: 5 of 10 – Two did, late: “sorry”."
    )
    assert not any(
        "fell short" in line for key in above if key != "SO-01.answer" for line in above[key]
    )
    elsewhere = replace(entry, texts={**entry.texts, "head.site": "main-street"})
    assert not any("fell short" in line for p in elsewhere.prompts.values() for line in p.above)


def test_an_audit_that_is_not_before_this_one_says_nothing(handbook: Handbook) -> None:
    """One of the same day or later, and this very one, when it is typed in again."""
    later = october(handbook, date="2026-11-03")
    same = october(handbook, id="k3x9-2fq7")
    entry = with_earlier(handbook, later, same)
    assert not any(key.startswith("was.") for key in entry.prompts)


def test_what_was_agreed_is_asked_about_before_its_question(handbook: Handbook) -> None:
    """The question's lines stand once, then what was agreed, then whether it is done."""
    entry = with_earlier(handbook, october(handbook))
    keys = list(entry.prompts)
    asks = entry.prompts["was.monthly.oct0-0001.1"]

    assert keys[keys.index("was.monthly.oct0-0001.1") + 1] == "SO-01.answer"
    assert asks.above[3].startswith("3 of 6  SO-01")
    assert asks.above[-1] == "Agreed on 2026-10-06: Practise – Ann, by 2026-12-01"
    assert asks.ask == "Is it done? y, n, a new day, or x and why it is given up"
    assert entry.prompts["SO-01.answer"].above == ()


def test_an_action_without_a_question_is_asked_about_at_the_end(handbook: Handbook) -> None:
    """It comes after all questions and before new actions."""
    tidy = {"number": 3, "what": "Tidy the counter"}
    entry = with_earlier(handbook, october(handbook, actions=[tidy]))
    keys = list(entry.prompts)
    assert keys[keys.index("was.monthly.oct0-0001.3") - 1].endswith(".note")
    assert keys[keys.index("was.monthly.oct0-0001.3") + 1].startswith("action.")


def test_what_is_done_already_is_not_asked_about(handbook: Handbook) -> None:
    """An event of somebody else has said it."""
    done = {
        "event": "done", "format": 1, "id": "aaaa-0001", "audit": "oct0-0001",
        "checklist": "monthly", "site": "harbour", "on": "2026-10-20", "action": "1",
    }  # fmt: skip
    entry = with_earlier(handbook, october(handbook), events=[done])
    assert not any(key.startswith("was.") for key in entry.prompts)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("y", {"event": "done"}),
        ("24/12/2026", {"event": "moved", "until": date(2026, 12, 24)}),
        ("x Too dear", {"event": "given_up", "why": "Too dear"}),
        ("n", None),
        ("", None),
    ],
)
def test_what_is_said_of_an_action_becomes_an_event(
    handbook: Handbook, text: str, fields: dict[str, Any] | None
) -> None:
    """By the auditor, on the day of this audit; the same each time it is asked for."""
    entry = with_earlier(handbook, october(handbook))
    entry = replace(entry, at="was.monthly.oct0-0001.1").submit(text)[0]
    record = entry.build_record()
    events = entry.list_events(record)

    assert events == entry.list_events(record)
    if fields is None:
        assert events == ()
        return
    said = events[0].model_dump(exclude_none=True, exclude={"id", "format"})
    assert said == {
        "audit": "oct0-0001", "checklist": "monthly", "site": "harbour", "action": "1",
        "on": date(2026, 11, 3), "at": "10:15", "by": "Ann", **fields,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("perhaps", "Write y, n, a new day such as 2026-11-30, or x and why it is given up."),
        ("x", "Write after the x why it is given up."),
    ],
)
def test_what_becomes_of_an_action_is_asked_again(handbook: Handbook, text: str, said: str) -> None:
    """The sentence says what may be written."""
    entry = replace(with_earlier(handbook, october(handbook)), at="was.monthly.oct0-0001.1")
    assert entry.submit(text) == (entry, said)


def test_counts_of_other_sheets_are_taken_over_on_a_key(handbook: Handbook) -> None:
    """They are offered with the sheets they come from, added up, and the record says so."""
    sheets = [
        daily(handbook, "2026-10-12", 9, 10, cases=70), daily(handbook, "2026-10-05", 8, 10, cases=50),
    ]  # fmt: skip
    entry = with_earlier(handbook, *sheets, daily(handbook, "2026-11-02", 1, 10))

    assert entry.prompts["CB-01.answer"].above[-1] == (
        "Counted already on daily 2026-10-05, daily 2026-10-12: 17 of 20 of 120 in all. "
        "+ takes it over."
    )
    entry, said = entry.submit("+")
    assert said == "CB-01: 17/20/120, taken over."
    record = entry.build_record()
    assert record.answers["CB-01"] == Answer(answer="count", k=17, n=20, cases=120)
    assert record.taken_over == {"CB-01": ("day-05", "day-12")}


def test_another_answer_is_not_taken_over(handbook: Handbook) -> None:
    """Whoever types a number after all has counted it anew; Enter keeps what was taken."""
    entry = with_earlier(handbook, daily(handbook, "2026-10-05", 8, 10)).submit("+")[0]
    back = replace(entry, at="CB-01.answer")

    assert back.submit("")[0].build_record().taken_over == {"CB-01": ("day-05",)}
    assert back.submit("9/10")[0].build_record().taken_over == {}
    assert back.submit("-")[0].build_record().taken_over == {}


def test_counts_need_sheets_of_the_period(handbook: Handbook) -> None:
    """Without one, or where nothing is counted, the key says so and keeps nothing."""
    entry = with_earlier(handbook, daily(handbook, "2026-09-30", 8, 10))
    said = "No other sheet of this period has counted this."
    assert entry.submit("+") == (entry, said)
    choice = replace(entry, at="SO-02.answer")
    assert choice.submit("+") == (choice, said)


def test_findings_without_an_action_are_named(handbook: Handbook) -> None:
    """Until each has one."""
    entry = typed(entry_of(handbook), [*HEAD, *[""] * 2, "n", "", *[""] * 6, "n", ""])
    assert entry.list_without_action() == ["SO-02", "HA-01"]
    assert typed(entry, ["Ring first", "", ""]).list_without_action() == ["HA-01"]


def test_findings_ask_for_their_actions(handbook: Handbook) -> None:
    """Each standard not met shows what helps, and others may be added one after the other."""
    entry = typed(entry_of(handbook), [*HEAD, *[""] * 10, "n", ""])
    assert asked(entry) == "action.HA-01.what"
    entry = typed(entry, ["Tidy", "", "soon" * 0, "Paint", "Bob", "1/12/2026", "Sweep", "", "", ""])

    assert entry.current_prompt is None
    assert [(a.standard, a.what, a.who) for a in entry.build_record().actions] == [
        ("HA-01", "Tidy", None), (None, "Paint", "Bob"), (None, "Sweep", None),
    ]  # fmt: skip


def test_an_action_survives_when_its_finding_goes(handbook: Handbook) -> None:
    """When an answer is corrected, the action that was typed for it stays."""
    entry = typed(entry_of(handbook), [*HEAD, *[""] * 10, "n", "", "Tidy", "", ""])
    entry = EntrySession(entry.form, entry.company, entry.texts, "HA-01.answer").submit("y")[0]

    assert "action.HA-01.what" in entry.prompts
    assert [(a.standard, a.what) for a in entry.build_record().actions] == [("HA-01", "Tidy")]


def test_a_draft_goes_on_where_it_was(handbook: Handbook) -> None:
    """After each single text, what is read back from the draft is the same entry."""
    forms = {form_of(handbook).fingerprint: form_of(handbook)}
    entry = entry_of(handbook)
    for text in [*HEAD, *QUESTIONS, "Practise", "Ann", "b", "", "", ""]:
        entry, _ = entry.submit(text)
        assert read_draft(encode_draft(entry), forms, handbook.company) == entry
    assert entry.current_prompt is None


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b'{"form": 1, "texts": {}, "at": ""}', b"[" * 100_000,
     b'{"form": "x", "texts": {"a": 1}, "at": ""}', b'{"form": "x", "texts": 3, "at": ""}', b"\xff"],
)  # fmt: skip
def test_a_damaged_draft_is_refused(handbook: Handbook, raw: bytes) -> None:
    """A draft with a part missing is refused."""
    with pytest.raises(UnreadableError) as caught:
        read_draft(raw, {}, handbook.company)

    assert str(caught.value) == "this draft is damaged; move it away, or begin anew"


def test_a_draft_of_a_lost_form_is_refused(handbook: Handbook) -> None:
    """The reason names the form."""
    with pytest.raises(UnreadableError, match=r"^its form [0-9a-f]{12}… is not in checklists/"):
        read_draft(encode_draft(entry_of(handbook)), {}, handbook.company)
